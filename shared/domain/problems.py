"""Why the domain refuses, in Thai and English, by stable code: one place, so that a text is written once.

``{}`` parts are filled from what the caller may know: field names, limits, states; never from what people typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(eq=False)
class Refused(Exception):
    """Something that cannot be done. ``code`` is stable; the texts say what to do instead.

    ``allowed``: what is possible or missing now: actions, field names or choices.
    """

    code: str
    th: str
    en: str
    allowed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"


class TaskRefused(Refused):
    """A refusal by the task's state machine."""


class PlanRefused(Refused):
    """A refusal about a plan, its measures, signatures or decision."""


class CaseRefused(Refused):
    """A refusal about a household's life: phases, mentors, visits, rounds, changes, pilots, grievances."""


TEXTS: Mapping[str, tuple[str, str]] = {
    "TASK-NOT-ALLOWED": (
        "งานอยู่ในสถานะ {state} จึงทำ {action} ไม่ได้ ที่ทำได้: {listed}",
        "The task is {state}, so {action} is not possible; possible: {listed}",
    ),
    "TASK-WRONG-AGENCY": ("งานนี้เป็นของหน่วยงานอื่น", "This task belongs to another agency"),
    "TASK-FIELD-MISSING": ("ต้องกรอก: {listed}", "Please fill in: {listed}"),
    "TASK-FUTURE": ("วันที่เกิดเหตุอยู่ในอนาคต", "The day it happened lies in the future"),
    "TASK-BEFORE": ("วันที่เกิดเหตุอยู่ก่อนวันเปิดงาน", "The day it happened lies before the task was opened"),
    "TASK-REASON": ("reason ต้องเป็นหนึ่งใน: {listed}", "reason must be one of: {listed}"),
    "TASK-OUTCOME": ("outcome ต้องเป็นหนึ่งใน: {listed}", "outcome must be one of: {listed}"),
    "TASK-WAITING-ON": ("waiting_on ต้องเป็นหนึ่งใน: {listed}", "waiting_on must be one of: {listed}"),
    "TASK-AGENCY": ("agency ต้องเป็นหนึ่งใน: {listed}", "agency must be one of: {listed}"),
    "TASK-LAW-MISSING": (
        "ผลว่าไม่มีสิทธิต้องระบุข้อกฎหมายใน reason",
        "A finding of no entitlement must cite the law in reason",
    ),
    "TASK-ATTEMPTS": (
        "ติดต่อไม่ได้ต้องมีหลักฐานอย่างน้อย 3 ครั้ง 2 ช่องทาง (attempt:<ช่องทาง>:<วันที่>)",
        "Unreachable needs three attempts over two channels as evidence (attempt:<channel>:<day>)",
    ),
    "TASK-RESUME-BY": ("resume_by ต้องอยู่ภายใน {most} วัน", "resume_by must lie within {most} days"),
    "TASK-LIMIT": ("ทำ {action} ครบ {most} ครั้งแล้ว", "{action} was done {most} times already"),
    "TASK-CHAIR": (
        "ส่งต่อครบ {most} ครั้งแล้ว ประธานต้องเป็นผู้ตัดสิน",
        "Sent on {most} times already; the chair must decide",
    ),
    "TASK-NO-BUDGET": (
        "ไม่มีงบประมาณไม่ทำให้สิทธิตามกฎหมายสิ้นสุด ให้โต้แย้งหรือยกระดับ",
        "Lack of budget never ends a statutory right; dispute or escalate it",
    ),
    "TASK-OWN-WORK": (
        "ผู้ที่ทำงานหรือหน่วยงานที่ทำงานยืนยันปิดงานเองไม่ได้ ให้ครอบครัว พี่เลี้ยงจากหน่วยงานอื่น หรือข้อมูลการจ่ายยืนยัน",
        "Who did the work cannot confirm it; the family, a mentor of another agency or payment data can",
    ),
    "TASK-SECOND-PERSON": ("ผู้ร่วมตัดสินต้องเป็นคนละคนกับผู้สั่ง", "The second person must be somebody else"),
    "TASK-TOO-LATE": (
        "เปิดใหม่ได้ภายใน {most} วันหลังปิด",
        "A task can be reopened within {most} days of its closing",
    ),
    "TASK-LEVEL": (
        "ลดระดับการยกเรื่องได้เฉพาะผู้มีอำนาจระดับ {level} ขึ้นไป และต้องลดลง",
        "Only level {level} or above may lower an escalation, and only downwards",
    ),
    "TASK-INVOLVED": (
        "เรื่องร้องเรียนต้องให้ผู้ที่ไม่เกี่ยวข้องกับเรื่องเป็นผู้พิจารณา",
        "A grievance must be handled by somebody not involved in what it is about",
    ),
}


def texts(code: str, values: Mapping[str, object]) -> tuple[str, str]:
    """The filled Thai and English texts of a code. Raises KeyError for an unlisted code."""
    th, en = TEXTS[code]
    return th.format(**values), en.format(**values)


def refuse_task(code: str, allowed: Iterable[str] = (), **values: object) -> TaskRefused:
    """A task refusal; ``{listed}`` in its text is filled from ``allowed``."""
    names = list(allowed)
    th, en = texts(code, {"listed": ", ".join(names) or "-", **values})
    return TaskRefused(code, th, en, names)


def refuse_plan(code: str, allowed: Iterable[str] = (), **values: object) -> PlanRefused:
    names = list(allowed)
    th, en = texts(code, {"listed": ", ".join(names) or "-", **values})
    return PlanRefused(code, th, en, names)


def refuse_case(code: str, allowed: Iterable[str] = (), **values: object) -> CaseRefused:
    names = list(allowed)
    th, en = texts(code, {"listed": ", ".join(names) or "-", **values})
    return CaseRefused(code, th, en, names)
