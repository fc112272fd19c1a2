"""Fifty and more rule files and expressions that must never load: each is refused with file, line and reason."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from shared.rules import RuleError, current
from shared.rules.book import FOLDER
from shared.rules.expressions import ExpressionError, Scope, parse
from shared.rules.loading import load_files, load_parsed, read_files
from shared.rules.yamlfile import parse_yaml

SCOPE = Scope(
    {
        "alive": ("person", "bool", ()),
        "income": ("person", "int", ()),
        "born": ("person", "date", ()),
        "grade": ("person", "enum", ("ป.1", "ป.2")),
        "failed": ("household", "set", ()),
        "size": ("household", "int", ()),
    },
    {"x.rate": "int", "x.step": "age"},
    frozenset({"old_age_allowance"}),
)

EXPRESSIONS = [
    "__import__('os').system('id')",
    "p.__class__",
    "p.alive.__class__",
    "().__class__.__bases__[0]",
    "eval('1')",
    "exec('1')",
    "open('/etc/passwd')",
    "getattr(p, 'alive')",
    "lambda: True",
    "[x for x in (1, 2)]",
    "{1: 2}",
    "{p.alive}",
    "f'{p.alive}'",
    "(y := p.alive)",
    "p.alive if p.alive else True",
    "p['alive']",
    "p.income ** 2 > 1",
    "p.income / 2 > 1",
    "p.income // 2 > 1",
    "p.income % 2 == 1",
    "p.income << 3 > 1",
    "~p.income > 1",
    "-p.income > 1",
    "p.alive is None",
    "p.income == 1.5",
    "p.income == None",
    "p.nothing",
    "h.alive",
    "p.size > 1",
    "q.alive",
    "alive",
    "p.grade == 'ม.9'",
    "p.grade > 'ป.1'",
    "p.grade == 3",
    "p.born < 'yesterday'",
    "p.born < 20231001",
    "p.alive == True",
    "p.income",
    "param.x.nothing > 1",
    "any_member(any_member(p.alive))",
    "any_member(p.alive, p.alive)",
    "any_member(x=p.alive)",
    "entitled(p.grade)",
    "entitled('no_such_benefit')",
    "age(p.born) > 3",
    "p.income in (1, 2.5)",
    "p.income in [1, 2]",
    "p.grade in ()",
    "b'x' == p.grade",
    "await p.alive",
    "yield",
    "*p.alive",
    "p.alive; p.alive",
    "p.alive\nand p.alive",
    "p.alive # comment",
    "p.alive and",
    "",
    "1" * 400 + " < p.income",
    "(" * 200 + "p.alive" + ")" * 200,
    " or ".join(["p.alive"] * 90),
    "not " * 40 + "p.alive",
    "p.income < 99999999999999999999",
    "'\\x41' == p.grade",
    "...",
]


@pytest.mark.parametrize("text", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
def test_a_hostile_expression_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, SCOPE)
    assert len(str(caught.value)) > 5


# The names of the little scope above, in the book itself.
IN_THE_BOOK = {"alive": "state_pension", "income": "person_income", "born": "birth_date", "grade": "studying",
               "size": "household_size", "x": "old_age_allowance"}  # fmt: skip


@cache
def _parsed() -> dict[str, Any]:
    return {name: parse_yaml(raw, name) for name, raw in read_files(FOLDER).items()}


@pytest.mark.parametrize("text", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
def test_in_a_rule_file_it_is_refused_by_file_line_benefit_and_reason(text: str) -> None:
    text = re.sub(r"\b(alive|income|born|grade|size|x(?=\.))\b", lambda found: IN_THE_BOOK[found[0]], text)
    raw = read_files(FOLDER)[OLD_AGE].decode()
    line = raw[: raw.index(NO_PENSION)].count("\n") + 1
    raw = raw.replace(NO_PENSION, f"when: {json.dumps(text, ensure_ascii=False)}, cite: R52X", 1)
    with pytest.raises(RuleError) as caught:
        load_parsed({**_parsed(), OLD_AGE: parse_yaml(raw.encode(), OLD_AGE)})
    assert (caught.value.file, caught.value.line, caught.value.benefit) == (
        OLD_AGE,
        line,
        "old_age_allowance",
    )
    assert len(caught.value.what) > 5


NO_PENSION = "when: not p.state_pension, cite: R52X"
OLD_AGE = "benefits/old_age_allowance.yaml"
RATES = "parameters/old_age_allowance.yaml"
EDITS = [
    (OLD_AGE, "kind: right", "kind: gift", "kind"),
    (OLD_AGE, "kind: right\n", "", "kind"),
    (OLD_AGE, "agency: Lao", "agency: LAO", "agency"),
    (OLD_AGE, "id: old_age_allowance", "id: other", "file's name"),
    (OLD_AGE, "dimension: access", "dimension: access\ncolour: red", "colour"),
    (OLD_AGE, "dimension: access", "dimension: access\ndimension: income", "twice"),
    (OLD_AGE, "dimension: access", "dimension: !!python/object/apply:os.system ['id']", "tag"),
    (OLD_AGE, "dimension: access", "dimension: &a access\nkind2: *a", "alias"),
    (OLD_AGE, "dimension: access", "<<: {dimension: access}", "merge"),
    (OLD_AGE, "dimension: access", "dimension: [access", "YAML"),
    (OLD_AGE, "when: not p.state_pension, cite: R52X", "when: not p.pension, cite: R52X", "no fact pension"),
    (OLD_AGE, "when: not p.state_pension, cite: R52X", "when: not p.state_pension, cite: R99", "R99"),
    (OLD_AGE, "when: not p.state_pension, cite: R52X", "cite: R52X", "when"),
    (OLD_AGE, "{use: thai, cite: R52}", "{use: thai_people, cite: R52}", "thai_people"),
    (OLD_AGE, "{use: thai, cite: R52}", "{use: present, cite: R52}", "id of its own"),
    (OLD_AGE, "{use: thai, cite: R52}", "thai", "mapping"),
    (OLD_AGE, "from: 2009-10-01", "from: 2024-10-01", "oldest"),
    (OLD_AGE, "from: 2009-10-01", "from: 1 ตุลาคม 2552", "date"),
    (OLD_AGE, "from: 2009-10-01", "from: 2009-13-01", "date"),
    (OLD_AGE, "documents: [id_card", "documents: [passport", "passport"),
    (
        OLD_AGE,
        "table: old_age_allowance.rate, by: param",
        "table: old_age_allowance.rates, by: param",
        "no parameter",
    ),
    (OLD_AGE, "by: param.old_age_allowance.step_by, per: month", "per: month", "by:"),
    (OLD_AGE, "per: month", "per: week", "per"),
    (OLD_AGE, "verified: false", "verified: true", "verified_by"),
    (OLD_AGE, "title: {th: เบี้ยยังชีพผู้สูงอายุ, en: Old-age allowance}", "title: {th: เบี้ยยังชีพผู้สูงอายุ}", "en"),
    (OLD_AGE, "applies_on: month ", "applies_on: event ", "event"),
    (
        OLD_AGE,
        "age_month >= param.old_age_allowance.min_age",
        "entitled('old_age_allowance')",
        "back to itself",
    ),
    (RATES, "to: 70, value: 600", "to: 71, value: 600", "gap or overlap"),
    (RATES, "{from: 90, value: 1000}", "{from: 90, to: 99, value: 1000}", "open"),
    (RATES, "value: 60\n", "value: 60.5\n", "whole number"),
    (RATES, "value: 60\n", "value: 060\n", "whole number"),
    (RATES, "value: 60\n", "", "exactly one"),
    (RATES, "old_age_allowance.min_age:", "other.min_age:", "named old_age_allowance"),
    (RATES, "  2022-04-01:", "  2010-04-01:", "oldest"),
    (RATES, "unit: year", "unit: 7", "unit"),
    ("facts.yaml", "type: enum", "type: choice", "type"),
    ("facts.yaml", "settled_by: Moe", "settled_by: School", "settled_by"),
    ("facts.yaml", "assume: อยู่จริง", "assume: ที่นี่", "assume"),
    (
        "facts.yaml",
        "{when: p.disability_card, value: true}",
        "{when: p.impairment, value: true}",
        "back to itself",
    ),
    ("facts.yaml", "{when: p.disability_card, value: true}", "{when: p.card, value: true}", "no fact card"),
    ("facts.yaml", "birth_date:\n  entity: person", "birth_date:\n  entity: people", "entity"),
    ("facts.yaml", "value: sum_members(p.person_income)", "value: any_member(p.bedridden)", "int is needed"),
    ("book.yaml", "released: 2026-11-25", "released: today", "released"),
    ("book.yaml", "when: p.nationality == 'ไทย'", "when: p.nationality == 'สยาม'", "never"),
]


@pytest.mark.parametrize(("file", "old", "new", "reason"), EDITS, ids=range(len(EDITS)))
def test_a_faulty_rule_file_is_refused_by_file_line_and_reason(
    file: str, old: str, new: str, reason: str
) -> None:
    files = read_files(FOLDER)
    text = files[file].decode()
    assert old in text
    files[file] = text.replace(old, new, 1).encode()
    with pytest.raises(RuleError) as caught:
        load_files(files)
    assert reason in str(caught.value)
    assert caught.value.line >= 1
    assert caught.value.file.endswith(".yaml")


def test_a_fault_names_the_benefit_and_its_own_line() -> None:
    files = read_files(FOLDER)
    text = files[OLD_AGE].decode()
    line = text[: text.index("when: not p.state_pension, cite: R52X")].count("\n") + 1
    files[OLD_AGE] = text.replace(
        "when: not p.state_pension, cite: R52X", "when: not p.x, cite: R52X"
    ).encode()
    with pytest.raises(RuleError) as caught:
        load_files(files)
    assert (caught.value.file, caught.value.line, caught.value.benefit) == (
        OLD_AGE,
        line,
        "old_age_allowance",
    )


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"[" * 50_000, b"- " * 60_000, b"x" * 300_000, b"- 1", b"a: 1\n---\nb: 2", b"\x00"],
    ids=range(8),
)
def test_a_file_that_is_no_rule_file_is_refused(raw: bytes) -> None:
    files = read_files(FOLDER)
    files[OLD_AGE] = raw
    with pytest.raises(RuleError):
        load_files(files)


def test_a_missing_file_is_named() -> None:
    files = read_files(FOLDER)
    del files["facts.yaml"]
    with pytest.raises(RuleError, match=r"facts\.yaml"):
        load_files(files)


def test_a_comment_does_not_change_the_digest_and_a_rate_does() -> None:
    files = read_files(FOLDER)
    digest = load_files(files).digest
    assert digest == current().digest
    files[RATES] = b"# a comment\n" + files[RATES]
    assert load_files(files).digest == digest
    files[RATES] = files[RATES].replace(b"value: 600}", b"value: 601}", 1)
    assert load_files(files).digest != digest
