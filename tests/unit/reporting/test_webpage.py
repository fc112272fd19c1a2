"""A report as a page: every number of its tables, no script, nothing fetched, one style that its own policy names."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from xml.etree import ElementTree

import pytest

from shared.reporting.figures import progress
from shared.reporting.layout import sections
from shared.reporting.monthly import build
from shared.reporting.webpage import render_html
from shared.reporting.wording import Text
from tests.unit.reporting.builders import JANUARY, context, crowd
from tests.unit.reporting.test_pdf import report


def words(page: str) -> list[str]:
    return [" ".join(unescape(part).split()) for part in re.split(r"<[^>]*>", page) if part.strip()]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("size", [0, 1, 379])
def test_the_page_shows_every_cell_of_every_table(size: int, language: str) -> None:
    made = report(size)
    page = render_html(made, language).decode()
    found = set(words(page))
    assert f'<html lang="{language}">' in page
    for table in (part.table for part in sections(made)):
        for row in table.rows:
            said = {" ".join(cell.text(language).split()) for cell in row}
            assert said - {""} <= found, table.id
    assert {one.name.in_(language) for one in made.definitions} <= found


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    page = render_html(report(36)).decode()
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style is not None
    named = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{named}'" in page
    assert not re.search(r"<script|<img|<link|\bstyle=|\bon\w+=|https?://(?!www\.w3\.org/2000/svg)", page)


def test_every_picture_says_in_words_what_it_shows_and_is_well_formed() -> None:
    made = report(379)
    page = render_html(made, "en").decode()
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(pictures) == len(made.charts) > 0
    alts = {ElementTree.fromstring(picture).get("aria-label") for picture in pictures}
    assert alts == {chart.alt.en for chart in made.charts}


def test_a_number_of_the_first_page_has_its_line_from_the_third_period_on_unless_it_is_hidden() -> None:
    figures = progress(crowd(379), JANUARY)
    made = build(figures, context(trend={"open": [900, 800], "waiting": [5]}))
    lines = {one.id: one.trend for one in made.figures if one.trend}
    assert lines == {"open": (900, 800, made.figures[1].cell.open)}
    assert "Period after period: 900, 800, " in render_html(made, "en").decode()
    few = build(progress(crowd(1), JANUARY), context(trend={"open": [900, 800]}))
    assert [one.trend for one in few.figures if one.id == "open"] == [()]


def test_words_of_data_cannot_become_markup() -> None:
    odd = Text("<b onload=x>&", "<b onload=x>&")
    figures = progress(crowd(36), JANUARY)
    page = render_html(build(figures, context(benefits={"old_age_allowance": odd}, notes=(odd,)))).decode()
    assert "<b onload" not in page


def test_the_same_report_is_the_same_page() -> None:
    assert render_html(report(36)) == render_html(report(36))
