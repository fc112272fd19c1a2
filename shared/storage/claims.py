"""One person, one household: a row for each citizen id, held by the household that stored it first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.storage import keys, wire
from shared.storage.batch import TRIES, Throttled, pause
from shared.storage.settings import setting
from shared.storage.tables import LIMIT, batch_get

_RETRY = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


BY_PERSON = "person"  # in place of an import: somebody told it, and no withdrawal takes it back


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose member a citizen id is. ``blind``: the blind index, never the number itself.

    ``instead_of``: a household that has become one with this one, whose claim passes on. ``canary``: nobody has this
    number, and whoever asks for it should not.
    """

    blind: str
    household_id: str
    member_id: str
    instead_of: str | None = None
    canary: bool = False


def standing(blinds: Iterable[str]) -> dict[str, Claim]:
    """The claims that stand, by blind index."""
    wanted = [keys.unique_citizen(blind) for blind in dict.fromkeys(blinds)]
    found = {}
    for item in batch_get(setting("IDENTITY_TABLE"), wanted) if wanted else []:
        blind = item["PK"].rpartition("#")[2]
        found[blind] = Claim(blind, item["hid"], item["mid"], canary=bool(item.get("canary", False)))
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
    theirs is claimed. Raises Throttled.
    """
    lost: set[str] = set()
    for group in _grouped(households):
        lost |= _stake_group(import_id, group, sleep, spread)
    return lost


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
        wire.call(
            "TransactWriteItems",
            wire.text_of({"TransactItems": [put_action(import_id, row) for row in rows]}),
        )
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
