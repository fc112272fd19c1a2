"""However a file is cut into ranges, it has the same records, row numbers, households and error file."""

from __future__ import annotations

import io
import itertools
import os
import random

import pytest

from shared.domain.areas import Areas
from shared.intake import ReportBuilder
from shared.intake.header import find_header
from shared.intake.households import elsewhere
from shared.intake.parts import joined, map_share, partition, reduce_rows
from shared.intake.ranges import Form, Share, Window, body_of, cut, profile, shares
from shared.intake.records import Records
from shared.intake.source import Encodings, hint_of, text_lines
from tests.unit.intake.making import TODAY, family, opened, table

FILES = 2_000 if os.environ.get("SITTHI_LONG") else 120
PIECES = [
    b"a", b"b", b",", b",", b",", b"\n", b"\n", b"\r\n", b"\r\n", b"\r", b'"', b'""', b'","', b'",\n', b',"', b'"x\ny"',
    "ก".encode(), "ขค".encode(), "เนตร".encode("cp874"), "ง".encode("cp874"), b"\xdb", b"\xe0\xb8", b"\x1a", b" ",
    b"a,b,c\r\n", b'"a","b\nb",c\n', b'"a,b,c\n', b'x,"y\n', b'z","w\n', b",,\n",
]  # fmt: skip


class File:
    """Bytes that are read in pieces."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __call__(self, at: int, length: int) -> bytes:
        return self.data[at : at + length]


def whole(data: bytes, form: Form) -> list[tuple[int, list[str], str]]:
    stream = io.BytesIO(data[: form.end])
    records = Records(text_lines(stream, Encodings(form.hint)), form.delimiter, width=form.width)
    return [(number, cells, fault.code if fault else "") for number, cells, fault in records]


def in_shares(data: bytes, form: Form, width: int) -> list[tuple[int, list[str], str]]:
    read = File(data)
    ranges = cut(0, form.end, width)
    profiles = [profile(read, *one, form, first=at == 0) for at, one in enumerate(ranges)]
    found = []
    for share in shares(profiles, start=0, row=1):
        stream = io.BufferedReader(Window(read, share.start, share.end))
        lines = text_lines(stream, Encodings(form.hint))
        records = Records(lines, form.delimiter, number=share.row - 1, width=form.width)
        rows = [(number, cells, fault.code if fault else "") for number, cells, fault in records]
        assert len(rows) == share.records
        found += rows
    return found


def test_any_bytes_in_ranges_of_any_size_are_the_same_records():
    draw = random.Random(9501)
    for _ in range(FILES):
        data = b"".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 160))).rstrip(b"\x1a")
        form = Form(len(data), ",", draw.choice((0, 3)), draw.choice(("utf-8", "cp874")))
        expected = whole(data, form)
        for width in (1, 7, draw.randrange(2, 60), 1 << 20):
            assert in_shares(data, form, width) == expected, (data, width)


def test_records_longer_than_a_range_and_lines_longer_than_a_block():
    row = b"a," + b"x" * 3_000_000 + b",c\r\n"
    data = b"a,b,c\r\n" + row + b'1,"2\n2",3\r\n' + row * 2 + b"4,5,6\r\n"
    form = Form(len(data), ",", 3, "utf-8")
    expected = whole(data, form)
    assert [(number, fault) for number, _, fault in expected] == [
        (1, ""),
        (2, "ROW-TOO-LARGE"),
        (3, ""),
        (4, "ROW-TOO-LARGE"),
        (5, "ROW-TOO-LARGE"),
        (6, ""),
    ]
    for width in (100_000, 2_999_999, 64 << 20):
        assert in_shares(data, form, width) == expected


def troubled() -> bytes:
    """A file with faults of every kind whose households are scattered over it."""
    rows = [one for house in range(1, 25) for one in family(house, house * 10)]
    rows[4]["sex"] = "ช"
    rows[10]["house_no"] = "12\nซอย 3"
    rows[16]["house_code"] = "950"
    rows[17]["house_code"] = ""
    rows[30]["citizen_id"] = rows[3]["citizen_id"]
    rows.append(rows.pop(20))
    lines = table(rows).split("\r\n")
    lines[40] = lines[40].replace("มะลิ", '"มะลิ')
    lines[50] = ""
    lines[60] += ",เกิน"
    return "\r\n".join(lines).encode() + b"\x1a"


def by_ranges(data: bytes, width: int, reducers: int) -> tuple[bytes, dict[str, int]]:
    """The import's stages one after another, as many hands would do them."""
    read = File(data)
    hint = hint_of(data)
    header = find_header(list(io.StringIO(data.decode("utf-8", "replace"), newline="")))
    form, start = body_of(read, len(data), header, hint)
    ranges = cut(start, form.end, width)
    profiles = [profile(read, *one, form, first=at == 0) for at, one in enumerate(ranges)]
    parts = [
        map_share(read, share, form, header, Areas.load(), TODAY, first=at == 0)
        for at, share in enumerate(shares(profiles, start=start, row=header.number + 1))
    ]
    upload = opened(data)
    houses = []
    rows = list(joined(parts))
    for number in range(reducers):
        houses += reduce_rows(upload.reader, (one for one in rows if partition(one[0], reducers) == number))
    houses.sort(key=lambda house: house.rows[0].number)
    elsewhere(houses, upload.reader.at["citizen_id"], upload.reader.at.get("person_status"))
    builder = ReportBuilder(upload)
    for house in houses:
        builder.add(house)
    found = builder.finish()
    assert found.conserved
    return found.errors_csv, found.counts_by_fate


@pytest.mark.parametrize(("width", "reducers"), [(7, 1), (7, 5), (1000, 3), (64 << 20, 1)])
def test_one_range_or_thousands_give_the_same_error_file(width: int, reducers: int):
    data = troubled()
    upload = opened(data)
    builder = ReportBuilder(upload)
    for house in upload.households():
        builder.add(house)
    found = builder.finish()
    assert by_ranges(data, width, reducers) == (found.errors_csv, found.counts_by_fate)
    assert found.counts_by_fate["quarantined"] == 5


def test_shares_cover_the_file_without_gap_or_overlap():
    data = troubled()
    read = File(data)
    form = Form(len(data) - 1, ",", 14, "utf-8")
    found = shares(
        [profile(read, *one, form, first=at == 0) for at, one in enumerate(cut(0, form.end, 100))],
        start=0,
        row=1,
    )
    filled = [share for share in found if share.records]
    assert filled[0] == Share(0, filled[0].end, 1, filled[0].records)
    assert filled[-1].end == form.end
    for one, following in itertools.pairwise(filled):
        assert (one.end, one.row + one.records) == (following.start, following.row)
