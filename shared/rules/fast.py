"""Determinations by the compiled module of the day's epoch. What nobody has asked yet (which facts are missing in a
composite condition, an explanation) is left to the reference evaluator, on the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shared.domain.facts import Basis, HouseholdFacts
from shared.rules.answers import Amount, Reason
from shared.rules.case import LISTED, boolean, day_of
from shared.rules.determine import Row, Run, Sheet, legal_day_of
from shared.rules.epochs import DAYS, LINES, Epochs, Outlined, Plan
from shared.rules.evaluate import Missing
from shared.rules.explain import Line, line, phrases, reasons_by_code
from shared.rules.model import Benefit
from shared.rules.receiving import receiving

TRUTHS = (False, None, None, True)
_CODES: dict[bool | None, int] = {False: 0, None: 1, True: 3}
_ASSUMED = Basis.ASSUMED
NOTHING: Missing = set()  # shared, never changed


class CompiledRun(Run):
    """The same rows as the reference run, by the compiled module."""

    def __init__(self, epochs: Epochs, household: HouseholdFacts, on: date) -> None:
        super().__init__(epochs.benefits, epochs.facts, epochs.parameters, household, on)
        self.epochs, self.epoch, self.reading = epochs, epochs.on(on), epochs.reading(on)
        self._answers: tuple[Any, dict[str, Any]] | None = None
        self._received: dict[tuple[str, str | None], tuple[bool | None, Any]] = {}

    def answers(self) -> tuple[Any, dict[str, Any]]:
        """What the module says: of the household, and of each member."""
        if self._answers is None:
            case = self.case
            plain = {member: self.plain(member) for member in case.members}
            known = self.plain(None)
            for member, (values, _) in ((None, known), *plain.items()):
                self._sheets[member] = Sheet(member, case.facts_of(member), values)
            own, rows = self.epoch.evaluate(
                *known,
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
        made, assumed = {}, []
        reading = self.reading["household" if member is None else "person"]
        for name, fact in self.case.facts_of(member).items():
            way = reading.get(name)
            if way is None:
                continue
            read, spec, since = way
            if since is not None and fact.observed_on < since:
                continue
            value = fact.value
            if (value is not True and value is not False) or read is not boolean:  # most facts are yes or no
                value = read(spec, fact)
            if value is not None:
                made[name] = value
                if fact.basis is _ASSUMED:
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

    def legal_day(self, benefit: Benefit, member: str | None) -> date:
        if benefit.event is not None:
            found = self.sheet(member).plain.get(benefit.event)
            if found is not None:
                return day_of(found[0])
        return super().legal_day(benefit, member)

    def reasons(self, row: Row) -> tuple[Reason, ...]:
        """All conditions of a row: failing ones first, then unknown ones, then those that hold."""
        own, rows = self.answers()
        codes = (own if row.member is None else rows[row.member])[1]
        lines = self._lines(row.benefit, self.plan(row.benefit, row.legal), row.legal)
        return reasons_by_code(self, lines, codes, self.sheet(row.member), self.sheet(None), True)

    def useful_reasons(self) -> Iterator[tuple[str, str | None, tuple[Reason, ...]]]:
        """The reasons of every row that is eligible or open, without making the rows."""
        own, rows = self.answers()
        sheets = self._sheets
        shared = sheets[None]
        alone = ((None, own[0], own[1], shared),)
        people = [(member, answer[0], answer[1], sheets[member]) for member, answer in rows.items()]
        for benefit, household, results, said in self._outline():
            for member, truths, codes, sheet in alone if household else people:
                for result in results:
                    if truths[result]:
                        break
                else:
                    continue
                lines = said
                if lines is None:  # by the event: for each member another day
                    legal = self.legal_day(benefit, member)
                    plan = self.plan(benefit, legal)
                    result, lines = plan.result, self._lines(benefit, plan, legal)
                    if not truths[result]:
                        continue
                yield (
                    benefit.id,
                    member,
                    reasons_by_code(self, lines, codes, sheet, shared, truths[result] != 3),
                )

    def _outline(self) -> list[Outlined]:
        """What is said of each benefit on this day."""
        found = self.epoch.outlines.get(self.on)
        if found is None:
            if len(self.epoch.outlines) >= DAYS:
                self.epoch.outlines.clear()
            found = self.epoch.outlines[self.on] = [self._outlined(one) for one in self.benefits.values()]
        return found

    def _outlined(self, benefit: Benefit) -> Outlined:
        household = benefit.entity == "household"
        if benefit.applies_on == "event":
            results = tuple(plan.result for _, plan in self._plans(benefit))
            return benefit, household, results, None
        legal = legal_day_of(benefit.applies_on, self.on)
        plan = self.plan(benefit, legal)
        return benefit, household, (plan.result,), self._lines(benefit, plan, legal)

    def _lines(self, benefit: Benefit, plan: Plan, legal: date) -> tuple[Line, ...]:
        """Worked out once for an epoch and a legal day."""
        person = benefit.entity == "person"
        found = self.epoch.lines.get((plan.result, person, legal))
        if found is None:
            if len(self.epoch.lines) >= LINES:
                self.epoch.lines.clear()
            said = phrases(self, plan.version, legal, legal < benefit.versions[0].start)
            parts = zip(plan.conditions, plan.alternatives, said, strict=True)
            found = tuple(line(self, *part, person) for part in parts)
            self.epoch.lines[plan.result, person, legal] = found
        return found

    def _plans(self, benefit: Benefit) -> tuple[tuple[date | None, Plan], ...]:
        return (self.epoch.person if benefit.entity == "person" else self.epoch.household)[benefit.id]

    def plan(self, benefit: Benefit, legal: date) -> Plan:
        plans = self._plans(benefit)
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
