"""Which question to ask next: the one whose answer brings most help nearer for the least trouble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from shared.rules.answers import Determination, Question
from shared.rules.model import RIGHTS, Benefit, FactSpec

_KIND_WEIGHT = {"right": 1.0, "gate": 1.0}
_OTHER_WEIGHT = 0.2  # help that an agency may grant, loans and services wait behind rights
_CLOSED_WEIGHT = 0.02  # a register that is closed: nothing can be done with the answer today
_IN_KIND_YEAR = 3_000  # what help without a figure counts, so that a card or a scheme is not worth nothing


def rank(
    determinations: Iterable[Determination],
    benefits: Mapping[str, Benefit],
    facts: Mapping[str, FactSpec],
    on: date,
) -> tuple[Question, ...]:
    """All open questions, best first. Facts that only an agency settles are never asked of a family."""
    scores: dict[tuple[str, str | None], float] = {}
    decides: dict[tuple[str, str | None], dict[str, None]] = {}
    for found in determinations:
        if found.state not in ("need_info", "eligible_when_open"):
            continue
        asks = [ask for ask in found.asks if facts[ask[0]].settled_by is None]
        worth = worth_of(found, benefits[found.benefit], on)
        likely = min((facts[name].chance for name, _ in found.asks), default=50) / 100
        for ask in asks:
            scores[ask] = scores.get(ask, 0.0) + worth * likely / len(found.asks)
            decides.setdefault(ask, {})[found.benefit] = None
    made = [
        Question(name, member, facts[name].question, tuple(decides[name, member]), score / facts[name].cost)
        for (name, member), score in scores.items()
    ]
    return tuple(sorted(made, key=lambda q: (-q.score, q.fact, q.member_id or "")))


def worth_of(found: Determination, benefit: Benefit, on: date) -> float:
    """Baht a year, or what stands for it, by what may come of the answer."""
    year = found.amount.baht_month * 12 if found.amount else 0
    if found.amount and not year:
        year = found.amount.value
    weight = 1.0 if benefit.kind in RIGHTS else _OTHER_WEIGHT
    if not benefit.open_on(on):
        weight *= _CLOSED_WEIGHT
    return weight * max(year, benefit.weight or _IN_KIND_YEAR)
