"""The centre's own work: bounced tasks, alerts, and the committee's monthly meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.local.story import following, planning
from infra.local.story.cast import Case, Stage

SENT_BACK = 22  # rank: the committee wants this plan written again once
TOGETHER = 60  # decisions of one call
VERDICTS: dict[str, dict[str, Any]] = {
    "no_budget": {"verdict": "fund", "reason": "ใช้งบกลางจังหวัด"},
    "bounced": {"verdict": "amend", "reason": "ให้หน่วยงานเดิมรับดำเนินการ ข้อมูลครบแล้ว"},
    "escalated": {"verdict": "lower", "reason": "เร่งรัดหน่วยงานแล้ว"},
    "money": {"verdict": "grant", "reason": "อนุมัติ"},
    "alert": {"verdict": "watch", "reason": "เฝ้าดูต่อโดยพี่เลี้ยง"},
}


def plan(stage: Stage, start: date, until: date) -> None:
    """The desk on the first Wednesday of a month, the committee on the last working day before the 26th."""
    day = start
    while day <= until:
        if day.weekday() == 2 and day.day <= 7:
            stage.diary.plan(day, "desk", lambda on: _desk(stage, on))
        if day.day == 25:
            stage.diary.plan(max(start, stage.on_or_before(day)), "meeting", lambda on: meet(stage, on))
        day = date.fromordinal(day.toordinal() + 1)


def _desk(stage: Stage, day: date) -> None:
    for task in stage.api.pages("coordinator", "/v1/tasks?state=returned"):
        if "amend" in task["actions"] and task["escalation"] < 3:
            note = "เพิ่มเอกสารและที่อยู่ตามที่หน่วยงานขอแล้ว"
            stage.api.act("coordinator", task["task_id"], {"action": "amend", "note": note})
    for alert in stage.api.pages("coordinator", "/v1/alerts"):
        _decide(stage, alert, day)
    following.confirm(stage, day)


def _decide(stage: Stage, alert: dict[str, Any], day: date) -> None:
    """A family that falls back while it is being followed gets a new plan; the rest is watched, by two persons' word
    where nothing is done."""
    case = stage.cases.get(alert["household_id"])
    if case is None:
        return
    phase = stage.api.read("coordinator", case.path).json["phase"]
    again = alert["cause"] == "survey_worse" and phase == 4 and case.temper == "falling" and not case.left
    decision = "back_to_planning" if again else "watch"
    body = {"decision": decision, "reason": "ผลสำรวจแย่ลง วางแผนใหม่" if again else "พี่เลี้ยงเยี่ยมแล้ว เฝ้าดูต่อ"}
    stage.api.post("coordinator", f"/v1/alerts/{alert['alert_id']}/decision", body, version=alert["version"])
    if again:
        stage.diary.plan(stage.after(day, 5), f"needs {case.rank:02d}", planning.needs(stage, case))


def meet(stage: Stage, day: date) -> None:
    """An agenda of what waits; decisions; what was not reached comes again."""
    api = stage.api
    called = {
        "on": day.isoformat(),
        "chair": "demo-committee",
        "present": ["demo-coordinator", "demo-evaluator"],
    }
    meeting = api.post("coordinator", "/v1/meetings", called).json
    # What is late elsewhere in the province stays on the agenda until its agency has moved.
    items = [
        one for one in meeting["items"] if one["kind"] != "escalated" or one["household_id"] in stage.cases
    ]
    path = f"/v1/meetings/{meeting['meeting_id']}"
    decisions = [_verdict(stage, one) for one in items]
    for start in range(0, max(len(decisions), 1), TOGETHER):
        part = decisions[start : start + TOGETHER]
        body = {"decisions": part, "close": start + TOGETHER >= len(decisions)}
        api.change("committee", "POST", f"{path}/decisions", body, at=path)
    for one, said in zip(items, decisions, strict=True):
        case = stage.cases.get(one["household_id"])
        if one["kind"] == "plan" and case is not None:
            _decided(stage, case, said["verdict"], day)


def _verdict(stage: Stage, item: dict[str, Any]) -> dict[str, Any]:
    if item["kind"] != "plan":
        return {"reference": item["reference"], **VERDICTS[item["kind"]]}
    case = stage.cases[item["household_id"]]
    if case.rank == SENT_BACK and case.once("sent back"):
        return {"reference": item["reference"], "verdict": "send_back", "reason": "ขอรายละเอียดงบซ่อมบ้าน"}
    return {"reference": item["reference"], "verdict": "approve"}


def _decided(stage: Stage, case: Case, verdict: str, day: date) -> None:
    if verdict == "approve":
        following.begin(stage, case, day)
    else:
        stage.diary.plan(stage.after(day, 5), f"plan {case.rank:02d}", planning.write(stage, case))
