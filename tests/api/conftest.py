from __future__ import annotations

import pytest

from tests.api import world
from tests.api.gateway import Gateway
from tests.support.aws import Aws


@pytest.fixture
def api(aws: Aws) -> Gateway:
    """The API over tables that hold officers and two households, one of them in another province."""
    world.put_officers()
    world.put_household()
    world.put_household(world.FOREIGN, world.ELSEWHERE)
    return world.gateway()
