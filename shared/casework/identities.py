"""Names, numbers and addresses that people tell: kept in the Identity table alone, each number in one household only.

A number that another household has already goes to the desk of held identities, and the command waits for its
decision: whoever told it sends it again, and then it counts as the coordinator decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from shared.casework.case_items import change_item
from shared.casework.commands import Happened, Opened, Order, execute, expect, put_meta
from shared.casework.facts import members_of
from shared.domain.citizens import is_number
from shared.domain.problems import refuse_case
from shared.storage import claims, holds, people
from shared.storage.claims import BY_PERSON, Claim
from shared.storage.holds import Conflict
from shared.storage.identity import keys_of_stack
from shared.storage.people import People
from shared.storage.tables import Transaction, core

NUMBER = "citizen_id"


def member_id_of(order: Order, fields: Mapping[str, str], born: object) -> str | None:
    """Who is added has the id by which a file would name them too. None: nothing is told by which to know them."""
    names = keys_of_stack()
    if NUMBER in fields:
        return names.member_of(fields[NUMBER])
    if "first_name" not in fields:
        return None
    name = f"{fields['first_name']} {fields.get('last_name', '')}"
    return names.member_without_number(order.household_id, name, str(born or ""), 0)


def correct_identity(order: Order, told: People, on: date, why: str) -> Opened:
    """A corrected name, number, phone or address. Which fields, and why, is told; never what they say.

    Raises NotFound, Stale, CaseRefused or Conflict.
    """

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        if on > opened.today:
            raise refuse_case("CASE-FUTURE")
        if not told:
            raise refuse_case("CASE-FIELD-MISSING", ["household", "members"])
        if not set(told.members) <= members_of(opened):
            raise refuse_case("CASE-MEMBER")
        put_people(transaction, opened, told, on)
        put_meta(transaction, opened)  # of two corrections at once, the later reads the earlier
        fields = {name for one in (told.household, *told.members.values()) for name in one}
        details = {"fields": sorted(fields), "members": sorted(told.members), "why": why}
        version = f"{opened.state.version + 1:08d}"
        item = change_item(opened.household_id, on.isoformat(), "pii_changed", version, details)
        transaction.put(core(), item, new=True)
        return Happened("household.pii_changed", details)

    return execute(order, work)


def put_people(transaction: Transaction, opened: Opened, told: People, on: date) -> None:
    """What was told, with the claims on its numbers. Raises CaseRefused for a number that is somebody else's."""
    if not told:
        return
    numbers = {member: fields[NUMBER] for member, fields in told.members.items() if NUMBER in fields}
    if numbers:
        _claim(transaction, opened, numbers)
    people.correct(transaction, opened.household_id, on, f"{opened.state.version + 1:08d}", told)


def _claim(transaction: Transaction, opened: Opened, numbers: Mapping[str, str]) -> None:
    if not all(map(is_number, numbers.values())):
        raise refuse_case("CASE-NUMBER")
    names, home = keys_of_stack(), opened.household_id
    wanted = {names.blind_index(number): member for member, number in numbers.items()}
    if len(wanted) < len(numbers):
        raise refuse_case("CASE-NUMBER-TAKEN")
    standing = claims.standing(wanted)
    for blind, member in wanted.items():
        there = standing.get(blind)
        if there is None:
            transaction.actions.append(claims.put_action(BY_PERSON, Claim(blind, home, member)))
        elif there.household_id != home:
            _claimed_elsewhere(
                transaction, opened, Conflict(home, there.household_id, member, blind, there.member_id)
            )
        elif there.member_id != member:
            raise refuse_case("CASE-NUMBER-TAKEN")
    known = people.load(home).members
    for member, number in numbers.items():
        old = known.get(member, {}).get(NUMBER, number)
        if old != number:
            _release(transaction, Claim(names.blind_index(old), home, member))


def _claimed_elsewhere(transaction: Transaction, opened: Opened, conflict: Conflict) -> None:
    """As the desk has decided; until it has, on the desk it goes."""
    decided = holds.decisions([conflict])
    if decided.get(conflict.pair_id) == holds.MERGED:
        claim = Claim(conflict.blind, conflict.household_id, conflict.member_id, instead_of=conflict.other)
        transaction.actions.append(claims.put_action(BY_PERSON, claim))
    elif decided.get(conflict.hold_id) != holds.DIFFERENT:
        holds.open_hold(conflict, opened.meta["tambon"], None, opened.today.isoformat())
        raise refuse_case("CASE-NUMBER-HELD")


def _release(transaction: Transaction, claim: Claim) -> None:
    """The wrong number is free again, where it was claimed for this very person."""
    there = claims.standing([claim.blind]).get(claim.blind)
    if there is not None and (there.household_id, there.member_id) == (claim.household_id, claim.member_id):
        transaction.actions.append(claims.release_action(claim))


def carry_people(
    transaction: Transaction,
    opened: Opened,
    other: str,
    members: Iterable[str],
    on: date,
    address: Mapping[str, str],
) -> None:
    """Names and numbers go with those who now live in another household. ``address``: of one that is new."""
    known = people.load(opened.household_id).members
    moving = {member: known[member] for member in members if known.get(member)}
    if not moving and not address:
        return
    tell_apart = f"{opened.household_id}#{opened.state.version + 1:08d}"
    people.correct(transaction, other, on, tell_apart, People(address, moving))
    names = keys_of_stack()
    own = {names.blind_index(fields[NUMBER]): member for member, fields in moving.items() if NUMBER in fields}
    for blind, there in claims.standing(own).items():
        if (there.household_id, there.member_id) == (opened.household_id, own[blind]):
            action = holds.transfer_action(blind, other, own[blind], opened.household_id, BY_PERSON)
            transaction.actions.append(action)
