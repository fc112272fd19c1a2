"""Which pictures a report has: each draws a table of the report, and says in words what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.areas import Areas
from shared.reporting import charts, maps, sections_time
from shared.reporting.context import ReportContext
from shared.reporting.drawing import Drawing
from shared.reporting.figures import Figures
from shared.reporting.model import Cell, Chart, Table
from shared.reporting.wording import Text

MOST = 8  # bars or lines of one picture; the table has them all
Draw = Callable[[str], Drawing]
Shapes = Mapping[str, Sequence[maps.Ring]]


@dataclass(frozen=True, slots=True)
class _Bars:
    """``columns``: with their colours. ``most_by``: which rows are drawn when there are many. ``together``: stacked."""

    chart: str
    table: str
    title: Text
    columns: Mapping[str, str]
    most_by: str | None = None
    together: bool = False


@dataclass(frozen=True, slots=True)
class _Slope:
    """From one column to another. ``now``: what the right end is called; None: as its column."""

    chart: str
    table: str
    title: Text
    before: str
    after: str
    now: Text | None = None


_PICTURES: tuple[_Bars | _Slope, ...] = (
    _Bars(
        "rights",
        "benefits",
        Text("ใครได้รับแล้ว ใครยังไม่ได้รับ", "Who receives, and who does not yet"),
        {"receiving": charts.BLUE, "gap": charts.ORANGE},
        most_by="gap",
        together=True,
    ),
    _Slope(
        "take_up",
        "take_up",
        Text("การได้รับสิทธิ ก่อนและปัจจุบัน", "Take-up, before and now"),
        "before",
        "after",
    ),
    _Bars(
        "money",
        "money",
        Text("เงินที่ได้เพิ่มและที่ยังไม่ได้รับ บาทต่อเดือน", "Baht a month unlocked and unclaimed"),
        {"unlocked": charts.GREEN, "unclaimed": charts.ORANGE},
        most_by="unclaimed",
    ),
    _Bars(
        "work",
        "agencies",
        Text("งานของแต่ละหน่วยงาน", "Work of each agency"),
        {"sent": charts.GREY, "closed": charts.GREEN, "overdue": charts.ORANGE},
    ),
    _Bars(
        "ages",
        "gap_ages",
        Text("ช่องว่างที่ยังเปิดอยู่ แยกตามอายุ", "Open gaps by age"),
        {"gaps": charts.ORANGE},
    ),
    _Slope(
        "deprivation",
        "deprivation",
        Text("ครัวเรือนที่ขัดสนรายมิติ ก่อนและปัจจุบัน", "Households deprived, before and now"),
        "before",
        "after",
    ),
    _Slope(
        "moved",
        "phases",
        Text("ครัวเรือนในแต่ละระยะ งวดก่อนและงวดนี้", "Households by phase, before and now"),
        "before",
        "households",
        Text("งวดนี้", "This period"),
    ),
    _Bars(
        "ages_of_life",
        "life_stages",
        Text("สิทธิของแต่ละช่วงวัย", "Rights by stage of life"),
        {"received": charts.BLUE, "open": charts.ORANGE},
        together=True,
    ),
    _Bars(
        "pilot",
        "pilot",
        Text("นำร่องและครัวเรือนอื่น", "Pilot and other households"),
        {"pilot": charts.BLUE, "rest": charts.GREY},
    ),
)


def of(
    figures: Figures, tables: Sequence[Table], context: ReportContext, shapes: Shapes | None = None
) -> list[Chart]:
    """The pictures of those tables that the report has; none in an empty period.

    ``shapes``: outlines of subdistricts by code, for a map of them beside the tiles.
    """
    if figures.empty:
        return []
    by_id = {table.id: table for table in tables}
    made = [
        *(_picture(one, by_id[one.table]) for one in _PICTURES if one.table in by_id),
        _receipt(figures, by_id.get("times")),
        *_maps(by_id.get("subdistricts"), by_id.get("districts"), context, shapes),
    ]
    return [chart for chart in made if chart is not None]


def _chart(chart_id: str, title: Text, alt: Text, draw: Draw, table: Table) -> Chart:
    return Chart(chart_id, title, alt, draw("th"), draw("en"), table.id)


def _picture(one: _Bars | _Slope, table: Table) -> Chart | None:
    """None where the table has nothing to draw yet."""
    columns = (one.before, one.after) if isinstance(one, _Slope) else tuple(one.columns)
    if not set(columns) <= {column.id for column in table.columns}:
        return None  # there is no period before
    places = _places(one, table, columns)
    if not places:
        return None

    def draw(language: str) -> Drawing:
        title, labels = one.title.in_(language), _labels(table, places, language)
        if isinstance(one, _Slope):
            before, after = ([table.column(name)[place] for place in places] for name in columns)
            now = one.now.in_(language) if one.now else _title(table, one.after, language)
            return charts.slope(
                title, labels, (before, after), (_title(table, one.before, language), now), language
            )
        series = _series(table, one.columns, places, language)
        return (charts.stacked if one.together else charts.bars)(title, labels, series, language)

    return _chart(one.chart, one.title, _alt(one.title, table, columns, places), draw, table)


def _places(one: _Bars | _Slope, table: Table, columns: Sequence[str]) -> list[int]:
    """Rows to draw, in the table's order; of many those that matter most."""
    busy = _drawable(table, columns, whole=isinstance(one, _Slope))
    if isinstance(one, _Slope):
        before, after = (table.column(name) for name in columns)
        return sorted(
            sorted(busy, key=lambda row: (-abs(_weight(after[row]) - _weight(before[row])), row))[:MOST]
        )
    if one.most_by is None:
        return busy
    weights = table.column(one.most_by)
    return sorted(sorted(busy, key=lambda row: (-_weight(weights[row]), row))[:MOST])


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


# ---------------------------------------------------------------- maps


def _maps(
    parts: Table | None, places: Table | None, context: ReportContext, shapes: Shapes | None
) -> list[Chart]:
    """Tiles of subdistricts by district, else of the places that the table has; shapes too where they are known."""
    if places is None or not _drawable(parts or places, ("open",), whole=True):
        return []
    title = Text("สิทธิที่ยังไม่ได้รับ รายพื้นที่", "Rights not received, by place")
    table = parts or places
    alt = _alt(title, table, ("open",), range(len(table.rows)))

    def groups(language: str) -> list[maps.Group]:
        if parts is not None:
            return _districts(parts, places, context, language)
        return [_one_group(places, context, language)]

    def draw_tiles(language: str) -> Drawing:
        return maps.tiles(title.in_(language), groups(language), language)

    def draw_shapes(language: str) -> Drawing:
        spots = [place for group in groups(language) for place in group.places]
        return maps.choropleth(title.in_(language), spots, shapes or {}, language)

    shaped = bool(shapes) and (parts is not None or context.level == _SUBDISTRICTS)
    return [
        _chart("map", title, alt, draw_tiles, table),
        *([_chart("shapes", title, alt, draw_shapes, table)] if shaped else []),
    ]


_SUBDISTRICTS = 6  # digits of their codes


def _districts(parts: Table, places: Table, context: ReportContext, language: str) -> list[maps.Group]:
    """The districts of a table with all their subdistricts, those without households too."""
    cells = dict(zip(parts.codes, parts.column("open"), strict=True))
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
        for code, cell in zip(places.codes, places.column("open"), strict=True)
    ]


def _one_group(places: Table, context: ReportContext, language: str) -> maps.Group:
    """Every place of the table, a tile each; one without households is white."""
    homes = places.column("households")
    return maps.Group(
        context.area,
        context.area_name.in_(language),
        None if places.total is None else places.total[[one.id for one in places.columns].index("open")],
        [
            maps.Place(code, places.rows[row][0].text(language), None if homes[row].nothing else cell)
            for row, (code, cell) in enumerate(zip(places.codes, places.column("open"), strict=True))
        ],
    )


# ---------------------------------------------------------------- reading a table


def _weight(cell: Cell) -> float:
    return float(cell.open) if isinstance(cell.open, int | float) else 0.0


def _drawable(table: Table, columns: Sequence[str], *, whole: bool) -> list[int]:
    """Rows that openly have something to draw (``whole``: in every column); the table has them all, hidden or not."""
    cells = [table.column(name) for name in columns]
    check = all if whole else any
    return [
        row
        for row in range(len(table.rows))
        if check(column[row].open is not None for column in cells)
        and any(_weight(column[row]) for column in cells)
    ]


def _labels(table: Table, places: Sequence[int], language: str) -> list[str]:
    return [table.rows[place][0].text(language) for place in places]


def _series(
    table: Table, colours: Mapping[str, str], places: Sequence[int], language: str
) -> list[charts.Series]:
    return [
        charts.Series(_title(table, name, language), colour, [table.column(name)[place] for place in places])
        for name, colour in colours.items()
    ]


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
