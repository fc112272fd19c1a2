"""Reads one benefit file: who, since when, by which law, how much, with which papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from shared.domain.agencies import Agency
from shared.rules.expressions import ExpressionError, Scope, parse
from shared.rules.loading_common import Shared, citation, iso_date
from shared.rules.model import (
    APPLIES,
    KINDS,
    PERIODS,
    AmountRule,
    Benefit,
    Citation,
    Condition,
    Parameter,
    Text,
    Version,
    Window,
)
from shared.rules.nodes import Builtin, DateFunction, FactRef, Node, Other, walk
from shared.rules.yamlfile import Reader

DIMENSIONS = ("health", "living", "education", "income", "access")
FactTypes = Mapping[str, tuple[str, str, tuple[Any, ...]]]


class BenefitReader:
    """One file. Faults carry the benefit's id."""

    def __init__(
        self,
        data: Any,
        file: str,
        facts: FactTypes,
        parameter_types: Mapping[str, str],
        ids: frozenset[str],
        parameters: Mapping[str, Parameter],
        shared: Shared,
    ) -> None:
        self.id = Path(file).stem
        self.reader = Reader(data, file, 1, self.id)
        self.facts, self.types, self.ids = facts, parameter_types, ids
        self.parameters, self.shared = parameters, shared
        self.entity = self.reader.one_of("entity", ("person", "household"))
        self.scope = Scope(facts, parameter_types, ids, self.entity)
        self.citations: dict[str, Citation] = {}

    def read(self) -> Benefit:
        head = self.reader
        if head.get("id", str) != self.id:
            raise head.fault(f"`id:` must be the file's name, {self.id}", "id")
        self.citations = self._citations()
        applies_on = head.one_of("applies_on", APPLIES)
        event = head.get("event", str, None)
        if (applies_on == "event") != (event is not None):
            raise head.fault("`applies_on: event` and `event: <a date fact>` go together")
        if event is not None and self.facts.get(event, ("", "", ()))[1] != "date":
            raise head.fault(f"`event:` names a fact that is a date, not {event}", "event")
        receives = self._optional("receives")
        versions = tuple(self._versions())
        made = Benefit(
            id=self.id,
            title=head.text("title"),
            kind=head.one_of("kind", KINDS),
            agency=head.one_of("agency", [agency.value for agency in Agency]),
            dimension=head.one_of("dimension", DIMENSIONS),
            entity=self.entity,
            applies_on=applies_on,
            apply_at=head.text("apply_at"),
            what_to_do=head.text("what_to_do"),
            documents=self._documents(),
            citations=tuple(self.citations.values()),
            versions=versions,
            windows=tuple(self._windows()),
            receives=receives,
            event=event,
            weight=head.get("weight", int, 0),
            cost_of_waiting=head.text("cost_of_waiting") if "cost_of_waiting" in head.data else None,
            notes=tuple(note.text() for note in head.each("notes")),
            sensitive=head.get("sensitive", bool, False),
        )
        head.done()
        return replace(made, verified=self._verified(made))

    def _verified(self, made: Benefit) -> bool:
        last = made.versions[-1]
        cited = [c.citation for c in last.conditions if c.citation is not None]
        if last.amount is not None:
            cited.append(self.parameters[last.amount.table].settings[-1].citation)
        return bool(cited) and all(one.verified for one in cited)

    def _citations(self) -> dict[str, Citation]:
        self.reader.get("citations", dict)
        inner = self.reader.sub("citations")
        return {key: citation(key, inner.sub(key)) for key in inner.data}

    def _documents(self) -> tuple[Text, ...]:
        made: list[Text] = []
        for code in self.reader.get("documents", list, []):
            if code not in self.shared.documents:
                raise self.reader.fault(f"document {code!r} is not in book.yaml", "documents")
            made.append(self.shared.documents[code])
        return tuple(made)

    def _windows(self) -> list[Window]:
        made: list[Window] = []
        for window in self.reader.each("windows"):
            made.append(Window(window.get("from", date), window.get("to", date, None)))
            window.done()
        return made

    def _optional(self, key: str) -> Node | None:
        text = self.reader.get(key, str, None)
        return None if text is None else self._parse(text, self.reader, key)

    def _parse(self, text: str, at: Reader, key: str, want: str = "bool") -> Node:
        try:
            node = parse(text, self.scope, want)
        except ExpressionError as fault:
            raise at.fault(f"`{text[:80]}`: {fault}", key) from fault
        return node

    # -- versions

    def _versions(self) -> list[Version]:
        made: list[Version] = []
        for entry in self.reader.each("versions", need=True):
            start = entry.get("from", date)
            if made and start <= made[-1].start:
                raise entry.fault("versions go from the oldest to the newest", "from")
            made.append(self._version(entry, start, made))
            entry.done()
        if not made:
            raise self.reader.fault("at least one version is needed", "versions")
        return made

    def _version(self, entry: Reader, start: date, before: list[Version]) -> Version:
        if entry.get("abolished", bool, False):
            return Version(start, (), None, abolished=True)
        checks = tuple(check.text() for check in entry.each("check_by_officer"))
        if "inherit" in entry.data:
            return self._inherited(entry, start, before, checks)
        conditions = tuple(self._condition(item, entry) for item in entry.get("conditions", list))
        self._no_repeats(conditions, entry)
        return Version(start, conditions, self._amount(entry), checks)

    def _inherited(
        self, entry: Reader, start: date, before: list[Version], checks: tuple[Text, ...]
    ) -> Version:
        day = entry.get("inherit", date)
        base = next((version for version in before if version.start == day), None)
        if base is None:
            raise entry.fault(f"no earlier version starts on {day}", "inherit")
        changed = {c.id: c for c in (self._condition(i, entry) for i in entry.get("replace", list, []))}
        dropped = set(entry.get("drop", list, []))
        unknown = (changed.keys() | dropped) - {condition.id for condition in base.conditions}
        if unknown:
            raise entry.fault(f"{sorted(unknown)[0]}: the inherited version has no such condition")
        kept = tuple(changed.get(c.id, c) for c in base.conditions if c.id not in dropped)
        added = tuple(self._condition(item, entry) for item in entry.get("add", list, []))
        self._no_repeats(kept + added, entry)
        amount = self._amount(entry) if "amount" in entry.data else base.amount
        return Version(start, kept + added, amount, checks or base.checks)

    def _no_repeats(self, conditions: tuple[Condition, ...], entry: Reader) -> None:
        ids = [condition.id for condition in conditions]
        if not ids or len(set(ids)) != len(ids):
            raise entry.fault("conditions are needed, each with an id of its own", "conditions")

    def _condition(self, data: Any, at: Reader) -> Condition:
        reader = Reader(data, at.file, at.data.line, self.id)
        made = self._common(reader) if "use" in reader.data else self._own(reader)
        reader.done()
        return made

    def _common(self, reader: Reader) -> Condition:
        name = reader.get("use", str)
        if name not in self.shared.conditions:
            raise reader.fault(f"book.yaml has no condition {name!r}", "use")
        when, text = self.shared.conditions[name]
        node = self.shared.parsed.get((name, self.entity))
        if node is None:
            node = self.shared.parsed[name, self.entity] = self._parse(when, reader, "use")
        return Condition(
            name, text, self._cited(reader), node, when, (), reader.data.line, tuple(facts_named(node))
        )

    def _own(self, reader: Reader) -> Condition:
        name, text, cited = reader.get("id", str), reader.text(), self._cited(reader)
        if ("when" in reader.data) == ("any" in reader.data):
            raise reader.fault("write either `when:` or `any:`")
        if "when" in reader.data:
            source = reader.get("when", str)
            node = self._parse(source, reader, "when")
            return Condition(name, text, cited, node, source, (), reader.data.line, tuple(facts_named(node)))
        inner = tuple(self._condition(item, reader) for item in reader.get("any", list))
        if len(inner) < 2 or any(one.alternatives for one in inner):
            raise reader.fault("`any:` lists at least two conditions, one level deep", "any")
        self._no_repeats(inner, reader)
        facts = tuple(dict.fromkeys(fact for one in inner for fact in one.facts))
        return Condition(name, text, cited, None, "", inner, reader.data.line, facts)

    def _cited(self, reader: Reader) -> Citation:
        code = reader.get("cite", str)
        if code not in self.citations:
            raise reader.fault(f"`cite: {code}` is not among this file's citations", "cite")
        return self.citations[code]

    def _amount(self, entry: Reader) -> AmountRule | None:
        if "amount" not in entry.data:
            return None
        reader = entry.sub("amount")
        entry.get("amount", dict)
        table = reader.get("table", str)
        if table not in self.parameters:
            raise reader.fault(f"no parameter {table}", "table")
        by, by_parameter = self._read_by(reader, table)
        made = AmountRule(
            per=reader.one_of("per", PERIODS),
            table=table,
            by=by,
            by_parameter=by_parameter,
            at_most=reader.get("at_most", bool, False),
            spread=reader.get("regular", bool, True),
        )
        reader.done()
        return made

    def _read_by(self, reader: Reader, table: str) -> tuple[Node | None, str | None]:
        text = reader.get("by", str, None)
        settings = self.parameters[table].settings
        if text is None:
            if any(setting.value is None for setting in settings):
                raise reader.fault(f"{table} has bands or cases: say `by:` what they are read", "table")
            return None, None
        if text.startswith("param."):
            name = text.removeprefix("param.")
            if self.types.get(name) != "age":
                raise reader.fault(f"{name} is no parameter of unit age", "by")
            return None, name
        want = "str" if settings[0].cases else "int"
        return self._parse(text, reader, "by", want), None


def refers_to(benefit: Benefit) -> set[str]:
    """The benefits whose determination this one reads."""
    roots: list[Node] = [] if benefit.receives is None else [benefit.receives]
    for version in benefit.versions:
        for condition in version.conditions:
            for one in (condition, *condition.alternatives):
                if one.when is not None:
                    roots.append(one.when)
    return {node.benefit for root in roots for node in walk(root) if isinstance(node, Other)}


def facts_named(node: Node) -> list[str]:
    """Names of the facts that an expression reads, ages as birth_date."""
    names: list[str] = []
    for one in walk(node):
        if isinstance(one, FactRef):
            names.append(one.name)
        elif isinstance(one, Builtin):
            names.append("household_size" if one.name == "hh_size" else "birth_date")
        elif isinstance(one, DateFunction) and one.name == "age_at":
            names.append("birth_date")
    return list(dict.fromkeys(names))


__all__ = ["BenefitReader", "facts_named", "iso_date", "refers_to"]
