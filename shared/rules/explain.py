"""Renders reasons when somebody reads them: each condition with its law, its facts, their source and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from shared.domain.facts import Truth
from shared.rules.answers import FactUse, Reason
from shared.rules.determine import Row, Run
from shared.rules.model import Condition, Text, Version

_TRUTHS = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}
_PARAMETER = re.compile(r"\{([a-z0-9_]+\.[a-z0-9_]+)\}")


def explain(run: Run, row: Row) -> tuple[Reason, ...]:
    """All conditions: failing ones first, then unknown ones, then those that hold."""
    run.evaluator.legal = row.legal
    inner = [[run.holds(one, row.member) for one in c.alternatives] for c in row.version.conditions]
    said = phrases(run, row.version, row.legal, row.stands_in)
    return reasons(run, said, row.truths, inner, row.member)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a condition says whoever asks: worked out once for a version and its day."""

    condition: Condition
    text: Text
    law: str
    verified: bool
    alternatives: tuple[Phrase, ...]


def phrases(run: Run, version: Version, legal: date, stands_in: bool) -> tuple[Phrase, ...]:
    return tuple(_phrase(run, condition, legal, stands_in) for condition in version.conditions)


def _phrase(run: Run, condition: Condition, legal: date, stands_in: bool) -> Phrase:
    cited, text = condition.citation, condition.text
    if "{" in text.th or "{" in text.en:
        text = _filled(run, legal, text)
    verified = cited is not None and cited.verified and not stands_in
    inner = tuple(_phrase(run, one, legal, stands_in) for one in condition.alternatives)
    return Phrase(condition, text, cited.title if cited else "", verified, inner)


def reasons(
    run: Run,
    said: Sequence[Phrase],
    truths: Sequence[bool | None],
    inner_truths: Sequence[Sequence[bool | None]],
    member: str | None,
) -> tuple[Reason, ...]:
    """The reasons of one subject, failing ones first, then unknown ones, then those that hold.

    ``inner_truths``: for each condition what its alternatives say.
    """
    failing: list[Reason] = []
    unknown: list[Reason] = []
    holding: list[Reason] = []
    for phrase, truth, others in zip(said, truths, inner_truths, strict=True):
        condition = phrase.condition
        if phrase.alternatives:
            inner = _alternatives(run, phrase, others, member)
            made = Reason(condition.id, _TRUTHS[truth], phrase.text, phrase.law, phrase.verified, (), inner)
        else:
            uses = _uses(run, condition.facts, member)
            made = Reason(condition.id, _TRUTHS[truth], phrase.text, phrase.law, phrase.verified, uses)
        (holding if truth else unknown if truth is None else failing).append(made)
    return (*failing, *unknown, *holding)


# What a condition needs to be told, taken apart beforehand: a household has hundreds of them. Its number in the
# compiled answer, its alternatives', its name, words, law, whether that is verified, its facts; and the phrase itself.
Line = tuple[int, tuple[int, ...], str, Text, str, bool, tuple[str, ...], Phrase]
_CODES = (Truth.NO, Truth.UNKNOWN, Truth.UNKNOWN, Truth.YES)
_HOLDS = (False, None, None, True)


def line(number: int, alternatives: tuple[int, ...], phrase: Phrase) -> Line:
    """A phrase as :func:`reasons_by_code` reads it."""
    condition = phrase.condition
    law, verified = phrase.law, phrase.verified
    return number, alternatives, condition.id, phrase.text, law, verified, condition.facts, phrase


def reasons_by_code(
    run: Run, lines: Sequence[Line], codes: Sequence[int], member: str | None
) -> tuple[Reason, ...]:
    """The same from the compiled answer, straight."""
    failing: list[Reason] = []
    unknown: list[Reason] = []
    holding: list[Reason] = []
    shared = run.uses.setdefault(member, {})
    for number, inner, name, text, law, verified, facts, phrase in lines:
        code = codes[number]
        if inner:
            others = _alternatives(run, phrase, [_HOLDS[codes[one]] for one in inner], member)
            made = Reason(name, _CODES[code], text, law, verified, (), others)
        else:
            uses = shared.get(facts)
            if uses is None:
                uses = _uses(run, facts, member)
            made = Reason(name, _CODES[code], text, law, verified, uses)
        (holding if code == 3 else unknown if code else failing).append(made)
    return (*failing, *unknown, *holding)


def _alternatives(
    run: Run, phrase: Phrase, truths: Sequence[bool | None], member: str | None
) -> tuple[Reason, ...]:
    """In the order of the rule: each is one way among others."""
    made: list[Reason] = []
    for inner, truth in zip(phrase.alternatives, truths, strict=True):
        uses = _uses(run, inner.condition.facts, member)
        made.append(Reason(inner.condition.id, _TRUTHS[truth], inner.text, inner.law, inner.verified, uses))
    return tuple(made)


def _uses(run: Run, names: tuple[str, ...], member: str | None) -> tuple[FactUse, ...]:
    """The facts it rests on; the same facts are rendered once for a subject."""
    shared = run.uses.setdefault(member, {})
    found = shared.get(names)
    if found is not None:
        return found
    specs = run.case.specs
    if len(names) == 1 and (member is not None or specs[names[0]].entity == "household"):
        (name,) = names  # by far the most common
        shared[names] = alone = (_use(run, name, member if specs[name].entity == "person" else None),)
        return alone
    made: list[FactUse] = []
    for name in names:
        if specs[name].entity == "household":
            made.append(_use(run, name, None))
        elif member is not None:
            made.append(_use(run, name, member))
        else:
            made += [_use(run, name, one) for one in run.case.present]
    found = shared[names] = tuple(made)
    return found


def _use(run: Run, name: str, member: str | None) -> FactUse:
    fact = run.fresh_fact(name, member)
    if fact is not None:
        return FactUse(name, member, fact.value, fact.source, fact.observed_on, fact.basis)
    known = run.case.known(name, member)
    fact = known.fact
    if fact is not None:
        return FactUse(name, member, fact.value, fact.source, fact.observed_on, fact.basis, known.stale)
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
