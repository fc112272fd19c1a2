"""A file that holds every household of an area: who is stored there and not in the file is told, and never deleted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from functions.import_part.work import SURVEYS, Work
from shared.domain.areas import Areas
from shared.intake import Change, Fault, diff_line
from shared.storage.households import households_in

_AREA = re.compile(r"\d{2}|\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``area`` is None when nothing was declared, or nothing that can be understood (``fault``)."""

    area: str | None = None
    households: tuple[str, ...] = ()
    fault: Fault | None = None

    def lines(self) -> Iterable[bytes]:
        return (diff_line(Change("missing", (), household)) for household in self.households)


def declared(work: Work) -> str | None:
    """The area that the file is said to be complete for, as it was written."""
    return work.source.metadata.get("complete_for", "").strip() or None


def left_out(work: Work, seen: Iterable[bytes]) -> LeftOut:
    area = declared(work)
    if area is None or work.opened.layout != SURVEYS:
        return LeftOut()
    if not _AREA.fullmatch(area):
        return LeftOut(fault=Fault("FILE-COMPLETE"))
    named = {one.decode() for one in seen}
    missing = (one for one in households_in(area, Areas.load()) if one not in named)
    return LeftOut(area, tuple(sorted(missing)))
