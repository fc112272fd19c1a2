"""Write units of an import, counted on the twin: what the tables would bill, and apart from it what the mark's index would."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from functions.import_part.handler import handler as work
from functions.receive_upload.handler import handler as receive
from infra.bench import imports_data
from infra.simulate.expressions import Item
from infra.simulate.schedule import NOW, Context, batch_of
from infra.simulate.tables import Tables
from infra.simulate.twin import Twin, in_place

PEOPLE = 2_000
_UNIT = 1024


def size_of(item: Item) -> int:
    """Bytes as DynamoDB counts them: names and values in UTF-8, numbers and flags as a few bytes."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Any) -> int:
    ((kind, found),) = value.items()
    if kind == "S":
        return len(found.encode())
    if kind == "B":
        return len(bytes(found))
    if kind == "M":
        return 3 + sum(len(name.encode()) + 1 + _value(one) for name, one in found.items())
    if kind == "L":
        return 3 + sum(1 + _value(one) for one in found)
    return 8


class Counting(Tables):
    """Counts the units of every item that is written; a transaction costs twice."""

    def __init__(self) -> None:
        super().__init__(lambda operation: None, lambda count: set())
        self.units: Counter[str] = Counter()
        self._times = 1

    def transact_write_items(self, TransactItems: list[Any], **more: Any) -> dict[str, Any]:
        self._times = 2
        try:
            return super().transact_write_items(TransactItems)
        finally:
            self._times = 1

    def _put(self, table: str, item: Item) -> None:
        super()._put(table, item)
        self._count(item)

    def _update(self, asked: Item) -> None:
        super()._update(asked)
        self._count(self.table(asked["TableName"])[asked["Key"]["PK"]["S"], asked["Key"]["SK"]["S"]])

    def _count(self, item: Item) -> None:
        kind = (
            "claim"
            if item["PK"]["S"].startswith("UQ#")
            else "import"
            if item["PK"]["S"].startswith(("IMP#", "SYS", "AU#"))
            else "household"
        )
        self.units[kind] += self._times * -(-size_of(item) // _UNIT)
        self.units["mark index"] += "G2P" in item


def figures() -> list[list[str]]:
    """Rows of the table: first import, the same again, one household changed."""
    twin = Twin()
    twin.tables = counting = Counting()
    twin.serve("dynamodb", counting)
    counting.table("core")["SYS", "CLOCK"] = {"PK": {"S": "SYS"}, "SK": {"S": "CLOCK"}, "now": {"S": NOW}}
    found: dict[str, Counter[str]] = {}
    with in_place(twin, os.environ), tempfile.TemporaryDirectory() as folder:  # type: ignore[arg-type]
        path = Path(folder) / "people.csv"
        for name, changed in (("first", 0), ("same", 0), ("changed", 1)):
            counting.units.clear()
            imports_data.write(path, PEOPLE, bad=0, changed=changed)
            _import(twin, f"partners/cdd/import/{name}.csv", path.read_bytes())
            found[name] = Counter(counting.units)
    homes = sum(1 for pk, sk in counting.table("core") if pk.startswith("HX#") and sk.endswith("0000000001"))
    people = sum(1 for pk, _ in counting.table("identity") if pk.startswith("UQ#"))
    first = found["first"]
    return [
        ["write units a household, first import", f"{first['household'] / homes:.2f}", "≤ 2.1"],
        ["write units a person new to the system", f"{first['claim'] / people:.2f}", "1"],
        ["write units of an identical re-import, households", str(found["same"]["household"]), "0"],
        ["write units of one changed household", str(found["changed"]["household"]), "one household's"],
        [
            "index writes of the work mark a household, first import",
            f"{first['mark index'] / homes:.2f}",
            "beside",
        ],
    ]


def _import(twin: Twin, key: str, body: bytes) -> None:
    version = twin.objects.put_object("inbox", key, body)["VersionId"]
    told = {"bucket": {"name": "inbox"}, "object": {"key": key, "versionId": version}}
    receive(batch_of([{"Records": [{"eventName": "ObjectCreated:Put", "s3": told}]}]), Context())
    while messages := twin.queues.waiting.pop("parts", []):
        for message in messages:
            assert not work(batch_of([message]), Context())["batchItemFailures"]


if __name__ == "__main__":
    for row in figures():
        print(" | ".join(row))
