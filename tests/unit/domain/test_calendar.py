"""Working days of Yala and statutory periods, by the cases that the law and the announcements give."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.calendar import WorkingCalendar, overlay_of
from shared.domain.dates import fiscal_start, fiscal_year

NATION, YALA = WorkingCalendar(), WorkingCalendar("95")
DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "nation", "yala"),
    [
        (date(2022, 2, 1), True, False),  # Chinese New Year
        (date(2022, 5, 3), True, False),  # Eid al-Fitr
        (date(2022, 7, 11), True, False),  # Eid al-Adha fell on Sunday the 10th: the governor's substitution
        (date(2023, 1, 23), True, False),  # Chinese New Year fell on a Sunday
        (date(2023, 6, 29), True, False),  # Eid al-Adha
        (date(2024, 6, 17), True, False),  # Eid al-Adha, by the province's notice
        (date(2022, 4, 13), False, False),  # Songkran
        (date(2022, 10, 14), False, False),  # a bridge day by the cabinet
        (date(2022, 1, 20), True, True),
        (date(2022, 1, 22), False, False),  # a Saturday
        (date(2027, 1, 8), True, True),  # the day before Children's Day
    ],
)
def test_the_province_has_holidays_of_its_own(day: date, nation: bool, yala: bool) -> None:
    assert (NATION.is_working(day), YALA.is_working(day)) == (nation, yala)


def test_childrens_day_is_not_a_day_off_for_offices() -> None:
    # It is a Saturday by definition, so the only trace is the national list itself.
    import shared.domain.calendar as module

    assert date(2022, 1, 8) not in module._national(2022)
    assert date(2022, 1, 3) in module._national(2022)


def test_three_working_days_pass_over_the_new_year_of_the_province() -> None:
    assert YALA.add_working_days(date(2027, 2, 3), 3) == date(2027, 2, 9)
    assert NATION.add_working_days(date(2027, 2, 3), 3) == date(2027, 2, 8)


def test_a_period_of_an_authority_ends_even_on_a_holiday_and_a_persons_on_the_next_working_day() -> None:
    event = date(2026, 12, 3)  # s.64: Constitution Day, 10 December, is a holiday
    assert YALA.statutory_end(event, 7, for_authority=True) == date(2026, 12, 10)
    assert YALA.statutory_end(event, 7, for_authority=False) == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("event", "days", "authority", "person"),
    [
        (date(2022, 4, 8), 5, date(2022, 4, 13), date(2022, 4, 18)),  # Songkran, then a weekend
        (date(2022, 9, 23), 7, date(2022, 9, 30), date(2022, 9, 30)),  # the last day of the fiscal year
        (date(2022, 9, 24), 7, date(2022, 10, 1), date(2022, 10, 3)),  # the first of the next is a Saturday
        (
            date(2022, 4, 27),
            7,
            date(2022, 5, 4),
            date(2022, 5, 5),
        ),  # the Tuesday was Eid, the Wednesday Coronation Day
        (date(2023, 6, 22), 7, date(2023, 6, 29), date(2023, 6, 30)),  # Eid al-Adha
        (
            date(2023, 1, 16),
            7,
            date(2023, 1, 23),
            date(2023, 1, 24),
        ),  # the day instead of a Sunday's New Year
        (
            date(2022, 12, 28),
            7,
            date(2023, 1, 4),
            date(2023, 1, 4),
        ),  # the day of the event itself never counts
    ],
)
def test_periods_end_by_section_64_whatever_holidays_fall_in_them(
    event: date, days: int, authority: date, person: date
) -> None:
    assert YALA.statutory_end(event, days, for_authority=True) == authority
    assert YALA.statutory_end(event, days, for_authority=False) == person


@pytest.mark.parametrize(
    ("event", "months", "end"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),  # the month has no such day: its last
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2022, 3, 15), 6, date(2022, 9, 15)),
        (date(2022, 11, 30), 12, date(2023, 11, 30)),
    ],
)
def test_months_are_reckoned_by_the_calendar(event: date, months: int, end: date) -> None:
    assert YALA.statutory_end(event, months=months, for_authority=True) == end


def test_a_persons_period_passes_over_both_eids() -> None:
    assert YALA.statutory_end(date(2022, 4, 3), months=1, for_authority=False) == date(2022, 5, 5)
    assert YALA.statutory_end(date(2022, 7, 3), 7, for_authority=False) == date(2022, 7, 12)


def test_working_days_pass_over_the_edge_of_the_fiscal_year() -> None:
    assert YALA.add_working_days(date(2022, 9, 29), 2) == date(2022, 10, 3)
    assert (fiscal_year(date(2022, 9, 30)), fiscal_year(date(2022, 10, 1))) == (2565, 2566)
    assert fiscal_start(date(2022, 9, 30)) == date(2021, 10, 1)


def test_the_overlay_says_what_is_confirmed_and_has_a_version() -> None:
    overlay = overlay_of("95")
    assert overlay.version >= 1
    assert date(2022, 5, 3) in overlay.expected
    assert date(2022, 7, 11) in overlay.days - overlay.expected
    assert overlay_of("10").days == frozenset()
    assert YALA.version == f"95@{overlay.version}"


@settings(deadline=None)
@given(DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = YALA.add_working_days(start, count)
    assert YALA.is_working(end)
    assert YALA.working_days_between(start, end) == count
    assert YALA.working_days_between(end, start) == -count


@settings(deadline=None, max_examples=40)
@given(DAYS, DAYS, DAYS)
def test_counting_adds_up(first: date, second: date, third: date) -> None:
    a, b, c = sorted([first, second, third])
    assert YALA.working_days_between(a, b) + YALA.working_days_between(b, c) == YALA.working_days_between(
        a, c
    )


@settings(deadline=None)
@given(DAYS, st.integers(0, 200))
def test_a_persons_period_is_never_shorter_than_an_authoritys(event: date, days: int) -> None:
    own = YALA.statutory_end(event, days, for_authority=False)
    assert event + timedelta(days=days) == YALA.statutory_end(event, days, for_authority=True) <= own
    assert YALA.is_working(own)
