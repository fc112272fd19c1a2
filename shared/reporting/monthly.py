"""The progress report of a period: figures become tables, charts and words that every format shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.reporting import laws, pictures, sections_change, sentences
from shared.reporting.context import ReportContext
from shared.reporting.definitions import definitions
from shared.reporting.figures import Figures
from shared.reporting.headlines import headline
from shared.reporting.kinds import TITLES, Tables
from shared.reporting.labels import agency
from shared.reporting.maps import Ring
from shared.reporting.model import Figure, Report, Table
from shared.reporting.one_agency import of_agency
from shared.reporting.wording import Text, long_date, number, period_id, period_name, same


def build(
    figures: Figures,
    context: ReportContext,
    kind: str = "progress",
    shapes: Mapping[str, Sequence[Ring]] | None = None,
) -> Report:
    """Everything that the report says, in both languages. Deterministic in its inputs.

    Raises laws.Unbalanced when parts do not add up to their wholes: such a report is not made.
    """
    held = laws.check(figures, context.partners)
    if context.agency is not None:
        figures = of_agency(figures, context.agency, context.owners)
    made = Tables(figures, context)
    tables = made.of(kind)
    numbers = [_with_trend(one, context) for one in headline(figures, made["districts"], made["gap_reasons"])]
    name = period_name(figures.period_start, figures.period_end)
    return Report(
        kind=kind,
        period=period_id(figures.period_start, figures.period_end),
        made_on=context.generated_on,
        title=Text(f"{TITLES[kind].th} {name.th}", f"{TITLES[kind].en}, {name.en}"),
        subtitle=_subtitle(context),
        summary=sentences.summary(figures, numbers),
        figures=numbers,
        decide=sentences.decide(figures, context, made["benefits"], made["act"]),
        tables=tables,
        charts=pictures.of(figures, tables, context, shapes),
        definitions=definitions([table.id for table in tables]),
        facts=_facts(figures, context, tables, held),
        notes=context.notes,
        empty=figures.empty,
    )


def _with_trend(one: Figure, context: ReportContext) -> Figure:
    """No line where the number is hidden, or of fewer than three periods."""
    before, now = context.trend.get(one.id, ()), one.cell.open
    return replace(one, trend=(*before, now)) if len(before) > 1 and isinstance(now, int) else one


def _subtitle(context: ReportContext) -> Text:
    of = agency(context.agency) if context.agency else None
    return Text(
        f"โครงการแก้ไขปัญหาความยากจน {context.area_name.th}" + (f" · {of.th}" if of else ""),
        f"Poverty case management, {context.area_name.en}" + (f" · {of.en}" if of else ""),
    )


def digest(figures: Figures) -> str:
    """Of everything counted: two reports with the same digest rest on the same figures."""
    body = json.dumps(figures.to_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _facts(
    figures: Figures, context: ReportContext, tables: list[Table], held: int
) -> list[tuple[Text, Text]]:
    surveyed = figures.total.oldest.get(("surveyed",))
    hidden = sum(table.hidden_cells for table in tables)
    facts = [
        (Text("ข้อมูล ณ วันที่", "Data as of"), long_date(figures.period_end)),
        (Text("จัดทำเมื่อ", "Made on"), long_date(context.generated_on)),
        (Text("สมุดกติกาสิทธิรุ่น", "Rule book"), same(context.rule_book)),
        (Text("รหัสชุดตัวเลข", "Digest of the figures"), same(digest(figures))),
        (Text("ช่องที่ปกปิด", "Hidden cells"), same(number(hidden))),
        (Text("ยอดรวมที่ตรวจแล้วตรงกัน", "Sums checked and held"), same(number(held))),
        *sections_change.books(figures),
    ]
    if surveyed is not None:
        facts.insert(1, (Text("แบบสำรวจเก่าที่สุด", "Oldest survey"), long_date(surveyed)))
    return facts
