"""What a payer knows that Sitthi's queues never say: which citizen number a person has (synthetic people only)."""

from __future__ import annotations

import csv
from pathlib import Path

from infra.local.world import World
from shared.storage.identity import Keys

HEADERS = ("เลขประจำตัวประชาชน", "citizen_id")


def identity_of(world: World) -> Keys:
    """How this stack names people and houses."""
    secrets = world.cloud.client("secretsmanager")
    secret = world.steady(lambda: secrets.get_secret_value(SecretId="sitthi/identity-hmac"))
    return Keys.derive(secret["SecretString"])


def citizens_of(world: World, file: Path) -> dict[str, str]:
    """Member id -> citizen number, for everybody in a sample file. A treasury keeps such a list of its own."""
    identity = identity_of(world)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    column = next(name for name in HEADERS if rows and name in rows[0])
    return {identity.member_of(row[column]): row[column] for row in rows if row[column]}
