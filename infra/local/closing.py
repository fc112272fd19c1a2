"""The demo's closing figures: ``summary.json``, the result files, and a table that a committee member understands."""

from __future__ import annotations

import json
import shutil
from datetime import date
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Any

from infra.local.world import World
from shared.domain.agencies import AGENCY_TH, Agency
from shared.domain.reports import ReportName
from shared.reporting import labels
from shared.reporting.figures import progress, summary
from shared.reporting.snapshots import opened
from shared.reporting.wording import short_date
from shared.storage import reports
from shared.storage.records import records_of_province

PROVINCE = "95"
STORY = "story.txt"
FATES = ("records", "applied", "unchanged", "held", "quarantined", "duplicates")
FATE_TH = {
    "records": "แถว",
    "applied": "นำเข้า",
    "unchanged": "เหมือนเดิม",
    "held": "รอทั้งครัวเรือน",
    "quarantined": "แถวที่ต้องแก้",
    "duplicates": "ซ้ำ",
}


def fates(manifest: dict[str, Any]) -> dict[str, int]:
    return {name: int(manifest["counts"].get(name, 0)) for name in FATES}


def import_line(manifest: dict[str, Any]) -> str:
    counts = fates(manifest)
    return " · ".join(f"{FATE_TH[name]} {counts[name]:,}" for name in FATES)


def figures_on(world: World, day: date) -> Any:
    world.environment()
    return progress(world.steady(lambda: list(records_of_province(PROVINCE, day))), day, None)


def month_line(world: World, period: str) -> str:
    """What the report of a month says, read back from the figures that it was made of."""
    world.environment()
    snapshot = world.steady(lambda: reports.read_snapshot(ReportName.parse(f"monthly-{period}-{PROVINCE}")))
    if snapshot is None:
        raise RuntimeError(f"no figures of {period}")
    figures, _ = opened(snapshot, None)
    found = summary(figures)
    gaps, baht = found["gaps"], found["baht_per_month"]
    return (
        f"ช่องว่างสิทธิพบ {gaps['opened']:,} ปิดแล้ว {gaps['closed']:,} · "
        f"ได้เพิ่ม {baht['unlocked']:,} บาท/เดือน · ยังไม่ได้ {baht['still_unclaimed']:,} บาท/เดือน"
    )


def clear(out: Path) -> None:
    """Take away what an earlier demo left there, and nothing else."""
    for name in ("reports", "mail"):
        shutil.rmtree(out / name, ignore_errors=True)
    for name in ("manifest.json", "errors.csv", "diff.csv", "summary.json", STORY):
        (out / name).unlink(missing_ok=True)


def write(world: World, manifest: dict[str, Any], seconds: dict[str, float]) -> dict[str, Any]:
    """Fetch the import's results, compute the closing figures, write ``summary.json``."""
    for name in ("manifest.json", "errors.csv", "diff.csv"):
        world.fetch(f"imports/{manifest['import_id']}/{name}", name)
    for key in world.keys_under("reports/"):
        world.fetch(key, key)
    mails = _mails(world)
    found = dict(summary(figures_on(world, world.day)))
    found["imports"] = fates(manifest)
    found["files"] = _files(world.out)
    found["mails"] = mails
    found["seconds"] = seconds
    (world.out / "summary.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return found


def _mails(world: World) -> int:
    """Each letter once, under its own name: after a crash one may have been sent twice (architecture §11)."""
    folder = world.out / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    letters: dict[str, bytes] = {}
    for file in sorted(world.mail.glob("*.eml")) if world.mail.is_dir() else []:
        content = file.read_bytes()
        letter = BytesHeaderParser(policy=default).parsebytes(content)["X-Sitthi-Letter"]
        letters.setdefault(str(letter), content)
    for name, content in letters.items():
        (folder / f"{name}.eml").write_bytes(content)
    return len(letters)


def _files(out: Path) -> list[str]:
    paths = (path for path in out.rglob("*") if path.is_file() and path.name != "summary.json")
    return sorted(str(path.relative_to(out)) for path in paths)


def table(found: dict[str, Any]) -> str:
    """Plain lines; widths count Thai letters without their marks, as a terminal draws them."""
    baht = found["baht_per_month"]
    lines = [
        "",
        "สรุปสำหรับคณะกรรมการ",
        f"  ครัวเรือน {found['households']:,} · สมาชิก {found['persons']:,} คน",
        f"  ช่องว่างสิทธิ: พบ {found['gaps']['opened']:,} · ปิดแล้ว {found['gaps']['closed']:,}",
        f"  เงินสวัสดิการต่อเดือน: ได้อยู่แล้ว {baht['already_received']:,} บาท · "
        f"ได้เพิ่ม {baht['unlocked']:,} บาท · ยังไม่ได้รับ {baht['still_unclaimed']:,} บาท",
        "",
        f"  {pad('หน่วยงาน', 44)}{'ส่ง':>6}{'รับ':>8}{'ปิด':>8}{'เกินกำหนด':>12}",
    ]
    for code in Agency:
        row = found["tasks"][code]
        name = pad(AGENCY_TH[code], 44)
        lines.append(
            f"  {name}{row['sent']:>6,}{row['accepted']:>8,}{row['closed']:>8,}{row['overdue']:>11,}"
        )
    lines += [
        "",
        "  ระยะ: "
        + " · ".join(f"{labels.PHASE[one].th} {count:,}" for one, count in found["phases"].items()),
    ]
    outcomes = [f"{labels.OUTCOME[name].th} {count:,}" for name, count in sorted(found["outcomes"].items())]
    lines.append("  ผลลัพธ์ครัวเรือน: " + (" · ".join(outcomes) or "ยังไม่มี"))
    return "\n".join(lines)


def story(out: Path, household_id: str, happenings: list[dict[str, Any]]) -> str:
    """One household's years as they are told, also kept as ``story.txt``."""
    lines = [f"เรื่องของครัวเรือน {household_id}"]
    for one in happenings:
        lines.append(f"  {short_date(date.fromisoformat(one['on'])).th:<14} {one['text']['th']}")
    text = "\n".join(lines)
    (out / STORY).write_text(text + "\n", encoding="utf-8")
    return text


def pad(text: str, width: int) -> str:
    drawn = sum(1 for letter in text if not _mark(letter))
    return text + " " * max(0, width - drawn)


def _mark(letter: str) -> bool:
    return letter == "\u0e31" or "\u0e34" <= letter <= "\u0e3a" or "\u0e47" <= letter <= "\u0e4e"
