"""The report fonts: text copied out of a PDF is the text that was put in, letter by letter."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
import typst
from fontTools.ttLib import TTFont

from shared.reporting.thai import spaced

FONTS = Path(__file__).resolve().parents[3] / "shared" / "reporting" / "fonts"
WORDS = (
    "ยั่งยืน ปั๊มน้ำ ปิ่นโต ซึ้งใจ หนึ่งครั้ง ทั้งหมด ที่นี่ มั่นคง ครัวเรือน ฝั่งซ้าย เป้าหมาย ป้ำเป๋อ",
    "เบี้ยยังชีพผู้สูงอายุ เงินอุดหนุนเพื่อการเลี้ยงดูเด็กแรกเกิด หลักประกันสุขภาพถ้วนหน้า",
    "องค์กรปกครองส่วนท้องถิ่น ศูนย์อำนวยการบริหารจังหวัดชายแดนภาคใต้ กู้ยืม น้ำประปา ทำกิน จำนำ",
    "ตาเนาะแมเราะ บันนังสตา ธารโต เบตง กาบัง กรงปินัง รามัน ยะหา เมืองยะลา",
    "ปู่ย่า ญี่ปุ่น ฐานะ ฎีกา ฤๅษี ๐๑๒๓๔๕๖๗๘๙ 1,234.5 (36%) พ.ศ. 2565 ก็ได้ เพื่อนเมื่อเชื่อ สิ้นสุด ชื่อ คู่ ปี้ ฟื้นฟู",
)


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_thai_text_read_back_from_a_pdf_equals_the_text_put_in(weight: str) -> None:
    source = f"""#set page(width: 40cm)
#show "  ": set text(spacing: 50% + 0pt)
#set text(font: "Sitthi Sarabun", lang: "th", weight: "{weight}")
#for line in json(bytes(sys.inputs.lines)) [#par(line)]"""
    made = typst.compile(
        source.encode(),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"lines": json.dumps([spaced(line) for line in WORDS])},
    )
    document = pypdfium2.PdfDocument(made)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert text.replace("\r\n", "\n").split("\n") == list(WORDS)


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_changed_font_bears_a_name_of_its_own_and_its_licence_lies_beside_it(style: str) -> None:
    font = TTFont(FONTS / f"SitthiSarabun-{style}.ttf")
    assert font["name"].getDebugName(1) == "Sitthi Sarabun"
    assert font["name"].getDebugName(2) == style
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_no_other_font_lies_in_the_folder_for_typst_to_fall_back_on() -> None:
    assert sorted(file.name for file in FONTS.iterdir()) == [
        "OFL.txt",
        "SitthiSarabun-Bold.ttf",
        "SitthiSarabun-Regular.ttf",
    ]
