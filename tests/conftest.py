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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A run without a browser must not look like a whole one."""
    skipped = terminalreporter.stats.get("skipped", [])
    browser = [one for one in skipped if "Chromium" in str(one.longrepr)]
    if browser:
        terminalreporter.section("console", sep="!")
        terminalreporter.write_line(
            f"{len(browser)} tests of the console did not run: {browser[0].longrepr[-1]}"
        )
