"""Why personal data are held: purposes with their lawful basis, and consents with their history.

The office's task needs no consent (PDPA B.E. 2562 s.24(4)); what goes beyond it does, and a withdrawal stops it
from that day. Sensitive facts (health, disability) are held for social protection (s.26).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.domain.problems import refuse_case


@dataclass(frozen=True, slots=True)
class Purpose:
    """``consent``: whether it needs one; without, the family is told (s.23) but not asked."""

    id: str
    th: str
    en: str
    basis: str
    consent: bool


PURPOSES: dict[str, Purpose] = {
    one.id: one
    for one in (
        Purpose("rights", "ตรวจสิทธิและติดตามให้ได้รับสิทธิ", "Work out rights and see that they arrive", "PDPA s.24(4)", False),
        Purpose("health", "ใช้ข้อมูลสุขภาพและความพิการเพื่อการคุ้มครองทางสังคม", "Use health and disability for social protection", "PDPA s.26(5)", False),
        Purpose("case", "จัดทำแผนช่วยเหลือรายครัวเรือน", "Make a plan for the household", "PDPA s.24(4)", False),
        Purpose("photos", "เก็บภาพถ่ายบ้านและครอบครัว", "Keep photos of house and family", "PDPA s.19", True),
        Purpose("share_charity", "ส่งข้อมูลให้องค์กรการกุศล", "Pass data to charities", "PDPA s.19", True),
        Purpose("contact", "ติดต่อผ่านข้อความหรือสื่อสังคม", "Contact by message or social media", "PDPA s.19", True),
    )
}  # fmt: skip
METHODS = ("signature", "thumbprint", "voice")


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of the family: given or withdrawn. Never changed, only followed by another."""

    household_id: str
    purpose: str
    given: bool
    on: date
    by: str  # the member who said it
    recorded_by: str
    method: str = "signature"
    notice: str | None = None  # version of the notice that was read out


def record(consent: Consent, today: date) -> Consent:
    """Raises CaseRefused."""
    if consent.purpose not in PURPOSES:
        raise refuse_case("CASE-PURPOSE", PURPOSES)
    if not PURPOSES[consent.purpose].consent:
        raise refuse_case("CASE-NO-CONSENT-NEEDED", [one.id for one in PURPOSES.values() if one.consent])
    if consent.method not in METHODS:
        raise refuse_case("CASE-METHOD", METHODS)
    if consent.on > today:
        raise refuse_case("CASE-FUTURE")
    return consent


def permitted(purpose: str, history: Iterable[Consent], on: date) -> bool:
    """Whether data may be used for a purpose on a day: by law, or by the family's last word until then."""
    known = PURPOSES.get(purpose)
    if known is None:
        return False
    if not known.consent:
        return True
    said = [one for one in history if one.purpose == purpose and one.on <= on]
    return bool(said) and max(enumerate(said), key=lambda pair: (pair[1].on, pair[0]))[1].given
