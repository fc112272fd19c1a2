"""An import as people see it: its states in words, how far each stage has come."""

from __future__ import annotations

FATES = ("applied", "unchanged", "held", "quarantined", "duplicates")
STATES: dict[str, tuple[str, str]] = {
    "received": ("รับไฟล์แล้ว รอตรวจ", "Received, waiting to be read"),
    "profiling": ("กำลังอ่านโครงสร้างไฟล์", "Reading how the file is made up"),
    "mapping": ("กำลังจัดแถวเข้าครัวเรือน", "Sorting rows into households"),
    "applying": ("กำลังตรวจและบันทึก", "Checking and storing"),
    "done": ("เสร็จ", "Done"),
    "rejected": ("ไม่รับไฟล์นี้ โปรดดูเหตุผล", "The file was refused; see the reason"),
    "failed": ("ทำไม่สำเร็จ ระบบยังไม่ถือว่านำเข้าแล้ว", "Failed; the file does not count as imported"),
    "withdrawn": ("ถอนการนำเข้าแล้ว", "Withdrawn"),
}
STAGES = ("profile", "map", "join", "reduce", "finalise")
STAGE_TEXTS: dict[str, tuple[str, str]] = {
    "profile": ("อ่านไฟล์", "Reading the file"),
    "map": ("จัดแถวเข้าครัวเรือน", "Sorting rows into households"),
    "join": ("หาคนที่อยู่สองครัวเรือน", "Looking for persons in two households"),
    "reduce": ("ตรวจและบันทึกครัวเรือน", "Checking and storing households"),
    "finalise": ("สรุปผล", "Summing up"),
}


def state_text(state: str) -> dict[str, str]:
    th, en = STATES[state]
    return {"th": th, "en": en}


def progress(stage: str | None, done: int, of: int) -> dict[str, int]:
    """Percent by stage. Stages before the present one are through."""
    if stage is None:
        return dict.fromkeys(STAGES, 0)
    at = STAGES.index(stage)
    return {
        name: 100 if number < at else (100 * done // max(of, 1)) if number == at else 0
        for number, name in enumerate(STAGES)
    }


def full_progress(state: str) -> dict[str, int]:
    """Of an import in a final state: a refused or failed one has come to nothing."""
    return dict.fromkeys(STAGES, 100 if state in ("done", "withdrawn") else 0)
