"""How many batches of one function the emulator works at a time.

Each batch in hand needs a worker process of its own, and a worker costs a second of CPU to start. A function that
eight queues feed would start sixteen of them on a machine of two cores; AWS has no such cost.
"""

from __future__ import annotations

from typing import Any

MOST = 3  # batches of one function in hand at a time, over all of its queues


def install() -> None:
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
