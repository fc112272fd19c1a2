"""Determinations by the compiled module of the day's epoch. What nobody has asked yet (which facts are missing in a
composite condition, an explanation) is left to the reference evaluator, on the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shared.domain.facts import Basis, Fact, HouseholdFacts
from shared.rules.answers import Amount, Reason
from shared.rules.case import LISTED, normal
from shared.rules.determine import Row, Run, legal_day_of
from shared.rules.epochs import Epochs, Plan
from shared.rules.evaluate import Missing
from shared.rules.explain import Line, line, phrases, reasons_by_code
from shared.rules.model import Benefit
from shared.rules.receiving import receiving

TRUTHS = (False, None, None, True)
_CODES: dict[bool | None, int] = {False: 0, None: 1, True: 3}
NOTHING: Missing = set()  # shared, never changed


class CompiledRun(Run):
    """The same rows as the reference run, by the compiled module."""

    def __init__(self, epochs: Epochs, household: HouseholdFacts, on: date) -> None:
        super().__init__(epochs.benefits, epochs.facts, epochs.parameters, household, on)
        self.epochs, self.epoch = epochs, epochs.on(on)
        self._answers: tuple[Any, dict[str, Any]] | None = None
        self._received: dict[tuple[str, str | None], tuple[bool | None, Any]] = {}
        self._plain: dict[str | None, tuple[dict[str, Any], frozenset[str] | None]] = {}

    def answers(self) -> tuple[Any, dict[str, Any]]:
        """What the module says: of the household, and of each member."""
        if self._answers is None:
            case = self.case
            plain = {member: self.plain(member) for member in case.members}
            self._plain = {None: self.plain(None)}
            self._plain.update(plain)
            own, rows = self.epoch.evaluate(
                *self._plain[None],
                list(plain.values()),
                [plain[member] for member in case.present],
                case.household.roster_complete,
                case.size(),
                self._codes(None),
                [self._codes(member) for member in case.members],
                case.today,
                case.month_first,
                case.fiscal_first,
            )
            self._answers = (own, dict(zip(case.members, rows, strict=True)))
        return self._answers

    def plain(self, member: str | None) -> tuple[dict[str, Any], frozenset[str] | None]:
        """Recorded values that are fresh and well-formed; the names of those that are merely assumed."""
        case, made, assumed = self.case, {}, []
        specs, entity = case.specs, "household" if member is None else "person"
        for name, fact in case.facts_of(member).items():
            spec = specs.get(name)
            if spec is None or spec.entity != entity:
                continue
            ages = spec.max_age_days is not None or spec.resets is not None
            value = case.fresh(spec, fact) if ages else normal(spec, fact)
            if value is not None:
                made[name] = value[0] if spec.type == "int" else value
                if fact.basis is Basis.ASSUMED:
                    assumed.append(name)
        return made, frozenset(assumed) if assumed else None

    def _codes(self, member: str | None) -> dict[str, int]:
        codes: dict[str, int] = {}
        for name in self.epochs.asked_receiving:
            if (self.benefits[name].entity == "household") == (member is None):
                codes[name] = _CODES[self.received(self.benefits[name], member)[0]]
        return codes

    def received(self, benefit: Benefit, member: str | None, own: Any = ...) -> tuple[bool | None, Any]:
        """``own``: what the benefit's own fact says, where the module has said it already."""
        if benefit.receives is None and member is not None:
            receipts, listed = self.case.spoken(member)
            if not receipts:  # by far the most common: one list of a survey, or none
                if listed is not None:
                    return benefit.id in listed.value, NOTHING
                return None, {(LISTED, member)}
        key = (benefit.id, member)
        found = self._received.get(key)
        if found is None:
            found = self._received[key] = receiving(benefit, member, self.case, self.evaluator, own)
        return found

    def all_rows(self) -> list[Row]:
        own, answers = self.answers()
        made: list[Row] = []
        legal_days = {name: legal_day_of(name, self.on) for name in ("asof", "month", "term")}
        for benefit in self.benefits.values():
            legal = legal_days.get(benefit.applies_on)
            if benefit.entity == "household":
                made.append(self._row(benefit, None, legal, own))
            else:
                made += [self._row(benefit, member, legal, answers[member]) for member in self.case.members]
        return made

    def _determine(self, benefit: Benefit, member: str | None) -> Row:
        own, answers = self.answers()
        return self._row(benefit, member, None, own if member is None else answers[member])

    def _row(self, benefit: Benefit, member: str | None, legal: date | None, answer: Any) -> Row:
        if legal is None:
            legal = self.legal_day(benefit, member)
        plan, codes = self.plan(benefit, legal), answer[1]
        row = Row(benefit, member, plan.version, legal, legal < benefit.versions[0].start)
        self.rows[benefit.id, member] = row
        own = ... if plan.receives is None else TRUTHS[codes[plan.receives]]
        row.receiving, row.receiving_missing = self.received(benefit, member, own)
        row.truths = [TRUTHS[codes[number]] for number in plan.conditions]
        row.entitled = TRUTHS[answer[0][plan.result]]
        if row.entitled is None:
            self._find_missing(row, plan)
        return row

    def _find_missing(self, row: Row, plan: Plan) -> None:
        self.evaluator.legal = row.legal
        for number, condition in enumerate(plan.version.conditions):
            if row.truths[number] is None:
                name = plan.asks[number]
                if name is None:
                    row.missing |= self.missing(condition, row.member)
                else:
                    person = self.case.specs[name].entity == "person"
                    row.missing.add((name, row.member if person else None))

    def fresh_fact(self, name: str, member: str | None) -> Fact | None:
        found = self._plain.get(member)
        if found is None or name not in found[0]:
            return None
        household = self.case.household
        return household.household[name] if member is None else household.members[member][name]

    def useful_reasons(self) -> Iterator[tuple[str, str | None, tuple[Reason, ...]]]:
        """The reasons of every row that is eligible or open, without making the rows."""
        own, answers = self.answers()
        legal_days = {name: legal_day_of(name, self.on) for name in ("asof", "month", "term")}
        for benefit in self.benefits.values():
            household = benefit.entity == "household"
            fixed = legal_days.get(benefit.applies_on)
            legal, plan = fixed, self.plan(benefit, fixed) if fixed else None
            for member in (None,) if household else self.case.members:
                if (
                    fixed is None or plan is None or legal is None
                ):  # by the event: for each member another day
                    legal = self.legal_day(benefit, member)
                    plan = self.plan(benefit, legal)
                answer = answers[member] if member is not None else own
                if answer[0][plan.result]:
                    lines = self.epoch.lines.get((plan.result, household, legal))
                    if lines is None:
                        lines = self._lines(benefit, plan, legal, household)
                    yield benefit.id, member, reasons_by_code(self, lines, answer[1], member)

    def _lines(self, benefit: Benefit, plan: Plan, legal: date, household: bool) -> tuple[Line, ...]:
        """Worked out once for an epoch and a legal day."""
        said = phrases(self, plan.version, legal, legal < benefit.versions[0].start)
        made = tuple(line(*parts) for parts in zip(plan.conditions, plan.alternatives, said, strict=True))
        self.epoch.lines[plan.result, household, legal] = made
        return made

    def plan(self, benefit: Benefit, legal: date) -> Plan:
        plans = (self.epoch.person if benefit.entity == "person" else self.epoch.household)[benefit.id]
        if len(plans) == 1:
            return plans[0][1]
        # A legal day before the first version (a death long ago): the oldest one known stands in.
        return next((plan for first, plan in reversed(plans) if first is None or first <= legal), plans[0][1])

    def amount(self, row: Row) -> Amount | None:
        rule = row.version.amount
        if rule is None or row.entitled is False:
            return None
        own, rows = self.answers()
        value = (own if row.member is None else rows[row.member])[2][self.plan(row.benefit, row.legal).result]
        if value is None:
            return None
        setting, stands_in = self.parameters[rule.table].on(row.legal)
        return Amount(
            value=abs(value),
            unit="baht",
            per=rule.per,
            verified=setting.citation.verified and not stands_in,
            at_least=value < 0,
            at_most=rule.at_most,
            regular=rule.spread,
        )
