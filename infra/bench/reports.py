"""Reports: a province of 379 households compiled, and a country in parts.

``python -m infra.bench.reports [households]``. Made-up households; files lie in a folder instead of S3, so the figures
are of our own work: facts written and read back, counted, merged, and made into a report. CPU seconds.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from infra.bench import results
from shared.domain.areas import Areas
from shared.domain.records import HouseholdRecord
from shared.reporting import facts
from shared.reporting.compile import files_of
from shared.reporting.figures import Figures, progress
from shared.reporting.kinds import TABLES
from shared.reporting.monthly import build
from shared.reporting.tally import Tally
from tests.unit.reporting.builders import context, crowd

HOUSEHOLDS, PART = 100_000, 700
START, END = date(2022, 1, 1), date(2022, 3, 31)
COMMAND = "python -m infra.bench.reports"
MODULE = "infra.bench.reports"


def tambons(count: int) -> list[str]:
    """As many subdistricts of the country, in order."""
    areas = Areas.load()
    found = (
        tambon.code
        for province in areas.provinces()
        for district in areas.districts(province)
        for tambon in areas.tambons(district.code)
    )
    return [code for code, _ in zip(found, range(count), strict=False)]


def people(tambon: str, size: int) -> Iterator[HouseholdRecord]:
    for record in crowd(size, seed=int(tambon), upto=END):
        yield replace(record, tambon=tambon)


def count_parts(codes: list[str], size: int, folder: Path) -> dict[str, float]:
    """What a worker does for each part: facts kept, read back, counted, the tally kept."""
    busy = 0.0
    for code in codes:
        records = list(people(code, size))
        begun = time.process_time()
        files = facts.write(records)
        package = facts.package(files, "2022-03", code, {})
        facts.check(json.loads(package), files)
        tally = progress(facts.read(files), END, period_start=START).areas[code]
        (folder / f"{code}.json").write_text(json.dumps(tally.to_json(), sort_keys=True))
        busy += time.process_time() - begun
    return {"cpu": busy, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def merge_parts(codes: list[str], folder: Path) -> dict[str, float]:
    """The parts of a country become one report."""
    begun = time.process_time()
    areas = {code: Tally.from_json(json.loads((folder / f"{code}.json").read_text())) for code in codes}
    figures = Figures(START, END, areas)
    report = build(figures, context(area="00"), "quarterly")
    made = sum(map(len, files_of(report).values()))
    return {
        "cpu": time.process_time() - begun,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "households": figures.total.get("households"),
        "bytes": made,
    }


def apart(task: str, *arguments: str) -> dict[str, float]:
    """One task in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", MODULE, task, *arguments], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def province() -> list[list[str]]:
    """379 households, each stage for the first time in this process."""
    records = list(crowd(379, upto=END))
    begun = time.process_time()
    kept = facts.write(records)
    read = list(facts.read(kept))
    counted = time.process_time()
    figures = progress(read, END, period_start=START)
    made = time.process_time()
    report = build(figures, context(), "yearly")
    built = time.process_time()
    files_of(report)
    ended = time.process_time()
    return [
        ["379 households: facts written and read, CPU seconds", f"{counted - begun:.2f}", ""],
        ["379 households: counted", f"{made - counted:.2f}", ""],
        [
            f"379 households: {len(TABLES['yearly'])} tables with their hidden cells",
            f"{built - made:.2f}",
            "",
        ],
        ["379 households: PDF, XLSX and page in two languages, CSV, JSON", f"{ended - built:.2f}", ""],
        ["379 households: all of a yearly report", f"{ended - begun:.2f}", "< 60"],
    ]


def country(households: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        sizes = [households // 10, households // 2, households]
        found = {size: apart("parts", str(size // PART), str(PART), folder) for size in sizes}
        codes = households // PART
        merged = apart("merge", str(codes), folder)
        large = apart("parts", "1", "5000", folder)
    each = {size: found[size]["cpu"] / (size // PART * PART) * 1e6 for size in sizes}
    return [
        [
            f"{codes * PART:,} households in {codes} parts of {PART}: µs a household",
            f"{each[households]:.0f}",
            "",
        ],
        [
            "the same ÷ that of a tenth of the households (growth)",
            f"{each[households] / each[sizes[0]]:.2f}",
            "linear: ≤ 1.1",
        ],
        ["the same ÷ that of a half", f"{each[households] / each[sizes[1]]:.2f}", "linear: ≤ 1.1"],
        ["peak memory of a worker that does all parts, MB", f"{found[households]['megabytes']:.0f}", "≤ 512"],
        ["peak memory of a part of 5,000 households, MB", f"{large['megabytes']:.0f}", "≤ 512"],
        [
            f"merge, tables and files of {merged['households']:,.0f} households: CPU seconds",
            f"{merged['cpu']:.1f}",
            "",
        ],
        ["peak memory of the merge, MB", f"{merged['megabytes']:.0f}", "≤ 512"],
    ]


def main() -> None:
    households = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    rows = [["figure", "measured", "goal"], *province(), *country(households)]
    notes = [
        "Made-up households, seeded; CPU seconds of one process, a process a task. Storage is left out: a folder stands "
        "for S3, and records for what DynamoDB answers."
    ]
    results.record("Reports: a province compiled, a country in parts", f"{COMMAND} {households}", notes, rows)
    for row in rows:
        print(" | ".join(row))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["parts", number, size, place]:
            print(json.dumps(count_parts(tambons(int(number)), int(size), Path(place))))
        case ["merge", number, place]:
            print(json.dumps(merge_parts(tambons(int(number)), Path(place))))
        case _:
            main()
