from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import aws as support


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[support.Aws]:
    """AWS in process, empty, with the clock at nine in the morning of 19 January 2022 in Bangkok."""
    with support.running(monkeypatch) as running:
        support.put_clock(running, "2022-01-19T02:00:00Z")
        yield running
