"""The compiled modules and the slow reference evaluator say the same of every household, by the law until 2022."""

from __future__ import annotations

import pytest

from tests.unit.rules.agreement import PARTS, agree
from tests.unit.rules.households import DAYS


@pytest.mark.parametrize("part", range(PARTS))
def test_compiled_and_interpreted_rules_agree_until_2022(part: int) -> None:
    agree(DAYS[:11], part)
