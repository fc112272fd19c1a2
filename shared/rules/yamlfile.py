"""YAML that people review: plain values only, every mapping knows its lines, and a fault names file and line.

Refused: anchors and aliases (they can blow up), tags, repeated keys, fractions, several documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from shared.rules.model import Text

MAX_BYTES = 200_000
MAX_DEPTH = 20
_WHOLE = re.compile(r"-?[0-9][0-9_]*\Z")


class RuleError(ValueError):
    """A rule file that cannot be used: where, of which benefit, and what to write instead."""

    def __init__(self, file: str, line: int, what: str, benefit: str = "") -> None:
        self.file, self.line, self.what, self.benefit = file, line, what, benefit
        about = f" [{benefit}]" if benefit else ""
        super().__init__(f"{file}:{line}:{about} {what}")


class Lined(dict[str, Any]):
    """A mapping that remembers where it and its keys stand."""

    file: str = ""
    line: int = 0
    lines: dict[str, int]

    def at(self, key: str | None = None) -> int:
        return self.lines.get(key, self.line) if key else self.line


class Reader:
    """Takes typed values out of a mapping; whatever is left over or missing is a fault with its line."""

    def __init__(self, data: Any, file: str, line: int, benefit: str = "") -> None:
        self.file, self.benefit = file, benefit
        if not isinstance(data, Lined):
            raise RuleError(file, line, "a mapping of `name: value` lines is needed here", benefit)
        self.data = data
        self.taken: set[str] = set()

    def fault(self, what: str, key: str | None = None) -> RuleError:
        return RuleError(self.file, self.data.at(key), what, self.benefit)

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        self.taken.add(key)
        if key not in self.data:
            if default is ...:
                raise self.fault(f"`{key}:` is missing")
            return default
        value = self.data[key]
        right = isinstance(value, kind) and not (isinstance(value, bool) and kind is int)
        if not right:
            names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            raise self.fault(f"`{key}:` must be {names}, not {value!r}", key)
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: Any = ...) -> Any:
        value = self.get(key, str, default)
        if value is not default and value not in allowed:
            raise self.fault(f"`{key}:` is one of {', '.join(allowed)}, not {value!r}", key)
        return value

    def text(self, key: str | None = None) -> Text:
        """``key: {th: …, en: …}``, or th and en of this mapping itself."""
        if key is not None:
            self.get(key, dict)
            inner = self.sub(key)
            made = inner.text()
            inner.done()
            return made
        th, en = self.get("th", str).strip(), self.get("en", str).strip()
        if not th or not en:
            raise self.fault("write both th: and en:")
        return Text(th, en)

    def sub(self, key: str) -> Reader:
        self.taken.add(key)
        return Reader(self.data.get(key), self.file, self.data.at(key), self.benefit)

    def each(self, key: str, *, need: bool = False) -> list[Reader]:
        items = self.get(key, list) if need else self.get(key, list, [])
        return [Reader(item, self.file, self.data.at(key), self.benefit) for item in items]

    def done(self) -> None:
        extra = sorted(set(self.data) - self.taken)
        if extra:
            raise self.fault(
                f"`{extra[0]}:` is not known here; known: {', '.join(sorted(self.taken))}", extra[0]
            )


def read_yaml(path: Path, name: str) -> Any:
    """The content of a file. Raises RuleError."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise RuleError(name, 1, "the file cannot be read") from fault
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> Any:
    if len(raw) > MAX_BYTES:
        raise RuleError(name, 1, f"larger than {MAX_BYTES} bytes: split it")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise RuleError(
            name, raw[: fault.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8"
        ) from fault
    import yaml  # only where rule files are read: a built book needs no YAML

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return _document(loader, name)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RuleError(
            name, line, f"not YAML: {getattr(fault, 'problem', None) or 'cannot be read'}"
        ) from fault
    except RecursionError as fault:
        raise RuleError(name, 1, "nested too deeply") from fault
    finally:
        loader.dispose()


def _document(loader: Any, name: str) -> Any:
    node = loader.get_single_node()
    if node is None:
        raise RuleError(name, 1, "the file is empty")
    return _plain(node, name, 1, set())


def _plain(node: Any, name: str, depth: int, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:  # an alias is the same node met again; refused before it can multiply
        raise RuleError(name, line, "anchors and aliases are not used in rule files: write the value out")
    seen.add(id(node))
    if depth > MAX_DEPTH:
        raise RuleError(name, line, f"nested more than {MAX_DEPTH} deep")
    if node.id == "mapping":
        return _mapping(node, name, depth, seen)
    if node.id == "sequence":
        if node.tag != "tag:yaml.org,2002:seq":
            raise RuleError(name, line, "tags are not used in rule files")
        return [_plain(item, name, depth + 1, seen) for item in node.value]
    return _scalar(node, name, line)


def _mapping(node: Any, name: str, depth: int, seen: set[int]) -> Lined:
    line = node.start_mark.line + 1
    if node.tag != "tag:yaml.org,2002:map":
        raise RuleError(name, line, "tags are not used in rule files")
    made = Lined()
    made.file, made.line, made.lines = name, line, {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        if key_node.id != "scalar":
            raise RuleError(name, at, "a key is one word")
        key = str(key_node.value)  # as written: YAML would read `on` as true
        if key == "<<":
            raise RuleError(name, at, "merge keys are not used in rule files")
        if key in made:
            raise RuleError(name, at, f"`{key}:` stands twice")
        made[key] = _plain(value_node, name, depth + 1, seen)
        made.lines[key] = at
    return made


def _scalar(node: Any, name: str, line: int) -> Any:
    kind, text = node.tag.rpartition(":")[2], node.value
    if node.tag.startswith("!") or "python" in node.tag:
        raise RuleError(name, line, "tags are not used in rule files")
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind == "int" and _WHOLE.match(text) and (text.lstrip("-")[0] != "0" or text.strip("-") == "0"):
        return int(text)
    if kind == "timestamp":
        try:
            return date.fromisoformat(text)
        except ValueError as fault:
            raise RuleError(name, line, f"{text} is no date: write yyyy-mm-dd, C.E.") from fault
    raise RuleError(
        name, line, f"{text!r}: write a whole number, a date yyyy-mm-dd, true, false or text in quotes"
    )
