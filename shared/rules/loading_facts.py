"""Reads facts.yaml: what may be known of a person or a household, how it is asked, and what follows from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.domain.agencies import Agency
from shared.rules.expressions import ExpressionError, Scope, parse
from shared.rules.loading_common import text_of
from shared.rules.model import FactSpec, Otherwise
from shared.rules.nodes import FactRef, walk
from shared.rules.yamlfile import Reader

FACT_TYPES = ("bool", "int", "enum", "text", "date", "set")


def read_facts(data: Any, benefits: frozenset[str]) -> dict[str, FactSpec]:
    reader = Reader(data, "facts.yaml", 1)
    made: dict[str, FactSpec] = {}
    waiting: dict[str, list[Reader]] = {}
    for name in reader.data:
        entry = reader.sub(name)
        if not name.isidentifier():
            raise entry.fault(f"{name!r} is no name: small letters, digits and _")
        made[name] = _fact(name, entry, benefits)
        waiting[name] = entry.each("otherwise")
        entry.done()
    scope = Scope({n: (s.entity, s.type, s.values) for n, s in made.items()}, {}, frozenset())
    settled: set[str] = {name for name, ways in waiting.items() if not ways}
    for name, ways in waiting.items():
        if ways:
            made[name] = _with_ways(made[name], ways, scope)
    _refuse_circles(made, settled, reader)
    return made


def _fact(name: str, entry: Reader, benefits: frozenset[str]) -> FactSpec:
    kind = entry.one_of("type", FACT_TYPES)
    values: tuple[Any, ...] = tuple(entry.get("values", list, []))
    if kind == "enum" and not values:
        raise entry.fault("an enum needs `values:`")
    if name == "benefits_received":
        values = tuple(sorted(benefits))
    settled_by = entry.one_of("settled_by", [a.value for a in Agency], None)
    labels = {key: text_of(entry.sub("labels"), key) for key in entry.get("labels", dict, {})}
    if not 1 <= entry.get("chance", int, 50) <= 100 or not 1 <= entry.get("cost", int, 1) <= 10:
        raise entry.fault("`chance:` is 1 to 100 percent, `cost:` 1 to 10")
    assume = entry.get("assume", (str, bool, int), None)
    if assume is not None and kind == "enum" and assume not in values:
        raise entry.fault(f"`assume:` must be one of {', '.join(map(str, values))}", "assume")
    return FactSpec(
        name=name,
        entity=entry.one_of("entity", ("person", "household")),
        type=kind,
        question=entry.text("question"),
        values=values,
        labels=labels,
        cost=entry.get("cost", int, 1),
        chance=entry.get("chance", int, 50),
        max_age_days=entry.get("max_age_days", (int, type(None)), 730),
        resets=entry.one_of("resets", ("fiscal_year",), None),
        settled_by=settled_by,
        sensitive=entry.get("sensitive", bool, False),
        column=entry.get("column", bool, False),
        assume=assume,
    )


def _with_ways(spec: FactSpec, ways: list[Reader], scope: Scope) -> FactSpec:
    inner = Scope(scope.facts, scope.parameters, scope.benefits, spec.entity)
    made: list[Otherwise] = []
    want = {"enum": "str", "text": "str"}.get(spec.type, spec.type)
    for way in ways:
        when = way.get("when", str, None)
        try:
            if when is None:
                made.append(Otherwise(None, parse(way.get("value", str), inner, want)))
            else:
                value = way.get("value", (bool, int, str))
                if spec.values and value not in spec.values:
                    raise way.fault(f"`value:` must be one of {', '.join(map(str, spec.values))}", "value")
                made.append(Otherwise(parse(when, inner), value))
        except ExpressionError as fault:
            raise way.fault(f"{spec.name}: {fault}", "when") from fault
        way.done()
    return replace(spec, otherwise=tuple(made))


def _refuse_circles(made: Mapping[str, FactSpec], settled: set[str], reader: Reader) -> None:
    needs = {
        name: {
            node.name
            for way in spec.otherwise
            for root in (way.when if way.when is not None else way.value,)
            for node in walk(root)
            if isinstance(node, FactRef)
        }
        for name, spec in made.items()
        if spec.otherwise
    }
    while needs:
        free = [name for name, wants in needs.items() if wants <= settled]
        if not free:
            first = sorted(needs)[0]
            raise reader.fault(f"{first}: its `otherwise:` leads back to itself", first)
        for name in free:
            settled.add(name)
            del needs[name]
