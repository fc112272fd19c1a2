"""Names of codes as people read them."""

from __future__ import annotations

from shared.domain import words
from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.reporting.wording import Text, same


def _texts(found: words.Words) -> dict[str, Text]:
    return {code: Text(th, en) for code, (th, en) in found.items()}


DIMENSION = {
    "health": Text("สุขภาพ", "Health"),
    "education": Text("การศึกษา", "Education"),
    "income": Text("รายได้", "Income"),
    "living": Text("ความเป็นอยู่", "Living conditions"),
    "access": Text("การเข้าถึงบริการรัฐ", "Access to services"),
}
PHASE = {
    "1": Text("1 เร่งด่วน", "1 Urgent"),
    "2": Text("2 วางแผน", "2 Planning"),
    "3": Text("3 ดำเนินการ", "3 Implementation"),
    "4": Text("4 ติดตามผล", "4 Monitoring"),
}
OUTCOME = {"none": Text("ยังไม่ถึงรอบประเมิน", "No round yet"), **_texts(words.ROUND_OUTCOMES)}
GAP_REASON = _texts(words.END_GROUNDS)
RETURN_REASON = _texts(words.RETURN_REASONS)
TASK_KIND = _texts(words.TASK_KINDS)
COORDINATOR = Text("ผู้ประสานงานกลาง (ศอ.บต.)", "Coordinator (SBPAC)")
UNNAMED = Text("สิทธิที่ไม่ระบุชื่อ (ข้อมูลอ่อนไหว)", "Benefits that are not named (sensitive)")
TOTAL = Text("รวม", "Total")


def agency(code: str) -> Text:
    if code == "coordinator":
        return COORDINATOR
    return Text(AGENCY_TH[Agency(code)], AGENCY_EN[Agency(code)])


def named(names: dict[str, Text], code: str) -> Text:
    return names.get(code, same(code))
