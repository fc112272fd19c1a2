"""What a new edition changes: in its text, and for whom. Losses go to a person before anything is closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from shared.domain.facts import HouseholdFacts, Truth
from shared.rules.answers import Determination
from shared.rules.book import FOLDER, Book, released
from shared.rules.loading import load
from shared.rules.model import Benefit, Condition, Parameter, Setting, Text, Version

_TH = {"added": "เพิ่ม", "removed": "ตัดออก", "changed": "เปลี่ยน"}


@dataclass(frozen=True, slots=True)
class TextChange:
    what: str  # added | removed | changed
    where: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """One answer that differs. ``loses``: less money, or a title gone: an officer looks first."""

    household_id: str
    member_id: str | None
    benefit: str
    before: str
    after: str
    baht_before: int
    baht_after: int

    @property
    def word(self) -> str:
        return "loses" if self.loses else "gains" if self.gains else "changes"

    @property
    def loses(self) -> bool:
        gone = self.before == Truth.YES and self.after != Truth.YES
        return gone or (self.after == Truth.YES and self.baht_after < self.baht_before)

    @property
    def gains(self) -> bool:
        new = self.before != Truth.YES and self.after == Truth.YES
        return new or (self.before == Truth.YES == self.after and self.baht_after > self.baht_before)


def book_of(name: str) -> Book:
    """A folder, ``current`` or the digest of a kept edition. Raises RuleError."""
    if name == "current":
        return Book(load(FOLDER))
    return Book(load(Path(name))) if Path(name).is_dir() else released(name)


def text_changes(old: Book, new: Book) -> list[TextChange]:
    """Parameters, conditions, citations and benefits that differ, in the words of the files."""
    return list(_changes(dict(_lines(old)), dict(_lines(new))))


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[TextChange]:
    for where in sorted(old.keys() | new.keys()):
        one, two = old.get(where), new.get(where)
        if one is None:
            yield TextChange("added", where, new=str(two))
        elif two is None:
            yield TextChange("removed", where, old=one)
        elif one != two:
            yield TextChange("changed", where, one, two)


def _lines(book: Book) -> Iterator[tuple[str, str]]:
    yield "book", f"{_both(book.title)}, {book.released}"
    for parameter in book.parameters.values():
        yield from _of_parameter(parameter)
    for name, spec in book.facts.items():
        yield f"fact {name}", ", ".join(_fields(spec))
    for benefit in book.benefits.values():
        yield from _of_benefit(benefit)


def _fields(value: Any) -> Iterator[str]:
    """What is said of a fact, beside its name; what is left as it is by default is left out."""
    for one in fields(value):
        found = getattr(value, one.name)
        if one.name != "name" and found not in ((), None, False) and found != {}:
            yield f"{one.name} {_both(found) if isinstance(found, Text) else found}"


def _both(text: Text | None) -> str:
    return f"{text.th} · {text.en}" if text else ""


def _of_parameter(parameter: Parameter) -> Iterator[tuple[str, str]]:
    for kind, settings in (("", parameter.settings), (" pending", parameter.pending)):
        for setting in settings:
            yield f"parameter {parameter.name}{kind} {setting.start}", _said(setting)


def _said(setting: Setting) -> str:
    bands = ", ".join(f"{band.start}–{band.stop or ''}: {band.value:,}" for band in setting.bands)
    cases = ", ".join(f"{word}: {value:,}" for word, value in setting.cases)
    value = "" if setting.value is None else str(setting.value)
    mark = "" if setting.citation.verified else " (unverified)"
    return f"{value}{bands}{cases} [{setting.citation.title}]{mark}"


def _of_benefit(benefit: Benefit) -> Iterator[tuple[str, str]]:
    head = f"benefit {benefit.id}"
    kind = f"{benefit.kind} {benefit.agency} {benefit.dimension} {benefit.entity} {benefit.applies_on}"
    yield head, f"{_both(benefit.title)}, {kind}, weight {benefit.weight}, sensitive {benefit.sensitive}"
    yield f"{head} windows", ", ".join(f"{one.start}–{one.end or ''}" for one in benefit.windows)
    yield f"{head} receives", f"{benefit.receives or ''} {benefit.event or ''}"
    for name in ("apply_at", "what_to_do", "cost_of_waiting"):
        yield f"{head} {name}", _both(getattr(benefit, name))
    for name in ("documents", "notes"):
        yield f"{head} {name}", "; ".join(map(_both, getattr(benefit, name)))
    for cited in benefit.citations:
        yield f"{head} citation {cited.id}", ", ".join(_fields(cited))
    for version in benefit.versions:
        yield from _of_version(f"{head} {version.start}", version)


def _of_version(head: str, version: Version) -> Iterator[tuple[str, str]]:
    yield head, "abolished" if version.abolished else "in force"
    yield f"{head} amount", str(version.amount or "")
    yield f"{head} checks", "; ".join(map(_both, version.checks))
    for condition in _flat(version):
        cited = condition.citation
        law = f" [{cited.title}]{'' if cited.verified else ' (unverified)'}" if cited else ""
        yield f"{head} {condition.id}", f"{condition.source} — {_both(condition.text)}{law}"


def _flat(version: Version) -> Iterator[Condition]:
    for condition in version.conditions:
        yield condition
        yield from condition.alternatives


def impact(
    old: Book, new: Book, households: Iterable[tuple[str, HouseholdFacts]], on: date
) -> Iterator[Impact]:
    """Every answer that the new edition changes, household by household."""
    for household_id, facts in households:
        before = {(d.member_id, d.benefit): d for d in old.assess(facts, on).determinations}
        after = {(d.member_id, d.benefit): d for d in new.assess(facts, on).determinations}
        for member, benefit in sorted(before.keys() | after.keys(), key=str):
            one, two = before.get((member, benefit)), after.get((member, benefit))
            made = Impact(household_id, member, benefit, _word(one), _word(two), _baht(one), _baht(two))
            if (made.before, made.baht_before) != (made.after, made.baht_after):
                yield made


def _word(found: Determination | None) -> str:
    return found.entitled.value if found else "none"


def _baht(found: Determination | None) -> int:
    """By the month, or as often as it is given."""
    if found is None or found.amount is None or found.entitled is not Truth.YES:
        return 0
    return found.amount.baht_month or found.amount.value


def render(changes: Iterable[TextChange]) -> str:
    lines = [
        f"{_TH[one.what]} · {one.what} {one.where}"
        + (f"\n  - {one.old}" if one.old else "")
        + (f"\n  + {one.new}" if one.new else "")
        for one in changes
    ]
    return "\n".join(lines) or "ไม่มีข้อความเปลี่ยน · no change"
