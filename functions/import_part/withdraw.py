"""An import is taken back, some of it at a time: each message says from where in the ledger to go on."""

from __future__ import annotations

from datetime import date

from aws_lambda_powertools import Logger

from shared.intake.sheaf import framed, frames
from shared.storage import identity, imports, sqs, withdrawals
from shared.storage.imports import Import
from shared.storage.settings import setting

logger = Logger(child=True)
AT_ONCE = 100  # surveys or facts
ENOUGH = 2000  # of them in one invocation
_BLOCK = 1 << 18


class NotSent(Exception):
    """The parts queue did not take a message; this one comes again."""


def withdraw(job: Import, at: int) -> None:
    """Take back what stands in the ledger from byte ``at`` on."""
    told = job.withdrawal
    if told is None or not job.marked:
        return
    read, as_of = withdrawals.ledger(job.import_id), date.fromisoformat(told["as_of"])
    keys, seal = identity.keys_of_stack(), imports.seal_of(job)
    waiting: list[withdrawals.Key] = []
    count, begin = 0, at
    for number, data in frames(lambda start, length: read(begin + start, length), _BLOCK):
        pk, _, sk = data.decode().partition(" ")
        waiting.append((pk, sk))
        count += 1
        if len(waiting) == AT_ONCE:
            withdrawals.take_back(job, as_of, waiting, keys, seal)
            waiting = []
        at += len(framed(number, data))
        if count == ENOUGH:
            break
    if waiting:
        withdrawals.take_back(job, as_of, waiting, keys, seal)
    if count == ENOUGH:
        _go_on(job, at)
    else:
        withdrawals.finish(job.import_id)
        logger.info("import withdrawn", extra={"import_id": job.import_id})


def _go_on(job: Import, at: int) -> None:
    message = {"import_id": job.import_id, "stage": "withdraw", "part": at, "as_of": job.as_of}
    if sqs.send(setting("PARTS_QUEUE_URL"), [message]):
        raise NotSent
