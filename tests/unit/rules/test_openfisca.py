"""The same ten benefits written in OpenFisca say the same on complete data; where its environment is at hand."""

from __future__ import annotations

import random

import pytest

from shared.domain.facts import Truth

pytest.importorskip("openfisca_core", reason="lives in the bench's own environment (infra/bench/bench.lock)")


def test_openfisca_agrees_on_complete_data() -> None:
    from infra.bench.rules_openfisca import Core, situation
    from infra.bench.rules_ten import ON, book_of_ten, flat, household

    core, book = Core("openfisca_core"), book_of_ten()
    for seed in range(100):
        facts = household(random.Random(seed))
        people, own = flat(facts)
        answer: dict[str, list[int]] = {}
        for found in book.assess(facts, ON).determinations:
            value = found.amount.value if found.amount else 1
            answer.setdefault(found.benefit, []).append(value if found.entitled is Truth.YES else 0)
        assert core.one(situation(people, own)) == answer
