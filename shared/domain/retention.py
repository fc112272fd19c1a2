"""How long what is kept, and what an erasure leaves behind: statistics without persons, and the record that it happened.

Periods are parameters of the centre, marked unverified until its records officer confirms them; the law asks that
data be erased when the purpose has ended (PDPA B.E. 2562 s.37(3)) and sets 90 days for traffic logs (CCA s.26).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.domain.calendar import months_later
from shared.domain.dates import fiscal_year


class Event(StrEnum):
    """From when a period runs."""

    RECORDED = "recorded"
    CASE_ENDED = "case_ended"  # graduated and no longer watched, moved away, declined, deceased
    IMPORT_DONE = "import_done"


@dataclass(frozen=True, slots=True)
class Period:
    """``keeps``: what stays after erasure."""

    kind: str
    runs_from: Event
    months: int
    keeps: str
    verified: bool = False


PERIODS: tuple[Period, ...] = (
    Period("import_file", Event.IMPORT_DONE, 3, "counts and digests"),
    Period("identity", Event.CASE_ENDED, 60, "nothing"),
    Period("photo", Event.CASE_ENDED, 12, "nothing"),
    Period("survey", Event.CASE_ENDED, 60, "counts by area, year and indicator"),
    Period("visit", Event.CASE_ENDED, 60, "counts by area and month"),
    Period("task", Event.CASE_ENDED, 60, "counts by agency, outcome and month"),
    Period("plan", Event.CASE_ENDED, 120, "sums by fund and year"),
    Period("grievance", Event.CASE_ENDED, 120, "counts by agency and outcome"),
    Period("report_facts", Event.RECORDED, 60, "figures by subdistrict"),
    Period("audit", Event.RECORDED, 120, "nothing"),
)
_BY_KIND = {period.kind: period for period in PERIODS}


@dataclass(frozen=True, slots=True)
class Held:
    """One kept thing. ``legal_hold``: an open grievance, appeal or audit forbids erasure."""

    kind: str
    reference: str
    recorded_on: date
    case_ended_on: date | None = None
    import_done_on: date | None = None
    legal_hold: bool = False


def erase_on(held: Held) -> date | None:
    """The first day on which it may be erased; None while its period has not begun. Raises KeyError for an unknown
    kind: nothing is kept without a period."""
    period = _BY_KIND[held.kind]
    start = {
        Event.RECORDED: held.recorded_on,
        Event.CASE_ENDED: held.case_ended_on,
        Event.IMPORT_DONE: held.import_done_on,
    }[period.runs_from]
    return months_later(start, period.months) if start is not None else None


def due(held: Iterable[Held], today: date) -> tuple[Held, ...]:
    """What is to be erased today, in a fixed order, without what is under a legal hold."""
    ready = [
        one for one in held if not one.legal_hold and (day := erase_on(one)) is not None and day <= today
    ]
    return tuple(sorted(ready, key=lambda one: (one.kind, one.reference)))


def ended_on(meta: Mapping[str, Any]) -> date | None:
    """When the case of a household ended, by its META: it left, or graduated and is no longer watched."""
    if meta.get("watched_until"):
        return date.fromisoformat(meta["watched_until"])
    if meta.get("status") in ("moved", "merged", "declined", "deceased") and meta.get("changed"):
        return date.fromisoformat(meta["changed"]["on"])
    return None


# Stored parts by the start of their sort key; everything else of a household goes with its surveys.
_KINDS = {"TASK#": "task", "VIS#": "visit", "PLAN#": "plan", "GRV#": "grievance", "META": "plan"}


def kind_of(sort_key: str) -> str:
    return next((kind for start, kind in _KINDS.items() if sort_key.startswith(start)), "survey")


def counts(sort_key: str, item: Mapping[str, Any]) -> Counter[str]:
    """What an erased item leaves: numbers under labels that name no person and no household. ``body``: JSON text."""
    kind = kind_of(sort_key)
    body = json.loads(item["body"]) if "body" in item else {}
    if kind == "task" and "agency" in item:
        outcome = item.get("outcome") or item["state"]
        return Counter({f"{item['opened_on'][:7]}#{item['agency']}#{item['kind']}#{outcome}": 1})
    if kind == "visit":
        return Counter({str(body.get("on", ""))[:7]: 1})
    if kind == "plan":
        return _sums(body)
    if kind == "grievance":
        return Counter({f"{body.get('agency')}#{body.get('state')}": 1})
    return _survey(item, body) if sort_key.startswith("SV#") else Counter()


def _sums(plan: Mapping[str, Any]) -> Counter[str]:
    """Plans by fiscal year, and baht by fund."""
    told = plan.get("approved_on") or plan.get("submitted_on")
    year = fiscal_year(date.fromisoformat(told)) if told else 0
    found = Counter({f"{year}#plans": 1})
    for measure in plan.get("measures", ()):
        if measure.get("fund") and measure.get("budget"):
            found[f"{year}#{measure['fund']}"] += int(measure["budget"])
    return found


def _survey(item: Mapping[str, Any], body: Mapping[str, Any]) -> Counter[str]:
    """Households and failed indicators by the year of the survey."""
    year = str(item["observed_on"])[:4]
    found = Counter({f"{year}#households": 1})
    for facts in (body.get("h", {}), *body.get("m", {}).values()):
        for name in ("household_failed", "person_failed"):
            for indicator in facts.get(name) or ():
                found[f"{year}#indicator-{indicator}"] += 1
    return found
