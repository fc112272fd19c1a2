"""Visits: the agenda before, the record after; a form that was made without a network and arrives late or twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shared.casework.access import allowed
from shared.casework.agendas import agenda_of, questions_of
from shared.casework.case_items import body_of, part_item
from shared.casework.case_view import visits_of
from shared.casework.commands import Happened, Opened, Order, execute, open_case, read_case
from shared.casework.facts import checked, fact_row, members_of
from shared.casework.relations import to_household
from shared.casework.sessions import Caller
from shared.domain import consents, visits
from shared.domain.agencies import Agency
from shared.domain.consents import Consent
from shared.domain.facts import Basis
from shared.domain.officers import Officer
from shared.domain.photos import stripped
from shared.domain.plain import from_plain
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_case
from shared.domain.visits import AgendaItem, Question, Result, TeamMember, Visit
from shared.storage import audit, evidence, keys
from shared.storage.tables import Transaction, batch_get, core

CENTRE = str(Agency.SBPAC)  # officers without an agency of their own are the secretariat's
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}


def record_visit(order: Order, visit: Visit) -> Opened:
    """The same form again is the same visit. Raises NotFound, FactError, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened | None:
        stored = next((one for one in visits_of(opened.state) if one.visit_id == visit.visit_id), None)
        told = _with_agencies(visit, stored)
        if not visits.record(told, stored):
            return None
        strangers = set(visit.absent) - members_of(opened)
        if strangers:
            raise refuse_case("CASE-MEMBER")
        for name, basis, member_id, values in _facts(visit, members_of(opened)):
            row = fact_row(opened, member_id, values, source="visit", on=visit.on, name=name, basis=basis)
            transaction.put(core(), row, new=True)
        _keep_photos(opened, visit)
        names = (visit.on.isoformat().replace("-", ""), visit.visit_id)
        item = part_item(opened.household_id, "VIS", names, told, by=opened.officer_id)
        transaction.put(core(), item, new=True)
        done = visit.result is Result.DONE
        details = {"on": visit.on.isoformat(), "result": visit.result.value, "findings": len(visit.findings)}
        return Happened(f"visit.{'done' if done else 'missed'}", details, visit.visit_id)

    return execute(order, work)


def _with_agencies(visit: Visit, stored: Visit | None) -> Visit:
    """Whom a member of the team works for is what the officer's row says; a helper without one counts for none.

    A form that comes again is compared with the agencies of the day on which it first came.
    """
    ids = [one.officer_id for one in visit.team]
    if stored is not None and [one.officer_id for one in stored.team] == ids:
        return replace(visit, team=stored.team)
    rows = batch_get(core(), [keys.officer(name) for name in dict.fromkeys(ids)])
    agencies = {row["officer_id"]: Officer.from_item(row).agency or CENTRE for row in rows}
    return replace(visit, team=tuple(TeamMember(name, agencies.get(name)) for name in ids))


def _facts(visit: Visit, known: frozenset[str]) -> Iterator[tuple[str, Basis, str | None, dict[str, Any]]]:
    """Findings as facts, one item for each person and way of knowing. A refused answer is no fact."""
    groups: dict[tuple[str | None, visits.Basis], dict[str, Any]] = {}
    for number, finding in enumerate(visit.findings):
        if finding.refused or finding.value is None:
            continue
        values = checked(
            finding.member_id, {finding.fact: finding.value}, visit.on, f"/findings/{number}/value", known
        )
        groups.setdefault((finding.member_id, finding.basis), {}).update(values)
    for (member_id, basis), values in groups.items():
        name = f"{visit.visit_id}#{member_id or 'hh'}#{basis.value}"
        yield name, Basis.RECORDED if basis is visits.Basis.SEEN else Basis.STATED, member_id, values


def _keep_photos(opened: Opened, visit: Visit) -> None:
    """Only what shows the picture is kept, and only with the family's word. A repeat writes the same bytes."""
    if not visit.photos:
        return
    if not consents.permitted("photos", consents_of(opened), visit.on):
        raise refuse_case("CASE-CONSENT")
    for photo in visit.photos:
        raw = evidence.uploaded(opened.household_id, photo)
        if raw is None:
            raise refuse_case("CASE-PHOTO-MISSING")
        evidence.keep(opened.household_id, photo, stripped(raw))


def consents_of(opened: Opened) -> tuple[Consent, ...]:
    return tuple(from_plain(Consent, body_of(item)) for item in opened.parts("CNS"))


def offer_photo(caller: Caller, household_id: str, kind: str, once: str) -> tuple[str, dict[str, Any]]:
    """An upload address for one photo, and its name: (photo id, form). Raises NotFound."""
    opened = open_case(caller, household_id, "upload_photo", FieldClass.SENSITIVE)
    text = f"{caller.officer.officer_id}|{household_id}|{once}"
    photo = hashlib.blake2b(text.encode(), digest_size=16).hexdigest() + ENDINGS[kind]
    url, fields = evidence.form(opened.household_id, photo, kind)
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.visit.evidence_offered.v1",
            key=f"{household_id}|{photo}",
            at=caller.at,
            actor=caller.officer.officer_id,
            subject=photo,
            household=household_id,
            basis="policy upload_photo",
        )
    )
    return photo, {"url": url, "fields": fields}


def record_consent(order: Order, consent: Consent) -> Opened:
    """Given or withdrawn: never changed, only followed by another. Raises NotFound, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        said = consents.record(consent, opened.today)
        if said.by not in members_of(opened):
            raise refuse_case("CASE-MEMBER")
        tell_apart = hashlib.blake2b(order.key.encode(), digest_size=6).hexdigest()
        names = (said.on.isoformat().replace("-", ""), f"{len(opened.parts('CNS')):04d}", tell_apart)
        transaction.put(core(), part_item(opened.household_id, "CNS", names, said), new=True)
        what = "consent_given" if said.given else "consent_withdrawn"
        return Happened(f"household.{what}", {"purpose": said.purpose, "method": said.method})

    return execute(order, work)


# ---------------------------------------------------------------- reading


def read_visits(caller: Caller, household_id: str) -> tuple[tuple[Visit, ...], bool]:
    """Visits, newest first, and whether the caller may see what was found. Raises NotFound."""
    opened = read_case(caller, household_id, "read_visits")
    return tuple(reversed(visits_of(opened.state))), _sensitive(opened, "read_visits")


def read_agenda(caller: Caller, household_id: str) -> tuple[AgendaItem, ...]:
    """What the next visit is for: what to ask, to see and to confirm. Raises NotFound."""
    opened = read_case(caller, household_id, "read_questions", FieldClass.SENSITIVE)
    return agenda_of(opened.state, opened.today)


def read_questions(caller: Caller, household_id: str) -> tuple[Question, ...]:
    """The open questions of the rule book, the most useful first. Raises NotFound."""
    return tuple(questions_of(read_case(caller, household_id, "read_questions", FieldClass.SENSITIVE).state))


def _sensitive(opened: Opened, action: str) -> bool:
    relations = list(to_household(opened.caller, opened.state))
    return allowed(opened.caller, action, relations, FieldClass.SENSITIVE)
