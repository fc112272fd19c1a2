"""Messages of the emulator's queues: each send is journalled before it is acknowledged, and a crash hides none.

Touches private names of ``ministack.services.sqs`` and ``.s3``; ``tests/infra/test_emulator_*.py``
holds each of them.
"""

from __future__ import annotations

import contextvars
import copy
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from infra.local.cloud.store import Store

in_request: contextvars.ContextVar[bool] = contextvars.ContextVar("in_request", default=False)


class Messages(list[Any]):
    """A queue's list of messages: what is appended is in the journal before the answer leaves."""

    def __init__(self, items: Iterable[Any], journal: Callable[[Any], None]) -> None:
        super().__init__(items)
        self._journal = journal

    def append(self, message: Any) -> None:
        super().append(message)
        self._journal(message)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return copy.deepcopy(list(self), memo)


class Queue(dict[str, Any]):
    """A queue that keeps its message list a journalled one, whatever list is put in its place."""

    def __init__(self, plain: dict[str, Any], keeper: Keeper) -> None:
        super().__init__(plain)
        self._keeper = keeper
        self["messages"] = plain["messages"]

    def __setitem__(self, name: str, value: Any) -> None:
        if name == "messages":
            self._keeper.changed()
            arn = self["attributes"]["QueueArn"]
            value = Messages(value, lambda message: self._keeper.journal(arn, message))
        super().__setitem__(name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return copy.deepcopy(dict(self), memo)


class Queues(dict[Any, Any]):
    """All queues by account, region and address."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value if isinstance(value, Queue) else Queue(value, self._keeper))

    def adopt(self) -> None:
        """Wrap what came in by ``update``, which asks nobody."""
        for key, value in list(self.items()):
            self[key] = value

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        return copy.deepcopy(dict(self), memo)


class Keeper:
    """Joins the emulator's queues with the store. ``changed`` asks for a checkpoint."""

    def __init__(self, store: Store, changed: Callable[[], None]) -> None:
        self.store = store
        self.changed = changed
        self._end = 0

    def install(self) -> None:
        from ministack.services import sqs

        queues = Queues(self)
        queues.update(sqs._queues._data)
        queues.adopt()
        sqs._queues._data = queues
        get_state, restore = sqs.get_state, sqs.load_persisted_state

        def state() -> Any:
            self._end = (
                self.store.journal_end()
            )  # before the copy: what is later may be in both, never in none
            return get_state()

        def restored(data: Any) -> None:
            restore(data)
            queues.adopt()
            self._resend({queue["attributes"]["QueueArn"]: queue for queue in sqs._queues.all_values()})

        sqs.get_state, sqs.load_persisted_state = state, restored

    def journal(self, arn: str, message: Any) -> None:
        from ministack.core import persistence

        self.store.journal(arn, json.dumps(message, default=persistence._json_default, ensure_ascii=False))
        self.changed()
        if not in_request.get():  # a background thread: no answer of its own will commit
            self.store.commit()

    def checkpointed(self) -> None:
        """The queues as last copied are on disk."""
        self.store.trim_journal(self._end)
        self.store.commit()

    def _resend(self, queues: dict[str, Any]) -> None:
        from ministack.core import persistence

        for queue in queues.values():
            for message in queue["messages"]:
                _reveal(message)
        known = {arn: {message["id"] for message in queue["messages"]} for arn, queue in queues.items()}
        for arn, text in self.store.journalled():
            message = json.loads(text, object_hook=persistence._json_object_hook)
            if arn in queues and message["id"] not in known[arn]:
                list.append(queues[arn]["messages"], message)
                known[arn].add(message["id"])


def _reveal(message: dict[str, Any]) -> None:
    """A message in hand at the crash: its receiver is dead, so it is visible at once and that receipt was none."""
    if message.get("receive_count", 0) > 0 and message["visible_at"] > time.time():
        message["visible_at"] = time.time()
        message["receive_count"] -= 1
        message["receipt_handle"] = None


def keep_addresses(file: Path, port: int) -> None:
    """A queue's address holds a port and is its key: it keeps that of the first start, whatever port serves now."""
    from ministack.services import sqs

    if not file.exists():
        file.write_text(str(port), encoding="ascii")
    sqs.DEFAULT_PORT = file.read_text(encoding="ascii")


def notify_before_answering() -> None:
    """S3 notices to queues are sent within the PUT, not beside it: an acknowledged upload is never forgotten.

    Other targets keep the emulator's thread, since a function could call back into the waiting server.
    """
    from ministack.services import s3

    beside = s3._fire_s3_event_async

    def fire(bucket: str, key: str, event_name: str, **details: Any) -> None:
        targets = {target["type"] for target in s3._parse_notification_config(bucket)}
        if targets == {"sqs"} and "EventBridgeConfiguration" not in s3._bucket_notifications[bucket]:
            s3._fire_s3_event(
                bucket, key, event_name, sequencer=s3._next_event_sequencer(event_name), **details
            )
        else:
            beside(bucket, key, event_name, **details)

    s3._fire_s3_event_async = fire
