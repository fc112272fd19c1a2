"""Sums that must hold in every report before it leaves: what is counted in parts is counted once, and wholly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shared.reporting.figures import Figures
from shared.reporting.tally import Tally

Law = tuple[str, int, int]  # what it is of, the whole, the sum of the parts


class Unbalanced(ValueError):
    """A report whose parts do not add up is not made. ``laws``: the names of those that are broken."""

    def __init__(self, laws: list[str]) -> None:
        super().__init__(f"sums that do not hold: {', '.join(laws)}")
        self.laws = laws


def check(figures: Figures, partners: Mapping[str, Mapping[str, int]]) -> int:
    """How many laws hold. Raises Unbalanced."""
    found = [*_of(figures.total), *_of_places(figures), *_of_partners(partners)]
    bad = [name for name, whole, parts in found if whole != parts]
    if bad:
        raise Unbalanced(bad)
    return len(found)


def _of(total: Tally) -> Iterator[Law]:
    def under(*prefix: str) -> int:
        return sum(total.under(*prefix).values())

    households = total.get("households")
    for kind in ("outcome", "phase", "transition"):
        yield f"households by {kind}", households, under(kind)
    yield (
        "households, pilot and others",
        households,
        sum(total.get("group", one, "households") for one in ("pilot", "rest")),
    )
    for dimension in {key[0] for key in total.under("deprived")}:
        yield f"households by {dimension}", households, under("deprived", dimension)
        yield f"households by change of {dimension}", households, under("change", dimension)
    yield (
        "persons by stage of life",
        total.get("persons"),
        sum(n for key, n in total.under("life").items() if key[1] == "persons"),
    )
    yield "days of work by owner", total.get("elapsed_days"), under("owner_days")
    gaps = total.under("gaps")
    yield "gaps opened", gaps.get(("opened",), 0), gaps.get(("open",), 0) + gaps.get(("closed",), 0)
    yield "gaps closed by reason", gaps.get(("closed",), 0), under("gap_reason")
    yield "gaps open by age", gaps.get(("open",), 0), under("gap_age")
    yield "gaps by what became of them", gaps.get(("opened",), 0), under("gap_days")
    yield from _of_benefits(total)
    yield from _of_agencies(total)


def _of_benefits(total: Tally) -> Iterator[Law]:
    for benefit in sorted({key[0] for key in total.under("benefit")}):
        answers = total.under("benefit", benefit)
        parts = sum(answers.get((name,), 0) for name in ("eligible", "not_eligible", "need_info"))
        yield f"answers on {benefit}", answers.get(("assessed",), 0), parts
    for kind in ("months", "baht_months", "once"):
        for benefit in sorted({key[0] for key in total.under(kind)}):
            came, missed = (total.get(kind, benefit, name) for name in ("received", "unclaimed"))
            yield (
                f"{kind} of {benefit}: due = received + not",
                total.get(kind, benefit, "entitled"),
                came + missed,
            )


def _of_agencies(total: Tally) -> Iterator[Law]:
    for agency in sorted({key[0] for key in total.under("task")}):
        states = {key: n for key, n in total.under("task", agency).items() if key[0].startswith("state_")}
        yield f"tasks of {agency} by state", total.get("task", agency, "sent"), sum(states.values())
    for agency in sorted({key[0] for key in total.under("measure")}):
        stands = sum(total.get("measure", agency, name) for name in ("underway", "achieved", "given_up"))
        yield f"measures of {agency}", total.get("measure", agency, "planned"), stands


def _of_places(figures: Figures) -> Iterator[Law]:
    for name in (("households",), ("persons",), ("gaps", "open"), ("baht", "still_unclaimed")):
        whole = figures.total.get(*name)
        yield (
            f"{'/'.join(name)} by district",
            whole,
            sum(one.get(*name) for one in figures.districts.values()),
        )


def _of_partners(partners: Mapping[str, Mapping[str, int]]) -> Iterator[Law]:
    for partner, told in sorted(partners.items()):
        fates = ("applied", "unchanged", "held", "quarantined", "duplicates")
        yield f"records of {partner}", told.get("records", 0), sum(told.get(fate, 0) for fate in fates)
