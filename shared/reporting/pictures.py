"""Which pictures a report has: each draws a table of the report, and says in words what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from shared.domain.areas import Areas
from shared.reporting import charts, maps, sections_time
from shared.reporting.context import ReportContext
from shared.reporting.drawing import Drawing
from shared.reporting.figures import Figures
from shared.reporting.model import Cell, Chart, Table
from shared.reporting.wording import Text

MOST_BARS = 8  # on the first page; the table has them all
Draw = Callable[[str], Drawing]


def of(
    figures: Figures,
    tables: Sequence[Table],
    context: ReportContext,
    shapes: Mapping[str, Sequence[maps.Ring]] | None = None,
) -> list[Chart]:
    """The pictures of those tables that the report has; none in an empty period.

    ``shapes``: outlines of subdistricts by code, for a map of them beside the tiles.
    """
    if figures.empty:
        return []
    by_id = {table.id: table for table in tables}
    made = [
        _rights(by_id.get("benefits")),
        _work(by_id.get("agencies")),
        _receipt(figures, by_id.get("times")),
        _moved(by_id.get("phases")),
        *_maps(by_id.get("subdistricts"), by_id.get("districts"), context, shapes),
    ]
    return [chart for chart in made if chart is not None]


def _chart(chart_id: str, title: Text, alt: Text, draw: Draw, table: Table) -> Chart:
    return Chart(chart_id, title, alt, draw("th"), draw("en"), table.id)


def _rights(table: Table | None) -> Chart | None:
    if table is None:
        return None
    title = Text("ใครได้รับแล้ว ใครยังไม่ได้รับ", "Who receives, and who does not yet")
    places = _busy(table, ("receiving", "gap"))
    most = sorted(places, key=lambda place: (-_weight(table.column("gap")[place]), place))[:MOST_BARS]
    places = sorted(most)
    colours = {"receiving": charts.BLUE, "gap": charts.ORANGE}

    def draw(language: str) -> Drawing:
        labels, series = _series(table, colours, places, language)
        return charts.stacked(title.in_(language), labels, series, language)

    return _chart("rights", title, _alt(title, table, tuple(colours), places), draw, table)


def _work(table: Table | None) -> Chart | None:
    if table is None:
        return None
    title = Text("งานของแต่ละหน่วยงาน", "Work of each agency")
    colours = {"sent": charts.GREY, "closed": charts.GREEN, "overdue": charts.ORANGE}
    places = _busy(table, tuple(colours))

    def draw(language: str) -> Drawing:
        labels, series = _series(table, colours, places, language)
        return charts.bars(title.in_(language), labels, series, language)

    return _chart("work", title, _alt(title, table, tuple(colours), places), draw, table)


def _receipt(figures: Figures, table: Table | None) -> Chart | None:
    """How the share that received grows with the days of waiting; none while too few gaps stand behind it."""
    steps, size, followed = sections_time.gap_curve(figures)
    if table is None or size < sections_time.LEAST_AT_RISK or not steps:
        return None
    title = Text("รอกี่วันจึงได้รับสิทธิ", "How long until a right is received")
    days = max(30, -(-followed // 30) * 30)
    axes = Text("วันหลังพบช่องว่าง|ได้รับแล้ว", "Days since the gap was found|Received")

    def draw(language: str) -> Drawing:
        return charts.curve(title.in_(language), steps, days, *axes.in_(language).split("|"))

    alt = _alt(title, table, ("gaps", "by_30", "by_60", "by_90"), range(len(table.rows)))
    return _chart("receipt", title, alt, draw, table)


def _moved(table: Table | None) -> Chart | None:
    """From the period before to this one; none without a period before."""
    if table is None or "before" not in {column.id for column in table.columns}:
        return None
    title = Text("ครัวเรือนในแต่ละระยะ งวดก่อนและงวดนี้", "Households by phase, before and now")
    places = range(len(table.rows))
    before, now = table.column("before"), table.column("households")

    def draw(language: str) -> Drawing:
        ends = [_title(table, "before", language), Text("งวดนี้", "This period").in_(language)]
        return charts.slope(
            title.in_(language), _labels(table, places, language), (before, now), ends, language
        )

    return _chart("moved", title, _alt(title, table, ("before", "households"), places), draw, table)


def _maps(
    table: Table | None,
    districts: Table | None,
    context: ReportContext,
    shapes: Mapping[str, Sequence[maps.Ring]] | None,
) -> list[Chart]:
    """Tiles always; shapes too where somebody supplied them."""
    if table is None or districts is None:
        return []
    title = Text("สิทธิที่ยังไม่ได้รับ รายตำบล", "Rights not received, by subdistrict")
    alt = _alt(title, table, ("open",), range(len(table.rows)))

    def draw_tiles(language: str) -> Drawing:
        return maps.tiles(title.in_(language), _groups(table, districts, context, language), language)

    def draw_shapes(language: str) -> Drawing:
        places = [place for group in _groups(table, districts, context, language) for place in group.places]
        return maps.choropleth(title.in_(language), places, shapes or {}, language)

    shaped = [_chart("shapes", title, alt, draw_shapes, table)] if shapes else []
    return [_chart("map", title, alt, draw_tiles, table), *shaped]


def _groups(table: Table, districts: Table, context: ReportContext, language: str) -> list[maps.Group]:
    """The districts of a table with all their subdistricts, those without households too."""
    cells = dict(zip(table.codes, table.column("open"), strict=True))
    return [
        maps.Group(
            code,
            context.district(code).in_(language),
            cell,
            [
                maps.Place(one.code, one.en if language == "en" else one.th, cells.get(one.code))
                for one in sorted(Areas.load().tambons(code), key=lambda one: one.code)
            ],
        )
        for code, cell in zip(districts.codes, districts.column("open"), strict=True)
    ]


# ---------------------------------------------------------------- reading a table


def _weight(cell: Cell) -> float:
    return float(cell.open) if isinstance(cell.open, int | float) else 0.0


def _busy(table: Table, columns: Sequence[str]) -> list[int]:
    """Rows that have something to draw; the table has them all."""
    cells = [table.column(name) for name in columns]
    return [place for place in range(len(table.rows)) if not all(column[place].nothing for column in cells)]


def _labels(table: Table, places: Sequence[int], language: str) -> list[str]:
    return [table.rows[place][0].text(language) for place in places]


def _series(
    table: Table, colours: dict[str, str], places: Sequence[int], language: str
) -> tuple[list[str], list[charts.Series]]:
    series = [
        charts.Series(_title(table, name, language), colour, [table.column(name)[place] for place in places])
        for name, colour in colours.items()
    ]
    return _labels(table, places, language), series


def _title(table: Table, column: str, language: str) -> str:
    return next(one.title for one in table.columns if one.id == column).in_(language)


def _alt(title: Text, table: Table, columns: Sequence[str], places: Sequence[int]) -> Text:
    """A picture in words: every number that it draws."""

    def said(language: str) -> str:
        lines = []
        for place in places:
            numbers = ", ".join(
                f"{_title(table, column, language)} {table.column(column)[place].text(language)}"
                for column in columns
            )
            lines.append(f"{table.rows[place][0].text(language)}: {numbers}")
        return f"{title.in_(language)}. " + "; ".join(lines)

    return Text(said("th"), said("en"))
