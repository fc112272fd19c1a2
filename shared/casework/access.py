"""May this caller see this? One question to the policy table; what may not be seen answers like what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from shared.casework.sessions import Caller
from shared.domain import policy
from shared.domain.officers import Officer
from shared.domain.policy import Effect, FieldClass, Relation
from shared.storage import audit, glass


class NotFound(LookupError):
    """No such thing, or none that the caller may know of: the two answer alike."""


class Forbidden(PermissionError):
    """The caller's role, or a machine's scopes, never allow this, whatever it is done to."""


# What a machine's client may do at all, by the scope that its token must hold; anything else is for people.
SCOPES = {
    "read_self": frozenset({"sitthi/tasks.write", "sitthi/uploads.write"}),
    "read_tasks": frozenset({"sitthi/tasks.write"}),
    "act_on_task": frozenset({"sitthi/tasks.write"}),
    "upload": frozenset({"sitthi/uploads.write"}),
    "read_imports": frozenset({"sitthi/uploads.write"}),
    "read_import_files": frozenset({"sitthi/uploads.write"}),
}


def permit(caller: Caller, action: str) -> None:
    """Whether the role can ever do this, and a machine has a scope for it. Raises Forbidden."""
    if caller.machine and not SCOPES.get(action, frozenset()) & caller.scopes:
        raise Forbidden(action)
    if not _ever(caller.officer.role, action):
        raise Forbidden(action)


@cache
def _ever(role: str, action: str) -> bool:
    officer = Officer(officer_id="any", role=role)
    return any(
        policy.may(officer, action, relation, fields, glass_broken=True).allowed
        for relation in Relation
        for fields in FieldClass
    )


def allowed(
    caller: Caller,
    action: str,
    relations: Iterable[Relation],
    fields: FieldClass = FieldClass.OPERATIONAL,
    *,
    household: str | None = None,
) -> bool:
    """One relation that allows is enough."""
    return basis_of(caller, action, relations, fields, household=household) is not None


def basis_of(
    caller: Caller,
    action: str,
    relations: Iterable[Relation],
    fields: FieldClass = FieldClass.OPERATIONAL,
    *,
    household: str | None = None,
) -> str | None:
    """On what ground it is allowed, as the audit keeps it; None: it is not. ``household``: where a row of the table
    says so, a window that the caller has broken open on it allows too."""
    decisions = [policy.may(caller.officer, action, relation, fields) for relation in relations]
    if any(one.allowed for one in decisions):
        return f"policy {action}"
    shut = household is not None and any(one.effect is Effect.BREAK_GLASS for one in decisions)
    broken = shut and glass.is_broken(caller.officer, str(household), caller.at)
    return f"policy {action}, glass broken" if broken else None


def require(
    caller: Caller,
    action: str,
    relations: Iterable[Relation],
    *,
    subject: str,
    household: str | None = None,
    fields: FieldClass = FieldClass.OPERATIONAL,
) -> str:
    """On what ground. Raises NotFound, and notes who was refused."""
    basis = basis_of(caller, action, relations, fields, household=household)
    if basis is not None:
        return basis
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.auth.access_denied.v1",
            key=f"{caller.request_id}|{action}|{subject}",
            at=caller.at,
            actor=caller.officer.officer_id,
            subject=subject,
            household=household,
            basis=f"policy {action}",
        )
    )
    raise NotFound(subject)


def note_read(
    caller: Caller, what: str, *, subject: str, household: str | None = None, action: str, basis: str = ""
) -> None:
    """One audit row for a read of a person's data. ``what``: an event of the group ``read``."""
    audit.record(
        audit.AuditEvent(
            type=f"th.sitthi.read.{what}.v1",
            key=f"{caller.request_id}|{subject}",
            at=caller.at,
            actor=caller.officer.officer_id,
            subject=subject,
            household=household,
            basis=basis or f"policy {action}",
        )
    )
