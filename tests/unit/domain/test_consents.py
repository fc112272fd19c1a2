"""Purposes and consents; how long what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.domain.consents import PURPOSES, Consent, permitted, record
from shared.domain.problems import CaseRefused
from shared.domain.retention import PERIODS, Event, Held, due, erase_on

DAY = date(2022, 2, 1)
PHOTOS = Consent("H1", "photos", True, DAY, "M1", "m1", "thumbprint", "2022-01")


def test_what_the_law_asks_of_the_office_needs_no_consent_and_photos_do() -> None:
    assert permitted("rights", [], DAY)
    assert not permitted("photos", [], DAY)
    assert permitted("photos", [PHOTOS], DAY)
    assert not permitted("photos", [PHOTOS], DAY.replace(month=1))
    assert not permitted("advertising", [PHOTOS], DAY)


def test_the_familys_last_word_counts_also_on_the_same_day() -> None:
    withdrawn = replace(PHOTOS, given=False, on=DAY.replace(day=5))
    assert not permitted("photos", [withdrawn, PHOTOS], DAY.replace(day=6))
    assert permitted("photos", [PHOTOS, withdrawn], DAY.replace(day=4))
    same_day = replace(PHOTOS, given=False)
    assert not permitted("photos", [PHOTOS, same_day], DAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "advertising"}, "CASE-PURPOSE"),
        ({"purpose": "rights"}, "CASE-NO-CONSENT-NEEDED"),
        ({"method": "nod"}, "CASE-METHOD"),
        ({"on": date(2022, 3, 1)}, "CASE-FUTURE"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(CaseRefused, match=code):
        record(replace(PHOTOS, **change), DAY)  # type: ignore[arg-type]
    assert record(PHOTOS, DAY) is PHOTOS


def test_every_purpose_names_its_basis_in_both_languages() -> None:
    assert all(one.th and one.en and one.basis.startswith("PDPA s.") for one in PURPOSES.values())


def test_a_period_begins_with_its_event_and_a_running_case_is_kept() -> None:
    identity = Held("identity", "H1", DAY)
    assert erase_on(identity) is None
    assert erase_on(replace(identity, case_ended_on=DAY)) == date(2027, 2, 1)
    assert erase_on(Held("import_file", "I1", DAY, import_done_on=date(2022, 11, 30))) == date(2023, 2, 28)
    with pytest.raises(KeyError):
        erase_on(Held("gossip", "X", DAY))


def test_what_is_due_is_erased_in_a_fixed_order_but_not_under_a_legal_hold() -> None:
    ended = date(2020, 1, 1)
    kept = [
        Held("photo", "P2", DAY, case_ended_on=ended),
        Held("photo", "P1", DAY, case_ended_on=ended),
        Held("photo", "P3", DAY, case_ended_on=ended, legal_hold=True),
        Held("photo", "P4", DAY),
        Held("identity", "H1", DAY, case_ended_on=ended),
    ]
    assert [one.reference for one in due(kept, DAY)] == ["P1", "P2"]


def test_every_period_says_what_stays_and_that_it_is_unconfirmed() -> None:
    assert {one.runs_from for one in PERIODS} == set(Event)
    assert all(one.keeps and not one.verified for one in PERIODS)
