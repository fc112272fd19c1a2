"""Officers as administrators manage them: registered, changed, revoked, and their work handed over.

A revocation counts at once: the row is read on each call. What the officer held passes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.casework.access import NotFound, require
from shared.casework.case_view import mentors_of
from shared.casework.commands import Happened, Opened, Stale, once, put_meta, seen
from shared.casework.leaving import REASON, WORKERS, Passed, load_of, pass_on
from shared.casework.mentors import end_mentor, household_of_mentor, replace_mentor
from shared.casework.sessions import Caller
from shared.domain import policy
from shared.domain.agencies import Agency
from shared.domain.areas import Areas
from shared.domain.officers import Officer
from shared.domain.policy import Relation
from shared.domain.problems import refuse_case
from shared.storage import audit, cognito, keys, officers
from shared.storage.households import load_state
from shared.storage.identity import keys_of_stack
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core, get

MANAGE = "manage_officers"
REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    agency: str | None = None
    role: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """``revoke``: who hands over leaves; what of theirs still waits then passes on when it comes back to work."""

    source: str
    target: str
    reason: str
    revoke: bool


def list_officers(
    caller: Caller, wanted: OfficerFilter, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Agency by agency, those without one first; the head of an agency sees its own people."""
    agencies = [one for one in (None, *Agency) if wanted.agency in (None, one) and _may_see(caller, one)]
    what = Slice(core(), [keys.officer_partition(one) for one in agencies], "Index1")

    def keep(row: Item) -> bool:
        officer = Officer.from_item(row)
        return wanted.role in (None, officer.role) and wanted.status in (None, officer.status)

    return read_page(what, start, limit, keep)


def _may_see(caller: Caller, agency: str | None) -> bool:
    return caller.officer.role != "agency_head" or agency == caller.officer.agency


def read_officer(caller: Caller, officer_id: str) -> Item:
    """Raises NotFound."""
    row = get(core(), keys.officer(officer_id))
    if row is None or not _may_see(caller, row.get("agency")):
        raise NotFound(officer_id)
    return row


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer holds now: live tasks, and as a mentor a household."""

    tasks: Passed
    household_id: str | None


def read_load(caller: Caller, officer_id: str) -> Load:
    """What a handover would move. Raises NotFound."""
    officer = Officer.from_item(read_officer(caller, officer_id))
    mentored = household_of_mentor(officer_id) if officer.role == "mentor" else None
    return Load(load_of(officer), mentored)


def register(caller: Caller, officer: Officer, name: str, address: str, key: str | None) -> Item:
    """An account and a row for somebody new; the sign-in service invites them. Raises CaseRefused or Conflict."""
    address = address.lower()
    wanted = replace(officer, officer_id=keys_of_stack().officer_of(address))
    command = _key(caller, "register", wanted.officer_id, key)
    check(wanted)

    def decide(transaction: Transaction) -> Happened | None:
        if seen(command):
            return None
        if get(core(), keys.officer(wanted.officer_id)) is not None:
            raise refuse_case("CASE-OFFICER-KNOWN")
        try:
            subject = cognito.ensure_account(address, name)
        except cognito.NoAccount:
            raise refuse_case("CASE-OFFICER-ADDRESS") from None
        officers.put(transaction, wanted, None)
        officers.put_name(transaction, wanted.officer_id, name)
        officers.put_login(transaction, subject, wanted.officer_id)
        return Happened("auth.role_granted", _told(wanted), wanted.officer_id)

    once(caller, MANAGE, command, decide)
    return read_officer(caller, wanted.officer_id)


def check(officer: Officer) -> None:
    """What a row must hold to work. Raises CaseRefused."""
    if officer.role in WORKERS and officer.agency is None:
        raise refuse_case("CASE-FIELD-MISSING", ["agency"])
    if officer.role == "partner" and officer.partner is None:
        raise refuse_case("CASE-FIELD-MISSING", ["partner"])
    unknown = [code for code in officer.areas if not Areas.load().known(code)]
    if unknown:
        raise refuse_case("CASE-OFFICER-AREA", unknown)


def change(
    caller: Caller,
    officer_id: str,
    changes: Mapping[str, Any],
    reason: str,
    expected: int,
    key: str | None,
) -> tuple[Item, Passed]:
    """Other rights, none any more, or again some; what the officer can hold no longer passes on.

    Raises NotFound, Stale, CaseRefused or Conflict.
    """
    if officer_id == caller.officer.officer_id:
        raise refuse_case("CASE-OFFICER-SELF")
    command = _key(caller, "change", officer_id, key)
    before: list[Officer] = []

    def decide(transaction: Transaction) -> Happened | None:
        row = read_officer(caller, officer_id)
        known = Officer.from_item(row)
        before[:] = [known]
        if seen(command):
            return None
        if expected != int(row["v"]):
            raise Stale(officer_id)
        wanted = replace(known, **changes)
        check(wanted)
        officers.put(transaction, wanted, row, handed_to=row.get("handed_to") if not wanted.active else None)
        if not (wanted.active and wanted.role == "mentor"):
            _release(transaction, caller, officer_id, reason)
        return Happened(f"auth.{_event(known, wanted)}", {**_told(wanted), "reason": reason}, officer_id)

    once(caller, MANAGE, command, decide)
    row = read_officer(caller, officer_id)
    return row, _pass_on(caller, before[0], Officer.from_item(row), None, REASON)


def _event(before: Officer, after: Officer) -> str:
    return "role_revoked" if before.active and not after.active else "role_granted"


def hand_over(caller: Caller, wanted: HandOver, key: str | None) -> Passed:
    """Everything live of one officer becomes another's. Raises NotFound, CaseRefused or Conflict."""
    if caller.officer.officer_id in (wanted.source, wanted.target):
        raise refuse_case("CASE-OFFICER-SELF")
    command = _key(caller, "handover", f"{wanted.source}|{wanted.target}", key)
    parties: list[Officer] = []

    def decide(transaction: Transaction) -> Happened | None:
        row = read_officer(caller, wanted.source)
        source, target = Officer.from_item(row), Officer.from_item(read_officer(caller, wanted.target))
        parties[:] = [source, target]
        if seen(command):
            return None
        fits = target.active and (target.role, target.agency) == (source.role, source.agency)
        if not fits or wanted.source == wanted.target:
            raise refuse_case("CASE-HANDOVER")
        left = replace(source, status=REVOKED) if wanted.revoke else source
        officers.put(transaction, left, row, handed_to=wanted.target if wanted.revoke else None)
        if source.role == "mentor":
            _replace(transaction, caller, source, target, wanted.reason)
        told = {"to": wanted.target, "reason": wanted.reason, "revoked": wanted.revoke}
        return Happened("auth.work_handed_over", told, wanted.source)

    once(caller, MANAGE, command, decide)
    source, target = parties
    return _pass_on(caller, source, source, target, wanted.reason)


def _pass_on(caller: Caller, before: Officer, now: Officer, to: Officer | None, reason: str) -> Passed:
    """What of an agency's work the officer cannot, or is not to, hold any longer."""
    if before.role not in WORKERS or before.agency is None:
        return Passed()
    agency, areas = before.agency, before.areas
    if to is None and areas and all(policy.may_take(now, agency, area) for area in areas):
        return Passed()
    return pass_on(before, None if to else now, to, caller.officer.officer_id, reason, caller.at)


def _release(transaction: Transaction, caller: Caller, officer_id: str, reason: str) -> None:
    """The household begins its days without a mentor."""
    opened = _mentored(caller, officer_id)
    if opened is None or not end_mentor(transaction, opened, reason):
        return
    today = opened.today.isoformat()
    index = keys.case_index(opened.household_id, today)
    put_meta(transaction, opened, mentor=None, mentorless_since=today, **index)
    audit.add(transaction, _of_household(opened, "mentor_released", {"mentor": officer_id}))


def _replace(transaction: Transaction, caller: Caller, source: Officer, target: Officer, reason: str) -> None:
    opened = _mentored(caller, source.officer_id)
    if opened is None:
        return
    made = replace_mentor(transaction, opened, target, reason)
    told = {"mentor": made.officer_id, "number": made.number}
    audit.add(transaction, _of_household(opened, "mentor_assigned", told))


def _mentored(caller: Caller, officer_id: str) -> Opened | None:
    household_id = household_of_mentor(officer_id)
    state = load_state(household_id) if household_id else None
    if state is None or state.meta is None or not mentors_of(state):
        return None
    return Opened(caller, state)


def _of_household(opened: Opened, name: str, details: Mapping[str, Any]) -> audit.AuditEvent:
    return audit.AuditEvent(
        type=f"th.sitthi.household.{name}.v1",
        key=f"{opened.household_id}|{opened.state.version}|{name}",
        at=opened.caller.at,
        actor=opened.officer_id,
        subject=opened.household_id,
        household=opened.household_id,
        basis=f"policy {MANAGE}",
        details=details,
    )


def _key(caller: Caller, what: str, about: str, key: str | None) -> str:
    """Of the command; asks the policy on the way, so that no command is without."""
    require(caller, MANAGE, [Relation.NONE], subject=about)
    return f"{caller.officer.officer_id}|{MANAGE}|{what}|{about}|{key or caller.request_id}"


def _told(officer: Officer) -> dict[str, Any]:
    return {
        "role": officer.role,
        "agency": officer.agency,
        "areas": list(officer.areas),
        "status": officer.status,
    }
