"""What the centre's screens are to show, brought about by the API: pilots, a submitted plan, an alert, grievances."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

from shared.domain.dates import BANGKOK
from tests.console.conftest import Site
from tests.support.clouds import eventually

DIMENSIONS = ["health", "education", "income", "living", "access"]


def today() -> date:
    return datetime.now(BANGKOK).date()


def mentored(site: Site, mentor: str) -> str:
    """The mentor's household: one with something owed that an agency was asked for."""
    if own := site.api(mentor).list_households(limit=1).body["items"]:
        return own[0]["household_id"]
    desk = site.api("coordinator")
    for row in sorted(desk.list_households(limit=100).body["items"], key=lambda one: one["household_id"]):
        reply = desk.read_household(row["household_id"])
        asked = any(one["kind"] == "claim" and one["state"] == "sent" for one in reply.body["tasks"])
        if reply.body["gaps"] and asked and row["mentor"] is None:
            assert reply.tag
            desk.assign_mentor(row["household_id"], {"officer_id": f"demo-{mentor}"}, if_match=reply.tag)
            return row["household_id"]
    raise AssertionError("no household with a gap")


def pilot(site: Site, area: str, mentor: str) -> str:
    """The household that the rule puts first in an area, with a mentor, in the planning phase."""
    desk = site.api("coordinator")
    chosen = desk.select_pilots({"areas": [area], "size": 1}).body["chosen"]
    household = str(chosen[0]["household_id"])
    tag = desk.read_household(household).tag or ""
    desk.assign_mentor(household, {"officer_id": f"demo-{mentor}"}, if_match=tag)
    for user in ("coordinator", "committee"):
        api = site.api(user)
        wanted = {"target": 2, "reason": "ตกลงในที่ประชุม"}
        api.move_phase(household, wanted, if_match=api.read_phase(household).tag or "")  # type: ignore[arg-type]
    return household


def submitted_plan(site: Site, household: str, mentor: str) -> None:
    """Agencies answer the needs; mentor and family sign; it goes to the committee."""
    api = site.api(mentor)
    told: Any = {"assessed": DIMENSIONS, "wishes": ["เลี้ยงไก่พื้นเมือง"], "suitability": ["มีที่ดินข้างบ้าน"]}
    needs = api.record_needs(household, told, if_match=api.read_needs(household).tag or "").body
    for agency in needs["waiting"]:
        own = [one["measure"] for one in needs["proposals"] if one["agency"] == agency]
        site.api(f"{agency.lower()}-1").answer_needs(household, {"measures": own[:2]})
    plan: Any = _text(needs["proposals"][:3])
    written = api.write_plan(household, plan, if_match=api.read_plan(household).tag or "").body
    version = written["draft"] or written["plan"]
    assert version is not None
    roster = api.read_household(household).body["roster"] or []
    head = next(one["member_id"] for one in roster if one["relation"] == "หัวหน้าครัวเรือน")
    digest = version["digest"]
    api.sign_plan(
        household, {"role": "household", "digest": digest, "member_id": head, "method": "thumbprint"}
    )
    api.sign_plan(household, {"role": "mentor", "digest": digest})
    api.submit_plan(household, if_match=api.read_plan(household).tag or "")


def held(site: Site, house: int) -> Any:
    """A partner's file names somebody in a house of its own whom a sample household has already: it is held."""
    (sample,) = site.local.home.glob("tpmap_40_*.csv")
    head, *rows = csv.reader(io.StringIO(sample.read_text(encoding="utf-8-sig")))
    code, number = head.index("รหัสบ้าน"), head.index("เลขประจำตัวประชาชน")
    row = next(row for row in rows[house % 7 :] if row[number] and "หัวหน้าครัวเรือน" in row)
    row[code] = f"{row[code][:-3]}{house}"
    text = io.StringIO()
    csv.writer(text).writerows([head, row])
    before = {one["hold_id"] for one in _holds(site)}
    site.local.cloud.client("s3").put_object(
        Bucket=site.local.outputs()["InboxBucket"],
        Key=f"partners/cdd/import/two-{house}.csv",
        Body=text.getvalue().encode(),
    )
    new = eventually(lambda: [one for one in _holds(site) if one["hold_id"] not in before], "the hold")
    return new[0]


def _holds(site: Site) -> list[Any]:
    return list(site.api("coordinator").list_holds(limit=100).body["items"])


def _text(proposals: list[Any]) -> dict[str, Any]:
    starts = today() + timedelta(days=15)
    return {
        "goals": [
            {"dimension": name, "th": "พ้นเกณฑ์ในมิตินี้ภายในหนึ่งปี"}
            for name in sorted({one["dimension"] for one in proposals})
        ],
        "measures": [
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
                "due": (starts + timedelta(days=one["days"])).isoformat(),
                "target": one["target"],
            }
            for one in proposals
        ],
        "ceiling": 100_000,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=365)).isoformat(),
        "track": "develop",
    }
