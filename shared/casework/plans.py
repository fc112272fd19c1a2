"""The plan of a household: written, signed under its exact text, submitted, decided; then its measures move on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from shared.casework.access import NotFound
from shared.casework.case_items import part_item
from shared.casework.case_view import current_plan, plans_of, tasks_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, read_case
from shared.casework.facts import members_of
from shared.casework.measure_work import end_tasks, open_tasks
from shared.casework.sessions import Caller
from shared.domain import plans
from shared.domain.measure_tasks import as_it_stands
from shared.domain.plan_types import Decision, Measure, MeasureState, Plan, PlanState, Signature, Spending
from shared.domain.plans import Draft
from shared.domain.problems import refuse_case, refuse_plan
from shared.storage import keys
from shared.storage.tables import Transaction, core

MOST_MEASURES = 20  # of a plan: they become tasks in one transaction
_KINDS = {"agency_officer": "agency", "agency_head": "agency", "committee": "chair"}
_BESIDE = 100_000  # versions of one number; a tag holds both


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """``plan``: in force, else the newest, as its measures stand; ``draft``: a newer one that is being made."""

    opened: Opened
    plan: Plan | None
    draft: Plan | None
    double_aid: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, opened: Opened) -> PlanSeen:
        every, tasks = plans_of(opened.state), tasks_of(opened.state)
        plan = current_plan(opened.state)
        newest = every[-1] if every else None
        draft = newest if newest is not None and plan is not None and newest.number != plan.number else None
        standing = as_it_stands(plan, tasks) if plan is not None else None
        live = [one for one in every if one.state in (PlanState.APPROVED, PlanState.ACTIVE)]
        return cls(opened, standing, draft, plans.double_aid(live))

    @property
    def version(self) -> int:
        return version_of(newest_plan(self.opened))

    @property
    def check_since(self) -> date | None:
        """Since when the family is another than the one for which the plan in force was decided."""
        changed = self.opened.meta.get("check_plan_since")
        if changed is None or self.plan is None:
            return None
        decided = self.plan.decision.on.isoformat() if self.plan.decision else ""
        return date.fromisoformat(changed) if changed >= decided else None


def newest_plan(opened: Opened) -> Plan | None:
    every = plans_of(opened.state)
    return every[-1] if every else None


def version_of(plan: Plan | None) -> int:
    """One number for the tag: which version of the plan, and how often it has changed. 0: there is none."""
    return plan.number * _BESIDE + plan.version if plan is not None else 0


def kind_of(caller: Caller) -> str:
    """The plan's table speaks of kinds of people, not of roles."""
    return _KINDS.get(caller.officer.role, caller.officer.role)


def read_plan(caller: Caller, household_id: str) -> PlanSeen:
    """Raises NotFound."""
    return PlanSeen.of(read_case(caller, household_id, "read_plan"))


def write_plan(order: Order, text: Draft) -> PlanSeen:
    """The whole text of the draft; over a decided version it begins the next one.

    Raises NotFound, Stale, PlanRefused, CaseRefused or Conflict.
    """

    def work(opened: Opened, transaction: Transaction) -> Happened:
        stored = newest_plan(opened)
        expect(order, version_of(stored))
        strangers = {one.member_id for one in text.measures if one.member_id} - members_of(opened)
        if strangers:
            raise refuse_case("CASE-MEMBER")
        before = stored if stored is not None and stored.state is PlanState.DRAFT else None
        draft = before or _begun(opened, stored)
        whole = replace(text, measures=tuple(_carried(one, draft) for one in text.measures))
        written = plans.write(draft, whole, kind_of(order.caller))
        put_plan(transaction, opened, written, before)
        name = "plan.revised" if written.replaces is not None and before is None else "plan.drafted"
        return Happened(name, {"number": written.number, "measures": len(written.measures)})

    return PlanSeen.of(execute(order, work))


def _begun(opened: Opened, stored: Plan | None) -> Plan:
    if stored is None:
        return Plan(opened.household_id, 1, version=0)
    if stored.state in (PlanState.APPROVED, PlanState.ACTIVE):
        return replace(plans.revise(stored, stored.number + 1), version=0)
    if stored.state is PlanState.COMPLETED:
        return Plan(opened.household_id, stored.number + 1, replaces=stored.number, version=0)
    raise refuse_plan("PLAN-NOT-ALLOWED", [], state=stored.state)


def _carried(measure: Measure, plan: Plan) -> Measure:
    """A measure that an earlier version had goes on where it stands."""
    old = plan.measure(measure.measure_id)
    if old is None:
        return measure
    return replace(
        measure,
        officer=old.officer,
        requested=old.requested,
        state=old.state,
        task_id=old.task_id,
        spent=old.spent,
        reason=old.reason,
        decided_on=old.decided_on,
    )


def put_plan(transaction: Transaction, opened: Opened, plan: Plan, before: Plan | None) -> None:
    """On the committee's list while it waits for a decision, or for money of a higher level."""
    area = opened.meta["tambon"]
    item = part_item(plan.household_id, "PLAN", (f"{plan.number:04d}",), plan, v=plan.version, area=area)
    asks = any(one.requested is not None and not one.decided for one in plan.measures)
    if plan.state is PlanState.SUBMITTED or (plan.state is PlanState.ACTIVE and asks):
        item.update(keys.plan_index(area, plan.household_id, plan.number))
    transaction.put(core(), item, version=before.version if before is not None else 0)


Step = Callable[[Opened, Transaction, Plan], tuple[Plan, Happened]]


def _step(order: Order, step: Step, *, active: bool = False) -> PlanSeen:
    """Something is done to the newest plan, or to the one in force. A step that changes nothing writes nothing."""

    def work(opened: Opened, transaction: Transaction) -> Happened | None:
        newest = newest_plan(opened)
        expect(order, version_of(newest))
        stored = current_plan(opened.state) if active else newest
        if stored is None:
            raise refuse_plan("PLAN-NONE")
        moved, happened = step(opened, transaction, stored)
        if moved == stored:
            return None
        put_plan(transaction, opened, moved, stored)
        return happened

    return PlanSeen.of(execute(order, work))


def sign_plan(order: Order, role: str, digest: str, member_id: str | None, method: str) -> PlanSeen:
    """A yes to the exact text. The household's is taken by its mentor, with the member who gave it.

    Raises NotFound, PlanRefused, CaseRefused or Conflict.
    """

    def step(opened: Opened, transaction: Transaction, plan: Plan) -> tuple[Plan, Happened]:
        officer = order.caller.officer
        own = {"mentor": ("mentor", "household"), "agency": ("agency",)}.get(kind_of(order.caller), ())
        if role not in own:
            raise refuse_plan("PLAN-ROLE", own)
        if role == "household" and (member_id is None or member_id not in members_of(opened)):
            raise refuse_case("CASE-MEMBER")
        by = member_id if role == "household" and member_id else officer.officer_id
        agency = officer.agency if role == "agency" else None
        signed = plans.sign(plan, Signature(role, by, digest, opened.today, method, agency))
        details = {"number": plan.number, "role": role, "agency": agency, "digest": digest, "method": method}
        return signed, Happened("plan.signed", details)

    return _step(order, step)


def submit_plan(order: Order) -> PlanSeen:
    """To the committee. Raises NotFound, Stale, PlanRefused or Conflict."""

    def step(opened: Opened, transaction: Transaction, plan: Plan) -> tuple[Plan, Happened]:
        submitted = plans.submit(plan, kind_of(order.caller))
        return submitted, Happened("plan.submitted", {"number": plan.number, "budget": plan.budget})

    return _step(order, step)


def decide_plan(order: Order, approved: bool, reason: str | None, meeting_id: str | None = None) -> PlanSeen:
    """The committee's word. Approved, the plan starts at once: its measures become tasks, the version before it
    ends, and with it the tasks of measures that it no longer has. Raises NotFound, Stale, PlanRefused or Conflict."""

    def step(opened: Opened, transaction: Transaction, plan: Plan) -> tuple[Plan, Happened]:
        decision = Decision(approved, opened.officer_id, opened.today, reason, meeting_id)
        return decided(opened, transaction, plan, decision)

    return _step(order, step)


def decided(
    opened: Opened, transaction: Transaction, plan: Plan, decision: Decision
) -> tuple[Plan, Happened]:
    """The plan after a decision, with everything else that follows put into the transaction."""
    word = "approved" if decision.approved else "sent_back"
    happened = Happened(
        "plan.decided", {"number": plan.number, "decision": word, "meeting": decision.meeting_id}
    )
    found = plans.decide(plan, decision)
    if not decision.approved:
        return found, happened
    running = plans.start(open_tasks(transaction, opened, found))
    old = current_plan(opened.state)
    if old is not None and old.number != plan.number and old.state is not PlanState.COMPLETED:
        put_plan(transaction, opened, plans.replaced(old), old)
        kept = {one.task_id for one in running.measures}
        dropped = {one.task_id for one in old.measures if one.task_id} - kept
        end_tasks(transaction, opened, {one for one in dropped if one}, "withdrawn")
    return replace(running, version=plan.version + 1), happened


@dataclass(frozen=True, slots=True)
class Progress:
    """What happens to a measure. ``given_up`` needs a reason; that one is reached, only its task can say."""

    spending: Spending | None = None
    requested: str | None = None
    given_up: bool = False
    reason: str | None = None
    on: date | None = None


def change_measure(order: Order, measure_id: str, change: Progress) -> PlanSeen:
    """Money spent, money asked of a higher level, or a measure given up. Nothing that was agreed changes.

    Raises NotFound, Stale, PlanRefused or Conflict.
    """

    def step(opened: Opened, transaction: Transaction, plan: Plan) -> tuple[Plan, Happened]:
        kind, measure = kind_of(order.caller), plan.measure(measure_id)
        if kind == "agency" and measure is not None and measure.agency != order.caller.officer.agency:
            raise NotFound(measure_id)
        if change.given_up and kind == "agency":
            raise refuse_plan("PLAN-ROLE", ["mentor", "coordinator"])
        moved = plans.progress(
            plan,
            measure_id,
            kind,
            spending=change.spending,
            requested=change.requested,
            state=MeasureState.GIVEN_UP if change.given_up else None,
            reason=change.reason,
            on=change.on or opened.today,
        )
        if change.given_up and measure is not None and measure.task_id:
            end_tasks(transaction, opened, {measure.task_id}, "withdrawn")
        spent = change.spending.amount if change.spending else None
        details = {
            "measure": measure_id,
            "spent": spent,
            "requested": change.requested,
            "given_up": change.given_up,
        }
        return moved, Happened("plan.measure_progress", details)

    return _step(order, step, active=True)


def answer_request(order: Order, number: int, measure_id: str, *, granted: bool) -> PlanSeen:
    """The committee's word on money asked of a higher level: granted or not, it is answered and
    noted with the measure; what was agreed stays as it is. Raises NotFound, PlanRefused or Conflict."""

    def step(opened: Opened, transaction: Transaction, plan: Plan) -> tuple[Plan, Happened]:
        measure = plan.measure(measure_id)
        if plan.number != number or measure is None:
            raise refuse_plan("PLAN-NO-MEASURE")
        said = f"money {'granted' if granted else 'refused'}: {measure.requested}"
        answered = replace(measure, requested=None, reason=said)
        measures = tuple(answered if one.measure_id == measure_id else one for one in plan.measures)
        moved = replace(plan, measures=measures, version=plan.version + 1)
        details = {"measure": measure_id, "granted": granted, "level": measure.requested}
        return moved, Happened("plan.measure_progress", details)

    return _step(order, step, active=True)
