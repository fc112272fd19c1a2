"""However a file is cut into ranges, it has the same records, row numbers, households and error file."""

from __future__ import annotations

import heapq
import io
import itertools
import os
import random
from collections.abc import Iterator
from functools import partial

import pytest

from shared.domain.areas import Areas
from shared.intake import ReportBuilder
from shared.intake.households import partition
from shared.intake.opening import Told, open_plain
from shared.intake.parts import (
    Spread,
    conflicts,
    gathered,
    households,
    join_persons,
    loose_keys,
    map_share,
)
from shared.intake.ranges import Form, Share, Window, cut, profile, shares
from shared.intake.records import Records
from shared.intake.report import errors_head
from shared.intake.rows import RowReader
from shared.intake.sheaf import Sheaf, packed, section_of, unpacked
from shared.intake.source import Encodings, text_lines
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
    opened_file = open_plain(read, len(data))
    ranges = cut(opened_file.start, opened_file.form.end, width)
    profiles = [profile(read, *one, opened_file.form, first=at == 0) for at, one in enumerate(ranges)]
    spread = Spread(reducers, joiners=2)
    cut_up = shares(profiles, start=opened_file.start, row=opened_file.header.number + 1)
    mapped, sheaves = [], []
    for at, share in enumerate(cut_up):
        reader = RowReader(opened_file.header, Areas.load(), TODAY)
        with Sheaf(spread.sections) as sheaf:
            mapped.append(map_share(read, share, opened_file, reader, spread, sheaf, first=at == 0))
            sheaves.append(File(b"".join(sheaf.blocks())))
    loose = loose_keys((one.above, one.loose) for one in mapped)
    joined = []
    for joiner in range(spread.joiners):
        with Sheaf(reducers) as sheaf:
            pairs = [
                (loose.get(at, ""), partial(section_of, one, 1 + reducers + joiner))
                for at, one in enumerate(sheaves)
            ]
            join_persons(pairs, reducers, sheaf)
            joined.append(File(b"".join(sheaf.blocks())))
    told = Told.of(opened_file.header, count=sum(one.records for one in mapped))
    builders = []
    for number in range(reducers):
        elsewhere = conflicts(text for one in joined for text in section_of(one, number))
        groups = gathered(rows_for(number, sheaves, loose, spread))
        builder = ReportBuilder(told)
        for house in households(RowReader(opened_file.header, Areas.load(), TODAY), groups, elsewhere):
            builder.add(house)
        builders.append(builder)
    lines = heapq.merge(*(builder.lines() for builder in builders))
    fates = {fate: sum(one.fates[fate] for one in builders) for fate in builders[0].fates}
    assert sum(fates.values()) == told.records()
    return errors_head(told.header) + b"".join(line for _, line in lines), fates


def rows_for(
    reducer: int, sheaves: list[File], loose: dict[int, str], spread: Spread
) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(sheaves):
        if at in loose and partition(loose[at], spread.reducers) == reducer:
            yield from ((loose[at], text) for text in section_of(one, 0))
        yield from (("", text) for text in section_of(one, 1 + reducer))


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


def test_a_row_travels_unchanged_whatever_its_cells_hold():
    for cells in (["a", "", "ก"], [""], ["x\x1fy", "b"], ["x\x1ey"], ["\x1dz", "\n"], ["\ufffd", '"']):
        found = unpacked(packed(7, "95010001#1", "", cells))
        assert (found.number, found.key, found.cells) == (7, "95010001#1", cells)


def test_sections_of_a_sheaf_come_back_in_order_from_a_small_read():
    with Sheaf(3) as sheaf:
        for number in range(200_000):
            sheaf.add(number % 2, (f"{number:08d} " + "ก" * 40).encode())
        whole_sheaf = b"".join(sheaf.blocks())
    assert [int(text[:8]) for text in section_of(File(whole_sheaf), 1)] == list(range(1, 200_000, 2))
    assert list(section_of(File(whole_sheaf), 2)) == []
