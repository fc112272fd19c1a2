"""A checkpoint of the emulator's state each second, of what is hot only, and of everything on demand and at the end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from infra.local.cloud import asides
from infra.local.cloud.durable_queues import Keeper, in_request
from infra.local.cloud.store import Store

EVERY, SELDOM = 1.0, 10.0  # seconds between checkpoints, on a quiet and on a busy machine
STACK_LIMIT = 120.0  # seconds that a change of a stack may take
HOT = frozenset({"sqs", "s3", "cognito", "kms"})  # what a running stack changes
NEVER = frozenset({"cloudwatch_logs", "cloudwatch"})  # large, and nothing depends on them after a crash
_READS = ("Get", "AdminGet", "Describe", "List", "AdminList", "Query", "Scan", "BatchGet", "Receive")
_FILES_AND_MAILS = re.compile(r"/(s3|ses)/aws4_request")  # their state is hot, or nothing to come back to
_USERS = "AWSCognitoIdentityProviderService"
_TRAFFIC = (
    "GenerateDataKey",
    "Decrypt",
    "Encrypt",
    "GenerateMac",
    "VerifyMac",
    "PutLogEvents",
    "Initiate",
    "AdminInitiate",
)

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
log = logging.getLogger("sitthi.cloud")


class Checkpoints:
    """Knows what has changed since the last checkpoint and writes it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.keeper = Keeper(store, self.touch)
        self._store = store
        self._folder = folder
        self._hot = self._cold = False
        self._writing = asyncio.Lock()
        self._settled = time.monotonic()  # when no stack was being changed

    def touch(self) -> None:
        self._hot = True

    def saw(self, method: str, path: str, target: str, signed: str = "") -> None:
        """Judge by a request's outside whether it may change state, and which. ``signed``: its Authorization header."""
        action = target.rsplit(".", 1)[-1]
        if target.startswith("DynamoDB_2012") and ("Item" in action or action in ("Query", "Scan")):
            return  # items have their own way to disk
        if action.startswith(_READS) or (not action and method in ("GET", "HEAD", "OPTIONS")):
            return
        self._hot = True
        runs = (
            path.startswith("/_aws/execute-api") or "/invocations" in path or _FILES_AND_MAILS.search(signed)
        )
        if not runs and not target.startswith("AmazonSQS") and not action.startswith(_TRAFFIC):
            self._cold = True

    def before_answer(self, target: str) -> None:
        """A user who was made, or a password that was set, is there once that was said; it happens seldom."""
        service, _, action = target.partition(".")
        if service == _USERS and not action.startswith((*_READS, *_TRAFFIC)):
            self._save("cognito", _services()["cognito"])

    async def write(self, *, everything: bool = False) -> None:
        """Save the services that may have changed, one a turn of the loop so that requests go on meanwhile.

        Not while a stack is being changed: nobody would go on with it after a crash, so that the state before
        it is the better one. The journal and the items are kept all the same.
        """
        if self._stack_in_progress():
            self._cold = True
            return
        async with self._writing:
            cold, self._hot, self._cold = self._cold or everything, False, False
            for service, get_state in _services().items():
                if service in NEVER or not (cold or service in HOT):
                    continue
                if not self._save(service, get_state):
                    self._hot = self._cold = True
                elif service == "sqs":
                    self.keeper.checkpointed()
                await asyncio.sleep(0)

    def _stack_in_progress(self) -> bool:
        """Asked each second; one that seems to hang does not keep checkpoints away for ever."""
        cloudformation = sys.modules.get("ministack.services.cloudformation")
        stacks = cloudformation._stacks.all_values() if cloudformation else []
        if any(stack["StackStatus"].endswith("_IN_PROGRESS") for stack in stacks):
            return time.monotonic() - self._settled < STACK_LIMIT
        self._settled = time.monotonic()
        return False

    def _save(self, service: str, get_state: Callable[[], Any]) -> bool:
        from ministack.core import persistence

        try:
            state = get_state()
        except Exception:
            log.exception("no checkpoint of %s", service)
            return False
        if state is None:
            return True
        # The emulator's own save_state encodes piece by piece in Python; one call encodes in C, ten times faster.
        form = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
        try:
            text = json.dumps(form, default=persistence._json_default)
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._folder / f"{service}.json.tmp"
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._folder / f"{service}.json")
        except (OSError, TypeError, ValueError):
            log.exception("no checkpoint of %s", service)
            return False
        return True

    async def run(self) -> None:
        """At most a tenth of the time goes into checkpoints: sends and items are on disk without them."""
        pause = EVERY
        while True:
            await asyncio.sleep(pause)
            self._store.commit()
            if not self._stack_in_progress() and (self._hot or self._cold):
                begun = time.monotonic()
                await self.write()
                pause = min(SELDOM, max(EVERY, 10 * (time.monotonic() - begun)))


def _services() -> dict[str, Callable[[], Any]]:
    from ministack import app

    return dict(app._build_persistence_save_dict())


def wrap(
    app: App,
    checkpoints: Checkpoints,
    store: Store,
    listening: Callable[[], None],
) -> App:
    """The emulator's application with commits before answers and checkpoints in between.

    ``listening`` runs at each request, the first of which shows that the port is open.
    """
    running: list[asyncio.Task[None]] = []

    async def lifespan(scope: Message, receive: Receive, send: Send) -> None:
        async def stage() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await checkpoints.write(everything=True)
            return message

        running.append(asyncio.create_task(checkpoints.run()))
        await app(scope, stage, send)

    async def own(scope: Message) -> str:
        match scope["path"]:
            case asides.QUEUES:
                return json.dumps(await asides.lying_when(scope["query_string"].decode()))
            case asides.HEADS:
                return json.dumps(asides.heads(scope["query_string"].decode()))
            case asides.HURRY if scope["method"] == "POST":
                return json.dumps(asides.hurry(scope["query_string"].decode()))
            case asides.CHECKPOINT if scope["method"] == "POST":
                await checkpoints.write(everything=True)
        return str(os.getpid())

    async def http(scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        in_request.set(True)
        listening()
        target = headers.get(b"x-amz-target", b"").decode("latin-1")
        signed = headers.get(b"authorization", b"").decode("latin-1")
        checkpoints.saw(scope["method"], scope["path"], target, signed)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                store.commit()
                checkpoints.before_answer(target)
            await send(message)

        if scope["path"] in asides.PATHS:
            body = await own(scope)
            await answer({"type": "http.response.start", "status": 200, "headers": []})
            await answer({"type": "http.response.body", "body": body.encode()})
        else:
            await app(scope, receive, answer)

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(scope, receive, send)
        elif scope["type"] == "http":
            await http(scope, receive, send)
        else:
            await app(scope, receive, send)

    return wrapped
