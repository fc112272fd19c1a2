"""A period's figures as they are kept: enough to make the same report again, bit for bit, years later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures

FORM = 2


def packed(
    figures: Figures, context: ReportContext, previous: str | None, hidden: Sequence[str] = ()
) -> dict[str, Any]:
    """``previous``: id of the report that this one compares with; ``hidden``: the counts that this one hides. Decided
    once, so that repeats agree."""
    return {
        "form": FORM,
        "figures": figures.to_json(),
        "context": context.to_json(),
        "previous": previous,
        "hidden": list(hidden),
    }


def opened(body: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Figures, ReportContext]:
    """``before``: the snapshot of the period that it names as previous. Raises ValueError for another form."""
    if body["form"] != FORM:
        raise ValueError(f"a snapshot of form {body['form']!r}")
    previous = Figures.from_json(before["figures"]) if before is not None else None
    figures = Figures.from_json(body["figures"], previous, before["hidden"] if before is not None else ())
    return figures, ReportContext.from_json(body["context"])
