"""Names of codes as people read them."""

from __future__ import annotations

from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.reporting.wording import Text, same

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
OUTCOME = {
    "none": Text("ยังไม่ถึงรอบประเมิน", "No round yet"),
    "graduated": Text("พ้นความยากจน", "Graduated"),
    "on_track": Text("เป็นไปตามแผน", "On track"),
    "stalled": Text("หยุดนิ่ง", "Stalled"),
    "at_risk": Text("เสี่ยง", "At risk"),
    "backslid": Text("ถอยกลับ", "Backslid"),
    "supported_permanently": Text("ดูแลต่อเนื่อง", "Supported permanently"),
    "declined": Text("ไม่ประสงค์รับ", "Declined"),
    "moved": Text("ย้ายออก", "Moved"),
    "deceased": Text("เสียชีวิต", "Deceased"),
}
GAP_REASON = {
    "receipt": Text("ได้รับแล้ว (ข้อมูลการจ่าย)", "Received (payment data)"),
    "receiving": Text("ได้รับแล้ว (ข้อมูลอื่น)", "Received (other data)"),
    "turned": Text("ผลวินิจฉัยเปลี่ยน", "The answer changed"),
    "died": Text("เสียชีวิต", "Died"),
    "moved": Text("ย้ายออก", "Moved"),
    "withdrawn": Text("ถอนข้อมูล", "Data withdrawn"),
}
RETURN_REASON = {
    "WRONG_AGENCY": Text("ส่งผิดหน่วยงาน", "Wrong agency"),
    "WRONG_AREA": Text("ส่งผิดพื้นที่", "Wrong area"),
    "INSUFFICIENT_INFO": Text("ข้อมูลไม่พอ", "Not enough information"),
    "DUPLICATE": Text("งานซ้ำ", "Duplicate"),
    "NOT_ENTITLED": Text("ไม่มีสิทธิ", "Not entitled"),
    "NO_BUDGET": Text("ไม่มีงบประมาณ", "No budget"),
}
COORDINATOR = Text("ผู้ประสานงานกลาง (ศอ.บต.)", "Coordinator (SBPAC)")
UNNAMED = Text("สิทธิที่ไม่ระบุชื่อ (ข้อมูลอ่อนไหว)", "Benefits that are not named (sensitive)")
TOTAL = Text("รวม", "Total")


def agency(code: str) -> Text:
    if code == "coordinator":
        return COORDINATOR
    return Text(AGENCY_TH[Agency(code)], AGENCY_EN[Agency(code)])


def named(names: dict[str, Text], code: str) -> Text:
    return names.get(code, same(code))
