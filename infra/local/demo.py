"""``make demo``: the founding project replayed on 379 synthetic households, January to July 2022."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from infra.local import closing
from infra.local.outside import Outside
from infra.local.world import START, World

END = date(2022, 7, 1)
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "events" / "tpmap_yala_379.csv"
MONTHS_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


def say(text: str) -> None:
    print(text, flush=True)


def thai(day: date) -> str:
    return f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + 543}"


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make demo", description="Replay the founding project on the embedded cloud, into out/demo/."
    )
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "demo", help="where results go")
    parser.add_argument("--file", type=Path, default=SAMPLE, help="the TPMAP file to start from")
    parser.add_argument("--until", type=date.fromisoformat, default=END, help="the last simulated day")
    parser.add_argument(
        "--kill-after",
        type=lambda text: [float(part) for part in text.split(",")],
        default=[],
        metavar="S,S,…",
        help="kill -9 the embedded cloud that many seconds into the run and start it again",
    )
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> dict[str, object]:
    """The whole loop; returns the summary that it wrote."""
    closing.clear(options.out)
    seconds: dict[str, float] = {}
    started = time.monotonic()

    def lap(name: str) -> None:
        nonlocal started
        seconds[name] = round(time.monotonic() - started, 1)
        started = time.monotonic()

    with (
        tempfile.TemporaryDirectory(prefix="sitthi-demo-") as folder,
        World(Path(folder), options.out) as world,
    ):
        say("เปิดคลาวด์จำลองและติดตั้ง template.yaml … (starting the embedded cloud)")
        world.deploy()
        lap("deploy")
        world.kill_later(options.kill_after)
        say(f"{thai(START)}: ส่งไฟล์ TPMAP {options.file.name} เข้ากล่องรับของ พช.")
        imported = world.upload("cdd", options.file)
        world.settle()
        say(f"  นำเข้าแล้ว: {closing.import_line(imported)}")
        lap("import_and_assess")
        _live(world, options.file, options.until)
        lap("simulated_months")
        summary = closing.write(world, imported, seconds)
        lap("closing")
        say(closing.table(summary))
        say(f"\nผลทั้งหมดอยู่ใน {options.out}  (all results are there)")
        return summary


def _live(world: World, file: Path, until: date) -> None:
    outside, day, mailing = Outside(world, file), START, False
    while day <= until:
        review = world.review(day)
        sent = outside.office_day(day)
        if sent or review or mailing:
            world.settle()
        if (day + timedelta(days=1)).day == 1:
            paid = outside.receipts(day)
            say(f"{thai(day)}: ไฟล์การจ่ายเงินของเดือน {paid} รายการ")
        day, mailing = day + timedelta(days=1), False
        if day.day == 1 and day <= until:
            world.move_clock(day)
            made, mailing = world.month_end_report(day), True
            say(
                f"{thai(day)}: รายงานเดือน {made['period']} {made['files']} ไฟล์ | {closing.month_line(world, made['period'])}"
            )
    world.move_clock(until)


def main(arguments: list[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    begun = time.monotonic()
    run(options)
    say(f"เสร็จใน {time.monotonic() - begun:.0f} วินาที (done)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
