"""A coordinator's word on what a new edition of the rule book takes from a household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.casework.access import NotFound, allowed
from shared.casework.case_items import body_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, put_meta, read_case
from shared.casework.losses import ACCEPTED, DECISIONS, loss_item
from shared.casework.queries import districts_of
from shared.casework.reconcile import Subject
from shared.casework.sessions import Caller
from shared.domain import policy
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_case
from shared.rules import current
from shared.storage import keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core


@dataclass(frozen=True, slots=True)
class LossesSeen:
    """``losses``: each with the editions and what was decided. ``version``: of the household."""

    losses: list[dict[str, Any]]
    version: int


def read_losses(caller: Caller, household_id: str) -> LossesSeen:
    """Raises NotFound."""
    return _seen(read_case(caller, household_id, "read_losses", FieldClass.SENSITIVE))


def _seen(opened: Opened) -> LossesSeen:
    found = []
    for item in opened.parts("LOS"):
        body = body_of(item)
        editions = {"rule_book_before": body["before"], "rule_book_after": body["after"]}
        found += [{**editions, "found_on": body["found_on"], **told} for told in body["losses"]]
    return LossesSeen(found, opened.state.version)


@dataclass(frozen=True, slots=True)
class LossesListed:
    """Of one household, by one new edition. ``losses`` name no benefit that tells of an illness: the case itself does."""

    household_id: str
    area: str
    rule_book_before: str
    rule_book_after: str
    found_on: str
    losses: list[dict[str, Any]]


def list_losses(
    caller: Caller, area: str | None, start: Position | None, limit: int
) -> tuple[list[LossesListed], Position | None]:
    """What nobody has decided in the caller's areas, oldest first within each district."""

    def keep(item: Item) -> bool:
        relation = policy.relation_of(caller.officer, household_area=item["area"])
        return str(item["area"]).startswith(area or "") and allowed(caller, "read_desk", [relation])

    what = Slice(core(), [keys.loss_partition(code) for code in districts_of(caller, area)], "Index1")
    items, position = read_page(what, start, limit, keep)
    return [_listed(item) for item in items], position


def _listed(item: Item) -> LossesListed:
    body, benefits = body_of(item), current().benefits
    losses = [
        {**told, "benefit": None}
        if told["benefit"] in benefits and benefits[told["benefit"]].sensitive
        else told
        for told in body["losses"]
    ]
    return LossesListed(
        keys.household_of(item["PK"]), item["area"], body["before"], body["after"], body["found_on"], losses
    )


def decide_loss(order: Order, subject: Subject, decision: str, reason: str) -> LossesSeen:
    """A coordinator's word on a loss. What was accepted is closed by the next assessment, which becomes due today.

    Raises NotFound, Stale, CaseRefused or Conflict.
    """

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        if decision not in DECISIONS:
            raise refuse_case("CASE-DECISION", DECISIONS)
        said = {
            "decision": decision,
            "reason": reason,
            "decided_by": opened.officer_id,
            "decided_on": opened.today.isoformat(),
        }
        if not _write(opened, transaction, subject, said):
            raise NotFound(order.household_id)
        due = keys.due_index(opened.household_id, opened.today.isoformat())
        put_meta(transaction, opened, settled=False, **due)
        member, benefit = subject
        return Happened("rules.loss_decided", {"decision": decision, "benefit": benefit, "member": member})

    return _seen(execute(order, work))


def _write(opened: Opened, transaction: Transaction, subject: Subject, said: dict[str, Any]) -> bool:
    """The decision beside each loss of the subject. False when there is none."""
    found = False
    for item in opened.parts("LOS"):
        body = body_of(item)
        for told in body["losses"]:
            if (told["member_id"], told["benefit"]) == subject:
                if told.get("decision") == ACCEPTED:
                    raise refuse_case("CASE-DECIDED")
                told.update(said)
                break
        else:
            continue
        found = True
        version = int(item["v"])
        changed = loss_item(opened.household_id, body, item["area"], version + 1)
        transaction.put(core(), changed, version=version)
    return found
