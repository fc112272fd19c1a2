"""Reports that people order and find: of any period that is over, for an area within their right."""

from __future__ import annotations

from shared.casework.access import NotFound, note_read, require
from shared.casework.commands import Happened, once
from shared.casework.files import address_of
from shared.casework.sessions import Caller
from shared.domain.areas import Areas
from shared.domain.policy import FieldClass, Relation
from shared.domain.problems import refuse_case
from shared.domain.reports import COUNTRY, ReportKind, ReportName
from shared.storage import keys, report_parts, reports, sqs
from shared.storage.clock import real_now
from shared.storage.pages import Position, Slice, read_page
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, core

ORDER, READ = "order_report", "read_reports"
OWN_AGENCY = ("agency_officer", "agency_head")  # who see their own agency's reports, and no other's


def order(caller: Caller, name: ReportName, key: str | None) -> Item:
    """The report's item: new, or as it stands. The same report is compiled once, whoever asks. Raises CaseRefused."""
    require(caller, ORDER, [Relation.NONE], subject=name.id, fields=FieldClass.AGGREGATE)
    if not _may_have(caller, name.area):
        raise refuse_case("CASE-OFFICER-AREA", [name.area])
    if name.period.end >= caller.today:
        raise refuse_case("CASE-REPORT-PERIOD", [name.period.id])
    command = f"{caller.officer.officer_id}|{ORDER}|{key or caller.request_id}"

    def decide(transaction: Transaction) -> Happened | None:
        if reports.load(name) is not None:
            return None
        reports.put_order(transaction, name, caller.at, real_now(), caller.officer.officer_id, mail=False)
        return Happened("report.ordered", {"area": name.area}, name.id)

    once(caller, ORDER, command, decide)
    item = reports.load(name)
    assert item is not None
    if item["state"] == "queued" and sqs.send(setting("COMPILE_QUEUE_URL"), [{"report": name.id}]):
        raise RuntimeError("the compile queue refused the order")
    return item


def _may_have(caller: Caller, area: str) -> bool:
    if area == COUNTRY:
        return all(caller.officer.covers(province) for province in report_parts.provinces_of(COUNTRY))
    return Areas.load().known(area) and caller.officer.covers(area)


def list_reports(caller: Caller, start: Position | None, limit: int) -> tuple[list[Item], Position | None]:
    """Newest first within each kind, those that are being compiled too."""
    partitions = [keys.report_partition(kind) for kind in ReportKind]
    what = Slice(core(), partitions, newest_first=True)
    return read_page(what, start, limit, lambda item: _may_see(caller, item))


def _may_see(caller: Caller, item: Item) -> bool:
    """What has left the centre is for every reader; an agency's own report is for it and for the centre."""
    return (
        item.get("agency") is None
        or caller.officer.role not in OWN_AGENCY
        or caller.officer.agency == item["agency"]
    )


def report_file(caller: Caller, report_id: str, name: str) -> str:
    """A short-lived address of one of a report's files. Raises NotFound."""
    try:
        item = reports.load(ReportName.parse(report_id))
    except ValueError:
        raise NotFound(report_id) from None
    files = dict(item.get("files", {})) if item and _may_see(caller, item) else {}
    if name not in files:
        raise NotFound(report_id)
    address = address_of(files[name], name)
    note_read(caller, "report_downloaded", subject=f"{report_id}/{name}", action=READ)
    return address
