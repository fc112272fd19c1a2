"""What a machine can see of a page: nothing leaves the margins, nothing lies over another, every letter has a shape."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from fontTools.ttLib import TTFont

from shared.domain.agencies import AGENCY_EN, AGENCY_TH
from shared.domain.areas import Areas
from shared.reporting import mail, pdf
from shared.reporting.figures import progress
from shared.reporting.household_paper import household_pdf
from shared.reporting.layout import printed, sections
from shared.reporting.model import Report
from shared.reporting.monthly import build
from shared.reporting.pdf import render_pdf
from shared.reporting.thai import BREAK
from shared.reporting.wording import Text
from shared.rules import current
from tests.unit.reporting.builders import JANUARY, OWNERS, context, crowd
from tests.unit.reporting.test_household_paper import paper
from tests.unit.reporting.test_pdf import MAY, read, report, squeezed

FONTS = Path(mail.__file__).with_name("fonts")
MARGIN = 42  # points; nothing is nearer to the edge of the paper
Box = tuple[float, float, float, float]  # left, bottom, right, top


@cache
def made_report(size: int) -> Report:
    return report(size, MAY) if size > 36 else report(size)


def boxes(page: pypdfium2.PdfPage) -> list[Box]:
    """Where runs of text lie."""
    text = page.get_textpage()
    return [text.get_rect(place) for place in range(text.count_rects())]


def covered(one: Box, other: Box) -> float:
    """How much of the smaller of two boxes the other lies over. Marks above and below a line reach a little over."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 1 or height <= 0:
        return 0.0
    return width * height / max(1.0, min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)))


def faults(made: bytes) -> list[tuple[int, str, Box]]:
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(made), 1):
        width, height = page.get_size()
        runs = boxes(page)
        for box in runs:
            if box[0] < MARGIN or box[2] > width - MARGIN or box[1] < 20 or box[3] > height - 20:
                found.append((number, "outside", box))
        for one, other in combinations(runs, 2):
            if covered(one, other) > 0.35:
                found.append((number, "over another", one))
    return found


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("size", [0, 1, 36, 379])
def test_no_word_leaves_the_paper_or_lies_over_another(size: int, language: str) -> None:
    assert faults(render_pdf(made_report(size), language)) == []


def of_kind(kind: str) -> Report:
    """A report of each kind on 379 households: an agency's of the quarter, a district's of its own part."""
    start = date(2022, 4, 1) if kind == "quarterly" else None
    figures = progress(crowd(379, upto=MAY), MAY, progress(crowd(379), JANUARY), period_start=start)
    about = context(generated_on=MAY)
    if kind == "agency":
        owners = {benefit: agency for benefit, (agency, _) in OWNERS.items()}
        about = replace(about, agency="Lao", owners=owners)
    if kind == "district":
        figures, about = figures.within("9503"), replace(about, area="9503")
    return build(figures, about, kind)


@pytest.mark.parametrize(
    ("kind", "language"), [("quarterly", "th"), ("agency", "en"), ("district", "th"), ("pilot", "en")]
)
def test_every_kind_of_report_fits_its_paper_and_can_be_read_back(kind: str, language: str) -> None:
    made = of_kind(kind)
    pdf_made = render_pdf(made, language)
    assert pdf_made == render_pdf(of_kind(kind), language)
    assert faults(pdf_made) == []
    text = read(pdf_made)
    for table in (part.table for part in sections(made)):
        for row in printed(table):
            assert squeezed("".join(cell.text(language) for cell in row)) in text, table.id


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_word_of_the_mentors_paper_leaves_it_or_lies_over_another(language: str) -> None:
    assert faults(household_pdf(paper(9, 60, language=language))) == []


def test_lines_over_time_do_not_lie_over_the_numbers_beside_them() -> None:
    trend = {name: [9_999_999, 5, 7_654_321] for name in ("households", "open", "unlocked", "unclaimed")}
    figures = progress(crowd(379), JANUARY)
    for language in ("th", "en"):
        assert faults(render_pdf(build(figures, context(trend=trend)), language)) == []


def fonts_of(made: bytes) -> Iterator[tuple[str, bool]]:
    """Name and whether it is embedded, of the font of every piece of text."""
    for page in pypdfium2.PdfDocument(made):
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(item.raw)
            name = ctypes.create_string_buffer(80)
            pdfium.FPDFFont_GetBaseFontName(font, name, 80)
            yield name.value.decode().split("+")[-1], bool(pdfium.FPDFFont_GetIsEmbedded(font))


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_letter_is_drawn_in_our_own_embedded_font(language: str) -> None:
    found = set(fonts_of(render_pdf(made_report(379), language)))
    assert found == {("SitthiSarabun-Regular", True), ("SitthiSarabun-Bold", True)}


def texts_of(made: Report) -> Iterator[Text]:
    yield from (made.title, made.subtitle, *made.summary, *made.decide, *made.notes)
    for one in made.definitions:
        yield from (one.name, one.formula, one.source)
    for table in made.tables:
        yield table.title
        yield from (column.title for column in table.columns)
        yield from [table.note] if table.note else []


def words() -> Iterator[str]:
    """Everything that a report or a paper may print, but names of people."""
    for text in texts_of(made_report(379)):
        yield from (text.th, text.en)
    for benefit in current().benefits.values():
        yield from (benefit.title.th, benefit.title.en, benefit.what_to_do.th, benefit.what_to_do.en)
    for fact in current().facts.values():
        yield from (fact.question.th, fact.question.en)
    areas = Areas.load()
    for province in areas.provinces():
        for district in areas.districts(province):
            yield from (district.th, district.en)
            yield from (name for tambon in areas.tambons(district.code) for name in (tambon.th, tambon.en))
    yield from (*AGENCY_TH.values(), *AGENCY_EN.values())


def missing(style: str, said: Iterable[str]) -> set[str]:
    shapes = TTFont(FONTS / f"SitthiSarabun-{style}.ttf").getBestCmap()
    letters = {letter for text in said for letter in text} - {"\n", BREAK}
    return {letter for letter in letters if ord(letter) not in shapes}


def test_every_letter_that_may_be_printed_has_a_shape_in_the_font() -> None:
    said = list(words())
    assert missing("Regular", said) == missing("Bold", said) == set()


def test_the_first_page_is_one_page_and_who_must_act_the_second() -> None:
    for size, language in ((1, "en"), (379, "th"), (379, "en")):
        made = made_report(size)
        document = pypdfium2.PdfDocument(render_pdf(made, language))
        second = document[1].get_textpage().get_text_range()
        assert made.table("act").title.in_(language) in second
        assert made.table("act").title.in_(language) not in document[2].get_textpage().get_text_range()


def test_the_templates_take_nothing_from_outside() -> None:
    for file in Path(pdf.__file__).parent.glob("*.typ"):
        assert "@preview" not in file.read_text(encoding="utf-8")
