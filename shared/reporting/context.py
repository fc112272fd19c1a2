"""What a report says about itself: which law, which day, whose province. No clock is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import geothai

from shared.domain.areas import Areas
from shared.reporting import labels
from shared.reporting.figures import UNNAMED
from shared.reporting.wording import Text, same


@dataclass(frozen=True)
class ReportContext:
    """``rule_book``: digest of the law applied. ``benefits``: titles by id. ``notes``: said on the first page,
    for example that a partner sent nothing or that the rule book changed within the period."""

    rule_book: str
    generated_on: date
    province: str = "95"
    benefits: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    @property
    def province_name(self) -> Text:
        found = geothai.province(self.province)
        return Text(found.name_th, found.name_en) if found else same(self.province)

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
            "province": self.province,
            "benefits": {name: [title.th, title.en] for name, title in sorted(self.benefits.items())},
            "notes": [[note.th, note.en] for note in self.notes],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> ReportContext:
        return cls(
            rule_book=body["rule_book"],
            generated_on=date.fromisoformat(body["generated_on"]),
            province=body["province"],
            benefits={name: Text(*title) for name, title in body["benefits"].items()},
            notes=tuple(Text(*note) for note in body["notes"]),
        )
