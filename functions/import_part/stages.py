"""The stages of an import, each for one part. A repeat puts the same bytes on the shelf and into the tables."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from functions.import_part.complete import declared
from functions.import_part.households import HouseholdImport
from functions.import_part.officers import OfficerImport
from functions.import_part.payments import ReceiptImport, owners
from functions.import_part.plan import Plan
from functions.import_part.work import OFFICERS, SURVEYS, Work
from shared.intake import ReportBuilder
from shared.intake.households import partition
from shared.intake.opening import Told
from shared.intake.parts import (
    conflicts,
    gathered,
    households,
    join_persons,
    loose_keys,
    map_share,
    standalone,
)
from shared.intake.ranges import Profile, Share, cut, profile, shares
from shared.intake.sheaf import Sheaf, framed, section_of
from shared.storage import identity, imports

# Rows by the thousand are tuples of text without cycles: looking through them for cycles is a tenth of the work.
gc.set_threshold(50_000, 20, 50)
SHARES, LOOSE = "shares.json", "loose.json"
RESULTS = ("errors", "changes", "holds", "ledger", "seen")
Said = dict[str, Any]


def profile_part(work: Work, plan: Plan, number: int) -> Said:
    """Which records may begin in a range; the part after the last range is the file's digest."""
    if number == plan.ranges:
        return {"sha256": work.source.sha256()}
    start, end = cut(work.opened.start, work.opened.form.end, plan.width)[number]
    found = profile(work.read, start, end, work.opened.form, first=number == 0)
    return {"start": start, "end": end, "walks": [[at, *walk] for at, walk in found.walks.items()]}


def share_out(work: Work, said: Iterable[Said]) -> int:
    """Put on the shelf which records each range has. Returns how many there are, blank ones too."""
    profiles = [
        Profile(one["start"], one["end"], {at: (end, count) for at, end, count in one["walks"]})
        for one in said
        if "walks" in one
    ]
    found = shares(profiles, start=work.opened.start, row=work.opened.header.number + 1)
    work.put_json(SHARES, [[one.start, one.end, one.row, one.records] for one in found])
    return sum(one.records for one in found)


def one_share(work: Work) -> None:
    """A file of one range needs no profile: its records begin after the header."""
    work.put_json(SHARES, [[work.opened.start, work.opened.form.end, work.opened.header.number + 1, 0]])


def map_part(work: Work, plan: Plan, number: int) -> Said:
    share = Share(*work.get_json(SHARES)[number])
    with Sheaf(plan.spread.sections) as sheaf:
        found = map_share(work.read, share, work.opened, work.reader(), plan.spread, sheaf, first=number == 0)
        work.shelf.put(f"map/{number:06d}", sheaf.blocks())
    return {
        "counts": {"records": found.records},
        "above": found.above,
        "loose": found.loose,
        "placed": found.placed,
        "encodings": [found.utf8, found.cp874],
    }


def settle_loose(work: Work, said: Iterable[Said]) -> None:
    """Put on the shelf which household the first rows of each share belong to, where the share could not tell."""
    found = loose_keys((one["above"], one["loose"]) for one in said)
    work.put_json(LOOSE, {str(number): key for number, key in found.items()})


def join_part(work: Work, plan: Plan, number: int) -> Said:
    loose = work.get_json(LOOSE)
    section = 1 + plan.reducers + number
    texts = [
        (loose.get(str(at), ""), partial(section_of, work.shelf.reader(f"map/{at:06d}"), section))
        for at in range(plan.ranges)
    ]
    with Sheaf(plan.reducers) as sheaf:
        join_persons(texts, plan.reducers, sheaf)
        work.shelf.put(f"join/{number:06d}", sheaf.blocks())
    return {}


def reduce_part(work: Work, plan: Plan, number: int) -> Said:
    """Judge and store the households (or lines) of one reducer."""
    job, keys = work.job, identity.keys_of_stack()
    report = ReportBuilder(Told.of(work.opened.header))
    results: dict[str, list[bytes]] = {name: [] for name in RESULTS}
    counts: dict[str, int] = {}
    if work.opened.layout == SURVEYS:
        complete = declared(work) is not None
        surveys = HouseholdImport(job, keys, imports.seal_of(job), report, complete=complete)
        surveys.run(
            households(work.reader(), gathered(_rows(work, plan, number)), _elsewhere(work, plan, number))
        )
        counts = surveys.counts()
        results["changes"] = [framed(*one) for one in surveys.changes]
        results["holds"] = [framed(one["rows"][0], _text(one)) for one in surveys.holds]
        results["ledger"], results["seen"] = surveys.ledger, surveys.seen
    elif work.opened.layout == OFFICERS:
        OfficerImport(job, keys, report).run(
            standalone(work.reader(), (text for _, text in _rows(work, plan, number)))
        )
    else:
        lines = ReceiptImport(job, keys, report, owners(), dry=job.dry)
        lines.run(standalone(work.reader(), (text for _, text in _rows(work, plan, number))))
        results["ledger"] = lines.ledger
    results["errors"] = [framed(*line) for line in report.lines()]
    return {
        "counts": report.fates,
        "tallies": report.tallies.to_json(),
        "households": counts,
        "results": _put_results(work, number, results),
    }


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _rows(work: Work, plan: Plan, number: int) -> Iterator[tuple[str, str]]:
    loose = work.get_json(LOOSE)
    for at in range(plan.ranges):
        read, known = work.shelf.reader(f"map/{at:06d}"), loose.get(str(at), "")
        if known and partition(known, plan.reducers) == number:
            yield from ((known, text) for text in section_of(read, 0))
        yield from (("", text) for text in section_of(read, 1 + number))


def _elsewhere(work: Work, plan: Plan, number: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for joiner in range(plan.joiners):
        found |= conflicts(section_of(work.shelf.reader(f"join/{joiner:06d}"), number))
    return found


def _put_results(work: Work, number: int, results: dict[str, list[bytes]]) -> dict[str, str]:
    """Under the name of what they hold: two runs that saw different tables never mix their results."""
    names: dict[str, str] = {}
    for kind, pieces in results.items():
        if pieces:
            digest = hashlib.blake2b(b"".join(pieces), digest_size=8).hexdigest()
            names[kind] = f"reduce/{number:06d}/{kind}-{digest}"
            work.shelf.put(names[kind], pieces)
    return names
