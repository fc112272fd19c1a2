"""A benefit of the rule book as anybody may read it: conditions in words, amounts by date, papers, and the law."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field

from functions.api.models import Words
from shared.http.model import Seen
from shared.rules import Benefit, Book, Text
from shared.rules.explain import filled
from shared.rules.model import Condition, Setting, Version


class BenefitSummary(Seen):
    id: str
    title: Words
    kind: str
    agency: str
    dimension: str
    entity: Literal["person", "household"]
    statutory: bool = Field(description="a right: a gap in it is claimed, not requested")
    verified: bool = Field(description="a named person has read the law's own text")


class Source(Seen):
    title: str
    verified: bool


class ConditionText(Seen):
    id: str
    text: Words
    law: str | None
    verified: bool
    any_of: list[ConditionText]


class Rate(Seen):
    """One line of a table: from a number on, or for a word; neither where one amount is for all."""

    start: int | None = Field(description="from this number on, such as an age in years")
    stop: int | None = Field(description="below this number; null: without end")
    word: str | None
    baht: int


class AmountText(Seen):
    since: str
    per: str
    at_most: bool = Field(description="a ceiling that the agency fills")
    rates: list[Rate]
    law: str
    verified: bool


class VersionText(Seen):
    since: str
    abolished: bool
    conditions: list[ConditionText]
    amounts: list[AmountText] = Field(description="oldest first; empty for help in kind")
    checked_by_officer: list[Words]


class BenefitText(BenefitSummary):
    apply_at: Words
    what_to_do: Words
    documents: list[Words]
    cost_of_waiting: Words | None = Field(description="what is lost by each month of delay")
    notes: list[Words]
    sources: list[Source]
    versions: list[VersionText]
    windows: list[dict[str, str | None]]


def summary(found: Benefit) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": _words(found.title),
        "kind": found.kind,
        "agency": found.agency,
        "dimension": found.dimension,
        "entity": found.entity,
        "statutory": found.statutory,
        "verified": found.verified,
    }


def full(book: Book, found: Benefit) -> BenefitText:
    ends = [*(version.start - timedelta(days=1) for version in found.versions[1:]), date.max]
    return BenefitText(
        **summary(found),
        apply_at=_words(found.apply_at),
        what_to_do=_words(found.what_to_do),
        documents=[_words(text) for text in found.documents],
        cost_of_waiting=_words(found.cost_of_waiting) if found.cost_of_waiting else None,
        notes=[_words(text) for text in found.notes],
        sources=[Source(title=one.title, verified=one.verified) for one in found.citations],
        versions=[_version(book, one, last) for one, last in zip(found.versions, ends, strict=True)],
        windows=[
            {"start": window.start.isoformat(), "end": window.end.isoformat() if window.end else None}
            for window in found.windows
        ],
    )


def _version(book: Book, version: Version, last: date) -> VersionText:
    """Thresholds in words are those of the version's last day."""
    return VersionText(
        since=version.start.isoformat(),
        abolished=version.abolished,
        conditions=[_condition(book, one, last) for one in version.conditions],
        amounts=_amounts(book, version, last),
        checked_by_officer=[_words(text) for text in version.checks],
    )


def _condition(book: Book, one: Condition, day: date) -> ConditionText:
    return ConditionText(
        id=one.id,
        text=_words(filled(book.parameters, day, one.text)),
        law=one.citation.title if one.citation else None,
        verified=one.citation is not None and one.citation.verified,
        any_of=[_condition(book, other, day) for other in one.alternatives],
    )


def _amounts(book: Book, version: Version, last: date) -> list[AmountText]:
    """Every rate of the version's time. The oldest known one stands in for the days before it."""
    rule = version.amount
    if rule is None:
        return []
    settings = book.parameters[rule.table].settings
    first, _ = book.parameters[rule.table].on(version.start)
    return [
        AmountText(
            since=max(setting.start, version.start).isoformat(),
            per=rule.per,
            at_most=rule.at_most,
            rates=_rates(setting),
            law=setting.citation.title,
            verified=setting.citation.verified,
        )
        for setting in settings
        if first.start <= setting.start <= last
    ]


def _rates(setting: Setting) -> list[Rate]:
    if setting.value is not None:
        return [Rate(start=None, stop=None, word=None, baht=setting.value)]
    rates = [Rate(start=one.start, stop=one.stop, word=None, baht=one.value) for one in setting.bands]
    if setting.below is not None and setting.bands[0].start > 0:
        rates.insert(0, Rate(start=None, stop=setting.bands[0].start, word=None, baht=setting.below))
    return rates + [Rate(start=None, stop=None, word=word, baht=baht) for word, baht in setting.cases]


def _words(text: Text) -> Words:
    return Words(th=text.th, en=text.en)
