"""What partners sent in a period: files and records by fate, for the page on the quality of their data."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from shared.domain.dates import BANGKOK
from shared.storage import keys
from shared.storage.clock import stamp
from shared.storage.tables import core, query

FATES = ("records", "applied", "unchanged", "held", "quarantined", "duplicates")
REFUSED = ("rejected", "failed", "withdrawn")


def by_partner(start: date, end: date) -> dict[str, dict[str, int]]:
    """By partner: ``files``, ``refused`` and records by fate, of imports received from ``start`` to ``end``.

    Checks that wrote nothing do not count.
    """
    first, last = (stamp(datetime.combine(day, time(), BANGKOK)) for day in (start, end + timedelta(days=1)))
    found: dict[str, Counter[str]] = {}
    partition = keys.import_index("", "", "")["G3P"]
    for item in query(core(), partition, between=(first, last), index="Index3"):
        if item["mode"] != "import" or item["door"] != "partners":
            continue
        told = found.setdefault(item["partner"], Counter())
        told["files"] += 1
        told["refused"] += item["state"] in REFUSED
        counts = item["outcome"].get("counts", {}) if item["state"] == "done" else {}
        for fate in FATES:
            told[fate] += int(counts.get(fate, 0))
    return {partner: dict(sorted(told.items())) for partner, told in sorted(found.items())}
