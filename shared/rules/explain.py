"""Renders reasons when somebody reads them: each condition with its law, its facts, their source and day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from shared.domain.facts import Truth
from shared.rules.answers import FactUse, Reason
from shared.rules.determine import Row, Run
from shared.rules.model import Condition, Text

_TRUTHS = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}
_PARAMETER = re.compile(r"\{([a-z0-9_]+\.[a-z0-9_]+)\}")


def explain(run: Run, row: Row) -> tuple[Reason, ...]:
    """All conditions: failing ones first, then unknown ones, then those that hold."""
    failing: list[Reason] = []
    unknown: list[Reason] = []
    holding: list[Reason] = []
    for condition, truth in zip(row.version.conditions, row.truths, strict=True):
        place = holding if truth else unknown if truth is None else failing
        place.append(_reason(run, row, condition, truth))
    return (*failing, *unknown, *holding)


def _reason(run: Run, row: Row, condition: Condition, truth: bool | None) -> Reason:
    cited = condition.citation
    text = condition.text
    if "{" in text.th or "{" in text.en:
        text = _filled(run, row.legal, text)
    return Reason(
        condition.id,
        _TRUTHS[truth],
        text,
        cited.title if cited else "",
        cited is not None and cited.verified and not row.stands_in,
        () if condition.alternatives else _uses(run, row, condition),
        _alternatives(run, row, condition) if condition.alternatives else (),
    )


def _alternatives(run: Run, row: Row, condition: Condition) -> tuple[Reason, ...]:
    run.evaluator.legal = row.legal
    return tuple(_reason(run, row, one, run.holds(one, row.member)) for one in condition.alternatives)


def _uses(run: Run, row: Row, condition: Condition) -> tuple[FactUse, ...]:
    """The facts it rests on; the same fact is rendered once for the whole household."""
    made: list[FactUse] = []
    specs, shared = run.case.specs, run.uses
    for name in condition.facts:
        if specs[name].entity == "household":
            members: tuple[str | None, ...] = (None,)
        else:
            members = (row.member,) if row.member is not None else run.case.present
        for member in members:
            use = shared.get((name, member))
            if use is None:
                use = shared[name, member] = _use(run, name, member)
            made.append(use)
    return tuple(made)


def _use(run: Run, name: str, member: str | None) -> FactUse:
    known = run.case.known(name, member)
    fact = known.fact
    if fact is not None:
        return FactUse(name, member, fact.value, fact.source, fact.observed_on, fact.basis.value, known.stale)
    if known.value is None:
        return FactUse(name, member, None)
    value = known.value[0] if isinstance(known.value, tuple) else known.value
    return FactUse(name, member, value, "rule", None, "assumed" if known.assumed else "derived")


def _filled(run: Run, legal: date, text: Text) -> Text:
    """Thresholds are written in texts as ``{file.parameter}``, so that a change of rate changes the words."""
    return _written(text, tuple(run.parameters[name].on(legal)[0].value for name in _named(text)))


@lru_cache(maxsize=1024)
def _named(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_PARAMETER.findall(text.th) + _PARAMETER.findall(text.en)))


@lru_cache(maxsize=1024)
def _written(text: Text, found: tuple[Any, ...]) -> Text:
    values = {
        name: f"{one:,}" if isinstance(one, int) else str(one)
        for name, one in zip(_named(text), found, strict=True)
    }
    return Text(
        *(_PARAMETER.sub(lambda match: values[match.group(1)], words) for words in (text.th, text.en))
    )
