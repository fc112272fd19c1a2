"""Officers: who they are to the system. No names here; those belong to the sign-in service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ROLES = (
    "partner",
    "mentor",
    "agency_officer",
    "agency_head",
    "coordinator",
    "committee",
    "evaluator",
    "administrator",
)


@dataclass(frozen=True, slots=True)
class Officer:
    """``areas``: code prefixes (province 2, district 4, subdistrict 6 digits). ``partner``: a partner's inbox id."""

    officer_id: str
    role: str
    agency: str | None = None
    areas: tuple[str, ...] = ()
    status: str = "active"
    language: str = "th"
    partner: str | None = None

    @property
    def active(self) -> bool:
        return self.status == "active"

    @property
    def reads(self) -> str:
        """The language of pages and mails: Thai, unless it is English."""
        return "en" if self.language == "en" else "th"

    def covers(self, area: str) -> bool:
        return any(area.startswith(prefix) for prefix in self.areas)

    def to_item(self) -> dict[str, Any]:
        return {
            "officer_id": self.officer_id,
            "role": self.role,
            "agency": self.agency,
            "areas": list(self.areas),
            "status": self.status,
            "language": self.language,
            "partner": self.partner,
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Officer:
        return cls(
            officer_id=item["officer_id"],
            role=item["role"],
            agency=item.get("agency"),
            areas=tuple(item.get("areas", ())),
            status=item.get("status", "active"),
            language=item.get("language", "th"),
            partner=item.get("partner"),
        )
