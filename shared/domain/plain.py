"""Frozen dataclasses to plain JSON-like values and back: ISO dates, lists, names of enums; what stands at its default stays out."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast

T = TypeVar("T")


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
        pairs = ((spec, getattr(value, spec.name)) for spec in fields(value))
        return {spec.name: to_plain(part) for spec, part in pairs if not _left_out(spec, part)}
    return value


def _left_out(spec: Field[Any], value: Any) -> bool:
    """What stands at its default stays out; an empty set beside a default of None is an answer and stays in."""
    return value is None if spec.default is None else spec.default is not MISSING and value == spec.default


def from_plain(cls: type[T], item: Mapping[str, Any]) -> T:
    """The inverse of :func:`to_plain`; unknown keys are ignored, so that an item may carry keys of a table."""
    hints = _hints(cast(Any, cls))
    values: dict[str, Any] = {}
    for spec in fields(cast(Any, cls)):
        stored = item.get(spec.name)
        if stored is not None:
            values[spec.name] = _typed(hints[spec.name], stored)
        elif spec.default is MISSING and spec.default_factory is MISSING:
            values[spec.name] = None
    return cls(**values)


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _typed(hint: Any, value: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _typed(next(arg for arg in args if arg is not type(None)), value)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_typed(args[0], part) for part in value)
        return tuple(_typed(arg, part) for arg, part in zip(args, value, strict=True))
    if origin is frozenset:
        return frozenset(_typed(args[0], part) for part in value)
    if isinstance(value, Mapping) and len(args) == 2:
        return {_typed(args[0], name): _typed(args[1], part) for name, part in value.items()}
    if not isinstance(hint, type):
        return value
    if is_dataclass(hint):
        return from_plain(hint, value)
    if issubclass(hint, date):
        return hint.fromisoformat(value) if isinstance(value, str) else value
    if issubclass(hint, bool):
        return bool(value)
    return hint(value) if issubclass(hint, Enum | int) else value
