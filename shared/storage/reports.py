"""Compiled reports in S3, the snapshots they were made from, and their record in the Core table."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from shared.domain.reports import ReportName
from shared.storage import keys, report_parts
from shared.storage.clients import client
from shared.storage.clock import stamp
from shared.storage.settings import setting
from shared.storage.tables import Conflict, Item, Transaction, core, get, query, to_wire

_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def snapshot_key(name: ReportName) -> str:
    return f"snapshots/{_place(name)}/figures.json"


def file_key(name: ReportName, file: str) -> str:
    return f"reports/{_place(name)}/{file}"


def _place(name: ReportName) -> str:
    return "/".join([name.kind, name.period.id, name.area, *([name.agency] if name.agency else [])])


def read_snapshot(name: ReportName) -> dict[str, Any] | None:
    """The figures that a period's report was made from; None when it was never compiled."""
    return report_parts.read_json(snapshot_key(name))


def snapshot_bytes(name: ReportName) -> bytes | None:
    """The same as it is stored; what was stored once never changes."""
    return report_parts.read(snapshot_key(name))


def keep_snapshot(name: ReportName, body: Mapping[str, Any]) -> dict[str, Any]:
    """Store a period's figures unless somebody did before; returns those that stand."""
    return report_parts.keep_json(snapshot_key(name), body)


def put_files(name: ReportName, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write a report's files. Returns their keys by name."""
    written = {}
    for file, body in sorted(files.items()):
        written[file] = file_key(name, file)
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=written[file],
            Body=body,
            ContentType=_TYPES[file.rpartition(".")[2]],
        )
    return written


def load(name: ReportName) -> Item | None:
    """The report's item: what was ordered, how far it is, and its files once it is done."""
    return get(core(), keys.report(name))


def put_order(
    transaction: Transaction,
    name: ReportName,
    at: datetime,
    marked_at: datetime,
    by: str | None,
    *,
    mail: bool,
) -> None:
    """A new report to be compiled, with a mark that keeps it in sight of the daily sweep until it is done.

    ``by``: the officer who asks, None for a schedule; ``mail``: subscribers hear of it.
    """
    item = {
        **keys.report(name),
        **keys.mark(keys.REPORTING, name.id, stamp(marked_at)),
        "report_id": name.id,
        "kind": str(name.kind),
        "period": name.period.id,
        "area": name.area,
        "agency": name.agency,
        "state": "queued",
        "asked_at": stamp(at),
        "by": by,
        "mail": mail,
        "parts": 0,
        "done": 0,
    }
    transaction.put(core(), item, new=True)


def begin(name: ReportName, at: datetime, marked_at: datetime, *, mail: bool) -> Item:
    """The order of a schedule: made, or found as it stands."""
    transaction = Transaction()
    put_order(transaction, name, at, marked_at, None, mail=mail)
    with suppress(Conflict):
        transaction.commit()
    found = load(name)
    assert found is not None
    return found


def planned(name: ReportName, parts: int) -> None:
    """Parts are counted from now on. What is done already stays done."""
    _set(name, "SET #state = :state, #parts = :parts", {":state": "counting", ":parts": parts})


def part_done(name: ReportName, part: str) -> None:
    """Mark a part as done; a repeat changes nothing."""
    transaction = Transaction()
    transaction.put(core(), {**keys.report_part(name, part)}, new=True)
    transaction.actions.append(
        {
            "Update": {
                "TableName": core(),
                "Key": to_wire(keys.report(name)),
                "UpdateExpression": "ADD #done :one",
                "ConditionExpression": "attribute_exists(PK)",
                "ExpressionAttributeNames": {"#done": "done"},
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            }
        }
    )
    try:
        transaction.commit()
    except Conflict:
        if get(core(), keys.report_part(name, part)) is None:
            raise


def parts_done(name: ReportName) -> set[str]:
    return {item["SK"] for item in query(core(), keys.report_part(name, "")["PK"], only=("SK",))}


def percent(item: Mapping[str, Any]) -> int:
    """How far a report is: counting is nine tenths of the work."""
    if item["state"] == "done":
        return 100
    return int(item["done"]) * 90 // int(item["parts"]) if item.get("parts") else 0


def finish(
    name: ReportName, files: Mapping[str, str], title: Mapping[str, str], made_on: date, digest: str
) -> None:
    """The report is done: the same item on a repeat, without its mark."""
    values = {
        ":state": "done",
        ":files": files,
        ":title": title,
        ":made": made_on.isoformat(),
        ":digest": digest,
    }
    _set(
        name,
        "SET #state = :state, #files = :files, #title = :title, #made = :made, #digest = :digest REMOVE G2P, G2S",
        values,
    )


def _set(name: ReportName, update: str, values: Mapping[str, Any]) -> None:
    names = {
        "state": "state",
        "parts": "parts",
        "files": "files",
        "title": "title",
        "made": "made_on",
        "digest": "digest",
    }
    client("dynamodb").update_item(
        TableName=core(),
        Key=to_wire(keys.report(name)),
        UpdateExpression=update,
        ConditionExpression="attribute_exists(PK)",
        ExpressionAttributeNames={f"#{one}": field for one, field in names.items() if f"#{one} " in update},
        ExpressionAttributeValues=to_wire(values),
    )
