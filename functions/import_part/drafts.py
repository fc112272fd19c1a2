"""From a survey as a file has it to a draft as the tables hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from shared.domain.survey_text import written
from shared.intake.surveys import Folded
from shared.storage.identity import Keys
from shared.storage.surveys import Draft, office_of

_BETWEEN = "\x1f"


def draft_of(survey: Folded, keys: Keys, renamed: Mapping[str, str] = MappingProxyType({})) -> Draft:
    """Facts and identities part ways here; ids follow from what the register and the family themselves say.

    ``renamed``: members who keep the id by which they became known, by the id that their number gives.
    """
    household_id = keys.household_id(survey.house_code, survey.household_no)
    namesakes: Counter[tuple[str, str]] | None = None
    members: list[str] = []
    facts: list[str] = []
    people: list[str] = []
    claims: dict[str, str] = {}
    known = keys.known
    for _, number, gone, name, born, own, identity in survey.members:
        if number:
            member, blind = known(number)
            member = renamed.get(member, member)
            if not gone:  # who moved out may live elsewhere
                claims[blind] = member
        else:
            namesakes = Counter() if namesakes is None else namesakes
            member = keys.member_without_number(household_id, name, born, namesakes[name, born])
            namesakes[name, born] += 1
        members.append(member)
        facts.append(f'"{member}":{{{own[:-1]}}}')
        people.append(f'"{member}":{{{identity[:-1]}}}')
    code, number = survey.house_code, str(survey.household_no)
    address = f"{survey.identity}{written('house_code', code)}{written('household_no', number)}"
    said = (
        survey.observed_on,
        "1" if survey.approximate else "",
        survey.tambon,
        survey.facts,
        address,
        *sorted(facts),  # whoever is named first
        *sorted(people),
    )
    return Draft(
        household_id,
        office_of(survey.house_code),
        survey.observed_on,
        survey.approximate,
        survey.tambon,
        f'{{"h":{{{survey.facts[:-1]}}},"m":{{{",".join(facts)}}}}}',
        f'{{"household":{{{address[:-1]}}},"members":{{{",".join(people)}}}}}',
        tuple(members),
        claims,
        keys.content_digest(_BETWEEN.join(said)),
    )
