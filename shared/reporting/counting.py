"""One household counted: every figure of every report begins here, and nowhere else.

Gaps and tasks are read as they stood at the end of the period, so a report compiled late tells the same.
"""

from __future__ import annotations

from datetime import date

from shared.domain.indicators import DIMENSIONS
from shared.domain.records import GapRow, HouseholdRecord, MemberRow
from shared.reporting.counting_tasks import count_tasks
from shared.reporting.tally import Tally

RECEIVED = ("receipt", "receiving")  # reasons for which a closed gap is a success
GONE = ("ย้ายออก", "เสียชีวิต")
AGE_BANDS = ((6, "0-5"), (18, "6-17"), (60, "18-59"), (80, "60-79"))
Subject = tuple[str | None, str]


def count_household(record: HouseholdRecord, start: date, end: date) -> Tally:
    """The tally of one household for the period ``start`` to ``end``, both included."""
    tally = Tally()
    tally.add("households")
    tally.add("phase", str(record.phase))
    tally.add("outcome", record.outcome or "none")
    tally.add("persons", times=sum(member.status not in GONE for member in record.members))
    if record.pilot:
        tally.add("pilot")
    tally.add("group", group_of(record), "households")
    if record.questions:
        tally.add("households_with_questions")
        tally.add("questions", times=record.questions)
    if record.surveyed_on is not None:
        tally.saw(record.surveyed_on, "surveyed")
    _deprivation(tally, record)
    open_now, unlocked = _gaps(tally, record, start, end)
    _determinations(tally, record, open_now, unlocked)
    count_tasks(tally, record, start, end)
    return tally


def group_of(record: HouseholdRecord) -> str:
    return "pilot" if record.pilot else "rest"


def _deprivation(tally: Tally, record: HouseholdRecord) -> None:
    answers = [record.deprived.get(dimension) for dimension in DIMENSIONS]
    for dimension, answer in zip(DIMENSIONS, answers, strict=True):
        tally.add("deprived", dimension, "unknown" if answer is None else "yes" if answer else "no")
    if None in answers:
        return
    tally.add("poverty", "known")
    tally.add("group", group_of(record), "known")
    dimensions = sum(answer is True for answer in answers)
    if dimensions:
        tally.add("poverty", "poor")
        tally.add("group", group_of(record), "poor")
        tally.add("poverty", "dimensions", times=dimensions)


def _gaps(tally: Tally, record: HouseholdRecord, start: date, end: date) -> tuple[set[Subject], set[Subject]]:
    """Count the gaps; return the subjects whose right is open, and those that receive because a gap closed."""
    open_now: set[Subject] = set()
    unlocked: dict[Subject, int] = {}
    for gap in record.gaps:
        if gap.opened_on > end:
            continue
        subject = (gap.member_id, gap.benefit)
        closed = gap.closed_on is not None and gap.closed_on <= end
        _gap_counts(tally, gap, start, end, closed)
        tally.add("group", group_of(record), "opened")
        if closed and gap.reason in RECEIVED:
            tally.add("group", group_of(record), "closed_received")
        if not closed:
            open_now.add(subject)
            _money(tally, gap.benefit, "still_unclaimed", gap.baht_month)
        elif gap.reason in RECEIVED:
            unlocked[subject] = gap.baht_month
    for (member, benefit), baht in unlocked.items():
        if (member, benefit) not in open_now:  # a right that opened again is no longer unlocked
            _money(tally, benefit, "unlocked", baht)
    return open_now, set(unlocked) - open_now


def _gap_counts(tally: Tally, gap: GapRow, start: date, end: date, closed: bool) -> None:
    last = gap.closed_on if closed and gap.closed_on else end
    tally.add("gaps", "opened")
    tally.add("gap_benefit", gap.benefit, "opened")
    if gap.opened_on >= start:
        tally.add("gaps", "opened_in_period")
    if not closed:
        tally.add("gaps", "open")
        tally.add("gap_benefit", gap.benefit, "open")
        tally.saw(gap.opened_on, "gap_open")
        fate = "waiting"
    else:
        received = gap.reason in RECEIVED
        tally.add("gaps", "closed")
        tally.add("gap_reason", gap.reason or "turned")
        tally.add("gap_benefit", gap.benefit, "closed_received" if received else "closed_other")
        fate = "received" if received else "other"
        if last >= start:
            tally.add("gaps", "closed_in_period")
            tally.add("gap_reason_in_period", gap.reason or "turned")
    tally.add("gap_days", gap.benefit, fate, f"{(last - gap.opened_on).days:05d}")
    tally.add("baht_delay", "total", times=gap.baht_month * months_between(gap.opened_on, last))


def months_between(first: date, last: date) -> int:
    """Whole calendar months that passed from one day to another: months whose money nobody pays back."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def _money(tally: Tally, benefit: str, kind: str, baht: int) -> None:
    """Regular cash in baht a month; in-kind and one-off help is counted in lines of its own."""
    if baht:
        tally.add("baht", kind, times=baht)
        tally.add("baht_benefit", benefit, kind, times=baht)
    else:
        tally.add("in_kind", kind)


def _determinations(
    tally: Tally, record: HouseholdRecord, open_now: set[Subject], unlocked: set[Subject]
) -> None:
    members = {member.member_id: member for member in record.members}
    for row in record.determinations:
        benefit, subject = row.benefit, (row.member_id, row.benefit)
        if row.entitled == "yes" and row.baht_month:
            tally.add("baht_entitled", benefit, row.state, times=row.baht_month)
        tally.add("benefit", benefit, "assessed")
        entitled = {"yes": "eligible", "no": "not_eligible"}.get(row.entitled, "need_info")
        tally.add("benefit", benefit, entitled)
        if row.receiving == "yes":
            tally.add("benefit", benefit, "receiving")
            if subject not in unlocked and subject not in open_now:
                _money(tally, benefit, "already_received", row.baht_month)
        if row.entitled == "yes" and row.receiving == "yes":
            tally.add("benefit", benefit, "eligible_receiving")
        if row.entitled == "yes" and row.receiving == "unknown":
            tally.add("benefit", benefit, "eligible_receipt_unknown")
        if row.state == "gap":
            tally.add("benefit", benefit, "gap")
        if row.state == "eligible_when_open":
            tally.add("benefit", benefit, "when_open")
        if row.entitled == "yes" and row.state in ("gap", "receiving"):
            _fairness(tally, record, members.get(row.member_id or ""), row.receiving == "yes")


def _fairness(tally: Tally, record: HouseholdRecord, member: MemberRow | None, receives: bool) -> None:
    """Take-up by group of people: rights that hold now, and how many of them are received."""
    groups = [("language", record.language or "unknown"), ("pilot", group_of(record))]
    if member is not None:
        disability = {True: "yes", False: "no", None: "unknown"}[member.disability]
        groups += [
            ("sex", member.sex or "unknown"),
            ("age", age_band(member.age)),
            ("disability", disability),
        ]
    for kind, group in groups:
        tally.add("take_up", kind, group, "rights")
        if receives:
            tally.add("take_up", kind, group, "received")


def age_band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return next((name for limit, name in AGE_BANDS if age < limit), "80+")
