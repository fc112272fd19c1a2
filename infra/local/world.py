"""The demo's world: an embedded cloud that may be killed, a clock that moves, files that partners upload."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from infra.local import look
from infra.local.cloud import Cloud
from infra.local.cloud.layout import REGION
from infra.local.seed import PROVINCE, seed
from shared.domain.agencies import Agency
from shared.storage import keys
from shared.storage.clients import client

ROOT = Path(__file__).resolve().parents[2]
START = date(2022, 1, 19)  # the committee's first meeting
QUIET = ("clocks", "digests", "recomputed")  # what a review writes without setting anything going
WORK_QUEUES = (
    "UploadsQueue",
    "ImportPartsQueue",
    "AssessQueue",
    "DispatchQueue",
    "CompileQueue",
    "ReportsQueue",
)
STUCK = 4.0  # real seconds in which nothing ended: a crash lost or hid something
GIVE_UP = 300.0  # longer than anything takes: a letter in hand at a crash is left alone for a minute
LOOK_AGAIN, SOON = 0.15, 0.03  # looking costs the cloud time too
Answer = TypeVar("Answer")


class World:
    """Everything outside the product that the demo needs. Use as a context manager.

    ``auth``: let the cloud check signatures and permissions as AWS does.
    """

    def __init__(self, state: Path, out: Path, *, auth: bool = False) -> None:
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.mail = state / "mail"
        self.cloud = Cloud(state, mail_dir=self.mail, auth=auth)
        self.outputs: dict[str, str] = {}
        self.users: list[dict[str, Any]] = []
        self.day = START
        self._stopping = threading.Event()
        self._restarting = threading.Lock()
        self._queues: list[str] = []
        self._names: dict[str, str] = {}

    def __enter__(self) -> World:
        self.cloud.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        with self._restarting:
            self.cloud.stop()

    # ------------------------------------------------------------ set-up

    def deploy(self) -> None:
        self.outputs = self.cloud.deploy(
            ROOT / "template.yaml", parameters={"Clock": "table", "MailRegion": REGION, "Provinces": PROVINCE}
        )
        # A stack draws its secret by chance, and all ids follow from it: a fixed one makes runs alike.
        secrets = self.cloud.client("secretsmanager")
        secrets.put_secret_value(SecretId="sitthi/identity-hmac", SecretString="demo " * 16)
        self.users = seed(self.cloud, self.outputs)
        self.cloud.checkpoint()  # the secret and the senders are set-up: a kill may not take them
        self.move_clock(START)

    def kill_later(self, after: list[float]) -> None:
        """End the server with SIGKILL at some moments of the run, and start it again (a test of durability)."""

        def strike() -> None:
            begun = time.monotonic()
            for moment in sorted(after):
                if self._stopping.wait(max(0.0, begun + moment - time.monotonic())):
                    return
                with self._restarting:
                    print(f"  ✂ kill -9 at {moment:.1f} s, starting again", flush=True)
                    self.cloud.kill()
                    self.cloud.start()

        if after:
            threading.Thread(target=strike, daemon=True).start()

    def steady(self, call: Callable[[], Answer]) -> Answer:
        """A call that waits for the cloud to be back. Everything said through it may be said twice."""
        begun = time.monotonic()
        while True:
            try:
                return call()
            except (BotoCoreError, ClientError, OSError):
                if time.monotonic() - begun > 30 or self._stopping.is_set():
                    raise
                time.sleep(0.2)

    # ------------------------------------------------------------ time

    def move_clock(self, day: date) -> None:
        self.day = day
        item = {name: {"S": text} for name, text in keys.clock().items()}
        item["now"] = {"S": f"{day.isoformat()}T02:00:00Z"}  # nine in the morning in Bangkok
        dynamodb = self.cloud.client("dynamodb")
        self.steady(lambda: dynamodb.put_item(TableName=self.outputs["CoreTable"], Item=item))

    def review(self, day: date, *, sweep: bool = False) -> int:
        """Move the clock to a day and run the daily review by its schedule's event. Returns what it set going."""
        self.move_clock(day)
        event: dict[str, Any] = {
            "source": "aws.events",
            "detail-type": "Scheduled Event",
            "time": f"{(day - timedelta(days=1)).isoformat()}T22:00:00Z",  # five in the morning in Bangkok
        }
        if sweep:
            event["sweep"] = "all"
        counts = self.invoke("ReviewDailyFunction", event)
        return sum(count for name, count in counts.items() if name not in QUIET)

    def month_end_report(self, first: date) -> dict[str, Any]:
        """Run the monthly schedule of a month's first day: the report of the month before.

        Its mails are on their way when this returns; :meth:`settle` waits for them.
        """
        event = {
            "source": "aws.events",
            "detail-type": "Scheduled Event",
            "time": f"{first.isoformat()}T01:00:00Z",
            "kind": "monthly",
        }
        return self.invoke("CompileReportFunction", event)

    def invoke(self, logical: str, event: dict[str, Any]) -> dict[str, Any]:
        name, lambdas = self._physical(logical), self.cloud.client("lambda")

        def call() -> dict[str, Any]:
            answer = lambdas.invoke(FunctionName=name, Payload=json.dumps(event).encode())
            body = json.loads(answer["Payload"].read() or b"{}")
            if answer.get("FunctionError"):
                raise RuntimeError(
                    f"{logical} failed: {body.get('errorType')} {body.get('errorMessage', '')[:300]}"
                )
            return dict(body)

        return self.steady(call)

    def _physical(self, logical: str) -> str:
        if logical in self._names:
            return self._names[logical]
        cloudformation = self.cloud.client("cloudformation")
        found = self.steady(
            lambda: cloudformation.describe_stack_resource(StackName="sitthi", LogicalResourceId=logical)
        )
        self._names[logical] = str(found["StackResourceDetail"]["PhysicalResourceId"])
        return self._names[logical]

    # ------------------------------------------------------------ the loop

    def settle(self) -> None:
        """Wait until the queues are empty and no item waits for work; sweep when a crash lost a message.

        One that failed beside its repeat hides for half an hour: that long nobody waits here.
        """
        names = self._work_queues()
        begun = idle = time.monotonic()
        hiding = begun
        while True:
            lying = self.lying(names)
            busy = next((name for name in names if lying.get(name)), None)
            if busy:
                idle = time.monotonic()
                if idle - hiding > STUCK:
                    self.hurry()
                    hiding = idle
            elif not look.marks(self._heads()):
                return
            elif time.monotonic() - idle > STUCK:
                self.review(self.day, sweep=True)
                idle = time.monotonic()
            if time.monotonic() - begun > GIVE_UP:
                raise RuntimeError(f"{busy or 'a work mark'} did not settle in {GIVE_UP:.0f} s")
            time.sleep(SOON)

    def hurry(self) -> None:
        """What hides in a queue while nobody works comes at once."""
        self.steady(lambda: self.cloud.hurry(self._work_queues()))

    def lying(self, empty: Collection[str] = ()) -> dict[str, int]:
        """Messages by the queue's name. ``empty``: wait a little for these to be."""
        return self.steady(lambda: self.cloud.queues(empty))

    def next_due(self) -> date | None:
        """The first day on which the daily review has something to do by the days that the product itself keeps."""
        return look.next_due(self._heads())

    def _heads(self) -> look.Heads:
        return self.steady(lambda: self.cloud.heads(self.outputs["CoreTable"], look.INDEXES))

    def _work_queues(self) -> list[str]:
        if not self._queues:
            urls = [self._physical(name) for name in WORK_QUEUES]
            urls += [self.outputs[f"AgencyRepliesQueueUrl{code}"] for code in Agency]
            self._queues = [url.rpartition("/")[2] for url in urls]
        return self._queues

    # ------------------------------------------------------------ files

    def upload(self, partner: str, file: Path | bytes, name: str | None = None) -> dict[str, Any]:
        """Put a file into a partner's inbox and wait for its manifest."""
        data = file if isinstance(file, bytes) else file.read_bytes()
        name = name or (file.name if isinstance(file, Path) else "file.csv")
        s3, bucket = self.cloud.client("s3"), self.outputs["InboxBucket"]
        key = f"partners/{partner}/import/{name}"
        put = self.steady(
            lambda: s3.put_object(Bucket=bucket, Key=key, Body=data, Metadata={"name": quote(name)})
        )
        import_id = keys.import_id(bucket, key, put["VersionId"])
        return self._manifest(import_id)

    def _manifest(self, import_id: str) -> dict[str, Any]:
        s3, bucket = self.cloud.client("s3"), self.outputs["ReportsBucket"]

        def look() -> dict[str, Any] | None:
            try:
                found = s3.get_object(Bucket=bucket, Key=f"imports/{import_id}/manifest.json")
                manifest = dict(json.loads(found["Body"].read()))
            except (BotoCoreError, ClientError, OSError):
                return None
            return manifest if manifest["state"] in ("done", "rejected", "failed") else None

        return {"import_id": import_id, **self.awaited(look, "the import", LOOK_AGAIN)}

    def awaited(self, look: Callable[[], Answer | None], what: str, pause: float) -> Answer:
        """What a look finds in the end. What a crash lost or hid is helped on meanwhile. Raises RuntimeError."""
        begun = helped = time.monotonic()
        while (found := look()) is None:
            now = time.monotonic()
            if now - begun > GIVE_UP:
                raise RuntimeError(f"{what} did not finish in {GIVE_UP:.0f} s")
            if now - helped > 3 * STUCK:
                self.review(self.day, sweep=True)
                self.hurry()
                helped = time.monotonic()
            time.sleep(pause)
        return found

    def fetch(self, key: str, name: str) -> None:
        """A result file into the output folder."""
        s3, target = self.cloud.client("s3"), self.out / name
        found = self.steady(lambda: s3.get_object(Bucket=self.outputs["ReportsBucket"], Key=key))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(found["Body"].read())

    def keys_under(self, prefix: str) -> list[str]:
        """The keys of the reports bucket that begin so."""
        s3 = self.cloud.client("s3")
        pages = s3.get_paginator("list_objects_v2")
        bucket = self.outputs["ReportsBucket"]
        return self.steady(
            lambda: [
                item["Key"]
                for page in pages.paginate(Bucket=bucket, Prefix=prefix)
                for item in page.get("Contents", [])
            ]
        )

    def environment(self) -> None:
        """Let this process's own storage calls reach the embedded cloud (for the closing figures only)."""
        if os.environ.get("AWS_ENDPOINT_URL") != self.cloud.endpoint:
            client.cache_clear()  # an earlier world of this process, or a new port after a crash
        os.environ.update(
            AWS_ENDPOINT_URL=self.cloud.endpoint,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
            AWS_DEFAULT_REGION=self.cloud.client("sqs").meta.region_name,
            CORE_TABLE=self.outputs["CoreTable"],
            IDENTITY_TABLE=self.outputs["IdentityTable"],
            REPORTS_BUCKET=self.outputs["ReportsBucket"],
        )
