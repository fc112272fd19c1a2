"""The import's own stages over a file on disk, with everything but the network: bodies are made, sealed and signed.

Parts lie in a folder in place of a bucket; the table's answers are given where the request would leave the machine.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse

from functions.import_part import stages
from functions.import_part.finish import outcome_of
from functions.import_part.plan import SIZES, Plan, Sizes
from functions.import_part.work import Work, open_again
from shared.storage import clients, identity, imports
from shared.storage.batch import AT_ONCE
from shared.storage.files import Read, SourceFile
from shared.storage.imports import Import, Source

SETTINGS = {
    "CORE_TABLE": "core",
    "IDENTITY_TABLE": "identity",
    "AWS_DEFAULT_REGION": "ap-southeast-7",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
}


class Folder:
    """A shelf on disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, blocks: Iterable[bytes]) -> int:
        path = self._root / name.replace("/", "-")
        with path.open("wb") as file:
            return sum(file.write(block) for block in blocks)

    def reader(self, name: str) -> Read:
        return reads(self._root / name.replace("/", "-"))


def reads(path: Path) -> Read:
    descriptor = os.open(path, os.O_RDONLY)

    class _Open:
        def __call__(self, at: int, length: int) -> bytes:
            return os.pread(descriptor, length, at)

        def __del__(self) -> None:
            os.close(descriptor)

    return _Open()


class _Body:
    """The answer's body, as botocore wants it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._data


@contextmanager
def answer_here(dynamodb: Any) -> Iterator[Counter[str]]:
    """Answer a client's requests where they would leave the machine: nothing is stored yet, every write is taken.

    Yields how many requests of each kind there were.
    """
    requests: Counter[str] = Counter()
    nothing = json.dumps(
        {"Responses": {}, "UnprocessedKeys": {}, "UnprocessedItems": {}, "Items": []}
    ).encode()
    taken = json.dumps({"Responses": [{}] * AT_ONCE}).encode()

    def send(request: Any, **_: Any) -> AWSResponse:
        target = request.headers["X-Amz-Target"]
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        requests[operation] += 1
        answer = nothing
        if operation == "BatchExecuteStatement":  # one answer a statement
            count = request.body.count(b"INSERT")
            answer = taken if count == AT_ONCE else json.dumps({"Responses": [{}] * count}).encode()
        return AWSResponse(request.url, 200, {}, _Body(answer))

    dynamodb.meta.events.register("before-send.dynamodb", send)
    try:
        yield requests
    finally:
        dynamodb.meta.events.unregister("before-send.dynamodb", send)


@contextmanager
def no_network() -> Iterator[Counter[str]]:
    """Keys of the bench's own, and no request that leaves the machine."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    keys, seal = identity.Keys.derive("bench"), identity.Seal(bytes(range(64)))
    real = identity.keys_of_stack, imports.seal_of
    identity.keys_of_stack = lambda: keys
    imports.seal_of = lambda job: seal
    try:
        with answer_here(clients.client("dynamodb")) as requests:
            yield requests
    finally:
        identity.keys_of_stack, imports.seal_of = real


def job() -> Import:
    source = Source("inbox", "partners/cdd/import/bench.csv", "1", "partners", "cdd", "import")
    at = "2026-01-01T00:00:00Z"
    return Import("0" * 32, source, 1, "applying", "2026-01-01", at, at, layout="tpmap_v1")


def opened(path: Path, folder: Path) -> Work:
    size = path.stat().st_size
    return open_again(job(), SourceFile(reads(path), size, path.name, {}), Folder(folder), plain_size=None)


def whole_import(path: Path, sizes: Sizes = SIZES, hands: int = 1) -> dict[str, int]:
    """Every stage, part after part, results written out. ``hands``: processes that share the parts of a stage.

    Returns the records by fate.
    """
    with tempfile.TemporaryDirectory(prefix="sitthi-bench-") as folder, ExitStack() as open_things:
        work = opened(path, Path(folder))
        each: Callable[..., Any] = map
        if hands > 1:  # forked: they inherit the keys and the answers that stand in for the network
            pool = ProcessPoolExecutor(hands, mp_context=get_context("fork"))
            each = open_things.enter_context(pool).map

        def done(stage: Any, plan: Plan, count: int) -> list[Any]:
            return list(each(partial(_part, stage, path, folder, plan), range(count)))

        plan = Plan.first(work.opened, sizes, None)
        profiled = done(stages.profile_part, plan, plan.ranges + 1)
        plan = plan.for_records(stages.share_out(work, profiled))
        mapped = done(stages.map_part, plan, plan.ranges)
        stages.settle_loose(work, mapped)
        done(stages.join_part, plan, plan.joiners)
        reduced = done(stages.reduce_part, plan, plan.reducers)
        outcome = outcome_of(work, mapped, reduced, "")
        shelf = Folder(Path(folder))
        shelf.put("errors.csv", outcome.errors_csv)
        shelf.put("diff.csv", outcome.diff_csv)
        assert outcome.state == "done"
        return outcome.counts


def _part(stage: Any, path: Path, folder: str, plan: Plan, number: int) -> Any:
    return stage(opened(path, Path(folder)), plan, number)
