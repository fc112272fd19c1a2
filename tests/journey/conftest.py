"""The real template on the embedded cloud, with the sample province in it, once for all journey tests."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local.outside import Outside
from infra.local.world import World
from shared.storage.identity import Keys
from shared.storage.tables import from_wire

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "events" / "tpmap_yala_379.csv"


@dataclass
class Journey:
    """A running world, the manifest of the sample's import, and ways to look at one household."""

    world: World
    manifest: dict[str, Any]
    outside: Outside
    keys: Keys

    def household(self, house_code: str, household_no: int = 1) -> str:
        return self.keys.household_id(house_code, household_no)

    def member(self, excel_row: int) -> str:
        """The member id of the person in a row of the sample file."""
        with SAMPLE.open(encoding="utf-8-sig", newline="") as lines:
            row = list(csv.DictReader(lines))[excel_row - 2]
        return self.keys.member_of(row["เลขประจำตัวประชาชน"])

    def items(self, partition: str, table: str = "CoreTable") -> list[dict[str, Any]]:
        answer = self.world.cloud.client("dynamodb").query(
            TableName=self.world.outputs[table],
            KeyConditionExpression="PK = :p",
            ExpressionAttributeValues={":p": {"S": partition}},
        )
        return [from_wire(item) for item in answer["Items"]]


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("journey")
    with World(folder / "state", folder / "out", auth=True) as world:
        world.deploy()
        manifest = world.upload("cdd", SAMPLE)
        world.settle()
        secret = world.cloud.client("secretsmanager").get_secret_value(SecretId="sitthi/identity-hmac")
        yield Journey(world, manifest, Outside(world, SAMPLE), Keys.derive(secret["SecretString"]))
