"""Reads parameters/: amounts and thresholds apart from logic, each value dated and cited."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from shared.rules.loading_common import citation, iso_date
from shared.rules.model import Band, Parameter, Setting
from shared.rules.yamlfile import Reader


def read_parameters(files: Mapping[str, Any]) -> dict[str, Parameter]:
    made: dict[str, Parameter] = {}
    for file, data in files.items():
        reader = Reader(data, file, 1)
        stem = Path(file).stem
        for name in reader.data:
            entry = reader.sub(name)
            if not name.startswith(f"{stem}.") or name in made:
                raise entry.fault(f"parameters of this file are named {stem}.something, each once")
            made[name] = _parameter(name, entry)
    return made


def _parameter(name: str, entry: Reader) -> Parameter:
    unit = entry.get("unit", str)
    settings = tuple(_settings(entry, "values"))
    if not settings:
        raise entry.fault("`values:` needs at least one date", "values")
    pending = tuple(_settings(entry, "pending")) if "pending" in entry.data else ()
    entry.done()
    return Parameter(name, unit, settings, pending)


def _settings(entry: Reader, key: str) -> list[Setting]:
    entry.get(key, dict)
    dated = entry.sub(key)
    made: list[Setting] = []
    for day in dated.data:
        inner = dated.sub(day)
        made.append(_setting(inner, iso_date(day, inner)))
    if [setting.start for setting in made] != sorted({setting.start for setting in made}):
        raise entry.fault("dates go from the oldest to the newest, each once", key)
    return made


def _setting(inner: Reader, start: date) -> Setting:
    reference = inner.sub("reference")
    inner.get("reference", dict)
    made = Setting(
        start=start,
        citation=citation("reference", reference),
        value=inner.get("value", (int, bool, str, date), None),
        bands=tuple(_bands(inner)),
        cases=_cases(inner),
        below=inner.get("below", int, None),
    )
    inner.done()
    if sum((made.value is not None, bool(made.bands), bool(made.cases))) != 1:
        raise inner.fault("write exactly one of `value:`, `bands:`, `cases:`")
    return made


def _cases(inner: Reader) -> tuple[tuple[str, int], ...]:
    cases = inner.get("cases", dict, {})
    for word, value in cases.items():
        if not isinstance(value, int) or isinstance(value, bool):
            raise inner.fault(f"the case {word} needs a whole number", "cases")
    return tuple(cases.items())


def _bands(inner: Reader) -> list[Band]:
    made: list[Band] = []
    for band in inner.each("bands"):
        made.append(Band(band.get("from", int), band.get("to", int, None), band.get("value", int)))
        band.done()
    for one, two in itertools.pairwise(made):
        if one.stop != two.start:
            raise inner.fault(
                f"bands leave a gap or overlap at {one.stop}: `from:` is the `to:` before", "bands"
            )
    if made and made[-1].stop is not None:
        raise inner.fault("the last band is open: leave out its `to:`", "bands")
    return made


def type_of(parameter: Parameter) -> str:
    value = parameter.settings[0].value
    if value is None:
        return "table"
    if parameter.unit == "age":
        return "age"
    return {bool: "bool", int: "int", str: "str", date: "date"}[type(value)]
