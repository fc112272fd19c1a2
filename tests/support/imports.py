"""What the tests of imports ask of the tables."""

from __future__ import annotations

from typing import Any

from shared.storage import identity
from tests.builders import imports as build
from tests.support.aws import Aws


def household(house: str = build.HOUSE, number: int = 1) -> str:
    return identity.keys_of_stack().household_id(house, number)


def kinds(aws: Aws, table: str = "CoreTable") -> list[str]:
    """What kinds of items a table holds, apart from the clock and the counter."""
    found = [
        (item["PK"]["S"].partition("#")[0], item["SK"]["S"].partition("#")[0]) for item in aws.items(table)
    ]
    return sorted(f"{pk} {sk}" for pk, sk in found if pk != "SYS")


def apart_from_imports(snapshot: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The tables without the items of imports themselves, and without the desk where held identities lie."""

    def own(item: dict[str, Any]) -> bool:
        return item["PK"]["S"].startswith(("IMP#", "SYS", "AU#", "HOLD#"))

    return {
        name: [item for item in items if "PK" in item and not own(item)] for name, items in snapshot.items()
    }
