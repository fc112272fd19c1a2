"""A partner's file in the browser: dropped, checked without a trace, put right by its errors, imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.console.checks import stands, stands_in_all
from tests.console.conftest import Site, settled

Open = Callable[..., Any]
FAULTY = Path(__file__).resolve().parents[2] / "events" / "tpmap_betong_faulty.csv"
DROP = """([name, text]) => {
  const data = new DataTransfer()
  data.items.add(new File([text], name, {type: 'text/csv'}))
  document.querySelector('.drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))
}"""


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize(("size", "language"), [("desk", "th"), ("phone", "en")])
def test_a_file_is_dropped_checked_and_its_faults_are_shown_cell_by_cell(
    site: Site, open_page: Open, tmp_path: Path, size: str, language: str
) -> None:
    page = open_page("/", user="partner", size=size, language=language)
    settled(page)
    stands(page)
    page.locator("form.send .first").click()
    page.locator(".drop .error").wait_for()
    stands(page)
    page.evaluate(DROP, ["survey.csv", FAULTY.read_text(encoding="utf-8")])
    page.get_by_text("survey.csv").wait_for()
    page.locator("form.send .first").click()
    page.locator(".figures").wait_for()
    page.locator(".notice .first").wait_for()
    show = page.get_by_role("button", name="แสดงที่นี่" if language == "th" else "Show here")
    show.first.click()
    page.locator("code.cell").first.wait_for()
    assert "8990000000001" in page.locator("code.cell").all_inner_texts(), "the cell as it stands"
    assert "ชาย" in page.locator("td strong").all_inner_texts(), "what would do instead"
    stands_in_all(page)
    with page.expect_download() as kept:
        page.get_by_role("button", name="ดาวน์โหลด" if language == "th" else "Download").first.click()
    kept.value.save_as(tmp_path / "errors.csv")
    faults = [row["__รหัส"] for row in rows_of(tmp_path / "errors.csv") if row["__รหัส"]]
    assert {"CELL-ID-CHECK", "CELL-VALUE"} <= set(faults)
    table = page.locator("table", has=page.locator("code.cell"))
    assert table.locator("tbody tr").count() == len(faults), "rows held with their household are only counted"
    checked, *before = site.api("partner").list_imports().body["items"]
    assert (checked["mode"], checked["state"]) == ("check", "done")
    if any(one["mode"] == "check" for one in before):  # the same file, when both sizes were tested
        page.locator(".more summary").click()
        row = page.locator(".more tbody tr").first
        row.wait_for()
        assert row.locator("td").last.inner_text() == "0", "it has as many rows as the one before"
        stands(page)


def test_what_was_checked_is_imported_without_choosing_it_again(site: Site, open_page: Open) -> None:
    head, *rows = FAULTY.read_text(encoding="utf-8").splitlines(keepends=True)
    good = head + "".join(row for row in rows if row.split(",")[2] == rows[0].split(",")[2])
    page = open_page("/imports", user="partner", size="desk")
    settled(page)
    page.evaluate(DROP, ["บ้านเดียว.csv", good])
    page.locator("form.send .first").click()
    page.locator(".notice.fine .first").click()
    assert page.locator("[name=mode][value=import]").is_checked()
    page.locator("form.send .first").click()
    page.locator(".facts", has_text="เสร็จ").wait_for()
    page.get_by_role("button", name="แสดงที่นี่").last.click()
    page.locator("td, th", has_text="เก่ากว่าที่มีอยู่").first.wait_for()
    stands(page)
    done = site.api("partner").read_import(page.url.rpartition("/")[2]).body
    assert (done["mode"], sum(done["households"].values())) == ("import", 1)


def test_a_file_that_cannot_be_read_says_so_before_it_is_sent(open_page: Open) -> None:
    page = open_page("/imports", user="coordinator", size="phone")
    settled(page)
    page.evaluate(DROP, ["รายงาน.pdf", "%PDF"])
    page.locator(".drop .error").wait_for()
    assert page.locator("[name=file]").get_attribute("aria-invalid") == "true"
    stands(page)
