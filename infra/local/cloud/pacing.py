"""How many batches of one function the emulator works at a time, and how long it waits for what a handler logs.

Each batch in hand needs a worker process of its own, and a worker costs a second of CPU to start. A function that
eight queues feed would start sixteen of them on a machine of two cores; AWS has no such cost.
"""

from __future__ import annotations

import queue
import time
from typing import Any

MOST = 3  # batches of one function in hand at a time, over all of its queues
IDLE_GAP = 0.01  # seconds before queues are looked at again after a look that found nothing
FIRST_LINE, NEXT_LINE = (
    0.008,
    0.002,
)  # seconds; a later line goes into the log of the next call of that worker


def install() -> None:
    """Touches private names of the emulator; ``tests/infra/test_emulator_*.py`` holds each."""
    _limit_batches()
    _wait_less()
    _gather_records()
    _look_sooner()


def _look_sooner() -> None:
    """Work goes from queue to queue, and after each function a look finds nothing: the next step would wait 50 ms."""
    from ministack.services import lambda_svc

    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = IDLE_GAP


def _gather_records() -> None:
    """A mapping of a table's stream waits its batching window between two batches, as AWS lets it; the emulator
    would call the function for every few records, and everything else waits meanwhile."""
    from ministack.services import lambda_svc

    poll = lambda_svc._poll_dynamodb_streams
    positions: dict[str, Any] = {}

    def polled() -> bool:
        for account, region, esm in lambda_svc._iter_all_esms():
            window, mapping = esm.get("MaximumBatchingWindowInSeconds") or 0, esm["UUID"]
            position = lambda_svc._dynamodb_stream_positions._data.get((account, region, mapping))
            if window and position != positions.get(mapping):
                positions[mapping] = position
                until = time.time() + window
                lambda_svc._esm_backoff_until.set_scoped(account, region, mapping, until)
        return bool(poll())

    lambda_svc._poll_dynamodb_streams = polled


def _wait_less() -> None:
    """Each call waits for its log lines, by asking every millisecond, and fifty of them when a handler logs nothing."""
    from ministack.core.lambda_runtime import Worker

    def lines_of(worker: Any, first_line_wait: float = FIRST_LINE, **_: float) -> str:
        lines: list[str] = []
        wait = first_line_wait
        try:
            while True:
                lines.append(worker._stderr_queue.get(timeout=wait))
                wait = NEXT_LINE
        except queue.Empty:
            return "\n".join(lines)

    Worker._drain_stderr_bounded = lines_of


def _limit_batches() -> None:
    """Let a mapping have its own limit only while its function is below ``MOST``."""
    from ministack.services import lambda_svc

    limit_of = lambda_svc._sqs_esm_concurrency
    functions: dict[str, str] = {}  # mapping -> function

    def limited(esm: dict[str, Any], *arguments: Any, **named: Any) -> int:
        functions[esm["UUID"]] = esm["FunctionArn"]
        in_hand = dict(lambda_svc._esm_inflight)
        own = in_hand.get(esm["UUID"], 0)
        all_of_it = sum(n for mapping, n in in_hand.items() if functions.get(mapping) == esm["FunctionArn"])
        return int(min(limit_of(esm, *arguments, **named), own + max(0, MOST - all_of_it)))

    lambda_svc._sqs_esm_concurrency = limited
