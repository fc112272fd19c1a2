"""Every injected error is found with its exact Excel row, column and code, and nothing else, whatever the container."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.sample.later import failed_later, second_survey
from shared.domain.areas import Areas
from shared.intake import ReportBuilder, open_upload
from tests.unit.intake.making import HEADERS, family, fates, report, table, told

EVENTS = Path(__file__).resolve().parents[3] / "events"
ERRORS = [
    ("citizen_id", "1959900000014", "CELL-ID-CHECK"),
    ("citizen_id", "1.95E+12", "CELL-EXPONENT"),
    ("birth_date", "31/02/2540", "CELL-DATE-NONE"),
    ("birth_date", "05/03/30", "CELL-DATE-SHORT"),
    ("birth_date", "01/01/2570", "CELL-DATE-FUTURE"),
    ("sex", "ช", "CELL-VALUE"),
    ("first_name", "", "CELL-REQUIRED"),
    ("tambon_code", "950199", "CELL-AREA-UNKNOWN"),
    ("household_income", "-5000", "CELL-NEGATIVE"),
    ("household_income", "1.000,50", "CELL-NUMBER"),
    ("person_no", "120", "CELL-RANGE"),
    ("relation", "เพื่อนบ้าน", "CELL-VALUE"),
    ("house_code", "9501", "CELL-HOUSE-CODE"),
]
DIRTY: list[tuple[str, Callable[[str], str]]] = [
    ("citizen_id", lambda text: f"{text[0]}-{text[1:5]}-{text[5:10]}-{text[10:12]}-{text[12]}"),
    ("household_income", lambda text: "๓๖,๐๐๐"),
    ("first_name", lambda text: f" {text}\u00a0"),
    ("birth_date", lambda text: text.translate({48 + n: chr(0x0E50 + n) for n in range(10)})),
]


def injected(seed: int, households: int = 60) -> tuple[list[dict[str, str]], list[tuple[int, str, str]]]:
    """A file's rows, 2 % and more of them with one error or two, some more untidy but right; and the truth."""
    draw = random.Random(seed)
    rows = [one for house in range(households) for one in family(house, house * 10, draw.randrange(1, 6))]
    truth: list[tuple[int, str, str]] = []
    for place, one in enumerate(rows):
        if draw.random() < 0.06:
            column, change = draw.choice(DIRTY)
            one[column] = change(one[column])
        if draw.random() < 0.05:
            chosen = draw.sample(ERRORS, draw.choice((1, 1, 2)))
            for column, cell, code in {
                column: (column, cell, code) for column, cell, code in chosen
            }.values():
                one[column] = cell
                truth.append((place + 2, column, code))
    return rows, truth


def sheet(rows: list[dict[str, str]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    page = book.add_worksheet()
    names = [name for name in HEADERS if name in rows[0]]
    page.write_row(0, 0, [HEADERS[name] for name in names])
    for number, one in enumerate(rows, 1):
        for place, name in enumerate(names):
            page.write_string(number, place, one.get(name, ""))
    book.close()
    return kept.getvalue()


CONTAINERS: dict[str, Callable[[list[dict[str, str]]], bytes]] = {
    "utf-8": lambda rows: table(rows).encode("utf-8-sig"),
    "cp874": lambda rows: table(rows).encode("cp874"),
    "gz": lambda rows: gzip.compress(table(rows).encode()),
    "xlsx": sheet,
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("container", list(CONTAINERS))
def test_all_injected_errors_are_found_and_no_others(container: str, seed: int):
    rows, truth = injected(seed)
    if container == "cp874":  # this encoding has no byte for these marks
        rows = [{name: cell.replace("\u200b", "") for name, cell in one.items()} for one in rows]
    found = [(number, column, code) for number, column, code in told(CONTAINERS[container](rows)) if column]
    assert sorted(found) == sorted(truth)
    assert truth


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_records_are_the_sum_of_their_fates_and_households_stay_whole(seed: int, households: int):
    rows, truth = injected(seed, households)
    repeats = random.Random(seed).choices(rows, k=2)
    found = report(table([*rows, *repeats]))
    assert found.conserved
    assert found.records == len(rows) + 2 == sum(found.counts_by_fate.values())
    assert found.counts_by_fate["quarantined"] <= len({number for number, *_ in truth}) + 2


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_rows_changes_no_fate(order: list[int]):
    rows = [one for house in range(1, 4) for one in family(house, house * 10)]
    rows[4]["sex"] = "ช"
    assert fates(table([rows[place] for place in order])) == {"applied": 6, "held": 2, "quarantined": 1}


def opened_sample(name: str) -> tuple[dict[str, int], dict[str, int], int]:
    return opened((EVENTS / name).read_bytes(), name, date(2022, 1, 19))


def opened(content: bytes, name: str, today: date) -> tuple[dict[str, int], dict[str, int], int]:
    upload = open_upload(io.BytesIO(content), name=name, areas=Areas.load(), today=today)
    builder = ReportBuilder(upload)
    houses = 0
    for house in upload.households():
        houses += 1
        builder.add(house)
    found = builder.finish()
    assert found.conserved
    return {fate: n for fate, n in found.counts_by_fate.items() if n}, found.counts_by_code, houses


def test_the_sample_of_379_households_is_taken_whole():
    counts, codes, houses = opened_sample("tpmap_yala_379.csv")
    assert houses == 379
    assert list(counts) == ["applied"]
    assert codes == {}


def test_the_survey_of_the_next_year_finds_the_same_households_by_the_same_indicators():
    first = (EVENTS / "tpmap_yala_379.csv").read_bytes()
    second = second_survey(first)
    assert second == second_survey(first)
    counts, codes, houses = opened(second, "tpmap_2565.csv", date(2023, 1, 16))
    assert (houses, list(counts), codes) == (379, ["applied"], {})
    before, after = (list(csv.DictReader(io.StringIO(one.decode("utf-8-sig")))) for one in (first, second))
    assert {row["รหัสบ้าน"] for row in before} == {row["รหัสบ้าน"] for row in after}
    assert {row["เลขประจำตัวประชาชน"] for row in before} <= {row["เลขประจำตัวประชาชน"] for row in after}
    assert {row["indicator_set"] for row in after} == {"BMN2560"}
    assert {"เสียชีวิต", "ย้ายออก"} < {row["สถานะสมาชิก"] for row in after}


def test_a_family_that_thrives_loses_indicators_and_a_family_that_falls_gains_one():
    for fares, worse in (("thriving", False), ("falling", True)):
        later = [failed_later("95019900011", [8, 9, 10, 22], fares, share) for share in (30, 60, 100)]
        assert [len(one) for one in later] == sorted((len(one) for one in later), reverse=not worse)
        assert (later[-1] == []) is not worse


def test_the_faulty_sample_shows_eight_kinds_of_fault():
    counts, codes, houses = opened_sample("tpmap_betong_faulty.csv")
    assert houses == 30
    assert codes == {
        "CELL-AREA-UNKNOWN": 1,
        "CELL-DATE-FUTURE": 1,
        "CELL-DATE-NONE": 1,
        "CELL-ID-CHECK": 1,
        "CELL-NUMBER": 1,
        "CELL-REQUIRED": 1,
        "CELL-VALUE": 1,
        "HOUSE-NO-HEAD": 1,
    }
    assert counts["quarantined"] == 7
