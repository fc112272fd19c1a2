"""A SAM template with its code: short tags made plain, each function's bundle as the release build makes it."""

from __future__ import annotations

import io
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from infra.packaging.bundle import belongs

_UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
_TAG = sys.implementation.cache_tag
FUNCTION, LAYER = "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"
# A bundle's bytes follow from its files alone, so an unchanged one is no update.
_MOMENT = (1980, 1, 1, 0, 0, 0)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The fast parser where the library has it."""


def _short_tag(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise yaml.constructor.ConstructorError(problem="unknown kind of node", problem_mark=node.start_mark)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _short_tag)


def read_template(file: Path) -> dict[str, Any]:
    """CloudFormation YAML as plain data."""
    return dict(yaml.load(file.read_text(encoding="utf-8"), _Loader))


def function_bundle(root: Path, code: str) -> bytes:
    """``functions/__init__.py``, the function's own folder and ``shared``: imports resolve as in the repository."""
    folders = [code] if not code.startswith("functions/") else ["functions/__init__.py", code, "shared"]
    files = {name: path for folder in folders for name, path in _files(root, folder)}
    if not any(name.startswith(f"{code}/") for name in files):
        raise FileNotFoundError(f"no files in {root / code}")
    contents = {name: path.read_bytes() for name, path in files.items()}
    if code.startswith("functions/"):
        contents.setdefault("functions/__init__.py", b"")
    return _zip(contents | _compiled(contents))


def _compiled(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Byte code for this interpreter beside the sources: every worker unpacks its own copy of a bundle, and
    would compile it anew. Unchecked, so that the bytes follow from the sources alone."""
    made: dict[str, bytes] = {}
    for name, source in contents.items():
        if name.endswith(".py"):
            place = PurePosixPath(name)
            made[f"{place.parent}/__pycache__/{place.stem}.{_TAG}.pyc"] = _byte_code(name, source)
    return made


@cache
def _byte_code(name: str, text: bytes) -> bytes:
    """Cached, since every function's bundle holds the same ``shared``."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.py"), Path(folder, "target.pyc")
        source.write_bytes(text)
        py_compile.compile(str(source), str(target), dfile=name, doraise=True, invalidation_mode=_UNCHECKED)
        return target.read_bytes()


def layer_stub() -> bytes:
    """In place of the dependencies layer: the packages come from this environment, each worker ready sooner."""
    return _zip({"python/README.txt": b"The embedded cloud takes dependencies from its own environment.\n"})


def _files(root: Path, start: str) -> Iterator[tuple[str, Path]]:
    base = root / start
    for path in [base] if base.is_file() else sorted(base.rglob("*")):
        if path.is_file() and belongs(path, root):
            yield path.relative_to(root).as_posix(), path


def _zip(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name], zipfile.ZIP_STORED)  # each worker unpacks its own
    return out.getvalue()
