"""Breaking the glass: a stated need to see one household beyond one's rows, for three hours at most.

Every window is in the audit and on the list that the administrators and the committee look through each week.
"""

from __future__ import annotations

from shared.casework.commands import Happened, once, open_case, seen
from shared.casework.sessions import Caller
from shared.domain.policy import BreakGlass
from shared.storage import glass, keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Transaction, core

ACTION = "break_glass"


def break_glass(caller: Caller, household_id: str, reason: str, hours: int, key: str | None) -> BreakGlass:
    """Raises NotFound or Conflict. The reason stays on the list; the audit keeps only that there was one."""
    window = BreakGlass.open(caller.officer, household_id, reason, caller.at, hours)
    command = f"{caller.officer.officer_id}|{ACTION}|{household_id}|{key or caller.request_id}"

    def decide(transaction: Transaction) -> Happened | None:
        open_case(caller, household_id, ACTION)
        if seen(command):
            return None
        glass.put(transaction, window)
        return Happened("auth.break_glass_opened", {"hours": hours})

    once(caller, ACTION, command, decide, household=household_id)
    return glass.newest(caller.officer.officer_id, household_id) or window


def list_windows(
    caller: Caller, start: Position | None, limit: int
) -> tuple[list[BreakGlass], Position | None]:
    """All windows, newest first."""
    what = Slice(core(), [keys.glass_partition()], "Index1", newest_first=True)
    items, position = read_page(what, start, limit)
    return [glass.window_of(item) for item in items], position
