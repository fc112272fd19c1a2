"""What a report says about itself: which law, which day, whose province. No clock is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import geothai

from shared.domain.areas import Areas
from shared.domain.reports import COUNTRY
from shared.reporting import labels
from shared.reporting.tally import UNNAMED
from shared.reporting.wording import Text, same

_COUNTRY = Text("ทุกจังหวัดที่ดูแล", "All provinces served")
_LEVELS = {2: ("จังหวัด", "province"), 4: ("อำเภอ", "district"), 6: ("ตำบล", "subdistrict")}


@dataclass(frozen=True)
class ReportContext:
    """``rule_book``: digest of the law applied. ``area``: a province, district, subdistrict or COUNTRY; ``agency``: of
    an agency's report. ``benefits``: titles by id. ``notes``: said on the first page, for example that a partner sent
    nothing or that the rule book changed within the period. ``partners``: what each sent, counts by fate. ``owners``: the
    agency of each benefit, in an agency's report. ``map_digest``: of the outlines that it is drawn with, if any.
    ``trend``: what reports of the periods before showed of the numbers on the first page, oldest first."""

    rule_book: str
    generated_on: date
    area: str = "95"
    benefits: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    agency: str | None = None
    partners: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    map_digest: str = ""
    trend: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def province(self) -> str:
        return self.area[:2]

    @property
    def province_name(self) -> Text:
        return self.place(self.province)

    @property
    def area_name(self) -> Text:
        """With the word for what it is: ``จังหวัดยะลา``, ``อำเภอเบตง``."""
        name = self.place(self.area)
        if self.area == COUNTRY:
            return name
        th, en = _LEVELS[len(self.area)]
        return Text(f"{th}{name.th}", f"{name.en} {en}")

    @property
    def level(self) -> int:
        """Digits of the codes of the places that its table has a row for: one step below the area."""
        return 2 if self.area == COUNTRY else 4 if len(self.area) == 2 else 6

    @cached_property
    def places(self) -> dict[str, Text]:
        """Names of those places, in order of their codes; none for the country, which shows those it has."""
        if self.area == COUNTRY:
            return {}
        if self.level == 4:
            return self.districts
        return {
            one.code: Text(one.th, one.en)
            for one in Areas.load().tambons(self.area[:4])
            if one.code.startswith(self.area)
        }

    def place(self, code: str) -> Text:
        """The name of a province, district or subdistrict."""
        if code == COUNTRY:
            return _COUNTRY
        if len(code) == 2:
            found = geothai.province(code)
            return Text(found.name_th, found.name_en) if found else same(code)
        return self.district(code) if len(code) == 4 else self.tambon(code)

    def benefit(self, benefit: str) -> Text:
        if benefit == UNNAMED:
            return labels.UNNAMED
        return self.benefits.get(benefit, same(benefit))

    @cached_property
    def districts(self) -> dict[str, Text]:
        """Names of the province's districts, in order of their codes."""
        return {
            district.code: Text(district.th, district.en)
            for district in sorted(Areas.load().districts(self.province), key=lambda item: item.code)
        }

    def district(self, code: str) -> Text:
        found = Areas.load().district(code)
        return Text(found.th, found.en) if found else same(code)

    def tambon(self, code: str) -> Text:
        found = Areas.load().tambon(code)
        return Text(found.th, found.en) if found else same(code)

    def to_json(self) -> dict[str, Any]:
        """Kept beside a period's figures, so that the same report can be made again when the law has moved on."""
        return {
            "rule_book": self.rule_book,
            "generated_on": self.generated_on.isoformat(),
            "area": self.area,
            "agency": self.agency,
            "owners": dict(sorted(self.owners.items())),
            "partners": {name: dict(counts) for name, counts in sorted(self.partners.items())},
            "benefits": {name: [title.th, title.en] for name, title in sorted(self.benefits.items())},
            "notes": [[note.th, note.en] for note in self.notes],
            "map": self.map_digest,
            "trend": {name: list(values) for name, values in sorted(self.trend.items())},
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> ReportContext:
        return cls(
            rule_book=body["rule_book"],
            generated_on=date.fromisoformat(body["generated_on"]),
            area=body["area"],
            agency=body["agency"],
            partners=body["partners"],
            owners=body["owners"],
            benefits={name: Text(*title) for name, title in body["benefits"].items()},
            notes=tuple(Text(*note) for note in body["notes"]),
            map_digest=body["map"],
            trend=body["trend"],
        )
