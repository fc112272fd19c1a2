"""The task's life cycle as a page for people, written from the table (``python -m shared.domain.tasks``)."""

from __future__ import annotations

from shared.domain import task_table as table


def page() -> str:
    """Markdown: the diagram, the transitions, the closed lists and the clocks."""
    days = ", ".join(f"priority {priority}: {days}" for priority, days in table.RESOLVE_DAYS.items())
    ladder = ", ".join(
        f"{after} working days after: level {level}" for level, (_, after) in enumerate(table.LADDER, 2)
    )
    return "\n".join(
        [
            "# The life of a task",
            "",
            "Written by `python -m shared.domain.tasks > docs/tasks.md` from the table that the code, the API's",
            "refusals and the tests read; do not edit by hand.",
            "",
            "```mermaid",
            table.mermaid(),
            "```",
            "",
            f"{len(table.TaskState)} states, {len(table.ACTIONS)} actions, {len(table.TRANSITIONS)} transitions;"
            " every other pair of state and action is refused.",
            "",
            table.markdown(),
            "",
            "## Who has the ball",
            "",
            *(
                f"- {state}: {owner} ({table.STAGES[state]} clock)"
                for state, owner in table.RESPONSIBLE.items()
            ),
            "- waiting: whoever is waited for (hold clock)",
            "",
            "## Closed lists",
            "",
            f"- outcomes: {', '.join(table.OUTCOMES)}",
            f"- reasons of a return: {', '.join(table.RETURN_REASONS)}",
            f"- grounds on which the system cancels: {', '.join(table.GROUNDS)}",
            f"- waiting for: {', '.join(table.WAITING_ON)};"
            f" the agency's time stands still for {', '.join(sorted(table.PAUSES_CLOCK))}",
            "",
            "## Clocks, in working days of the province",
            "",
            f"- triage {table.TRIAGE_DAYS}, acknowledge {table.ACKNOWLEDGE_DAYS}, verify {table.VERIFY_DAYS};"
            f" resolve by {days}",
            f"- a hold lasts at most {table.HOLD_DAYS} calendar days, is extended {table.MOST_EXTENSIONS} times;"
            f" a task is reopened {table.MOST_REOPENS} times within {table.REOPEN_WITHIN_DAYS} days and sent on"
            f" {table.MOST_REROUTES} times before the chair decides",
            f"- warned at 75 %; late the day after the end: level 1; {ladder}",
            f"- a late entry with proof stops a clock on its own day up to {table.BACKDATED_DAYS} days back",
        ]
    )
