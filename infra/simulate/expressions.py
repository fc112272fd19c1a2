"""The expressions that the storage layer sends to DynamoDB, worked out on items in wire form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
_TOKENS = re.compile(r"\(|\)|,|<=|>=|<>|=|<|>|[#:]?\w+")
_COMPARE = {"=", "<>", "<", "<=", ">", ">="}


class Condition:
    """One condition or key condition, over one item."""

    def __init__(self, text: str, names: Mapping[str, str], values: Mapping[str, Any]) -> None:
        self._tokens = _TOKENS.findall(text)
        self._names, self._values = names, values
        self._at = 0
        self._item: Item = {}

    def holds(self, item: Item | None) -> bool:
        self._at, self._item = 0, item or {}
        return self._any()

    def _any(self) -> bool:
        found = self._all()
        while self._peek() == "OR":
            self._next()
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._peek() == "AND":
            self._next()
            found = self._one() and found
        return found

    def _one(self) -> bool:
        token = self._next()
        if token == "(":
            found = self._any()
            self._next()
            return found
        if token in ("attribute_exists", "attribute_not_exists", "begins_with"):
            return self._function(token)
        left, operator = self._operand(token), self._next()
        if operator == "BETWEEN":
            low = self._operand(self._next())
            self._next()  # AND
            high = self._operand(self._next())
            return left is not None and _plain(low) <= _plain(left) <= _plain(high)
        assert operator in _COMPARE, operator
        right = self._operand(self._next())
        return _compared(left, operator, right)

    def _function(self, name: str) -> bool:
        self._next()  # (
        left = self._operand(self._next())
        if name == "begins_with":
            self._next()  # ,
            right = self._operand(self._next())
            found = left is not None and _plain(left).startswith(_plain(right))
        else:
            found = (left is not None) == (name == "attribute_exists")
        self._next()  # )
        return found

    def _operand(self, token: str) -> Any:
        if token.startswith(":"):
            return self._values[token]
        return self._item.get(self._names[token] if token.startswith("#") else token)

    def _peek(self) -> str:
        return str(self._tokens[self._at]) if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])


def _plain(value: Any) -> Any:
    ((kind, found),) = value.items()
    return int(found) if kind == "N" else found


def _compared(left: Any, operator: str, right: Any) -> bool:
    if operator == "=":
        return bool(left == right)
    if operator == "<>":
        return bool(left != right)
    if left is None or right is None:
        return False
    one, other = _plain(left), _plain(right)
    return bool({"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[operator])


def updated(item: Item, text: str, names: Mapping[str, str], values: Mapping[str, Any]) -> Item:
    """An item after an update expression of SET, REMOVE and ADD."""
    found = dict(item)
    parts = re.split(r"\b(SET|REMOVE|ADD)\b", text)
    for word, body in zip(parts[1::2], parts[2::2], strict=True):
        for piece in body.split(","):
            if word == "REMOVE":
                found.pop(_named(piece.strip(), names), None)
                continue
            name, value = piece.split("=") if word == "SET" else piece.split()
            key, new = _named(name.strip(), names), values[value.strip()]
            if word == "ADD":
                before = int(found.get(key, {"N": "0"})["N"])
                new = {"N": str(before + int(new["N"]))}
            found[key] = new
    return found


def _named(token: str, names: Mapping[str, str]) -> str:
    return names[token] if token.startswith("#") else token
