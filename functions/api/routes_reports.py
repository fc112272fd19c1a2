"""Reports: what was compiled, how far the others are, their files, and an order for one of another period or area."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Words
from functions.api.routes_households import Area
from shared.casework import reports
from shared.casework.sessions import Caller
from shared.domain.agencies import Agency
from shared.domain.reports import GRAINS, Period, ReportKind, ReportName
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey
from shared.http.model import Seen, Strict
from shared.http.operation import Answer, Redirect
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.problem import Fault, Problem
from shared.storage.reports import percent

routes = Blueprint(__name__)

ReportId = Annotated[str, StringConstraints(pattern="^[a-z]{4,12}-[0-9A-Za-z-]{4,24}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
PeriodId = Annotated[str, StringConstraints(pattern=r"^20\d\d(-(0[1-9]|1[0-2]|q[1-4]))?$")]


class ReportWanted(Strict):
    kind: ReportKind
    period: PeriodId = Field(
        description="a month, a quarter or a year of the Thai fiscal calendar (from 1 October), in C.E.",
        examples=["2022-01", "2022-q2", "2022"],
    )
    area: Area = Field(
        description="a province, district or subdistrict; `00`: every province that the centre serves"
    )
    agency: Agency | None = Field(default=None, description="whose report, of the kind `agency`")


class Report(Seen):
    report_id: str
    kind: str
    period: str
    area: str
    agency: str | None
    state: Literal["queued", "counting", "done"]
    percent: int
    title: Words | None
    made_on: str | None
    files: list[str] = Field(description="empty until it is done")


@endpoint(
    routes,
    "POST",
    "/v1/reports",
    action="order_report",
    status=202,
    errors=("refused", "busy"),
    tags=("reports",),
)
def order_report(
    body: ReportWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[Report]:
    """Order a report of a period that is over. It compiles by itself; the list tells how far it is.

    The same report is compiled once: who asks again gets it as it stands.
    """
    return Answer(_seen(reports.order(caller, _name(body), idempotency_key)))


def _name(body: ReportWanted) -> ReportName:
    """Raises Problem, naming what does not go with the kind."""
    period = Period.parse(body.period)
    if body.kind in GRAINS and period.kind != body.kind:
        raise Problem("invalid", [Fault("#/period", "format")])
    if body.kind is ReportKind.DISTRICT and len(body.area) != 4:
        raise Problem("invalid", [Fault("#/area", "format")])
    if (body.agency is not None) != (body.kind is ReportKind.AGENCY):
        raise Problem("invalid", [Fault("#/agency", "unknown_field" if body.agency else "required")])
    return ReportName(body.kind, period, body.area, body.agency)


@endpoint(routes, "GET", "/v1/reports", action="read_reports", tags=("reports",))
def list_reports(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[Report]:
    """List the reports, newest first within each kind, with the progress of those that still compile."""
    filters = ["reports"]
    items, position = reports.list_reports(caller, decode(cursor, filters), limit)
    return Page[Report](items=[_seen(item) for item in items], next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/reports/{report_id}/files/{name}", action="read_reports", tags=("reports",))
def report_file(report_id: ReportId, name: FileName, caller: Caller) -> Redirect:
    """Go to one of a report's files."""
    return Redirect(reports.report_file(caller, report_id, name))


def _seen(item: dict[str, Any]) -> Report:
    return Report(
        report_id=item["report_id"],
        kind=item["kind"],
        period=item["period"],
        area=item["area"],
        agency=item.get("agency"),
        state=item["state"],
        percent=percent(item),
        title=Words(**item["title"]) if "title" in item else None,
        made_on=item.get("made_on"),
        files=sorted(item.get("files", {})),
    )
