"""Keys of every table, built and parsed here and nowhere else (architecture §3)."""

from __future__ import annotations

import hashlib
from datetime import date

UNIQUE = "UQ"  # sort key of a uniqueness row
SHARDS = 4  # of the mark and clock partitions: one index partition takes 1,000 writes a second

TODO = "TODO"  # a survey or fact that waits for an assessment
OUTBOX = "OUTBOX"  # a message that waits to leave
IMPORTING = "IMPORTING"  # an import that is not yet final
CASE = "CASE"  # a household of the programme, by the day on which its case wants looking at

# Parts of a case beside META, facts, determinations, gaps and tasks. NEED: the assessment; ANS: an agency's answer
# to the needs; MNT: mentors; VIS: visits; RND: rounds; ALR: alerts; GRV: grievances; CNS: consents; CHG: changes; LOS: what a new
# edition of the rule book takes.
CASE_PARTS = frozenset({"NEED", "ANS", "MNT", "VIS", "PLAN", "RND", "ALR", "GRV", "CNS", "CHG", "LOS"})


def shard_of(text: str) -> int:
    """A stable shard, 0 to SHARDS-1."""
    return hashlib.blake2b(text.encode(), digest_size=2).digest()[0] % SHARDS


def _key(pk: str, sk: str) -> dict[str, str]:
    return {"PK": pk, "SK": sk}


# ---------------------------------------------------------------- household


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
    return _key(household_pk(household_id), "META")


def facts(household_id: str) -> dict[str, str]:
    return _key(household_pk(household_id), "FACTS")


def determinations(household_id: str) -> dict[str, str]:
    return _key(household_pk(household_id), "DET")


def gap(household_id: str, member_id: str | None, benefit: str, episode: int) -> dict[str, str]:
    """``episode``: 1 for the first time that this right went unreceived, 2 for the next, ..."""
    return _key(household_pk(household_id), f"GAP#{member_id or 'hh'}#{benefit}#{episode:02d}")


def task(household_id: str, task_id: str) -> dict[str, str]:
    return _key(household_pk(household_id), f"TASK#{task_id}")


def case_part(household_id: str, kind: str, *names: str) -> dict[str, str]:
    """A part of a household's case: ``kind`` is one of ``CASE_PARTS``, ``names`` tell its items apart, in key order."""
    if kind not in CASE_PARTS:
        raise ValueError(f"no part of a case: {kind}")
    return _key(household_pk(household_id), "#".join([kind, *names]))


def outbox(household_id: str, task_id: str, number: int) -> dict[str, str]:
    return _key(household_pk(household_id), f"OUT#{task_id}#{number:04d}")


def survey(household_id: str, observed_on: date, sequence: int) -> dict[str, str]:
    """The latest survey is the highest key: later day first, then the later import (architecture §3)."""
    return _key(*survey_key(household_id, observed_on.isoformat(), f"{sequence:010d}"))


def survey_key(household_id: str, observed_on: str, sequence: str) -> tuple[str, str]:
    """``survey`` from texts: an ISO date and ten digits."""
    return f"HX#{household_id}", f"SV#{observed_on.replace('-', '')}#{sequence}"


def fact(household_id: str, observed_on: date, source: str, name: str) -> dict[str, str]:
    return _key(history_pk(household_id), f"FACT#{observed_on:%Y%m%d}#{source}#{name}")


def task_event(household_id: str, task_id: str, number: int) -> dict[str, str]:
    return _key(history_pk(household_id), f"TASK#{task_id}#EV#{number:04d}")


def superseded(household_id: str, assessed_on: date, version: int) -> dict[str, str]:
    """A determination set that a later one replaced."""
    return _key(history_pk(household_id), f"DETH#{assessed_on:%Y%m%d}#{version:08d}")


def task_id(household_id: str, member_id: str | None, benefit: str, kind: str, episode: int) -> str:
    """Opaque, the same on every repeat, and holding its household so that a read needs no index."""
    text = f"{household_id}|{member_id or 'hh'}|{benefit}|{kind}|{episode}"
    return f"{household_id}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"


def gap_id(household_id: str, member_id: str | None, benefit: str, episode: int) -> str:
    """Opaque, the same on every repeat."""
    text = f"{household_id}|{member_id or 'hh'}|{benefit}|{episode}"
    return f"{household_id}-g{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"


def household_of_task(task_id: str) -> str:
    """Raises ValueError when the text is no task id."""
    household_id, dash, tail = task_id.rpartition("-")
    if not dash or not household_id or len(tail) != 12:
        raise ValueError("not a task id")
    return household_id


# ---------------------------------------------------------------- index keys


def area_index(tambon: str, household_id: str) -> dict[str, str]:
    """Index1: the households of a district, by subdistrict."""
    return {"G1P": f"AR#{tambon[:4]}", "G1S": f"{tambon}#{household_id}"}


def area_partition(district: str) -> str:
    return f"AR#{district}"


def alert_index(area: str, decide_by: str, alert_id: str) -> dict[str, str]:
    """Index1: the open alerts of a district, by the day on which they must be decided."""
    return {"G1P": alert_partition(area[:4]), "G1S": f"{decide_by}#{alert_id}"}


def alert_partition(district: str) -> str:
    return f"ALR#{district}"


def plan_index(area: str, household_id: str, number: int) -> dict[str, str]:
    """Index1: plans of a district that wait for the committee, for a decision or for money."""
    return {"G1P": plan_partition(area[:4]), "G1S": f"{household_id}#{number:04d}"}


def plan_partition(district: str) -> str:
    return f"PLN#{district}"


def meeting(meeting_id: str) -> dict[str, str]:
    return _key(f"MEET#{meeting_id}", "META")


def meeting_index(province: str, on: str, meeting_id: str) -> dict[str, str]:
    return {"G1P": meeting_partition(province), "G1S": f"{on}#{meeting_id}"}


def meeting_partition(province: str) -> str:
    return f"MEETINGS#{province}"


def digest(officer_id: str, day: str) -> dict[str, str]:
    """What wants doing by an officer on a day: one message a person a day."""
    return _key(f"OFF#{officer_id}", f"DIGEST#{day}")


def agency_worklist(agency: str, due: str, priority: int, task_id: str) -> dict[str, str]:
    """Index1: the live tasks of an agency by due date. Closed tasks leave it."""
    return {"G1P": f"AGY#{agency}#TASK", "G1S": f"{due}#{priority}#{task_id}"}


def agency_partition(agency: str) -> str:
    return f"AGY#{agency}#TASK"


def mark(bag: str, subject: str, since: str) -> dict[str, str]:
    """Index2: a sparse work mark; the transaction that does the work removes it."""
    return {"G2P": f"{bag}#{shard_of(subject)}", "G2S": f"{since}#{subject}"}


def mark_partitions(bag: str) -> list[str]:
    return [f"{bag}#{number}" for number in range(SHARDS)]


def case_index(household_id: str, day: str) -> dict[str, str]:
    """Index2 of META: the households of the programme, by the next day on which their case wants looking at."""
    return {"G2P": f"{CASE}#{shard_of(household_id)}", "G2S": f"{day}#{household_id}"}


def due_index(household_id: str, next_change: str) -> dict[str, str]:
    """Index3: the day on which time alone can change a household's answers."""
    return {"G3P": f"DUE#{shard_of(household_id)}", "G3S": f"{next_change}#{household_id}"}


def clock_index(task_id: str, next_check: str) -> dict[str, str]:
    """Index3: the day on which a task's clock wants looking at."""
    return {"G3P": f"SLA#{shard_of(task_id)}", "G3S": f"{next_check}#{task_id}"}


def time_partitions(kind: str) -> list[str]:
    """``DUE`` or ``SLA`` partitions of Index3."""
    return [f"{kind}#{number}" for number in range(SHARDS)]


# ---------------------------------------------------------------- imports, officers, reports, system


def import_id(bucket: str, key: str, version: str) -> str:
    """One object version is one import, however often its notice arrives."""
    return hashlib.sha256(f"{bucket}\n{key}\n{version}".encode()).hexdigest()[:32]


def import_meta(import_id: str) -> dict[str, str]:
    return _key(f"IMP#{import_id}", "META")


def import_part(import_id: str, rules: str, stage: str, number: int) -> dict[str, str]:
    """The mark of a part that is done, under the plan that it was done for."""
    return _key(f"IMP#{import_id}", f"{import_parts(rules, stage)}{number:06d}")


def import_parts(rules: str, stage: str) -> str:
    return f"PART#{rules}#{stage}#"


def import_index(partner: str, received_at: str, import_id: str) -> dict[str, str]:
    """Index1 by partner, Index3 over all partners, newest last."""
    return {
        "G1P": f"PTN#{partner}#IMP",
        "G1S": f"{received_at}#{import_id}",
        "G3P": "IMPORTS",
        "G3S": f"{received_at}#{import_id}",
    }


def partner_partition(partner: str) -> str:
    return f"PTN#{partner}#IMP"


def import_sequence() -> dict[str, str]:
    return _key("SYS", "IMPORT_SEQ")


def houses(office: str) -> dict[str, str]:
    """The lowest import sequence that stored a house of a register office (the first letters of house codes)."""
    return _key(f"HOUSES#{office}", "META")


def clock() -> dict[str, str]:
    return _key("SYS", "CLOCK")


def officer(officer_id: str) -> dict[str, str]:
    return _key(f"OFF#{officer_id}", "META")


def mentoring(officer_id: str) -> dict[str, str]:
    """The one household that an official has now: the lock that holds "one official, one household"."""
    return _key(f"OFF#{officer_id}", "HOUSEHOLD")


def officer_index(agency: str | None, officer_id: str) -> dict[str, str]:
    return {"G1P": f"AGY#{agency or 'none'}#OFF", "G1S": officer_id}


def officer_partition(agency: str | None) -> str:
    return f"AGY#{agency or 'none'}#OFF"


def login(subject: str) -> dict[str, str]:
    """From the token's subject (or machine client id) to the officer row."""
    return _key(f"LOGIN#{subject}", "META")


def selection(selection_id: str) -> dict[str, str]:
    """A choice of pilot households."""
    return _key(f"PILOT#{selection_id}", "META")


def report(kind: str, period: str) -> dict[str, str]:
    return _key(f"RPT#{kind}", period)


def subscription(officer_id: str, kind: str) -> dict[str, str]:
    """An officer's wish to get a kind of report by mail; Index1 lists those of a kind."""
    return {
        **_key(f"OFF#{officer_id}", f"SUB#{kind}"),
        "G1P": subscription_partition(kind),
        "G1S": officer_id,
    }


def subscription_partition(kind: str) -> str:
    return f"SUB#{kind}"


def letter(kind: str, period: str, officer_id: str) -> str:
    """The claim of one mail to one reader, in the Idempotency table."""
    return f"mail#{kind}#{period}#{officer_id}"


def desk(day: date, reference: str) -> dict[str, str]:
    """Something that only a coordinator can sort out, such as a bad reply."""
    return _key("DESK", f"{day:%Y%m%d}#{reference}")


def hold(hold_id: str) -> dict[str, str]:
    """A person whom two households claim, until somebody has decided."""
    return _key(f"HOLD#{hold_id}", "META")


def hold_index(tambon: str, opened_on: str, hold_id: str) -> dict[str, str]:
    """Index1: the open holds of a district, oldest first. Decided ones leave it."""
    return {"G1P": hold_partition(tambon[:4]), "G1S": f"{opened_on}#{hold_id}"}


def hold_partition(district: str) -> str:
    return f"HLD#{district}"


# ---------------------------------------------------------------- identity and audit


def held_person(hold_id: str) -> dict[str, str]:
    """Whom a hold is about, by blind index alone."""
    return _key(f"HOLD#{hold_id}", "UQ")


def identity_key(household_id: str, observed_on: str, sequence: str) -> tuple[str, str]:
    """Beside a survey, of the same day (ISO) and the same ten digits."""
    return f"HH#{household_id}", f"ID#{observed_on.replace('-', '')}#{sequence}"


def identity_beside(survey_sk: str) -> str:
    """The sort key of the identity twin of a stored survey."""
    return f"ID#{survey_sk.removeprefix('SV#')}"


def unique_citizen(blind: str) -> dict[str, str]:
    return _key(unique_citizen_pk(blind), UNIQUE)


def unique_citizen_pk(blind: str) -> str:
    return f"UQ#CID#{blind}"


def audit(subject: str, moment: str, event_id: str) -> dict[str, str]:
    """``subject``: a household id or ``sys``; ``moment``: ISO 8601, of which the month names the partition."""
    return _key(f"AU#{subject}#{moment[:4]}{moment[5:7]}", f"{moment}#{event_id}")
