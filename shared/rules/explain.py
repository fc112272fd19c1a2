"""Renders reasons when somebody reads them: each condition with its law, its facts, their source and day."""

from __future__ import annotations

import re

from shared.domain.facts import Truth
from shared.rules.answers import FactUse, Reason
from shared.rules.change import named
from shared.rules.determine import Row, Run
from shared.rules.model import Condition, Text

_ORDER = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
_PARAMETER = re.compile(r"\{([a-z0-9_]+\.[a-z0-9_]+)\}")


def explain(run: Run, row: Row) -> tuple[Reason, ...]:
    """All conditions: failing ones first, then unknown ones, then those that hold."""
    made = [_reason(run, row, condition) for condition in row.version.conditions]
    return tuple(sorted(made, key=lambda reason: _ORDER[reason.holds]))


def _reason(run: Run, row: Row, condition: Condition) -> Reason:
    run.evaluator.legal = row.legal
    cited = condition.citation
    return Reason(
        condition=condition.id,
        holds=Truth.of(run.holds(condition, row.member)),
        text=_filled(run, row, condition.text),
        law=cited.title if cited else "",
        verified=bool(cited and cited.verified and not row.stands_in),
        facts=() if condition.alternatives else _uses(run, row, condition),
        alternatives=tuple(_reason(run, row, one) for one in condition.alternatives),
    )


def _uses(run: Run, row: Row, condition: Condition) -> tuple[FactUse, ...]:
    made: list[FactUse] = []
    for name in named(condition):
        spec = run.case.specs[name]
        if spec.entity == "household":
            made.append(_use(run, name, None))
        else:
            members = (row.member,) if row.member is not None else run.case.present
            made += [_use(run, name, member) for member in members]
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


def _filled(run: Run, row: Row, text: Text) -> Text:
    """Thresholds are written in texts as ``{file.parameter}``, so that a change of rate changes the words."""

    def value(match: re.Match[str]) -> str:
        found = run.parameters[match.group(1)].on(row.legal)[0].value
        return f"{found:,}" if isinstance(found, int) else str(found)

    if "{" not in text.th and "{" not in text.en:
        return text
    return Text(_PARAMETER.sub(value, text.th), _PARAMETER.sub(value, text.en))
