"""Sources -> ``functions/console/dist``: what the handler serves.

Names of assets hold a digest of their content; each role's screens are chunks of their own. The same sources give the
same bytes, and an unchanged console is not built again. The standard library alone, as in ``npm``.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.console.npm import CONSOLE, BuildError, esbuild, install

__all__ = ["DIST", "BuildError", "build", "built", "try_to_build"]

DIST = CONSOLE / "dist"
SOURCES = ("src", "fonts", "static", "package-lock.json")
WEIGHTS = {"Regular": 400, "Bold": 700}
TARGET = "es2020,chrome90,firefox90,safari15"  # phones of five years ago
_FLAGS = [
    "--bundle",
    "--minify",
    "--format=esm",
    f"--target={TARGET}",
    "--charset=utf8",
    "--log-level=warning",
]
_JSX = ["--jsx=automatic", "--jsx-import-source=preact"]


def build() -> bool:
    """Build if anything has changed; whether it did. Raises BuildError."""
    with _alone():
        digest = _digest()
        stamp = DIST / ".inputs"
        if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
            return False
        install()
        with tempfile.TemporaryDirectory(dir=CONSOLE, prefix=".dist-") as scratch:
            made = Path(scratch) / "dist"
            _make(made)
            (made / ".inputs").write_text(digest, encoding="ascii")
            shutil.rmtree(DIST, ignore_errors=True)
            os.replace(made, DIST)
        return True


def try_to_build() -> bool:
    """Whether there is a console; when not, say why and go on: everything else works without."""
    try:
        build()
    except BuildError as error:
        print(error, flush=True)
        return False
    return True


def built() -> bool:
    """Whether there is a console to serve, be it an older one."""
    return (DIST / "index.html").is_file()


def _make(out: Path) -> None:
    meta = _bundle(["src/main.jsx", "src/style.css"], out)
    entries = {name: _output(meta, f"src/{name}") for name in ("main.jsx", "style.css")}
    fonts = _written(out, "assets/fonts", ".css", _fonts())
    first = [entries["main.jsx"], *_static_imports(meta, entries["main.jsx"])]
    page = (CONSOLE / "src" / "index.html").read_text(encoding="utf-8")
    largest = sorted(
        first[1:], key=lambda name: -(out / name).stat().st_size
    )  # a phone asks for six at a time
    preloads = "".join(f'<link rel="modulepreload" href="/{name}">' for name in largest)
    for mark, text in {
        "<!-- preloads -->": preloads,
        "style.css": f"/{entries['style.css']}",
        "fonts.css": f"/{fonts}",
        "main.js": f"/{entries['main.jsx']}",
    }.items():
        page = page.replace(mark, text)
    (out / "index.html").write_text(page, encoding="utf-8")
    shell = [
        "/",
        *(f"/{name}" for name in [*first, entries["style.css"], fonts]),
        "/manifest.webmanifest",
        "/icon.svg",
    ]
    shutil.copytree(CONSOLE / "static", out, dirs_exist_ok=True)
    version = hashlib.sha256(page.encode()).hexdigest()[:12]
    defined = [f"--define:SHELL={json.dumps(shell)}", f'--define:VERSION="{version}"']
    _esbuild(["src/worker.js", *_FLAGS, *defined, f"--outfile={out / 'sw.js'}"])


def _bundle(entries: list[str], out: Path) -> dict[str, Any]:
    """What esbuild made of the entry points: its own description of the outputs, by path within ``out``."""
    meta = out.with_name("meta.json")
    names = [f"--{kind}-names=assets/[name]-[hash]" for kind in ("entry", "chunk", "asset")]
    _esbuild([*entries, *_FLAGS, *_JSX, *names, "--splitting", f"--metafile={meta}", f"--outdir={out}"])
    outputs: dict[str, Any] = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
    return {
        (CONSOLE / name).resolve().relative_to(out.resolve()).as_posix(): one for name, one in outputs.items()
    }


def _esbuild(arguments: list[str]) -> None:
    done = subprocess.run(
        [str(esbuild()), *arguments],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"esbuild:\n{done.stderr.strip()}")


def _output(meta: dict[str, Any], entry: str) -> str:
    return next(name for name, one in meta.items() if one.get("entryPoint") == entry)


def _static_imports(meta: dict[str, Any], name: str) -> list[str]:
    """The chunks that a browser must have before ``name`` runs."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        for one in meta[waiting.pop()]["imports"]:
            path = (CONSOLE / one["path"]).name if "/" in one["path"] else one["path"]
            path = f"assets/{path}"
            if one["kind"] == "import-statement" and path not in found:
                found.append(path)
                waiting.append(path)
    return sorted(found)


def _fonts() -> str:
    """The fonts as text: API Gateway would need every answer to be binary to send WOFF2; packed it is as small."""
    rules = []
    for style, weight in WEIGHTS.items():
        data = base64.b64encode((CONSOLE / "fonts" / f"SitthiSarabun-{style}.woff2").read_bytes()).decode()
        rules.append(
            f"@font-face{{font-family:'Sitthi Sarabun';font-weight:{weight};font-display:swap;"
            f"src:url('data:font/woff2;base64,{data}') format('woff2')}}"
        )
    return "\n".join(rules) + "\n"


def _written(out: Path, stem: str, suffix: str, text: str) -> str:
    name = f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:8].upper()}{suffix}"
    (out / name).write_text(text, encoding="utf-8")
    return name


def _digest() -> str:
    """Of everything that the result follows from."""
    found = hashlib.sha256()
    for path in [*_files(), *sorted(Path(__file__).parent.glob("*.py"))]:
        found.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    for name in SOURCES:
        place = CONSOLE / name
        yield from [place] if place.is_file() else sorted(one for one in place.rglob("*") if one.is_file())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two test runs at once build once."""
    with (CONSOLE / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
