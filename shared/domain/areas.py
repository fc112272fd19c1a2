"""Provinces, districts and subdistricts by DOPA code, with abolished codes and their successors.

Data: the ``geothai`` package (DOPA; code MIT, data CC BY 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@cache
def _geothai() -> Any:
    """Loaded when an area is first asked for: most calls of the API ask for none, and it is a tenth of their start."""
    import geothai

    return geothai


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class District:
    code: str
    th: str
    en: str
    province: str


@dataclass(frozen=True, slots=True)
class Tambon:
    """A subdistrict; ``district`` and ``province`` are codes."""

    code: str
    th: str
    en: str
    district: str
    province: str


@cache
def _successors() -> dict[str, str]:
    """Abolished subdistrict code -> the one code that took its place, where there is exactly one in force."""
    from geothai.abolished import abolished_areas

    found: dict[str, str] = {}
    for area in abolished_areas():
        if area.level == "subdistrict" and len(area.successors) == 1:
            found[area.code] = area.successors[0]
    return found


class Areas:
    """The country's areas in force. Cheap to make: the data are read once a process."""

    @classmethod
    @cache
    def load(cls) -> Areas:
        return cls()

    def tambon(self, code: str) -> Tambon | None:
        found = _geothai().subdistrict(code)
        if found is None:
            return None
        return Tambon(found.code, found.name_th, found.name_en, found.district_code, found.province_code)

    def province(self, code: str) -> Province | None:
        found = _geothai().province(code)
        return Province(found.code, found.name_th, found.name_en) if found else None

    def district(self, code: str) -> District | None:
        found = _geothai().district(code)
        return District(found.code, found.name_th, found.name_en, found.province_code) if found else None

    def known(self, code: str) -> bool:
        """Whether there is a province, district or subdistrict of this code."""
        match len(code):
            case 2:
                return bool(self.districts(code))
            case 4:
                return self.district(code) is not None
            case 6:
                return self.tambon(code) is not None
        return False

    def successor(self, code: str) -> str | None:
        """The code in force that took an abolished subdistrict's place, followed through several changes."""
        seen = {code}
        following = _successors().get(code)
        while following is not None and _geothai().subdistrict(following) is None and following not in seen:
            seen.add(following)
            following = _successors().get(following)
        return following

    def provinces(self) -> tuple[str, ...]:
        """Codes of all provinces."""
        return tuple(one.code for one in _geothai().provinces())

    def districts(self, province: str) -> tuple[District, ...]:
        found = _geothai().districts(province)
        return tuple(District(item.code, item.name_th, item.name_en, item.province_code) for item in found)

    def tambons(self, district: str) -> tuple[Tambon, ...]:
        return tuple(
            Tambon(item.code, item.name_th, item.name_en, item.district_code, item.province_code)
            for item in _geothai().subdistricts(district)
        )
