"""What a report says about itself: which law, which day, whose province. No clock is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import geothai

from shared.domain.areas import Areas
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
