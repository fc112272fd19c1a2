"""One import from its file to its results. Every step may run twice: it writes the same bytes under the same keys.

A file of one part goes through all stages in one invocation. A larger one gets a plan, and each part of each stage a
message; whoever finishes a stage's last part begins the next.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from functions.import_part import plan as plans
from functions.import_part import stages
from functions.import_part.finish import outcome_of, refused, rejected, without_file
from functions.import_part.plan import RULES, STATES, Plan
from functions.import_part.results import Outcome, publish
from functions.import_part.withdraw import withdraw
from functions.import_part.work import PLAIN, SURVEYS, Work, open_again, open_work
from shared.intake import FileRejected
from shared.storage import files, imports, progress, sqs
from shared.storage.files import SourceFile
from shared.storage.imports import Import
from shared.storage.progress import Progress
from shared.storage.settings import setting
from shared.storage.shelves import Bucket, Memory

logger = Logger(child=True)
WORKERS: dict[str, Callable[[Work, Plan, int], dict[str, Any]]] = {
    "profile": stages.profile_part,
    "map": stages.map_part,
    "join": stages.join_part,
    "reduce": stages.reduce_part,
}


class UnknownImport(LookupError):
    """A message names an import that nobody received."""


class NotSent(Exception):
    """The parts queue did not take a message; this one comes again."""


def run_import(import_id: str) -> None:
    """Begin an import, or find out what one that has begun still waits for. Raises UnknownImport."""
    job = _job(import_id)
    if job is None:
        return
    if job.withdrawal is not None:
        withdraw(job, 0)
        return
    now = progress.load(import_id)
    if now is not None and now.rules == RULES:
        _resume(job, now)
        return
    with ExitStack() as open_files:
        source: SourceFile | None = None
        try:
            source = _open(job)
            shelf = Memory()
            work = open_work(job, source, shelf, open_files)
            if work.size <= plans.SIZES.whole:
                _publish(job, source, _whole(work))
            else:
                _begin(work)
        except FileRejected as fault:
            sha256 = source.sha256() if source else None
            _publish(job, source, with_digest(rejected(fault), sha256))
        except files.Gone:
            _publish(job, None, without_file())


def run_part(import_id: str, stage: str, number: int) -> None:
    """One part of one stage. A part whose stage is over, or that is done, changes nothing. Raises UnknownImport."""
    job = _job(import_id)
    if job is not None and stage == "withdraw":
        withdraw(job, number)
        return
    now = progress.load(import_id)
    if job is None or job.final or now is None or now.rules != RULES:
        return
    if now.stage == stage and 0 <= number < now.of:
        try:
            plan, work = _opened(job, now)
            if stage == "finalise":
                _finalise(work, now)
                return
            if not progress.is_done(import_id, now, number):
                progress.finish_part(job, now, number, WORKERS[stage](work, plan, number))
                logger.info("part done", extra={"import_id": import_id, "stage": stage, "part": number})
        except files.Gone:
            _publish(job, None, without_file())
            return
    now = progress.load(import_id)
    if now is not None and now.done >= now.of:
        _next(job, now)


def _job(import_id: str) -> Import | None:
    """None when the import is final and nothing of it is left to do."""
    job = imports.load(import_id)
    if job is None:
        raise UnknownImport
    if job.final and not (job.withdrawal and job.marked):
        logger.info("import was final already", extra={"import_id": import_id, "state": job.state})
        return None
    return job


def _open(job: Import) -> SourceFile:
    return files.open_version(job.source.bucket, job.source.key, job.source.version)


def _opened(job: Import, now: Progress) -> tuple[Plan, Work]:
    plan = Plan.from_json(now.plan)
    return plan, open_again(job, _open(job), Bucket(job.import_id), plain_size=plan.plain)


# ---------------------------------------------------------------- one part


def _whole(work: Work) -> Outcome:
    """All stages, one after another, in memory."""
    plan = Plan.first(work.opened, plans.SIZES, None)
    plan = replace(plan, ranges=1)
    stages.one_share(work)
    mapped = [stages.map_part(work, plan, 0)]
    fault = refused(work, mapped)
    sha256 = work.source.sha256()
    if fault is not None:
        return with_digest(rejected(fault), sha256)
    stages.settle_loose(work, mapped)
    stages.join_part(work, plan, 0)
    started, _ = imports.start(work.job, work.opened.layout)
    work = replace(work, job=started)
    return outcome_of(work, mapped, [stages.reduce_part(work, plan, 0)], sha256)


def with_digest(outcome: Outcome, sha256: str | None) -> Outcome:
    outcome.sha256 = sha256
    return outcome


# ---------------------------------------------------------------- many parts


def _begin(work: Work) -> None:
    """Make the plan and send out the first stage."""
    job, size = work.job, None
    if work.packed:
        size = Bucket(job.import_id).put(PLAIN, _blocks(work))
    plan = Plan.first(work.opened, plans.SIZES, size)
    imports.start(job, work.opened.layout, STATES["profile"])
    of = plan.ranges + 1  # one more for the digest of the whole
    progress.begin(job.import_id, RULES, "profile", of, plan.to_json(), STATES["profile"])
    now = progress.load(job.import_id)
    assert now is not None
    logger.info("import planned", extra={"import_id": job.import_id, "parts": plan.ranges})
    _resume(job, now)


def _blocks(work: Work) -> Any:
    for at in range(0, work.size, 1 << 20):
        yield work.read(at, 1 << 20)


def _resume(job: Import, now: Progress) -> None:
    """Send messages for what is missing; a stage without anything missing goes on to the next."""
    if now.done >= now.of:
        _next(job, now)
        return
    done = progress.parts_done(job.import_id, now.rules, now.stage)
    _send(job, now.stage, [number for number in range(now.of) if number not in done])


def _send(job: Import, stage: str, numbers: list[int]) -> None:
    messages = [
        {"import_id": job.import_id, "stage": stage, "part": number, "as_of": job.as_of} for number in numbers
    ]
    if sqs.send(setting("PARTS_QUEUE_URL"), messages):
        raise NotSent


def _next(job: Import, now: Progress) -> None:
    """From a stage that is done to the next one. Who moves it sends its messages; if those are lost, the sweep's
    message finds the stage begun and sends what is missing."""
    plan, work = _opened(job, now)
    said = list(progress.parts_done(job.import_id, now.rules, now.stage).values())
    if now.stage == "profile":
        plan = plan.for_records(stages.share_out(work, said))
        stage, of = "map", plan.ranges
    elif now.stage == "map":
        fault = refused(work, said)
        if fault is not None:
            _publish(job, work.source, with_digest(rejected(fault), _sha256(job, now)))
            return
        stages.settle_loose(work, said)
        if work.opened.layout == SURVEYS:
            stage, of = "join", plan.joiners
        else:
            plan = replace(plan, joiners=0)
            stage, of = "reduce", plan.reducers
    elif now.stage == "join":
        stage, of = "reduce", plan.reducers
    else:
        stage, of = "finalise", 1
    if progress.move(job.import_id, now, stage, of, plan.to_json(), STATES[stage]):
        _send(job, stage, list(range(of)))


def _sha256(job: Import, now: Progress) -> str | None:
    for one in progress.parts_done(job.import_id, now.rules, "profile").values():
        if "sha256" in one:
            return str(one["sha256"])
    return None


def _finalise(work: Work, now: Progress) -> None:
    job = work.job
    mapped = list(progress.parts_done(job.import_id, now.rules, "map").values())
    reduced = list(progress.parts_done(job.import_id, now.rules, "reduce").values())
    outcome = outcome_of(work, mapped, reduced, _sha256(job, now) or "")
    if now.counts != outcome.counts:
        outcome.state = "failed"  # what was counted on the way is not what the parts have told
    _publish(job, work.source, outcome)


def _publish(job: Import, source: SourceFile | None, outcome: Outcome) -> None:
    won = publish(job, source, outcome)
    logger.info(
        "import finished" if won else "import was finished by another run",
        extra={
            "import_id": job.import_id,
            "state": outcome.state,
            "layout": outcome.layout,
            "counts": outcome.counts,
        },
    )
