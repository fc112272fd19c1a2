"""Twelve households whose every figure was worked out by hand, in the tables of this file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared.domain.indicators import DIMENSIONS
from shared.domain.records import HouseholdRecord, MeasureRow, MoveRow, RoundRow, SpendingRow, VisitRow
from shared.reporting.figures import progress, summary
from shared.reporting.monthly import build
from tests.unit.reporting.builders import JANUARY, context, determination, gap, household, member, task

FINE = dict.fromkeys(DIMENSIONS, False)


def on(text: str) -> date:
    """``1210``: a day of December 2021; ``0131``: of January 2022 and so on."""
    month, day = int(text[:2]), int(text[2:])
    return date(2021 if month > 6 else 2022, month, day)


def came(surveyed: str = "1201", assessed: str = "1210", **changes: Any) -> dict[str, Any]:
    """When the household came to us, and how it was then."""
    return {"first_surveyed_on": on(surveyed), "first_assessed_on": on(assessed), **changes}


def trail(*parts: str) -> tuple[tuple[str, date], ...]:
    """``agency 1210``: who had a task, and since when."""
    return tuple((who, on(since)) for who, since in (part.split() for part in parts))


NOV19, DEC10, DEC20 = date(2021, 11, 19), date(2021, 12, 10), date(2021, 12, 20)
REVIEW = determination(
    "child_support_grant", entitled="no", receiving="yes", state="receiving_review", baht_month=0
)
RECEIVES = {"receiving": "yes", "state": "receiving"}
SENT_IN_DECEMBER = {"sent_on": DEC10, "acknowledge_by": date(2021, 12, 15), "due": date(2022, 1, 4)}

TWELVE: list[HouseholdRecord] = [
    # 1: waits since 10 December, agency silent
    household(
        "h01",
        **came(),
        mentored=True,
        visits=(VisitRow(on("1221"), "done", True, on("0110")),),
        determinations=(determination(),),
        gaps=(gap(opened_on=DEC10),),
        tasks=(task("t01", **SENT_IN_DECEMBER),),
    ),
    # 2: received on 10 January, agency acknowledged in time and finished late
    household(
        "h02",
        **came(deprived_first={**FINE, "income": True}),
        mentored=True,
        visits=(
            VisitRow(on("1211"), "done", False, on("0115")),
            VisitRow(on("0114"), "done", False, on("0214")),
        ),
        determinations=(determination(**RECEIVES),),
        gaps=(gap(opened_on=DEC10, closed_on=date(2022, 1, 10), reason="receipt"),),
        tasks=(
            task(
                "t02",
                state="closed",
                accepted_on=date(2021, 12, 12),
                done_on=date(2022, 1, 8),
                closed_on=date(2022, 1, 10),
                outcome="RECEIVED",
                overdue=True,
                trail=trail("agency 1210", "officer 1212", "mentor 0108", "closed 0110"),
                **SENT_IN_DECEMBER,
            ),
        ),
    ),
    # 3: received all along
    household(
        "h03",
        **came(deprived_first=FINE),
        mentored=True,
        tambon="950102",
        determinations=(determination(**RECEIVES), REVIEW),
    ),
    # 4: three people, nothing owed, one thing to ask
    household(
        "h04",
        **came(),
        tambon="950102",
        members=(member("m1"), member("m2"), member("m3")),
        determinations=(
            determination(entitled="no", receiving="unknown", state="not_eligible"),
            determination("disability_allowance", entitled="unknown", receiving="unknown", state="need_info"),
        ),
        questions=1,
    ),
    # 5: two people; one died before receiving, the task was cancelled
    household(
        "h05",
        **came(),
        tambon="950201",
        members=(member("m1", status="เสียชีวิต"), member("m2", sex="ชาย")),
        determinations=(determination(entitled="no", receiving="no", state="not_eligible"),),
        gaps=(gap(opened_on=DEC20, closed_on=date(2022, 1, 15), reason="died"),),
        tasks=(task("t05", state="cancelled", sent_on=DEC20, closed_on=date(2022, 1, 15)),),
    ),
    # 6: a card to get, accepted in time
    household(
        "h06",
        **came("0109", "0119"),
        tambon="950201",
        determinations=(determination("disability_card", baht_month=0),),
        gaps=(gap("disability_card", baht_month=0),),
        tasks=(
            task(
                "t06",
                agency="Msdhs",
                benefit="disability_card",
                state="accepted",
                accepted_on=date(2022, 1, 20),
            ),
        ),
    ),
    # 7: received after two months; acknowledged late, finished in time
    household(
        "h07",
        **came("1101", "1119"),
        tambon="950201",
        determinations=(determination("disability_allowance", baht_month=800, **RECEIVES),),
        gaps=(
            gap(
                "disability_allowance",
                baht_month=800,
                opened_on=NOV19,
                closed_on=date(2022, 1, 19),
                reason="receiving",
            ),
        ),
        tasks=(
            task(
                "t07",
                benefit="disability_allowance",
                state="closed",
                sent_on=NOV19,
                acknowledge_by=date(2021, 11, 24),
                due=date(2022, 1, 20),
                accepted_on=date(2021, 11, 26),
                done_on=date(2022, 1, 18),
                closed_on=date(2022, 1, 19),
                outcome="RECEIVED",
                acknowledged_late=True,
                trail=trail(
                    "agency 1119",
                    "officer 1126",
                    "citizen 1210",
                    "officer 1220",
                    "mentor 0118",
                    "closed 0119",
                ),
            ),
        ),
    ),
    # 8: owed once the register opens: no gap
    household(
        "h08",
        **came(),
        tambon="950301",
        determinations=(determination("child_support_grant", receiving="no", state="eligible_when_open"),),
    ),
    # 9: waits, the agency sent the task back
    household(
        "h09",
        **came("0101", "0105"),
        tambon="950301",
        determinations=(determination(),),
        gaps=(gap(opened_on=date(2022, 1, 5)),),
        tasks=(
            task(
                "t09",
                state="returned",
                sent_on=date(2022, 1, 5),
                due=date(2022, 2, 1),
                returns=("WRONG_AGENCY",),
                bounces=("Moph>Lao",),
                trail=trail("coordinator 0105", "agency 0105", "coordinator 0120"),
            ),
        ),
    ),
    # 10: graduated
    household(
        "h10",
        **came(),
        moves=(MoveRow(on("0110"), 3, 4),),
        rounds=(RoundRow("month-6", on("1220"), "on_track"), RoundRow("month-12", on("0112"), "graduated")),
        measures=(
            MeasureRow("m4", "income", "Cdd", "given_up", decided_on=on("0111"), approved_on=on("1001")),
        ),
        tambon="950401",
        phase=4,
        outcome="graduated",
        determinations=(determination("disability_allowance", baht_month=800, **RECEIVES),),
    ),
    # 11: its gap opens in February; health not asked
    household(
        "h11",
        **came("0110", "0120", deprived_first=FINE),
        moves=(MoveRow(on("0125"), 1, 2),),
        tambon="950401",
        phase=2,
        deprived={**FINE, "health": None},
        gaps=(gap(opened_on=date(2022, 2, 2)),),
    ),
    # 12: a pilot household, poor in two dimensions
    household(
        "h12",
        tambon="950501",
        phase=3,
        pilot=True,
        deprived={**FINE, "health": True, "income": True},
        **came(deprived_first={**FINE, "health": True, "income": True, "living": True}),
        moves=(MoveRow(on("1220"), 1, 2), MoveRow(on("0122"), 2, 3)),
        visits=(
            VisitRow(on("0112"), "nobody_home", False, on("0120")),
            VisitRow(on("0120"), "done", True),
        ),
        measures=(
            MeasureRow(
                "m1",
                "income",
                "Moac",
                "achieved",
                catalogue="farm",
                budget=5000,
                due=on("0125"),
                decided_on=on("0124"),
                approved_on=on("0105"),
            ),
            MeasureRow(
                "m2", "income", "Mol", "underway", budget=2000, due=on("0120"), approved_on=on("0105")
            ),
            MeasureRow(
                "m3",
                "income",
                "Moac",
                "underway",
                catalogue="farm",
                budget=1000,
                due=on("0601"),
                approved_on=on("0105"),
            ),
        ),
        spendings=(
            SpendingRow("m1", on("0110"), 3000),
            SpendingRow("m1", on("0203"), 1500),
            SpendingRow("m3", on("1230"), 1200),
        ),
    ),
]


def test_the_summary_of_the_twelve() -> None:
    row = ("assessed", "eligible", "not_eligible", "need_info", "receiving", "gap", "when_open")
    found = summary(progress(TWELVE, JANUARY))
    assert (found["households"], found["persons"]) == (12, 14)
    assert found["determinations"] == {
        "old_age_allowance": dict(zip(row, (6, 4, 2, 0, 2, 2, 0), strict=True)),
        "disability_allowance": dict(zip(row, (3, 2, 0, 1, 2, 0, 0), strict=True)),
        "disability_card": dict(zip(row, (1, 1, 0, 0, 0, 1, 0), strict=True)),
        "child_support_grant": dict(zip(row, (2, 1, 1, 0, 1, 0, 1), strict=True)),
    }
    assert found["gaps"] == {"opened": 6, "closed": 3}
    assert found["baht_per_month"] == {"already_received": 1400, "unlocked": 1400, "still_unclaimed": 1200}
    assert found["in_kind"] == {"already_received": 1, "unlocked": 0, "still_unclaimed": 1}
    assert found["tasks"]["Lao"] == {"sent": 5, "accepted": 2, "closed": 2, "overdue": 2}
    assert found["tasks"]["Msdhs"] == {"sent": 1, "accepted": 1, "closed": 0, "overdue": 0}
    assert found["phases"] == {"1": 9, "2": 1, "3": 1, "4": 1}
    assert found["outcomes"] == {"graduated": 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("gaps", "open"), 3),
        (("gaps", "opened_in_period"), 2),
        (("gaps", "closed_in_period"), 3),
        (("gap_reason", "receipt"), 1),
        (("gap_reason", "receiving"), 1),
        (("gap_reason", "died"), 1),
        (("baht_delay", "total"), 600 + 600 + 2 * 800),
        (("task", "Lao", "cancelled"), 1),
        (("task", "Lao", "returned"), 1),
        (("task", "Lao", "acknowledge_due"), 3),
        (("task", "Lao", "acknowledged_on_time"), 1),
        (("task", "Lao", "finish_due"), 3),
        (("task", "Lao", "finished_on_time"), 1),
        (("task", "Lao", "closed_received"), 2),
        (("task", "Msdhs", "acknowledged_on_time"), 1),
        (("task", "Msdhs", "finish_due"), 0),
        (("act", "Lao", "unacknowledged"), 1),
        (("act", "coordinator", "returned"), 1),
        (("poverty", "known"), 11),
        (("poverty", "poor"), 1),
        (("poverty", "dimensions"), 2),
        (("deprived", "health", "unknown"), 1),
        (("take_up", "sex", "หญิง", "rights"), 7),
        (("take_up", "sex", "หญิง", "received"), 4),
        (("households_with_questions",), 1),
        (("pilot",), 1),
    ],
)
def test_each_count_of_the_twelve(key: tuple[str, ...], value: int) -> None:
    assert progress(TWELVE, JANUARY).total.get(*key) == value


def test_the_districts_of_the_twelve() -> None:
    districts = progress(TWELVE, JANUARY).districts
    assert {code: tally.get("households") for code, tally in districts.items()} == {
        "9501": 4,
        "9502": 3,
        "9503": 2,
        "9504": 2,
        "9505": 1,
    }
    assert {code: tally.get("baht", "still_unclaimed") for code, tally in districts.items()} == {
        "9501": 600,
        "9502": 0,
        "9503": 600,
        "9504": 0,
        "9505": 0,
    }


def test_the_oldest_missed_day_is_the_fifteenth_of_december() -> None:
    assert progress(TWELVE, JANUARY).total.oldest["act", "Lao"] == date(2021, 12, 15)


def test_the_report_of_the_twelve_hides_what_few_households_would_tell() -> None:
    report = build(progress(TWELVE, JANUARY), context())
    shown = {figure.id: figure.cell.text("th") for figure in report.figures}
    assert shown["households"] == "12"
    assert {shown[name] for name in ("open", "closed_received", "waiting")} <= {"<5", "ปกปิด"}
    assert shown["unlocked"] == shown["unclaimed"] == "ปกปิด"
