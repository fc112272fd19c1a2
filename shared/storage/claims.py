"""One person, one household: a row for each citizen id, held by the household that stored it first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.storage import keys, wire
from shared.storage.batch import AT_ONCE, TRIES, Throttled, at_once, chunks, pause
from shared.storage.clients import client
from shared.storage.settings import setting
from shared.storage.tables import LIMIT, to_wire

_KEY = f'{{"PK":{{"S":"%s"}},"SK":{{"S":"{keys.UNIQUE}"}}}}'
_RETRY = {
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "InternalServerError",
}
_TAKEN = "DuplicateItem"


BY_PERSON = "person"  # in place of an import: somebody told it, and no withdrawal takes it back


class Claim(NamedTuple):
    """Whose member a citizen id is. ``blind``: the blind index, never the number itself.

    ``instead_of``: a household that has become one with this one, whose claim passes on. ``canary``: nobody has this
    number, and whoever asks for it should not.
    """

    blind: str
    household_id: str
    member_id: str
    instead_of: str | None = None
    import_id: str = ""  # which file said so, once it stands
    canary: bool = False


def standing(blinds: Iterable[str]) -> dict[str, Claim]:
    """The claims that stand, by blind index."""
    found: dict[str, Claim] = {}
    table = setting("IDENTITY_TABLE")
    for some in chunks(dict.fromkeys(blinds), LIMIT):
        wanted = ",".join([_KEY % keys.unique_citizen_pk(blind) for blind in some])
        while wanted:
            answer = wire.call(
                "BatchGetItem",
                f'{{"RequestItems":{{"{table}":{{"ConsistentRead":true,"Keys":[{wanted}]}}}}}}',
            )
            for item in answer["Responses"].get(table, ()):
                blind = item["PK"]["S"].rpartition("#")[2]
                canary = item.get("canary", {}).get("BOOL", False)
                found[blind] = Claim(
                    blind, item["hid"]["S"], item["mid"]["S"], None, item["imp"]["S"], canary=canary
                )
            left = answer.get("UnprocessedKeys", {}).get(table, {"Keys": ()})["Keys"]
            wanted = ",".join(map(wire.text_of, left))
    return found


def stake(
    import_id: str,
    households: Mapping[str, list[Claim]],
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> set[str]:
    """Claim the new people of some households, each household's all or none.

    Returns the households that lost a race: somebody else claimed one of their people meanwhile. Nothing of
    theirs stays claimed. Raises Throttled.

    A row that must be new costs one write unit by itself and two in a transaction. So most are inserted one by one, and
    whoever is beaten lets go of the others; only claims that pass on from a merged household need all or none at once.
    """
    merged = {home: rows for home, rows in households.items() if any(row.instead_of for row in rows)}
    plain = [row for home, rows in households.items() if home not in merged for row in rows]
    lost = _insert_all(import_id, plain, sleep, spread)
    for group in _grouped(merged):
        lost |= _stake_group(import_id, group, sleep, spread)
    return lost


def _insert_all(
    import_id: str,
    waiting: list[Claim],
    sleep: Callable[[float], None],
    spread: Callable[[], float],
) -> set[str]:
    made: list[Claim] = []
    lost: set[str] = set()
    for attempt in range(TRIES):
        if not waiting:
            break
        if attempt:
            sleep(pause(attempt, spread()))
        some = list(chunks(waiting, AT_ONCE))
        codes = [code for part in at_once(lambda rows: _insert(import_id, rows), some) for code in part]
        said = list(zip(waiting, codes, strict=True))
        made += [row for row, code in said if not code]
        there = standing([row.blind for row, code in said if code == _TAKEN])
        lost |= {
            row.household_id
            for row, _ in said
            if row.blind in there and there[row.blind].household_id != row.household_id
        }
        waiting = [
            row for row, code in said if code and row.blind not in there and row.household_id not in lost
        ]
    let_go(import_id, [row for row in made if row.household_id in lost])
    if waiting:
        raise Throttled
    return lost


def _insert(import_id: str, rows: list[Claim]) -> list[str]:
    """A code for each row, empty where it was new. The texts are ids of our own making: nothing needs quoting."""
    insert = f'INSERT INTO \\"{setting("IDENTITY_TABLE")}\\" VALUE '
    statements = ",".join(
        [
            f"{{\"Statement\":\"{insert}{{'PK':'{keys.unique_citizen_pk(row.blind)}','SK':'{keys.UNIQUE}',"
            f"'hid':'{row.household_id}','mid':'{row.member_id}','imp':'{import_id}'}}\"}}"
            for row in rows
        ]
    )
    answer = wire.call("BatchExecuteStatement", f'{{"Statements":[{statements}]}}')
    codes = [one.get("Error", {}).get("Code", "") for one in answer["Responses"]]
    unknown = set(codes) - _RETRY - {"", _TAKEN}
    if unknown:
        raise RuntimeError(f"the table refused a claim: {sorted(unknown)}")
    return codes


def let_go(import_id: str, rows: Iterable[Claim]) -> None:
    """End claims that an import has made for households that it holds after all."""
    for row in rows:
        try:
            client("dynamodb").delete_item(
                TableName=setting("IDENTITY_TABLE"),
                Key={"PK": {"S": keys.unique_citizen_pk(row.blind)}, "SK": {"S": keys.UNIQUE}},
                ConditionExpression="hid = :hid AND imp = :imp",
                ExpressionAttributeValues={":hid": {"S": row.household_id}, ":imp": {"S": import_id}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def _stake_group(
    import_id: str,
    waiting: dict[str, list[Claim]],
    sleep: Callable[[float], None],
    spread: Callable[[], float],
) -> set[str]:
    """One transaction, again without the households that were beaten, until it goes through."""
    lost: set[str] = set()
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        reasons = _try(import_id, waiting)
        owners = [household for household, claims in waiting.items() for _ in claims]
        beaten = {
            owner for owner, why in zip(owners, reasons, strict=True) if why == "ConditionalCheckFailed"
        }
        lost |= beaten
        waiting = {household: claims for household, claims in waiting.items() if household not in beaten}
        if not waiting or not any(reasons):
            return lost
    raise Throttled


def _grouped(households: Mapping[str, list[Claim]]) -> Iterable[dict[str, list[Claim]]]:
    """Whole households into transactions of at most a hundred rows."""
    group: dict[str, list[Claim]] = {}
    size = 0
    for household, claims in households.items():
        if size + len(claims) > LIMIT and group:
            yield group
            group, size = {}, 0
        if claims:
            group[household] = claims
            size += len(claims)
    if group:
        yield group


def _try(import_id: str, waiting: Mapping[str, list[Claim]]) -> list[str]:
    """One transaction. Returns a reason for each row, all empty when it went through."""
    rows = [claim for claims in waiting.values() for claim in claims]
    try:
        actions = [put_action(import_id, row) for row in rows]
        wire.call("TransactWriteItems", wire.text_of({"TransactItems": actions}))
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        codes = [reason.get("Code", "None") for reason in error.response["CancellationReasons"]]
        unknown = set(codes) - _RETRY - {"None", "ConditionalCheckFailed"}
        if unknown:
            raise
        return ["" if code == "None" else code for code in codes]
    return [""] * len(rows)


def put_action(import_id: str, claim: Claim) -> dict[str, Any]:
    """The claim as an action of a transaction. ``import_id``: what brought it; ``BY_PERSON`` for a command."""
    item = {
        **keys.unique_citizen(claim.blind),
        "hid": claim.household_id,
        "mid": claim.member_id,
        "imp": import_id,
    }
    condition, values = "attribute_not_exists(PK) OR hid = :hid", {":hid": {"S": claim.household_id}}
    if claim.instead_of is not None:
        condition, values = condition + " OR hid = :old", {**values, ":old": {"S": claim.instead_of}}
    return {
        "Put": {
            "TableName": setting("IDENTITY_TABLE"),
            "Item": {name: {"S": text} for name, text in item.items()},
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
    }


def release_action(claim: Claim) -> dict[str, Any]:
    """The number was never this person's: from now on, whose it is can claim it."""
    return {
        "Delete": {
            "TableName": setting("IDENTITY_TABLE"),
            "Key": {name: {"S": text} for name, text in keys.unique_citizen(claim.blind).items()},
            "ConditionExpression": "hid = :hid AND #mid = :mid",
            "ExpressionAttributeNames": {"#mid": "mid"},
            "ExpressionAttributeValues": {":hid": {"S": claim.household_id}, ":mid": {"S": claim.member_id}},
        }
    }


def unclaim(blind: str, household_id: str) -> None:
    """End a household's claim on a person; another household's stays."""
    try:
        client("dynamodb").delete_item(
            TableName=setting("IDENTITY_TABLE"),
            Key=to_wire(keys.unique_citizen(blind)),
            ConditionExpression="hid = :hid",
            ExpressionAttributeValues={":hid": {"S": household_id}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
