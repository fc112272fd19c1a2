"""Facts that cannot all be true: said, never crashed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.rules.answers import Flag
from shared.rules.case import number_of
from shared.rules.determine import Row, Run
from shared.rules.model import Text

_TEXTS = {
    "born_after_observation": Text("วันเกิดอยู่หลังวันที่สำรวจ", "Born after the day on which this was recorded"),
    "dead_and_receiving": Text("เสียชีวิตแล้วแต่ยังมีรายการรับสวัสดิการ", "Dead, and yet listed as receiving"),
    "died_before_birth": Text("วันเสียชีวิตอยู่ก่อนวันเกิด", "Died before being born"),
    "unreadable_value": Text("ค่าที่บันทึกไม่ตรงรายการที่กำหนด", "A recorded value that is not on the list"),
}


def flags(run: Run, rows: Iterable[Row]) -> tuple[Flag, ...]:
    """Every contradiction of the household, each once."""
    found = dict.fromkeys((*_of_members(run), *_of_rows(rows, run)))
    return tuple(Flag(code, member, _TEXTS[code]) for code, member in found)


def _of_members(run: Run) -> Iterator[tuple[str, str | None]]:
    case = run.case
    for member in case.members:
        born = case.known("birth_date", member)
        if born.value and born.fact is not None:
            if born.value[0] > min(number_of(born.fact.observed_on), case.today):
                yield "born_after_observation", member
            died = case.known("death_date", member).value
            if died and died[1] < born.value[0]:
                yield "died_before_birth", member
    for subject in (None, *case.members):
        for name, fact in case.facts_of(subject).items():
            spec = case.specs.get(name)
            if spec is not None and spec.type == "enum" and fact.value not in spec.values:
                yield "unreadable_value", subject


def _of_rows(rows: Iterable[Row], run: Run) -> Iterator[tuple[str, str | None]]:
    for row in rows:
        if row.receiving and row.member is not None and row.member not in run.case.present:
            status = run.case.known("person_status", row.member).value
            if status == "เสียชีวิต" and row.benefit.applies_on != "event":
                yield "dead_and_receiving", row.member
