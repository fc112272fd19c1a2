"""A period's figures as they are kept: enough to make the same report again, bit for bit, years later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.model import Report
from shared.reporting.sticky import hidden_cells

FORM = 2
MOST = 11  # periods before, of which the trend of a number is told


def packed(
    figures: Figures, context: ReportContext, previous: str | None, draft: Report | None = None
) -> dict[str, Any]:
    """``previous``: id of the report that this one compares with. ``draft``: what it hides and what it shows on its
    first page, for the periods after it. Decided once, so that repeats agree."""
    shown = {one.id: one.cell.open for one in draft.figures} if draft else {}
    return {
        "form": FORM,
        "figures": figures.to_json(),
        "context": context.to_json(),
        "previous": previous,
        "hidden": hidden_cells(draft.tables) if draft else [],
        "shown": {name: value for name, value in shown.items() if isinstance(value, int)},
    }


def trend_after(before: Mapping[str, Any] | None) -> dict[str, list[int]]:
    """The numbers of the first page up to a period's snapshot; one that it hides breaks the line off."""
    if before is None:
        return {}
    so_far = before["context"]["trend"]
    return {name: [*so_far.get(name, ()), value][-MOST:] for name, value in before["shown"].items()}


def opened(body: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Figures, ReportContext]:
    """``before``: the snapshot of the period that it names as previous. Raises ValueError for another form."""
    if body["form"] != FORM:
        raise ValueError(f"a snapshot of form {body['form']!r}")
    previous = Figures.from_json(before["figures"]) if before is not None else None
    figures = Figures.from_json(body["figures"], previous, before["hidden"] if before is not None else ())
    return figures, ReportContext.from_json(body["context"])
