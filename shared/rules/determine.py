"""From conditions to an answer: entitled, receiving, gap, the state that people see, the amount, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.facts import Facts, HouseholdFacts
from shared.rules.answers import Amount, FactUse
from shared.rules.case import Case, day_of
from shared.rules.evaluate import Evaluator, Missing, all_of, any_of
from shared.rules.model import (
    REQUESTS,
    SUGGESTIONS,
    AmountRule,
    Benefit,
    Condition,
    FactSpec,
    Parameter,
    Setting,
    Version,
)
from shared.rules.nodes import Builtin
from shared.rules.receiving import receiving


@dataclass(slots=True)
class Sheet:
    """What is recorded of a subject; what of it decides, where that is known without resolving each fact (``plain``);
    and what of it was rendered, by names."""

    subject: str | None
    facts: Facts
    plain: Mapping[str, Any]
    uses: dict[tuple[str, ...], tuple[FactUse, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One benefit for one subject, as evaluated."""

    benefit: Benefit
    member: str | None
    version: Version
    legal: date
    stands_in: bool
    truths: list[bool | None] = field(default_factory=list)
    entitled: bool | None = None
    missing: Missing = field(default_factory=set)
    receiving: bool | None = None
    receiving_missing: Missing = field(default_factory=set)

    @property
    def gap(self) -> bool | None:
        return all_of((self.entitled, None if self.receiving is None else not self.receiving))


class Run:
    """Determines every benefit of one household on one day; a benefit that another refers to comes first."""

    def __init__(
        self,
        benefits: Mapping[str, Benefit],
        facts: Mapping[str, FactSpec],
        parameters: Mapping[str, Parameter],
        household: HouseholdFacts,
        on: date,
    ) -> None:
        self.benefits, self.parameters, self.on = benefits, parameters, on
        self.case = Case(facts, household, on)
        self.evaluator = Evaluator(self.case, parameters, self)
        self.rows: dict[tuple[str, str | None], Row] = {}
        self._sheets: dict[str | None, Sheet] = {}

    def all_rows(self) -> list[Row]:
        made: list[Row] = []
        for benefit in self.benefits.values():
            subjects = self.case.members if benefit.entity == "person" else (None,)
            made += [self.row(benefit.id, member) for member in subjects]
        return made

    def row(self, benefit_id: str, member: str | None) -> Row:
        benefit = self.benefits[benefit_id]
        key = (benefit_id, member if benefit.entity == "person" else None)
        found = self.rows.get(key)
        if found is None:
            found = self.rows[key] = self._determine(benefit, key[1])
        return found

    def other(self, kind: str, benefit_id: str, member: str | None) -> tuple[bool | None, Missing]:
        """What another benefit says, for a condition that refers to it."""
        before = self.evaluator.legal
        row = self.row(benefit_id, member)
        self.evaluator.legal = before
        if kind == "entitled":
            return row.entitled, row.missing
        return row.receiving, row.receiving_missing

    def legal_day(self, benefit: Benefit, member: str | None) -> date:
        """The day whose version and parameters apply."""
        if benefit.applies_on == "event" and benefit.event:
            known = self.case.known(benefit.event, member).value
            return day_of(known[0]) if known else self.on
        return legal_day_of(benefit.applies_on, self.on)

    def _determine(self, benefit: Benefit, member: str | None) -> Row:
        legal = self.legal_day(benefit, member)
        version, stands_in = benefit.version_on(legal)
        row = Row(benefit, member, version, legal, stands_in)
        row.receiving, row.receiving_missing = receiving(benefit, member, self.case, self.evaluator)
        self.evaluator.legal = legal
        if version.abolished:
            row.entitled = False
            return row
        row.truths = [self.holds(condition, member) for condition in version.conditions]
        row.entitled = all_of(row.truths)
        if row.entitled is None:
            for condition, truth in zip(version.conditions, row.truths, strict=True):
                if truth is None:
                    row.missing |= self.missing(condition, member)
        return row

    def holds(self, condition: Condition, member: str | None) -> bool | None:
        if condition.when is not None:
            value: bool | None = self.evaluator.value(condition.when, member)
            return value
        return any_of([self.holds(one, member) for one in condition.alternatives])

    def sheet(self, member: str | None) -> Sheet:
        """What explanations of a subject are made from."""
        found = self._sheets.get(member)
        if found is None:
            found = self._sheets[member] = Sheet(member, self.case.facts_of(member), {})
        return found

    def missing(self, condition: Condition, member: str | None) -> Missing:
        if condition.when is not None:
            return self.evaluator.missing(condition.when, member)
        found: Missing = set()
        for one in condition.alternatives:
            if self.holds(one, member) is None:
                found |= self.missing(one, member)
        return found

    # -- the amount

    def amount(self, row: Row) -> Amount | None:
        rule = row.version.amount
        if rule is None or row.entitled is False:
            return None
        setting, stands_in = self.parameters[rule.table].on(row.legal)
        values = self._values(rule, setting, row)
        if not values:
            return None
        return Amount(
            value=min(values),
            unit="baht",
            per=rule.per,
            verified=setting.citation.verified and not stands_in,
            at_least=min(values) != max(values),
            at_most=rule.at_most,
            regular=rule.spread,
        )

    def _values(self, rule: AmountRule, setting: Setting, row: Row) -> list[int]:
        """Every amount that is possible by what is known."""
        if setting.value is not None:
            return [setting.value]
        self.evaluator.legal = row.legal
        assert rule.by is not None or rule.by_parameter is not None
        node = rule.by
        if node is None:
            node = Builtin(str(self.parameters[str(rule.by_parameter)].on(row.legal)[0].value))
        key = self.evaluator.value(node, row.member)
        if setting.cases:
            return [value for word, value in setting.cases if key is None or word == key]
        lo, hi = key if key is not None else (-(10**6), 10**6)
        return band_values(setting, lo, hi)


def band_values(setting: Setting, lo: int, hi: int) -> list[int]:
    """The values of all bands that an interval touches."""
    found = [
        band.value for band in setting.bands if band.start <= hi and (band.stop is None or lo < band.stop)
    ]
    if setting.below is not None and lo < setting.bands[0].start:
        found.append(setting.below)
    return found


def term_start(on: date) -> date:
    """School terms begin on 16 May and 1 November (general practice, unverified)."""
    if (on.month, on.day) >= (11, 1):
        return date(on.year, 11, 1)
    return date(on.year, 5, 16) if (on.month, on.day) >= (5, 16) else date(on.year - 1, 11, 1)


def legal_day_of(applies_on: str, on: date) -> date:
    """The day whose law counts, where it follows from the day of the question."""
    if applies_on == "month":
        return on.replace(day=1)
    return term_start(on) if applies_on == "term" else on


def claimable(benefit: Benefit, on: date) -> bool:
    """Something can be applied for today: it is a right or a gate, and its register is open."""
    return benefit.open_on(on)


def state_of(row: Row, on: date, settled_by: str | None) -> str:
    """The one word that people see (contracts §6)."""
    benefit, entitled = row.benefit, row.entitled
    if row.receiving is True:
        # Nobody holds title to help that an agency grants as it sees fit, so only rights are reviewed.
        return "receiving_review" if entitled is False and benefit.statutory else "receiving"
    if entitled is False:
        return "not_eligible"
    if benefit.statutory and not claimable(benefit, on):
        # Nothing that only the agency settles can be asked of it while its register is closed.
        if entitled is True or settled_by is not None:
            return "eligible_when_open" if row.receiving is False else "need_info"
        return "need_info"
    if entitled is None:
        return "need_info"
    if benefit.kind in REQUESTS:
        return "may_be_requested"
    if benefit.kind in SUGGESTIONS:
        return "suggested"
    return "gap" if row.receiving is False else "need_info"
