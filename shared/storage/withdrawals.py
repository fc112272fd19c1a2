"""What an import has stored, and how it is taken back: its versions become tombstones, a receipt that it wrote over
stands again, its claims on persons end.

Every step may be repeated: the sealed identity goes last, and while it is there the household is not yet through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.dates import bangkok_date
from shared.storage import audit, batch, files, keys, receipts, surveys
from shared.storage.batch import WireItem
from shared.storage.claims import unclaim
from shared.storage.clients import client
from shared.storage.clock import stamp
from shared.storage.identity import Keys, Seal
from shared.storage.imports import Import
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, batch_get, core, to_wire

Key = tuple[str, str]


def _ledger(import_id: str) -> str:
    return f"ledgers/{import_id}"


def put_ledger(import_id: str, pieces: Iterable[bytes]) -> None:
    """Keys of all that an import has stored; opaque, so it may stay as long as the households do."""
    files.put_pieces(setting("REPORTS_BUCKET"), _ledger(import_id), pieces, "text/plain")


def ledger(import_id: str) -> files.Read:
    return files.ranged({"Bucket": setting("REPORTS_BUCKET"), "Key": _ledger(import_id)})


def request(import_id: str, reason: str, by: str, at: datetime, marked_at: datetime) -> Transaction:
    """The decision itself: final at once; a mark keeps the work that follows in sight."""
    mark = keys.mark(keys.IMPORTING, import_id, stamp(marked_at))
    told = {"reason": reason, "by": by, "at": stamp(at), "as_of": bangkok_date(at).isoformat()}
    transaction = Transaction()
    transaction.actions.append(
        {
            "Update": {
                "TableName": core(),
                "Key": to_wire(keys.import_meta(import_id)),
                "UpdateExpression": "SET #state = :new, withdrawal = :told, G2P = :p, G2S = :s, marked_at = :at",
                "ConditionExpression": "#state = :old",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": to_wire(
                    {
                        ":new": "withdrawn",
                        ":old": "done",
                        ":told": told,
                        ":p": mark["G2P"],
                        ":s": mark["G2S"],
                        ":at": stamp(marked_at),
                    }
                ),
            }
        }
    )
    event = audit.AuditEvent(
        type="th.sitthi.import.withdrawn.v1",
        key=import_id,
        at=at,
        actor=by,
        subject=import_id,
        basis="policy withdraw_import",
        details={"reason": reason},
    )
    audit.add(transaction, event)
    return transaction


def take_back(job: Import, as_of: date, stored: Sequence[Key], hmac: Keys, seal: Seal | None) -> None:
    """Turn some of an import's surveys and facts into tombstones that wake an assessment."""
    found = batch_get(core(), [{"PK": pk, "SK": sk} for pk, sk in stored])
    own = [item for item in found if item.get("imp") == job.import_id]
    _take_words_back(job, found)
    twins = [_twin(item) for item in own if item["SK"].startswith("SV#")]
    sealed = batch_get(setting("IDENTITY_TABLE"), twins) if twins else []
    if seal is not None:
        for twin in sealed:
            _release(twin, hmac, seal)
    batch.put_all(core(), _tombstones(job, as_of, own))
    for twin in sealed:
        key = {"PK": twin["PK"], "SK": twin["SK"]}
        client("dynamodb").delete_item(TableName=setting("IDENTITY_TABLE"), Key=to_wire(key))


def _take_words_back(job: Import, found: Iterable[Item]) -> None:
    """Where a later import has written over a fact, this one's word must not stand up again. Raises Throttled."""
    for item in found:
        left = None if item.get("imp") == job.import_id else receipts.without(item, job.import_id)
        if left is None:
            continue
        try:
            client("dynamodb").put_item(
                TableName=core(),
                Item=to_wire(left),
                ConditionExpression="imp = :imp",
                ExpressionAttributeValues={":imp": {"S": item["imp"]}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise batch.Throttled from None  # one more import has written meanwhile


def _twin(item: Item) -> dict[str, str]:
    household = keys.household_of(item["PK"])
    return {"PK": keys.household_pk(household), "SK": keys.identity_beside(item["SK"])}


def _release(twin: Item, hmac: Keys, seal: Seal) -> None:
    """End the claims on persons whom no other survey of the household names."""
    household = keys.household_of(twin["PK"])
    own = "SV#" + twin["SK"].removeprefix("ID#")
    others = [one for one in surveys.versions(household) if one.sk != own and not one.tombstone]
    still = {member for one in others for member in one.facts["m"]}
    people = seal.open(household, bytes(twin["sealed"]))["members"]
    for member, fields in people.items():
        if member not in still and fields.get("citizen_id"):
            unclaim(hmac.blind_index(fields["citizen_id"]), household)


def _tombstones(job: Import, as_of: date, own: Iterable[Item]) -> Iterator[WireItem]:
    for item in own:
        if item.get("tombstone"):
            continue
        household = keys.household_of(item["PK"])
        again = receipts.standing_again(item)
        if again is not None:
            mark = keys.mark(keys.TODO, household, job.marked_at)
            yield to_wire({**again, "as_of": as_of.isoformat(), **mark})
            continue
        kept = ("PK", "SK", "observed_on", "tambon", "source", "imp")
        texts = {name: item[name] for name in kept if name in item}
        texts |= {"as_of": as_of.isoformat(), "body": _nothing(item)}
        texts |= keys.mark(keys.TODO, household, job.marked_at)
        stone: WireItem = {name: {"S": text} for name, text in texts.items()}
        stone["tombstone"] = {"BOOL": True}
        if "sequence" in item:
            stone["sequence"] = {"N": str(item["sequence"])}
        yield stone


def _nothing(item: Item) -> str:
    """A survey of nobody, or no values for whom the fact was about."""
    if item["SK"].startswith("SV#"):
        return '{"h":{},"m":{}}'
    about: dict[str, Any] = {"member": json.loads(item["body"]).get("member"), "values": {}}
    return json.dumps(about, separators=(",", ":"))


def finish(import_id: str) -> None:
    """The work mark goes once everything is taken back."""
    client("dynamodb").update_item(
        TableName=core(),
        Key=to_wire(keys.import_meta(import_id)),
        UpdateExpression="REMOVE G2P, G2S",
        ConditionExpression="#state = :state",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":state": {"S": "withdrawn"}},
    )
