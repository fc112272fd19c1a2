"""One seeded schedule: files arrive, their parts are worked on under faults, and the end is compared with a quiet run."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from functions.import_part import plan
from functions.import_part.handler import handler as work
from functions.import_part.plan import Sizes
from functions.receive_upload.handler import handler as receive
from functions.review_daily.handler import handler as review
from infra.simulate.files import FILES
from infra.simulate.tables import refused
from infra.simulate.twin import Twin, in_place
from shared.storage import keys

NOW = "2026-01-01T02:00:00Z"
STEPS = 80  # deliveries under faults for one file; then the cloud is quiet and the sweep comes
_READS = {"GetItem", "Query", "BatchGetItem", "GetObject"}
_THROTTLED = "ProvisionedThroughputExceededException"
_COUNTS = ("applied", "unchanged", "held", "quarantined", "duplicates")


class Killed(BaseException):
    """The process of a worker ends here; nothing of it can react."""


class Stuck(Exception):
    """A part fails although nothing disturbs it."""


@dataclass
class Faults:
    """What happens at the next calls. Quiet while ``draw`` is None."""

    draw: random.Random | None = None
    log: list[str] = field(default_factory=list)

    def before(self, operation: str) -> None:
        if self.draw is None:
            return
        chance = self.draw.random()
        if chance < 0.01:
            self.log.append(f"kill {operation}")
            raise Killed
        if chance < 0.03 and operation not in _READS and operation not in ("PutObject", "SendMessage"):
            self.log.append(f"throttle {operation}")
            raise refused(_THROTTLED, operation)

    def leave_out(self, count: int) -> set[int]:
        if self.draw is None or self.draw.random() > 0.2:
            return set()
        self.log.append("unprocessed")
        return {number for number in range(count) if self.draw.random() < 0.5}


class Context:
    function_name = "simulate"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:memory:0:function:simulate"
    aws_request_id = "0"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 300_000


@dataclass
class World:
    twin: Twin
    faults: Faults

    def imports(self, name: str, body: bytes, draw: random.Random | None) -> str:
        """A file from its upload to its end. With ``draw``: under faults, until the cloud is quiet again."""
        key = f"partners/{name}.csv"
        version = self.twin.objects.put_object("inbox", key, body)["VersionId"]
        notice = {
            "Records": [
                {
                    "eventName": "ObjectCreated:Put",
                    "s3": {"bucket": {"name": "inbox"}, "object": {"key": key, "versionId": version}},
                }
            ]
        }
        receive(batch_of([notice]), Context())
        if draw is not None:
            self._trouble(draw)
            self.sweep()
        self._drain()
        return keys.import_id("inbox", key, version)

    def sweep(self) -> None:
        review({"time": NOW, "sweep": "all"}, Context())

    def _trouble(self, draw: random.Random) -> None:
        waiting = self._parts()
        for _ in range(STEPS):
            waiting += self._parts()
            if not waiting:  # all is done, or what is left was lost: a day passes
                self.sweep()
                waiting = self._parts()
            if not waiting:
                return
            message = waiting.pop(draw.randrange(len(waiting)))
            kind = draw.choices(("deliver", "twice", "delay", "lose"), (70, 12, 12, 6))[0]
            self.faults.log.append(f"{kind} {message['stage']} {message.get('part', '')}")
            if kind == "lose":
                continue
            if kind == "delay":
                waiting.append(message)
                continue
            if kind == "twice":
                waiting.append(message)
            if not self._deliver(message, draw):
                waiting.append(message)

    def _deliver(self, message: dict[str, Any], draw: random.Random | None) -> bool:
        self.faults.draw = draw
        try:
            return not work(batch_of([message]), Context())["batchItemFailures"]
        except Killed:
            return False
        finally:
            self.faults.draw = None

    def _drain(self) -> None:
        for _ in range(10_000):
            messages = self._parts()
            if not messages:
                return
            for message in messages:
                if not self._deliver(message, None):
                    raise Stuck

    def _parts(self) -> list[dict[str, Any]]:
        return self.twin.queues.waiting.pop("parts", [])

    def end(self) -> dict[str, Any]:
        """Tables without the records of progress, and the result files."""
        tables = {
            name: sorted(
                json.dumps({**item, "G2S": None}, sort_keys=True, default=repr)
                for (pk, _), item in table.items()
                if not pk.startswith(("IMP#", "AU#"))
            )
            for name, table in sorted(self.twin.tables.tables.items())
        }
        results = {
            key: versions[-1][1]
            for (bucket, key), versions in sorted(self.twin.objects.kept.items())
            if bucket == "reports" and key.startswith(("imports/", "ledgers/"))
        }
        return {"tables": tables, "results": results}


def batch_of(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(number),
                "receiptHandle": str(number),
                "body": json.dumps(body),
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:memory:0:parts",
            }
            for number, body in enumerate(bodies)
        ]
    }


@contextmanager
def _small_parts(draw: random.Random) -> Iterator[None]:
    kept, plan.SIZES = (
        plan.SIZES,
        Sizes(0, draw.choice((700, 2000, 9000)), draw.choice((6, 15)), draw.choice((5, 20))),
    )
    try:
        yield
    finally:
        plan.SIZES = kept


def played(seed: int, *, quiet: bool) -> tuple[dict[str, Any], list[str], list[str]]:
    """One run: its end, its log, and the imports in which records were lost."""
    draw, faults = random.Random(f"sitthi {seed}"), Faults()
    twin = Twin(faults.before, faults.leave_out)
    world, broken = World(twin, faults), []
    twin.tables.table("core")["SYS", "CLOCK"] = {"PK": {"S": "SYS"}, "SK": {"S": "CLOCK"}, "now": {"S": NOW}}
    with in_place(twin, os.environ), _small_parts(draw):  # type: ignore[arg-type]
        for name, body in FILES:
            try:
                import_id = world.imports(name, body, None if quiet else draw)
            except Stuck:
                broken.append(f"{name}, which is stuck")
                break
            manifest = json.loads(twin.objects.kept["reports", f"imports/{import_id}/manifest.json"][-1][1])
            counts = manifest["counts"]
            if manifest["state"] != "done" or counts["records"] != sum(counts[one] for one in _COUNTS):
                broken.append(name)
    return world.end(), faults.log, broken


def violations(seed: int, quiet: dict[str, Any]) -> tuple[list[str], str]:
    """What a schedule breaks, and the digest of all that happened in it."""
    end, log, broken = played(seed, quiet=False)
    found = [f"not conserved: {name}" for name in broken]
    if end["tables"] != quiet["tables"]:
        found.append("tables differ from the quiet run")
    found += [
        f"{key} differs" for key in quiet["results"] if end["results"].get(key) != quiet["results"][key]
    ]
    told = json.dumps([seed, log, found]).encode()
    return found, hashlib.blake2b(told, digest_size=16).hexdigest()
