"""The figures: what counts as what, worked out by hand on small cases and held by laws on large ones."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.agencies import Agency
from shared.domain.reports import quarter_start
from shared.reporting.counting import months_between
from shared.reporting.facts import unnamed
from shared.reporting.figures import Figures, merge, progress, summary
from shared.reporting.tally import UNNAMED
from tests.unit.reporting.builders import JANUARY, crowd, determination, gap, household, member, task


def test_an_open_gap_is_money_still_unclaimed() -> None:
    found = summary(progress([household(determinations=(determination(),), gaps=(gap(),))], JANUARY))
    assert found["gaps"] == {"opened": 1, "closed": 0}
    assert found["baht_per_month"] == {"already_received": 0, "unlocked": 0, "still_unclaimed": 600}
    assert found["determinations"]["old_age_allowance"] == {
        "assessed": 1,
        "eligible": 1,
        "not_eligible": 0,
        "need_info": 0,
        "receiving": 0,
        "gap": 1,
        "when_open": 0,
    }


def test_a_gap_closed_by_receipt_is_unlocked_and_never_counted_as_received_before() -> None:
    closed = gap(closed_on=date(2022, 1, 28), reason="receipt")
    row = determination(receiving="yes", state="receiving")
    found = summary(progress([household(determinations=(row,), gaps=(closed,))], JANUARY))
    assert found["baht_per_month"] == {"already_received": 0, "unlocked": 600, "still_unclaimed": 0}


def test_benefits_that_must_not_be_named_are_counted_together() -> None:
    secret = ("hiv_allowance", "south_unrest_remedy")
    rows = tuple(determination(benefit, baht_month=500) for benefit in (*secret, "old_age_allowance"))
    gaps = tuple(gap(benefit, gap_id=benefit, baht_month=500) for benefit in (*secret, "old_age_allowance"))
    record = unnamed(household(determinations=rows, gaps=gaps), frozenset(secret))
    figures = progress([record], JANUARY)
    assert figures.benefits == ["old_age_allowance", UNNAMED]
    assert summary(figures)["determinations"][UNNAMED]["gap"] == 2
    assert figures.total.get("baht_benefit", UNNAMED, "still_unclaimed") == 1000
    assert figures.total.largest["baht_benefit", UNNAMED, "still_unclaimed"] == 1000, "of one household"
    assert summary(figures)["baht_per_month"]["still_unclaimed"] == 1500
    assert "hiv" not in json.dumps(figures.to_json())


def test_a_gap_that_closed_because_the_person_died_is_no_success() -> None:
    closed = gap(closed_on=date(2022, 1, 28), reason="died")
    figures = progress([household(gaps=(closed,))], JANUARY)
    assert summary(figures)["gaps"] == {"opened": 1, "closed": 1}
    assert summary(figures)["baht_per_month"]["unlocked"] == 0
    assert figures.total.get("gap_benefit", "old_age_allowance", "closed_other") == 1


def test_a_right_that_opened_again_is_unclaimed_and_no_longer_unlocked() -> None:
    gaps = (gap(closed_on=date(2022, 1, 22), reason="receipt"), gap(gap_id="g2", opened_on=date(2022, 1, 25)))
    found = summary(progress([household(determinations=(determination(),), gaps=gaps)], JANUARY))
    assert found["baht_per_month"] == {"already_received": 0, "unlocked": 0, "still_unclaimed": 600}


def test_help_in_kind_has_lines_of_its_own() -> None:
    row = determination("disability_card", baht_month=0)
    found = summary(
        progress([household(determinations=(row,), gaps=(gap("disability_card", baht_month=0),))], JANUARY)
    )
    assert found["in_kind"]["still_unclaimed"] == 1
    assert found["baht_per_month"]["still_unclaimed"] == 0


def test_what_happened_after_the_period_is_not_in_its_report() -> None:
    late = gap(closed_on=date(2022, 2, 3), reason="receipt")
    done = task(
        state="closed",
        accepted_on=date(2022, 2, 2),
        done_on=date(2022, 2, 3),
        closed_on=date(2022, 2, 3),
        outcome="RECEIVED",
    )
    found = summary(progress([household(gaps=(late,), tasks=(done,))], JANUARY))
    assert found["gaps"] == {"opened": 1, "closed": 0}
    assert found["tasks"]["Lao"] == {"sent": 1, "accepted": 0, "closed": 0, "overdue": 0}


def test_every_agency_has_a_key_and_an_empty_month_is_all_zeros() -> None:
    found = summary(progress([], JANUARY))
    assert list(found["tasks"]) == [str(code) for code in Agency]
    assert all(value == 0 for row in found["tasks"].values() for value in row.values())
    assert found["households"] == found["persons"] == 0


def test_a_person_who_moved_or_died_is_counted_no_more() -> None:
    home = household(members=(member(), member("m2", status="เสียชีวิต"), member("m3", status="ย้ายออก")))
    assert summary(progress([home], JANUARY))["persons"] == 1


def test_an_open_late_task_stays_in_the_denominator_of_the_on_time_share() -> None:
    tasks = (
        task("t1", due=date(2022, 1, 25)),
        task("t2", due=date(2022, 1, 25), state="done", done_on=date(2022, 1, 24)),
        task("t3", due=date(2022, 2, 25)),
    )
    total = progress([household(tasks=tasks)], JANUARY).total
    assert total.get("task", "Lao", "finish_due") == 2
    assert total.get("task", "Lao", "finished_on_time") == 1
    assert total.get("task", "Lao", "overdue") == 1


def test_who_must_act_names_the_oldest_day_that_was_missed() -> None:
    tasks = (task("t1"), task("t2", acknowledge_by=date(2022, 1, 21)), task("t3", acknowledge_by=JANUARY))
    total = progress([household(tasks=tasks)], JANUARY).total
    assert total.get("act", "Lao", "unacknowledged") == 2
    assert total.oldest["act", "Lao"] == date(2022, 1, 21)


def test_a_draft_that_was_never_sent_is_nobodys_task_yet() -> None:
    total = progress([household(tasks=(task(state="draft", sent_on=None),))], JANUARY).total
    assert total.get("task", "Lao", "sent") == 0


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2022, 1, 19), date(2022, 2, 18), 0),
        (date(2022, 1, 19), date(2022, 2, 19), 1),
        (date(2022, 1, 31), date(2022, 2, 28), 0),
        (date(2022, 1, 1), date(2023, 1, 1), 12),
    ],
)
def test_months_of_delay_are_whole_months(first: date, last: date, months: int) -> None:
    assert months_between(first, last) == months


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2022, 1, 31), date(2022, 1, 1)),
        (date(2021, 12, 31), date(2021, 10, 1)),
        (date(2022, 9, 30), date(2022, 7, 1)),
        (date(2022, 4, 1), date(2022, 4, 1)),
    ],
)
def test_quarters_follow_the_thai_fiscal_year(day: date, start: date) -> None:
    assert quarter_start(day) == start


def test_parts_of_different_periods_do_not_merge() -> None:
    with pytest.raises(ValueError, match="different periods"):
        merge([progress([], JANUARY), progress([], date(2022, 2, 28))])


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 40), st.integers(0, 10_000), st.integers(0, 40))
def test_a_country_compiled_in_parts_says_the_same_as_in_one_piece(size: int, seed: int, cut: int) -> None:
    records = list(crowd(size, seed))
    whole = progress(records, JANUARY)
    parts = merge([progress(records[cut:], JANUARY), progress(records[:cut], JANUARY)])
    assert whole.to_json() == parts.to_json()
    assert Figures.from_json(json.loads(json.dumps(whole.to_json()))).to_json() == whole.to_json()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 60), st.integers(0, 10_000))
def test_figures_keep_their_conservation_laws(size: int, seed: int) -> None:
    figures = progress(crowd(size, seed), JANUARY)
    found, total = summary(figures), figures.total
    for row in found["determinations"].values():
        assert row["eligible"] + row["not_eligible"] + row["need_info"] == row["assessed"]
        assert max(row["receiving"], row["gap"], row["when_open"]) <= row["assessed"]
    assert sum(found["phases"].values()) == found["households"]
    assert sum(total.under("outcome").values()) == found["households"]
    assert found["gaps"]["opened"] == found["gaps"]["closed"] + total.get("gaps", "open")
    assert sum(tally.get("households") for tally in figures.districts.values()) == found["households"]
    states = sum(n for key, n in total.under("task").items() if key[1].startswith("state_"))
    assert states == sum(row["sent"] for row in found["tasks"].values())
    waiting = sum(n for key, n in total.under("gap_days").items() if key[1] == "waiting")
    assert waiting == total.get("gaps", "open")
