"""Who lives in a household, by name: the sealed twins of its surveys, and what people told since, field by field.

Everything lies in the Identity table; nothing here is ever written to a log, an audit row or another table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from shared.domain.survey_text import as_text
from shared.storage import identity, imports, keys
from shared.storage.claims import unclaim
from shared.storage.clients import client
from shared.storage.identity import Seal
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, query, to_wire

OWN = "household"  # what the data key of a correction is bound to


@dataclass(frozen=True, slots=True)
class People:
    """Identity fields as text, under the names of the partner layout. ``members``: by member id."""

    household: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.household) or any(self.members.values())


def load(household_id: str) -> People:
    """The newest word on each field: a survey's, or a later correction."""
    household: dict[str, str] = {}
    members: dict[str, dict[str, str]] = {}
    opener = cache(_seal_of_import)
    found = list(query(setting("IDENTITY_TABLE"), keys.household_pk(household_id), prefix="ID"))
    for item in sorted(found, key=_rank):
        seal = _seal_of(household_id, item) if "data_key" in item else opener(item["imp"])
        body = seal.open(household_id, bytes(item["sealed"]))
        household |= body["household"]
        for member, fields in body["members"].items():
            members.setdefault(member, {}).update(fields)
    return People(household, members)


def _rank(item: Item) -> tuple[str, str]:
    """By the day in the world; on the same day a correction is firmer than a survey."""
    kind, day, rest = item["SK"].split("#", 2)
    return day, f"{kind}#{rest}" if kind == "IDC" else f"{kind} {rest}"


def _seal_of_import(import_id: str) -> Seal:
    job = imports.load(import_id)
    seal = imports.seal_of(job) if job else None
    if seal is None:
        raise LookupError("an identity whose import is gone")
    return seal


def _seal_of(household_id: str, item: Item) -> Seal:
    return Seal(identity.open_data_key(household_id, bytes(item["data_key"]), OWN))


def correct(transaction: Transaction, household_id: str, on: date, tell_apart: str, told: People) -> None:
    """What somebody told, sealed under a data key of its own. ``tell_apart``: of the command, in order of recording."""
    plain, sealed = identity.new_data_key(household_id, OWN)
    body = {
        "household": dict(told.household),
        "members": {member: dict(fields) for member, fields in told.members.items()},
    }
    item = {
        **keys.correction(household_id, on, tell_apart),
        "data_key": sealed,
        "sealed": Seal(plain).close(household_id, as_text(body)),
    }
    transaction.put(setting("IDENTITY_TABLE"), item, new=True)


def erase(household_id: str) -> None:
    """Everything that says who lives there, and the claims on their numbers. Killed and repeated, it ends alike."""
    hmac = identity.keys_of_stack()
    for fields in load(household_id).members.values():
        if fields.get("citizen_id"):
            unclaim(hmac.blind_index(fields["citizen_id"]), household_id)
    for item in list(query(setting("IDENTITY_TABLE"), keys.household_pk(household_id), only=("PK", "SK"))):
        client("dynamodb").delete_item(TableName=setting("IDENTITY_TABLE"), Key=to_wire(item))
