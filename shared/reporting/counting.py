"""One household counted: every figure of every report begins here, and nowhere else.

Everything is read as it stood at the end of the period as far as dates tell, so a report compiled late tells the same.
"""

from __future__ import annotations

from datetime import date

from shared.domain.indicators import DIMENSIONS
from shared.domain.records import HouseholdRecord
from shared.reporting.counting_case import count_case
from shared.reporting.counting_groups import age_band, count_groups, group_of
from shared.reporting.counting_rights import count_rights, months_between
from shared.reporting.counting_tasks import count_tasks
from shared.reporting.tally import Tally

GONE = ("ย้ายออก", "เสียชีวิต")


def count_household(record: HouseholdRecord, start: date, end: date) -> Tally:
    """The tally of one household for the period ``start`` to ``end``, both included."""
    tally = Tally()
    tally.add("households")
    tally.add("outcome", record.outcome or "none")
    if record.rule_book:
        tally.add("book", record.rule_book)
    if record.pilot:
        tally.add("pilot")
    tally.add("group", group_of(record), "households")
    if record.questions:
        tally.add("households_with_questions")
        tally.add("questions", times=record.questions)
    if record.surveyed_on is not None:
        tally.saw(record.surveyed_on, "surveyed")
    here = [member for member in record.members if member.status not in GONE]
    tally.add("persons", times=len(here))
    _deprivation(tally, record)
    count_rights(tally, record, start, end)
    count_groups(tally, record, here)
    count_tasks(tally, record, start, end)
    count_case(tally, record, start, end)
    return tally


def _deprivation(tally: Tally, record: HouseholdRecord) -> None:
    """By dimension now; H and A over the households with all answers; and the same households when they came to us."""
    for dimension in DIMENSIONS:
        now = record.deprived.get(dimension)
        tally.add("deprived", dimension, _word(now))
        tally.add("change", dimension, f"{_word(record.deprived_first.get(dimension))}>{_word(now)}")
    now_count, first_count = _count(record.deprived), _count(record.deprived_first)
    if now_count is None:
        return
    group = group_of(record)
    tally.add("poverty", "known")
    tally.add("group", group, "known")
    if now_count:
        tally.add("poverty", "poor")
        tally.add("group", group, "poor")
        tally.add("poverty", "dimensions", times=now_count)
    if first_count is None:
        return
    for when, count in (("before", first_count), ("after", now_count)):
        tally.add("poverty_panel", when, "known")
        tally.add("group", group, "panel_known" if when == "before" else "panel_known_after")
        if count:
            tally.add("poverty_panel", when, "poor")
            tally.add("poverty_panel", when, "dimensions", times=count)
            tally.add("group", group, f"poor_{when}")


def _word(answer: bool | None) -> str:
    return "unknown" if answer is None else "yes" if answer else "no"


def _count(answers: dict[str, bool | None]) -> int | None:
    """Dimensions in which a household is deprived; None unless all are known."""
    values = [answers.get(dimension) for dimension in DIMENSIONS]
    return None if None in values else sum(value is True for value in values)


__all__ = ["age_band", "count_household", "group_of", "months_between"]
