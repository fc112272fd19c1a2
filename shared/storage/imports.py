"""An import as the Core table knows it: one object version, one item, one final state."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.dates import bangkok_date, moment_of
from shared.storage import audit, identity, keys
from shared.storage.batch import TRIES, Throttled, pause
from shared.storage.clients import client
from shared.storage.clock import stamp
from shared.storage.tables import Conflict, Item, Transaction, core, get, to_wire

FINAL = frozenset({"done", "rejected", "failed", "withdrawn"})
_KEY = re.compile(r"(?:partners/([a-z0-9][a-z0-9_-]{0,39})|(administration))/(import|check)/(.*[^/])", re.S)


@dataclass(frozen=True, slots=True)
class Source:
    """One version of one object in the inbox, and what its key says of it.

    ``door`` is ``partners`` or ``administration``: the second is open to administrators alone.
    """

    bucket: str
    key: str
    version: str
    door: str
    partner: str
    mode: str

    @classmethod
    def of(cls, bucket: str, key: str, version: str) -> Source | None:
        """None when the key is not one that partners or administrators upload to."""
        found = _KEY.fullmatch(key)
        if found is None:
            return None
        door = "administration" if found[2] else "partners"
        return cls(bucket, key, version, door, found[1] or found[2], found[3])

    @property
    def import_id(self) -> str:
        return keys.import_id(self.bucket, self.key, self.version)


@dataclass(frozen=True, slots=True)
class Import:
    """``as_of``, ``received_at``: the product's clock; ``marked_at``: machine time, for the age of work marks."""

    import_id: str
    source: Source
    sequence: int
    state: str
    as_of: str
    received_at: str
    marked_at: str
    layout: str | None = None
    data_key: bytes | None = None  # as the KMS key sealed it
    data_key_before: bytes | None = None  # while identities are being sealed anew: what some still lie under
    marked: bool = True  # there is work left
    withdrawal: Mapping[str, str] | None = None

    @property
    def final(self) -> bool:
        return self.state in FINAL

    @property
    def dry(self) -> bool:
        return self.source.mode == "check"

    @classmethod
    def from_item(cls, item: Item) -> Import:
        source = Source(
            item["bucket"],
            item["object_key"],
            item["version"],
            item["door"],
            item["partner"],
            item["mode"],
        )
        sealed, before = item.get("data_key"), item.get("data_key_before")
        return cls(
            import_id=item["import_id"],
            source=source,
            sequence=item["sequence"],
            state=item["state"],
            as_of=item["as_of"],
            received_at=item["received_at"],
            marked_at=item["marked_at"],
            layout=item.get("layout"),
            data_key=bytes(sealed) if sealed is not None else None,
            data_key_before=bytes(before) if before is not None else None,
            marked="G2P" in item,
            withdrawal=item.get("withdrawal"),
        )

    def item(self) -> Item:
        source = self.source
        return {
            **keys.import_meta(self.import_id),
            **keys.import_index(source.partner, self.received_at, self.import_id),
            **keys.mark(keys.IMPORTING, self.import_id, self.marked_at),
            "import_id": self.import_id,
            "bucket": source.bucket,
            "object_key": source.key,
            "version": source.version,
            "door": source.door,
            "partner": source.partner,
            "mode": source.mode,
            "sequence": self.sequence,
            "state": self.state,
            "as_of": self.as_of,
            "received_at": self.received_at,
            "marked_at": self.marked_at,
        }


def load(import_id: str) -> Import | None:
    item = get(core(), keys.import_meta(import_id))
    return Import.from_item(item) if item else None


def receive(
    source: Source,
    *,
    at: datetime,
    marked_at: datetime,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> Import:
    """The import of an object version: found, or made with the next sequence number. Raises Throttled.

    The mark keeps an import in sight of the daily sweep until it is final.
    """
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        known = load(source.import_id)
        if known is not None:
            return known
        job = Import(
            import_id=source.import_id,
            source=source,
            sequence=_last_sequence() + 1,
            state="received",
            as_of=bangkok_date(at).isoformat(),
            received_at=stamp(at),
            marked_at=stamp(marked_at),
        )
        transaction = Transaction()
        transaction.put(core(), job.item(), new=True)
        transaction.actions.append(_take_number(job.sequence))
        try:
            transaction.commit()
        except Conflict:
            continue  # another upload took the number, or this one was received meanwhile
        return job
    raise Throttled


def _last_sequence() -> int:
    counter = get(core(), keys.import_sequence())
    return int(counter["last"]) if counter else 0


def _take_number(number: int) -> dict[str, Any]:
    update: dict[str, Any] = {
        "TableName": core(),
        "Key": to_wire(keys.import_sequence()),
        "UpdateExpression": "SET #last = :next",
        "ExpressionAttributeNames": {"#last": "last"},
        "ExpressionAttributeValues": {":next": {"N": str(number)}},
    }
    if number == 1:
        update["ConditionExpression"] = "attribute_not_exists(#last)"
    else:
        update["ConditionExpression"] = "#last = :before"
        update["ExpressionAttributeValues"][":before"] = {"N": str(number - 1)}
    return {"Update": update}


def start(job: Import, layout: str, state: str = "applying") -> tuple[Import, identity.Seal | None]:
    """Note the layout and, unless it is a dry run, fix the data key that seals this import's identities.

    Whoever comes second uses the key that is there, so that both write the same bytes.
    """
    if job.data_key is None:
        plain, sealed = (None, None) if job.dry else identity.new_data_key(job.import_id)
        stored = _note_start(job, layout, sealed, state)
        job = replace(job, state=state, layout=layout, data_key=stored)
        if plain is not None and stored == sealed:
            return job, identity.Seal(plain)
    return job, seal_of(job)


def seal_of(job: Import) -> identity.Seal | None:
    """What seals the identities of an import that has started; None in a dry run."""
    if job.data_key is None:
        return None
    return opened(job.import_id, job.data_key, job.data_key_before)


def opened(import_id: str, data_key: bytes, before: bytes | None) -> identity.Seal:
    """The seal of an import's data key and, while identities are being sealed anew, of the one before."""
    old = identity.open_data_key(import_id, before) if before is not None else None
    return identity.Seal(identity.open_data_key(import_id, data_key), old)


def _note_start(job: Import, layout: str, sealed: bytes | None, state: str) -> bytes | None:
    """Returns the sealed key that is now stored."""
    update = "SET #state = :state, layout = :layout"
    values: dict[str, Any] = {":state": {"S": state}, ":layout": {"S": layout}}
    if sealed is not None:
        update += ", data_key = :key"
        values[":key"] = {"B": sealed}
    try:
        client("dynamodb").update_item(
            TableName=core(),
            Key=to_wire(keys.import_meta(job.import_id)),
            UpdateExpression=update,
            ConditionExpression="attribute_exists(PK) AND attribute_not_exists(data_key) AND attribute_exists(G2P)",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=values,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        there = load(job.import_id)
        return there.data_key if there else None
    return sealed


def finish(
    job: Import,
    state: str,
    outcome: Mapping[str, Any],
    reasons: Sequence[Mapping[str, Any]] = (),
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> bool:
    """Move to a final state, with the import's one audit event. False when another run did it first.

    ``outcome``: counts and codes for lists of imports; no names and no numbers of persons. Raises Throttled.
    """
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        try:
            _final(job, state, outcome, reasons).commit()
        except Conflict:
            there = load(job.import_id)
            if there is None or there.final:
                return False
        else:
            return True
    raise Throttled


def _final(
    job: Import, state: str, outcome: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]]
) -> Transaction:
    transaction = Transaction()
    transaction.actions.append(
        {
            "Update": {
                "TableName": core(),
                "Key": to_wire(keys.import_meta(job.import_id)),
                "UpdateExpression": "SET #state = :state, outcome = :outcome REMOVE G2P, G2S",
                "ConditionExpression": "attribute_exists(G2P)",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": to_wire(
                    {":state": state, ":outcome": {**outcome, "reasons": list(reasons)}}
                ),
            }
        }
    )
    audit.add(
        transaction,
        audit.AuditEvent(
            type=f"th.sitthi.import.{state}.v1",
            key=job.import_id,
            at=moment_of(job.received_at),
            actor=f"partner:{job.source.partner}",
            subject=job.import_id,
            basis="import",
            details={"mode": job.source.mode, **outcome},
        ),
    )
    return transaction
