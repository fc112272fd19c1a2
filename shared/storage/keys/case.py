"""A household: its present state and the parts of its case (``HH#``), and its history (``HX#``)."""

from __future__ import annotations

import hashlib
from datetime import date

from shared.storage.keys.base import key_of

# Parts of a case beside META, facts, determinations, gaps and tasks. NEED: the assessment; ANS: an agency's answer
# to the needs; MNT: mentors; VIS: visits; RND: rounds; ALR: alerts; GRV: grievances; CNS: consents; CHG: changes;
# LOS: what a new edition of the rule book takes.
CASE_PARTS = frozenset({"NEED", "ANS", "MNT", "VIS", "PLAN", "RND", "ALR", "GRV", "CNS", "CHG", "LOS"})


def household_pk(household_id: str) -> str:
    return f"HH#{household_id}"


def history_pk(household_id: str) -> str:
    return f"HX#{household_id}"


def household_of(pk: str) -> str:
    """The household id of an ``HH#`` or ``HX#`` partition key. Raises ValueError for another kind."""
    kind, _, household_id = pk.partition("#")
    if kind not in ("HH", "HX") or not household_id:
        raise ValueError("not a household key")
    return household_id


def meta(household_id: str) -> dict[str, str]:
    return key_of(household_pk(household_id), "META")


def facts(household_id: str) -> dict[str, str]:
    return key_of(household_pk(household_id), "FACTS")


def determinations(household_id: str) -> dict[str, str]:
    return key_of(household_pk(household_id), "DET")


def gap(household_id: str, member_id: str | None, benefit: str, episode: int) -> dict[str, str]:
    """``episode``: 1 for the first time that this right went unreceived, 2 for the next, ..."""
    return key_of(household_pk(household_id), f"GAP#{member_id or 'hh'}#{benefit}#{episode:02d}")


def gap_id(household_id: str, member_id: str | None, benefit: str, episode: int) -> str:
    """Opaque, the same on every repeat."""
    text = f"{household_id}|{member_id or 'hh'}|{benefit}|{episode}"
    return f"{household_id}-g{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"


def task(household_id: str, task_id: str) -> dict[str, str]:
    return key_of(household_pk(household_id), f"TASK#{task_id}")


def task_id(household_id: str, member_id: str | None, benefit: str, kind: str, episode: int) -> str:
    """Opaque, the same on every repeat, and holding its household so that a read needs no index."""
    text = f"{household_id}|{member_id or 'hh'}|{benefit}|{kind}|{episode}"
    return f"{household_id}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"


def household_of_task(task_id: str) -> str:
    """Raises ValueError when the text is no task id."""
    household_id, dash, tail = task_id.rpartition("-")
    if not dash or not household_id or len(tail) != 12:
        raise ValueError("not a task id")
    return household_id


def case_part(household_id: str, kind: str, *names: str) -> dict[str, str]:
    """A part of a household's case: ``kind`` is one of ``CASE_PARTS``, ``names`` tell its items apart, in key order."""
    if kind not in CASE_PARTS:
        raise ValueError(f"no part of a case: {kind}")
    return key_of(household_pk(household_id), "#".join([kind, *names]))


def outbox(household_id: str, task_id: str, number: int) -> dict[str, str]:
    return key_of(household_pk(household_id), f"OUT#{task_id}#{number:04d}")


def survey(household_id: str, observed_on: date, sequence: int) -> dict[str, str]:
    """The latest survey is the highest key: later day first, then the later import (architecture §3)."""
    return key_of(*survey_key(household_id, observed_on.isoformat(), f"{sequence:010d}"))


def survey_key(household_id: str, observed_on: str, sequence: str) -> tuple[str, str]:
    """``survey`` from texts: an ISO date and ten digits."""
    return f"HX#{household_id}", f"SV#{observed_on.replace('-', '')}#{sequence}"


def fact(household_id: str, observed_on: date, source: str, name: str) -> dict[str, str]:
    return key_of(history_pk(household_id), f"FACT#{observed_on:%Y%m%d}#{source}#{name}")


def task_event(household_id: str, task_id: str, number: int) -> dict[str, str]:
    return key_of(history_pk(household_id), f"TASK#{task_id}#EV#{number:04d}")


def superseded(household_id: str, assessed_on: date, version: int) -> dict[str, str]:
    """A determination set that a later one replaced."""
    return key_of(history_pk(household_id), f"DETH#{assessed_on:%Y%m%d}#{version:08d}")


def kept_count(kind: str, district: str, label: str) -> dict[str, str]:
    """A number that erased items of a district have left behind."""
    return key_of(f"KEPT#{kind}#{district}", label)
