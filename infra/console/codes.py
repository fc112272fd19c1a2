"""Writes the console's words for codes from the modules that own them: ``python -m infra.console.codes``.

Committed, so that a build needs no more than the standard library; a test holds the file to this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from shared.domain import words
from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.domain.measures import catalogue
from shared.domain.phases import PHASE_EN, PHASE_TH
from shared.rules import current

FILE = Path(__file__).resolve().parents[2] / "functions" / "console" / "src" / "text" / "codes.json"
TABLES = {
    "return_reason": words.RETURN_REASONS,
    "outcome": words.TASK_OUTCOMES,
    "ground": words.END_GROUNDS,
    "round": words.ROUND_OUTCOMES,
    "waiting": words.WAITING,
    "alert_decision": words.ALERT_DECISIONS,
}
UNNAMED = ("สิทธิที่ไม่ระบุชื่อ", "a benefit that is not named")


def rendered() -> str:
    lines = [f"  {_json(key)}: {_json({'th': th, 'en': en})}" for key, th, en in sorted(_all())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _all() -> Iterator[tuple[str, str, str]]:
    """Key, Thai, English. ``what``: what a task or a gap is about; ``hidden``: what stands for it in a chat."""
    for agency in Agency:
        yield f"agency.{agency}", AGENCY_TH[agency], AGENCY_EN[agency]
    for phase in PHASE_TH:
        yield f"phase.{phase}", PHASE_TH[phase], PHASE_EN[phase]
    for kind, table in TABLES.items():
        for code, (th, en) in table.items():
            yield f"{kind}.{code}", th, en
    for benefit in current().benefits.values():
        yield f"what.{benefit.id}", benefit.title.th, benefit.title.en
        if benefit.sensitive:
            yield f"hidden.{benefit.id}", *UNNAMED
    for measure in catalogue():
        yield f"what.{measure.id}", measure.th, measure.en


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(rendered(), encoding="utf-8")
    print(FILE)
