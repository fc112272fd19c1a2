"""A household's timeline: what happened, from every part of its case, told as a story in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.casework.access import allowed
from shared.casework.alert_raising import alerts_of
from shared.casework.case_items import body_of
from shared.casework.case_view import mentors_of, plans_of, rounds_of, tasks_of, visits_of
from shared.casework.commands import Opened, read_case
from shared.casework.relations import to_household
from shared.casework.sessions import Caller
from shared.casework.visits import consents_of
from shared.domain import words
from shared.domain.alerts import CAUSES
from shared.domain.changes import event_of
from shared.domain.measures import catalogue
from shared.domain.policy import FieldClass
from shared.domain.timeline import SENTENCES, Entry, Line, story
from shared.domain.visits import Result
from shared.rules import current
from shared.storage import keys
from shared.storage.tables import core, query

# Parts of a sentence that are codes, and the words for them.
_CODES = {
    "reason": {
        "approved": ("เห็นชอบ", "approved"),
        **words.RETURN_REASONS,
        **words.END_GROUNDS,
        **CAUSES,
        **words.ALERT_DECISIONS,
    },
    "outcome": {**words.TASK_OUTCOMES, **words.ROUND_OUTCOMES},
    "waiting_on": words.WAITING,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """One happening; ``benefit`` (or a ``measure`` of the plan) is named in the reader's language."""

    entry: Entry
    benefit: str | None = None
    measure: str | None = None


def read_timeline(caller: Caller, household_id: str, *, everything: bool = False) -> tuple[Line, ...]:
    """Oldest first. Without a right to sensitive facts, what tells of an illness is left out. Raises NotFound."""
    opened = read_case(caller, household_id, "read_timeline")
    relations = list(to_household(caller, opened.state))
    sensitive = allowed(caller, "read_timeline", relations, FieldClass.SENSITIVE)
    return lines_of(opened, sensitive=sensitive, everything=everything)


def lines_of(opened: Opened, *, sensitive: bool, everything: bool) -> tuple[Line, ...]:
    """The lines of a household that the caller is known to be allowed to see."""
    told = [one for one in _all(opened) if sensitive or not _tells_of_illness(one)]
    thai = story((_named(one, "th") for one in told), everything=everything)
    english = {
        (line.on, line.name, order): line.en
        for order, line in enumerate(story((_named(one, "en") for one in told), everything=everything))
    }
    if len(english) != len(thai):  # two benefits that share a name in one language
        return thai
    return tuple(
        replace(line, en=english.get((line.on, line.name, order), line.en)) for order, line in enumerate(thai)
    )


def _tells_of_illness(one: _Told) -> bool:
    benefit = current().benefits.get(one.benefit or "")
    return benefit is not None and benefit.sensitive


def _named(one: _Told, language: str) -> Entry:
    """Codes become words of the reader's language."""
    about = [
        (name, words.word(_CODES[name], text, language) if name in _CODES else text)
        for name, text in one.entry.about
    ]
    benefit = current().benefits.get(one.benefit or "")
    if benefit is not None:
        about.append(("benefit", getattr(benefit.title, language)))
    elif one.measure is not None:
        about.append(("benefit", _measure(one.measure, language)))
    return replace(one.entry, about=tuple(about))


def _measure(measure_id: str, language: str) -> str:
    row = next((row for row in catalogue() if row.id == measure_id.partition("@")[0]), None)
    return getattr(row, language) if row is not None else words.word(words.TASK_KINDS, measure_id, language)


def _entry(on: date | str, name: str, order: int, benefit: str | None = None, **about: Any) -> _Told:
    day = on if isinstance(on, date) else date.fromisoformat(on)
    values = tuple((key, str(value)) for key, value in about.items() if value is not None)
    return _Told(Entry(day, name, values, order), benefit)


def _all(opened: Opened) -> Iterator[_Told]:
    yield from _surveys(opened)
    yield from _gaps(opened)
    yield from _task_events(opened)
    yield from _people(opened)
    yield from _plan(opened)
    yield from _results(opened)


def _surveys(opened: Opened) -> Iterator[_Told]:
    history = keys.history_pk(opened.household_id)
    for number, item in enumerate(query(core(), history, prefix="SV#")):
        name = "household.created" if number == 0 else "survey.recorded"
        yield _entry(item["observed_on"], name, 0)
    selected = opened.meta.get("selected_on")
    if selected:
        yield _entry(selected, "household.selected", 5)


def _gaps(opened: Opened) -> Iterator[_Told]:
    for item in opened.state.gaps.values():
        yield _entry(item["opened_on"], "rules.gap_opened", 10, item["benefit"])
        if item.get("closed_on"):
            yield _entry(item["closed_on"], "rules.gap_closed", 60, item["benefit"])


def _task_events(opened: Opened) -> Iterator[_Told]:
    tasks = {task.task_id: task for task in tasks_of(opened.state)}
    for item in query(core(), keys.history_pk(opened.household_id), prefix="TASK#"):
        task = tasks.get(item["SK"].split("#")[1])
        if task is None:
            continue
        told = _entry(
            item["occurred_at"],
            f"task.{item['name']}",
            20 + min(int(item["number"]), 30),
            task.benefit or None,
            agency=task.agency,
            reason=item.get("reason"),
            outcome=item.get("outcome") or (task.outcome if item["name"] == "confirmed" else None),
            waiting_on=item.get("waiting_on"),
        )
        yield replace(told, measure=None if task.benefit else task.measure_id or task.kind)


def _people(opened: Opened) -> Iterator[_Told]:
    for mentor in mentors_of(opened.state):
        yield _entry(mentor.since, "household.mentor_assigned", 6)
        if mentor.until is not None:
            yield _entry(mentor.until, "household.mentor_released", 5)
    for visit in visits_of(opened.state):
        yield _entry(visit.on, f"visit.{'done' if visit.result is Result.DONE else 'missed'}", 8)
    for said in consents_of(opened):
        yield _entry(said.on, f"household.consent_{'given' if said.given else 'withdrawn'}", 7)
    for item in opened.parts("CHG"):
        what = item["what"]
        if what == "phase":
            yield _entry(item["on"], "household.phase_changed", 70, phase=body_of(item)["target"])
        elif f"household.{event_of(what)}" in SENTENCES:
            yield _entry(item["on"], f"household.{event_of(what)}", 4)
    for item in opened.parts("GRV"):
        yield _entry(body_of(item)["filed_on"], "grievance.filed", 9)


def _plan(opened: Opened) -> Iterator[_Told]:
    for plan in plans_of(opened.state):
        for signature in plan.signatures:
            yield _entry(signature.on, "plan.signed", 61)
        if plan.decision is not None:
            word = "approved" if plan.decision.approved else plan.decision.reason
            yield _entry(plan.decision.on, "plan.decided", 63, reason=word)
        for measure in plan.measures:
            for paid in measure.spent:
                yield _entry(paid.on, "plan.measure_progress", 64)


def _results(opened: Opened) -> Iterator[_Told]:
    for made in rounds_of(opened.state):
        yield _entry(made.measured.on, "eval.round_opened", 80)
        if made.outcome is not None:
            yield _entry(made.measured.on, "eval.outcome_set", 81, outcome=made.outcome.value)
    for alert in alerts_of(opened.state):
        yield _entry(alert.opened_on, "eval.backslide_flagged", 82, reason=alert.cause)
        if alert.decided_on is not None:
            yield _entry(alert.decided_on, "eval.backslide_decided", 83, reason=alert.decision)
