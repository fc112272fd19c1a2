"""The report on paper: reads back as it was written, in both languages, and is the same bytes on repeat."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest

from shared.reporting.figures import progress
from shared.reporting.layout import nothing_in, printed, sections
from shared.reporting.model import Report
from shared.reporting.monthly import build
from shared.reporting.pdf import render_pdf
from shared.reporting.thai import plain, prepared, spaced
from shared.reporting.wording import Text
from tests.unit.reporting.builders import JANUARY, context, crowd

MAY = date(2022, 5, 31)


def report(size: int, end: date = JANUARY) -> Report:
    previous = progress(crowd(size, upto=JANUARY), JANUARY) if end != JANUARY else None
    return build(progress(crowd(size, upto=end), end, previous), context(generated_on=end))


def read(pdf: bytes) -> str:
    """All text, without line breaks, so that a sentence can be found however its lines fell."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join(squeezed(page.get_textpage().get_text_range()) for page in document)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", plain(text))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("size", [0, 1, 36, 379])
def test_every_word_and_number_of_the_report_can_be_read_back(size: int, language: str) -> None:
    made = report(size)
    text = read(render_pdf(made, language))
    wanted = [made.title, *made.summary, *made.decide, *(part for fact in made.facts for part in fact)]
    wanted += [words for one in made.definitions for words in (one.name, one.formula, one.source)]
    assert [words for words in wanted if squeezed(words.in_(language)) not in text] == []
    assert squeezed(nothing_in(made, language)) in text
    for table in (part.table for part in sections(made)):
        lines = [*printed(table), *([table.total] if table.total and table.rows else [])]
        for row in lines:
            line = squeezed("".join(cell.text(language) for cell in row))
            assert line in text, (table.id, line)


def test_tables_without_anything_are_named_together_and_not_shown() -> None:
    made = report(36)
    shown = {part.table.id for part in sections(made)}
    left = [table for table in made.tables if table.id not in shown]
    assert {"measures", "bounces"} <= {table.id for table in left}
    assert nothing_in(made, "en").split(" · ") == [table.title.en for table in left]


def test_the_same_figures_give_the_same_bytes() -> None:
    assert render_pdf(report(36)) == render_pdf(report(36))


def test_an_empty_month_says_so_in_words_and_shows_no_number() -> None:
    made = report(0)
    assert "ไม่มีข้อมูลครัวเรือนในระบบ" in read(render_pdf(made))
    assert made.charts == []


def test_a_report_of_very_few_households_says_why_it_hides_its_numbers() -> None:
    assert any("น้อยกว่า 5 ครัวเรือน" in words.th for words in report(1).summary)


def test_the_document_is_tagged_for_screen_readers_and_names_its_language() -> None:
    pdf = render_pdf(report(36))
    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid:part" in pdf or b"PDF/UA" in pdf


def test_a_note_about_a_silent_partner_stands_on_the_first_page() -> None:
    note = Text("เดือนนี้ไม่ได้รับไฟล์จากกรมบัญชีกลาง", "No file came from the treasury this month")
    figures = progress(crowd(36), JANUARY)
    pdf = render_pdf(build(figures, context(notes=(note,))))
    first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert squeezed(note.th) in squeezed(first)


def test_words_in_data_cannot_become_markup() -> None:
    odd = {"old_age_allowance": Text('#panic("x") *a* $b$ <c>', '#panic("x")')}
    pdf = render_pdf(build(progress(crowd(36), JANUARY), context(benefits=odd)))
    assert squeezed('#panic("x") *a* $b$ <c>') in read(pdf)


def test_names_of_malay_origin_may_break_where_the_list_says() -> None:
    assert prepared("อำเภอบันนังสตา") == "อำเภอบัน\u200bนัง\u200bสตา"
    assert plain(prepared("ใต้ กู้ อำเภอบันนังสตา")) == "ใต้ กู้ อำเภอบันนังสตา"


def test_a_space_between_two_marked_syllables_is_doubled_and_others_are_not() -> None:
    assert spaced("ใต้ กู้ นา ที่ มา") == "ใต้  กู้ นา ที่ มา"
