"""Families change: what each kind needs, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.domain.changes import KINDS, Change, Follow, consequences
from shared.domain.problems import CaseRefused
from shared.domain.task_table import GROUNDS

DAY = date(2022, 5, 1)
MEMBERS = frozenset({"M1", "M2", "M3"})
F = Follow


def change(kind: str, **difference: object) -> Change:
    fields: dict[str, object] = {
        "member_id": "M9" if kind in ("born", "found", "joined") else "M1",
        "reason": "told at a visit",
        "to_area": "950302",
        "other_household": "H2",
    }
    if kind not in ("born", "found", "joined", "left", "died"):
        fields["member_id"] = None
    if kind == "split":
        fields["members"] = ("M1",)
    return Change(kind, "H1", DAY, DAY, "m1", **{**fields, **difference})  # type: ignore[arg-type]


def status_for(kind: str) -> str:
    return "declined" if kind == "resumed" else "active"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_possible_and_its_ground_is_one_of_the_task_tables(kind: str) -> None:
    found = consequences(change(kind), status_for(kind), MEMBERS)
    assert found.follows
    assert found.ground in GROUNDS
    assert (found.status is not None) == (F.STATUS in found.follows)


@pytest.mark.parametrize(("kind", "need"), [(kind, need) for kind in KINDS for need in KINDS[kind].needs])
def test_a_missing_field_is_named(kind: str, need: str) -> None:
    empty = () if need == "members" else None
    with pytest.raises(CaseRefused) as refused:
        consequences(change(kind, **{need: empty}), status_for(kind), MEMBERS)
    assert (refused.value.code, refused.value.allowed) == ("CASE-FIELD-MISSING", [need])


def test_a_death_ends_that_persons_tasks_and_opens_the_way_to_funeral_support() -> None:
    found = consequences(change("died"), "active", MEMBERS)
    assert {F.CANCEL_MEMBER_TASKS, F.FUNERAL_SUPPORT, F.ASSESS} <= set(found.follows)
    assert (found.ground, found.status) == ("died", None)


def test_a_family_that_declines_keeps_its_rights() -> None:
    found = consequences(change("declined"), "active", MEMBERS)
    assert F.ASSESS in found.follows
    assert F.CANCEL_ALL_TASKS not in found.follows
    assert F.CANCEL_PLAN_TASKS in found.follows
    assert found.status == "declined"
    assert consequences(change("resumed"), "declined", MEMBERS).status == "active"


def test_a_move_within_the_province_wants_a_mentor_there_and_moving_away_ends_everything() -> None:
    assert F.WANT_MENTOR in consequences(change("moved"), "active", MEMBERS).follows
    away = consequences(change("moved_away"), "active", MEMBERS)
    assert (away.status, F.CANCEL_ALL_TASKS in away.follows) == ("moved", True)


def test_the_other_household_is_assessed_only_where_one_is_named() -> None:
    assert F.ASSESS_OTHER in consequences(change("left"), "active", MEMBERS).follows
    alone = consequences(change("left", other_household=None), "active", MEMBERS)
    assert F.ASSESS_OTHER not in alone.follows


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        (change("flew"), "active", "CASE-CHANGE"),
        (change("declined"), "declined", "CASE-CHANGE"),
        (change("resumed"), "active", "CASE-CHANGE"),
        (change("died"), "deceased", "CASE-CHANGE"),
        (replace(change("died"), on=date(2022, 5, 2)), "active", "CASE-FUTURE"),
        (change("merged", other_household="H1"), "active", "CASE-SAME-HOUSEHOLD"),
        (change("born", member_id="M1"), "active", "CASE-MEMBER"),
        (change("died", member_id="M9"), "active", "CASE-MEMBER"),
        (change("split", members=("M1", "M2", "M3")), "active", "CASE-SPLIT-ALL"),
        (change("split", members=("M9",)), "active", "CASE-MEMBER"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Change, status: str, code: str) -> None:
    with pytest.raises(CaseRefused, match=code):
        consequences(wrong, status, MEMBERS)
