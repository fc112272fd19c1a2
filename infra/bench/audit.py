"""How fast the audit's seal is made and verified, in memory: a million events as they lie in the table."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from infra.audit.check import Kept, breaks
from infra.bench import results
from shared.domain.seals import LANES, Entry, Link, Wire, lane_of, link_after, root_of
from shared.storage import keys
from shared.storage.audit import AuditEvent
from shared.storage.seals import link_item, root_item
from shared.storage.tables import to_wire

EVENTS, BATCH = 1_000_000, 100
COMMAND = "python -m infra.bench.audit"
START = datetime(2022, 1, 19, tzinfo=UTC)


def events() -> Iterator[Wire]:
    for number in range(EVENTS):
        household = f"household{number % 40_000:011d}"
        yield to_wire(
            AuditEvent(
                "th.sitthi.task.accepted.v1",
                str(number),
                START + timedelta(seconds=number),
                "lao-1",
                f"{household}-0123456789ab",
                household,
                "act_on_task row 1",
                {"from": "sent", "to": "accepted", "reason": "", "version": number % 9},
            ).item()
        )


def sealed(stored: list[Wire]) -> tuple[list[Wire], float]:
    """Links and the root, and the seconds that they took."""
    begun = time.process_time()
    ends: dict[int, Link] = {}
    made: list[Wire] = []
    for start in range(0, len(stored), BATCH):
        lanes: dict[int, list[Entry]] = defaultdict(list)
        for event in stored[start : start + BATCH]:
            entry = Entry.of(event)
            lanes[lane_of(entry.pk)].append(entry)
        for lane, entries in lanes.items():
            if link := link_after(ends.get(lane), lane, entries):
                ends[lane] = link
                made.append(to_wire(link_item(link)))
    root = root_of("2022-01-31", [ends.get(lane) for lane in range(LANES)], None)
    return [*made, to_wire(root_item(root))], time.process_time() - begun


def main() -> None:
    stored = list(events())
    seals, sealing = sealed(stored)
    body = seals[-1]["body"]["S"].encode()
    begun = time.process_time()
    kept = Kept(files={keys.root_file("2022-01-31"): body})
    for item in (*stored, *seals):
        kept.take(item)
    broken = next(breaks(kept), None)
    verifying = time.process_time() - begun
    assert broken is None, broken
    rows = [
        ["figure", "measured", "goal"],
        [f"verify {EVENTS:,} events, {len(seals) - 1:,} links, 1 root", f"{verifying:.1f} s", "≤ 60 s"],
        ["seal one event (digest and link, without AWS)", f"{sealing / EVENTS * 1e6:.0f} µs", "—"],
    ]
    notes = [
        f"Processor time on events that lie in memory as the table gives them, {BATCH} of them a batch of the stream; "
        "reading the table comes on top (a scan, about 1 MB a call)."
    ]
    results.record("Audit: the seal", COMMAND, notes, rows)


if __name__ == "__main__":
    main()
