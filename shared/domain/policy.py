"""Who may do what to whom: one pure decision over one table, asked by every use case, route and export.

What a person may not see answers exactly like what does not exist; that is the caller's part, this module decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.officers import Officer
from shared.domain.policy_table import ACTIONS, AGENCY, TABLE, Effect, FieldClass, Relation

GLASS_HOURS = 3


@dataclass(frozen=True, slots=True)
class Decision:
    effect: Effect
    basis: str

    @property
    def allowed(self) -> bool:
        return self.effect in (Effect.ALLOW, Effect.MASK)


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A person's stated need to see one household beyond their rows: at most three hours, always audited."""

    officer_id: str
    household_id: str
    reason: str
    opened_at: datetime
    until: datetime

    @classmethod
    def open(
        cls, officer: Officer, household_id: str, reason: str, at: datetime, hours: int = GLASS_HOURS
    ) -> BreakGlass:
        """Raises ValueError without a reason or for longer than three hours."""
        if not reason.strip() or not 0 < hours <= GLASS_HOURS:
            raise ValueError("breaking the glass needs a reason and at most three hours")
        return cls(officer.officer_id, household_id, reason.strip(), at, at + timedelta(hours=hours))

    def covers(self, officer: Officer, household_id: str, at: datetime) -> bool:
        mine = officer.officer_id == self.officer_id and household_id == self.household_id
        return mine and self.opened_at <= at < self.until


SYSTEM = Officer(officer_id="system", role="system")
PUBLIC = Officer(officer_id="public", role="public")


def may(
    actor: Officer, action: str, relation: Relation, field_class: FieldClass, *, glass_broken: bool = False
) -> Decision:
    """The decision for one class of fields. An unknown action is denied; an inactive officer may do nothing.

    ``glass_broken``: a :class:`BreakGlass` of this actor covers the household now; it opens only rows that say so.
    """
    if not actor.active:
        return Decision(Effect.DENY, "inactive officer")
    for number, (roles, relations, classes, effect) in enumerate(TABLE.get(action, ()), 1):
        if _fits(actor.role, roles) and relation in relations and field_class in classes:
            basis = f"{action} row {number}"
            if effect is Effect.BREAK_GLASS and glass_broken:
                return Decision(Effect.ALLOW, f"{basis}, glass broken")
            return Decision(effect, basis)
    return Decision(Effect.DENY, f"{action} has no row for {actor.role}")


def _fits(role: str, roles: tuple[str, ...]) -> bool:
    return role in roles or "*" in roles or ("*signed" in roles and role not in ("public", "system"))


def may_take(officer: Officer, agency: str, area: str) -> bool:
    """Whether a task of that agency in that area can be this officer's: as one's agency's task and by its place."""
    relations = (
        relation_of(officer, task_agency=agency, assignee=officer.officer_id),
        relation_of(officer, household_area=area),
    )
    return all(may(officer, "take_task", relation, FieldClass.SENSITIVE).allowed for relation in relations)


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
    if actor.role in AGENCY and task_agency is not None:
        if task_agency != actor.agency:
            return Relation.OTHER_AREA
        return Relation.OWN_TASK if assignee == actor.officer_id else Relation.OWN_AGENCY
    if household_area is None:
        return Relation.NONE
    return Relation.OWN_AREA if actor.covers(household_area) else Relation.OTHER_AREA


__all__ = [
    "ACTIONS",
    "PUBLIC",
    "SYSTEM",
    "TABLE",
    "BreakGlass",
    "Decision",
    "Effect",
    "FieldClass",
    "Relation",
    "may",
    "may_take",
    "relation_of",
]
