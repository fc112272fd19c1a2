"""Who an officer is whose id somebody met: name, role and agency. Ids cannot be guessed, so nobody else is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.domain.officers import Officer
from shared.storage import keys, officers
from shared.storage.identity import KeysChanging
from shared.storage.tables import batch_get, core


@dataclass(frozen=True, slots=True)
class Listed:
    """``name`` None: nobody told it, or the keys are being changed."""

    officer: Officer
    name: str | None


def look_up(ids: Iterable[str]) -> Iterator[Listed]:
    """By id; an unknown id is left out."""
    wanted = sorted(set(ids))
    try:
        names = officers.names_of(wanted)
    except KeysChanging:
        names = {}
    for row in sorted(batch_get(core(), map(keys.officer, wanted)), key=lambda row: str(row["officer_id"])):
        officer = Officer.from_item(row)
        yield Listed(officer, names.get(officer.officer_id))
