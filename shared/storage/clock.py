"""The one clock: where work begins outside, ``as_of`` and ``recorded_at`` come from here (contracts §1, Time)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.domain.dates import bangkok_date, moment_of
from shared.storage import keys
from shared.storage.settings import optional
from shared.storage.tables import core, get


def now() -> datetime:
    """The present, aware. With the template parameter ``Clock=table`` it is the item that the demo moves."""
    if optional("CLOCK", "system") == "table":
        stored = get(core(), keys.clock())
        if stored:
            return moment_of(stored["now"])
    return real_now()


def today() -> date:
    """The Bangkok date of :func:`now`."""
    return bangkok_date(now())


def real_now() -> datetime:
    """Machine time: for tokens, expiry, log stamps and the age of work marks only."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second, as items hold it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
