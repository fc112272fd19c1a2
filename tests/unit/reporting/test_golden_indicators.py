"""Every indicator of the twelve households of ``test_golden``, worked out by hand in the tables of this file.

January 2022; the comments say which household each number comes from.
"""

from __future__ import annotations

import pytest

from shared.reporting import laws
from shared.reporting.estimates import median_days, median_interval, received_by, wilson
from shared.reporting.figures import Figures, progress
from shared.reporting.monthly import build
from shared.reporting.sections_time import _curve, gap_curve
from shared.reporting.tally import Tally
from tests.unit.reporting.builders import JANUARY, context
from tests.unit.reporting.test_golden import TWELVE

JAN = progress(TWELVE, JANUARY)
BY_HAND: dict[str, dict[tuple[str, ...], int]] = {
    "take-up before and now, of rights that hold and can be claimed": {
        ("panel", "old_age_allowance", "rights"): 4,  # 1, 2, 3, 9
        ("panel", "old_age_allowance", "before"): 1,  # 3
        ("panel", "old_age_allowance", "after"): 2,  # 2, 3
        ("panel", "disability_allowance", "rights"): 2,  # 7, 10
        ("panel", "disability_allowance", "before"): 1,  # 10
        ("panel", "disability_allowance", "after"): 2,
        ("panel", "disability_card", "rights"): 1,  # 6
        ("panel", "disability_card", "after"): 0,
        ("panel", "child_support_grant", "rights"): 0,  # 8 cannot claim yet
        ("group", "rest", "panel_rights"): 7,
        ("group", "rest", "panel_before"): 2,
        ("group", "rest", "panel_after"): 4,
    },
    "baht a month found, and lost to delay": {
        ("baht", "found"): 3200,  # 600 of 1, 2, 5, 9; 800 of 7; 11 opens in February
        ("baht_benefit", "old_age_allowance", "found"): 2400,
        ("baht_benefit", "disability_allowance", "unlocked"): 800,
        ("in_kind", "found"): 1,  # 6
        ("baht_delay_benefit", "old_age_allowance"): 1200,  # a whole month each of 1 and 2
        ("baht_delay_benefit", "disability_allowance"): 1600,  # two months of 7
    },
    "months of the period: due = received + not, one-off help apart": {
        ("months", "old_age_allowance", "entitled"): 4,  # 1, 2, 3, 9; the right of 5 ended on the 15th
        ("months", "old_age_allowance", "received"): 2,  # 2, 3
        ("months", "old_age_allowance", "unclaimed"): 2,  # 1, 9
        ("baht_months", "old_age_allowance", "entitled"): 2400,
        ("baht_months", "old_age_allowance", "received"): 1200,
        ("baht_months", "disability_allowance", "entitled"): 1600,  # 7, 10
        ("baht_months", "disability_allowance", "unclaimed"): 0,
        ("once", "disability_card", "entitled"): 1,  # 6
        ("once", "disability_card", "unclaimed"): 1,
    },
    "age of open gaps": {
        ("gap_age", "0-30"): 2,  # 6: 12 days, 9: 26 days
        ("gap_age", "31-60"): 1,  # 1: 52 days
    },
    "from the clue": {
        ("clue_days", "contact", "received", "00010"): 1,  # 2
        ("clue_days", "contact", "received", "00020"): 1,  # 1
        ("clue_days", "contact", "received", "00050"): 1,  # 12; nobody was home before
        ("clue_days", "contact", "waiting", "00061"): 5,  # 3, 4, 5, 8, 10
        ("clue_days", "contact", "waiting", "00091"): 1,  # 7
        ("clue_days", "contact", "waiting", "00030"): 1,  # 9
        ("clue_days", "contact", "waiting", "00021"): 1,  # 11
        ("clue_days", "contact", "waiting", "00022"): 1,  # 6
        ("clue_days", "determination", "received", "00009"): 8,
        ("clue_days", "determination", "received", "00010"): 2,  # 6, 11
        ("clue_days", "determination", "received", "00018"): 1,  # 7
        ("clue_days", "determination", "received", "00004"): 1,  # 9
    },
    "work": {
        (
            "task_work_days",
            "Lao",
            "0018",
        ): 1,  # t02: 10 December to 8 January, without 31 December and 3 January
        ("task_work_days", "Lao", "0038"): 1,  # t07
        ("bounce", "Moph>Lao"): 1,  # t09
        ("task", "Lao", "unverified"): 0,
        ("owner_days", "agency"): 24,  # t02: 2, t07: 7, t09: 15
        ("owner_days", "officer"): 70,  # t02: 27, t07: 14 + 29
        ("owner_days", "citizen"): 10,  # t07
        ("owner_days", "mentor"): 3,  # t02: 2, t07: 1
        ("owner_days", "coordinator"): 11,  # t09
        ("elapsed_days",): 118,  # 31 + 61 + 26
    },
    "visits": {
        ("visit", "due"): 3,  # 1 on the 10th, 2 on the 15th, 12 on the 20th
        ("visit", "due_made"): 2,  # 2, 12
        ("visit", "done"): 2,
        ("visit", "team"): 1,  # 12
        ("visit", "nobody_home"): 1,
        ("programme",): 4,  # 1, 2, 3 with a mentor, 12 pilot
        ("programme_visited",): 2,  # 2, 12
    },
    "measures and money of plans": {
        ("planned_households",): 2,  # 10, 12
        ("measure", "Moac", "planned"): 2,
        ("measure", "Moac", "achieved"): 1,
        ("measure", "Moac", "due"): 1,
        ("measure", "Moac", "on_target"): 1,
        ("measure", "Moac", "over_budget"): 1,  # m3: 1,200 of 1,000
        ("measure", "Mol", "due"): 1,
        ("measure", "Mol", "on_target"): 0,
        ("measure", "Cdd", "given_up"): 1,
        ("measure", "Cdd", "no_date"): 1,
        ("baht_plan", "Moac", "budget"): 6000,
        ("baht_plan", "Moac", "spent"): 4200,  # without what went out in February
        ("baht_plan", "Moac", "spent_in_period"): 3000,
        ("baht_plan", "Mol", "budget"): 2000,
    },
    "deprivation before and now": {
        ("change", "living", "yes>no"): 1,  # 12
        ("change", "income", "yes>no"): 1,  # 2
        ("change", "income", "yes>yes"): 1,  # 12
        ("change", "health", "no>unknown"): 1,  # 11
        ("change", "health", "no>no"): 2,  # 2, 3
        ("poverty_panel", "before", "known"): 3,  # 2, 3, 12
        ("poverty_panel", "before", "poor"): 2,
        ("poverty_panel", "before", "dimensions"): 4,
        ("poverty_panel", "after", "poor"): 1,
        ("poverty_panel", "after", "dimensions"): 2,
        ("group", "pilot", "poor_before"): 1,
        ("group", "pilot", "poor_after"): 1,
        ("group", "rest", "poor_before"): 1,
        ("group", "rest", "poor_after"): 0,
    },
    "phases and outcomes": {
        ("transition", "1", "1"): 7,  # 1, 2, 3, 4, 5, 7, 8
        ("transition", "new", "1"): 2,  # 6, 9
        ("transition", "new", "2"): 1,  # 11
        ("transition", "2", "3"): 1,  # 12
        ("transition", "3", "graduated"): 1,  # 10
        ("outcome_change", "on_track", "graduated"): 1,
    },
    "groups": {
        ("life", "60+", "persons"): 14,
        ("life", "60+", "rights"): 7,
        ("life", "60+", "received"): 4,
        ("life", "60+", "open"): 3,
        ("take_up", "tambon", "950102", "rights"): 1,  # 3
        ("take_up", "tambon", "950101", "received"): 1,  # 2
        ("take_up", "language", "unknown", "rights"): 7,
        ("spread", "all", "all", "homes"): 7,
        ("spread", "all", "all", "nn"): 7,
        ("spread", "all", "all", "rn"): 4,
    },
    "double aid": {
        ("double", "without_title"): 1,  # 3
        ("double", "same_measure"): 1,  # 12: m1 and m3
        ("double", "households"): 2,
    },
}
ROWS = [(what, key, value) for what, table in BY_HAND.items() for key, value in table.items()]


@pytest.mark.parametrize(
    ("what", "key", "value"), ROWS, ids=lambda one: one if isinstance(one, str) else None
)
def test_each_indicator_of_the_twelve(what: str, key: tuple[str, ...], value: int) -> None:
    assert JAN.total.get(*key) == value, what


def test_the_wait_for_receipt_counts_those_who_still_wait_and_those_who_died() -> None:
    """At risk 6; 12: one still waits; 26: one dies, one waits: 4/5; 31: received, 1 of 3; 52: waits; 61: the last."""
    steps, size, followed = gap_curve(JAN)
    assert (size, followed) == (6, 61)
    assert [(step.days, step.at_risk) for step in steps] == [(26, 5), (31, 3), (61, 1)]
    assert [step.waiting for step in steps] == pytest.approx([4 / 5, 8 / 15, 0])
    assert [step.received for step in steps] == pytest.approx([0, 4 / 15, 12 / 15])
    assert (median_days(steps), received_by(steps, 60)) == (61, pytest.approx(4 / 15))


def test_the_wait_for_the_first_visit() -> None:
    """12 at risk; days 10 and 20: 11/12, 10/12; three are followed no longer than 30 days; day 50: one of 7."""
    steps, size, _ = _curve(JAN.total.under("clue_days"), "contact")
    assert size == 12
    assert [step.waiting for step in steps] == pytest.approx([11 / 12, 10 / 12, 10 / 12 * 6 / 7])
    assert (median_days(steps), median_interval(steps)) == (None, (20, None))


# Shares, as they stand in the cells of the yearly report (hidden ones too: twelve households hide nearly all).
SHARES = {
    ("take_up", "old_age_allowance", "before"): 1 / 4,
    ("take_up", "old_age_allowance", "after"): 2 / 4,
    ("take_up", "disability_allowance", "after"): 2 / 2,
    ("agencies", "Lao", "acknowledged"): 1 / 3,
    ("agencies", "Lao", "finished"): 1 / 3,
    ("loop", "Lao", "rate"): 2 / 5,
    ("visits", "due_made", "share"): 2 / 3,
    ("visits", "visited", "share"): 2 / 4,
    ("measures", "Moac", "rate"): 1 / 1,
    ("spending", "Moac", "share"): 4200 / 6000,
    ("months", "old_age_allowance", "share"): 1200 / 2400,
    ("deprivation", "income", "before"): 2 / 4,  # of 2, 3, 11 and 12
    ("deprivation", "income", "after"): 1 / 4,
    ("poverty_change", "H", "before"): 2 / 3,
    ("poverty_change", "A", "before"): 4 / (2 * 5),
    ("poverty_change", "MPI", "before"): 2 / 3 * 0.4,
    ("poverty_change", "MPI", "after"): 1 / 3 * 0.4,
    ("poverty", "H", "value"): 1 / 11,
    ("poverty", "A", "value"): 2 / 5,
    ("life_stages", "60+", "take_up"): 4 / 7,
    ("phases", "1", "share"): 9 / 12,
    ("dimensions", "health", "share"): 1 / 11,
}


def test_the_shares_of_the_twelve() -> None:
    report = build(JAN, context(), "yearly")
    found = {}
    for table, row, column in SHARES:
        made = report.table(table)
        found[table, row, column] = made.column(column)[list(made.codes).index(row)].value
    assert found == pytest.approx(SHARES)
    assert wilson(4, 7) == pytest.approx((0.2505, 0.8418), abs=5e-5)


def test_every_sum_of_the_twelve_holds_and_one_that_does_not_stops_the_report() -> None:
    assert laws.check(JAN, {"tpmap": {"records": 14, "applied": 12, "held": 2}}) > 30
    for key in (("outcome", "none"), ("months", "old_age_allowance", "received"), ("owner_days", "agency")):
        spoilt = Tally.from_json(JAN.total.to_json())
        spoilt.counts[key] += 1
        with pytest.raises(laws.Unbalanced):
            build(Figures(JAN.period_start, JAN.period_end, {"950101": spoilt}), context())
    with pytest.raises(laws.Unbalanced, match="records of tpmap"):
        laws.check(JAN, {"tpmap": {"records": 14, "applied": 12}})


def test_over_a_quarter_money_is_due_by_the_month_and_stops_when_the_right_ends() -> None:
    """October to December 2021, by month's ends from the first look on: 1, 2, 3, 9 and 5 old age, 7 and 10 disability."""
    end = JANUARY.replace(year=2021, month=12)
    total = progress(TWELVE, end, period_start=end.replace(month=10, day=1)).total
    months = {
        (benefit, name): total.get("months", benefit, name)
        for benefit in ("old_age_allowance", "disability_allowance")
        for name in ("entitled", "received", "unclaimed")
    }
    assert months == {
        ("old_age_allowance", "entitled"): 4,  # December of 1, 2, 3 and 5
        ("old_age_allowance", "received"): 1,  # 3
        ("old_age_allowance", "unclaimed"): 3,
        ("disability_allowance", "entitled"): 3,  # November and December of 7, December of 10
        ("disability_allowance", "received"): 1,
        ("disability_allowance", "unclaimed"): 2,
    }
