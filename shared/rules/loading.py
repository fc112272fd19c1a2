"""Reads the rule book's YAML into typed form. A fault never loads: it names file, line, benefit and what to write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shared.rules.loading_benefits import BenefitReader, refers_to
from shared.rules.loading_common import Shared, text_of
from shared.rules.loading_facts import read_facts
from shared.rules.loading_parameters import read_parameters, type_of
from shared.rules.model import Benefit, FactSpec, Parameter, Text
from shared.rules.yamlfile import Reader, RuleError, parse_yaml


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book as read. ``digest``: of its parsed content, so a comment does not change it."""

    title: Text
    released: date
    facts: dict[str, FactSpec]
    parameters: dict[str, Parameter]
    benefits: dict[str, Benefit]
    digest: str


def read_files(folder: Path) -> dict[str, bytes]:
    """The book's files by name, without its worked examples."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.yaml"))
        if path.relative_to(folder).parts[0] != "tests"
    }


def load(folder: Path) -> Loaded:
    """Read a book folder. Raises RuleError."""
    return load_files(read_files(folder))


def load_files(files: Mapping[str, bytes]) -> Loaded:
    """The same from names and bytes. Raises RuleError."""
    return load_parsed({name: parse_yaml(raw, name) for name, raw in files.items()})


def load_parsed(parsed: Mapping[str, Any]) -> Loaded:
    """The same from content that was parsed before. Raises RuleError."""
    for needed in ("book.yaml", "facts.yaml"):
        if needed not in parsed:
            raise RuleError(needed, 1, "the file is missing")
    title, released, shared = _book(Reader(parsed["book.yaml"], "book.yaml", 1))
    benefit_files = [name for name in parsed if name.startswith("benefits/")]
    ids = frozenset(Path(name).stem for name in benefit_files)
    parameters = read_parameters({n: v for n, v in parsed.items() if n.startswith("parameters/")})
    facts = read_facts(parsed["facts.yaml"], ids)
    scope_facts = {name: (spec.entity, spec.type, spec.values) for name, spec in facts.items()}
    types = {name: type_of(parameter) for name, parameter in parameters.items()}
    benefits: dict[str, Benefit] = {}
    for name in benefit_files:
        reader = BenefitReader(parsed[name], name, scope_facts, types, ids, parameters, shared)
        benefits[Path(name).stem] = reader.read()
    return Loaded(title, released, facts, parameters, _in_order(benefits), _digest(parsed))


def _digest(parsed: Mapping[str, Any]) -> str:
    text = json.dumps(parsed, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _book(head: Reader) -> tuple[Text, date, Shared]:
    head.get("id", str)
    title, released = head.text("title"), head.get("released", date)
    documents = {key: text_of(head.sub("documents"), key) for key in head.get("documents", dict)}
    conditions: dict[str, tuple[str, Text]] = {}
    for key in head.get("conditions", dict, {}):
        entry = head.sub("conditions").sub(key)
        conditions[key] = (entry.get("when", str), entry.text())
        entry.done()
    head.done()
    return title, released, Shared(documents, conditions)


def _in_order(benefits: Mapping[str, Benefit]) -> dict[str, Benefit]:
    """Benefits after those that they refer to; a circle is a fault."""
    needs = {name: refers_to(benefit) for name, benefit in benefits.items()}
    made: dict[str, Benefit] = {}
    while needs:
        free = [name for name, wants in needs.items() if not wants - made.keys()]
        if not free:
            first = sorted(needs)[0]
            raise RuleError(
                f"benefits/{first}.yaml", 1, "entitled() or receives() lead back to itself", first
            )
        for name in free:
            made[name] = benefits[name]
            del needs[name]
    return made
