"""Generated from the rules themselves: each condition alone decides, each fact alone leaves open, each edge turns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.domain.dates import PartialDate
from shared.domain.facts import Truth
from shared.rules import current
from shared.rules.boundaries import SUBJECT, household, trials
from shared.rules.clock import nodes
from shared.rules.lint import lint
from shared.rules.model import Benefit, Version
from shared.rules.nodes import Other

# Correct law that time has overtaken: whoever is young enough was born late enough.
OVERTAKEN = {("child_support_grant", "born")}


def _versions() -> list[tuple[Benefit, Version, date]]:
    book, made = current(), []
    for benefit in book.benefits.values():
        for number, version in enumerate(benefit.versions):
            if any(isinstance(node, Other) for c in version.conditions for node in nodes(c)):
                continue
            later = benefit.versions[number + 1 :]
            made.append(
                (
                    benefit,
                    version,
                    max(version.start, later[0].start - timedelta(days=45) if later else book.released),
                )
            )
    return made


CASES = pytest.mark.parametrize(
    ("benefit", "version", "on"), _versions(), ids=[f"{b.id}-{v.start}" for b, v, _ in _versions()]
)


@CASES
def test_each_condition_is_the_only_failing_one_of_some_case(
    benefit: Benefit, version: Version, on: date
) -> None:
    tried = [trial.truths for trial in trials(current(), benefit, version, on)]
    for number, condition in enumerate(version.conditions):
        if (benefit.id, condition.id) in OVERTAKEN:
            continue
        others = [truths for truths in tried if all(truths[:number] + truths[number + 1 :])]
        assert {truths[number] for truths in others} == {True, False}, condition.id


@CASES
def test_each_fact_missing_alone_leaves_the_answer_open_and_is_named(
    benefit: Benefit, version: Version, on: date
) -> None:
    book = current()
    base = next(trial for trial in trials(book, benefit, version, on) if all(trial.truths))
    for name, value in base.values.items():
        left = {key: one for key, one in base.values.items() if key != name}
        found = next(
            d
            for d in book.assess(household(book, left, on), on).determinations
            if d.benefit == benefit.id and d.member_id in (None, SUBJECT)
        )
        if book.facts[name].assume is not None or book.facts[name].otherwise:
            continue  # such a fact follows from others when nobody recorded it
        assert found.entitled is not Truth.NO, name
        if found.entitled is Truth.UNKNOWN and found.receiving is not Truth.YES:
            assert name in found.missing or value is None, name


def test_the_amount_turns_at_each_edge_of_each_band_and_not_beside_it() -> None:
    book = current()
    known = {
        "nationality": "ไทย",
        "in_house_register": True,
        "state_pension": False,
        "person_status": "อยู่จริง",
        "in_state_care": False,
    }
    rate = book.parameters["old_age_allowance.rate"]
    for on in (date(2022, 4, 1), date(2022, 10, 1), date(2024, 5, 1)):
        for band in rate.on(on)[0].bands:
            basis = date(2021, 10, 1) if on == date(2022, 4, 1) else on  # the age on 1 October, or on the 1st
            seen = []
            for days in (1, 0):  # turns of age the day after the day that counts, and on it
                born = date(basis.year - band.start, basis.month, basis.day) + timedelta(days=days)
                facts = household(
                    book, {**known, "birth_date": PartialDate(born.year, born.month, born.day)}, on
                )
                found = next(
                    d
                    for d in book.assess(facts, on).determinations
                    if d.benefit == "old_age_allowance" and d.member_id == SUBJECT
                )
                seen.append(found.amount.value if found.amount else None)
            before = next((b.value for b in rate.on(on)[0].bands if b.stop == band.start), None)
            if before is None:
                before = rate.on(on)[0].below if on == date(2022, 4, 1) else None
            assert seen == [before, band.value], (on, band)


def test_every_start_of_a_version_or_rate_is_seen_on_its_day_and_not_before() -> None:
    book = current()
    for benefit in book.benefits.values():
        for version in benefit.versions[1:]:
            assert benefit.version_on(version.start)[0] is version
            assert benefit.version_on(version.start - timedelta(days=1))[0] is not version
    for parameter in book.parameters.values():
        for setting in parameter.settings[1:]:
            assert parameter.on(setting.start)[0] is setting
            assert parameter.on(setting.start - timedelta(days=1))[0] is not setting
        assert parameter.on(parameter.settings[0].start - timedelta(days=1)) == (parameter.settings[0], True)


def test_before_the_oldest_known_law_the_oldest_stands_in_and_says_so() -> None:
    book, on = current(), date(2022, 1, 19)
    facts = household(book, {"birth_date": PartialDate(1980, 1, 1)}, on)
    found = {d.benefit: d for d in book.assess(facts, on).determinations if d.member_id == SUBJECT}
    assert found["state_welfare_card"].stands_in
    assert not found["state_welfare_card"].verified
    assert not found["old_age_allowance"].stands_in


def test_the_book_passes_its_own_lint_and_lists_what_is_not_verified() -> None:
    found = lint(current())
    assert [str(one) for one in found if one.level == "error"] == []
    assert {one.where.split()[-1] for one in found if one.level == "warning"} == {"born"}
    assert sum(one.level == "unverified" for one in found) > 50
