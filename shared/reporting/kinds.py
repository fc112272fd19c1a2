"""Which tables each kind of report has, in the order in which its story is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from shared.reporting import (
    sections_case,
    sections_change,
    sections_groups,
    sections_money,
    sections_people,
    sections_pilot,
    sections_places,
    sections_quality,
    sections_rights,
    sections_time,
    sections_work,
)
from shared.reporting.context import ReportContext
from shared.reporting.disclosure import controlled
from shared.reporting.figures import Figures
from shared.reporting.model import Table
from shared.reporting.sticky import kept_hidden
from shared.reporting.wording import Text

TITLES = {
    "progress": Text("รายงานความก้าวหน้า", "Progress report"),
    "quarterly": Text("รายงานประเมินผลรายไตรมาส", "Quarterly evaluation"),
    "yearly": Text("รายงานประเมินผลประจำปี", "Yearly evaluation"),
    "agency": Text("รายงานรายหน่วยงาน", "Agency report"),
    "district": Text("รายงานรายอำเภอ", "District report"),
    "pilot": Text("รายงานประเมินผลครัวเรือนนำร่อง", "Pilot evaluation"),
}
_WORK = ("benefits", "take_up", "money", "agencies", "loop", "districts", "subdistricts", "act", "times")
_ENDS = ("gap_reasons", "gap_ages", "returns", "bounces")
_FAMILIES = ("dimensions", "poverty", "phases", "outcomes")
_CASES = ("visits", "measures")
_CHANGE = ("deprivation", "poverty_change", "transitions", "outcome_changes")
_FULL = (
    *_WORK, "take_up_places", "months", "once", *_ENDS, "owners", *_FAMILIES, *_CHANGE, *_CASES, "spending",
    "double_aid", "fairness", "group_gaps", "life_stages", "pilot", "pilot_change", "partners", "determinations",
)  # fmt: skip
TABLES: Mapping[str, tuple[str, ...]] = {
    "progress": (*_WORK, *_ENDS, *_FAMILIES, *_CASES, "fairness", "pilot", "partners", "determinations"),
    "quarterly": _FULL,
    "yearly": _FULL,
    "agency": (
        "benefits", "take_up", "money", "months", "once", "agencies", "loop", "districts", "act", "take_up_places",
        "times", "returns", "bounces", "measures", "spending",
    ),
    "district": (
        *_WORK, "take_up_places", *_ENDS, *_FAMILIES, *_CHANGE, *_CASES, "spending", "double_aid", "life_stages",
        "determinations",
    ),
    "pilot": ("pilot", "pilot_change", "districts", "act", "times", *_FAMILIES, *_CHANGE, *_CASES, "spending"),
}  # fmt: skip


class Tables:
    """All tables that the figures allow, made once. What a kind of report leaves out counts too when it is decided what
    to hide, so that two kinds of one period tell no more together than each alone."""

    def __init__(self, figures: Figures, context: ReportContext) -> None:
        self._figures, self._context = figures, context
        self._drafts: dict[str, Table] = {}

    def draft(self, name: str) -> Table:
        """A table before it is known what the others tell; made when it is first asked for."""
        if name not in self._drafts:
            made = _MAKERS[name](self._figures, self._context, self)
            self._drafts[name] = kept_hidden(made, self._figures.hidden_before)
        return self._drafts[name]

    @cached_property
    def _made(self) -> dict[str, Table]:
        """Subdistricts have a table of their own only where that of places is by district."""
        names = [name for name in _MAKERS if name != "subdistricts" or self._context.level == 4]
        made = controlled({name: self.draft(name) for name in names})
        gaps = sections_groups.gaps_between(self._figures, made["fairness"])
        return {**made, "group_gaps": gaps}

    def __getitem__(self, name: str) -> Table:
        return self._made[name]

    def of(self, kind: str) -> list[Table]:
        return [self._made[name] for name in TABLES[kind] if name in self._made]


Maker = Callable[[Figures, ReportContext, Tables], Table]
_MAKERS: Mapping[str, Maker] = {
    "benefits": lambda f, c, t: sections_rights.benefits(f, c),
    "determinations": lambda f, c, t: sections_rights.determinations(f, c),
    "districts": lambda f, c, t: sections_rights.districts(f, c, t.draft("act")),
    "gap_reasons": lambda f, c, t: sections_rights.gap_reasons(f),
    "subdistricts": lambda f, c, t: sections_places.subdistricts(f, c, t.draft("districts")),
    "take_up": lambda f, c, t: sections_change.take_up(f, c, t.draft("benefits")),
    "take_up_places": lambda f, c, t: sections_change.take_up_places(f, c),
    "deprivation": lambda f, c, t: sections_change.deprivation(f),
    "poverty_change": lambda f, c, t: sections_change.poverty_change(f),
    "transitions": lambda f, c, t: sections_change.transitions(f),
    "outcome_changes": lambda f, c, t: sections_change.outcome_changes(f),
    "money": lambda f, c, t: sections_money.money(f, c, t.draft("benefits")),
    "months": lambda f, c, t: sections_money.months(f, c, t.draft("benefits")),
    "once": lambda f, c, t: sections_money.once(f, c, t.draft("benefits")),
    "spending": lambda f, c, t: sections_money.spending(f),
    "agencies": lambda f, c, t: sections_work.agencies(f, c.agency),
    "loop": lambda f, c, t: sections_work.loop(f, c.agency),
    "act": lambda f, c, t: sections_work.act(f, c),
    "returns": lambda f, c, t: sections_work.returns(f),
    "times": lambda f, c, t: sections_time.times(f, c),
    "gap_ages": lambda f, c, t: sections_quality.gap_ages(f),
    "double_aid": lambda f, c, t: sections_quality.double_aid(f),
    "partners": lambda f, c, t: sections_quality.partners(c),
    "bounces": lambda f, c, t: sections_case.bounces(f),
    "owners": lambda f, c, t: sections_case.owners(f),
    "visits": lambda f, c, t: sections_case.visits(f),
    "measures": lambda f, c, t: sections_case.measures(f),
    "dimensions": lambda f, c, t: sections_people.dimensions(f),
    "poverty": lambda f, c, t: sections_people.poverty(f),
    "phases": lambda f, c, t: sections_people.phases(f),
    "outcomes": lambda f, c, t: sections_people.outcomes(f),
    "fairness": lambda f, c, t: sections_groups.fairness(f),
    "life_stages": lambda f, c, t: sections_groups.life_stages(f),
    "pilot": lambda f, c, t: sections_pilot.pilot(f),
    "pilot_change": lambda f, c, t: sections_pilot.pilot_change(f),
}
