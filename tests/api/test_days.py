"""The patterns of days, against the calendar itself."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shared.http.days import DAY, PARTIAL_DAY


def test_the_pattern_of_a_day_takes_every_day_of_the_century_and_no_other() -> None:
    every = {date(2000, 1, 1) + timedelta(days=number) for number in range(36525)}
    texts = {day.isoformat() for day in every}
    assert all(re.fullmatch(DAY, text) for text in texts)
    made_up = {f"{y}-{m:02d}-{d:02d}" for y in range(2000, 2100) for m in range(14) for d in range(33)}
    assert not [text for text in made_up - texts if re.fullmatch(DAY, text)]


def test_the_pattern_of_a_partial_day_takes_what_the_register_can_hold_and_no_other() -> None:
    for year in (1849, 1850, 1852, 1896, 1900, 1904, 1999, 2000, 2023, 2024, 2099, 2100):
        for month in range(14):
            for day in range(33):
                for text in (str(year), f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}"):
                    assert bool(re.fullmatch(PARTIAL_DAY, text)) is (1850 <= year <= 2099 and known(text)), (
                        text
                    )


def known(text: str) -> bool:
    """A year, a month of it, or a day of the calendar."""
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
