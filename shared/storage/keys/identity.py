"""The Identity and Audit tables."""

from __future__ import annotations

from datetime import date

from shared.storage.keys.base import SHARDS, key_of, shard_of
from shared.storage.keys.case import household_pk

AUDIT_EVENT = "AU#"  # how the partition of every event begins; the seals beside them begin otherwise
UNIQUE = "UQ"  # sort key of a uniqueness row


def held_person(hold_id: str) -> dict[str, str]:
    """Whom a hold is about, by blind index alone."""
    return key_of(f"HOLD#{hold_id}", "UQ")


def identity_key(household_id: str, observed_on: str, sequence: str) -> tuple[str, str]:
    """Beside a survey, of the same day (ISO) and the same ten digits."""
    return household_pk(household_id), f"ID#{observed_on.replace('-', '')}#{sequence}"


def identity_beside(survey_sk: str) -> str:
    """The sort key of the identity twin of a stored survey."""
    return f"ID#{survey_sk.removeprefix('SV#')}"


def correction(household_id: str, on: date, tell_apart: str) -> dict[str, str]:
    """What people told of who somebody is, beside what surveys say: ``ID`` is the start of both kinds' keys."""
    return key_of(household_pk(household_id), f"IDC#{on:%Y%m%d}#{tell_apart}")


def officer_name(officer_id: str) -> dict[str, str]:
    """An official's own name, sealed: the officer's row in the core table has none."""
    return key_of(f"OFF#{officer_id}", "NAME")


def unique_citizen(blind: str) -> dict[str, str]:
    return key_of(unique_citizen_pk(blind), UNIQUE)


def unique_citizen_pk(blind: str) -> str:
    return f"UQ#CID#{blind}"


def audit(subject: str, moment: str, event_id: str) -> dict[str, str]:
    """``subject``: a household id or ``sys``; ``moment``: ISO 8601, of which the month names the partition."""
    return key_of(audit_partition(subject, f"{moment[:4]}{moment[5:7]}"), f"{moment}#{event_id}")


def audit_partition(subject: str, month: str) -> str:
    return f"{AUDIT_EVENT}{subject}#{month}"


def audit_index(actor: str, moment: str, event_id: str) -> dict[str, str]:
    """What people did: Index1 by who, Index2 by day."""
    day = moment[:10].replace("-", "")
    place = f"{moment}#{event_id}"
    return {
        "G1P": audit_of_officer(actor, day[:6]),
        "G1S": place,
        "G2P": f"DAY#{day}#{shard_of(event_id)}",
        "G2S": place,
    }


def audit_of_officer(actor: str, month: str) -> str:
    return f"BY#{actor}#{month}"


def audit_of_day(day: str) -> list[str]:
    """Partitions of Index2. ``day``: yyyymmdd."""
    return [f"DAY#{day}#{number}" for number in range(SHARDS)]


def seal_link(lane: int, number: int) -> dict[str, str]:
    return key_of(f"SEAL#{lane}", f"{number:010d}")


def seal_root(day: str) -> dict[str, str]:
    return key_of("SEAL#ROOT", day)


def root_file(day: str) -> str:
    """Where in the roots' bucket a day's root lies."""
    return f"roots/{day}.json"
