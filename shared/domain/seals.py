"""The seal over the audit: events get a place in a chain of digests, and every day a root over the chains' ends.

A *lane* is one chain. Events of one partition always come into the same lane, and the stream keeps their order; a
few lanes keep writers of different partitions from waiting for each other. A *link* seals the events of one batch:
their keys and digests, and the digest of the link before. A *root* tells where every lane stood at the end of a day
and the digest of the root before; it lies where nobody can write over it. Whoever changes an event must change every
link after it and every later root, and the roots cannot be changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

LANES = 4  # a link a batch: four lanes take some thousands of events a second, and a batch needs few writes
LINK_EVENTS = 500  # about 75 KB of keys and digests, well under what one item may hold
NOTHING = "0" * 64  # what stands before the first link and the first root

# An event as its table's wire form: {"PK": {"S": ..}, ..}. Both the stream and a read give it letter by letter.
Wire = Mapping[str, Any]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(event: Wire) -> str:
    """SHA-256 over all attributes, hexadecimal."""
    return sha256(canonical(event)).hexdigest()


def lane_of(partition: str) -> int:
    return sha256(partition.encode()).digest()[0] % LANES


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed event: its key and its digest."""

    pk: str
    sk: str
    digest: str

    @classmethod
    def of(cls, event: Wire) -> Entry:
        return cls(event["PK"]["S"], event["SK"]["S"], digest(event))

    @property
    def key(self) -> tuple[str, str]:
        return self.pk, self.sk

    def to_text(self) -> str:
        return f"{self.pk} {self.sk} {self.digest}"

    @classmethod
    def from_text(cls, text: str) -> Entry:
        """Raises ValueError."""
        pk, sk, told = text.rsplit(" ", 2)
        return cls(pk, sk, told)


@dataclass(frozen=True, slots=True)
class Link:
    """``number`` counts a lane's links from 1, ``first`` its events from 1: the sequence number of the first here."""

    lane: int
    number: int
    first: int
    previous: str
    entries: tuple[Entry, ...]

    @property
    def hash(self) -> str:
        told = [self.lane, self.number, self.first, self.previous, [one.to_text() for one in self.entries]]
        return sha256(canonical(told)).hexdigest()

    @property
    def last(self) -> int:
        """The sequence number of the last event here, which is the count of the lane's events."""
        return self.first + len(self.entries) - 1


def link_after(newest: Link | None, lane: int, entries: Sequence[Entry]) -> Link | None:
    """The link that seals these after a lane's newest; None when that holds them all: a batch that comes again.

    A batch that comes again after others is sealed again; the same event with the same digest twice is no harm.
    """
    known = set(newest.entries) if newest else set()
    fresh = tuple(dict.fromkeys(one for one in entries if one not in known))
    if not fresh:
        return None
    if newest is None:
        return Link(lane, 1, 1, NOTHING, fresh)
    return Link(lane, newest.number + 1, newest.last + 1, newest.hash, fresh)


@dataclass(frozen=True, slots=True)
class Root:
    """Where the lanes stood: ``ends`` holds (links, events, digest of the newest link) of each, in order."""

    day: str
    previous: str
    ends: tuple[tuple[int, int, str], ...]

    @property
    def hash(self) -> str:
        return sha256(self.document()).hexdigest()

    def document(self) -> bytes:
        """What is published: one line of JSON, the same bytes whenever it is made."""
        lanes = [{"links": links, "events": events, "hash": told} for links, events, told in self.ends]
        return canonical({"day": self.day, "previous": self.previous, "lanes": lanes}) + b"\n"

    @classmethod
    def from_document(cls, document: bytes) -> Root:
        """Raises ValueError when these are not the bytes of a root."""
        try:
            told = json.loads(document)
            ends = tuple((lane["links"], lane["events"], lane["hash"]) for lane in told["lanes"])
            root = cls(told["day"], told["previous"], ends)
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ValueError("not a root") from error
        if root.document() != document:
            raise ValueError("not the bytes of a root")
        return root


def root_of(day: str, newest: Iterable[Link | None], before: Root | None) -> Root:
    """``newest``: each lane's newest link, in order of the lanes."""
    ends = tuple((one.number, one.last, one.hash) if one else (0, 0, NOTHING) for one in newest)
    return Root(day, before.hash if before else NOTHING, ends)
