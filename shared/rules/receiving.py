"""Does the person receive it? A fact of its own, three-valued: never concluded from being entitled."""

from __future__ import annotations

from datetime import date

from shared.domain.facts import Fact
from shared.rules.case import Case
from shared.rules.evaluate import Evaluator, Missing
from shared.rules.expressions import FactRef, walk
from shared.rules.model import Benefit

RECEIPT = "receipt:"
LISTED = "benefits_received"
_PAID = {"paid": True, "stopped": False, "refused": False}


def receiving(
    benefit: Benefit, member: str | None, case: Case, evaluator: Evaluator
) -> tuple[bool | None, Missing]:
    """The newest word wins: a receipt, the list of benefits in a survey, or a fact of the benefit's own.

    On the same day a receipt outweighs what was said, and yes outweighs no. Unknown names what to ask.
    """
    said = [word for one in _subjects(member, case) for word in _words(benefit, one, case)]
    own = _own(benefit, member, case, evaluator)
    if own is not None:
        said.append(own)
    if said:
        return max(said)[2], set()
    return None, _asks(benefit, member, case)


def _subjects(member: str | None, case: Case) -> tuple[str | None, ...]:
    """A household's benefit is listed with whichever member named it."""
    return (member,) if member is not None else (*case.present, None)


def _words(benefit: Benefit, member: str | None, case: Case) -> list[tuple[date, int, bool]]:
    facts, found = case.facts_of(member), []
    receipt = facts.get(RECEIPT + benefit.id)
    if receipt is not None and receipt.value in _PAID and _fresh(receipt, case):
        found.append((receipt.observed_on, 1, _PAID[receipt.value]))
    listed = facts.get(LISTED)
    if listed is not None and isinstance(listed.value, frozenset) and _fresh(listed, case):
        if benefit.id in listed.value:
            found.append((listed.observed_on, 0, True))
        elif benefit.receives is None and (benefit.entity == "person" or _all_listed(case)):
            found.append((listed.observed_on, 0, False))
    return found


def _all_listed(case: Case) -> bool:
    """A household receives nothing of a kind only when every member was asked."""
    return case.household.roster_complete and all(
        isinstance(case.known(LISTED, member).value, frozenset) for member in case.present
    )


def _fresh(fact: Fact, case: Case) -> bool:
    return not case.is_stale(case.specs[LISTED], fact)


def _own(
    benefit: Benefit, member: str | None, case: Case, evaluator: Evaluator
) -> tuple[date, int, bool] | None:
    """A fact that shows it, such as a card in the hand; its day is that of the oldest fact it rests on."""
    if benefit.receives is None:
        return None
    value = evaluator.value(benefit.receives, member)
    if value is None:
        return None
    facts = [
        case.known(node.name, member).fact for node in walk(benefit.receives) if isinstance(node, FactRef)
    ]
    days = [fact.observed_on for fact in facts if fact is not None]
    return (min(days, default=date.min), 0, value)


def _asks(benefit: Benefit, member: str | None, case: Case) -> Missing:
    if benefit.receives is not None:
        names = {node.name for node in walk(benefit.receives) if isinstance(node, FactRef)}
        return {(name, member) for name in names if case.known(name, member).value is None}
    if member is not None:
        return {(LISTED, member)}
    asks: Missing = {(LISTED, one) for one in case.present if case.known(LISTED, one).value is None}
    return asks or {("roster_complete", None)}
