"""What life brings: a birth, a death, a move, another mentor, a no, a flood, an objection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from infra.local.story.cast import Case, Stage, give_mentor
from shared.domain.areas import Areas

Happening = Callable[[Stage, Case, date], None]


def plan(stage: Stage, until: date) -> None:
    """Called once the households are chosen: which of them it meets follows from its rank."""
    for case in stage.cases.values():
        if case.rank in DAYS and DAYS[case.rank][0] <= until:
            day, happens = DAYS[case.rank]
            stage.diary.plan(day, f"life {case.rank:02d}", partial(happens, stage, case))


def _declines(stage: Stage, case: Case, day: date) -> None:
    """The family wants no programme; its rights are still looked after."""
    _change(stage, case, day, kind="declined", reason="ครอบครัวขอดูแลตนเอง")
    _leave(stage, case)


def _moves(stage: Stage, case: Case, day: date) -> None:
    """To another subdistrict of the same district: the mentor stays."""
    area = stage.api.read("coordinator", case.path).json["area"]
    to = next(one.code for one in Areas.load().tambons(area[:4]) if one.code != area)
    _change(stage, case, day, kind="moved", to_area=to)


def _hand_over(stage: Stage, case: Case, day: date) -> None:
    """The official is transferred."""
    district, before = case.house_code[:4], case.mentor
    give_mentor(stage, case.household_id, stage.free[district][0], "พี่เลี้ยงเดิมย้ายไปรับราชการที่อื่น")
    stage.free[district].append(before)


def _birth(stage: Stage, case: Case, day: date) -> None:
    facts = {"birth_date": day.isoformat(), "sex": "หญิง", "relation": "บุตร", "nationality": "ไทย"}
    body = {"kind": "born", "on": day.isoformat(), "facts": facts}
    stage.api.change(case.mentor, "POST", f"{case.path}/members", body, at=case.path)


def _death(stage: Stage, case: Case, day: date) -> None:
    """The oldest who is not the head, if there is one; else the family is spared."""
    roster = stage.api.read(case.mentor, case.path).json["roster"]
    others = [one for one in roster if one["relation"] != "หัวหน้าครัวเรือน" and one["age"] is not None]
    if others:
        oldest = max(others, key=lambda one: (one["age"], one["member_id"]))
        path = f"{case.path}/members/{oldest['member_id']}"
        stage.api.change(case.mentor, "PATCH", path, {"kind": "died", "on": day.isoformat()}, at=case.path)


def _shock(kind: str, note: str) -> Happening:
    def happens(stage: Stage, case: Case, day: date) -> None:
        body = {"shock": kind, "on": day.isoformat(), "note": note}
        stage.api.post(case.mentor, f"{case.path}/alerts", body)

    return happens


def _objects(stage: Stage, case: Case, day: date) -> None:
    body = {"about": "conduct", "text": "เจ้าหน้าที่นัดแล้วไม่มา ทำให้ต้องหยุดงานสองวัน"}
    stage.api.post(case.mentor, f"{case.path}/grievances", body)


def _change(stage: Stage, case: Case, day: date, **told: Any) -> None:
    body = {"on": day.isoformat(), **told}
    stage.api.change(case.mentor, "POST", f"{case.path}/changes", body, at=case.path)


def _leave(stage: Stage, case: Case) -> None:
    stage.free[case.house_code[:4]].append(case.mentor)
    case.left = True


DAYS: dict[int, tuple[date, Happening]] = {
    14: (date(2022, 5, 20), _declines),
    10: (date(2022, 6, 14), _birth),
    12: (date(2022, 7, 11), _hand_over),
    18: (date(2022, 7, 25), _objects),
    6: (date(2022, 8, 15), _death),
    8: (date(2022, 9, 12), _moves),
    16: (date(2022, 12, 19), _shock("disaster", "น้ำท่วมบ้านและสวน")),
    20: (date(2023, 3, 13), _shock("job_lost", "โรงงานปิดกิจการ")),
}
