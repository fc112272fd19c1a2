"""What must not be lost between two checkpoints, in SQLite: table items and messages just sent."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 16000;
CREATE TABLE IF NOT EXISTS items (
    owner TEXT, pk TEXT, sk TEXT, item TEXT, PRIMARY KEY (owner, pk, sk)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT, message TEXT);
"""


class Store:
    """One open transaction at most; whoever answers a request commits it first. Safe from any thread."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._lock = threading.RLock()
        self._open = False

    def _write(self, statement: str, values: Iterable[object]) -> None:
        with self._lock:
            if not self._open:
                self._database.execute("BEGIN")
                self._open = True
            self._database.execute(statement, tuple(values))

    def commit(self) -> None:
        """After this, what was written outlives the process. (Not a power cut: the log is not synced.)"""
        with self._lock:
            if self._open:
                self._database.execute("COMMIT")
                self._open = False

    def close(self) -> None:
        with self._lock:
            self.commit()
            self._database.close()

    # ------------------------------------------------------------ items of tables

    def put_item(self, owner: str, pk: str, sk: str, item: str) -> None:
        self._write("REPLACE INTO items VALUES (?, ?, ?, ?)", (owner, pk, sk, item))

    def delete_item(self, owner: str, pk: str, sk: str) -> None:
        self._write("DELETE FROM items WHERE owner = ? AND pk = ? AND sk = ?", (owner, pk, sk))

    def delete_items(self, owner: str) -> None:
        self._write("DELETE FROM items WHERE owner = ?", (owner,))

    def items(self, owner: str) -> Iterator[tuple[str, str, str]]:
        with self._lock:
            yield from self._database.execute("SELECT pk, sk, item FROM items WHERE owner = ?", (owner,))

    def keep_only(self, owners: Iterable[str]) -> None:
        """Forget the items of tables that are no more."""
        with self._lock:
            known = {row[0] for row in self._database.execute("SELECT DISTINCT owner FROM items")}
            for owner in known - set(owners):
                self.delete_items(owner)
            self.commit()

    # ------------------------------------------------------------ messages sent

    def journal(self, queue: str, message: str) -> None:
        self._write("INSERT INTO sent (queue, message) VALUES (?, ?)", (queue, message))

    def journalled(self) -> list[tuple[str, str]]:
        """Queue and message, oldest first."""
        with self._lock:
            return list(self._database.execute("SELECT queue, message FROM sent ORDER BY number"))

    def journal_end(self) -> int:
        with self._lock:
            return int(self._database.execute("SELECT COALESCE(MAX(number), 0) FROM sent").fetchone()[0])

    def trim_journal(self, end: int) -> None:
        """Messages up to ``end`` are in a checkpoint now."""
        self._write("DELETE FROM sent WHERE number <= ?", (end,))
