"""The households of a file, some at a time: who is known elsewhere, what is stored already, what to write."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from functions.import_part.drafts import draft_of
from shared.domain.survey_text import spelled_out
from shared.intake import Change, Fault, HouseholdResult, ReportBuilder, diff_line
from shared.intake.parts import PlainHousehold
from shared.intake.sheaf import framed
from shared.intake.surveys import Folded, folded
from shared.storage import batch, claims, holds, keys, surveys
from shared.storage.claims import Claim
from shared.storage.holds import Conflict
from shared.storage.identity import Keys, Seal
from shared.storage.imports import Import
from shared.storage.settings import setting
from shared.storage.surveys import Draft, Writer
from shared.storage.tables import core

AT_ONCE = 400  # households looked up and written together: bounds memory, fills the batches


_LOOKS = 3  # tries to claim the people of a household, with a look at who has them in between


class _Case:
    """One household on its way. ``draft`` is None once the household is held."""

    __slots__ = ("draft", "place", "result", "settled", "unclaimed")

    def __init__(self, result: HouseholdResult | PlainHousehold, draft: Draft | None) -> None:
        self.result, self.draft = result, draft
        self.unclaimed: list[Claim] = []
        self.place = surveys.NOWHERE
        self.settled = False  # somebody of its office may be known already

    @property
    def unchanged(self) -> bool:
        """The newest stored survey at or below this one's own key says the same already."""
        before = self.place.before
        return (
            before is not None
            and self.draft is not None
            and self.place.own is None
            and before.digest == self.draft.digest
        )

    @property
    def judged(self) -> HouseholdResult:
        """With its rows, for whoever has something to say about it."""
        if isinstance(self.result, PlainHousehold):
            self.result = self.result.judged()
        return self.result


class HouseholdImport:
    """One run over a file. ``seal`` is None in a dry run, which looks but does not write."""

    def __init__(
        self, job: Import, keys: Keys, seal: Seal | None, report: ReportBuilder, *, complete: bool
    ) -> None:
        self._job, self._keys, self._report = job, keys, report
        self._writer = None if seal is None else Writer(job, seal)
        self._sequence = f"{job.sequence:010d}"
        self.changes: list[tuple[int, bytes]] = []  # first row, line of the difference file
        self.holds: list[dict[str, Any]] = []
        self.ledger: list[bytes] = []  # what this import has stored: a line a survey
        self.seen: list[bytes] = []  # every household that a complete file names, held ones too
        self._complete = complete
        self._kinds: Counter[str] = Counter()
        self._held = 0
        self._visited: set[str] = set()  # offices that this run has noted
        self._office_known: dict[str, bool] = {}  # whether an earlier import stored houses of an office

    def run(self, results: Iterable[HouseholdResult | PlainHousehold]) -> None:
        for group in batch.chunks(results, AT_ONCE):
            cases = [self._case(result) for result in group]
            self._look(cases)
            self._place([case for case in cases if case.draft is not None])
            if self._writer is not None:
                self._stake(cases)
                self._write(cases, self._writer)
            self._tell(cases)

    def counts(self) -> dict[str, int]:
        """Households by what became of them, zeros included."""
        return {
            **{kind: self._kinds[kind] for kind in ("new", "changed", "unchanged", "older")},
            "held": self._held,
        }

    def _case(self, result: HouseholdResult | PlainHousehold) -> _Case:
        survey = _folded(result)
        return _Case(result, None if survey is None else draft_of(survey, self._keys))

    def _recognise(self, case: _Case, standing: Mapping[str, Claim]) -> None:
        """Somebody who had no number when they became known here stays the member whom people gave it to since."""
        draft = case.draft
        if draft is None:
            return
        known = {
            member: standing[blind].member_id
            for blind, member in draft.claims.items()
            if blind in standing and standing[blind].household_id == draft.household_id
        }
        renamed = {member: own for member, own in known.items() if own not in draft.members}
        survey = _folded(case.result) if renamed else None
        if survey is not None:
            case.draft = draft_of(survey, self._keys, renamed)

    def _look(self, cases: list[_Case]) -> None:
        """Whoever lives where no import has been before is probably new: to claim them tells, without a look first."""
        drafts = [case.draft for case in cases if case.draft is not None]
        offices = {draft.office for draft in drafts} - self._office_known.keys()
        known = surveys.visited(offices, self._job.sequence) if offices else set()
        self._office_known |= {office: office in known for office in offices}
        for case in cases:
            if case.draft is not None:
                case.settled = self._office_known[case.draft.office]
                case.unclaimed = [
                    Claim(blind, case.draft.household_id, member)
                    for blind, member in case.draft.claims.items()
                ]
        self._known_elsewhere([case for case in cases if case.settled or self._writer is None])

    def _known_elsewhere(self, cases: list[_Case]) -> None:
        """Hold whoever has a person that another household stored first; note who is new to the system."""
        drafts = [case.draft for case in cases if case.draft is not None]
        standing = claims.standing([blind for draft in drafts for blind in draft.claims])
        for case in cases:
            self._recognise(case, standing)
        found: dict[int, list[Conflict]] = {}
        for case in cases:
            draft = case.draft
            if draft is None:
                continue
            home = draft.household_id
            case.unclaimed = [
                Claim(blind, home, member) for blind, member in draft.claims.items() if blind not in standing
            ]
            if len(case.unclaimed) < len(draft.claims):
                found[id(case)] = _conflicts(draft, standing)
        decided = holds.decisions(one for conflicts in found.values() for one in conflicts)
        for case in cases:
            draft = case.draft
            if draft is None or id(case) not in found:
                continue
            left: list[Conflict] = []
            for one in found[id(case)]:
                if decided.get(one.pair_id) == holds.MERGED:
                    case.unclaimed.append(
                        Claim(one.blind, draft.household_id, one.member_id, instead_of=one.other)
                    )
                elif decided.get(one.hold_id) != holds.DIFFERENT:
                    left.append(one)
            if left:
                self._let_go(draft, standing)
                self._hold(case, left)

    def _let_go(self, draft: Draft, standing: Mapping[str, Claim]) -> None:
        """An earlier try may have ended after it claimed some of a household's people and before it was beaten."""
        made = [
            claim
            for blind, claim in standing.items()
            if blind in draft.claims
            and (claim.household_id, claim.import_id) == (draft.household_id, self._job.import_id)
        ]
        if made and self._writer is not None and not surveys.is_stored(draft, self._sequence):
            claims.let_go(self._job.import_id, made)

    def _hold(self, case: _Case, conflicts: list[Conflict]) -> None:
        """Both sides are named, this one by its rows, the other by its opaque id; the person by neither."""
        draft = case.draft
        assert draft is not None
        result = case.judged
        of = dict(zip(draft.members, _person_rows(result), strict=True))
        others = sorted({one.other for one in conflicts})
        rows = [row for member, row in of.items() if member in {one.member_id for one in conflicts}]
        told = {"rows": ", ".join(map(str, rows)), "households": ", ".join(others)}
        for row in rows:
            result.hold(Fault("HOUSE-IDENTITY", None, told), row)
        self.holds.append({"household": draft.household_id, "rows": rows, "others": others})
        if self._writer is not None:
            said = _said(draft)
            for one in conflicts:
                one = replace(one, said=said.get(one.member_id))
                holds.open_hold(one, draft.tambon, self._job.import_id, self._job.as_of, [of[one.member_id]])
        case.draft, case.unclaimed = None, []

    def _place(self, cases: list[_Case]) -> None:
        drafts = [case.draft for case in cases if case.draft is not None]
        known = {office for office, is_known in self._office_known.items() if is_known}
        for case, place in zip(cases, surveys.places(drafts, self._job.sequence, known), strict=True):
            case.place = place

    def _stake(self, cases: list[_Case]) -> None:
        """Claim the new people. Who loses a race against another import is held like any other conflict."""
        for _ in range(_LOOKS):
            wanted = {
                case.draft.household_id: case.unclaimed
                for case in cases
                if case.draft is not None and case.unclaimed
            }
            lost = claims.stake(self._job.import_id, wanted) if wanted else set()
            cases = [case for case in cases if case.draft is not None and case.draft.household_id in lost]
            self._known_elsewhere(cases)
            cases = [case for case in cases if case.draft is not None]
            if not cases:
                return
        raise batch.Throttled  # people change hands meanwhile: the next run sees clearly

    def _write(self, cases: list[_Case], writer: Writer) -> None:
        """Identities first: a survey that is there proves that everything beside it is."""
        drafts = [
            case.draft
            for case in cases
            if case.draft is not None and case.place.own is None and not case.unchanged
        ]
        if not drafts:
            return
        offices = {draft.office for draft in drafts} - self._visited
        surveys.visit(offices, self._job.sequence)
        self._visited |= offices
        batch.put_texts(setting("IDENTITY_TABLE"), map(writer.identity, drafts))
        batch.put_texts(core(), map(writer.survey, drafts))

    def _tell(self, cases: list[_Case]) -> None:
        changed = [
            (case.draft.household_id, case.place.before)
            for case in cases
            if case.draft is not None and case.place.before is not None and not case.unchanged
        ]
        people = surveys.stored_people(changed)
        for case in cases:
            self._report.add(case.result, "unchanged" if case.unchanged else "applied")
            draft, rows = case.draft, case.result.numbers
            if self._complete and case.result.house is not None:
                self.seen.append(framed(rows[0], self._keys.household_id(*case.result.house).encode()))
            if draft is None:
                self._held += 1
                continue
            change = _change(case, draft, people.get(draft.household_id))
            self._kinds[change.kind] += 1
            self.changes.append((rows[0], diff_line(change)))
            if self._writer is not None and change.kind != "unchanged":  # for a withdrawal of this import
                pk, sk = keys.survey_key(draft.household_id, draft.observed_on, self._sequence)
                self.ledger.append(framed(rows[0], f"{pk} {sk}".encode()))


def _folded(result: HouseholdResult | PlainHousehold) -> Folded | None:
    survey = result.survey
    return survey if survey is None or isinstance(survey, Folded) else folded(survey)


_TELLING = ("sex", "relation", "person_status")  # what tells two people apart without naming them


def _said(draft: Draft) -> dict[str, dict[str, str]]:
    """By member: those facts, and the year of birth, for whoever decides whether it is one person."""
    members = json.loads(spelled_out(draft.body))["m"]
    return {
        member: {name: facts[name] for name in _TELLING if facts.get(name)}
        | {"birth_year": str(facts["birth_date"])[:4]}
        for member, facts in members.items()
    }


def _person_rows(result: HouseholdResult) -> list[int]:
    """Row numbers in the order of the draft's members."""
    survey = result.survey
    assert survey is not None
    pairs = zip(survey.members, result.numbers, strict=True)
    return [row for _, row in sorted(pairs, key=lambda pair: pair[0].person_no)]


def _conflicts(draft: Draft, standing: Mapping[str, Claim]) -> list[Conflict]:
    home = draft.household_id
    return [
        Conflict(home, standing[blind].household_id, member, blind, standing[blind].member_id)
        for blind, member in draft.claims.items()
        if blind in standing and standing[blind].household_id != home
    ]


def _change(case: _Case, draft: Draft, people: Mapping[str, Any] | None) -> Change:
    before = case.place.before
    fields: tuple[str, ...] = ()
    if case.unchanged:
        kind = "unchanged"
    else:
        kind = "older" if case.place.later else "changed" if before is not None else "new"
        if before is not None:
            found = surveys.changed_fields(draft, before, people)
            fields = tuple(dict.fromkeys("member" if name == "*" else name for _, name in found))
    return Change(kind, case.result.numbers, draft.household_id, fields)
