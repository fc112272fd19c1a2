"""Does the person receive it? A fact of its own, three-valued: never concluded from being entitled."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.rules.case import LISTED, RECEIPT, Case
from shared.rules.evaluate import Evaluator, Missing
from shared.rules.model import Benefit
from shared.rules.nodes import FactRef, walk

_PAID = {"paid": True, "stopped": False, "refused": False}


def receiving(
    benefit: Benefit, member: str | None, case: Case, evaluator: Evaluator, shown: Any = ...
) -> tuple[bool | None, Missing]:
    """The newest word wins: a receipt, the list of benefits in a survey, or a fact of the benefit's own.

    On the same day a receipt outweighs what was said, and yes outweighs no. Unknown names what to ask.
    """
    said: list[tuple[date, int, bool]] = []
    for one in (member,) if member is not None else (*case.present, None):
        _words(benefit, one, case, said)  # a household's benefit is listed with whichever member named it
    if benefit.receives is not None:
        value = evaluator.value(benefit.receives, member) if shown is ... else shown
        if value is not None:
            said.append((_seen_on(benefit, member, case), 0, value))
    if said:
        return max(said)[2], set()
    return None, _asks(benefit, member, case)


def _words(benefit: Benefit, member: str | None, case: Case, said: list[tuple[date, int, bool]]) -> None:
    """What receipts and the list of a survey say."""
    receipts, listed = case.spoken(member)
    if receipts:
        receipt = receipts.get(RECEIPT + benefit.id)
        if receipt is not None and receipt.value in _PAID:
            said.append((receipt.observed_on, 1, _PAID[receipt.value]))
    if listed is not None:
        if benefit.id in listed.value:
            said.append((listed.observed_on, 0, True))
        elif benefit.receives is None and (benefit.entity == "person" or _all_listed(case)):
            said.append((listed.observed_on, 0, False))


def _all_listed(case: Case) -> bool:
    """A household receives nothing of a kind only when every member was asked."""
    return case.household.roster_complete and all(
        isinstance(case.known(LISTED, member).value, frozenset) for member in case.present
    )


def _seen_on(benefit: Benefit, member: str | None, case: Case) -> date:
    """The day of what the benefit's own fact rests on, such as a card in the hand; the oldest, if on several."""
    facts = [case.known(name, member).fact for name in _own_facts(benefit)]
    return min((fact.observed_on for fact in facts if fact is not None), default=date.min)


def _own_facts(benefit: Benefit) -> list[str]:
    assert benefit.receives is not None
    return [node.name for node in walk(benefit.receives) if isinstance(node, FactRef)]


def _asks(benefit: Benefit, member: str | None, case: Case) -> Missing:
    if benefit.receives is not None:
        return {(name, member) for name in _own_facts(benefit) if case.known(name, member).value is None}
    if member is not None:
        return {(LISTED, member)}
    asks: Missing = {(LISTED, one) for one in case.present if case.known(LISTED, one).value is None}
    return asks or {("roster_complete", None)}
