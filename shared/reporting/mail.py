"""The progress mail: aggregates and a link to the console, in HTML and in plain text with the same numbers.

No attachment, no signed address, nothing about a person: whoever opens the link signs in first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.reporting.figures import Figures
from shared.reporting.model import Report
from shared.reporting.wording import Text, long_date, number

_TEMPLATES = Path(__file__).with_name("mail_templates")
_SENDER_NAME = "ระบบสิทธิ"  # longer Thai names are torn by mail readers at the edge of an encoded word
_TILES = ("closed_received", "open", "waiting")  # the three numbers that matter; a district has them too
_COLUMNS = ("agency", "sent", "closed", "overdue")
_WORDS = {
    "mine": Text("งานที่รอท่าน", "Work that waits for you"),
    "agencies": Text("งานรายหน่วยงาน", "Tasks by agency"),
    "decide": Text("เรื่องที่ต้องตัดสินใจ", "What to decide"),
    "open": Text("เปิดรายงานฉบับเต็ม", "Open the full report"),
    "login": Text(
        "ต้องเข้าสู่ระบบก่อน ไม่มีข้อมูลบุคคลในอีเมลนี้", "You sign in first; there is nothing about persons in this mail"
    ),
    "marks": Text("<5 และ “ปกปิด”: จำนวนน้อยที่ไม่แสดง", "<5 and “hidden”: small numbers that are not shown"),
    "digest": Text("งานที่รอท่านวันนี้", "Work that waits for you today"),
    "numbers": Text("จำนวนงาน", "How many"),
    "whole_list": Text(
        "รายละเอียดอยู่ในระบบ ไม่ส่งทางอีเมล", "What each is about stands in the system and is not mailed"
    ),
    "why_daily": Text(
        "ท่านได้รับอีเมลนี้เพราะสมัครรับสรุปงานประจำวัน",
        "You receive this mail because you subscribed to the daily digest.",
    ),
    "open_tasks": Text("เปิดรายการงาน", "Open the list of tasks"),
    "why": Text("ท่านได้รับอีเมลนี้เพราะสมัครรับรายงาน", "You receive this mail because you subscribed."),
    "unsubscribe": Text("ยกเลิกการรับ", "Unsubscribe"),
}
_IN_DISTRICT = Text("อำเภอ{}", "{} district")
_SECTIONS = {
    "urgent": Text("เร่งด่วน (ผู้ป่วยติดเตียงหรือเด็กอ่อน)", "Urgent (bedridden, or under one year)"),
    "late": Text("เกินกำหนดแล้ว", "Past the deadline"),
    "soon": Text("ใกล้ครบกำหนด", "Due soon"),
    "confirm": Text("รอท่านยืนยันผลกับครอบครัว", "To confirm with the family"),
    "triage": Text("รอพิจารณาส่งงาน", "To be sent or sent on"),
}
_MINE = {
    "homes": Text("ครัวเรือนที่รอท่าน", "Households that wait for you"),
    "live": Text("งานที่ยังไม่เสร็จทั้งหมด", "All unfinished tasks"),
    "unacknowledged": Text("ยังไม่ตอบรับ เลยกำหนดตอบรับ", "Not acknowledged in time"),
    "late": Text("เลยกำหนดเสร็จ", "Past the due date"),
    "confirm": Text("ทำแล้ว รอท่านยืนยันกับครอบครัว", "Done, to confirm with the family"),
    "returned": Text("ส่งกลับ รอส่งใหม่", "Returned, to resend"),
}


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What waits for this reader; one's own work is never hidden from oneself."""

    homes: int = 0
    live: int = 0
    unacknowledged: int = 0
    late: int = 0
    confirm: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """Who gets the mail, from whom, and what names it. ``message_id`` stays the same on a repeat."""

    sender: str
    recipient: str
    message_id: str
    link: str
    unsubscribe: str
    sent_at: datetime
    language: str = "th"


class _Whole(BaseHeader):
    """A header on one line: folded as a text, a long address would be torn into encoded words and lead nowhere."""

    max_count = 1

    @staticmethod
    def parse(value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = None, value

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    for name in ("list-unsubscribe", "x-sitthi-letter"):
        headers.map_to_type(name, _Whole)
    return SMTP.clone(header_factory=headers)


_POLICY = _policy()


def own_work(figures: Figures, role: str, agency: str | None, areas: Sequence[str]) -> OwnWork | None:
    """The reader's own waiting work: an agency's in the reader's areas, the coordinator's returned tasks."""
    tallies = [tally for code, tally in figures.areas.items() if any(code.startswith(area) for area in areas)]

    def sum_of(*key: str) -> int:
        return sum(tally.get(*key) for tally in tallies)

    if role == "coordinator":
        return OwnWork(homes=sum_of("homes", role), returned=sum_of("act", role, "returned"))
    if agency is None or role not in ("agency_officer", "agency_head"):
        return None
    return OwnWork(
        homes=sum_of("homes", agency),
        live=sum_of("task", agency, "live"),
        unacknowledged=sum_of("act", agency, "unacknowledged"),
        late=sum_of("act", agency, "late"),
    )


def progress_mail(
    report: Report, letter: Letter, mine: Sequence[OwnWork] = (), areas: Sequence[str] = ()
) -> EmailMessage:
    """One mail to one person. Both parts hold the same numbers; base64, so that no relay changes a letter.

    ``mine``: what waits for each of the reader's posts. ``areas``: where they work; of one district, the numbers
    are that district's, as the report shows or hides them.
    """
    return _message(_values(report, letter, mine, areas), letter)


def digest_mail(sections: Mapping[str, int], day: date, letter: Letter) -> EmailMessage:
    """What waits for one reader on a day, in numbers: what each of them is about stands behind the sign-in."""
    language = letter.language
    told = {name: words.in_(language) for name, words in _WORDS.items()}
    words = {"open": "open_tasks", "mine": "numbers", "marks": "whole_list", "why": "why_daily"}
    values: dict[str, Any] = {
        "language": language,
        "title": told["digest"],
        "subtitle": long_date(day).in_(language),
        "preheader": "",
        "where": "",
        **dict.fromkeys(("notes", "summary", "tiles", "heads", "agencies", "decide"), ()),
        "mine": [
            {"label": label.in_(language), "value": number(sections[name])}
            for name, label in _SECTIONS.items()
            if sections.get(name)
        ],
        "link": letter.link,
        "unsubscribe": letter.unsubscribe,
        "as_of": long_date(day).in_(language),
        "words": {**told, **{name: told[other] for name, other in words.items()}},
    }
    return _message(values, letter)


def _message(values: dict[str, Any], letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(_SENDER_NAME, addr_spec=letter.sender)
    message["To"] = letter.recipient
    message["Subject"] = values["title"]
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = letter.message_id
    message["X-Sitthi-Letter"] = letter.message_id.strip("<>").partition("@")[
        0
    ]  # SES puts its own id over ours
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Content-Language"] = letter.language
    message.set_content(_templates().get_template("progress.txt").render(values), cte="base64")
    html = _templates().get_template("progress.html").render(values)
    message.add_alternative(html, subtype="html", cte="base64")
    message.set_boundary("=-" + hashlib.sha256(letter.message_id.encode()).hexdigest()[:32])
    return message


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def _values(report: Report, letter: Letter, mine: Sequence[OwnWork], areas: Sequence[str]) -> dict[str, Any]:
    language = letter.language
    as_of_name, as_of = report.facts[0]
    summary = [words.in_(language) for words in report.summary]
    where, tiles = _tiles(report, areas, language)
    return {
        "language": language,
        "title": report.title.in_(language),
        "subtitle": report.subtitle.in_(language),
        "preheader": summary[-1] if summary else "",
        "notes": [words.in_(language) for words in report.notes],
        "summary": summary,
        "where": where,
        "tiles": tiles,
        "mine": _mine(mine, language),
        "heads": _agency_heads(report, language),
        "agencies": [] if report.empty else _agency_rows(report, language),
        "decide": [words.in_(language) for words in report.decide],
        "link": letter.link,
        "unsubscribe": letter.unsubscribe,
        "as_of": f"{as_of_name.in_(language)} {as_of.in_(language)}",
        "words": {name: words.in_(language) for name, words in _WORDS.items()},
    }


def _tiles(report: Report, areas: Sequence[str], language: str) -> tuple[str, list[dict[str, str]]]:
    """The three numbers, and of which district they are; "" for all of the report."""
    if report.empty:
        return "", []
    by_id = {figure.id: figure for figure in report.figures}
    cells = {name: by_id[name].cell for name in _TILES}
    where, table = "", next((one for one in report.tables if one.id == "districts"), None)
    own = {area[:4] for area in areas}
    if table is not None and len(own) == 1 and (home := own.pop()) in table.codes:
        place = list(table.codes).index(home)
        where = _IN_DISTRICT.in_(language).format(table.rows[place][0].text(language))
        cells = {name: table.column(name)[place] for name in _TILES}
    tiles = [
        {
            "label": by_id[name].label.in_(language),
            "value": cell.text(language),
            "unit": by_id[name].unit.in_(language),
        }
        for name, cell in cells.items()
    ]
    return where, tiles


def _mine(posts: Sequence[OwnWork], language: str) -> list[dict[str, str]]:
    """What is none is left out; of several posts the numbers add up."""
    numbers = {name: sum(getattr(work, name) for work in posts) for name in _MINE}
    return [
        {"label": _MINE[name].in_(language), "value": number(value)}
        for name, value in numbers.items()
        if value
    ]


def _agency_heads(report: Report, language: str) -> list[str]:
    columns = {column.id: column.title.in_(language) for column in report.table("agencies").columns}
    return [columns[name] for name in _COLUMNS]


def _agency_rows(report: Report, language: str) -> list[list[str]]:
    """Agencies with tasks; the full table is in the report."""
    table = report.table("agencies")
    columns = [table.column(name) for name in _COLUMNS]
    sent = columns[1]
    return [
        [column[place].text(language) for column in columns]
        for place in range(len(table.rows))
        if sent[place].value
    ]
