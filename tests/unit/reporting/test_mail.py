"""The progress mail: two parts with the same numbers, a link and nothing about a person."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest

from shared.reporting.figures import Figures, progress
from shared.reporting.mail import Letter, OwnWork, own_work, progress_mail
from shared.reporting.monthly import build
from shared.reporting.wording import Text
from tests.unit.reporting.builders import JANUARY, context, crowd, household, task

LINK = "https://sitthi.example/reports/monthly-2022-01"
FORBIDDEN = (r"\d{13}", r"X-Amz-", r"\bh\d{4}\b", r"นาย|นางสาว|นาง")


def letter(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "sender": "sitthi@example.org",
        "recipient": "reader@example.org",
        "message_id": "<monthly-2022-01.reader@sitthi>",
        "link": LINK,
        "unsubscribe": "https://sitthi.example/subscriptions",
        "sent_at": datetime(2022, 2, 1, 1, tzinfo=UTC),
    }
    return Letter(**{**values, **changes})


def mailed(
    figures: Figures, mine: OwnWork | None = None, areas: tuple[str, ...] = ("95",), **changes: Any
) -> tuple[EmailMessage, bytes]:
    posts = [mine] if mine else []
    raw = progress_mail(build(figures, context()), letter(**changes), posts, areas).as_bytes()
    return cast(EmailMessage, message_from_bytes(raw, policy=default)), raw


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def numbers(text: str) -> set[str]:
    return set(re.findall(r"<5|\d[\d,]*", text))


def words_of(html: str) -> str:
    body = re.sub(r"<(style|head).*?</\1>", " ", html, flags=re.S)
    return re.sub(r"<[^>]+>", " ", body).replace("&lt;", "<")


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("size", [0, 1, 36, 379])
def test_both_parts_say_the_same_numbers_and_link(size: int, language: str) -> None:
    message, _ = mailed(progress(crowd(size), JANUARY), language=language)
    plain, html = parts(message)
    ignored = {"1.", "2022", "01"}
    listed = {str(place) for place in range(1, 10)}  # of the numbered list, which HTML draws itself
    address = numbers(LINK)
    assert numbers(plain) - ignored - listed - address == numbers(words_of(html)) - ignored - listed - address
    assert LINK in plain
    assert f'href="{LINK}"' in html


def test_the_mail_is_small_plain_ascii_and_the_same_bytes_twice() -> None:
    _, raw = mailed(progress(crowd(379), JANUARY))
    assert raw == mailed(progress(crowd(379), JANUARY))[1]
    assert raw.isascii()
    assert len(raw) < 100_000
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_no_attachment_no_signed_address_and_nothing_about_a_person() -> None:
    message, _ = mailed(progress(crowd(379), JANUARY))
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for text in parts(message):
        for pattern in FORBIDDEN:
            assert not re.search(pattern, text), pattern
        assert "<img" not in text


def test_headers_let_machines_know_that_a_machine_wrote() -> None:
    message, _ = mailed(progress(crowd(36), JANUARY))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<monthly-2022-01.reader@sitthi>"
    assert message["X-Sitthi-Letter"] == "monthly-2022-01.reader"
    assert message["List-Unsubscribe"] == "<https://sitthi.example/subscriptions>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"] == "รายงานความก้าวหน้า เดือนมกราคม 2565"
    assert message["From"].addresses[0].display_name == "ระบบสิทธิ"


def test_an_address_is_never_torn_however_long_it_is() -> None:
    long = "https://abcdefghij.execute-api.ap-southeast-7.amazonaws.com/live/v1/unsubscriptions/" + "A" * 32
    name = "quarterly-2022-q2-95." + "x" * 80
    _, raw = mailed(progress(crowd(36), JANUARY), unsubscribe=long, message_id=f"<{name}@example.org>")
    head = raw.split(b"\r\n\r\n")[0].decode()
    assert f"\r\nList-Unsubscribe: <{long}>\r\n" in head
    assert f"\r\nX-Sitthi-Letter: {name}\r\n" in head
    assert f"<{name}@example.org>" in head
    assert max(map(len, head.split("\r\n"))) < 998


def test_a_reader_sees_the_true_count_of_their_own_work_however_small() -> None:
    figures = progress([household(tasks=(task("t1"), task("t2")))], JANUARY)
    mine = own_work(figures, "agency_head", "Lao", ("95",))
    assert mine == OwnWork(homes=1, live=2, unacknowledged=2)
    plain, _ = parts(mailed(figures, mine)[0])
    assert "ยังไม่ตอบรับ เลยกำหนดตอบรับ: 2" in plain
    assert "ครัวเรือนที่รอท่าน: 1" in plain


def test_work_outside_the_readers_areas_is_not_theirs() -> None:
    figures = progress([household(tasks=(task("t1"),))], JANUARY)
    assert own_work(figures, "agency_officer", "Lao", ("9502",)) == OwnWork()
    assert own_work(figures, "committee", None, ("95",)) is None


def test_the_numbers_of_one_district_are_told_to_who_works_there_as_the_report_shows_them() -> None:
    figures = progress(crowd(379), JANUARY)
    table = build(figures, context()).table("districts")
    place = list(table.codes).index("9503")
    plain, html = parts(mailed(figures, areas=("950301",))[0])
    assert "อำเภอบันนังสตา" in plain
    assert "อำเภอบันนังสตา" in html
    for name in ("closed_received", "open", "waiting"):
        assert f": {table.column(name)[place].text('th')} " in plain
    assert "อำเภอบันนังสตา" not in parts(mailed(figures, areas=("9503", "9504"))[0])[0]


def test_who_has_two_posts_reads_of_both_in_one_mail() -> None:
    report = build(progress(crowd(36), JANUARY), context())
    mail = progress_mail(report, letter(), [OwnWork(homes=2, live=3), OwnWork(homes=1, returned=4)])
    plain, _ = parts(cast(EmailMessage, message_from_bytes(mail.as_bytes(), policy=default)))
    assert "ครัวเรือนที่รอท่าน: 3" in plain
    assert "ส่งกลับ รอส่งใหม่: 4" in plain


def test_titles_from_data_cannot_become_markup() -> None:
    figures = progress(crowd(36), JANUARY)
    report = build(figures, context(notes=(Text("<script>x</script>", "<script>x</script>"),)))
    html = progress_mail(report, letter()).get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
