"""The rights of one household: what is received, what is not, since when, and what that is worth."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

from shared.domain.records import GapRow, HouseholdRecord
from shared.reporting.counting_groups import CLAIMABLE, group_of
from shared.reporting.tally import Tally

RECEIVED = ("receipt", "receiving")  # reasons for which a closed gap is a success
GAP_AGES = ((31, "0-30"), (61, "31-60"), (91, "61-90"), (181, "91-180"))
Subject = tuple[str | None, str]


def count_rights(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    open_now, unlocked = _gaps(tally, record, start, end)
    _determinations(tally, record, open_now, unlocked)
    _panel(tally, record, end)
    _months(tally, record, start, end)


def _gaps(tally: Tally, record: HouseholdRecord, start: date, end: date) -> tuple[set[Subject], set[Subject]]:
    """Count the gaps; return the subjects whose right is open, and those that receive because a gap closed."""
    open_now: set[Subject] = set()
    unlocked: dict[Subject, int] = {}
    found: dict[Subject, int] = {}
    for gap in record.gaps:
        if gap.opened_on > end:
            continue
        subject = (gap.member_id, gap.benefit)
        closed = _closed(gap, end)
        _gap_counts(tally, gap, start, end, closed)
        tally.add("group", group_of(record), "opened")
        found[subject] = gap.baht_month
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
    for (_, benefit), baht in found.items():
        _money(tally, benefit, "found", baht)
    return open_now, set(unlocked) - open_now


def _closed(gap: GapRow, end: date) -> bool:
    return gap.closed_on is not None and gap.closed_on <= end


def _gap_counts(tally: Tally, gap: GapRow, start: date, end: date, closed: bool) -> None:
    last = gap.closed_on if closed and gap.closed_on else end
    days = (last - gap.opened_on).days
    tally.add("gaps", "opened")
    tally.add("gap_benefit", gap.benefit, "opened")
    if gap.opened_on >= start:
        tally.add("gaps", "opened_in_period")
    if not closed:
        tally.add("gaps", "open")
        tally.add("gap_benefit", gap.benefit, "open")
        tally.add("gap_age", next((name for limit, name in GAP_AGES if days < limit), "181+"))
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
    tally.add("gap_days", gap.benefit, fate, f"{days:05d}")
    lost = gap.baht_month * months_between(gap.opened_on, last)
    tally.add("baht_delay", "total", times=lost)
    tally.add("baht_delay_benefit", gap.benefit, times=lost)


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
        if row.entitled == "unknown" and row.receiving == "yes":
            tally.add("benefit", benefit, "unknown_receiving")
        if row.state == "gap":
            tally.add("benefit", benefit, "gap")
        if row.state == "eligible_when_open":
            tally.add("benefit", benefit, "when_open")


def _by_subject(record: HouseholdRecord, end: date) -> dict[Subject, list[GapRow]]:
    """The gaps of each right that were known by a day, oldest first."""
    found: dict[Subject, list[GapRow]] = {}
    for gap in sorted(record.gaps, key=lambda one: (one.opened_on, one.gap_id)):
        if gap.opened_on <= end:
            found.setdefault((gap.member_id, gap.benefit), []).append(gap)
    return found


def _panel(tally: Tally, record: HouseholdRecord, end: date) -> None:
    """Before and after, of the same rights under the same law: those that hold today and can be claimed.

    Before: received already when we first looked, so that no gap was ever opened. After: received now.
    """
    gaps, group = _by_subject(record, end), group_of(record)
    for row in record.determinations:
        if row.entitled != "yes" or row.state not in CLAIMABLE:
            continue
        after = row.receiving == "yes"
        before = after and (row.member_id, row.benefit) not in gaps
        for name, times in (("rights", 1), ("before", before), ("after", after)):
            tally.add("panel", row.benefit, name, times=times)
            tally.add("group", group, f"panel_{name}", times=times)


def _months(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    """Months of the period for which a right held, by whether its money came. Once a month, at the month's end.

    A right without a gap is held from our first look on; one with a gap from the day that the gap was found, until it
    closed for another reason than receipt. One-off and in-kind help is counted by rights, in lines of its own.
    """
    gaps = _by_subject(record, end)
    held = {
        (row.member_id, row.benefit): row.baht_month
        for row in record.determinations
        if row.entitled == "yes" and row.state in CLAIMABLE
    }
    rates = {subject: own[-1].baht_month for subject, own in gaps.items()} | held
    first = record.first_assessed_on or start
    all_ends = [day for day in _month_ends(start, end) if day >= first]
    for subject, rate in rates.items():
        own, benefit = gaps.get(subject, []), subject[1]
        if subject not in held and own[-1].closed_on is not None:
            ends = [
                day for day in all_ends if day < own[-1].closed_on
            ]  # what came after the end is not known
        else:
            ends = all_ends
        if not rate:
            _once(tally, benefit, own, end)
            continue
        entitled = _months_entitled(own, ends)
        unclaimed = sum(any(g.opened_on <= day and not _closed(g, day) for g in own) for day in ends)
        received = sum(_received_on(own, day) for day in ends)
        for name, months in (("entitled", entitled), ("received", received), ("unclaimed", unclaimed)):
            tally.add("months", benefit, name, times=months)
            tally.add("baht_months", benefit, name, times=months * rate)


def _months_entitled(own: list[GapRow], ends: list[date]) -> int:
    """By intervals: since when and until when the right held."""
    if not own:
        return len(ends)
    lapses = [
        (gap.closed_on, after.opened_on if after else date.max)
        for gap, after in zip(own, [*own[1:], None], strict=True)
        if gap.closed_on is not None and gap.reason not in RECEIVED
    ]
    held = [day for day in ends if day >= own[0].opened_on]
    return sum(not any(left <= day < back for left, back in lapses) for day in held)


def _received_on(own: list[GapRow], day: date) -> bool:
    """Whether the money of a month came: never missed, or the last gap known by then closed by receipt."""
    if not own:
        return True
    known = [gap for gap in own if gap.opened_on <= day]
    return bool(known) and _closed(known[-1], day) and known[-1].reason in RECEIVED


def _once(tally: Tally, benefit: str, own: list[GapRow], end: date) -> None:
    last = own[-1] if own else None
    if last is not None and _closed(last, end) and last.reason not in RECEIVED:
        return
    tally.add("once", benefit, "entitled")
    tally.add("once", benefit, "unclaimed" if last is not None and not _closed(last, end) else "received")


def _month_ends(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        yield min(last, end)
        day = date(last.year + last.month // 12, last.month % 12 + 1, 1)
