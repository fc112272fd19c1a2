"""Phase 2: needs in five dimensions, every agency's answer, one plan that all of them sign."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from infra.local.story.cast import Case, Stage
from infra.local.story.diary import Work
from infra.sample.draw import roll
from shared.domain.indicators import DIMENSIONS

WISHES = ("เลี้ยงไก่พื้นเมือง", "ปลูกผักสวนครัวขาย", "แปรรูปทุเรียน", "เย็บผ้า", "ช่างซ่อมเครื่องเล็ก", "ค้าขายตลาดนัด")
FITTING = ("มีที่ดินข้างบ้าน", "มีแรงงานสองคน", "ใกล้ตลาด", "เคยฝึกอาชีพ")
CEILING, MOST = 100_000, 5
DECLINE = 70  # in a thousand answers


def needs(stage: Stage, case: Case) -> Work:
    """What the team found; then each agency with a need in its field answers."""

    def work(day: date) -> None:
        path = f"{case.path}/needs"
        body = {
            "assessed": list(DIMENSIONS),
            "wishes": [WISHES[roll(case.house_code, "wish") % len(WISHES)]],
            "suitability": [FITTING[roll(case.house_code, "fit") % len(FITTING)]],
        }
        seen = stage.api.change(case.mentor, "POST", path, body, at=path).json
        for agency in seen["waiting"]:
            own = [one["measure"] for one in seen["proposals"] if one["agency"] == agency]
            declines = roll(case.house_code, f"decline {agency}") < DECLINE
            answer = {"declined": "ปีนี้จัดสรรเต็มแล้ว จะพิจารณาปีหน้า"} if declines else {"measures": own[:2]}
            stage.api.post(f"{agency.lower()}-1", f"{path}/answers", answer)
        stage.diary.plan(stage.after(day, 4), f"plan {case.rank:02d}", write(stage, case))

    return work


def write(stage: Stage, case: Case) -> Work:
    """The mentor puts the offers together; family, mentor and agencies sign; it goes to the committee."""

    def work(day: date) -> None:
        if case.left:
            return
        api, path = stage.api, f"{case.path}/plan"
        seen = api.read(case.mentor, f"{case.path}/needs").json
        offered = {measure for one in seen["answers"] for measure in one["measures"]}
        chosen = [one for one in seen["proposals"] if one["measure"] in offered][:MOST]
        if not chosen:
            return
        made = api.change(case.mentor, "PUT", path, _text(stage, chosen, day), at=path).json
        version = made["draft"] or made["plan"]
        _sign(stage, case, version["digest"], sorted({one["agency"] for one in chosen}))
        api.change(case.mentor, "POST", f"{path}/submission", at=path)

    return work


def _text(stage: Stage, chosen: list[dict[str, Any]], day: date) -> dict[str, Any]:
    starts = stage.after(day, 15)
    measures = [
        {
            "measure_id": one["measure"],
            "catalogue": one["measure"],
            "dimension": one["dimension"],
            "agency": one["agency"],
            "th": one["text"]["th"],
            "en": one["text"]["en"],
            "needs": one["needs"],
            "budget": one["cost"],
            "fund": one["fund"],
            "due": stage.after(starts, one["days"]).isoformat(),
            "target": one["target"],
        }
        for one in chosen
    ]
    goals = [
        {"dimension": name, "th": "พ้นเกณฑ์ในมิตินี้ภายในหนึ่งปี"}
        for name in sorted({one["dimension"] for one in chosen})
    ]
    return {
        "goals": goals,
        "measures": measures,
        "ceiling": CEILING,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=365)).isoformat(),
        "track": "develop",
    }


def _sign(stage: Stage, case: Case, digest: str, agencies: list[str]) -> None:
    api, path = stage.api, f"{case.path}/plan/signatures"
    head = _head(stage, case)
    api.post(
        case.mentor, path, {"role": "household", "digest": digest, "member_id": head, "method": "thumbprint"}
    )
    api.post(case.mentor, path, {"role": "mentor", "digest": digest})
    for agency in agencies:
        api.post(f"{agency.lower()}-1", path, {"role": "agency", "digest": digest})


def _head(stage: Stage, case: Case) -> str:
    roster = stage.api.read(case.mentor, case.path).json["roster"]
    head = next((one for one in roster if one["relation"] == "หัวหน้าครัวเรือน"), roster[0])
    return str(head["member_id"])
