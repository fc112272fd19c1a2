"""What an agency paid or gave, as facts of a household: one item a person, benefit and month."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.domain.dates import PartialDate
from shared.storage import keys
from shared.storage.batch import WireItem
from shared.storage.imports import Import
from shared.storage.tables import Item, batch_get, core, to_wire

SOURCE = "receipt"
SAID = ("imp", "sequence", "body")  # what one import has said of a month


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of a receipts file, its person found. ``month``: any day of it."""

    household_id: str
    member_id: str
    benefit: str
    month: date
    status: str  # paid | stopped | refused
    amount: int | None = None
    reference: str | None = None

    @property
    def observed_on(self) -> date:
        """The month's last day: whatever was said during the month, this is what happened in it."""
        return PartialDate(self.month.year, self.month.month).latest()

    @property
    def key(self) -> dict[str, str]:
        name = f"{self.member_id}#{self.benefit}#{self.month:%Y%m}"
        return keys.fact(self.household_id, self.observed_on, SOURCE, name)

    @property
    def body(self) -> str:
        values = {
            "member": self.member_id,
            "benefit": self.benefit,
            "month": f"{self.month:%Y-%m}",
            "status": self.status,
            "amount": self.amount,
            "reference": self.reference,
        }
        told = {name: value for name, value in values.items() if value is not None}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item(paid: Paid, job: Import, there: Mapping[str, Any] | None) -> WireItem:
    """The fact, marked so that an assessment follows. What it takes the place of stays beside it, newest first, and
    stands again if this import is withdrawn."""
    texts = {
        **paid.key,
        "source": SOURCE,
        "observed_on": paid.observed_on.isoformat(),
        "as_of": job.as_of,
        "imp": job.import_id,
        "body": paid.body,
        **keys.mark(keys.TODO, paid.household_id, job.marked_at),
    }
    whole: WireItem = to_wire({**texts, "sequence": job.sequence, "earlier": _earlier(there)})
    return whole


def _earlier(there: Mapping[str, Any] | None) -> list[dict[str, Any]] | None:
    if there is None:
        return None
    kept = list(there.get("earlier") or [])
    if not there.get("tombstone"):
        kept.insert(0, {name: there[name] for name in SAID if name in there})
    return kept or None


def standing_again(item: Mapping[str, Any]) -> Item | None:
    """A fact without its newest word: what stood there before, or None if nothing did."""
    earlier = list(item.get("earlier") or [])
    if not earlier:
        return None
    kept = {name: item[name] for name in ("PK", "SK", "source", "observed_on")}
    return {**kept, **earlier[0], "earlier": earlier[1:] or None}


def without(item: Mapping[str, Any], import_id: str) -> Item | None:
    """A fact of a later import without the word of an earlier one; None if that has no word there."""
    earlier = list(item.get("earlier") or [])
    left = [one for one in earlier if one["imp"] != import_id]
    return None if len(left) == len(earlier) else {**item, "earlier": left or None}


def stored(lines: Iterable[Paid]) -> dict[tuple[str, str], Item]:
    """What is stored under the keys of some lines, by (PK, SK)."""
    wanted = {(line.key["PK"], line.key["SK"]): line.key for line in lines}
    return {(row["PK"], row["SK"]): row for row in batch_get(core(), wanted.values())}


def fate(line: Paid, there: Mapping[str, object] | None, sequence: int) -> tuple[str, bool]:
    """(fate of the record, whether to write it). A later file's word stays; a repeat writes nothing."""
    if there is None:
        return "applied", True
    before = int(str(there.get("sequence", 0)))
    if before == sequence:
        return "applied", False  # written by this import on an earlier try
    if there["body"] == line.body:
        return "unchanged", False
    return "applied", before < sequence
