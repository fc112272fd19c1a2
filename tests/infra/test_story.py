"""The people whom the demo plays: a fixed order, the same answers in every run, and only days that have something due."""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.local import look
from infra.local.agencies import Program, intent_of
from infra.local.story.diary import Diary
from infra.local.story.door import findings
from shared.domain.calendar import WorkingCalendar
from shared.storage import keys

DAY = date(2022, 2, 14)


def test_what_is_planned_for_a_day_is_done_in_the_order_of_its_names() -> None:
    diary, done = Diary(), []

    def more(day: date) -> None:
        done.append("b")
        diary.plan(day, "c", lambda on: done.append("c"))

    diary.plan(DAY, "b", more)
    diary.plan(DAY, "d", lambda on: done.append("d"))
    diary.plan(DAY, "a", lambda on: done.append("a"))
    diary.plan(date(2022, 2, 15), "0", lambda on: done.append("later"))
    assert (diary.next_day(), diary.live(DAY), done) == (DAY, 4, ["a", "b", "c", "d"])
    assert diary.next_day() == date(2022, 2, 15)


def test_a_family_answers_the_same_whenever_it_is_asked_and_what_it_cannot_say_counts_as_asked() -> None:
    unknown = {
        "entitled": "unknown",
        "member": "m1",
        "missing": ["pregnant", "death_date", "house_owner_consent"],
    }
    told = findings("h1", [unknown, unknown, {**unknown, "entitled": "no", "missing": ["bedridden"]}])
    assert told == findings("h1", [unknown])
    assert [(one["member_id"], one["fact"]) for one in told] == [
        (None, "house_owner_consent"),
        ("m1", "death_date"),
        ("m1", "pregnant"),
    ]
    assert told[1].get("refused") is True
    assert isinstance(told[2]["value"], bool)


def test_the_next_day_is_the_earliest_that_any_list_of_the_product_keeps() -> None:
    assert look.next_due({"Index2": {}, "Index3": {}}) is None

    def heads(*indexes: dict[str, str]) -> dict[str, Any]:
        return {
            one[partition]: {"count": 1, "first": one[sort]}
            for one in indexes
            for partition, sort in [sorted(one)]
        }

    days = {"h1": "2022-03-01", "h2": "2022-02-20"}
    index3 = heads(
        *(keys.due_index(name, day) for name, day in days.items()), keys.clock_index("t", "2022-02-17")
    )
    index2 = heads(keys.case_index("h3", "2022-02-28"), keys.mark(keys.TODO, "h4", "2022-01-01T00:00:00Z"))
    assert look.next_due({"Index2": index2, "Index3": index3}) == date(2022, 2, 17)
    assert look.next_due({"Index2": index2, "Index3": {}}) == date(2022, 2, 28)
    assert look.marks({"Index2": index2, "Index3": index3}) == 1


def test_an_agency_means_to_speak_on_its_own_days_until_its_last_word() -> None:
    calendar = WorkingCalendar("95")
    program = Program("Lao", None, "", "", ["demo-lao-1"], calendar)
    message = {"task_id": "h1-0123456789ab", "sent_at": "2022-02-14", "kind": "claim"}
    program.intents[message["task_id"]] = intent = intent_of(message, calendar)
    assert program.next_day(DAY) == intent.accept_on
    program.seen[message["task_id"]] = "closed"
    assert program.next_day(DAY) is None
