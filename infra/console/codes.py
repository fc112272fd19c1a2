"""Writes the console's words for codes from the modules that own them: ``python -m infra.console.codes``.

Committed, so that a build needs no more than the standard library; a test holds the files to this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from shared.domain import words
from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.domain.alerts import CAUSES
from shared.domain.indicators import indicator_set
from shared.domain.measures import catalogue
from shared.domain.phases import PHASE_EN, PHASE_TH
from shared.rules import FactSpec, current

TEXT = Path(__file__).resolve().parents[2] / "functions" / "console" / "src" / "text"
FILE = TEXT / "codes.json"  # every page has it
FACTS_FILE, VALUES_FILE = TEXT / "facts.json", TEXT / "values.json"
NEEDS = TEXT / "needs.json"  # only where needs are shown
CASES_FILE = TEXT / "cases.json"  # for those who work on cases, not for a mentor's first screen
TABLES = {"return_reason": words.RETURN_REASONS, "outcome": words.TASK_OUTCOMES}
CASES = {
    "ground": words.END_GROUNDS,
    "round": words.ROUND_OUTCOMES,
    "waiting": words.WAITING,
    "alert_decision": words.ALERT_DECISIONS,
    "cause": CAUSES,
    "partner": words.PARTNERS,
}
# The book's values are Thai, as partners' files write them; their English is the console's.
VALUES = {
    "หัวหน้าครัวเรือน": "head", "คู่สมรส": "spouse", "บุตร": "child", "บิดามารดา": "parent", "หลาน": "grandchild",
    "ญาติ": "relative", "อื่น ๆ": "other", "ชาย": "male", "หญิง": "female", "ไทย": "Thai", "มลายู": "Malay",
    "ไม่มีสถานะทะเบียน": "no registered status", "อยู่จริง": "lives here", "ย้ายออก": "moved away", "เสียชีวิต": "died",
    "ไม่ได้เรียน": "not studying", "อนุบาล": "kindergarten", "ปวช.": "vocational", "สูงกว่า": "higher",
    "ทางการเห็น": "sight", "ทางการได้ยินหรือสื่อความหมาย": "hearing or speech",
    "ทางการเคลื่อนไหวหรือทางร่างกาย": "movement or body", "ทางจิตใจหรือพฤติกรรม": "mind or behaviour",
    "ทางสติปัญญา": "intellect", "ทางการเรียนรู้": "learning", "ออทิสติก": "autism", "บัตรทอง": "universal coverage",
    "ประกันสังคม": "social security", "ข้าราชการ": "civil service", "ไม่มี": "none",
    **{f"ป.{year}": f"primary {year}" for year in range(1, 7)},
    **{f"ม.{year}": f"secondary {year}" for year in range(1, 7)},
}  # fmt: skip
FUNDS = {
    "กรมพัฒนาฝีมือแรงงาน": "Department of Skill Development", "กสศ./งบปกติ": "EEF or regular budget",
    "กองทุน LTC": "long-term care fund", "กองทุน/เงินสงเคราะห์ พม.": "MSDHS fund or relief",
    "กองทุนสุขภาพตำบล": "subdistrict health fund", "กองทุนส่งเสริมคนพิการ": "fund for persons with disabilities",
    "งบ อปท.": "local administration's budget", "งบจังหวัด/งบปกติ": "provincial or regular budget",
    "งบปกติ": "regular budget", "งบปรับสภาพแวดล้อมที่อยู่อาศัย": "home adaptation budget",
    "งบพัฒนาชุมชน": "community development budget", "ทุนการศึกษา": "scholarship",
}  # fmt: skip
SETS = ("BMN2560", "BMN2565")
UNNAMED = ("สิทธิที่ไม่ระบุชื่อ", "a benefit that is not named")


def rendered() -> dict[Path, str]:
    """What each file must hold."""
    made = {
        FILE: _all(),
        CASES_FILE: _of(CASES),
        FACTS_FILE: _facts(),
        VALUES_FILE: _values(),
        NEEDS: _needs(),
    }
    return {path: _catalogue(entries) for path, entries in made.items()}


def _catalogue(entries: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"  {_json(key)}: {_json({'th': th, 'en': en})}" for key, th, en in sorted(entries)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _needs() -> Iterator[tuple[str, str, str]]:
    """The indicators that a household fails, as needs name them: ``need.BMN2565:8``; the catalogue's funds."""
    for name in SETS:
        for number, indicator in indicator_set(name).items():
            if not indicator.th:  # a number that the source leaves out
                continue
            yield f"need.{name}:{number}", indicator.th, indicator.en
    for fund in sorted({measure.fund for measure in catalogue() if measure.fund}):
        yield f"fund.{fund}", fund, FUNDS[fund]


def _all() -> Iterator[tuple[str, str, str]]:
    """Key, Thai, English. ``what``: what a task or a gap is about; ``hidden``: what stands for it in a chat."""
    for agency in Agency:
        yield f"agency.{agency}", AGENCY_TH[agency], AGENCY_EN[agency]
    for phase in PHASE_TH:
        yield f"phase.{phase}", PHASE_TH[phase], PHASE_EN[phase].capitalize()
    yield from _of(TABLES)
    for benefit in current().benefits.values():
        yield f"what.{benefit.id}", benefit.title.th, benefit.title.en
        if benefit.sensitive:
            yield f"hidden.{benefit.id}", *UNNAMED
    for measure in catalogue():
        if measure.id not in current().benefits:  # help that is both goes by the rule book's name
            yield f"what.{measure.id}", measure.th, measure.en


def _of(tables: Mapping[str, Mapping[str, tuple[str, str]]]) -> Iterator[tuple[str, str, str]]:
    for kind, table in tables.items():
        for code, (th, en) in table.items():
            yield f"{kind}.{code}", th, en


def _facts() -> Iterator[tuple[str, str, str]]:
    """What may be asked: the question under ``ask_<type>.<fact>``."""
    for fact in _asked():
        yield f"ask_{fact.type}.{fact.name}", fact.question.th, fact.question.en


def _values() -> Iterator[tuple[str, str, str]]:
    """The answers to choose from, under ``choice.<fact>.<n>``; the Thai is what the API takes."""
    for fact in _asked():
        for number, value in enumerate(fact.values if fact.type == "enum" else ()):
            word = VALUES[value]
            yield f"choice.{fact.name}.{number:02d}", value, word[0].upper() + word[1:]


def _asked() -> Iterator[FactSpec]:
    """Without the round of indicators, which follows from the survey."""
    return (fact for fact in current().facts.values() if fact.name != "indicator_set")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    for path, text in rendered().items():
        path.write_text(text, encoding="utf-8")
        print(path)
