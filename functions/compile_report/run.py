"""Compile the report of a period: facts in parts of whole subdistricts, counted part by part, merged, written, told to the mail queue.

Everything that is made is kept under a name fixed by what it is of, and read again by whoever comes later. So a
repeat gives the same bytes whatever has happened to the households since, a kill costs at most one part, and every
report of a month counts the same facts. A small area is counted in one go, a large one by a message a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from functions.compile_report.context import context_of
from functions.compile_report.outlines import outlines
from shared.domain import policy
from shared.domain.dates import BANGKOK, bangkok_date, moment_of
from shared.domain.records import HouseholdRecord
from shared.domain.reports import COUNTRY, Period, ReportKind, ReportName
from shared.reporting import facts
from shared.reporting.compile import files_of
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures, progress
from shared.reporting.monthly import build, digest
from shared.reporting.periods import STEMS
from shared.reporting.snapshots import opened, packed
from shared.reporting.tally import Tally
from shared.rules import current
from shared.storage import audit, clock, report_parts, reports, sqs
from shared.storage.records import records_of
from shared.storage.settings import optional, setting

PROVINCE = "95"
PART = 1_000  # households of a part, unless one subdistrict has more
ONE_GO = 3_000  # households that one invocation counts by itself
STARTS = {ReportKind.MONTHLY: range(1, 13), ReportKind.QUARTERLY: (1, 4, 7, 10), ReportKind.YEARLY: (10,)}


def due_kinds(on: date) -> list[ReportKind]:
    """The kinds whose period has ended the day before the first of a month."""
    return [kind for kind, months in STARTS.items() if on.month in months]


def compile_scheduled(moment: datetime, kind: str | None, area: str | None) -> dict[str, Any]:
    """The reports of the periods that were complete at a moment. Returns what was done, for the log.

    ``kind`` None: all that are due on that day; ``area`` None: each province served, and the country if they are more
    than one. A single report is made here and now. Raises ValueError for an unknown kind.
    """
    _allowed()
    on = bangkok_date(moment)
    kinds = [ReportKind(kind)] if kind else due_kinds(on)
    names = [ReportName(one, Period.before(on, one), place) for one in kinds for place in _areas(area)]
    for name in names:
        reports.begin(name, moment, clock.real_now(), mail=True)
    if len(names) > 1:
        _send({"report": name.id} for name in names)
        return {"ordered": [name.id for name in names]}
    return work(names[0])


def _areas(area: str | None) -> list[str]:
    if area is not None:
        return [area]
    served = optional("PROVINCES").split(",") if optional("PROVINCES") else [PROVINCE]
    return [*served, COUNTRY] if len(served) > 1 else served


def _allowed() -> None:
    relation, fields = policy.Relation.SYSTEM, policy.FieldClass.SENSITIVE
    if not policy.may(policy.SYSTEM, "compile_report", relation, fields).allowed:
        raise PermissionError("compile_report")


def work(name: ReportName) -> dict[str, Any]:
    """Count what is not counted yet, or order it by parts; then merge and write. Raises LookupError."""
    _allowed()
    order = reports.load(name)
    if order is None:
        raise LookupError(f"no report {name.id} is ordered")
    snapshot = reports.read_snapshot(name)
    if snapshot is None:
        plan = _plan(name)
        parts = _parts(name, plan)
        waiting = sorted(set(parts) - reports.parts_done(name))
        reports.planned(name, len(parts))
        if waiting and sum(plan[code] for codes in parts.values() for code in codes) > ONE_GO:
            _send({"report": name.id, "part": part} for part in waiting)
            return {"report": name.id, "parts": len(waiting)}
        for part in waiting:
            _count(name, part, parts[part])
        snapshot = _merged(name, parts, bangkok_date(moment_of(order["asked_at"])))
    return _made(name, snapshot, mail=bool(order["mail"]))


def work_part(name: ReportName, part: str) -> dict[str, Any]:
    """Count one part; whoever counts the last one has the report merged."""
    _allowed()
    _count(name, part, _parts(name, _plan(name))[part])
    order = reports.load(name)
    last = order is not None and order["done"] >= order["parts"]
    if last:
        _send([{"report": name.id}])
    return {"report": name.id, "part": part, "last": last}


def _send(messages: Iterable[dict[str, Any]]) -> None:
    if sqs.send(setting("COMPILE_QUEUE_URL"), messages):
        raise RuntimeError("the compile queue refused a message")


def _plan(name: ReportName) -> dict[str, int]:
    """Subdistricts with households, fixed for all reports of a month when the first of them is made."""
    month = f"{name.period.end:%Y-%m}"
    found: dict[str, int] = {}
    for province in report_parts.provinces_of(name.area):
        key = report_parts.plan_key(month, province)
        kept = report_parts.read_json(key)
        if kept is None:
            kept = report_parts.keep_json(key, {"subdistricts": report_parts.subdistricts(province)})
        found |= kept["subdistricts"]
    return found


def _parts(name: ReportName, plan: dict[str, int]) -> dict[str, list[str]]:
    """The parts of each province that hold something of the report's area."""
    parts: dict[str, list[str]] = {}
    for province in sorted({code[:2] for code in plan}):
        own = {code: n for code, n in plan.items() if code.startswith(province)}
        parts |= report_parts.parts_of(own, PART)
    return {part: codes for part, codes in parts.items() if any(name.covers(code) for code in codes)}


def _count(name: ReportName, part: str, codes: list[str]) -> None:
    """One part, kept as its facts and as what this period counts of them."""
    period, key = name.period, report_parts.tally_key(name.period.id, part)
    if report_parts.read(key) is None:
        found = progress(_facts(period, part, codes), period.end, period_start=period.start)
        report_parts.keep_json(key, {code: tally.to_json() for code, tally in found.areas.items()})
    reports.part_done(name, part)


def _facts(period: Period, part: str, codes: list[str]) -> Iterator[HouseholdRecord]:
    """The facts of the month in which a period ends: as they were kept, else read and kept now."""
    month = f"{period.end:%Y-%m}"
    kept = report_parts.read_facts(month, part)
    if kept is None:
        book = current()
        secret = {name for name, benefit in book.benefits.items() if benefit.sensitive}
        read = records_of(report_parts.households_in(codes), period.end)
        files = facts.write(facts.unnamed(record, secret) for record in read)
        told = {
            "rule_book": book.digest,
            "cut_off": period.end.isoformat(),
            "read_on": clock.today().isoformat(),
            "subdistricts": codes,
        }
        mine = facts.package(files, month, part, told)
        if report_parts.keep_facts(month, part, facts.stored(files), mine) == mine:
            return facts.read(files)
        kept = report_parts.read_facts(month, part)
        assert kept is not None
    facts.check(*kept)
    return facts.read(kept[1])


def _merged(name: ReportName, parts: dict[str, list[str]], on: date) -> dict[str, Any]:
    """The figures of all parts as they are kept from now on, unless another run kept them first."""
    tallies = report_parts.read_tallies(name.period.id, parts)
    if tallies is None:
        raise LookupError(f"a part of {name.id} is not counted")
    areas = {code: Tally.from_json(tally) for code, tally in tallies.items() if name.covers(code)}
    figures = Figures(name.period.start, name.period.end, areas)
    context, before = context_of(name, figures, on)
    previous = before.id if before else None
    draft = build(*_with_before(packed(figures, context, previous)), STEMS[name.kind])
    return reports.keep_snapshot(name, packed(figures, context, previous, draft))


def _with_before(snapshot: dict[str, Any]) -> tuple[Figures, ReportContext]:
    before = snapshot["previous"]
    return opened(snapshot, reports.read_snapshot(ReportName.parse(before)) if before else None)


def _made(name: ReportName, snapshot: dict[str, Any], *, mail: bool) -> dict[str, Any]:
    figures, context = _with_before(snapshot)
    report = build(figures, context, STEMS[name.kind], outlines(context.map_digest))
    written = reports.put_files(name, files_of(report))
    made, on = digest(figures), context.generated_on
    _note(name.id, made, on)
    if mail:
        notice = {"kind": str(name.kind), "period": name.period.id, "area": name.area}
        if sqs.send(setting("REPORTS_QUEUE_URL"), [notice]):
            raise RuntimeError("the reports queue refused the notice")
    reports.finish(name, written, {"th": report.title.th, "en": report.title.en}, on, made)
    households = figures.total.get("households")
    return {"report": name.id, "period": name.period.id, "files": len(written), "households": households}


def _note(report_id: str, made: str, on: date) -> None:
    """One audit event a report, on the day of its first making, however often it is compiled."""
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.report.compiled.v1",
            key=f"{report_id}-{made}",
            at=datetime.combine(on, time(), BANGKOK),
            actor="system",
            subject=report_id,
            details={"digest": made},
        )
    )
