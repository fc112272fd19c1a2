"""What happened to a household, told so that its timeline reads as a story. Also the list of events there are.

Names are those of the audit (case-management §5.6): ``th.sitthi.<group>.<name>.v1``. A sentence holds no name and
no number of a person; ``{}`` parts are filled with what the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.domain.phases import PHASE_EN, PHASE_TH

# group.name -> Thai, English
SENTENCES: Mapping[str, tuple[str, str]] = {
    "import.received": ("ได้รับไฟล์ข้อมูล", "A file was received"),
    "import.validated": ("ตรวจไฟล์แล้ว", "The file was checked"),
    "import.committed": ("นำเข้าข้อมูลแล้ว", "The file was taken in"),
    "import.row_held": ("ข้อมูลครัวเรือนถูกพักไว้เพราะมีข้อผิดพลาด", "The household's rows are held for a fault"),
    "import.row_released": ("ข้อมูลที่พักไว้แก้ไขแล้ว", "Held rows were mended"),
    "import.rejected": ("ปฏิเสธไฟล์", "The file was rejected"),
    "import.rolled_back": ("ถอนข้อมูลที่นำเข้าผิด", "A wrong import was withdrawn"),
    "household.created": ("ครัวเรือนเข้าสู่ระบบ", "The household became known"),
    "household.merged": ("รวมกับอีกครัวเรือน", "Merged with another household"),
    "household.split": ("แยกเป็นสองครัวเรือน", "Split into two households"),
    "household.moved": ("ย้ายที่อยู่", "Moved"),
    "household.member_added": ("มีสมาชิกเพิ่ม", "A member was added"),
    "household.member_left": ("สมาชิกย้ายออก", "A member left"),
    "household.member_died": ("สมาชิกเสียชีวิต", "A member died"),
    "household.pii_changed": ("แก้ไขชื่อหรือที่อยู่", "Name or address corrected"),
    "household.consent_given": ("ครอบครัวให้ความยินยอม", "The family gave consent"),
    "household.consent_withdrawn": ("ครอบครัวถอนความยินยอม", "The family withdrew consent"),
    "household.declined": ("ครอบครัวไม่ประสงค์ร่วมโครงการ", "The family declined the programme"),
    "household.resumed": ("ครอบครัวกลับเข้าร่วมโครงการ", "The family came back to the programme"),
    "household.phase_changed": ("เข้าสู่ระยะ{phase_th}", "Entered the {phase_en} phase"),
    "household.mentor_assigned": ("มีพี่เลี้ยงประจำครัวเรือน", "A mentor was assigned"),
    "household.mentor_released": ("พี่เลี้ยงพ้นหน้าที่", "The mentor left"),
    "household.selected": ("ได้รับเลือกเป็นครัวเรือนนำร่อง", "Chosen as a pilot household"),
    "survey.recorded": ("สำรวจข้อมูลครัวเรือน", "Surveyed"),
    "survey.superseded": ("มีผลสำรวจใหม่แทน", "A newer survey took over"),
    "survey.need_changed": ("ความต้องการของครัวเรือนเปลี่ยน", "The household's needs changed"),
    "rules.determination_made": ("ตรวจสิทธิครั้งแรก", "Rights were worked out"),
    "rules.determination_changed": ("ผลการตรวจสิทธิเปลี่ยน: {benefit}", "A determination changed: {benefit}"),
    "rules.gap_opened": ("พบสิทธิที่ยังไม่ได้รับ: {benefit}", "A right not received was found: {benefit}"),
    "rules.gap_closed": ("ได้รับสิทธิแล้วหรือเหตุสิ้นสุด: {benefit}", "Received, or its ground ended: {benefit}"),
    "task.drafted": ("ร่างงานถึง {agency_th}", "A task for {agency_en} was drafted"),
    "task.sent": ("ส่งงานให้ {agency_th}: {benefit}", "Sent to {agency_en}: {benefit}"),
    "task.recalled": ("เรียกงานคืนจาก {agency_th}", "Called back from {agency_en}"),
    "task.accepted": ("{agency_th} รับงาน", "{agency_en} accepted"),
    "task.returned": ("{agency_th} ส่งงานกลับ ({reason})", "{agency_en} returned it ({reason})"),
    "task.rerouted": ("ส่งต่องานให้ {agency_th}", "Sent on to {agency_en}"),
    "task.amended": ("แก้ไขแล้วส่งให้ {agency_th} อีกครั้ง", "Amended and sent again to {agency_en}"),
    "task.assigned": ("{agency_th} มอบผู้รับผิดชอบ", "{agency_en} assigned an officer"),
    "task.reassigned": ("{agency_th} เปลี่ยนผู้รับผิดชอบ", "{agency_en} changed the officer"),
    "task.unassigned": ("ผู้รับผิดชอบพ้นหน้าที่ งานกลับสู่ {agency_th}", "The officer left; back to {agency_en}"),
    "task.held": ("{agency_th} พักงาน รอ{waiting_on}", "{agency_en} waits for: {waiting_on}"),
    "task.hold_extended": ("ขยายเวลาพักงาน", "The waiting was extended"),
    "task.resumed": ("{agency_th} ทำงานต่อ", "{agency_en} went on"),
    "task.done": ("{agency_th} รายงานผล: {outcome}", "{agency_en} reported: {outcome}"),
    "task.confirmed": ("ยืนยันผลแล้ว: {outcome}", "Confirmed: {outcome}"),
    "task.disputed": ("พี่เลี้ยงโต้แย้งผล", "The mentor disputed the result"),
    "task.closed": ("ปิดงานโดยสองคน: {outcome}", "Closed by two persons: {outcome}"),
    "task.reopened": ("เปิดงานใหม่", "Reopened"),
    "task.cancelled": ("ยกเลิกงาน ({reason})", "Cancelled ({reason})"),
    "task.escalated": ("ยกระดับเรื่องของ {agency_th}", "Raised to a higher level of {agency_en}"),
    "task.escalation_lowered": ("ลดระดับการยกเรื่องตามมติ", "The escalation was lowered by decision"),
    "task.sla_warned": ("ใกล้ครบกำหนดของ {agency_th}", "{agency_en} is close to its deadline"),
    "task.sla_breached": ("เกินกำหนดของ {agency_th}", "{agency_en} is past its deadline"),
    "task.sla_recomputed": ("คำนวณกำหนดใหม่ตามปฏิทินวันหยุด", "Deadlines reckoned anew by the calendar"),
    "plan.drafted": ("ร่างแผนครัวเรือน", "The plan was drafted"),
    "plan.signed": ("ลงนามในแผน", "The plan was signed"),
    "plan.submitted": ("เสนอแผนต่อคณะกรรมการ", "The plan went to the committee"),
    "plan.decided": ("คณะกรรมการพิจารณาแผน ({reason})", "The committee decided on the plan ({reason})"),
    "plan.revised": ("ปรับแผนเป็นฉบับใหม่", "The plan was revised"),
    "plan.measure_progress": ("มาตรการคืบหน้า", "A measure went forward"),
    "plan.completed": ("ดำเนินการครบทุกมาตรการ", "Every measure is decided"),
    "visit.scheduled": ("นัดเยี่ยมบ้าน", "A visit was arranged"),
    "visit.done": ("เยี่ยมบ้าน", "Visited"),
    "visit.missed": ("ไปเยี่ยมแต่ไม่พบหรือไม่สะดวก", "The visit found nobody, or was refused"),
    "visit.evidence_added": ("เพิ่มภาพหรือหลักฐาน", "A photo or paper was added"),
    "eval.round_opened": ("เริ่มรอบประเมิน", "An evaluation round began"),
    "eval.outcome_set": ("ผลประเมิน: {outcome}", "The round's outcome: {outcome}"),
    "eval.second_approved": ("ผู้ประเมินคนที่สองเห็นชอบ", "A second person approved"),
    "eval.backslide_flagged": ("แจ้งเตือน: {reason}", "Alert: {reason}"),
    "eval.backslide_decided": ("ตัดสินใจต่อเหตุเตือน: {reason}", "The alert was decided: {reason}"),
    "grievance.filed": ("ครอบครัวร้องเรียน", "The family objected"),
    "grievance.settled": ("เรื่องร้องเรียนยุติ", "The objection was settled"),
}  # fmt: skip
# Events of the system and of people at their desks, which no household's timeline shows.
OTHER_EVENTS = frozenset(
    [
        "auth.login", "auth.login_failed", "auth.logout", "auth.token_revoked", "auth.role_granted",
        "auth.role_revoked", "auth.access_denied", "auth.break_glass_opened", "auth.break_glass_expired",
        "read.household_viewed", "read.pii_viewed", "read.search_performed", "read.export_downloaded",
        "read.report_downloaded", "rules.rulebook_activated", "rules.simulation_run", "ops.mail_queued",
        "ops.mail_status", "ops.report_built", "ops.calendar_changed", "ops.retention_deleted",
        "ops.audit_root_published",
    ]
)  # fmt: skip
# Steps that only repeat what the reader has just read, or are the clocks' own housekeeping.
QUIET = frozenset({"task.assigned", "task.sla_warned", "task.sla_recomputed", "rules.determination_made"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One happening. ``name``: group and name; ``about``: agency, benefit, reason and the like, by name."""

    on: date
    name: str
    about: tuple[tuple[str, str], ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    on: date
    name: str
    th: str
    en: str


class _Blank(dict[str, str]):
    """What is not known of a happening is told as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def tell(entry: Entry) -> Line:
    """The sentence of one happening; an unknown name is told by its name."""
    th, en = SENTENCES.get(entry.name, (entry.name, entry.name))
    values = _Blank(entry.about)
    agency = values.get("agency")
    if agency in list(Agency):
        values["agency_th"], values["agency_en"] = AGENCY_TH[Agency(agency)], AGENCY_EN[Agency(agency)]
    phase = values.get("phase", "")
    if phase.isdecimal() and int(phase) in PHASE_TH:
        values["phase_th"], values["phase_en"] = PHASE_TH[int(phase)], PHASE_EN[int(phase)]
    return Line(entry.on, entry.name, th.format_map(values), en.format_map(values))


def story(entries: Iterable[Entry], *, everything: bool = False) -> tuple[Line, ...]:
    """Oldest first; the same sentence of one day stands once. ``everything``: the quiet steps too."""
    lines: dict[tuple[date, str], Line] = {}
    for entry in sorted(entries, key=lambda one: (one.on, one.order, one.name)):
        if everything or entry.name not in QUIET:
            line = tell(entry)
            lines.setdefault((line.on, line.th), line)
    return tuple(lines.values())
