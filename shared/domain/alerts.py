"""Alerts: something got worse. Each has a named cause and a clock of 15 days to a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.indicators import DIMENSIONS
from shared.domain.problems import refuse_case

DECIDE_DAYS = 15  # calendar days from clue to decision
CAUSES: dict[str, tuple[str, str]] = {
    "survey_worse": ("ผลสำรวจรอบใหม่แย่ลง", "A new survey is worse"),
    "benefit_lost": ("สวัสดิการที่เคยได้หยุดไป", "A benefit that was received has stopped"),
    "round_missed": ("ไม่ได้ประเมินตามรอบ", "A round was missed"),
    "shock": ("เกิดเหตุกระทบครอบครัว", "Something has hit the family"),
    "no_mentor": ("ไม่มีพี่เลี้ยงเกินกำหนด", "Without a mentor for too long"),
    "not_seen": ("ไม่ได้เยี่ยมตามกำหนด", "Not visited as planned"),
}
SHOCKS = ("death", "illness", "disaster", "job_lost", "crop_lost", "violence", "debt", "displaced")
DECISIONS = ("back_to_planning", "measure_added", "watch", "no_action")


@dataclass(frozen=True, slots=True)
class Alert:
    """``key``: the same happening raises one alert only. ``details``: dimensions, benefits, a round or a shock."""

    alert_id: str
    household_id: str
    cause: str
    key: str
    opened_on: date
    decide_by: date
    channel: str  # data | visit | self
    details: tuple[str, ...] = ()
    decision: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    reason: str | None = None

    @property
    def open(self) -> bool:
        return self.decision is None

    def late(self, today: date) -> bool:
        return self.open and today > self.decide_by


def raise_alert(
    household_id: str, cause: str, about: str, on: date, channel: str, details: Iterable[str] = ()
) -> Alert:
    """``about`` tells happenings apart: a survey's day, a benefit and month, a round's name. Raises CaseRefused."""
    if cause not in CAUSES:
        raise refuse_case("CASE-CAUSE", CAUSES)
    if cause == "shock" and about.partition(":")[0] not in SHOCKS:
        raise refuse_case("CASE-CAUSE", SHOCKS)
    key = f"{cause}|{about}"
    due = on + timedelta(days=DECIDE_DAYS)
    return Alert(f"{household_id}-{key}", household_id, cause, key, on, due, channel, tuple(details))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is compared: dimensions by name, and benefits that arrive."""

    deprived: dict[str, bool | None]
    receiving: frozenset[str]
    surveyed_on: date | None = None


def alerts_between(household_id: str, before: Standing, after: Standing, on: date) -> tuple[Alert, ...]:
    """What a new survey or payment list has made worse. The same comparison twice gives the same alerts."""
    found = []
    worse = [name for name in DIMENSIONS if after.deprived.get(name) and before.deprived.get(name) is False]
    if worse and after.surveyed_on is not None and after.surveyed_on != before.surveyed_on:
        found.append(
            raise_alert(household_id, "survey_worse", after.surveyed_on.isoformat(), on, "data", worse)
        )
    for benefit in sorted(before.receiving - after.receiving):
        found.append(
            raise_alert(household_id, "benefit_lost", f"{benefit}:{on:%Y-%m}", on, "data", [benefit])
        )
    return tuple(found)


def decide(
    alert: Alert,
    decision: str,
    by: str,
    on: date,
    reason: str | None = None,
    second_person: str | None = None,
) -> Alert:
    """Raises CaseRefused. Doing nothing needs a reason and a second person."""
    if not alert.open:
        raise refuse_case("CASE-DECIDED")
    if decision not in DECISIONS:
        raise refuse_case("CASE-DECISION", DECISIONS)
    missing = [] if reason else ["reason"]
    if decision == "no_action" and not second_person:
        missing.append("second_person")
    if missing:
        raise refuse_case("CASE-FIELD-MISSING", missing)
    if second_person is not None and second_person == by:
        raise refuse_case("CASE-SECOND-PERSON", ["second_person"])
    return replace(alert, decision=decision, decided_by=by, decided_on=on, reason=reason)
