"""Is the audit as it was sealed? Every event, link and root is asked, and the breaks are named in the chain's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.seals import LANES, NOTHING, Link, Root, Wire, digest, lane_of
from shared.storage import keys
from shared.storage.seals import link_from, link_item, root_item
from shared.storage.tables import from_wire, to_wire

Key = tuple[str, str]


@dataclass
class Kept:
    """What lies in the Audit table and in the roots' bucket, taken in item by item."""

    events: dict[Key, str] = field(default_factory=dict)  # key -> digest of what lies there now
    links: dict[str, list[Wire]] = field(default_factory=lambda: defaultdict(list))  # partition -> items
    roots: dict[str, Wire] = field(default_factory=dict)  # day -> item
    files: dict[str, bytes] = field(default_factory=dict)  # name -> the first version of the file
    strange: list[str] = field(default_factory=list)
    oldest: str = ""  # events before this moment may be gone: their time to be kept is over
    newest: str = "~"  # events from this moment on may still wait for their seal

    def take(self, item: Wire) -> None:
        pk, sk = item["PK"]["S"], item["SK"]["S"]
        if pk.startswith(keys.AUDIT_EVENT):
            self.events[pk, sk] = digest(item)
        elif pk == keys.seal_root("")["PK"]:
            self.roots[sk] = item
        else:
            self.links[pk].append(item)


def unsealed(kept: Kept) -> list[Key]:
    """Events that stand in no link, in order."""
    links = [_link(item) for items in kept.links.values() for item in items]
    sealed = {entry.key for link in links if link for entry in link.entries}
    return sorted(key for key in kept.events if key not in sealed and key[1] < kept.newest)


def breaks(kept: Kept) -> Iterator[str]:
    """One sentence a break; nothing when all is as it was sealed."""
    yield from kept.strange
    sealed: set[Key] = set()
    known: dict[tuple[int, int], Link] = {}
    partitions = {keys.seal_link(lane, 0)["PK"]: lane for lane in range(LANES)}
    for pk in sorted(set(kept.links) - set(partitions)):
        yield f"items in {pk}, which is no lane"
    for pk, lane in partitions.items():
        yield from _lane(kept, lane, sorted(kept.links.get(pk, ()), key=_sk), sealed, known)
    for pk, sk in sorted(set(kept.events) - sealed):
        if sk < kept.newest:
            yield f"event {pk} {sk}: not in any link, or changed with its key"
    yield from _roots(kept, known)


def _sk(item: Wire) -> str:
    return str(item["SK"]["S"])


def _lane(
    kept: Kept, lane: int, items: list[Wire], sealed: set[Key], known: dict[tuple[int, int], Link]
) -> Iterator[str]:
    number, first, previous = 1, 1, NOTHING
    for item in items:
        name = f"link {lane}/{number}"
        if item["SK"]["S"] != keys.seal_link(lane, number)["SK"]:
            yield f"{name}: missing, {item['SK']['S']} comes instead"
            return
        link = _link(item)
        if link is None:
            yield f"{name}: changed since it was written"
            return
        if (link.lane, link.number, link.first, link.previous) != (lane, number, first, previous):
            yield f"{name}: does not follow on the link before it"
            return
        for entry in link.entries:
            yield from _entry(kept, name, lane, entry.key, entry.digest)
            sealed.add(entry.key)
        known[lane, number] = link
        number, first, previous = number + 1, link.last + 1, link.hash


def _link(item: Wire) -> Link | None:
    """The link, if the item is letter by letter what its content makes."""
    try:
        link = link_from(from_wire(item))
        return link if _same(to_wire(link_item(link)), item) else None
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return None


def _same(made: Mapping[str, Any], item: Wire) -> bool:
    return digest(made) == digest(item)


def _entry(kept: Kept, name: str, lane: int, key: Key, told: str) -> Iterator[str]:
    found = kept.events.get(key)
    if found is None and key[1] >= kept.oldest:
        yield f"{name}: event {key[0]} {key[1]} is missing"
    elif found is not None and found != told:
        yield f"{name}: event {key[0]} {key[1]} was changed"
    if lane_of(key[0]) != lane:
        yield f"{name}: event {key[0]} {key[1]} belongs to another lane"


def _roots(kept: Kept, known: Mapping[tuple[int, int], Link]) -> Iterator[str]:
    previous = NOTHING
    for name in sorted(set(kept.files) - {keys.root_file(day) for day in kept.roots}):
        yield f"{name}: published, but not among the table's roots"
    for day, item in sorted(kept.roots.items()):
        try:
            root = Root.from_document(str(item["body"]["S"]).encode())
            true = root.day == day and _same(to_wire(root_item(root)), item)
        except (KeyError, TypeError, ValueError):
            true = False
        if not true:
            yield f"root {day}: changed since it was written"
            return
        published = kept.files.get(keys.root_file(day))
        if published is None:
            yield f"root {day}: was not published, or its file is gone"
        elif published != root.document():
            yield f"root {day}: the published file says otherwise"
        if root.previous != previous:
            yield f"root {day}: does not follow on the root before it"
        yield from _ends(root, known)
        previous = root.hash


def _ends(root: Root, known: Mapping[tuple[int, int], Link]) -> Iterator[str]:
    for lane, (links, events, told) in enumerate(root.ends):
        link = known.get((lane, links))
        stood = (link.last, link.hash) if link else (0, NOTHING)
        if (events, told) != stood:
            yield f"root {root.day}: lane {lane} ended otherwise at link {links}"
