"""What a family says when somebody asks: made-up answers that follow from who is asked, never from the moment."""

from __future__ import annotations

from typing import Any

from infra.sample.draw import roll
from shared.rules import FactSpec, current

LIKELY = {"roster_complete": 970, "house_owner_consent": 850, "lived_here_since": 1000, "welfare_card": 560}
RARELY = 90  # in a thousand: most things that rules ask about are not so
DAYS = {"lived_here_since": "2005-01-01", "old_age_registered_on": "2020-11-02"}
USUAL = {"studying": "ไม่ได้เรียน", "nationality": "ไทย", "health_scheme": "บัตรทอง", "person_status": "อยู่จริง"}


def findings(household: str, determinations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An answer to everything that is still unknown; what a family cannot say counts as asked and refused."""
    asked: dict[tuple[str | None, str], dict[str, Any]] = {}
    for found in determinations:
        if found["entitled"] != "unknown":
            continue
        for name in found["missing"]:
            spec = current().facts.get(name)
            member = None if spec is not None and spec.entity == "household" else found["member"]
            asked.setdefault((member, name), _finding(household, member, name, spec))
    return [asked[key] for key in sorted(asked, key=lambda one: (one[0] or "", one[1]))]


def _finding(household: str, member: str | None, name: str, spec: FactSpec | None) -> dict[str, Any]:
    nobody = spec is None or (spec.entity == "person" and member is None)  # whom of the family is it about?
    value = None if spec is None or nobody else _value(f"{household}|{member}", spec)
    found = {"fact": name, "member_id": member, "basis": "said", "told_by": "family"}
    return {**found, "refused": True} if value is None else {**found, "value": value}


def _value(subject: str, spec: FactSpec) -> Any:
    drawn = roll(subject, spec.name)
    if spec.type == "bool":
        return drawn < LIKELY.get(spec.name, RARELY)
    if spec.type == "int":
        return drawn * 60 // 1000 * 1000 if spec.name.endswith("_income") else 0
    if spec.type == "date":
        return DAYS.get(spec.name)
    if spec.type == "enum":
        return USUAL.get(spec.name)
    return [] if spec.type == "set" else None
