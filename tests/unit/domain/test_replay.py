"""States from events alone, in whatever order they come, and a lost event is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.replay import Told, replay

STEPS: list[dict[str, Told | None]] = [
    {"h/META": [0, 1, 1, None]},
    {"h/META": [1, 2, 1, None], "h/TASK#1": [0, 2, "sent"]},
    {"h/TASK#1": [2, 3, "accepted"]},
    {"h/META": [2, 3, 2, None]},
    {"h/META": [3, 3, 2, None]},  # another mark of its own, no other version
    {"h/TASK#1": [3, 4, "closed"]},
]
END = {"h/META": [3, 2, None], "h/TASK#1": [4, "closed"]}


@given(st.permutations(STEPS))
def test_the_order_of_events_does_not_matter(steps: list[dict[str, Told | None]]) -> None:
    rebuilt = replay(steps)
    assert (rebuilt.states, rebuilt.breaks) == (END, [])


@given(st.sampled_from([0, 1, 2, 3]))
def test_a_lost_event_is_a_break_or_another_end(lost: int) -> None:
    rebuilt = replay(step for number, step in enumerate(STEPS) if number != lost)
    assert rebuilt.breaks
    assert "nothing tells" in rebuilt.breaks[0]


def test_what_was_deleted_as_due_is_told_apart() -> None:
    assert replay([*STEPS, {"h/META": None}]).gone == {"h/META"}
