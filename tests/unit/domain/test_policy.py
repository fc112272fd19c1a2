"""The policy table to its last cell, against the page on access that people wrote (``docs/access.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from shared.domain.officers import ROLES, Officer
from shared.domain.policy import (
    ACTIONS,
    PUBLIC,
    SYSTEM,
    TABLE,
    BreakGlass,
    Effect,
    FieldClass,
    Relation,
    may,
    relation_of,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "access.md"
ACTORS = [Officer(role, role) for role in ROLES] + [PUBLIC, SYSTEM]
AT = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)
Cell = tuple[str, str, Relation, FieldClass]  # role, action, relation, class
F = FieldClass
FIELDS = {
    "figures": (F.AGGREGATE,),
    "work": (F.AGGREGATE, F.OPERATIONAL),
    "care": (F.AGGREGATE, F.OPERATIONAL, F.SENSITIVE),
    "everything": tuple(FieldClass),
    "task only": (F.OPERATIONAL,),
    "sensitive only": (F.SENSITIVE,),
    "names": (F.IDENTITY,),
    "masked names": (F.IDENTITY,),
}
GLASS = "after breaking the glass"
GROUPS = {
    "Everyone, signed in or not": [actor.role for actor in ACTORS],
    "Everyone signed in": list(ROLES),
}


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def written() -> dict[Cell, Effect]:
    """What the page says, cell by cell."""
    said: dict[Cell, Effect] = {}
    roles: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
            roles = GROUPS.get(title) or listed(title)
            assert set(roles) <= {actor.role for actor in ACTORS}, title
        elif line.startswith("| ") and not line.startswith("| whose"):
            whose, fields, may_do = (part.strip() for part in line.strip("|").split("|"))
            for cell, effect in cells_of(roles, whose, fields, may_do):
                assert said.get(cell, effect) is effect, f"said otherwise before: {cell}"
                said[cell] = effect
    return said


def cells_of(roles: list[str], whose: str, fields: str, may_do: str) -> Iterator[tuple[Cell, Effect]]:
    words, _, glass = fields.partition(", ")
    effect = Effect.MASK if words == "masked names" else Effect.BREAK_GLASS if glass else Effect.ALLOW
    assert glass in ("", GLASS)
    for role, place, action in product(roles, listed(whose), listed(may_do)):
        assert action.replace(" ", "_") in ACTIONS, f"no such action: {action}"
        for relation, field_class in product(relations(place), FIELDS[words]):
            yield (role, action.replace(" ", "_"), relation, field_class), effect


def relations(place: str) -> list[Relation]:
    if place == "anywhere":
        return list(Relation)
    names = {"no place": "none", "its own work": "system"}
    return [Relation(names.get(place, place.replace(" ", "_")))]


def test_every_cell_of_the_table_is_as_the_page_on_access_says() -> None:
    said, wrong = written(), []
    for actor, name, relation, fields in product(ACTORS, sorted(ACTIONS), Relation, FieldClass):
        found = may(actor, name, relation, fields).effect
        wanted = said.get((actor.role, name, relation, fields), Effect.DENY)
        if found is not wanted:
            wrong.append(f"{actor.role} {name} {relation} {fields}: page {wanted}, table {found}")
    assert not wrong, "\n".join(wrong)


def test_an_action_without_a_row_is_denied_to_everyone() -> None:
    for actor, relation, fields in product(ACTORS, Relation, FieldClass):
        assert may(actor, "invented", relation, fields).effect is Effect.DENY


def test_no_row_is_idle() -> None:
    reached = {
        (name, may(actor, name, relation, fields).basis)
        for name, actor, relation, fields in product(ACTIONS, ACTORS, Relation, FieldClass)
    }
    for name, rows in TABLE.items():
        for number in range(1, len(rows) + 1):
            assert (name, f"{name} row {number}") in reached


def test_an_inactive_officer_may_do_nothing() -> None:
    for role, name, relation, fields in product(ROLES, ACTIONS, Relation, FieldClass):
        left = Officer("left", role, status="revoked")
        assert not may(left, name, relation, fields).allowed


PERSONAL = (FieldClass.SENSITIVE, FieldClass.IDENTITY)
NO_HOUSEHOLD = {"search_households", "read_import_files", "read_holds"}


def test_nobody_sees_sensitive_or_identity_fields_of_what_is_not_theirs() -> None:
    for actor, name, fields in product(ACTORS, ACTIONS - NO_HOUSEHOLD, PERSONAL):
        for relation in (Relation.OTHER_AREA, Relation.NONE):
            assert may(actor, name, relation, fields).effect in (Effect.DENY, Effect.BREAK_GLASS)


def test_partners_evaluators_and_administrators_see_no_identity_of_a_household() -> None:
    for role, name, relation in product(
        ("partner", "evaluator", "administrator"), ACTIONS - NO_HOUSEHOLD, Relation
    ):
        assert not may(Officer(role, role), name, relation, FieldClass.IDENTITY).allowed


def test_the_public_reads_public_things_files_a_grievance_and_ends_a_mail_by_its_key() -> None:
    open_to_all = {
        name
        for name, relation, fields in product(ACTIONS, Relation, FieldClass)
        if may(PUBLIC, name, relation, fields).allowed
    }
    assert open_to_all == {"read_public", "sign_in", "file_grievance", "unsubscribe"}


def test_identity_is_masked_when_read_and_clear_only_when_revealed() -> None:
    mentor = Officer("m", "mentor")
    read = may(mentor, "read_household", Relation.OWN_HOUSEHOLD, FieldClass.IDENTITY)
    assert read.effect is Effect.MASK
    assert may(mentor, "reveal_identity", Relation.OWN_HOUSEHOLD, FieldClass.IDENTITY).effect is Effect.ALLOW


def test_breaking_the_glass_opens_only_rows_that_say_so() -> None:
    desk = Officer("d", "coordinator")
    closed = may(desk, "read_household", Relation.OTHER_AREA, FieldClass.SENSITIVE)
    assert closed.effect is Effect.BREAK_GLASS
    assert not closed.allowed
    opened = may(desk, "read_household", Relation.OTHER_AREA, FieldClass.SENSITIVE, glass_broken=True)
    assert opened.allowed
    assert "glass broken" in opened.basis
    denied = may(desk, "change_identity", Relation.OTHER_AREA, FieldClass.IDENTITY, glass_broken=True)
    assert denied.effect is Effect.DENY


def test_the_glass_is_broken_for_three_hours_one_person_and_one_household() -> None:
    desk = Officer("d", "coordinator")
    glass = BreakGlass.open(desk, "H1", "a fire, the family moved across the district border", AT)
    assert glass.covers(desk, "H1", AT + timedelta(hours=2, minutes=59))
    assert not glass.covers(desk, "H1", AT + timedelta(hours=3))
    assert not glass.covers(desk, "H2", AT)
    assert not glass.covers(Officer("e", "coordinator"), "H1", AT)
    for reason, hours in (("  ", 1), ("a fire", 4), ("a fire", 0)):
        with pytest.raises(ValueError, match="breaking the glass"):
            BreakGlass.open(desk, "H1", reason, AT, hours)


@pytest.mark.parametrize(
    ("officer", "about", "relation"),
    [
        (Officer("m", "mentor"), {"mentor_id": "m", "household_area": "950301"}, Relation.OWN_HOUSEHOLD),
        (Officer("m", "mentor", areas=("95",)), {"household_area": "950301"}, Relation.OWN_AREA),
        (
            Officer("o", "agency_officer", "Lao", ("9503",)),
            {"household_area": "950301", "task_agency": "Lao", "assignee": "o"},
            Relation.OWN_TASK,
        ),
        (
            Officer("o", "agency_officer", "Lao", ("9503",)),
            {"household_area": "950201", "task_agency": "Lao", "assignee": "p"},
            Relation.OWN_AGENCY,
        ),
        (
            Officer("o", "agency_officer", "Lao", ("9503",)),
            {"household_area": "950301", "task_agency": "Moph"},
            Relation.OTHER_AREA,
        ),
        (
            Officer("o", "agency_officer", "Lao", ("9503",)),
            {"household_area": "950301"},
            Relation.OWN_AREA,
        ),
        (
            Officer("d", "coordinator", "Sbpac", ("95",)),
            {"household_area": "950301", "task_agency": "Sbpac"},
            Relation.OWN_AREA,
        ),
        (
            Officer("d", "coordinator", areas=("9502",)),
            {"household_area": "950301"},
            Relation.OTHER_AREA,
        ),
        (Officer("d", "coordinator", areas=("9502",)), {}, Relation.NONE),
        (SYSTEM, {"household_area": "950301"}, Relation.SYSTEM),
    ],
)
def test_the_nearest_relation_that_holds(officer: Officer, about: dict[str, str], relation: Relation) -> None:
    assert relation_of(officer, **about) is relation


def test_an_officer_comes_back_from_its_stored_form_unchanged() -> None:
    officer = Officer("o", "agency_head", "Moph", ("9503", "950201"), "active", "ms")
    assert Officer.from_item(officer.to_item()) == officer
