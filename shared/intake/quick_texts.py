"""What cells and values are written as (``survey_text``), remembered while a file is read."""

from __future__ import annotations

from typing import Any

from shared.domain.survey_text import written
from shared.intake.layout import Column
from shared.intake.rows import CHECK, DUMMIES, MEMO, citizen_sums, is_plain_name
from shared.intake.surveys import json_form


class Texts(dict[str, str]):
    """What a cell's value is written as, by the cell."""

    def __init__(self, column: Column) -> None:
        super().__init__({} if column.required else {"": ""})
        self.column = column

    def text(self, value: Any) -> str:
        if value is None:
            return ""
        return written(self.column.name, str(value) if self.column.identity else json_form(value))

    def learn(self, cell: str, value: Any) -> None:
        if len(self) < MEMO:
            self[cell] = self.text(value)


class _Names(Texts):
    def __missing__(self, cell: str) -> str:
        if not is_plain_name(cell, self.column.limit):
            raise KeyError(cell)
        self.learn(cell, cell)
        return self.text(cell)


class _Numbers(Texts):
    """Numbers of persons come once each: none is remembered."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._sign = written(column.name, "").removesuffix('"",')
        self._first, self._second, self._third = citizen_sums()

    def __missing__(self, cell: str) -> str:
        total = self._first[cell[:4]] + self._second[cell[4:8]] + self._third[cell[8:12]]
        if cell[12:] != CHECK[total] or cell in DUMMIES:
            raise KeyError(cell)
        return f'{self._sign}"{cell}",'

    def learn(self, cell: str, value: Any) -> None:
        pass


class _Told(Texts):
    """What the reader's own look-up knows at once (sums, phones) needs no learning."""

    def __init__(self, column: Column, quick: dict[str, Any]) -> None:
        super().__init__(column)
        self._quick = quick

    def __missing__(self, cell: str) -> str:
        value = self._quick[cell]
        self.learn(cell, value)
        return self.text(value)


class Births(_Told):
    """Also the year, beside the text."""

    def __init__(self, column: Column, quick: dict[str, Any]) -> None:
        super().__init__(column, quick)
        self.years: dict[str, int] = {}

    def learn(self, cell: str, value: Any) -> None:
        if len(self) >= MEMO:
            self.clear()
            self.years.clear()
        self[cell] = self.text(value)
        self.years[cell] = value.year


def texts_of(column: Column, quick: dict[str, Any]) -> Texts:
    match column.kind:
        case "citizen_id":
            return _Numbers(column)
        case "birth":
            return Births(column, quick)
        case "text":
            return _Names(column)
    return _Told(column, quick)


class Values(dict[Any, str]):
    """What a household's value is written as."""

    def __init__(self, column: Column) -> None:
        super().__init__({None: ""})
        self.column = column

    def __missing__(self, value: Any) -> str:
        text = written(self.column.name, str(value) if self.column.identity else json_form(value))
        if len(self) < MEMO:
            self[value] = text
        return text
