"""What the layers below refuse, and the problem that each becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.casework import access, commands, search, sessions, task_sights, tasks, uploads
from shared.domain.problems import Refused
from shared.domain.tasks import TaskRefused
from shared.http.problem import Fault, Problem
from shared.rules import FactError
from shared.storage.identity import KeysChanging
from shared.storage.invoking import InvokeFailed
from shared.storage.tables import Conflict

# Refusals of an action that a better filled-in body would mend, and the field to mend.
_FIELDS = {
    "TASK-REASON": ("reason", "not_in_list"),
    "TASK-OUTCOME": ("outcome", "not_in_list"),
    "TASK-LAW-MISSING": ("reason", "required"),
    "TASK-OFFICER": ("officer", "cannot_take"),
    "TASK-ATTEMPTS": ("evidence", "too_few"),
    "TASK-WAITING-ON": ("waiting_on", "not_in_list"),
    "TASK-RESUME-BY": ("resume_by", "out_of_range"),
    "TASK-FUTURE": ("occurred_at", "out_of_range"),
}


def _task_refused(error: TaskRefused) -> Problem:
    detail = (error.th, error.en)
    if error.code == "TASK-FIELD-MISSING":
        return Problem("invalid", [Fault(f"#/{name}", "required") for name in error.allowed], detail=detail)
    if error.code in _FIELDS:
        name, code = _FIELDS[error.code]
        return Problem("invalid", [Fault(f"#/{name}", code)], detail=detail)
    return Problem("action_refused", [Fault("#/action", error.code)], detail=detail)


def _refused(error: Refused) -> Problem:
    """What the case, its plan or its life does not allow now; a field that is missing is named."""
    if error.code == "CASE-FIELD-MISSING":
        faults = [Fault(f"#/{name}", "required") for name in error.allowed]
    else:
        faults = [Fault("#/", error.code)]
    return Problem("refused", faults, detail=(error.th, error.en))


def _always(code: str, *faults: Fault, headers: Mapping[str, str] | None = None) -> Callable[[Any], Problem]:
    return lambda error: Problem(code, faults, dict(headers or {}))


REFUSALS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    access.NotFound: _always("not_found"),
    access.Forbidden: _always("forbidden"),
    task_sights.TaskNotFound: _always("not_found"),
    tasks.Stale: _always("stale"),
    commands.Stale: _always("stale"),
    TaskRefused: _task_refused,
    Refused: _refused,
    FactError: lambda error: Problem("invalid", [Fault(f"#{error.pointer}", error.code)]),
    Conflict: _always("busy", headers={"Retry-After": "1"}),
    KeysChanging: _always("busy", headers={"Retry-After": "300"}),
    InvokeFailed: _always("unavailable", headers={"Retry-After": "5"}),
    uploads.NoSuchEnding: _always("invalid", Fault("#/name", "file_type")),
    search.TooManySearches: lambda error: Problem(
        "too_many_requests", headers={"Retry-After": str(error.retry_after)}
    ),
    sessions.NotRegistered: _always("not_registered"),
    sessions.SignInRefused: _always("sign_in_failed"),
    sessions.SessionExpired: _always("session_expired"),
    sessions.WeakPassword: _always("invalid", Fault("#/new_password", "too_weak")),
    sessions.TooManyAttempts: _always("too_many_requests", headers={"Retry-After": "5"}),
}
