"""The list of codes and columns that partners read, from the very data that the checks use."""

from __future__ import annotations

from shared.intake.faults import Code, Level, codes
from shared.intake.layout import Column, Layout, layouts

_LEVELS = {
    Level.FILE: ("ไฟล์ (ไม่รับทั้งไฟล์)", "File (refused whole)"),
    Level.HEAD: ("หัวตาราง (ไม่รับทั้งไฟล์)", "Header (file refused)"),
    Level.ROW: ("แถว (กักแถว พักทั้งครัวเรือน)", "Row (quarantined, household held)"),
    Level.CELL: ("ช่อง (กักแถว พักทั้งครัวเรือน)", "Cell (row quarantined, household held)"),
    Level.HOUSE: ("ครัวเรือน (พักทั้งครัวเรือน)", "Household (held whole)"),
    Level.NOTICE: ("ข้อสังเกต (นำเข้าตามปกติ)", "Notice (imported all the same)"),
}
_KINDS = {
    "text": "ข้อความ · text",
    "choice": "เลือกจากรายการ · one of a list",
    "yes_no": "ใช่/ไม่ใช่ หรือ มี/ไม่มี · yes or no",
    "baht": "บาท ≥ 0 · baht",
    "whole": "จำนวนเต็ม · whole number",
    "year": "ปี พ.ศ. · year B.E.",
    "day": "วัน/เดือน/ปี พ.ศ. · date",
    "birth": "วัน/เดือน/ปี พ.ศ. (ไม่ทราบใช้ 00) · date, 00 where unknown",
    "month": "ปี-เดือน · year-month",
    "citizen_id": "13 หลัก · 13 digits",
    "house_code": "11 หลัก หรือ X + 10 หลัก · 11 digits, or X and 10",
    "area": "6 หลัก · 6 digits",
    "phone": "เลขโทรศัพท์ไทย · Thai phone number",
    "email": "อีเมล · e-mail",
    "areas": "รหัสพื้นที่ คั่นด้วย ; · area codes",
    "benefits": "รหัสหรือชื่อสวัสดิการ คั่นด้วย ; · benefits",
    "benefit": "รหัสหรือชื่อสวัสดิการ · a benefit",
    "indicators": "เลขตัวชี้วัด คั่นด้วย ; · indicator numbers",
}


def code_list() -> str:
    """``docs/import-codes.md``."""
    parts = [
        "# รหัสผลการนำเข้า · Import codes\n",
        "สร้างจาก `shared/intake/codes.yaml` และ `shared/intake/layouts/` ด้วย "
        "`python -m shared.intake > docs/import-codes.md` "
        "(generated from the data that the checks use; edit those).\n",
    ]
    for level in Level:
        listed = [code for code in codes().values() if code.level is level]
        th, en = _LEVELS[level]
        parts.append(f"## {th} · {en}\n")
        parts.append("| รหัส · code | ความหมาย · meaning | ทำอย่างไร · what to do | ตัวอย่าง · example |")
        parts.append("|---|---|---|---|")
        parts += [_code(code) for code in listed]
        parts.append("")
    for layout in layouts():
        parts += _layout(layout)
    return "\n".join(parts).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(code: Code) -> str:
    cells = (
        f"`{code.code}`",
        f"{code.th}<br>{code.en}",
        f"{code.do_th}<br>{code.do_en}",
        code.example,
    )
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _layout(layout: Layout) -> list[str]:
    return [
        f"## `{layout.name}`: {layout.th} · {layout.en}\n",
        "| คอลัมน์ · column | ชื่อ · name | ค่า · values | ชื่ออื่นที่รับ · synonyms |",
        "|---|---|---|---|",
        *(_column(column) for column in layout.columns.values()),
        "",
    ]


def _column(column: Column) -> str:
    values = ", ".join(column.choices) if column.kind == "choice" else _KINDS[column.kind]
    if column.open:
        values += " หรือข้อความอื่น · or other text"
    if column.high:
        values += f" ({column.low}–{column.high})"
    if column.limit:
        values += f" (≤ {column.limit})"
    star = " \\*" if column.required else ""
    cells = (column.th + star, f"`{column.name}`", values, ", ".join(column.synonyms))
    return "| " + " | ".join(cells) + " |"
