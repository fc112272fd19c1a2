"""A household as the Core table holds it: its history (surveys and facts) and its present state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.areas import Areas
from shared.domain.facts import Basis
from shared.domain.merging import LooseFacts, SurveyVersion
from shared.storage import keys
from shared.storage.packing import unpacked
from shared.storage.tables import Item, batch_get, core, query

READERS = 8


@dataclass(frozen=True, slots=True)
class History:
    """Everything observed of a household, and the keys of items that still wait for an assessment."""

    surveys: tuple[SurveyVersion, ...]
    loose: tuple[LooseFacts, ...]
    waiting: tuple[dict[str, str], ...]
    as_of: str | None = None  # the latest day on which any of it was recorded


@dataclass(slots=True)
class State:
    """The present items of a household by kind; ``meta`` is None before the first assessment."""

    household_id: str
    meta: Item | None = None
    facts: Item | None = None
    determinations: Item | None = None
    gaps: dict[str, Item] = field(default_factory=dict)  # by sort key
    tasks: dict[str, Item] = field(default_factory=dict)  # by task id
    parts: dict[str, list[Item]] = field(default_factory=dict)  # of the case, by kind, in key order

    @property
    def version(self) -> int:
        return int(self.meta["v"]) if self.meta else 0


def load_history(household_id: str) -> History:
    surveys: list[SurveyVersion] = []
    loose: list[LooseFacts] = []
    waiting: list[dict[str, str]] = []
    days: list[str] = []
    # FACT# and SV# stand next to each other in key order, with nothing else between them.
    for item in query(core(), keys.history_pk(household_id), between=("FACT#", "SV#~")):
        if "G2P" in item:
            waiting.append({"PK": item["PK"], "SK": item["SK"]})
        if item.get("as_of"):
            days.append(item["as_of"])
        if item["SK"].startswith("SV#"):
            surveys.append(survey_of(item))
        else:
            loose.append(loose_of(item))
    return History(tuple(surveys), tuple(loose), tuple(waiting), max(days, default=None))


def survey_of(item: Item) -> SurveyVersion:
    body = json.loads(unpacked(item["body"]))
    return SurveyVersion(
        observed_on=date.fromisoformat(item["observed_on"]),
        sequence=int(item["SK"].rpartition("#")[2]),
        tambon=item["tambon"],
        household=body["h"],
        members=body["m"],
        approximate=bool(item.get("approximate", False)),
        tombstone=bool(item.get("tombstone", False)),
    )


def loose_of(item: Item) -> LooseFacts:
    body = json.loads(item["body"])
    if "benefit" in body:  # one month's line of a receipts file
        values: Mapping[str, Any] = {f"receipt:{body['benefit']}": body["status"]}
    else:
        values = body["values"]
    return LooseFacts(
        source=item["source"],
        observed_on=date.fromisoformat(item["observed_on"]),
        member_id=body.get("member"),
        values=values,
        basis=Basis(item.get("basis", Basis.RECORDED)),
    )


def load_state(household_id: str) -> State:
    """One query: META, facts, determinations, gaps, tasks and the parts of the case."""
    state = State(household_id)
    for item in query(core(), keys.household_pk(household_id)):
        kind = item["SK"].partition("#")[0]
        if kind == "META":
            state.meta = item
        elif kind == "FACTS":
            state.facts = item
        elif kind == "DET":
            state.determinations = item
        elif kind == "GAP":
            state.gaps[item["SK"]] = item
        elif kind == "TASK":
            state.tasks[item["task_id"]] = item
        elif kind in keys.CASE_PARTS:
            state.parts.setdefault(kind, []).append(item)
    return state


def load_answers(household_ids: Iterable[str]) -> list[State]:
    """META and determinations alone, of many households in one read; who is not there has neither."""
    states = {household_id: State(household_id) for household_id in household_ids}
    wanted = [key for one in states for key in (keys.meta(one), keys.determinations(one))]
    for item in batch_get(core(), wanted):
        state = states[keys.household_of(item["PK"])]
        if item["SK"] == "META":
            state.meta = item
        else:
            state.determinations = item
    return list(states.values())


def households_of(districts: Iterable[str]) -> Iterator[str]:
    """The ids of all households of some districts, in order of subdistrict."""
    for district in districts:
        for item in query(core(), keys.area_partition(district), index="Index1"):
            yield keys.household_of(item["PK"])


def households_in(area: str, areas: Areas) -> Iterator[str]:
    """The ids of the households that live in a province, district or subdistrict, by its code."""
    districts = [one.code for one in areas.districts(area)] if len(area) == 2 else [area[:4]]
    for district in districts:
        for item in query(core(), keys.area_partition(district), prefix=area, index="Index1"):
            if item.get("members"):
                yield keys.household_of(item["PK"])


def load_states(household_ids: Iterable[str]) -> Iterator[State]:
    """Many households, a few reads at a time, in the order asked for."""
    with ThreadPoolExecutor(READERS) as pool:
        yield from pool.map(load_state, household_ids)
