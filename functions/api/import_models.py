"""An import as the API shows it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from functions.api.models import Words
from shared.domain import imports
from shared.http.model import Seen

_FINAL = frozenset({"done", "rejected", "failed", "withdrawn"})


class ImportReason(Seen):
    """One kind of fault or notice, how often it was met, and where to look first."""

    code: str
    column: str | None
    count: int
    rows: list[int] = Field(description="row numbers as the spreadsheet shows them, the first few")
    text: Words


class Import(Seen):
    import_id: str
    partner: str | None
    mode: str
    layout: str | None
    state: str
    state_text: Words
    progress: dict[str, int] = Field(description="percent by stage")
    received_at: str
    counts: dict[str, int] = Field(
        description="records by fate; once it is done, their sum is the records of the file"
    )
    codes: dict[str, int] = Field(description="faults and notices by code")
    reasons: list[ImportReason] = Field(description="the most frequent first")
    households: dict[str, int]


def import_of(item: dict[str, Any]) -> Import:
    outcome = item.get("outcome") or {}
    state = item["state"]
    if state in _FINAL:
        progress = imports.full_progress(state)
    else:
        progress = imports.progress(item.get("stage"), item.get("done", 0), item.get("parts", 0))
    return Import(
        import_id=item["import_id"],
        partner=item.get("partner"),
        mode=item["mode"],
        layout=item.get("layout"),
        state=state,
        state_text=Words(**imports.state_text(state)),
        progress=progress,
        received_at=item["received_at"],
        counts=outcome.get("counts") or _so_far(item),
        codes=outcome.get("codes", {}),
        reasons=[_reason(one) for one in outcome.get("reasons", ())],
        households=outcome.get("households", {}),
    )


def _so_far(item: dict[str, Any]) -> dict[str, int]:
    """Counts of the parts that are done, while an import is under way."""
    names = ("records", *imports.FATES)
    return {name: item[f"n_{name}"] for name in names if f"n_{name}" in item}


def _reason(one: dict[str, Any]) -> ImportReason:
    return ImportReason(
        code=one["code"],
        column=one.get("column"),
        count=one["count"],
        rows=one["rows"],
        text=Words(th=one["th"], en=one["en"]),
    )
