"""What is packed for AWS is all that a function needs, and no more than Lambda takes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import bundle, locks
from tests.support.template import ROOT, resources, template

FUNCTIONS = resources("AWS::Serverless::Function")
LAYERS = resources("AWS::Serverless::LayerVersion")
RUNTIME = (
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "python-dateutil",
    "six",
    "urllib3",
)  # Lambda brings it
UNZIPPED, ZIPPED = 250 * 2**20, 50 * 2**20  # Lambda's limits: function and layers together; one upload
LEAST_RUNS, MOST_RUNS = 2, 12
# Import time as a multiple of a bare `import boto3` in the same run (processor time, best of several): a function that
# grows past its budget starts slowly for people. Raise a figure only with a reason.
BUDGET = {
    "ReceiveUploadFunction": 1.9,
    "RelayChangesFunction": 1.6,
    "ImportPartFunction": 3.0,
    "AssessHouseholdFunction": 2.5,
    "ReviewDailyFunction": 2.5,
    "ApiFunction": 4.0,  # pydantic models of every route
}
USUAL = 3.0
_TIMED = """
import sys, time
sys.path[:0] = sys.argv[2:]
start = time.process_time()
import boto3
middle = time.process_time()
__import__(sys.argv[1])
print(middle - start, time.process_time() - middle)
"""


def layers_of(function: str) -> list[str]:
    own = FUNCTIONS[function]["Properties"].get("Layers", [])
    return [layer["Ref"] for layer in template()["Globals"]["Function"]["Layers"] + own]


@pytest.fixture(scope="module")
def layers() -> dict[str, Path]:
    """Each layer for this machine, from the same lock; kept between runs."""
    made = {}
    for name, part in locks.plan().items():
        text = (ROOT / part["lock"]).read_bytes() + sys.version.encode()
        made[name] = Path(sys.prefix) / "layers" / f"{name}-{hashlib.sha256(text).hexdigest()[:16]}"
        if not (made[name] / "complete").exists():
            bundle.layer(name, made[name], host=True)
            (made[name] / "complete").touch()
    return made


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's Python has on its path by itself: boto3 and what that needs."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if not file.parts[0].startswith("..")}:
            (folder / top).symlink_to(distribution(name).locate_file(top))
    return folder


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    for name in FUNCTIONS:
        bundle.function(name, folder / name)
    return {name: folder / name for name in FUNCTIONS}


def run(code: str, *arguments: object) -> str:
    """In a Python that sees nothing but the standard library and what the code puts on its path."""
    command = [sys.executable, "-I", "-S", "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={"PATH": ""})
    assert done.returncode == 0, done.stderr
    return done.stdout


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_layers_hold_the_versions_that_the_tests_run_with() -> None:
    for path, text in locks.rendered().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, "run: python -m infra.packaging.locks"


def test_every_dependency_travels_in_one_layer_or_is_left_out_with_a_reason() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = sorted(line.partition("==")[0] for line in project["dependencies"])
    packed = [name for part in locks.plan().values() for name in part["packages"]]
    assert sorted(packed + list(locks.left_out())) == wanted


def test_the_template_names_a_layer_for_each_lock() -> None:
    assert set(LAYERS) == set(locks.plan())
    assert all(layer["Properties"]["CompatibleArchitectures"] == ["arm64"] for layer in LAYERS.values())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_holds_its_own_function_and_what_is_shared_and_nothing_else(
    function: str, bundles: dict[str, Path]
) -> None:
    own = FUNCTIONS[function]["Properties"]["CodeUri"].removeprefix("functions/")
    assert bundle.folder_of(function) == f"functions/{own}"
    assert {path.name for path in bundles[function].iterdir()} == {"functions", "shared"}
    inside = {path.name for path in (bundles[function] / "functions").iterdir()}
    assert inside - {"__pycache__"} == {"__init__.py", own}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_imports_with_nothing_but_its_bundle_its_layers_and_lambda_s_boto3(
    function: str, bundles: dict[str, Path], layers: dict[str, Path], runtime: Path
) -> None:
    module, name = FUNCTIONS[function]["Properties"]["Handler"].rsplit(".", 1)
    path = [bundles[function], *(layers[layer] / "python" for layer in layers_of(function)), runtime]
    code = "import sys; sys.path[:0] = sys.argv[3:]; from importlib import import_module\n"
    code += "found = import_module(sys.argv[1]); print(callable(getattr(found, sys.argv[2])), found.__file__)"
    answer = run(code, module, name, *path)
    assert answer.split() == ["True", str(bundles[function] / (module.replace(".", "/") + ".py"))]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_imports_within_its_budget(
    function: str, bundles: dict[str, Path], layers: dict[str, Path], runtime: Path
) -> None:
    module = FUNCTIONS[function]["Properties"]["Handler"].rsplit(".", 1)[0]
    path = [bundles[function], *(layers[layer] / "python" for layer in layers_of(function)), runtime]
    budget, runs = BUDGET.get(function, USUAL), []
    run(_TIMED, module, *path)  # the first one compiles
    for count in range(1, MOST_RUNS + 1):  # a busy machine spoils single runs, never the best of many
        runs.append([float(part) for part in run(_TIMED, module, *path).split()])
        bare, own = map(min, zip(*runs, strict=True))
        ratio = (bare + own) / bare
        if count >= LEAST_RUNS and ratio <= budget:
            break
    assert ratio <= budget, f"{ratio:.2f} times a bare import of boto3"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_with_its_layers_stays_within_lambda_s_size(
    function: str, bundles: dict[str, Path], layers: dict[str, Path]
) -> None:
    total = size(bundles[function]) + sum(size(layers[layer]) for layer in layers_of(function))
    assert total < UNZIPPED


def test_the_same_files_give_the_same_bundle(tmp_path: Path) -> None:
    zips = []
    for number in ("1", "2"):
        bundle.make("RelayChangesFunction", tmp_path / number)
        zips.append(tmp_path / f"{number}.zip")
        bundle._zip(tmp_path / number, zips[-1])
    assert zips[0].read_bytes() == zips[1].read_bytes()
    assert zips[0].stat().st_size < ZIPPED
    with zipfile.ZipFile(zips[0]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_built_template_points_to_the_zips_and_is_otherwise_the_same() -> None:
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    built, names = bundle._pointed(text)
    assert set(names) == {*FUNCTIONS, *LAYERS}
    changed = [
        (old, new) for old, new in zip(text.splitlines(), built.splitlines(), strict=True) if old != new
    ]
    assert sorted(new.split()[1] for _, new in changed) == sorted(f"{name}.zip" for name in names)
    assert json.dumps(sorted(names))
