"""What is known of one household on one day, in the form that conditions read.

Numbers and dates are intervals ``(lo, hi)``: a birth known only by its year is every day of that year, so a
test that holds at both ends holds. A stale fact is unknown to a decision, and still shown to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from shared.domain.dates import PartialDate, fiscal_start
from shared.domain.facts import Basis, Fact, Facts, HouseholdFacts
from shared.rules.model import FactSpec

if TYPE_CHECKING:
    from shared.rules.nodes import Node

RECEIPT = "receipt:"
LISTED = "benefits_received"
GONE = ("ย้ายออก", "เสียชีวิต")
MANY = 10**9  # no household is larger: the upper end of an open roster
LAST_APRIL_YEAR = 1940  # until B.E. 2483 the Thai year began on 1 April (unverified)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as a decision sees it. ``value`` None: unknown, and ``fact`` then is what became too old."""

    value: Any
    fact: Fact | None = None
    stale: bool = False
    assumed: bool = False
    derived: bool = False


UNKNOWN = Known(None)


class Evaluates(Protocol):
    def recorded(self, node: Node, member: str | None) -> Any: ...


def number_of(day: date) -> int:
    """A date as the integer yyyymmdd: completed years are then one subtraction and one division."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def interval(value: PartialDate | date, basis: Basis) -> tuple[int, int]:
    """The first and last day that a date can be; one day where Civil Code s.16 settles it."""
    if not isinstance(value, PartialDate):
        return (number_of(value), number_of(value))
    if value.month is not None and value.day is not None:  # by far the most common
        number = value.year * 10000 + value.month * 100 + value.day
        return (number, number)
    first, last = value.earliest(), value.latest()
    if value.month is None and value.year <= LAST_APRIL_YEAR:
        # A register's year of that time ran from April; the year may also have been put right already.
        if basis is Basis.S16:
            first = date(value.year, 4, 1)
        elif value.year < LAST_APRIL_YEAR:
            last = date(value.year + 1, 3, 31)
    if basis is Basis.S16:
        last = first
    return (number_of(first), number_of(last))


def boolean(spec: FactSpec, fact: Fact) -> Any:
    return fact.value if fact.value is True or fact.value is False else None


def _enum(spec: FactSpec, fact: Fact) -> Any:
    return fact.value if fact.value in spec.values else None


def whole(spec: FactSpec, fact: Fact) -> int | None:
    """A number as it stands; conditions read it as an interval of itself."""
    return fact.value if isinstance(fact.value, int) and not isinstance(fact.value, bool) else None


def _int(spec: FactSpec, fact: Fact) -> Any:
    value = whole(spec, fact)
    return None if value is None else (value, value)


def _date(spec: FactSpec, fact: Fact) -> Any:
    return interval(fact.value, fact.basis) if isinstance(fact.value, PartialDate | date) else None


def _set(spec: FactSpec, fact: Fact) -> Any:
    return fact.value if isinstance(fact.value, frozenset) else None


def _text(spec: FactSpec, fact: Fact) -> Any:
    return fact.value if isinstance(fact.value, str) and fact.value else None


Reader = Callable[[FactSpec, Fact], Any]
READERS: Mapping[str, Reader] = {
    "bool": boolean,
    "enum": _enum,
    "int": _int,
    "date": _date,
    "set": _set,
    "text": _text,
}


def normal(spec: FactSpec, fact: Fact) -> Any:
    """The value as conditions read it, or None when it is not what the schema says (then it is unknown)."""
    return READERS[spec.type](spec, fact)


def fresh_since(spec: FactSpec, on: date) -> date | None:
    """The first day of observation that still decides on ``on``; None: the fact does not grow stale.

    The other way round than :meth:`Case.stale_from`, and once for a day instead of once for a fact.
    """
    if spec.resets == "fiscal_year":
        return fiscal_start(on)
    return None if spec.max_age_days is None else on - timedelta(days=spec.max_age_days)


class Case:
    """One household on one day: resolves facts, their age, and what follows from others."""

    def __init__(self, specs: Mapping[str, FactSpec], household: HouseholdFacts, on: date) -> None:
        self.specs, self.household, self.on = specs, household, on
        self.today = number_of(on)
        self.month_first = self.today - on.day + 1
        self.fiscal_first = (on.year if on.month >= 10 else on.year - 1) * 10000 + 1001
        self.members = tuple(household.members)
        self.present = tuple(m for m in self.members if self._lives_here(household.members[m]))
        self.evaluator: Evaluates | None = None
        self._known: dict[tuple[str, str | None], Known] = {}
        self._since: dict[tuple[int | None, str | None], date] = {}
        self._size: tuple[int, int] | None = None
        self._spoken: dict[str | None, tuple[dict[str, Fact], Fact | None]] = {}

    @staticmethod
    def _lives_here(facts: Facts) -> bool:
        status = facts.get("person_status")
        return status is None or status.value not in GONE

    def facts_of(self, member: str | None) -> Facts:
        return self.household.household if member is None else self.household.members[member]

    def known(self, name: str, member: str | None) -> Known:
        """A fact of the member, or of the household for household facts."""
        spec = self.specs[name]
        key = (name, member if spec.entity == "person" else None)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._resolve(spec, key[1])
        return found

    def _resolve(self, spec: FactSpec, member: str | None) -> Known:
        fact = self.facts_of(member).get(spec.name)
        stale: Fact | None = None
        if fact is not None:
            value = self.fresh(spec, fact)
            if value is not None:
                return Known(value, fact, assumed=fact.basis is Basis.ASSUMED)
            stale = fact if normal(spec, fact) is not None else None
        for way in spec.otherwise:
            value = self._follow(way.when, way.value, member)
            if value is not None:
                return Known(value, None, derived=True)
        if spec.assume is not None:
            value = (spec.assume, spec.assume) if spec.type == "int" else spec.assume
            return Known(value, None, assumed=True)
        return Known(None, stale, stale=stale is not None) if stale else UNKNOWN

    def _follow(self, when: Node | None, value: Any, member: str | None) -> Any:
        assert self.evaluator is not None
        if when is None:
            return self.evaluator.recorded(value, member)
        if self.evaluator.recorded(when, member) is True:
            return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value
        return None

    def fresh(self, spec: FactSpec, fact: Fact) -> Any:
        """The value to decide by: well-formed and not too old, else None."""
        return None if self.is_stale(spec, fact) else normal(spec, fact)

    def is_stale(self, spec: FactSpec, fact: Fact) -> bool:
        if spec.max_age_days is None and spec.resets is None:
            return False
        key = (spec.max_age_days, spec.resets)
        since = self._since.get(key)
        if since is None:
            since = self._since[key] = fresh_since(spec, self.on) or date.min
        return fact.observed_on < since

    @staticmethod
    def stale_from(spec: FactSpec, fact: Fact) -> date | None:
        """The first day on which a fact is too old to decide by."""
        if spec.resets == "fiscal_year":  # a count of this year's help says nothing of the next year's
            start = fiscal_start(fact.observed_on)
            return start.replace(year=start.year + 1)
        if spec.max_age_days is None:
            return None
        return fact.observed_on + timedelta(days=spec.max_age_days + 1)

    def spoken(self, member: str | None) -> tuple[dict[str, Fact], Fact | None]:
        """What was said of benefits received, as far as it is fresh: receipts, and the list of a survey."""
        found = self._spoken.get(member)
        if found is None:
            spec, facts = self.specs[LISTED], self.facts_of(member)
            receipts = {
                name: fact
                for name, fact in facts.items()
                if name.startswith(RECEIPT) and not self.is_stale(spec, fact)
            }
            listed = facts.get(LISTED)
            if listed is not None and self.fresh(spec, listed) is None:
                listed = None
            found = self._spoken[member] = (receipts, listed)
        return found

    def size(self) -> tuple[int, int]:
        """How many live here: as declared, or as counted; open upwards while the list is not complete."""
        if self._size is None:
            declared = self.known("household_size", None).value
            count = len(self.present)
            if declared is not None:
                self._size = declared
            else:
                self._size = (count, count) if self.household.roster_complete else (max(count, 1), MANY)
        return self._size
