"""Codes that people meet, in words: Thai, English. Reports, timelines and pages read them here."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

RETURN_REASONS: Words = {
    "WRONG_AGENCY": ("ส่งผิดหน่วยงาน", "Wrong agency"),
    "WRONG_AREA": ("ส่งผิดพื้นที่", "Wrong area"),
    "INSUFFICIENT_INFO": ("ข้อมูลไม่พอ", "Not enough information"),
    "DUPLICATE": ("งานซ้ำ", "Duplicate"),
    "NOT_ENTITLED": ("ไม่มีสิทธิ", "Not entitled"),
    "NO_BUDGET": ("ไม่มีงบประมาณ", "No budget"),
}
TASK_OUTCOMES: Words = {
    "RECEIVED": ("ได้รับแล้ว", "Received"),
    "RECEIVED_PARTLY": ("ได้รับบางส่วน", "Received in part"),
    "ALREADY_RECEIVING": ("ได้รับอยู่ก่อนแล้ว", "Received already"),
    "NOT_ENTITLED_CONFIRMED": ("ยืนยันว่าไม่มีสิทธิ", "Confirmed: not entitled"),
    "REFUSED_BY_FAMILY": ("ครอบครัวไม่ประสงค์รับ", "The family refused"),
    "UNREACHABLE": ("ติดต่อไม่ได้", "Nobody reached"),
    "MOVED": ("ย้ายออกแล้ว", "Moved away"),
    "DECEASED": ("เสียชีวิต", "Died"),
}
END_GROUNDS: Words = {
    "receipt": ("ได้รับแล้ว (ข้อมูลการจ่าย)", "Received (payment data)"),
    "receiving": ("ได้รับแล้ว (ข้อมูลอื่น)", "Received (other data)"),
    "turned": ("ผลวินิจฉัยเปลี่ยน", "The answer changed"),
    "died": ("เสียชีวิต", "Died"),
    "moved": ("ย้ายออก", "Moved"),
    "withdrawn": ("ถอนข้อมูล", "Data withdrawn"),
}
ROUND_OUTCOMES: Words = {
    "graduated": ("พ้นความยากจน", "Graduated"),
    "on_track": ("เป็นไปตามแผน", "On track"),
    "stalled": ("หยุดนิ่ง", "Stalled"),
    "at_risk": ("เสี่ยง", "At risk"),
    "backslid": ("ถอยกลับ", "Backslid"),
    "supported_permanently": ("ดูแลต่อเนื่อง", "Supported permanently"),
    "declined": ("ไม่ประสงค์รับ", "Declined"),
    "moved": ("ย้ายออก", "Moved"),
    "deceased": ("เสียชีวิต", "Deceased"),
}
TASK_KINDS: Words = {
    "claim": ("ยื่นขอสิทธิ", "Claim"),
    "screening": ("คัดกรอง", "Screening"),
    "measure": ("มาตรการตามแผน", "Measure of the plan"),
    "verification": ("ตรวจสอบข้อมูล", "Verification"),
    "grievance": ("เรื่องร้องเรียน", "Grievance"),
}
TASK_STATES: Words = {
    "draft": ("รอพิจารณาส่ง", "To be sent"),
    "sent": ("ส่งแล้ว รอตอบรับ", "Sent, not acknowledged"),
    "accepted": ("รับเรื่องแล้ว", "Accepted"),
    "in_progress": ("กำลังดำเนินการ", "In progress"),
    "waiting": ("รอข้อมูลหรือผู้อื่น", "Waiting for something"),
    "returned": ("ส่งกลับ", "Returned"),
    "done": ("ทำแล้ว รอยืนยัน", "Done, to confirm"),
    "closed": ("ปิดแล้ว", "Closed"),
    "cancelled": ("ยกเลิก", "Cancelled"),
}
RIGHT_STATES: Words = {
    "gap": ("มีสิทธิ ยังไม่ได้รับ", "Entitled, not received"),
    "need_info": ("ต้องถามเพิ่ม", "More to ask"),
    "eligible_when_open": ("มีสิทธิเมื่อเปิดรับ", "Entitled when open"),
    "receiving": ("ได้รับอยู่", "Receiving"),
    "may_be_requested": ("ขอได้ ไม่ใช่สิทธิ", "May be asked for"),
    "suggested": ("แนะนำ", "Suggested"),
}
# Partners that are no agency of ours. An agency's own inbox is its code in lower case.
PARTNERS: Words = {
    "tpmap": ("ระบบ TPMAP", "TPMAP"),
    "treasury": ("กรมบัญชีกลาง", "Comptroller General's Department"),
}
RELATIONS: Words = {
    "หัวหน้าครัวเรือน": ("หัวหน้าครัวเรือน", "head"),
    "คู่สมรส": ("คู่สมรส", "spouse"),
    "บุตร": ("บุตร", "child"),
    "บิดามารดา": ("บิดามารดา", "parent"),
    "หลาน": ("หลาน", "grandchild"),
    "ญาติ": ("ญาติ", "relative"),
    "อื่น ๆ": ("อื่น ๆ", "other"),
}
WAITING: Words = {
    "citizen": ("ครอบครัว", "the family"),
    "court": ("ศาล", "the court"),
    "force_majeure": ("เหตุสุดวิสัย", "force majeure"),
    "budget": ("งบประมาณ", "money"),
    "other_agency": ("หน่วยงานอื่น", "another agency"),
}
ALERT_DECISIONS: Words = {
    "back_to_planning": ("กลับไปวางแผนใหม่", "Back to planning"),
    "measure_added": ("เพิ่มมาตรการ", "A measure is added"),
    "watch": ("เฝ้าดูต่อ", "Watched on"),
    "no_action": ("ไม่ต้องทำอะไร", "Nothing to do"),
}


def word(words: Words, code: str, language: str) -> str:
    """The words of a code; a code without words is its own."""
    th, en = words.get(code, (code, code))
    return en if language == "en" else th
