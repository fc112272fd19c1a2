"""Held identities: the same person in two households, until a coordinator has decided.

The hold itself names households and a member, all opaque; the person's blind index lies in the Identity table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.storage import keys
from shared.storage.claims import BY_PERSON
from shared.storage.clients import client
from shared.storage.identity import keys_of_stack
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, batch_get, core, get, to_wire

DIFFERENT, MOVED, MERGED = "different_person", "moved", "merged"
DECISIONS = (MOVED, MERGED, DIFFERENT)
_WHOLE = "*"  # in place of a member: the two households as wholes


@dataclass(frozen=True, slots=True)
class Conflict:
    """``household_id`` is held because ``other`` has the member ``member_id`` already, there as ``known_as``.

    ``said``: what the file says of the person that helps to tell two people apart, by fact; no name, no number.
    """

    household_id: str
    other: str
    member_id: str
    blind: str
    known_as: str | None = None
    said: Mapping[str, str] | None = None

    @property
    def hold_id(self) -> str:
        return hold_id(self.household_id, self.member_id, self.other)

    @property
    def pair_id(self) -> str:
        return hold_id(self.household_id, _WHOLE, self.other)


def hold_id(household_id: str, member_id: str, other: str) -> str:
    """The same conflict in another file is the same hold."""
    text = f"{household_id}|{member_id}|{other}"
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def open_hold(
    conflict: Conflict, tambon: str, import_id: str | None, opened_on: str, rows: Sequence[int] = ()
) -> None:
    """Put a conflict on the desk, or bring the one that lies there up to date; a decided one stays as it is.

    ``import_id`` None: no file told it but a person.
    """
    person = {**keys.held_person(conflict.hold_id), "blind": conflict.blind}
    client("dynamodb").put_item(TableName=setting("IDENTITY_TABLE"), Item=to_wire(person))
    item: Item = {
        **keys.hold(conflict.hold_id),
        **keys.hold_index(tambon, opened_on, conflict.hold_id),
        "hold_id": conflict.hold_id,
        "household_id": conflict.household_id,
        "other": conflict.other,
        "member_id": conflict.member_id,
        "known_as": conflict.known_as,
        "said": dict(conflict.said or {}),
        "tambon": tambon,
        "import_id": import_id,
        "rows": list(rows),
        "opened_on": opened_on,
        "state": "open",
        "v": 1,
    }
    try:
        client("dynamodb").put_item(
            TableName=core(),
            Item=to_wire(item),
            ConditionExpression="attribute_not_exists(PK) OR #state = :open",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":open": {"S": "open"}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def decisions(conflicts: Iterable[Conflict]) -> dict[str, str]:
    """What was decided, by the id of a hold or of a pair of households."""
    ids = {one for conflict in conflicts for one in (conflict.hold_id, conflict.pair_id)}
    found = batch_get(core(), [keys.hold(one) for one in sorted(ids)]) if ids else []
    return {item["hold_id"]: item["decision"] for item in found if item.get("decision")}


def load(one: str) -> Item | None:
    return get(core(), keys.hold(one))


def blind_of(one: str) -> str | None:
    """As claims have it today, whenever the hold was opened."""
    item = get(setting("IDENTITY_TABLE"), keys.held_person(one))
    return None if item is None else keys_of_stack().renewed(str(item["blind"]))


def decide(transaction: Transaction, hold: Item, decision: str, told: dict[str, Any]) -> None:
    """The hold leaves the desk. ``told``: reason, by whom and when."""
    version = int(hold["v"])
    item = {name: value for name, value in hold.items() if name not in ("G1P", "G1S")}
    item |= {"state": "decided", "decision": decision, **told, "v": version + 1}
    transaction.put(core(), item, version=version)


def pair(transaction: Transaction, hold: Item, told: dict[str, Any]) -> None:
    """From now on a file may take any person of the other household over into this one."""
    one = hold_id(hold["household_id"], _WHOLE, hold["other"])
    item = {**keys.hold(one), "hold_id": one, "state": "decided", "decision": MERGED, **told}
    transaction.put(core(), item)


def transfer(transaction: Transaction, blind: str, hold: Item) -> None:
    """The person is the held household's from now on."""
    brought_by = hold.get("import_id", BY_PERSON)
    transaction.actions.append(
        transfer_action(blind, hold["household_id"], hold["member_id"], hold["other"], brought_by)
    )


def transfer_action(blind: str, to: str, member: str, source: str, import_id: str) -> dict[str, Any]:
    values = {":to": to, ":from": source, ":member": member, ":import": import_id}
    return {
        "Update": {
            "TableName": setting("IDENTITY_TABLE"),
            "Key": to_wire(keys.unique_citizen(blind)),
            "UpdateExpression": "SET hid = :to, #mid = :member, imp = :import",
            "ConditionExpression": "attribute_not_exists(PK) OR hid = :from OR hid = :to",
            "ExpressionAttributeNames": {"#mid": "mid"},
            "ExpressionAttributeValues": to_wire(values),
        }
    }
