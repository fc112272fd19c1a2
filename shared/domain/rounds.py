"""Evaluation rounds: what changed against the baseline, which criteria hold, and what outcome they suggest.

Indicators of two rounds are compared only where the data file maps them. Criteria are three-valued: what was not
asked is unknown, and unknown never graduates anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.domain.calendar import months_later
from shared.domain.facts import Truth
from shared.domain.indicators import DIMENSIONS, comparable
from shared.domain.problems import refuse_case

ROUND_MONTHS = {"month-3": 3, "month-6": 6, "month-12": 12}
APART_DAYS = 180
WATCH_MONTHS = 24
TARGETS_SHARE = 80  # per cent of the plan's targets that must be reached
# Baht a person and year (indicator 22): the 2560-2564 round; later unverified.
INCOME_LINES = ((date(2017, 1, 1), 38_000, True), (date(2022, 1, 1), 40_000, False))


class Outcome(StrEnum):
    GRADUATED = "graduated"
    ON_TRACK = "on_track"
    STALLED = "stalled"
    AT_RISK = "at_risk"
    BACKSLID = "backslid"
    SUPPORTED_PERMANENTLY = "supported_permanently"
    DECLINED = "declined"
    MOVED = "moved"
    DECEASED = "deceased"


STATUS_OUTCOMES = {"declined": Outcome.DECLINED, "moved": Outcome.MOVED, "deceased": Outcome.DECEASED}
TWO_PERSONS = frozenset({Outcome.GRADUATED, Outcome.SUPPORTED_PERMANENTLY})


@dataclass(frozen=True, slots=True)
class Measured:
    """What a round found. ``failed``: indicators failed by anyone, None when not asked; ``income``: baht a person
    and year; ``received``: benefits that arrive; ``targets``/``reached``: of the plan."""

    on: date
    indicator_set: str
    failed: frozenset[int] | None = None
    deprived: tuple[tuple[str, bool | None], ...] = ()
    income: int | None = None
    received: frozenset[str] = frozenset()
    baht_month: int = 0
    open_gaps: int = 0
    targets: int = 0
    reached: int = 0
    undecided_measures: int = 0
    shocks: int = 0  # open alerts
    able_adults: int | None = None  # members of working age without a disability that keeps them from work

    @property
    def deprived_count(self) -> int | None:
        values = dict(self.deprived)
        if any(values.get(name) is None for name in DIMENSIONS):
            return None
        return sum(1 for name in DIMENSIONS if values[name])


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    th: str
    en: str
    holds: Truth


def income_line(on: date) -> int:
    """The poverty line of indicator 22 in force on a day."""
    return max((start, line) for start, line, _ in INCOME_LINES if start <= on)[1]


def _none_failed(*numbers: int) -> Callable[[Measured], Truth]:
    """Indicators of BMN2560 by number; read in another round through the data file's mapping."""

    def check(found: Measured) -> Truth:
        if found.failed is None:
            return Truth.UNKNOWN
        if found.indicator_set == "BMN2560":
            return Truth.of(not found.failed & set(numbers))
        groups = comparable("BMN2560", found.indicator_set)
        mapped = {ours: theirs for ours, theirs in groups if ours & set(numbers)}
        if set(numbers) - {number for ours in mapped for number in ours}:
            return Truth.UNKNOWN
        return Truth.of(not any(found.failed & theirs for theirs in mapped.values()))

    return check


def _not_deprived(found: Measured) -> Truth:
    return Truth.of(None if found.deprived_count is None else found.deprived_count == 0)


def _income(found: Measured) -> Truth:
    return Truth.of(None if found.income is None else found.income >= income_line(found.on))


def _targets(found: Measured) -> Truth:
    return Truth.of(found.reached * 100 >= found.targets * TARGETS_SHARE)


CRITERIA: tuple[tuple[str, str, str, Callable[[Measured], Truth]], ...] = (
    ("NOT-DEPRIVED", "ไม่ตกเกณฑ์ในมิติใดเลย", "Deprived in no dimension", _not_deprived),
    ("INCOME", "รายได้เฉลี่ยต่อคนไม่ต่ำกว่าเส้น", "Income a person at or above the line", _income),
    ("FOOD", "กินอาหารปลอดภัยเพียงพอ", "Safe and sufficient food", _none_failed(4)),
    ("HOUSE", "บ้านมั่นคงถาวร", "A secure, durable house", _none_failed(8)),
    ("WATER", "มีน้ำดื่มน้ำใช้เพียงพอ", "Enough water to drink and use", _none_failed(9, 10)),
    ("SCHOOL", "เด็กได้เรียนตามเกณฑ์", "Children are in school", _none_failed(15, 16, 17)),
    ("CARE", "ผู้สูงอายุและคนพิการมีผู้ดูแล", "Elders and disabled persons are cared for", _none_failed(27, 28)),
    ("SAVING", "ครัวเรือนมีเงินออม", "The household saves", _none_failed(23)),
    ("RIGHTS", "ได้รับสิทธิครบทุกรายการ", "Every right is received", lambda found: Truth.of(not found.open_gaps)),
    ("TARGETS", "ถึงเป้าหมายของแผน", "The plan's targets are reached", _targets),
)


def criteria(found: Measured) -> tuple[Criterion, ...]:
    return tuple(Criterion(code, th, en, check(found)) for code, th, en, check in CRITERIA)


def meets(found: Measured) -> bool:
    return all(one.holds is Truth.YES for one in criteria(found))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups of indicators by what became of them, named by the earlier round's lowest number."""

    better: tuple[int, ...] = ()
    worse: tuple[int, ...] = ()
    same: int = 0
    not_comparable: int = 0
    income: int | None = None  # difference in baht
    baht_month: int = 0
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def compare(before: Measured, after: Measured) -> Comparison:
    """Before and after, of the same things only."""
    better: list[int] = []
    worse: list[int] = []
    covered: set[int] = set()
    same = 0
    if before.failed is not None and after.failed is not None:
        for ours, theirs in comparable(before.indicator_set, after.indicator_set):
            covered |= theirs
            failed_before, failed_after = bool(ours & before.failed), bool(theirs & after.failed)
            if failed_before == failed_after:
                same += 1
            else:
                (better if failed_before else worse).append(min(ours))
    income = after.income - before.income if after.income is not None and before.income is not None else None
    return Comparison(
        better=tuple(better),
        worse=tuple(worse),
        same=same,
        not_comparable=len((after.failed or frozenset()) - covered),
        income=income,
        baht_month=after.baht_month - before.baht_month,
        gained=tuple(sorted(after.received - before.received)),
        lost=tuple(sorted(before.received - after.received)),
    )


@dataclass(frozen=True, slots=True)
class Round:
    """One evaluation. ``name``: baseline, month-3, month-6, month-12 or a later one."""

    name: str
    measured: Measured
    assessor: str
    outcome: Outcome | None = None
    second_person: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    outcome: Outcome
    reasons: tuple[str, ...]


def graduation_missing(rounds: Sequence[Round]) -> tuple[str, ...]:
    """What stands between a household and graduation after its last round; empty when nothing does."""
    last = rounds[-1].measured
    missing = [one.code for one in criteria(last) if one.holds is not Truth.YES]
    if last.open_gaps:
        missing.append("OPEN-GAPS")
    if last.undecided_measures:
        missing.append("MEASURES-UNDECIDED")
    earlier = [one for one in rounds[:-1] if one.name != "baseline"]
    apart = [one for one in earlier if (last.on - one.measured.on).days >= APART_DAYS]
    in_between = earlier[earlier.index(apart[-1]) :] if apart else []
    if not apart or not all(meets(one.measured) for one in in_between):
        missing.append("TWO-ROUNDS")
    return tuple(dict.fromkeys(missing))


def suggest(rounds: Sequence[Round], status: str = "active") -> Suggestion:
    """The outcome that the facts suggest for the last round; a person sets it, with a reason if it differs."""
    if status in STATUS_OUTCOMES:
        return Suggestion(STATUS_OUTCOMES[status], (status,))
    last = rounds[-1].measured
    missing = graduation_missing(rounds)
    if not missing:
        return Suggestion(Outcome.GRADUATED, ("every criterion in two rounds",))
    if len(rounds) == 1:
        return Suggestion(Outcome.ON_TRACK, ("baseline",))
    before, baseline = compare(rounds[-2].measured, last), compare(rounds[0].measured, last)
    unmet = [one.code for one in criteria(last) if one.holds is not Truth.YES]
    if before.lost or (before.worse and len(before.worse) > len(before.better)):
        reasons = (*(f"lost {name}" for name in before.lost), *(f"worse {number}" for number in before.worse))
        return Suggestion(Outcome.BACKSLID, reasons)
    if (
        last.able_adults == 0
        and not last.open_gaps
        and set(unmet) <= {"INCOME", "SAVING", "NOT-DEPRIVED", "TARGETS"}
    ):
        return Suggestion(Outcome.SUPPORTED_PERMANENTLY, ("nobody can work; every right is received",))
    if last.shocks:
        return Suggestion(Outcome.AT_RISK, ("open alerts",))
    improved = baseline.better or baseline.gained or (baseline.income or 0) > 0
    if not unmet or (improved and not _standing_still(before)):
        return Suggestion(Outcome.ON_TRACK, tuple(missing))
    return Suggestion(Outcome.STALLED, tuple(missing))


def _standing_still(since: Comparison) -> bool:
    return not (since.better or since.gained or (since.income or 0) > 0 or since.baht_month > 0)


def settle(
    rounds: Sequence[Round], outcome: Outcome, second_person: str | None, reason: str | None, status: str
) -> Round:
    """Set the last round's outcome. Raises CaseRefused.

    Graduation wants its conditions and two persons; anything but the suggestion wants a reason.
    """
    last = rounds[-1]
    if outcome is Outcome.GRADUATED and (missing := graduation_missing(rounds)):
        raise refuse_case("CASE-GRADUATION", missing)
    if outcome in TWO_PERSONS and not second_person:
        raise refuse_case("CASE-FIELD-MISSING", ["second_person"])
    if second_person is not None and second_person == last.assessor:
        raise refuse_case("CASE-SECOND-PERSON", ["second_person"])
    if outcome is not suggest(rounds, status).outcome and not reason:
        raise refuse_case("CASE-FIELD-MISSING", ["reason"])
    return Round(last.name, last.measured, last.assessor, outcome, second_person, reason)


def due_rounds(started: date, done: Iterable[str]) -> tuple[tuple[str, date], ...]:
    """Rounds still to come or missed, with the day each is due: 3, 6 and 12 months after the plan's start."""
    have = set(done)
    return tuple(
        (name, months_later(started, months)) for name, months in ROUND_MONTHS.items() if name not in have
    )


def watched_until(graduated_on: date) -> date:
    return months_later(graduated_on, WATCH_MONTHS)
