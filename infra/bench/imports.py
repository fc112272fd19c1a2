"""The import beside ``csv.reader`` alone and beside the way a team writes it first: same file, one process each.

``python -m infra.bench.imports [people] [rounds]``. Rounds are interleaved, figures are CPU seconds and their medians.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.bench import environments, imports_data, results

PEOPLE, ROUNDS = 1_000_000, 5
SLOW = 25  # the way a team writes it first reads this fraction of the people
COMMAND = "python -m infra.bench.imports"
PEERS = ("msgspec", "polars", "pandera", "frictionless")


def floor(path: Path) -> int:
    """What any reader of CSV in Python pays."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


def validate(path: Path) -> int:
    """Every cell read and typed, every fault named; nothing kept."""
    import io

    from infra.bench.imports_path import opened
    from shared.domain.areas import Areas
    from shared.intake.ranges import Window
    from shared.intake.records import records_of
    from shared.intake.rows import RowReader
    from shared.intake.source import Encodings, text_blocks

    with tempfile.TemporaryDirectory() as folder:
        work = opened(path, Path(folder))
        found = work.opened
        reader = RowReader(found.header, Areas.load(), date(2026, 1, 1))
        stream = io.BufferedReader(Window(work.read, found.start, found.form.end), 1 << 20)
        blocks = text_blocks(stream, Encodings(found.form.hint))
        rows, read = 0, reader.read
        for rows, (number, cells, fault) in enumerate(  # noqa: B007
            records_of(blocks, ",", width=found.form.width), 1
        ):
            read(number, cells, fault)
        return rows


def end_to_end(path: Path) -> int:
    """From the file to sealed, signed writes and the result files, part after part."""
    from infra.bench.imports_path import no_network, whole_import

    with no_network():
        return whole_import(path)["records"]


def on_two_hands(path: Path) -> int:
    """The same by two processes that share the parts of each stage."""
    from infra.bench.imports_path import no_network, whole_import

    with no_network():
        return whole_import(path, hands=2)["records"]


def as_written_first(path: Path) -> int:
    """A pydantic model a row, ``batch_writer`` for an item a row: the same checks of single cells, no households."""
    from infra.bench.imports_naive import run

    return run(path)


CONTENDERS: dict[str, Callable[[Path], int]] = {
    "csv.reader alone": floor,
    "validate and type": validate,
    "file to prepared, sealed writes": end_to_end,
    "pydantic model a row + batch_writer": as_written_first,
}
HANDS = "file to prepared, sealed writes, two processes"


def measured(name: str, path: Path) -> dict[str, Any]:
    """CPU seconds and peak memory of one contender in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", "infra.bench.imports", "--one", name, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def one(name: str, path: Path) -> None:
    contender = on_two_hands if name == HANDS else CONTENDERS[name]
    if contender is not floor:  # start-up is not speed
        import_module(
            "infra.bench.imports_naive" if contender is as_written_first else "infra.bench.imports_path"
        )
        import_module("shared.intake")
    begun, wall = _cpu(), time.monotonic()
    rows = contender(path)
    most = max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
    print(json.dumps({"rows": rows, "cpu": _cpu() - begun, "mb": most, "wall": time.monotonic() - wall}))


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peer(name: str, path: Path) -> dict[str, Any]:
    """A peer's validation in its own environment."""
    command = [
        str(environments.python("imports.lock", "bench-imports", "SITTHI_BENCH_IMPORTS_PYTHON")),
        "-m",
        "infra.bench.imports_peers",
        name,
        str(path),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=environments.ROOT)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def peers(path: Path, truth: imports_data.Found, rows: int, count: int) -> dict[str, float]:
    """Medians of µs a row beside our own validation, of those that found every error and no other."""
    path.with_suffix(".rules").write_text(json.dumps(_rules(), ensure_ascii=False), encoding="utf-8")
    found: dict[str, list[float]] = {name: [] for name in ("validate and type", *PEERS)}
    for _ in range(count):
        for name, figures in found.items():
            told = measured(name, path) if name in CONTENDERS else peer(name, path)
            assert "errors" not in told or told["errors"] == {k: v for k, v in truth.items() if v[0]}, name
            figures.append(told["cpu"] / rows * 1e6)
    return {name: statistics.median(figures) for name, figures in found.items()}


def _areas() -> list[str]:
    from shared.domain.areas import Areas

    areas = Areas.load()
    return [tambon.code for district in areas.districts("95") for tambon in areas.tambons(district.code)]


def _rules() -> dict[str, dict[str, Any]]:
    """What each column of the file may hold, told to the peers: as strict as our own for this file's spellings."""
    from infra.sample.files import HEADERS
    from shared.intake.header import column_of
    from shared.intake.layout import Column, layout
    from shared.intake.yamlfile import read_yaml

    known = layout("tpmap_v1")
    spelled = read_yaml(environments.ROOT / "shared" / "intake" / "layouts" / "benefits.yaml")
    benefits = "|".join(re.escape(name) for one, names in spelled.items() for name in (one, *names))

    def rule(column: Column) -> dict[str, Any]:
        match column.kind:
            case "year" | "whole":
                return {"kind": "number", "code": "CELL-RANGE", "low": column.low, "high": column.high}
            case "area":
                return {"kind": "list", "code": "CELL-AREA-UNKNOWN", "values": _areas()}
            case "yes_no" | "choice" if not column.open:
                return {"kind": "list", "code": "CELL-VALUE", "values": column.choices}
            case "text" | "choice":
                return {"kind": "length", "code": "CELL-LONG", "limit": column.limit}
            case "citizen_id":
                return {"kind": "id", "code": "CELL-ID-CHECK"}
            case "day" | "birth":
                return {"kind": "date", "code": "CELL-DATE-NONE"}
        code, pattern = {
            "house_code": ("CELL-HOUSE", r"\d{11}"),
            "phone": ("CELL-PHONE", r"0\d{8,9}"),
            "baht": ("CELL-NUMBER", r"\d+"),
            "indicators": ("CELL-INDICATOR", r"-|\d+(;\d+)*"),
            "benefits": ("CELL-BENEFIT", rf"-|({benefits})(;({benefits}))*"),
        }[column.kind]
        return {"kind": "pattern", "code": code, "pattern": pattern}

    columns = {header: known.columns[column_of(known, header) or ""] for header in HEADERS}
    return {header: {"blank": not one.required, **rule(one)} for header, one in columns.items()}


def peer_rows(medians: dict[str, float]) -> list[list[str]]:
    ours = medians["validate and type"]
    return [
        [f"{name} validation ÷ ours, all columns, every error found", f"{medians[name] / ours:.2f}", "> 1"]
        for name in PEERS
    ]


def rounds(path: Path, people: int, count: int) -> dict[str, dict[str, float]]:
    """Medians by contender. The slow one reads a part of the rows and is counted per row."""
    small, slow = path.with_name("tenth.csv"), path.with_name("slow.csv")
    imports_data.write(small, max(1000, people // 10))
    imports_data.write(slow, max(1000, people // SLOW))
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for number in range(count):
        for name in CONTENDERS:
            told = measured(name, slow if CONTENDERS[name] is as_written_first else path)
            found[name].append(told)
            print(f"round {number + 1}: {name}: {told['cpu']:.2f} s, {told['mb']:.0f} MB", flush=True)
    tenth = measured("file to prepared, sealed writes", small)
    medians = {
        name: {
            "us": statistics.median(one["cpu"] / one["rows"] * 1e6 for one in told),
            "mb": statistics.median(one["mb"] for one in told),
        }
        for name, told in found.items()
    }
    medians["tenth"] = {"us": tenth["cpu"] / tenth["rows"] * 1e6, "mb": tenth["mb"]}
    return medians


def table(medians: dict[str, dict[str, float]]) -> list[list[str]]:
    base, ours = medians["csv.reader alone"]["us"], medians["file to prepared, sealed writes"]
    naive, tenth = medians["pydantic model a row + batch_writer"], medians["tenth"]
    checked = medians["validate and type"]
    rows = [["figure", "measured", "goal"]]
    rows += [
        ["csv.reader alone, µs a row", f"{base:.2f}", ""],
        ["validate and type ÷ csv.reader", f"{checked['us'] / base:.2f}", "≤ 3.0"],
        ["file to prepared, sealed writes ÷ csv.reader", f"{ours['us'] / base:.2f}", "≤ 7.0, stretch 5.0"],
        ["pydantic model a row + batch_writer ÷ ours", f"{naive['us'] / ours['us']:.1f}", "≥ 15"],
        ["peak memory, MB", f"{ours['mb']:.0f}", "≤ 96"],
        ["peak memory ÷ that of a tenth of the rows", f"{ours['mb'] / tenth['mb']:.2f}", "≤ 1.5"],
        ["µs a row ÷ that of a tenth of the rows (slope)", f"{ours['us'] / tenth['us']:.2f}", "no change"],
    ]
    return rows


def many(folder: Path, people: int) -> list[list[str]]:
    """Four times the people through the parts runner on two cores, beside as many as before on the same runner."""
    found = []
    for count in (people, 4 * people):
        path = folder / "many.csv"
        imports_data.write(path, count)
        found.append(measured(HANDS, path))
        print(f"{count:,} people, two processes: {found[-1]}", flush=True)
        path.unlink()
    one, four = (told["cpu"] / told["rows"] * 1e6 for told in found)
    return [
        [
            f"{4 * people:,} people, two processes: CPU µs a row ÷ that of {people:,}",
            f"{four / one:.2f} ({four:.1f} ÷ {one:.1f})",
            "no change of slope",
        ],
        [
            f"{4 * people:,} people, two processes: wall seconds, peak MB a process",
            f"{found[1]['wall']:.0f}, {found[1]['mb']:.0f}",
            "recorded",
        ],
    ]


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return
    from infra.bench import (  # not needed by a contender, whose memory is measured
        imports_cloud,
        imports_units,
    )

    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    count = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="sitthi-bench-") as folder:
        path = Path(folder) / "people.csv"
        imports_data.write(path, people)
        medians = rounds(path, people, count)
        few = max(1000, people // 10)
        truth = imports_data.write(path, few)
        beside = peers(path, truth, few, count)
        path.unlink()
        more = many(Path(folder), people)
    notes = [
        f"{people:,} people, all columns of the layout, 2 % bad rows, seed {imports_data.SEED}; "
        f"{count} interleaved rounds, medians of CPU seconds, a process each; the pydantic one reads one row in {SLOW}, "
        "peers of validation one in ten, all per row.",
        f"Versions: {results.versions('boto3', 'pydantic', 'cryptography')}.",
    ]
    rows = table(medians) + peer_rows(beside) + imports_units.figures()
    rows += [*imports_cloud.figures(), *more]
    for row in rows:
        print(" | ".join(row))
    results.record("Import: one file beside csv.reader", f"{COMMAND} {people} {count}", notes, rows)


if __name__ == "__main__":
    main()
