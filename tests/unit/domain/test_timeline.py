"""The timeline reads as a story, in Thai and English, and names nobody."""

from __future__ import annotations

import re
from datetime import date

from shared.domain.task_events import _EVENT_NAMES
from shared.domain.timeline import OTHER_EVENTS, QUIET, SENTENCES, Entry, story, tell

DAY = date(2022, 1, 19)
KNOWN = {
    "agency", "agency_th", "agency_en", "phase_th", "phase_en", "benefit", "reason", "outcome", "waiting_on",
}  # fmt: skip


def entry(name: str, day: int = 19, order: int = 0, **about: str) -> Entry:
    return Entry(date(2022, 1, day), name, tuple(about.items()), order)


def test_every_event_of_a_task_has_its_sentence() -> None:
    clocks = {"sla_warned", "sla_breached", "sla_recomputed", "escalated", "escalation_lowered"}
    assert {f"task.{name}" for name in {*_EVENT_NAMES.values(), *clocks}} <= set(SENTENCES)


def test_no_event_is_listed_twice_and_quiet_ones_exist() -> None:
    assert not set(SENTENCES) & OTHER_EVENTS
    assert set(SENTENCES) >= QUIET
    assert len(SENTENCES) + len(OTHER_EVENTS) >= 80


def test_sentences_ask_only_for_what_a_reader_may_see() -> None:
    for pair in SENTENCES.values():
        for text in pair:
            assert set(re.findall(r"{(\w+)}", text)) <= KNOWN


def test_a_claims_way_is_told_in_order() -> None:
    told = story(
        [
            entry("task.done", 25, agency="Lao", outcome="RECEIVED"),
            entry("task.sent", 19, 2, agency="Lao", benefit="เบี้ยยังชีพผู้สูงอายุ"),
            entry("rules.gap_opened", 19, 1, benefit="เบี้ยยังชีพผู้สูงอายุ"),
            entry("task.assigned", 20, agency="Lao"),
            entry("task.accepted", 20, agency="Lao"),
        ]
    )
    assert [line.th for line in told] == [
        "พบสิทธิที่ยังไม่ได้รับ: เบี้ยยังชีพผู้สูงอายุ",
        "ส่งงานให้ องค์กรปกครองส่วนท้องถิ่น (อปท.): เบี้ยยังชีพผู้สูงอายุ",
        "องค์กรปกครองส่วนท้องถิ่น (อปท.) รับงาน",
        "องค์กรปกครองส่วนท้องถิ่น (อปท.) รายงานผล: RECEIVED",
    ]
    assert told[2].en == "Local administration accepted"


def test_the_same_sentence_of_one_day_stands_once_and_everything_can_be_asked_for() -> None:
    entries = [entry("survey.recorded"), entry("survey.recorded"), entry("task.sla_warned", agency="Lao")]
    assert len(story(entries)) == 1
    assert len(story(entries, everything=True)) == 2


def test_what_is_not_known_is_told_as_a_dash_and_a_new_event_by_its_name() -> None:
    assert tell(entry("task.returned")).en == "– returned it (–)"
    assert tell(entry("zoo.opened")).th == "zoo.opened"
    assert tell(entry("household.phase_changed", phase="2")).en == "Entered the planning phase"
