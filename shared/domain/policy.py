"""Who may do what to whom: one table of role, relation, action and field class, asked by every use case.

What a person may not see answers exactly like what does not exist; that is the caller's part, this table decides.
Basis: PDPA B.E. 2562 s.22 (least data), s.24(4), s.26; contracts §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.officers import Officer


class Relation(StrEnum):
    """What a household or task is to the actor, nearest first."""

    SYSTEM = "system"
    OWN_HOUSEHOLD = "own_household"  # the mentor's own
    OWN_TASK = "own_task"  # assigned to this officer
    OWN_AREA = "own_area"
    OWN_AGENCY = "own_agency"  # the agency's task, in or out of the area
    OTHER_AREA = "other_area"
    NONE = "none"  # nothing in particular: lists, own account, public things


class FieldClass(StrEnum):
    AGGREGATE = "aggregate"
    OPERATIONAL = "operational"
    SENSITIVE = "sensitive"
    IDENTITY = "identity"


class Effect(StrEnum):
    ALLOW = "allow"
    MASK = "mask"
    DENY = "deny"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, slots=True)
class Decision:
    effect: Effect
    basis: str

    @property
    def allowed(self) -> bool:
        return self.effect in (Effect.ALLOW, Effect.MASK)


SYSTEM = Officer(officer_id="system", role="system")
PUBLIC = Officer(officer_id="public", role="public")

R, F, E = Relation, FieldClass, Effect
_CARE = (R.OWN_HOUSEHOLD, R.OWN_TASK, R.OWN_AREA)

# action -> rows of (roles, relations, field classes, effect); the first row that fits decides, else deny.
Row = tuple[tuple[str, ...], tuple[Relation, ...], tuple[FieldClass, ...], Effect]
_OPEN = (F.AGGREGATE, F.OPERATIONAL)
_CLOSE = (*_OPEN, F.SENSITIVE)

TABLE: dict[str, tuple[Row, ...]] = {
    "assess": ((("system",), (R.SYSTEM,), _CLOSE, E.ALLOW),),
    "review": ((("system",), (R.SYSTEM,), _CLOSE, E.ALLOW),),
    "dispatch": ((("system",), (R.SYSTEM,), _OPEN, E.ALLOW),),
    "compile_report": ((("system",), (R.SYSTEM,), _CLOSE, E.ALLOW),),
    "read_public": ((("*",), tuple(R), (F.AGGREGATE,), E.ALLOW),),
    "sign_in": ((("*",), tuple(R), (F.AGGREGATE,), E.ALLOW),),
    "read_self": ((("*signed",), tuple(R), _OPEN, E.ALLOW),),
    "upload": ((("partner", "coordinator", "administrator"), tuple(R), _OPEN, E.ALLOW),),
    "read_imports": ((("partner", "coordinator", "administrator"), tuple(R), _OPEN, E.ALLOW),),
    "read_import_files": ((("partner", "coordinator", "administrator"), tuple(R), (F.IDENTITY,), E.ALLOW),),
    "read_household": (
        (("mentor",), (R.OWN_HOUSEHOLD,), _CLOSE, E.ALLOW),
        (("mentor",), (R.OWN_HOUSEHOLD,), (F.IDENTITY,), E.MASK),
        (("agency_officer", "agency_head"), (R.OWN_TASK,), _CLOSE, E.ALLOW),
        (("agency_officer", "agency_head"), (R.OWN_TASK,), (F.IDENTITY,), E.MASK),
        (("agency_officer", "agency_head"), (R.OWN_AREA, R.OWN_AGENCY), _OPEN, E.ALLOW),
        (("agency_officer", "agency_head"), (R.OWN_AGENCY,), (F.SENSITIVE,), E.BREAK_GLASS),
        (("coordinator",), _CARE, _CLOSE, E.ALLOW),
        (("coordinator",), _CARE, (F.IDENTITY,), E.MASK),
        (("committee",), (R.OWN_AREA,), _OPEN, E.ALLOW),
        (("coordinator", "committee"), (R.OTHER_AREA,), _CLOSE, E.BREAK_GLASS),
        (("administrator", "evaluator"), tuple(R), (F.AGGREGATE,), E.ALLOW),
    ),
    "list_households": (
        (("coordinator", "committee", "agency_officer", "agency_head"), (R.OWN_AREA, R.NONE), _OPEN, E.ALLOW),
        (("mentor",), (R.OWN_HOUSEHOLD, R.NONE), _OPEN, E.ALLOW),
    ),
    "read_entitlements": (
        (("mentor",), (R.OWN_HOUSEHOLD,), _CLOSE, E.ALLOW),
        (("agency_officer", "agency_head"), (R.OWN_TASK, R.OWN_AGENCY), _CLOSE, E.ALLOW),
        (("coordinator",), _CARE, _CLOSE, E.ALLOW),
        (("committee",), (R.OWN_AREA,), _OPEN, E.ALLOW),
    ),
    "read_tasks": (
        (("agency_officer", "agency_head"), (R.OWN_TASK, R.OWN_AGENCY, R.NONE), _OPEN, E.ALLOW),
        (("coordinator", "committee"), (R.OWN_AREA, R.NONE), _OPEN, E.ALLOW),
        (("mentor",), (R.OWN_HOUSEHOLD, R.NONE), _OPEN, E.ALLOW),
    ),
    "act_on_task": (
        (("agency_officer", "agency_head"), (R.OWN_TASK, R.OWN_AGENCY), (F.OPERATIONAL,), E.ALLOW),
        (("coordinator",), (R.OWN_AREA,), (F.OPERATIONAL,), E.ALLOW),
        (("mentor",), (R.OWN_HOUSEHOLD,), (F.OPERATIONAL,), E.ALLOW),
        (("system",), (R.SYSTEM,), (F.OPERATIONAL,), E.ALLOW),
    ),
    "read_reports": (
        (
            (
                "coordinator",
                "committee",
                "evaluator",
                "administrator",
                "agency_head",
                "agency_officer",
                "mentor",
            ),
            tuple(R),
            (F.AGGREGATE,),
            E.ALLOW,
        ),
    ),
}
ACTIONS = frozenset(TABLE)


def may(actor: Officer, action: str, relation: Relation, field_class: FieldClass) -> Decision:
    """The decision for one class of fields. An unknown action is denied; an inactive officer may do nothing."""
    if not actor.active:
        return Decision(Effect.DENY, "inactive officer")
    for number, (roles, relations, classes, effect) in enumerate(TABLE.get(action, ()), 1):
        if _fits(actor.role, roles) and relation in relations and field_class in classes:
            return Decision(effect, f"{action} row {number}")
    return Decision(Effect.DENY, f"{action} has no row for {actor.role}")


def _fits(role: str, roles: tuple[str, ...]) -> bool:
    return role in roles or "*" in roles or ("*signed" in roles and role not in ("public", "system"))


def relation_of(
    actor: Officer,
    *,
    household_area: str | None = None,
    mentor_id: str | None = None,
    task_agency: str | None = None,
    assignee: str | None = None,
) -> Relation:
    """The nearest relation that holds."""
    if actor.role == "system":
        return Relation.SYSTEM
    if mentor_id is not None and mentor_id == actor.officer_id:
        return Relation.OWN_HOUSEHOLD
    if assignee is not None and assignee == actor.officer_id and task_agency == actor.agency:
        return Relation.OWN_TASK
    if task_agency is not None and task_agency == actor.agency:
        return Relation.OWN_AGENCY
    if household_area is not None and actor.agency is None and actor.covers(household_area):
        return Relation.OWN_AREA
    if household_area is not None and task_agency is None and actor.covers(household_area):
        return Relation.OWN_AREA
    return Relation.OTHER_AREA if household_area is not None else Relation.NONE
