"""Every sealed identity under a new data key, import by import; corrections each under one of their own.

An import gets its new key beside the old one, and readers try both. When no item lies under the old key any more it is
dropped. Each step may run twice or be killed: what opens under the new key is left alone, and the old key goes only
after a whole look at the table. Imports of the last days are left, since a late message may still write under the key
that it has read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from infra.rekey.table import WireItem, items, update
from shared.domain.dates import moment_of
from shared.storage import identity, imports, keys
from shared.storage.clients import client
from shared.storage.identity import Seal
from shared.storage.people import OWN
from shared.storage.tables import core, get, to_wire

SETTLED = timedelta(days=15)  # queues keep a message for fourteen


class Unfinished(Exception):
    """An earlier round was killed and has to come to its end first."""


@dataclass
class Round:
    """One change of all data keys. ``name`` tells it from the one before: a repeat of the same name goes on with it."""

    name: str
    now: datetime
    counts: Counter[str] = field(default_factory=Counter)
    _seals: dict[str, Seal | None] = field(default_factory=dict)
    _missed: set[str] = field(default_factory=set)

    def run(self) -> Counter[str]:
        """Counts: ``sealed`` anew, ``done`` before, ``left`` of imports too young, ``missed`` by somebody's change."""
        for item in items():
            kind = item["SK"]["S"].partition("#")[0]
            if kind == "ID":
                self._survey(item)
            elif kind == "IDC":
                self._correction(item)
        for import_id in self._seals.keys() - self._missed:
            if self._seals[import_id] is not None:
                _drop_old(import_id, self.name)
        return self.counts

    def _survey(self, item: WireItem) -> None:
        import_id = item["imp"]["S"]
        if import_id not in self._seals:
            self._seals[import_id] = self._seal_of(import_id)
        seal = self._seals[import_id]
        if seal is None:
            self.counts["left"] += 1
        elif not self._write(item, seal, {}):
            self._missed.add(import_id)  # withdrawn or erased meanwhile; the next run looks again

    def _correction(self, item: WireItem) -> None:
        if item.get("round") == {"S": self.name}:
            self.counts["done"] += 1
            return
        household = keys.household_of(item["PK"]["S"])
        old = identity.open_data_key(household, bytes(item["data_key"]["B"]), OWN)
        plain, wrapped = identity.new_data_key(household, OWN)
        self._write(item, Seal(plain, old), {"data_key": {"B": wrapped}, "round": {"S": self.name}})

    def _write(self, item: WireItem, seal: Seal, beside: WireItem) -> bool:
        again = seal.sealed_again(keys.household_of(item["PK"]["S"]), bytes(item["sealed"]["B"]))
        if again is None:
            self.counts["done"] += 1
            return True
        written = update(item, "sealed", {"sealed": {"B": again}, **beside})
        self.counts["sealed" if written else "missed"] += 1
        return written

    def _seal_of(self, import_id: str) -> Seal | None:
        """With the import's new key and, until all is done, the one before. None: it is too young, or not done."""
        job = imports.load(import_id)
        if job is None or job.data_key is None:
            raise LookupError("an identity whose import is gone")
        if not job.final or self.now - moment_of(job.received_at) < SETTLED:
            return None
        _put_new(import_id, self.name)
        job = imports.load(import_id)
        return imports.seal_of(job) if job is not None else None


def _put_new(import_id: str, name: str) -> None:
    """Once a round; whoever comes second goes on with the key that is there. Raises Unfinished."""
    _, wrapped = identity.new_data_key(import_id)
    begun = _update(
        import_id,
        "SET data_key = :new, data_key_before = data_key, key_round = :round",
        "attribute_not_exists(data_key_before) AND (attribute_not_exists(key_round) OR key_round <> :round)",
        {":new": {"B": wrapped}, ":round": {"S": name}},
    )
    there = get(core(), keys.import_meta(import_id)) or {}
    if not begun and there.get("key_round") != name:
        raise Unfinished(f"finish the round {there.get('key_round')} first: run it again")


def _drop_old(import_id: str, name: str) -> None:
    _update(import_id, "REMOVE data_key_before", "key_round = :round", {":round": {"S": name}})


def _update(import_id: str, update_expression: str, condition: str, values: WireItem) -> bool:
    try:
        client("dynamodb").update_item(
            TableName=core(),
            Key=to_wire(keys.import_meta(import_id)),
            UpdateExpression=update_expression,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True
