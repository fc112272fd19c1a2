"""A SAM template with its code: short tags made plain, each function's bundle as the release build makes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FUNCTION, LAYER = "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"
_MOMENT = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a bundle's bytes follow from its files alone, so an unchanged one is no update


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
    if "functions/__init__.py" not in files and code.startswith("functions/"):
        return _zip(
            {"functions/__init__.py": b""} | {name: path.read_bytes() for name, path in files.items()}
        )
    return _zip({name: path.read_bytes() for name, path in files.items()})


def layer_stub() -> bytes:
    """In place of the dependencies layer: the packages come from this environment, each worker ready sooner."""
    return _zip({"python/README.txt": b"The embedded cloud takes dependencies from its own environment.\n"})


def _files(root: Path, start: str) -> Iterator[tuple[str, Path]]:
    base = root / start
    for path in [base] if base.is_file() else sorted(base.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            yield path.relative_to(root).as_posix(), path


def _zip(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name], zipfile.ZIP_STORED)  # each worker unpacks its own
    return out.getvalue()
