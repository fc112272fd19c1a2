"""Writes the console's words for codes from the modules that own them: ``python -m infra.console.codes``.

Committed, so that a build needs no more than the standard library; a test holds the files to this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.domain import words
from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.domain.alerts import CAUSES
from shared.domain.indicators import indicator_set
from shared.domain.measures import catalogue
from shared.domain.phases import PHASE_EN, PHASE_TH
from shared.rules import current

TEXTS = Path(__file__).resolve().parents[2] / "functions" / "console" / "src" / "text"
FILE = TEXTS / "codes.json"  # every page has it
NEEDS = TEXTS / "needs.json"  # only where needs are shown
TABLES = {
    "return_reason": words.RETURN_REASONS,
    "outcome": words.TASK_OUTCOMES,
    "ground": words.END_GROUNDS,
    "round": words.ROUND_OUTCOMES,
    "waiting": words.WAITING,
    "alert_decision": words.ALERT_DECISIONS,
    "cause": CAUSES,
}
SETS = ("BMN2560", "BMN2565")
UNNAMED = ("สิทธิที่ไม่ระบุชื่อ", "a benefit that is not named")


def rendered() -> dict[Path, str]:
    """What each file must hold."""
    return {FILE: _catalogue(_all()), NEEDS: _catalogue(_needs())}


def _catalogue(entries: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"  {_json(key)}: {_json({'th': th, 'en': en})}" for key, th, en in sorted(entries)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _needs() -> Iterator[tuple[str, str, str]]:
    """The indicators that a household fails, as needs name them: ``need.BMN2565:8``."""
    for name in SETS:
        for number, indicator in indicator_set(name).items():
            if not indicator.th:  # a number that the source leaves out
                continue
            yield f"need.{name}:{number}", indicator.th, indicator.en


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
    for path, text in rendered().items():
        path.write_text(text, encoding="utf-8")
        print(path)
