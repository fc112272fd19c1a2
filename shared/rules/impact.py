"""Who gains and who loses by a new edition, over a store of households: counted by benefit and by district.

A store is a file of JSON lines, one household each, as ``python -m infra.households`` writes it:
``{"id": <opaque id>, "area": <subdistrict>, "facts": <shared.domain.merging.packed>}``. What is printed names no
person, and no benefit that tells of an illness.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shared.domain.facts import HouseholdFacts
from shared.domain.merging import unpacked
from shared.rules.diff import Impact, impact
from shared.rules.yamlfile import RuleError

if TYPE_CHECKING:
    from shared.rules.book import Book

_WORDS = {"loses": "เสีย", "gains": "ได้เพิ่ม", "changes": "เปลี่ยนอย่างอื่น"}
_UNNAMED = "ไม่ระบุชื่อ · not named"


@dataclass(frozen=True, slots=True)
class Stored:
    """A household of a store. ``area``: its subdistrict, empty where nobody said."""

    household_id: str
    area: str
    facts: HouseholdFacts


def read_store(path: Path) -> Iterator[Stored]:
    """The households of a file, one at a time. Raises RuleError with the line that cannot be read."""
    try:
        stream = path.open(encoding="utf-8")
    except OSError as fault:
        raise RuleError(path.name, 1, "there is no such file of households") from fault
    with stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _stored(path.name, number, line)


def _stored(file: str, number: int, line: str) -> Stored:
    try:
        body = json.loads(line)
        return Stored(str(body["id"]), str(body.get("area", "")), unpacked(body["facts"]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise RuleError(
            file, number, "a household is {id, area, facts}, as python -m infra.households writes it"
        ) from fault


@dataclass(slots=True)
class Impacts:
    """``counts``: answers that lose, gain or otherwise change, by benefit; ``areas``: the same by district."""

    households: int = 0
    touched: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    areas: dict[str, Counter[str]] = field(default_factory=dict)
    baht: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, Impact]] = field(default_factory=list)


def impacts(old: Book, new: Book, store: Iterable[Stored], on: date) -> Impacts:
    """Both editions on the same facts and the same day, household by household."""
    made = Impacts()
    for one in store:
        made.households += 1
        differing = list(impact(old, new, [(one.household_id, one.facts)], on))
        made.touched += bool(differing)
        for found in differing:
            district = one.area[:4] or "-"
            made.counts.setdefault(found.benefit, Counter())[found.word] += 1
            made.areas.setdefault(district, Counter())[found.word] += 1
            made.baht[found.benefit] += found.baht_after - found.baht_before
            made.found.append((district, found))
    return made


def render_impacts(made: Impacts, old: Book, new: Book, on: date, *, each: bool = False) -> str:
    """``each``: every answer in a line of its own, losses first; ids are opaque."""
    head = f"{made.touched:,} จาก {made.households:,} ครัวเรือนมีคำตอบเปลี่ยน ณ วันที่ {on} · {made.touched:,} of {made.households:,} households have another answer on {on}"
    lines = [head, *_by_benefit(made, old, new)]
    lines += [f"อำเภอ · district {code}: {_said(counts)}" for code, counts in sorted(made.areas.items())]
    if each:
        order = {"loses": 0, "gains": 1, "changes": 2}
        ranked = sorted(made.found, key=lambda one: (order[one[1].word], one[0], one[1].household_id))
        lines += [_line(found, old, new) for _, found in ranked]
    if any(counts["loses"] for counts in made.counts.values()):
        lines.append(
            "ผู้ประสานงานต้องพิจารณารายการที่เสียก่อน จึงจะปิดสิ่งใดได้ (GET /v1/losses)"
            " · losses wait for a coordinator before anything is closed"
        )
    return "\n".join(lines)


def _by_benefit(made: Impacts, old: Book, new: Book) -> Iterator[str]:
    """Those that are not named stand in one line."""
    counts: dict[str, Counter[str]] = {}
    baht: Counter[str] = Counter()
    for benefit, one in made.counts.items():
        name = _name(benefit, old, new)
        counts.setdefault(name, Counter()).update(one)
        baht[name] += made.baht[benefit]
    for name in sorted(counts):
        yield f"{name}: {_said(counts[name])}; {baht[name]:+,} บาท · baht"


def _name(benefit: str, old: Book, new: Book) -> str:
    known = new.benefits.get(benefit) or old.benefits[benefit]
    return _UNNAMED if known.sensitive else f"{known.title.th} · {benefit}"


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{th} · {word} {counts[word]:,}" for word, th in _WORDS.items() if counts[word])


def _line(found: Impact, old: Book, new: Book) -> str:
    who = f"{found.household_id} {found.member_id or '-'}"
    return (
        f"{_WORDS[found.word]} · {found.word}: {who} {_name(found.benefit, old, new)}:"
        f" {found.before} {found.baht_before:,} → {found.after} {found.baht_after:,}"
    )
