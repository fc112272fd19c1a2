from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.audit.replayed import differences
from tests.api import world
from tests.api.gateway import Gateway
from tests.support import aws as support
from tests.support.aws import Aws


def filled() -> Gateway:
    """The API over tables that hold officers and two households, one of them in another province."""
    world.put_officers()
    world.put_household()
    world.put_household(world.FOREIGN, world.ELSEWHERE)
    return world.gateway()


@pytest.fixture
def api(aws: Aws) -> Iterator[Gateway]:
    """At the end of each test every household, task and plan stands as the audit's events tell."""
    yield filled()
    assert not differences(aws.items("AuditTable"), aws.items("CoreTable"))


@pytest.fixture(scope="module")
def shared_aws() -> Iterator[Aws]:
    """One mock for all tests of a module that only read."""
    patch = pytest.MonkeyPatch()
    with support.running(patch) as running:
        support.put_clock(running, "2022-01-19T02:00:00Z")
        yield running
    patch.undo()


@pytest.fixture(scope="module")
def reading(shared_aws: Aws) -> Gateway:
    """The same as ``api``, made once a module."""
    return filled()
