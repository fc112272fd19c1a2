"""The audit read back, newest first: by household, by officer, or all that people did, within a period.

Whoever writes the audit may not read it: the API asks a function that may (:func:`ask`), which reads (:func:`page`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from shared.storage import keys
from shared.storage.invoking import invoke
from shared.storage.pages import Position, Slice, read_page
from shared.storage.settings import setting
from shared.storage.tables import Item

SHOWN = ("id", "type", "time", "actor", "subject", "household", "basis", "details")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``since`` and ``until``: moments as the audit keeps them, both inclusive. ``kind``: a group of events, or one
    of its events (``read``, ``read.search_performed``). Without household and officer: all that people did."""

    since: str
    until: str
    household: str | None = None
    officer: str | None = None
    kind: str | None = None


def ask(wanted: Wanted, start: Position | None, limit: int) -> tuple[list[Item], Position | None]:
    """A page of events, and where the next one starts. Raises InvokeFailed."""
    answer = invoke("AUDIT_READER", {**asdict(wanted), "start": start, "limit": limit})
    position = answer["position"]
    return answer["items"], (int(position[0]), str(position[1])) if position else None


def page(order: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to :func:`ask`, as JSON."""
    wanted = Wanted(**{name: order.get(name) for name in Wanted.__slots__})  # type: ignore[arg-type]
    start = (int(order["start"][0]), str(order["start"][1])) if order.get("start") else None
    items, position = read_page(_slice(wanted), start, int(order["limit"]), lambda item: _fits(item, wanted))
    return {"items": [{name: item.get(name) for name in SHOWN} for item in items], "position": position}


def _slice(wanted: Wanted) -> Slice:
    table = setting("AUDIT_TABLE")
    months = list(_months(wanted))
    if wanted.household is not None:
        partitions = [keys.audit_partition(wanted.household, month) for month in months]
        return Slice(table, partitions, newest_first=True)
    if wanted.officer is not None:
        partitions = [keys.audit_of_officer(wanted.officer, month) for month in months]
        return Slice(table, partitions, "Index1", newest_first=True)
    days = [one for day in _days(wanted) for one in keys.audit_of_day(day)]
    return Slice(table, days, "Index2", newest_first=True)


def _fits(item: Item, wanted: Wanted) -> bool:
    event = str(item["type"]).removeprefix("th.sitthi.")
    return (
        wanted.since <= item["time"] <= wanted.until
        and wanted.officer in (None, item["actor"])
        and (wanted.kind is None or event.startswith(f"{wanted.kind}."))
    )


def _days(wanted: Wanted) -> Iterator[str]:
    """Days (yyyymmdd) by the audit's own time, newest first."""
    day, first = (date.fromisoformat(text[:10]) for text in (wanted.until, wanted.since))
    while day >= first:
        yield f"{day:%Y%m%d}"
        day -= timedelta(days=1)


def _months(wanted: Wanted) -> Iterator[str]:
    """Months (yyyymm), newest first."""
    yield from dict.fromkeys(day[:6] for day in _days(wanted))
