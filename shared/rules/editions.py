"""Built books: one plain-Python module an epoch and the book as JSON, so that nothing is parsed or compiled at run
time; and an archive of each released edition, so that an old answer can be worked out again bit for bit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.rules.epochs import Epochs
from shared.rules.loading import Loaded, load_files, load_parsed, read_files
from shared.rules.yamlfile import Lined, RuleError, parse_yaml

HERE = Path(__file__).parent
BUILT = HERE / "compiled"
ARCHIVE = HERE / "editions"
_OLD = (1980, 1, 1, 0, 0, 0)  # zip entries carry no time: the same book gives the same bytes


def module_name(start: date) -> str:
    return f"epoch_{start:%Y%m%d}"


def _sources(files: Mapping[str, bytes]) -> str:
    """What the files say, byte for byte, and the language that reads them."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    for name in ("compiler.py", "codegen.py", "codegen_lines.py", "codegen_numbers.py", "loading.py"):
        digest.update((HERE / name).read_bytes() if (HERE / name).exists() else b"")
    return digest.hexdigest()


def build(folder: Path, into: Path = BUILT) -> list[Path]:
    """Write the modules of a book folder; the same book gives the same bytes. Raises RuleError."""
    files = read_files(folder)
    loaded = load_files(files)
    epochs = Epochs(loaded.benefits, loaded.facts, loaded.parameters, loaded.digest)
    into.mkdir(parents=True, exist_ok=True)
    for old in (*into.glob("epoch_*.py"), *into.glob("*.json")):
        old.unlink()
    made: list[Path] = []
    for start in epochs.starts:
        made.append(into / f"{module_name(start)}.py")
        made[-1].write_text(epochs.source(start).text, encoding="utf-8")
    parsed = {name: parse_yaml(raw, name) for name, raw in files.items()}
    manifest = {
        "digest": loaded.digest,
        "sources": _sources(files),
        "epochs": [start.isoformat() for start in epochs.starts],
    }
    for name, content in (("book.json", parsed), ("manifest.json", manifest)):
        made.append(into / name)
        text = json.dumps(content, ensure_ascii=False, default=_dated, indent=None, separators=(",", ":"))
        made[-1].write_text(text, encoding="utf-8")
    return made


def _dated(value: date) -> dict[str, str]:
    return {"$date": value.isoformat()}


def _lined(pairs: list[tuple[str, Any]]) -> Any:
    if len(pairs) == 1 and pairs[0][0] == "$date":
        return date.fromisoformat(pairs[0][1])
    made = Lined(pairs)
    made.lines = {}
    return made


def built(folder: Path) -> tuple[Loaded, Callable[[date], Any]] | None:
    """The built form, if there is one of just these files (a bundle may leave the YAML out)."""
    manifest_file = BUILT / "manifest.json"
    if not manifest_file.exists():
        return None
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    files = read_files(folder) if folder.exists() else {}
    if files and _sources(files) != manifest["sources"]:
        return None
    text = (BUILT / "book.json").read_text(encoding="utf-8")
    loaded = load_parsed(json.loads(text, object_pairs_hook=_lined))
    if loaded.digest != manifest["digest"]:
        return None

    def ready(start: date) -> Any:
        return import_module(f"shared.rules.compiled.{module_name(start)}")

    return loaded, ready


def release(folder: Path, into: Path = ARCHIVE) -> Path:
    """Keep an edition for good: its files and its modules in one archive named by the digest."""
    import io
    import zipfile  # slow to import, and no function releases a book

    files = read_files(folder)
    loaded = load_files(files)
    epochs = Epochs(loaded.benefits, loaded.facts, loaded.parameters, loaded.digest)
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{loaded.digest}.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"book/{name}", _OLD), files[name], zipfile.ZIP_DEFLATED)
        for start in epochs.starts:
            info = zipfile.ZipInfo(f"{module_name(start)}.py", _OLD)
            archive.writestr(info, epochs.source(start).text, zipfile.ZIP_DEFLATED)
    path.write_bytes(buffer.getvalue())
    return path


def edition(digest: str, folder: Path = ARCHIVE) -> tuple[Loaded, Callable[[date], Any]]:
    """A kept edition, answering with its own modules. Raises RuleError when it is not kept."""
    import types
    import zipfile

    path = folder / f"{digest}.zip"
    if not path.exists():
        raise RuleError(path.name, 1, "this edition was never released: there is no archive of it")
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    prefix = "book/"
    loaded = load_files({n.removeprefix(prefix): raw for n, raw in contents.items() if n.startswith(prefix)})
    if loaded.digest != digest:
        raise RuleError(path.name, 1, f"the archive holds {loaded.digest}")

    def ready(start: date) -> Any:
        module = types.ModuleType(module_name(start))
        exec(compile(contents[f"{module.__name__}.py"], module.__name__, "exec"), vars(module))
        return module

    return loaded, ready
