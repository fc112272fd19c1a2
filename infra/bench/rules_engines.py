"""The ten benefits in other engines' own forms. Runs only in the bench's environment (``bench.lock``)."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Callable
from typing import Any

from infra.bench.rules_ten import FLAT, HOUSEHOLD, PERSON

Answer = dict[str, list[int]]  # benefit -> amounts, one a person (one for household benefits)
Engine = Callable[[list[dict[str, Any]], dict[str, Any]], Answer]


def _due(name: str) -> str:
    condition, amount = FLAT[name]
    return f"({amount}) if ({condition}) else 0"


def rule_engine() -> Engine:
    """rule-engine: a rule for each benefit, matched against each person."""
    module = importlib.import_module("rule_engine")
    rules = {name: module.Rule(_ternary(ast.parse(_due(name), mode="eval").body)) for name in FLAT}

    def run(people: list[dict[str, Any]], own: dict[str, Any]) -> Answer:
        answer = {name: [int(rules[name].evaluate(one)) for one in people] for name in PERSON}
        answer.update({name: [int(rules[name].evaluate(own))] for name in HOUSEHOLD})
        return answer

    return run


def _ternary(tree: ast.AST, negation: str = "not {}") -> str:
    """Python's expression in the C-like form that rule-engine and zen read."""
    match tree:
        case ast.IfExp(test=test, body=body, orelse=other):
            return f"({_ternary(test, negation)} ? {_ternary(body, negation)} : {_ternary(other, negation)})"
        case ast.BoolOp(op=op, values=values):
            sign = " and " if isinstance(op, ast.And) else " or "
            return "(" + sign.join(_ternary(value, negation) for value in values) + ")"
        case ast.UnaryOp(operand=operand):
            return "(" + negation.format(_ternary(operand, negation)) + ")"
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sign = {ast.GtE: ">=", ast.LtE: "<=", ast.Lt: "<", ast.Gt: ">"}[type(ops[0])]
            return f"({_ternary(left, negation)} {sign} {_ternary(rights[0], negation)})"
        case ast.BinOp(left=left, right=right):
            return f"({_ternary(left, negation)} * {_ternary(right, negation)})"
        case _:
            return ast.unparse(tree)


def zen() -> Engine:
    """zen-engine: one decision of expression nodes for persons, one for the household."""
    module = importlib.import_module("zen")
    engine = module.ZenEngine()
    person, own = (engine.create_decision(json.dumps(_graph(names))) for names in (PERSON, HOUSEHOLD))

    def run(people: list[dict[str, Any]], shared: dict[str, Any]) -> Answer:
        results = [person.evaluate(one)["result"] for one in people]
        answer = {name: [int(result[name]) for result in results] for name in PERSON}
        household = own.evaluate(shared)["result"]
        answer.update({name: [int(household[name])] for name in HOUSEHOLD})
        return answer

    return run


def _graph(names: tuple[str, ...]) -> dict[str, Any]:
    rows = [
        {"id": name, "key": name, "value": _ternary(ast.parse(_due(name), mode="eval").body, "not({})")}
        for name in names
    ]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "content": {}},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": rows}},
            {"id": "out", "name": "out", "type": "outputNode", "content": {}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }


def json_logic() -> Engine:
    """json-logic: each benefit as JSON."""
    apply = importlib.import_module("json_logic").jsonLogic
    rules = {name: _json(ast.parse(_due(name), mode="eval").body) for name in FLAT}

    def run(people: list[dict[str, Any]], own: dict[str, Any]) -> Answer:
        answer = {name: [int(apply(rules[name], one)) for one in people] for name in PERSON}
        answer.update({name: [int(apply(rules[name], own))] for name in HOUSEHOLD})
        return answer

    return run


def _json(tree: ast.AST) -> Any:
    match tree:
        case ast.IfExp(test=test, body=body, orelse=other):
            return {"if": [_json(test), _json(body), _json(other)]}
        case ast.BoolOp(op=op, values=values):
            return {"and" if isinstance(op, ast.And) else "or": [_json(value) for value in values]}
        case ast.UnaryOp(operand=operand):
            return {"!": [_json(operand)]}
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sign = {ast.GtE: ">=", ast.LtE: "<=", ast.Lt: "<", ast.Gt: ">"}[type(ops[0])]
            return {sign: [_json(left), _json(rights[0])]}
        case ast.BinOp(left=left, right=right):
            return {"*": [_json(left), _json(right)]}
        case ast.Name(id=name):
            return {"var": name}
        case ast.Constant(value=value):
            return value
    raise ValueError(ast.dump(tree))


def plain_python(people: list[dict[str, Any]], own: dict[str, Any]) -> Answer:
    """The flat rules by Python itself: what every engine must agree with."""
    answer = {name: [int(eval(_due(name), {}, one)) for one in people] for name in PERSON}
    answer.update({name: [int(eval(_due(name), {}, own))] for name in HOUSEHOLD})
    return answer
