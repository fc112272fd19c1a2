"""Seals of the audit: links and roots beside the events, roots in a bucket that takes each name once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.seals import LANES, LINK_EVENTS, Entry, Link, Root, Wire, lane_of, link_after, root_of
from shared.storage import keys
from shared.storage.batch import chunks
from shared.storage.clients import client
from shared.storage.settings import setting
from shared.storage.tables import Item, put_new, query

ATTEMPTS = 8  # writers of one lane that meet: each loses to another at most a few times


class Crowded(Exception):
    """Others wrote to this lane every time; the batch comes again."""


def seal(events: Iterable[Wire]) -> int:
    """Seal events of the Audit table in their order. The number of events that were sealed now.

    Raises Crowded, and what AWS raises; what was sealed stays sealed, and a repeat skips or repeats it harmlessly.
    """
    lanes: dict[int, list[Entry]] = defaultdict(list)
    for event in events:
        entry = Entry.of(event)
        lanes[lane_of(entry.pk)].append(entry)
    return sum(
        _extend(lane, part)
        for lane, entries in sorted(lanes.items())
        for part in chunks(entries, LINK_EVENTS)
    )


def _extend(lane: int, entries: Sequence[Entry]) -> int:
    for _ in range(ATTEMPTS):
        link = link_after(newest(lane), lane, entries)
        if link is None:
            return 0
        if put_new(setting("AUDIT_TABLE"), link_item(link)):
            return len(link.entries)
    raise Crowded(f"lane {lane}")


def newest(lane: int) -> Link | None:
    """A lane's newest link."""
    found = _last(keys.seal_link(lane, 0)["PK"])
    return link_from(found) if found else None


def publish(day: str) -> Root:
    """Write the root of a day (``yyyy-mm-dd``) to the table, then to the bucket. Returns the newest.

    Twice, or killed between, ends alike: the first root of a day stays, and one that did not reach the bucket goes
    there with the next call. No root is made for a day before the newest.
    """
    before = _newest_root()
    if before is not None:
        _to_bucket(before)
        if before.day >= day:
            return before
    root = root_of(day, (newest(lane) for lane in range(LANES)), before)
    if not put_new(setting("AUDIT_TABLE"), root_item(root)):
        return publish(day)  # somebody else was first
    _to_bucket(root)
    return root


def link_item(link: Link) -> Item:
    return {
        **keys.seal_link(link.lane, link.number),
        "lane": link.lane,
        "number": link.number,
        "first": link.first,
        "previous": link.previous,
        "entries": [one.to_text() for one in link.entries],
        "hash": link.hash,
    }


def root_item(root: Root) -> Item:
    return {**keys.seal_root(root.day), "body": root.document().decode()}


def link_from(item: Mapping[str, Any]) -> Link:
    """The link as stored; whether its ``hash`` is true, the verifier asks. Raises ValueError, KeyError."""
    entries = tuple(Entry.from_text(text) for text in item["entries"])
    return Link(int(item["lane"]), int(item["number"]), int(item["first"]), item["previous"], entries)


def _newest_root() -> Root | None:
    found = _last(keys.seal_root("")["PK"])
    return Root.from_document(found["body"].encode()) if found else None


def _last(partition: str) -> Item | None:
    return next(query(setting("AUDIT_TABLE"), partition, newest_first=True, limit=1), None)


def _to_bucket(root: Root) -> None:
    """A name that is taken stays as it is."""
    try:
        client("s3").put_object(
            Bucket=setting("ROOTS_BUCKET"),
            Key=keys.root_file(root.day),
            Body=root.document(),
            ContentType="application/json",
            ChecksumAlgorithm="SHA256",  # a locked bucket takes nothing without a checksum
            IfNoneMatch="*",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("PreconditionFailed", "ConditionalRequestConflict"):
            raise
