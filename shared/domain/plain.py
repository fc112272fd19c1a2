"""Frozen dataclasses to plain JSON-like values and back: ISO dates, lists, names of enums; what stands at its default stays out."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_plain(value: Any) -> Any:
    """The stored form. Whole numbers, text and booleans stay as they are; there are no floats in the domain's items."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(to_plain(part) for part in value)
    if isinstance(value, tuple | list):
        return [to_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): to_plain(part) for name, part in value.items()}
    if is_dataclass(value):
        pairs = ((spec, getattr(value, spec.name)) for spec in _specs(cast(Any, type(value))))
        return {spec.name: to_plain(part) for spec, part in pairs if not _left_out(spec, part)}
    return value


def _left_out(spec: Field[Any], value: Any) -> bool:
    """What stands at its default stays out; an empty set beside a default of None is an answer and stays in."""
    return value is None if spec.default is None else spec.default is not MISSING and value == spec.default


def from_plain(cls: type[T], item: Mapping[str, Any]) -> T:
    """The inverse of :func:`to_plain`; unknown keys are ignored, so that an item may carry keys of a table."""
    values: dict[str, Any] = {}
    for name, read, needed in _readers(cast(Any, cls)):
        stored = item.get(name)
        if stored is not None:
            values[name] = read(stored)
        elif needed:
            values[name] = None
    return cls(**values)


@cache
def _specs(cls: type[Any]) -> tuple[Field[Any], ...]:
    return fields(cls)


@cache
def _readers(cls: type[Any]) -> tuple[tuple[str, Reader, bool], ...]:
    """Of each field: its name, how its value is read, and whether it has no default."""
    hints = typing.get_type_hints(cls)
    return tuple(
        (spec.name, _reader(hints[spec.name]), spec.default is MISSING and spec.default_factory is MISSING)
        for spec in fields(cls)
    )


@cache
def _reader(hint: Any) -> Reader:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        each = tuple(map(_reader, args))
        return lambda value: tuple(read(part) for read, part in zip(each, value, strict=True))
    if origin in (tuple, frozenset):
        one = _reader(args[0])
        return lambda value: origin(map(one, value))
    if len(args) == 2:
        key, part_of = _reader(args[0]), _reader(args[1])
        return lambda value: (
            {key(name): part_of(part) for name, part in value.items()}
            if isinstance(value, Mapping)
            else value
        )
    return _plain_reader(hint) if isinstance(hint, type) else _as_it_is


def _plain_reader(hint: type[Any]) -> Reader:
    if is_dataclass(hint):
        return lambda value: from_plain(hint, value)
    if issubclass(hint, date):
        return lambda value: hint.fromisoformat(value) if isinstance(value, str) else value
    return hint if issubclass(hint, Enum | int) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
