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
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.console.npm import CONSOLE, BuildError, esbuild, install
from infra.console.words import NEAR, stage

__all__ = ["DIST", "BuildError", "build", "built", "try_to_build"]

DIST = CONSOLE / "dist"
SOURCES = ("src", "fonts", "static", "package-lock.json")
WEIGHTS = {"Regular": 400, "Bold": 700}
NEAR_SCREENS = (
    "screens/mentor/home.jsx",
    "screens/mentor/pin.jsx",
)  # as src/routes.js and shell.jsx mark them
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
    staged = out.with_name("src")
    stage(CONSOLE / "src", staged)
    meta = _bundle(staged, ["main.jsx", "style.css"], out)
    main, style = _output(meta, "main.jsx"), _output(meta, "style.css")
    (whole,) = _static_imports(meta, main)  # src/all.js: one piece, of which the entry point is an import
    (out / main).unlink()
    fonts = _written(out, "assets/fonts", ".css", _fonts())
    icon = _written(out, "assets/icon", ".svg", (CONSOLE / "static" / "icon.svg").read_text(encoding="utf-8"))
    early = _early(staged, out, meta, whole)
    _check_near(meta, [whole, *(piece for name in NEAR_SCREENS for piece in _pieces(meta, name))])
    page = (CONSOLE / "src" / "index.html").read_text(encoding="utf-8")
    for mark, name in {
        "style.css": style,
        "fonts.css": fonts,
        "icon.svg": icon,
        "early.js": early,
        "main.js": whole,
    }.items():
        page = page.replace(f'"{mark}"', f'"/{name}"')
    (out / "index.html").write_text(page, encoding="utf-8")
    shell = ["/", *(f"/{name}" for name in (early, whole, style, fonts, icon)), "/manifest.webmanifest"]
    shutil.copytree(CONSOLE / "static", out, dirs_exist_ok=True)
    version = hashlib.sha256(page.encode()).hexdigest()[:12]
    defined = [f"--define:SHELL={json.dumps(shell)}", f'--define:VERSION="{version}"']
    _esbuild([str(staged / "worker.js"), *_FLAGS, *defined, f"--outfile={out / 'sw.js'}"])


def _bundle(staged: Path, entries: list[str], out: Path) -> dict[str, Any]:
    """What esbuild made of the entry points: its own description of the outputs, by path within ``out``.

    Every piece has ``all.js`` put before it, so that whatever the shell has is one file: many small ones cost a phone
    a round each.
    """
    meta = out.with_name("meta.json")
    names = [f"--{kind}-names=assets/[name]-[hash]" for kind in ("entry", "chunk", "asset")]
    sources = [str(staged / name) for name in entries]
    options = [
        *names,
        "--splitting",
        f"--inject:{staged / 'all.js'}",
        f"--metafile={meta}",
        f"--outdir={out}",
    ]
    _esbuild([*sources, *_FLAGS, *_JSX, *options])
    outputs: dict[str, Any] = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
    return {
        (CONSOLE / name).resolve().relative_to(out.resolve()).as_posix(): one for name, one in outputs.items()
    }


def _early(staged: Path, out: Path, meta: dict[str, Any], whole: str) -> str:
    """The first script of a page, which is told the files of the screens and words that it may fetch ahead."""
    source = (staged / "early.js").read_text(encoding="utf-8")
    files = {}
    for name in re.findall(r"'((?:screens|text)/[\w/.-]+)'", source):
        files[name] = [f"/{one}" for one in _pieces(meta, name) if one != whole]
    made = out.with_name("early.js")
    defined = f"--define:FILES={json.dumps(files)}"
    _esbuild([str(staged / "early.js"), *_FLAGS, defined, f"--outfile={made}"])
    return _written(out, "assets/early", ".js", made.read_text(encoding="utf-8"))


def _pieces(meta: dict[str, Any], name: str) -> list[str]:
    entry = _output(meta, name)
    return [entry, *_static_imports(meta, entry)]


def _check_near(meta: dict[str, Any], pieces: list[str]) -> None:
    """Raises BuildError when a mentor's first screen has words whose English comes later."""
    sources = [Path(source) for piece in pieces for source in meta[piece]["inputs"]]
    if far := sorted({one.stem for one in sources if one.suffix == ".json"} - NEAR):
        raise BuildError(f"infra/console/words.py: {', '.join(far)} must be near")


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
    return next(name for name, one in meta.items() if one.get("entryPoint", "").endswith(f"/src/{entry}"))


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
