"""The contract layer beside Powertools' own resolver with validation, on the same routes and models.

Warm: calls in turns in one process, as the gateway sends them. Import: a fresh process each, in turns, with bytecode.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from infra.bench import results

ROUNDS, CALLS, IMPORTS = 40, 100, 15
COMMAND = "python -m infra.bench.contract"
TASK = "household00000000001-0123456789ab"
App = Callable[[dict[str, Any], Any], Mapping[str, Any]]


class Context:
    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:ap-southeast-7:123456789012:function:bench"
    aws_request_id = "request"


def event(
    method: str, route: str, *, query: dict[str, str] | None = None, body: Any = None, task: str = TASK
) -> dict[str, Any]:
    """What a REST gateway sends."""
    headers = {"Accept": "application/json", "Content-Type": "application/json", "If-Match": '"2"'}
    return {
        "resource": route,
        "path": route.replace("{task_id}", task),
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [text] for name, text in query.items()} if query else None,
        "pathParameters": {"task_id": task} if "{" in route else None,
        "stageVariables": None,
        "requestContext": {"resourcePath": route, "httpMethod": method, "stage": "live", "requestId": "r"},
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


ACTIONS = "/v1/tasks/{task_id}/actions"
ASKED = {"agency": "Lao", "state": "sent", "due": "2022-02-18", "area": "9501"}
DONE = {"action": "done", "outcome": "RECEIVED", "evidence": ["receipt-no:1"], "occurred_at": "2022-01-20"}
CASES: dict[str, tuple[dict[str, Any], int]] = {
    "read one": (event("GET", "/v1/tasks/{task_id}"), 200),
    "list, 4 filters, 50 items": (event("GET", "/v1/tasks", query=ASKED), 200),
    "act, body and header": (event("POST", ACTIONS, body=DONE), 200),
    "act, 3 faults": (
        event("POST", ACTIONS, body={"action": "dance", "evidence": "x", "reason": 1}),
        422,
    ),
}


def seconds(app: App, asked: dict[str, Any], status: int) -> float:
    """Processor time of one call, the mean of some."""
    begun = time.process_time()
    for _ in range(CALLS):
        answer = app(asked, Context())
    spent = (time.process_time() - begun) / CALLS
    assert answer["statusCode"] == status, answer
    return spent


def warm() -> list[list[str]]:
    from infra.bench.contract_ours import app as ours
    from infra.bench.contract_theirs import app as theirs

    rows = []
    for name, (asked, status) in CASES.items():
        for app in (ours, theirs):
            seconds(app, asked, status)
        pairs = [(seconds(ours, asked, status), seconds(theirs, asked, status)) for _ in range(ROUNDS)]
        rows.append(_row(f"warm call: {name}", pairs, 1e6, "µs"))
    return rows


FRESH = "import time; t = time.process_time(); from infra.bench.{module} import app; {more}print(time.process_time() - t)"
FIRST = "from infra.bench.contract import CASES, Context; app(CASES['act, body and header'][0], Context()); "


def imported(module: str, more: str) -> float:
    told = subprocess.run(
        [sys.executable, "-c", FRESH.format(module=module, more=more)],
        capture_output=True,
        text=True,
        check=True,
        env={name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    )
    return float(told.stdout.split()[-1])


def cold() -> list[list[str]]:
    rows = []
    for name, more in (("import of the function", ""), ("import and first call", FIRST)):
        for module in ("contract_ours", "contract_theirs"):
            imported(module, more)  # leaves the bytecode
        pairs = [(imported("contract_ours", more), imported("contract_theirs", more)) for _ in range(IMPORTS)]
        rows.append(_row(name, pairs, 1e3, "ms"))
    return rows


def _row(name: str, pairs: list[tuple[float, float]], scale: float, unit: str) -> list[str]:
    """The median of the paired ratios, in brackets the first and ninth tenth."""
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    tenth = len(ratios) // 10
    ours, theirs = (statistics.median(pair[place] for pair in pairs) * scale for place in (0, 1))
    return [
        f"{name} ({ours:.0f} ÷ {theirs:.0f} {unit})",
        f"{statistics.median(ratios):.2f} ({ratios[tenth]:.2f}–{ratios[-1 - tenth]:.2f})",
        "≤ 1",
    ]


def main() -> None:
    os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "bench")
    os.environ["POWERTOOLS_LOG_LEVEL"] = "WARNING"  # ours writes a line a request, theirs none
    rows = [["figure: ours ÷ Powertools' resolver", "measured", "goal"], *warm(), *cold()]
    notes = [
        "`APIGatewayRestResolver(enable_validation=True)` on the routes of tasks, with the same models; views that do "
        "nothing, no sign-in on either side. Processor time: the machine was shared with other work. Warm: "
        f"{ROUNDS} rounds of {CALLS} calls in turns in one process; import: {IMPORTS} fresh processes each, in turns.",
        f"Versions: {results.versions('aws-lambda-powertools', 'chalice', 'pydantic')}.",
    ]
    results.record("Contract layer beside Powertools' resolver", COMMAND, notes, rows)
    print("\n".join(" | ".join(row) for row in rows))


if __name__ == "__main__":
    main()
