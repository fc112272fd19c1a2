"""What the next visit to a household is for, from everything that is stored of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from shared.casework.case_view import case_of
from shared.domain import visits, words
from shared.domain.indicators import asked_of
from shared.domain.measure_tasks import due_measures
from shared.domain.measures import catalogue
from shared.domain.visits import AgendaItem, Question
from shared.rules import FactSpec, current
from shared.storage.households import State

USUAL_SET = "BMN2560"  # where a survey names none
SOON = timedelta(days=30)  # measures due until then are looked at on a visit


def agenda_of(state: State, today: date) -> tuple[AgendaItem, ...]:
    """What to ask, to see and to confirm."""
    case = case_of(state)
    measures = due_measures(case.plan, today + SOON) if case.plan is not None else ()
    planned = case.plan.measures if case.plan is not None else ()
    named = {
        **words.TASK_KINDS,
        **{name: (one.title.th, one.title.en) for name, one in current().benefits.items()},
        **{one.id: (one.th, one.en) for one in catalogue()},
        **{one.measure_id: (one.th, one.en or one.th) for one in planned},
    }
    return visits.agenda(
        questions_of(state),
        case.tasks,
        measures,
        consent_given=bool(state.parts.get("CNS")),
        named=named,
    )


def questions_of(state: State) -> Iterator[Question]:
    """The open questions of the rule book."""
    determined = state.determinations
    body = json.loads(determined["body"]) if determined else {"rows": [], "questions": []}
    baht = {(row["b"], row["m"]): int(row["baht"]) for row in body["rows"]}
    specs = current().facts
    for row in body["questions"]:
        spec = specs.get(row["fact"])
        if spec is None:
            continue
        stake = sum(baht.get((benefit, row["member"]), 0) for benefit in row["decides"])
        decides = tuple(row["decides"])
        options = _options(state, spec, decides)
        yield Question(
            row["fact"], row["member"], spec.question.th, spec.question.en, decides, stake, options
        )


def _options(state: State, spec: FactSpec, decides: tuple[str, ...]) -> tuple[str, ...]:
    """What the answer to a question with a set may hold: the benefits at stake first, or the survey's indicators."""
    if spec.type != "set":
        return ()
    if spec.values:
        return (*decides, *(one for one in spec.values if one not in decides))
    known = json.loads(state.facts["body"])["h"] if state.facts else {}
    name = known["indicator_set"][0] if "indicator_set" in known else USUAL_SET
    unit = "household" if spec.entity == "household" else "person"
    return tuple(f"{name}:{number}" for number in asked_of(name, unit))
