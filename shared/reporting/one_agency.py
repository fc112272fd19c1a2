"""The figures of one agency: its tasks, its benefits and its measures, and nothing of what others do."""

from __future__ import annotations

from collections.abc import Mapping

from shared.reporting.figures import Figures
from shared.reporting.tally import Key, Tally

# Counts by agency, and by benefit: which part of the key says whose they are.
_BY_AGENCY = {"task", "act", "return_reason", "task_work_days", "measure", "baht_plan"}
_BY_BENEFIT = {
    "benefit", "gap_benefit", "gap_days", "panel", "months", "baht_months", "once", "baht_benefit", "baht_entitled",
    "baht_delay_benefit",
}  # fmt: skip
_AS_THEY_ARE = {"households", "persons", "phase", "outcome", "transition", "surveyed", "book"}
_SUMS = {  # what is told of all benefits, from what is told of each
    ("gap_benefit", "opened"): ("gaps", "opened"),
    ("gap_benefit", "open"): ("gaps", "open"),
    ("baht_benefit", "found"): ("baht", "found"),
    ("baht_benefit", "unlocked"): ("baht", "unlocked"),
    ("baht_benefit", "still_unclaimed"): ("baht", "still_unclaimed"),
    ("baht_benefit", "already_received"): ("baht", "already_received"),
}


def of_agency(figures: Figures, agency: str, owners: Mapping[str, str]) -> Figures:
    """``owners``: the agency of each benefit that may be named; unnamed ones are nobody's here."""
    areas = {code: _of(tally, agency, owners) for code, tally in figures.areas.items()}
    previous = of_agency(figures.previous, agency, owners) if figures.previous else None
    return Figures(figures.period_start, figures.period_end, areas, previous, figures.hidden_before)


def _of(tally: Tally, agency: str, owners: Mapping[str, str]) -> Tally:
    def mine(key: Key) -> bool:
        if key[0] in _BY_AGENCY:
            return key[1] == agency
        if key[0] in _BY_BENEFIT:
            return owners.get(key[1]) == agency
        if key[0] == "bounce":
            return agency in key[1].split(">")
        if key[0] in ("contributors", "unverified"):
            return mine(key[1:]) if key[0] == "contributors" else key[1] == agency
        return key[0] in _AS_THEY_ARE

    made = Tally(
        oldest={key: day for key, day in tally.oldest.items() if mine(key)},
        largest={key: amount for key, amount in tally.largest.items() if mine(key)},
    )
    for key, n in tally.counts.items():
        if mine(key):
            made.counts[key] = n
    _sum_up(made)
    return made


def _sum_up(made: Tally) -> None:
    """All benefits of the agency together. Of money, no more households stand behind the sum than behind its largest
    part, and one may have all the largest amounts: that hides more, never less."""
    for (kind, name), whole in _SUMS.items():
        parts = [key for key in made.counts if key[0] == kind and key[2:] == (name,)]
        for key in parts:
            made.add(*whole, times=made.counts[key])
        if whole[0] == "baht":
            _behind(made, parts, whole)
    closed = [
        key
        for key in made.counts
        if key[0] == "gap_benefit" and key[2] in ("closed_received", "closed_other")
    ]
    for key in closed:
        made.add("gaps", "closed", times=made.counts[key])
    lost = [key for key in made.counts if key[0] == "baht_delay_benefit"]
    for key in lost:
        made.add("baht_delay", "total", times=made.counts[key])
    _behind(made, lost, ("baht_delay", "total"))


def _behind(made: Tally, parts: list[Key], whole: Key) -> None:
    households = max((made.get("contributors", *key) for key in parts), default=0)
    made.counts["contributors", *whole] = households
    made.largest[whole] = sum(made.largest.get(key, 0) for key in parts)
