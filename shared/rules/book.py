"""The rule book as the rest of the house uses it: assess a household on a day, read facts, list benefits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from shared.domain.facts import Fact, HouseholdFacts, Truth
from shared.rules.answers import Amount, Assessment, Determination, Question
from shared.rules.change import Schedule
from shared.rules.determine import Row, Run, claimable, state_of
from shared.rules.editions import built, edition
from shared.rules.epochs import Epochs
from shared.rules.fast import CompiledRun
from shared.rules.flags import flags
from shared.rules.jsonfacts import parse_facts, parse_household
from shared.rules.loading import Loaded, load
from shared.rules.model import Benefit, FactSpec, Parameter, Text
from shared.rules.questions import rank

FOLDER = Path(__file__).with_name("book")


class Book:
    """One edition of the law as data. ``digest`` names it in every answer."""

    def __init__(self, loaded: Loaded, ready: Callable[[date], Any] | None = None) -> None:
        self.loaded = loaded
        self.digest: str = loaded.digest
        self.title: Text = loaded.title
        self.released: date = loaded.released
        self.benefits: Mapping[str, Benefit] = loaded.benefits
        self.facts: Mapping[str, FactSpec] = loaded.facts
        self.parameters: Mapping[str, Parameter] = loaded.parameters
        self.epochs = Epochs(loaded.benefits, loaded.facts, loaded.parameters, loaded.digest, ready)
        self.schedule = Schedule(loaded.benefits, loaded.facts, loaded.parameters)

    def run(self, household: HouseholdFacts, on: date) -> CompiledRun:
        """By the compiled module of the day's epoch."""
        return CompiledRun(self.epochs, household, on)

    def reference(self, household: HouseholdFacts, on: date) -> Run:
        """By the slow evaluator that the compiled modules must agree with."""
        return Run(self.benefits, self.facts, self.parameters, household, on)

    def assess(self, household: HouseholdFacts, on: date) -> Assessment:
        """What everybody in the household is owed on a day. Never raises on odd facts: it flags them."""
        run = self.run(household, on)
        rows = run.all_rows()
        determinations = tuple(self._determination(run, row) for row in rows)
        return Assessment(
            rule_book=self.digest,
            on=on,
            determinations=determinations,
            questions=rank(determinations, self.benefits, self.facts, on),
            next_change=self.schedule.next_change(run, rows),
            flags=flags(run, rows),
        )

    def answers(self, household: HouseholdFacts, on: date) -> tuple[Determination, ...]:
        """The determinations of :meth:`assess` alone, without what follows from them: questions, days and flags."""
        run = self.run(household, on)
        return tuple(self._determination(run, row) for row in run.all_rows())

    def next_questions(self, household: HouseholdFacts, on: date) -> tuple[Question, ...]:
        """The open questions for a visit, best first; slower than those of :meth:`assess`, since it weighs ties."""
        from shared.rules.interview import next_questions  # only a visit needs it

        return next_questions(self, household, on)

    def _determination(self, run: CompiledRun, row: Row) -> Determination:
        benefit, on = row.benefit, run.on
        asks = _asks(row)
        open_ = claimable(benefit, on)
        settled_by = self._settled_by(asks) if asks and benefit.statutory else None
        state = state_of(row, on, settled_by)
        amount = run.amount(row)
        return Determination(
            benefit=benefit.id,
            member_id=row.member,
            entitled=Truth.of(row.entitled),
            receiving=Truth.of(row.receiving),
            gap=_gap(row, open_),
            state=state,
            amount=amount,
            missing=tuple(dict.fromkeys([name for name, _ in asks])) if asks else (),
            settled_by=settled_by if open_ else None,
            claimable=open_ and row.entitled is not False and row.receiving is not True,
            verified=_verified(row, amount),
            stands_in=row.stands_in,
            asks=asks,
            explain=partial(run.reasons, row),
        )

    def _settled_by(self, asks: tuple[tuple[str, str | None], ...]) -> str | None:
        """The one agency that must settle everything that is missing, if there is one."""
        agencies = {self.facts[name].settled_by for name, _ in asks}
        return agencies.pop() if len(agencies) == 1 else None

    def parse_facts(
        self, facts: Any, entity: str, on: date, *, source: str = "stated", pointer: str = ""
    ) -> dict[str, Fact]:
        """JSON facts of a ``person`` or a ``household``. Raises FactError(pointer, code)."""
        return parse_facts(self.facts, facts, entity, on, source=source, pointer=pointer)

    def parse_household(self, body: Any, on: date) -> HouseholdFacts:
        """``{"household": {"facts"}, "members": [{"id", "facts"}], "roster_complete"}``. Raises FactError."""
        return parse_household(self.facts, body, on)


def _asks(row: Row) -> tuple[tuple[str, str | None], ...]:
    """What keeps the answer open: the facts of the title first, then whether it is received."""
    if row.entitled is False or row.receiving is True:
        return ()
    found = sorted(row.missing, key=_ask_order) if row.missing else []
    if row.receiving is None and row.benefit.statutory:
        found += sorted(row.receiving_missing - row.missing, key=_ask_order)
    return tuple(found)


def _ask_order(ask: tuple[str, str | None]) -> tuple[str, str]:
    return (ask[0], ask[1] or "")


def _gap(row: Row, open_: bool) -> Truth:
    """Help that is no right, or a register that is closed, leaves no gap."""
    return Truth.of(row.gap) if row.benefit.statutory and open_ else Truth.NO


def _verified(row: Row, amount: Amount | None) -> bool:
    if row.stands_in or (amount is not None and not amount.verified):
        return False
    return all(one.citation is not None and one.citation.verified for one in row.version.conditions)


@cache
def current() -> Book:
    """The book of this release, loaded once: as built, else from its files."""
    ready = built(FOLDER)
    return Book(*ready) if ready is not None else Book(load(FOLDER))


@cache
def released(digest: str) -> Book:
    """A kept edition, for working out an old answer again. Raises RuleError."""
    return Book(*edition(digest))
