"""The case of one household: from the clue to the first contact, visits, phases, outcomes, the plan and its money."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shared.domain.records import HouseholdRecord, MeasureRow
from shared.reporting.tally import Tally

ACTIVE = "active"


def count_case(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    _clue(tally, record, end)
    _phases(tally, record, start, end)
    _outcomes(tally, record, start, end)
    _visits(tally, record, start, end)
    _plan(tally, record, start, end)


def _clue(tally: Tally, record: HouseholdRecord, end: date) -> None:
    """Days from the survey that told of a household to the first visit made and to the first answer on its rights."""
    clue = record.first_surveyed_on or record.first_assessed_on
    if clue is None or clue > end:
        return
    contact = min((visit.on for visit in record.visits if visit.result == "done"), default=None)
    for what, day in (("contact", contact), ("determination", record.first_assessed_on)):
        came = day is not None and day <= end
        last = day if came and day else end
        fate = "received" if came else "waiting" if record.status == ACTIVE else "other"
        tally.add("clue_days", what, fate, f"{max(0, (last - clue).days):05d}")


def phase_on(record: HouseholdRecord, day: date) -> int:
    """The phase at the end of a day: what came later is taken back."""
    phase = record.phase
    for move in sorted(record.moves, key=lambda one: one.on, reverse=True):
        if move.on > day:
            phase = move.source
    return phase


def _phases(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    now = str(phase_on(record, end))
    tally.add("phase", now)
    new = record.first_assessed_on is not None and record.first_assessed_on >= start
    before = "new" if new else str(phase_on(record, _eve(start)))
    gone = record.outcome == "graduated" or record.status != ACTIVE
    left = "graduated" if record.outcome == "graduated" else record.status
    tally.add("transition", before, left if gone else now)


def _outcomes(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    before = _outcome_on(record, _eve(start))
    after = _outcome_on(record, end) if record.rounds else record.outcome
    if before or after:
        tally.add("outcome_change", before or "none", after or "none")


def _outcome_on(record: HouseholdRecord, day: date) -> str | None:
    told = [one.outcome for one in record.rounds if one.outcome and one.on <= day]
    return told[-1] if told else None


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _visits(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    """Due: a day that the visit before had named, within the period. Made: somebody came in since, by its end."""
    programme = record.pilot or record.mentored
    if programme and record.status == ACTIVE:
        tally.add("programme")
    seen = False
    for visit in record.visits:
        if start <= visit.on <= end:
            tally.add("visit", visit.result)
            if visit.team:
                tally.add("visit", "team")
            seen = seen or visit.result == "done"
        if visit.next_visit is not None and start <= visit.next_visit <= end:
            tally.add("visit", "due")
            if any(one.result == "done" and visit.on < one.on <= end for one in record.visits):
                tally.add("visit", "due_made")
    if programme and seen and record.status == ACTIVE:
        tally.add("programme_visited")


def _plan(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    """Measures of plans that the committee had approved by the end, and the money for them."""
    approved = [one for one in record.measures if one.approved_on is not None and one.approved_on <= end]
    if approved:
        tally.add("planned_households")
        tally.add("group", "pilot" if record.pilot else "rest", "planned")
    spent: Counter[str] = Counter()
    lately: Counter[str] = Counter()
    for paid in record.spendings:
        if paid.on <= end:
            spent[paid.measure_id] += paid.baht
            lately[paid.measure_id] += paid.baht if paid.on >= start else 0
    for measure in approved:
        agency = measure.agency
        _measure(tally, measure, end)
        tally.add("baht_plan", agency, "budget", times=measure.budget or 0)
        tally.add("baht_plan", agency, "spent", times=spent[measure.measure_id])
        tally.add("baht_plan", agency, "spent_in_period", times=lately[measure.measure_id])
        if measure.budget is not None and spent[measure.measure_id] > measure.budget:
            tally.add("measure", agency, "over_budget")


def _measure(tally: Tally, measure: MeasureRow, end: date) -> None:
    decided = measure.decided_on is not None and measure.decided_on <= end
    state = measure.state if decided else "underway"
    tally.add("measure", measure.agency, "planned")
    tally.add("measure", measure.agency, state)
    if measure.due is None:
        tally.add("measure", measure.agency, "no_date")
    elif measure.due <= end:
        tally.add("measure", measure.agency, "due")
        if state == "achieved" and measure.decided_on is not None and measure.decided_on <= measure.due:
            tally.add("measure", measure.agency, "on_target")
