"""What if: other dated amounts of the rule book, over the households of an area as they are known now.

Ordered through the API, run as queue work, kept as counts. Nothing of it is law, and nobody is named.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.casework.access import NotFound, require
from shared.casework.commands import Happened, once
from shared.casework.sessions import Caller
from shared.domain.areas import Areas
from shared.domain.merging import unpacked
from shared.domain.policy import FieldClass, Relation
from shared.domain.problems import refuse_case
from shared.rules import RuleError, current
from shared.rules.book import Book
from shared.rules.impact import Impacts, Stored, impacts
from shared.rules.reform import Value, with_values
from shared.storage import keys, sqs
from shared.storage.clock import stamp
from shared.storage.households import households_in, load_states
from shared.storage.pages import Position, Slice, read_page
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, core, get

ACTION = "simulate"
FEW = 5  # a smaller count could tell of somebody
WORDS = ("gains", "loses", "changes")
Changes = Mapping[str, Mapping[str, Value]]  # parameter -> day -> value


@dataclass(frozen=True, slots=True)
class Wish:
    """``on``: the day on which both books answer."""

    area: str
    on: date
    changes: Changes


def order(caller: Caller, wish: Wish, key: str | None) -> Item:
    """Raises CaseRefused or Conflict. The same key again is the same simulation."""
    require(caller, ACTION, [Relation.NONE], subject="simulation", fields=FieldClass.AGGREGATE)
    if not caller.officer.covers(wish.area):
        raise refuse_case("CASE-OFFICER-AREA", [wish.area])
    try:
        _changed(current(), wish.changes)
    except RuleError:
        raise refuse_case("CASE-SIMULATION", sorted(current().parameters)) from None
    command = f"{caller.officer.officer_id}|{ACTION}|{key or caller.request_id}"
    simulation_id = hashlib.blake2b(command.encode(), digest_size=8).hexdigest()

    def decide(transaction: Transaction) -> Happened | None:
        if get(core(), keys.simulation(simulation_id)) is not None:
            return None
        transaction.put(core(), _item(simulation_id, wish, caller), version=0)
        return Happened("rules.simulation_run", {"area": wish.area}, simulation_id)

    once(caller, ACTION, command, decide)
    item = read(caller, simulation_id)
    if item["state"] == "queued" and sqs.send(
        setting("SIMULATIONS_QUEUE_URL"), [{"simulation_id": simulation_id}]
    ):
        raise RuntimeError("the simulations queue refused the order")
    return item


def _item(simulation_id: str, wish: Wish, caller: Caller) -> Item:
    at = stamp(caller.at)
    return {
        **keys.simulation(simulation_id),
        **keys.simulation_index(simulation_id, at),
        "simulation_id": simulation_id,
        "area": wish.area,
        "on": wish.on.isoformat(),
        "changes": json.dumps(wish.changes, ensure_ascii=False, sort_keys=True),
        "by": caller.officer.officer_id,
        "asked_at": at,
        "state": "queued",
        "v": 1,
    }


def read(caller: Caller, simulation_id: str) -> Item:
    """Raises NotFound for one of an area that is not the caller's too."""
    item = get(core(), keys.simulation(simulation_id))
    if item is None or not caller.officer.covers(item["area"]):
        raise NotFound(simulation_id)
    return item


def list_simulations(
    caller: Caller, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Newest first, of the caller's areas."""
    what = Slice(core(), [keys.simulation_partition()], "Index1", newest_first=True)
    return read_page(what, start, limit, lambda item: caller.officer.covers(item["area"]))


def run(simulation_id: str) -> str:
    """Count once; a repeat finds it done. Returns the state. Raises LookupError or Conflict."""
    item = get(core(), keys.simulation(simulation_id))
    if item is None:
        raise LookupError("no such simulation")
    if item["state"] != "queued":
        return str(item["state"])
    book = current()
    try:
        changed = _changed(book, json.loads(item["changes"]))
    except RuleError:  # another edition came meanwhile, without this parameter
        return _done(item, {"state": "failed", "rule_book": book.digest})
    made = impacts(book, changed, _households(item["area"]), date.fromisoformat(item["on"]))
    result = json.dumps(_result(made, book), ensure_ascii=False, sort_keys=True)
    return _done(item, {"state": "done", "rule_book": book.digest, "result": result})


def _done(item: Item, more: Mapping[str, Any]) -> str:
    transaction = Transaction()
    version = int(item["v"])
    transaction.put(core(), {**item, **more, "v": version + 1}, version=version)
    transaction.commit()
    return str(more["state"])


def _changed(book: Book, changes: Changes) -> Book:
    dated = {
        name: {date.fromisoformat(day): value for day, value in values.items()}
        for name, values in changes.items()
    }
    return with_values(book, dated)


def _households(area: str) -> Iterator[Stored]:
    for state in load_states(households_in(area, Areas.load())):
        if state.facts is not None and state.meta is not None:
            facts = unpacked(json.loads(state.facts["body"]))
            yield Stored(state.household_id, state.meta["tambon"], facts)


def _result(made: Impacts, book: Book) -> dict[str, Any]:
    """Counts without small ones; benefits that tell of an illness stand together under no name."""
    counts: dict[str, Counter[str]] = {}
    baht: Counter[str] = Counter()
    for benefit, words in made.counts.items():
        name = "" if book.benefits[benefit].sensitive else benefit
        counts.setdefault(name, Counter()).update(words)
        baht[name] += made.baht[benefit]
    return {
        "households": _shown(made.households),
        "touched": _shown(made.touched),
        "benefits": [{"benefit": name or None, **_row(counts[name], baht[name])} for name in sorted(counts)],
        "districts": [{"district": code, **_row(found)} for code, found in sorted(made.areas.items())],
    }


def _row(counts: Counter[str], baht: int | None = None) -> dict[str, Any]:
    enough = sum(counts.values()) >= FEW
    money = {} if baht is None else {"baht_per_month": baht if enough else None}
    return {**{word: _shown(counts[word]) for word in WORDS}, **money}


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= FEW else None
