"""Facts as JSON, checked against the schema: an unknown name or a value that is not on the list is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Basis, Fact, HouseholdFacts
from shared.rules.case import LISTED, RECEIPT
from shared.rules.model import FactSpec, Text

RECEIPT_VALUES = ("paid", "stopped", "refused")
MAX_MEMBERS = 99

CODES = {
    "unknown_fact": Text("ไม่มีข้อเท็จจริงชื่อนี้", "There is no fact of this name"),
    "wrong_entity": Text(
        "ข้อเท็จจริงนี้อยู่ผิดที่ (บุคคล/ครัวเรือน)",
        "A fact of the person stands with the household, or the other way round",
    ),
    "wrong_type": Text("ชนิดของค่าไม่ถูกต้อง", "The value is of the wrong type"),
    "not_listed": Text("ค่านี้ไม่อยู่ในรายการ", "The value is not on the list"),
    "not_a_date": Text(
        "ไม่ใช่วันที่ ให้เขียน ปปปป-ดด-วว (ค.ศ.)", "Not a date: write yyyy, yyyy-mm or yyyy-mm-dd, C.E."
    ),
    "wrong_shape": Text("รูปแบบข้อมูลไม่ถูกต้อง", "Not of the expected shape"),
    "repeated": Text("รหัสสมาชิกซ้ำ", "A member id that stands twice"),
    "too_many": Text("สมาชิกมากเกินไป", "Too many members"),
}


class FactError(ValueError):
    """One fact that cannot be read: a JSON pointer and a stable code."""

    def __init__(self, pointer: str, code: str) -> None:
        self.pointer, self.code, self.text = pointer, code, CODES[code]
        super().__init__(f"{pointer}: {self.text.en}")


def parse_facts(
    specs: Mapping[str, FactSpec],
    facts: Any,
    entity: str,
    on: date,
    *,
    source: str = "stated",
    pointer: str = "",
    basis: Basis = Basis.STATED,
) -> dict[str, Fact]:
    """JSON facts of a person or a household. ``null`` is unknown. Raises FactError."""
    if not isinstance(facts, Mapping):
        raise FactError(pointer, "wrong_shape")
    made: dict[str, Fact] = {}
    for name, value in facts.items():
        at = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name.startswith(RECEIPT) and entity == "person":
            if name.removeprefix(RECEIPT) not in specs[LISTED].values:
                raise FactError(at, "unknown_fact")
            if value not in RECEIPT_VALUES:
                raise FactError(at, "not_listed")
            made[name] = Fact(value, source, on, basis)
            continue
        spec = specs.get(name)
        if spec is None:
            raise FactError(at, "unknown_fact")
        if spec.entity != entity:
            raise FactError(at, "wrong_entity")
        if value is not None:
            made[name] = Fact(_typed(spec, value, at), source, on, basis)
    return made


def _typed(spec: FactSpec, value: Any, at: str) -> Any:
    match spec.type:
        case "bool":
            return _need(isinstance(value, bool), value, at)
        case "int":
            whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
            return _need(whole, value, at)
        case "date":
            return _date(value, at)
        case "set":
            return _set(spec, value, at)
        case "enum":
            _need(isinstance(value, str), value, at)
            if value not in spec.values:
                raise FactError(at, "not_listed")
            return value
        case _:
            return _need(isinstance(value, str) and 0 < len(value) <= 200, value, at)


def _need(right: bool, value: Any, at: str) -> Any:
    if not right:
        raise FactError(at, "wrong_type")
    return value


def _date(value: Any, at: str) -> PartialDate:
    _need(isinstance(value, str), value, at)
    try:
        made = PartialDate.parse(value)
    except ValueError as fault:
        raise FactError(at, "not_a_date") from fault
    if not 1850 <= made.year <= 2200:
        raise FactError(at, "not_a_date")
    return made


def _set(spec: FactSpec, value: Any, at: str) -> frozenset[Any]:
    _need(isinstance(value, list) and len(value) <= 100, value, at)
    for number, item in enumerate(value):
        _need(isinstance(item, str | int) and not isinstance(item, bool), item, f"{at}/{number}")
        if spec.values and item not in spec.values:
            raise FactError(f"{at}/{number}", "not_listed")
    return frozenset(value)


def parse_household(specs: Mapping[str, FactSpec], body: Any, on: date) -> HouseholdFacts:
    """The body of ``POST /v1/screenings`` without its day. Raises FactError."""
    if not isinstance(body, Mapping):
        raise FactError("", "wrong_shape")
    household = body.get("household", {})
    members, complete = body.get("members", []), body.get("roster_complete", True)
    if not isinstance(household, Mapping) or not isinstance(complete, bool):
        raise FactError("/household", "wrong_shape")
    if not isinstance(members, list):
        raise FactError("/members", "wrong_shape")
    if len(members) > MAX_MEMBERS:
        raise FactError("/members", "too_many")
    read: dict[str, dict[str, Fact]] = {}
    for number, member in enumerate(members):
        at = f"/members/{number}"
        if not isinstance(member, Mapping) or not isinstance(member.get("id"), str):
            raise FactError(at, "wrong_shape")
        if member["id"] in read:
            raise FactError(f"{at}/id", "repeated")
        read[member["id"]] = parse_facts(specs, member.get("facts", {}), "person", on, pointer=f"{at}/facts")
    own = parse_facts(specs, household.get("facts", {}), "household", on, pointer="/household/facts")
    return HouseholdFacts(household=own, members=read, roster_complete=complete)
