"""``make demo``: the founding project replayed on 379 synthetic households, January 2022 to January 2024."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from infra.console.build import try_to_build
from infra.local import closing
from infra.local.outside import Outside
from infra.local.story import opening
from infra.local.story.calls import Api
from infra.local.story.cast import Stage
from infra.local.story.diary import Diary
from infra.local.world import LOOK_AGAIN, START, World
from infra.sample.later import second_survey
from shared.reporting.wording import short_date

END = date(2024, 1, 1)
SECOND_SURVEY = date(2023, 1, 16)
SWEEP_DAY = 2  # of each month the full sweep runs
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "events" / "tpmap_yala_379.csv"


def say(text: str) -> None:
    print(text, flush=True)


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
        try_to_build()
        world.deploy()
        lap("deploy")
        world.kill_later(options.kill_after)
        say(f"{short_date(START).th}: ส่งไฟล์ TPMAP {options.file.name} เข้ากล่องรับของ พช.")
        imported = world.upload("cdd", options.file)
        world.settle()
        say(f"  นำเข้าแล้ว: {closing.import_line(imported)}")
        lap("import_and_assess")
        days = _Days(world, options.file, options.until)
        days.live()
        lap("simulated_months")
        told = days.story(options.out)
        summary = closing.write(world, imported, seconds)
        lap("closing")
        say(closing.table(summary))
        say(told)
        say(f"\nผลทั้งหมดอยู่ใน {options.out}  (all results are there)")
        return summary


class _Days:
    """The days that are lived: those on which something is due by the dates that somebody keeps."""

    def __init__(self, world: World, file: Path, until: date) -> None:
        self.world, self.until = world, until
        self.outside, self.diary = Outside(world, file), Diary()
        self._aside = ThreadPoolExecutor(1)
        self._reporting: Future[dict[str, Any]] | None = None
        self.stage = Stage(world, file, Api(world), self.diary)
        opening.plan(self.stage, until)
        if until > SECOND_SURVEY:
            self.diary.plan(SECOND_SURVEY, "survey", lambda day: self._survey(file, day))

    def live(self) -> None:
        day, due = START, True
        while day <= self.until:
            self._day(day, due)
            following = self.world.next_due()
            day = self._next(day, following)
            due = day.day == SWEEP_DAY or (following is not None and following <= day)
        self.world.move_clock(self.until)

    def story(self, out: Path) -> str:
        """What became of one household, as its timeline has it: one that made it, if there is one."""
        cases = sorted(self.stage.cases.values(), key=lambda case: (case.outcome != "graduated", case.rank))
        if not cases:
            return ""
        told = self.stage.api.read("coordinator", f"{cases[0].path}/timeline").json["items"]
        return closing.story(out, cases[0].household_id, told)

    def _day(self, day: date, due: bool) -> None:
        """``due``: the daily review has something to do."""
        world = self.world
        world.move_clock(day)
        if day.day == 1 and day > START:
            self._report(day)
        moved = world.review(day) if due else 0
        if moved:
            world.settle()
        acted = self.diary.live(day)
        if acted:
            world.settle()
        if moved or acted or day == START:
            self.outside.read()
        if self.outside.office_day(day):
            world.settle()
            self.outside.read()
        if (day + timedelta(days=1)).day == 1:
            paid = self.outside.receipts(day)
            say(f"{short_date(day).th}: ไฟล์การจ่ายเงินของเดือน {paid} รายการ")
        self._reported(day)

    def _next(self, day: date, due: date | None) -> date:
        """The next day with anything due: for the review, an agency, somebody's diary, or the calendar."""
        first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        days: list[date | None] = [first, first - timedelta(days=1), day.replace(day=SWEEP_DAY), due]
        days += [self.outside.next_day(day), self.diary.next_day()]
        return min(one for one in days if one is not None and one > day)

    def _report(self, day: date) -> None:
        """The report of the month before. The day goes on once its figures are kept: its files are made of them alone."""
        kept = f"snapshots/monthly/{day - timedelta(days=1):%Y-%m}/{closing.PROVINCE}/"
        self._reporting = self._aside.submit(self.world.month_end_report, day)
        while not (self._reporting.done() or self.world.keys_under(kept)):
            time.sleep(LOOK_AGAIN)

    def _reported(self, day: date) -> None:
        """The day does not end before the report is whole and mailed."""
        if self._reporting is None:
            return
        made, self._reporting = self._reporting.result(), None
        self.world.settle()
        line = closing.month_line(self.world, made["period"])
        say(f"{short_date(day).th}: รายงานเดือน {made['period']} {made['files']} ไฟล์ | {line}")

    def _survey(self, file: Path, day: date) -> None:
        """The survey of the next year: the same households, the same indicators."""
        helped = {case.house_code for case in self.stage.cases.values()}
        told = second_survey(file.read_bytes(), helped, self.outside.received())
        found = self.world.upload("cdd", told, f"{file.stem}_2565.csv")
        say(f"{short_date(day).th}: ผลสำรวจรอบใหม่ {closing.import_line(found)}")


def main(arguments: list[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    begun = time.monotonic()
    run(options)
    say(f"เสร็จใน {time.monotonic() - begun:.0f} วินาที (done)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
