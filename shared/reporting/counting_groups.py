"""Rights counted by group of people: fairness, stages of life, the pilot beside the others, and double aid.

Sums of squares by household go along, since the rights of one household hang together: an interval that took them
for independent would be too narrow (``estimates.share_of_households``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shared.domain.records import DeterminationRow, HouseholdRecord, MemberRow
from shared.reporting.tally import Tally

AGE_BANDS = ((6, "0-5"), (18, "6-17"), (60, "18-59"), (80, "60-79"))
LIFE_STAGES = ((6, "0-5"), (15, "6-14"), (22, "15-21"), (60, "22-59"))
CLAIMABLE = ("gap", "receiving")  # display states of a right that holds and can be claimed now


def group_of(record: HouseholdRecord) -> str:
    return "pilot" if record.pilot else "rest"


def count_groups(tally: Tally, record: HouseholdRecord, here: Sequence[MemberRow]) -> None:
    """``here``: the members who live there."""
    members = {member.member_id: member for member in record.members}
    rights: Counter[tuple[str, str]] = Counter()
    received: Counter[tuple[str, str]] = Counter()
    for member in here:
        tally.add("life", life_stage(member.age), "persons")
        if member.pregnant:
            tally.add("pregnant")
    for row in record.determinations:
        if row.entitled != "yes" or row.state not in CLAIMABLE:
            continue
        receives = row.receiving == "yes"
        who = members.get(row.member_id or "")
        for pair in _groups(record, who):
            rights[pair] += 1
            received[pair] += receives
        stage = life_stage(who.age) if who else "household"
        tally.add("life", stage, "rights")
        tally.add("life", stage, "received" if receives else "open")
    for (kind, group), number in rights.items():
        got = received[kind, group]
        tally.add("take_up", kind, group, "rights", times=number)
        tally.add("take_up", kind, group, "received", times=got)
        tally.add("spread", kind, group, "homes")
        tally.add("spread", kind, group, "nn", times=number * number)
        tally.add("spread", kind, group, "rr", times=got * got)
        tally.add("spread", kind, group, "rn", times=got * number)
    _double(tally, record)


def _groups(record: HouseholdRecord, member: MemberRow | None) -> list[tuple[str, str]]:
    groups = [
        ("language", record.language or "unknown"),
        ("pilot", group_of(record)),
        ("tambon", record.tambon),
        ("all", "all"),
    ]
    if member is not None:
        disability = {True: "yes", False: "no", None: "unknown"}[member.disability]
        groups += [
            ("sex", member.sex or "unknown"),
            ("age", age_band(member.age)),
            ("disability", disability),
        ]
    return groups


def age_band(age: int | None) -> str:
    return _band(age, AGE_BANDS, "80+")


def life_stage(age: int | None) -> str:
    """Small child, schoolchild, youth, working age, elder: each person in one."""
    return _band(age, LIFE_STAGES, "60+")


def _band(age: int | None, bands: Sequence[tuple[int, str]], last: str) -> str:
    if age is None:
        return "unknown"
    return next((name for limit, name in bands if age < limit), last)


def _double(tally: Tally, record: HouseholdRecord) -> None:
    """Help that may come twice: for a coordinator to look at, never a ground to stop a payment."""
    odd: list[DeterminationRow] = [row for row in record.determinations if row.state == "receiving_review"]
    same = Counter(
        (one.catalogue, one.member_id)
        for one in record.measures
        if one.catalogue is not None and one.state != "given_up"
    )
    twice = sum(number > 1 for number in same.values())
    tally.add("double", "without_title", times=len(odd))
    tally.add("double", "same_measure", times=twice)
    if odd or twice:
        tally.add("double", "households")
