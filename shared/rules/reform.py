"""What if: the same book with other amounts or thresholds from a day on, for simulations. Never stored as law."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from shared.rules.model import Band, Citation, Parameter, Setting
from shared.rules.yamlfile import RuleError

if TYPE_CHECKING:
    from shared.rules.book import Book

Value = (
    int | bool | Mapping[str, int]
)  # a plain value; bands as {"60": 700, "70": 850}; cases as {"ป.1": 1000}
_SOURCE = Citation("simulation", "การจำลอง (ไม่ใช่กฎหมาย)", verified=False, seen="memory")


def with_pending(book: Book, names: Iterable[str]) -> Book:
    """The book as if rises that were approved in principle were in force. Raises RuleError."""
    changed: dict[str, Parameter] = {}
    for name in names:
        parameter = _of(book, name)
        if not parameter.pending:
            raise RuleError("parameters", 1, f"{name} has nothing pending")
        changed[name] = replace(
            parameter, settings=_merged(parameter.settings, parameter.pending), pending=()
        )
    return _changed(book, changed)


def with_values(book: Book, changes: Mapping[str, Mapping[date, Value]]) -> Book:
    """The book with other values of dated parameters. Raises RuleError."""
    changed: dict[str, Parameter] = {}
    for name, dated in changes.items():
        parameter = _of(book, name)
        made = tuple(_setting(parameter, start, value) for start, value in sorted(dated.items()))
        changed[name] = replace(parameter, settings=_merged(parameter.settings, made))
    return _changed(book, changed)


def _of(book: Book, name: str) -> Parameter:
    if name not in book.parameters:
        raise RuleError("parameters", 1, f"there is no parameter {name}")
    return book.parameters[name]


def _merged(old: tuple[Setting, ...], new: Iterable[Setting]) -> tuple[Setting, ...]:
    by_day = {setting.start: setting for setting in old}
    by_day.update({setting.start: setting for setting in new})
    return tuple(by_day[day] for day in sorted(by_day))


def _setting(parameter: Parameter, start: date, value: Value) -> Setting:
    """A setting of the same shape as the one in force: reforms change figures, not the form of the law."""
    like = parameter.on(start)[0]
    if like.bands and isinstance(value, Mapping):
        try:
            edges = sorted((int(edge), int(amount)) for edge, amount in value.items())
        except ValueError as fault:
            raise RuleError("parameters", 1, f"{parameter.name}: bands are {{from: amount}}") from fault
        ends: list[int | None] = [edge for edge, _ in edges[1:]] + [None]
        bands = tuple(Band(edge, end, amount) for (edge, amount), end in zip(edges, ends, strict=True))
        return Setting(start, _SOURCE, bands=bands, below=bands[0].value if like.below is not None else None)
    if like.cases and isinstance(value, Mapping):
        return Setting(start, _SOURCE, cases=tuple(sorted(value.items())))
    if like.value is not None and type(value) is type(like.value):
        return Setting(start, _SOURCE, value=value)
    raise RuleError("parameters", 1, f"{parameter.name}: the new value must have the form of the old one")


def _changed(book: Book, changed: Mapping[str, Parameter]) -> Book:
    from shared.rules.book import Book as Made

    text = json.dumps({name: repr(one.settings) for name, one in sorted(changed.items())})
    digest = hashlib.sha256(f"{book.digest} {text}".encode()).hexdigest()[:12]
    return Made(replace(book.loaded, parameters={**book.parameters, **changed}, digest=digest))
