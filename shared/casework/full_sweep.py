"""The monthly guard of the daily review: every household worked out afresh, and any difference an alarm.

The daily review touches only households whose day has come. Should the clockwork ever miss one, or an assessment
be lost with its mark, this finds it within a month. It walks the country province by province in pages that are
messages of the assess queue themselves: each stands for itself, so a crash costs one page, and nothing runs long.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared.domain import policy
from shared.domain.areas import Areas
from shared.domain.merging import merge
from shared.rules import Book, current
from shared.rules.sweep import Missed, Signature, compare
from shared.storage import keys, sqs
from shared.storage.batch import chunks
from shared.storage.households import History, State, load_answers, load_history
from shared.storage.pages import Slice, read_page
from shared.storage.settings import optional, setting
from shared.storage.tables import Item, core

logger = Logger(child=True)
DAY = (
    2  # of the month: the laws turn on the first, and by the second the daily review must have followed them
)
PAGE = 500  # households of one page
TOGETHER = 10  # households of one check
NAMESPACE, METRIC = "Sitthi", "SweepDifferences"  # template.yaml has an alarm on it


class NotSent(Exception):
    """The queue refused messages: the page is done again."""


def start_sweep(on: date) -> int:
    """On its day of the month: one message a province. Returns how many."""
    if on.day != DAY:
        return 0
    served = optional("PROVINCES").split(",") if optional("PROVINCES") else Areas.load().provinces()
    messages = [{"sweep": code, "as_of": on.isoformat()} for code in served]
    return _send(messages)


def sweep_page(province: str, on: date, after: Sequence[Any] | None = None) -> int:
    """One page of a province: a check for each household, and the message of the next page. Returns the checks."""
    districts = [keys.area_partition(one.code) for one in Areas.load().districts(province)]
    start = (int(after[0]), str(after[1])) if after else None
    found, position = read_page(Slice(core(), districts, "Index1"), start, PAGE, _inhabited)
    ids = [keys.household_of(item["PK"]) for item in found]
    checks = [{"check": group, "as_of": on.isoformat()} for group in chunks(ids, TOGETHER)]
    following = {"sweep": province, "as_of": on.isoformat(), "after": list(position)} if position else None
    _send([*checks, *([following] if following else [])])
    return len(ids)


def _inhabited(item: Item) -> bool:
    return bool(item.get("members"))


def _send(messages: Sequence[dict[str, Any]]) -> int:
    if messages and sqs.send(setting("ASSESS_QUEUE_URL"), messages):
        raise NotSent
    return len(messages)


def check_households(household_ids: Sequence[str], on: date) -> int:
    """Compare the stored answers with today's, writing none. Returns the number of differences.

    What differs, or rests on another edition or other facts than stored, goes to the assess queue.
    """
    decision = policy.may(policy.SYSTEM, "assess", policy.Relation.SYSTEM, policy.FieldClass.SENSITIVE)
    if not decision.allowed:
        raise PermissionError("assess")
    return sum(_check(state, on) for state in load_answers(household_ids))


def _check(state: State, on: date) -> int:
    household_id, history = state.household_id, load_history(state.household_id)
    if state.meta is None or state.determinations is None or not history.surveys:
        return 0
    day = max(on, date.fromisoformat(state.meta["assessed_on"]))  # a late message compares no older day
    if _in_hand(history, state, day):
        return 0
    known, book = merge(history.surveys, history.loose), current()
    stored = json.loads(state.determinations["body"])
    cause = _cause(stored["rule_book"], known.digest, state, book)
    missed = list(compare(household_id, map(_signature, stored["rows"]), book.answers(known.facts, day)))
    if missed:
        _alarm(household_id, missed, cause, book)
    if missed or cause != "time":
        _send([{"household_id": household_id, "as_of": day.isoformat()}])
    return len(missed)


def _in_hand(history: History, state: State, day: date) -> bool:
    """Facts that wait with their mark, or a day that has come: the daily review sends these by itself."""
    next_change = (state.meta or {}).get("next_change")
    return bool(history.waiting) or (next_change is not None and next_change <= day.isoformat())


def _cause(rule_book: str, facts: str, state: State, book: Book) -> str:
    """What the stored answers do not rest on any more; ``time`` when the clockwork alone is left to blame."""
    if rule_book != book.digest:
        return "rule_book"
    return "facts" if facts != (state.meta or {}).get("facts_digest") else "time"


def _signature(row: dict[str, Any]) -> Signature:
    amount = row["a"][0] if row["a"] else 0
    return row["b"], row["m"] or "", row["e"], row["r"], row["s"], amount, row["now"]


def _alarm(household_id: str, missed: Sequence[Missed], cause: str, book: Book) -> None:
    """A line that finds the household, and the figure that rings. What tells of an illness is not named in logs."""
    names: Counter[str] = Counter()
    for one in missed:
        benefit = book.benefits.get(one.benefit)
        names["sensitive" if benefit is not None and benefit.sensitive else one.benefit] += 1
    told = {"household_id": household_id, "cause": cause, "benefits": dict(sorted(names.items()))}
    logger.error("stored answers differ from today's", extra=told)
    with single_metric(name=METRIC, unit=MetricUnit.Count, value=len(missed), namespace=NAMESPACE) as metric:
        metric.add_dimension("service", "sitthi")
