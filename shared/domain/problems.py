"""Why the domain refuses: a stable code, what to do instead in Thai and English, and what is possible now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from shared.domain.problem_texts import TEXTS


@dataclass(eq=False)
class Refused(Exception):
    """Something that cannot be done. ``code`` is stable; the texts say what to do instead.

    ``allowed``: what is possible or missing now: actions, field names or choices.
    """

    code: str
    th: str
    en: str
    allowed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"


class TaskRefused(Refused):
    """A refusal by the task's state machine."""


class PlanRefused(Refused):
    """A refusal about a plan, its measures, signatures or decision."""


class CaseRefused(Refused):
    """A refusal about a household's life: phases, mentors, visits, rounds, changes, pilots, grievances."""


R = TypeVar("R", bound=Refused)


def texts(code: str, values: Mapping[str, object]) -> tuple[str, str]:
    """The filled Thai and English texts of a code. Raises KeyError for an unlisted code."""
    th, en = TEXTS[code]
    return th.format(**values), en.format(**values)


def refuse(kind: type[R], code: str, allowed: Iterable[str] = (), **values: object) -> R:
    """A refusal of that kind; ``{listed}`` in its text is filled from ``allowed``."""
    names = list(allowed)
    th, en = texts(code, {"listed": ", ".join(names) or "-", **values})
    return kind(code, th, en, names)


def refuse_task(code: str, allowed: Iterable[str] = (), **values: object) -> TaskRefused:
    return refuse(TaskRefused, code, allowed, **values)


def refuse_plan(code: str, allowed: Iterable[str] = (), **values: object) -> PlanRefused:
    return refuse(PlanRefused, code, allowed, **values)


def refuse_case(code: str, allowed: Iterable[str] = (), **values: object) -> CaseRefused:
    return refuse(CaseRefused, code, allowed, **values)
