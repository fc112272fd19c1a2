"""What a partner gets back: ``manifest.json``, ``errors.csv``, ``diff.csv``; the same bytes on every repeat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.imports import FATES, full_progress, state_text
from shared.storage import files, imports, withdrawals
from shared.storage.files import SourceFile
from shared.storage.imports import Import

_MOST_HOLDS = 1000  # named in the manifest; the error file has them all


@dataclass(slots=True)
class Outcome:
    """How an import ended. Nothing here is personal but the two CSV files."""

    state: str
    errors_csv: Iterable[bytes]
    diff_csv: Iterable[bytes]
    ledger: Iterable[bytes] = ()
    layout: str | None = None
    records: int = 0
    fates: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    reasons: list[Any] = field(default_factory=list)
    households: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    sha256: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {"records": self.records, **{fate: int(self.fates.get(fate, 0)) for fate in FATES}}


def publish(job: Import, source: SourceFile | None, outcome: Outcome) -> bool:
    """Write the results, then move the import to its final state. False when another run did that first."""
    digests = {
        "errors.csv": files.put_result(job.import_id, "errors.csv", outcome.errors_csv, "text/csv"),
        "diff.csv": files.put_result(job.import_id, "diff.csv", outcome.diff_csv, "text/csv"),
    }
    if not job.dry and outcome.state == "done":
        withdrawals.put_ledger(job.import_id, outcome.ledger)
    manifest = _manifest(job, source, outcome, digests)
    body = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    files.put_result(job.import_id, "manifest.json", [body], "application/json")
    return imports.finish(
        job,
        outcome.state,
        {
            "counts": outcome.counts,
            "codes": dict(outcome.codes),
            "households": dict(outcome.households),
        },
        outcome.reasons,
    )


def _manifest(
    job: Import, source: SourceFile | None, outcome: Outcome, digests: Mapping[str, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "import_id": job.import_id,
        "state": outcome.state,
        "state_text": state_text(outcome.state),
        "progress": full_progress(outcome.state),
        "mode": job.source.mode,
        "layout": outcome.layout,
        "partner": job.source.partner,
        "sequence": job.sequence,
        "received_at": job.received_at,
        "as_of": job.as_of,
        "source": {"bucket": job.source.bucket, "key": job.source.key, "version": job.source.version},
        "counts": outcome.counts,
        "codes": dict(outcome.codes),
        "reasons": outcome.reasons,
        "households": dict(outcome.households),
        "digests": dict(digests),
        **outcome.details,
    }
    if source is not None:
        told["source"] |= {"name": source.name, "size": source.size, "sha256": outcome.sha256}
    return told


def most_holds(holds: Iterable[bytes]) -> list[Any]:
    return [json.loads(one) for one, _ in zip(holds, range(_MOST_HOLDS), strict=False)]
