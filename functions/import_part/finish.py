"""The end of an import: results of all parts become one report, and every record must have one fate."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from functions.import_part.complete import left_out
from functions.import_part.plan import RULES
from functions.import_part.results import Outcome, most_holds
from functions.import_part.work import Work
from shared.domain.imports import FATES
from shared.intake import Fault, FileRejected, ReportBuilder, diff_csv, diff_head
from shared.intake.opening import Told
from shared.intake.report import Tallies, errors_head
from shared.intake.sheaf import framed, frames
from shared.intake.source import Encodings

Said = Mapping[str, Any]
_AT_ONCE = 1 << 20  # bytes of all parts' results in memory while they are merged
_LEAST, _MOST = 1 << 13, 1 << 20


def refused(work: Work, mapped: Sequence[Said]) -> FileRejected | None:
    """What only shows once all rows were seen and still concerns the file as a whole."""
    header = work.opened.header
    if not sum(one["counts"]["records"] for one in mapped):
        return FileRejected(Fault("FILE-NO-ROWS"), header=header.columns, row=header.number)
    if not any(one["placed"] for one in mapped):
        return FileRejected(Fault("FILE-PLACES"), header=header.columns, row=header.number)
    return None


def outcome_of(work: Work, mapped: Sequence[Said], reduced: Sequence[Said], sha256: str) -> Outcome:
    encodings = _encodings(work, mapped)
    missing = left_out(work, merged(work, reduced, "seen"))
    notices = (
        *work.opened.header.notices,
        *((Fault("FILE-MIXED"),) if encodings.found == "mixed" else ()),
        *((missing.fault,) if missing.fault else ()),
    )
    tallies = Tallies()
    for notice in notices:
        tallies.count(notice, None)
    for one in reduced:
        tallies.join(one["tallies"])
    records = sum(one["counts"]["records"] for one in mapped)
    fates = _sum(one["counts"] for one in reduced)
    conserved = records == sum(fates[fate] for fate in FATES)
    return Outcome(
        state="done" if conserved else "failed",
        errors_csv=_chain(errors_head(work.opened.header.columns), merged(work, reduced, "errors")),
        ledger=(framed(*piece) for piece in numbered(work, reduced, "ledger")),
        diff_csv=_chain(diff_head(), merged(work, reduced, "changes"), missing.lines()),
        layout=work.opened.layout,
        records=records,
        fates=fates,
        codes=tallies.by_code(),
        reasons=tallies.top(),
        households=_sum(one["households"] for one in reduced)
        | ({"missing": len(missing.households)} if missing.area else {}),
        sha256=sha256,
        details={
            "holds": most_holds(merged(work, reduced, "holds")),
            **({"complete_for": missing.area} if missing.area else {}),
            "rules": RULES,
            "encoding": encodings.found,
            "delimiter": work.opened.form.delimiter,
            "header": _names(work),
            "notices": [{"code": notice.code, **dict(notice.params)} for notice in notices],
        },
    )


def _encodings(work: Work, mapped: Sequence[Said]) -> Encodings:
    found = Encodings(work.opened.form.hint)
    seen = [(work.opened.encodings.utf8, work.opened.encodings.cp874), *(one["encodings"] for one in mapped)]
    found.utf8, found.cp874 = any(one[0] for one in seen), any(one[1] for one in seen)
    return found


def _names(work: Work) -> dict[str, str]:
    told = Told.of(work.opened.header)
    return {name: told.partner_name(name) for name in work.reader().names}


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in parts:
        found.update({name: 0 for name in one if name not in found})
        found.update(one)
    return dict(found)


def merged(work: Work, reduced: Sequence[Said], kind: str) -> Iterator[bytes]:
    """One kind of result of all reducers, in the order of the file's rows."""
    return (piece for _, piece in numbered(work, reduced, kind))


def numbered(work: Work, reduced: Sequence[Said], kind: str) -> Iterator[tuple[int, bytes]]:
    """The same with the first row of each."""
    names = [one["results"][kind] for one in reduced if kind in one["results"]]
    block = min(_MOST, max(_LEAST, _AT_ONCE // max(1, len(names))))
    return heapq.merge(
        *(frames(work.shelf.reader(name), block) for name in names), key=lambda piece: piece[0]
    )


def _chain(head: bytes, *pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    for some in pieces:
        yield from some


def rejected(fault: FileRejected | Fault) -> Outcome:
    report = ReportBuilder(None)
    report.reject(fault)
    return _plain(report, "rejected")


def without_file() -> Outcome:
    return _plain(ReportBuilder(None), "failed")


def _plain(report: ReportBuilder, state: str) -> Outcome:
    told = report.finish()
    return Outcome(
        state=state,
        errors_csv=[told.errors_csv],
        diff_csv=[diff_csv(())],
        codes=told.counts_by_code,
        reasons=told.top_reasons,
        details={"rules": RULES},
    )
