"""Renders reasons when somebody reads them: each condition with its law, its facts, their source and day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from shared.domain.facts import Truth
from shared.rules.answers import FactUse, Reason
from shared.rules.determine import Row, Run, Sheet
from shared.rules.model import Condition, Parameter, Text, Version

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
    text = filled(run.parameters, legal, text)
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
# compiled answer, its alternatives, name, words, law, whether that is verified, its facts, the one fact where there
# is but one of one subject, and whether that subject is the household.
Line = tuple[int, tuple["Line", ...], str, Text, str, bool, tuple[str, ...], str | None, bool]
_NO = Truth.NO
_CODES = (_NO, Truth.UNKNOWN, Truth.UNKNOWN, Truth.YES)


def line(run: Run, number: int, alternatives: tuple[int, ...], phrase: Phrase, person: bool) -> Line:
    """A phrase as :func:`reasons_by_code` reads it. ``person``: the benefit is a person's."""
    condition, specs = phrase.condition, run.case.specs
    facts = condition.facts
    inner = zip(alternatives, phrase.alternatives, strict=True) if alternatives else ()
    lines = tuple(line(run, place, (), one, person) for place, one in inner)
    shared = all(specs[name].entity == "household" for name in facts)
    sole = facts[0] if len(facts) == 1 and (person or shared) else None
    law, verified = phrase.law, phrase.verified
    return number, lines, condition.id, phrase.text, law, verified, facts, sole, shared


def reasons_by_code(
    run: Run, lines: Sequence[Line], codes: Sequence[int], own: Sheet, shared: Sheet, ordered: bool
) -> tuple[Reason, ...]:
    """The same from the compiled answer, straight. ``own``: the subject's sheet, ``shared``: the household's.

    ``ordered``: failing ones come first, then unknown ones; else they stand in the order of the rule.
    """
    holding: list[Reason] = []
    first: list[Reason] = [] if ordered else holding
    for number, inner, name, text, law, verified, facts, sole, of_household in lines:
        code = codes[number]
        if inner:
            others = reasons_by_code(run, inner, codes, own, shared, False)
            made = Reason(name, _CODES[code], text, law, verified, (), others)
        else:
            sheet = shared if of_household else own
            uses = sheet.uses.get(facts)
            if uses is None:
                if sole is None:
                    uses = _uses(run, facts, sheet.subject)
                elif sole in sheet.plain:
                    fact = sheet.facts[sole]
                    use = FactUse(sole, sheet.subject, fact.value, fact.source, fact.observed_on, fact.basis)
                    uses = sheet.uses[facts] = (use,)
                else:
                    uses = sheet.uses[facts] = (_use(run, sole, sheet.subject),)
            made = Reason(name, _CODES[code], text, law, verified, uses)
        (holding if code == 3 else first).append(made)
    if first is holding or not first:
        return tuple(holding)
    if len(first) > 1:
        first.sort(key=lambda one: one.holds is not _NO)
    return (*first, *holding)


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
    shared, specs = run.sheet(member).uses, run.case.specs
    found = shared.get(names)
    if found is not None:
        return found
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
    spec, sheet = run.case.specs[name], run.sheet(member)
    fact = sheet.facts.get(name)
    if name in sheet.plain and fact is not None:
        return FactUse(name, member, fact.value, fact.source, fact.observed_on, fact.basis)
    if fact is None and spec.assume is None and not spec.otherwise:
        return FactUse(name, member, None)
    known = run.case.known(name, member)
    fact = known.fact
    if fact is not None:
        return FactUse(name, member, fact.value, fact.source, fact.observed_on, fact.basis, known.stale)
    if known.value is None:
        return FactUse(name, member, None)
    value = known.value[0] if isinstance(known.value, tuple) else known.value
    return FactUse(name, member, value, "rule", None, "assumed" if known.assumed else "derived")


def filled(parameters: Mapping[str, Parameter], legal: date, text: Text) -> Text:
    """Thresholds are written in texts as ``{file.parameter}``, so that a change of rate changes the words."""
    if "{" not in text.th and "{" not in text.en:
        return text
    return _written(text, tuple(parameters[name].on(legal)[0].value for name in _named(text)))


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
