"""From a survey as a file has it to a draft as the tables hold it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from shared.intake import MemberSurvey, Survey
from shared.storage.identity import Keys
from shared.storage.surveys import Draft, office_of

MOVED_OUT = "ย้ายออก"


def draft_of(survey: Survey, keys: Keys) -> Draft:
    """Facts and identities part ways here; ids follow from what the register and the family themselves say."""
    household_id = keys.household_id(survey.house_code, survey.household_no)
    namesakes: Counter[tuple[str, str]] = Counter()
    members: dict[str, dict[str, Any]] = {}
    people: dict[str, dict[str, str]] = {}
    for member in sorted(survey.members, key=lambda one: one.person_no):
        member_id = _member_id(member, household_id, keys, namesakes)
        members[member_id] = member.facts
        people[member_id] = member.identity
    return Draft(
        household_id=household_id,
        office=office_of(survey.house_code),
        observed_on=survey.observed_on,
        approximate=survey.approximate,
        tambon=survey.tambon,
        household=survey.facts,
        members=members,
        address={
            **survey.identity,
            "house_code": survey.house_code,
            "household_no": str(survey.household_no),
        },
        people=people,
        keys=keys,
    )


def _member_id(
    member: MemberSurvey, household_id: str, keys: Keys, namesakes: Counter[tuple[str, str]]
) -> str:
    if member.citizen_id:
        return keys.member_of(member.citizen_id)
    name = f"{member.identity.get('first_name', '')} {member.identity.get('last_name', '')}"
    born = str(member.facts.get("birth_date", ""))
    nth = namesakes[name, born]
    namesakes[name, born] += 1
    return keys.member_without_number(household_id, name, born, nth)


def living_here(draft: Draft) -> dict[str, str]:
    """Blind index -> member id of those who claim a place here; who moved out may live elsewhere."""
    return {
        blind: member
        for blind, member in draft.claims().items()
        if draft.members[member].get("person_status") != MOVED_OUT
    }
