"""Makes what AWS runs: a bundle for each function, a layer for each lock, and a template that names them.

The standard library alone, so that ``sam build`` can call it with any Python ≥ 3.11 (see ``Makefile`` here):

    python infra/packaging/bundle.py all build              # what `make build` does
    python infra/packaging/bundle.py one ApiFunction DIR    # one resource, unpacked: what `sam build` asks for

The same files give the same bytes. Bytecode is added where a working python3.13 is at hand (Lambda's folders are
read-only, so without it each cold start compiles anew: 2.8 times slower); each of the two variants is reproducible.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = Path(__file__).with_name("layers.toml")
RUNTIME = "3.13"
PLATFORMS = ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_RESOURCE = re.compile(r"^  (\w+):$")
_CODE = re.compile(r"^(\s+(?:CodeUri|ContentUri):) \S+$")


def folder_of(function: str) -> str:
    """``ReceiveUploadFunction`` -> ``functions/receive_upload``."""
    words = re.findall(r"[A-Z][a-z0-9]*", function.removesuffix("Function"))
    return "functions/" + "_".join(words).lower()


def function(name: str, to: Path) -> None:
    """The function's own folder beside ``shared``: imports resolve as they do in the repository."""
    for source in ("functions/__init__.py", folder_of(name), "shared"):
        _copy(ROOT / source, to / source)
    _compile(to, "/var/task")


def layer(name: str, to: Path, *, host: bool = False) -> None:
    """The packages of a layer for Lambda, or with ``host`` for the machine and Python that run this."""
    target = to / "python"
    where = [] if host else ["--only-binary=:all:", "--implementation=cp", f"--python-version={RUNTIME}"]
    where += [] if host else [f"--platform={platform}" for platform in PLATFORMS]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    command += [
        "--no-deps",
        "--require-hashes",
        "--target",
        str(target),
        *where,
        "-r",
        str(ROOT / _lock(name)),
    ]
    subprocess.run(command, check=True)
    shutil.rmtree(target / "bin", ignore_errors=True)  # their first lines name this machine's Python
    if not host:
        _compile(to, "/opt")


def make(name: str, to: Path) -> None:
    """A function or a layer, by its logical name in the template."""
    if name == "ConsoleFunction":
        # A program of its own, since this file also runs where the repository is not on Python's path.
        subprocess.run([sys.executable, "-m", "infra.console"], check=True, cwd=ROOT)
    (layer if name in _plan() else function)(name, to)


def everything(to: Path) -> None:
    """A zip for each function and layer, and the template that points to them."""
    to.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    named, names = _pointed(text)
    for name in names:
        with tempfile.TemporaryDirectory() as scratch:
            make(name, Path(scratch))
            _zip(Path(scratch), to / f"{name}.zip")
    (to / "template.yaml").write_text(named, encoding="utf-8")
    sums = [f"{_digest(to / f'{name}.zip')}  {name}.zip" for name in sorted(names)]
    (to / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")


def _pointed(text: str) -> tuple[str, list[str]]:
    """The template with the zips in place of the source folders, and the names of those resources."""
    lines, names, resource = [], [], ""
    for line in text.splitlines():
        start = _RESOURCE.match(line)
        resource = start[1] if start else resource
        code = _CODE.match(line)
        if code:
            names.append(resource)
            line = f"{code[1]} {resource}.zip"
        lines.append(line)
    return "\n".join(lines) + "\n", names


def _compile(folder: Path, runs_in: str) -> None:
    """Bytecode that knows only where it will run, and is never checked against a time of day."""
    python = _runtime_python()
    if python is None:
        return
    command = [python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", runs_in, str(folder)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def _runtime_python() -> str | None:
    """A python3.13 that runs; a name on the path may be a shim without an interpreter behind it."""
    found = os.environ.get("SITTHI_PYTHON313") or shutil.which(f"python{RUNTIME}")
    if not found:
        return None
    probe = [found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    return found if answer.returncode == 0 and answer.stdout.strip() == RUNTIME else None


def belongs(path: Path, root: Path = ROOT) -> bool:
    """Whether a file of the repository travels in a bundle: of a function its code, and what was built for it."""
    if "__pycache__" in path.parts or path.suffix == ".pyc":
        return False
    place = path.relative_to(root).parts
    return place[0] != "functions" or path.suffix == ".py" or "dist" in place[:3]


def _copy(source: Path, to: Path) -> None:
    for path in [source] if source.is_file() else sorted(source.rglob("*")):
        if path.is_file() and belongs(path):
            target = to / path.relative_to(source) if path != source else to
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _zip(folder: Path, to: Path) -> None:
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 6)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plan() -> dict[str, dict[str, object]]:
    parts = tomllib.loads(LAYERS.read_text(encoding="utf-8"))
    return {name: part for name, part in parts.items() if "lock" in part}


def _lock(name: str) -> str:
    return str(_plan()[name]["lock"])


if __name__ == "__main__":
    if sys.argv[1] == "all":
        everything(Path(sys.argv[2]))
    else:
        make(sys.argv[2], Path(sys.argv[3]))
