"""Reads that go over several partitions of an index: a few at a time, since each waits for the table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from shared.storage.batch import at_once
from shared.storage.tables import Item, query


def query_each(table: str, partitions: Iterable[str], **narrowed: Any) -> list[Item]:
    """The items of each partition, in the order of the partitions. ``narrowed``: as of :func:`tables.query`."""
    return list(
        chain.from_iterable(at_once(lambda one: list(query(table, one, **narrowed)), list(partitions)))
    )
