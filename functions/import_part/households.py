"""The households of a file, some at a time: who is known elsewhere, what is stored already, what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from functions.import_part.drafts import draft_of, living_here
from shared.intake import Change, Fault, HouseholdResult, ReportBuilder
from shared.intake.sheaf import framed
from shared.storage import batch, claims, holds, keys, surveys
from shared.storage.claims import Claim
from shared.storage.holds import Conflict
from shared.storage.identity import Keys, Seal
from shared.storage.imports import Import
from shared.storage.settings import setting
from shared.storage.surveys import Draft, Place
from shared.storage.tables import core

AT_ONCE = 100  # households looked up and written together: bounds memory, fills the batches


@dataclass(slots=True)
class _Case:
    """One household on its way. ``draft`` is None once the household is held."""

    result: HouseholdResult
    draft: Draft | None
    here: dict[str, str]  # blind index -> member id
    unclaimed: list[Claim] = field(default_factory=list)
    place: Place = field(default_factory=Place)

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row.number for row in self.result.rows)

    @property
    def unchanged(self) -> bool:
        """The newest stored survey at or below this one's own key says the same already."""
        before = self.place.before
        return (
            self.draft is not None
            and self.place.own is None
            and before is not None
            and before.digest == self.draft.digest
        )


class HouseholdImport:
    """One run over a file. ``seal`` is None in a dry run, which looks but does not write."""

    def __init__(self, job: Import, keys: Keys, seal: Seal | None, report: ReportBuilder) -> None:
        self._job, self._keys, self._seal, self._report = job, keys, seal, report
        self.changes: list[Change] = []
        self.holds: list[dict[str, Any]] = []
        self.ledger: list[bytes] = []  # what this import has stored: a line a survey
        self.seen: list[bytes] = []  # every household that the file names, held ones too
        self._held = 0
        self._visited: set[str] = set()

    def run(self, results: Iterable[HouseholdResult]) -> None:
        for group in batch.chunks(results, AT_ONCE):
            cases = [self._case(result) for result in group]
            self._known_elsewhere(cases)
            self._place([case for case in cases if case.draft is not None])
            if self._seal is not None:
                self._stake(cases)
                self._write(cases, self._seal)
            self._tell(cases)

    def counts(self) -> dict[str, int]:
        """Households by what became of them, zeros included."""
        kinds = Counter(change.kind for change in self.changes)
        return {
            **{kind: kinds[kind] for kind in ("new", "changed", "unchanged", "older")},
            "held": self._held,
        }

    def _case(self, result: HouseholdResult) -> _Case:
        survey = result.survey
        if survey is None:
            return _Case(result, None, {})
        draft = draft_of(survey, self._keys)
        return _Case(result, draft, living_here(draft))

    def _known_elsewhere(self, cases: list[_Case]) -> None:
        """Hold whoever has a person that another household stored first; note who is new to the system."""
        standing = claims.standing(blind for case in cases for blind in case.here)
        for case in cases:
            _recognise(case, standing)
        found = {id(case): _conflicts(case, standing) for case in cases}
        decided = holds.decisions(one for conflicts in found.values() for one in conflicts)
        for case in cases:
            draft = case.draft
            if draft is None:
                continue
            left: list[Conflict] = []
            case.unclaimed = [
                Claim(blind, draft.household_id, member)
                for blind, member in case.here.items()
                if blind not in standing
            ]
            for one in found[id(case)]:
                if decided.get(one.pair_id) == holds.MERGED:
                    case.unclaimed.append(
                        Claim(one.blind, draft.household_id, one.member_id, instead_of=one.other)
                    )
                elif decided.get(one.hold_id) != holds.DIFFERENT:
                    left.append(one)
            if left:
                self._hold(case, left)

    def _hold(self, case: _Case, conflicts: list[Conflict]) -> None:
        """Both sides are named, this one by its rows, the other by its opaque id; the person by neither."""
        draft = case.draft
        assert draft is not None
        of = dict(zip(draft.members, self._person_rows(case), strict=True))
        others = sorted({one.other for one in conflicts})
        rows = [row for member, row in of.items() if member in {one.member_id for one in conflicts}]
        told = {"rows": ", ".join(map(str, rows)), "households": ", ".join(others)}
        for row in rows:
            case.result.hold(Fault("HOUSE-IDENTITY", None, told), row)
        self.holds.append({"household": draft.household_id, "rows": rows, "others": others})
        if self._seal is not None:
            for one in conflicts:
                holds.open_hold(one, draft.tambon, self._job.import_id, self._job.as_of, [of[one.member_id]])
        case.draft, case.unclaimed = None, []

    @staticmethod
    def _person_rows(case: _Case) -> list[int]:
        """Row numbers in the order of the draft's members."""
        survey = case.result.survey
        assert survey is not None
        pairs = zip(survey.members, case.rows, strict=True)
        return [row for _, row in sorted(pairs, key=lambda pair: pair[0].person_no)]

    def _place(self, cases: list[_Case]) -> None:
        drafts = [case.draft for case in cases if case.draft is not None]
        for case, place in zip(cases, surveys.places(drafts, self._job.sequence), strict=True):
            case.place = place

    def _stake(self, cases: list[_Case]) -> None:
        """Claim the new people. Who loses a race against another import is held like any other conflict."""
        wanted = {
            case.draft.household_id: case.unclaimed
            for case in cases
            if case.draft is not None and case.unclaimed
        }
        if not wanted:
            return
        lost = claims.stake(self._job.import_id, wanted)
        beaten = [case for case in cases if case.draft is not None and case.draft.household_id in lost]
        self._known_elsewhere(beaten)
        if any(case.draft is not None for case in beaten):
            raise batch.Throttled  # whoever was first has let go meanwhile: the next run sees clearly

    def _write(self, cases: list[_Case], seal: Seal) -> None:
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
        identities = (surveys.identity_item(draft, self._job, seal) for draft in drafts)
        batch.put_all(setting("IDENTITY_TABLE"), identities)
        batch.put_all(core(), (surveys.survey_item(draft, self._job) for draft in drafts))

    def _tell(self, cases: list[_Case]) -> None:
        changed = [
            (case.draft.household_id, case.place.before)
            for case in cases
            if case.draft is not None and case.place.before is not None and not case.unchanged
        ]
        marks = surveys.stored_marks(changed)
        for case in cases:
            self._report.add(case.result, "unchanged" if case.unchanged else "applied")
            self._note(case)
            if case.draft is None:
                self._held += 1
            else:
                self.changes.append(_change(case, case.draft, marks.get(case.draft.household_id, {})))

    def _note(self, case: _Case) -> None:
        """For a withdrawal of this import, and for the question what a complete file leaves out."""
        first = case.rows[0]
        if case.result.house is not None:
            self.seen.append(framed(first, self._keys.household_id(*case.result.house).encode()))
        draft = case.draft
        if draft is not None and self._seal is not None and not case.unchanged:
            key = keys.survey(draft.household_id, draft.observed_on, self._job.sequence)
            self.ledger.append(framed(first, f"{key['PK']} {key['SK']}".encode()))


def _recognise(case: _Case, standing: Mapping[str, Claim]) -> None:
    """Somebody who had no number when they became known here stays the member whom people gave it to since."""
    draft = case.draft
    if draft is None:
        return
    known = {
        member: standing[blind].member_id
        for blind, member in case.here.items()
        if blind in standing and standing[blind].household_id == draft.household_id
    }
    renamed = {member: own for member, own in known.items() if own not in draft.members}
    if renamed:
        members, people = (
            {renamed.get(member, member): fields for member, fields in part.items()}
            for part in (draft.members, draft.people)
        )
        case.draft = replace(draft, members=members, people=people)
        case.here = {blind: renamed.get(member, member) for blind, member in case.here.items()}


def _conflicts(case: _Case, standing: Mapping[str, Claim]) -> list[Conflict]:
    if case.draft is None:
        return []
    home = case.draft.household_id
    return [
        Conflict(home, standing[blind].household_id, member, blind, standing[blind].member_id)
        for blind, member in case.here.items()
        if blind in standing and standing[blind].household_id != home
    ]


def _change(case: _Case, draft: Draft, marks: dict[str, dict[str, str]]) -> Change:
    before = case.place.before
    fields: tuple[str, ...] = ()
    if case.unchanged:
        kind = "unchanged"
    else:
        kind = "older" if case.place.later else "changed" if before is not None else "new"
        if before is not None:
            found = surveys.changed_fields(draft, before, marks)
            fields = tuple(dict.fromkeys("member" if name == "*" else name for _, name in found))
    return Change(kind, case.rows, draft.household_id, fields)
