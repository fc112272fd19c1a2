"""The texts of the domain's refusals by stable code: Thai, English. Nothing else holds such a text.

``{}`` parts are filled from what the caller may know: field names, limits, states; never from what people typed.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    "TASK-OFFICER": (
        "มอบงานได้เฉพาะเจ้าหน้าที่ของ {agency} ที่ยังปฏิบัติงานและดูแลพื้นที่ของงานนี้ ให้เลือกคนอื่นหรือให้ผู้ดูแลระบบแก้พื้นที่ของเจ้าหน้าที่",
        "Only an officer of {agency} who is in office and covers this task's area can be given it; "
        "choose another, or have an administrator change the officer's areas",
    ),
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
    "CASE-FIELD-MISSING": ("ต้องกรอก: {listed}", "Please fill in: {listed}"),
    "CASE-SECOND-PERSON": ("ผู้ร่วมตัดสินต้องเป็นคนละคนกับผู้สั่ง", "The second person must be somebody else"),
    "CASE-PHASE": (
        "จากระยะ {phase} ไปได้เฉพาะระยะ: {listed}",
        "From phase {phase} a household can only go to: {listed}",
    ),
    "CASE-PHASE-NOT-READY": (
        "ยังขาดเงื่อนไข: {listed} หากต้องข้ามให้ระบุเหตุผลและผู้ร่วมตัดสินอีกคน",
        "Still missing: {listed}. To go on all the same, give a reason and a second person",
    ),
    "CASE-NEED": (
        "มิติต้องเป็นหนึ่งใน: {listed} และระดับ 0–3",
        "The dimension must be one of: {listed}, the level 0 to 3",
    ),
    "PLAN-NOT-ALLOWED": (
        "แผนอยู่ในสถานะ {state} ที่ทำได้: {listed}",
        "The plan is {state}; possible: {listed}",
    ),
    "PLAN-AGENCY": ("หน่วยงานต้องเป็นหนึ่งใน: {listed}", "The agency must be one of: {listed}"),
    "PLAN-LEVEL": ("ระดับงบประมาณต้องเป็นหนึ่งใน: {listed}", "The level of money must be one of: {listed}"),
    "PLAN-DIMENSION": ("มิติต้องเป็นหนึ่งใน: {listed}", "The dimension must be one of: {listed}"),
    "PLAN-BUDGET": ("งบประมาณติดลบไม่ได้: {listed}", "A budget cannot be negative: {listed}"),
    "PLAN-MEASURE-TWICE": ("รหัสมาตรการซ้ำกัน", "Two measures have the same id"),
    "PLAN-PERIOD": ("วันสิ้นสุดแผนอยู่ก่อนวันเริ่ม", "The plan ends before it starts"),
    "PLAN-TRACK": ("แนวทางต้องเป็นหนึ่งใน: {listed}", "The track must be one of: {listed}"),
    "PLAN-OTHER-TEXT": (
        "ข้อความของแผนเปลี่ยนไปแล้ว โปรดอ่านฉบับล่าสุดก่อนลงนาม",
        "The plan's text has changed; please read the latest one before signing",
    ),
    "PLAN-INCOMPLETE": ("แผนยังขาด: {listed}", "The plan still lacks: {listed}"),
    "PLAN-OVER-CEILING": (
        "งบรวม {budget} บาท เกินวงเงิน {ceiling} บาท",
        "The budget of {budget} baht exceeds the ceiling of {ceiling} baht",
    ),
    "PLAN-UNSIGNED": ("ยังไม่ได้ลงนาม: {listed}", "Not yet signed by: {listed}"),
    "PLAN-REASON": ("ต้องกรอก: {listed}", "Please fill in: {listed}"),
    "PLAN-SECOND-PERSON": (
        "ผู้ที่ลงนามในแผนตัดสินแผนนั้นเองไม่ได้",
        "Who has signed the plan cannot decide on it",
    ),
    "PLAN-NO-MEASURE": ("ไม่มีมาตรการนี้ในแผน", "The plan has no such measure"),
    "PLAN-SPENDING": (
        "รายจ่ายต้องมีจำนวนเงินและหลักฐาน",
        "Spending needs an amount and its evidence",
    ),
    "PLAN-OVERSPENT": (
        "รายจ่ายรวมเกินงบของมาตรการ {budget} บาท ให้ขอแก้แผน",
        "Spending exceeds the measure's budget of {budget} baht; revise the plan",
    ),
    "PLAN-UNDECIDED": ("มาตรการที่ยังไม่เสร็จหรือยุติ: {listed}", "Measures not yet decided: {listed}"),
    "CASE-BEFORE": ("วันที่อยู่ก่อนเหตุการณ์ที่บันทึกไว้แล้ว", "The day lies before what is already recorded"),
    "CASE-GRADUATION": ("ยังพ้นความยากจนไม่ได้ ขาด: {listed}", "Not yet graduated; missing: {listed}"),
    "CASE-ORDER": ("ลำดับต้องใช้ตัววัดในรายการ: {listed}", "The order must use the measures: {listed}"),
    "CASE-SHARES": (
        "จำนวนรายพื้นที่รวมกันต้องเท่ากับ {size}",
        "The shares of the areas must add up to {size}",
    ),
    "CASE-TOO-FEW": (
        "ต้องการ {size} ครัวเรือน แต่มีให้เลือก {found}",
        "{size} households are wanted, {found} are there to choose from",
    ),
    "CASE-SWAP": (
        "สลับได้เฉพาะครัวเรือนที่ได้รับเลือกกับครัวเรือนสำรอง",
        "Only a chosen household can be swapped for one of the reserve",
    ),
    "CASE-MENTOR-ROLE": ("ผู้นี้ไม่ใช่พี่เลี้ยงที่ยังปฏิบัติงาน", "This person is not an active mentor"),
    "CASE-WITHDRAWAL": (
        "ถอนได้เฉพาะการนำเข้าข้อมูลสำรวจหรือผลการจ่ายที่เสร็จแล้ว ไม่ใช่การตรวจอย่างเดียว",
        "Only a finished import of surveys or receipts can be withdrawn, and no dry run",
    ),
    "CASE-HOLD-DECIDED": ("เรื่องนี้ตัดสินไปแล้ว", "This was decided already"),
    "CASE-HOLD-LARGE": (
        "ครัวเรือนนี้ใหญ่เกินกว่าจะรวมในครั้งเดียว ให้ตัดสินเป็นรายคนว่าย้าย",
        "The household is too large to be merged at once; decide person by person that they moved",
    ),
    "CASE-MENTOR-BUSY": ("พี่เลี้ยงคนนี้ดูแลครัวเรือนอื่นอยู่", "This mentor already has a household"),
    "CASE-MENTOR-SAME": ("พี่เลี้ยงคนนี้ดูแลครัวเรือนนี้อยู่แล้ว", "This mentor already has this household"),
    "CASE-FUTURE": ("วันที่เกิดเหตุอยู่ในอนาคต", "The day it happened lies in the future"),
    "CASE-VISIT-CHANGED": (
        "มีบันทึกการเยี่ยมรหัสนี้แล้วแต่เนื้อหาต่างกัน หากแก้ไขให้บันทึกเป็นการเยี่ยมใหม่",
        "A visit of this id is recorded and says something else; a correction is a visit of its own",
    ),
    "CASE-VISIT-FINDINGS": (
        "การเยี่ยมที่ไม่พบหรือถูกปฏิเสธมีข้อค้นพบไม่ได้",
        "A visit that found nobody or was refused has no findings",
    ),
    "CASE-CAUSE": ("สาเหตุต้องเป็นหนึ่งใน: {listed}", "The cause must be one of: {listed}"),
    "CASE-DECIDED": ("ตัดสินไปแล้ว", "It is decided already"),
    "CASE-DECISION": ("การตัดสินใจต้องเป็นหนึ่งใน: {listed}", "The decision must be one of: {listed}"),
    "CASE-GRIEVANCE-ABOUT": (
        "เรื่องที่ร้องเรียนต้องเป็นหนึ่งใน: {listed}",
        "A grievance must be about one of: {listed}",
    ),
    "CASE-GRIEVANCE-CHANNEL": ("ช่องทางต้องเป็นหนึ่งใน: {listed}", "The channel must be one of: {listed}"),
    "CASE-CHANGE": ("การเปลี่ยนแปลงที่บันทึกได้ตอนนี้: {listed}", "Changes possible now: {listed}"),
    "CASE-SAME-HOUSEHOLD": (
        "ครัวเรือนปลายทางเป็นครัวเรือนเดียวกัน",
        "The other household is this very one",
    ),
    "CASE-MEMBER": (
        "สมาชิกไม่ตรงกับรายชื่อในครัวเรือน",
        "The person does not fit the household's list of members",
    ),
    "CASE-SPLIT-ALL": (
        "แยกทุกคนออกไม่ได้ ให้บันทึกเป็นการย้าย",
        "A split leaves somebody behind; record a move instead",
    ),
    "CASE-QUORUM": ("ต้องมีประธานและกรรมการอีกอย่างน้อยหนึ่งคน", "The chair and one more must be present"),
    "CASE-NO-ITEM": (
        "ไม่มีเรื่องนี้ที่ยังไม่ตัดสินในการประชุม",
        "The meeting has no such item still to decide",
    ),
    "CASE-VERDICT": ("มติต้องเป็นหนึ่งใน: {listed}", "The decision must be one of: {listed}"),
    "CASE-PURPOSE": ("วัตถุประสงค์ต้องเป็นหนึ่งใน: {listed}", "The purpose must be one of: {listed}"),
    "CASE-NO-CONSENT-NEEDED": (
        "วัตถุประสงค์นี้ทำตามกฎหมายโดยไม่ต้องขอความยินยอม ที่ต้องขอ: {listed}",
        "This purpose rests on the law and asks no consent; those that do: {listed}",
    ),
    "CASE-METHOD": ("วิธีให้ความยินยอมต้องเป็นหนึ่งใน: {listed}", "The method must be one of: {listed}"),
    "CASE-CONSENT": (
        "ครอบครัวยังไม่ยินยอมให้เก็บภาพถ่าย ให้บันทึกความยินยอมก่อน",
        "The family has not agreed to photos being kept; record the consent first",
    ),
    "CASE-PHOTO": ("รับเฉพาะภาพ {listed} ไม่เกิน 8 MB", "Only {listed} pictures up to 8 MB are taken"),
    "CASE-PHOTO-MISSING": (
        "ยังไม่ได้รับภาพที่อ้างถึง ให้ส่งภาพก่อนแล้วส่งแบบบันทึกอีกครั้ง",
        "A photo that the form names has not arrived; send it first, then the form again",
    ),
    "CASE-MEASURE": (
        "เสนอได้เฉพาะมาตรการของหน่วยงานตนเอง: {listed}",
        "An agency proposes measures of its own: {listed}",
    ),
    "PLAN-NONE": ("ครัวเรือนนี้ยังไม่มีแผน", "The household has no plan yet"),
    "PLAN-ROLE": ("ท่านทำรายการนี้ได้ในฐานะ: {listed}", "You can do this only as: {listed}"),
    "CASE-ROUND": ("รอบนี้ประเมินและสรุปผลแล้ว", "This round is made and its outcome set"),
    "CASE-ROUND-NONE": ("รอบนี้ไม่มีผลที่รอผู้ประเมินคนที่สอง", "No outcome of this round waits for a second person"),
    "CASE-TOO-MANY": ("บันทึกได้ครั้งละไม่เกิน {most} คน", "At most {most} persons at a time"),
    "CASE-OTHER-HOUSEHOLD": (
        "ไม่พบครัวเรือนปลายทาง หรือไม่อยู่ในพื้นที่ของท่าน",
        "The other household is not known, or not in your area",
    ),
    "CASE-HOUSEHOLD-KNOWN": (
        "มีครัวเรือนของรหัสบ้านและลำดับนี้แล้ว ให้ระบุเป็น other_household",
        "A household of this house code and number is known already; name it as other_household",
    ),
    "CASE-NUMBER": (
        "เลขประจำตัวไม่ถูกต้อง หลักสุดท้ายไม่ตรงกับหลักอื่น",
        "This is nobody's number: its last digit does not fit the others",
    ),
    "CASE-NUMBER-TAKEN": (
        "เลขประจำตัวนี้เป็นของสมาชิกอีกคนในครัวเรือน",
        "This number is another member's of the household",
    ),
    "CASE-NUMBER-HELD": (
        "เลขประจำตัวนี้มีอยู่ในครัวเรือนอื่น ส่งให้ผู้ประสานงานตัดสินแล้ว เมื่อตัดสินแล้วให้ส่งรายการนี้อีกครั้ง",
        "Another household has this number; a coordinator decides. Send this again after the decision",
    ),
    "CASE-AREA": ("รหัสตำบลนี้ไม่มีอยู่", "There is no subdistrict of this code"),
    "CASE-CHAIR": ("ประธานต้องเป็นกรรมการที่ยังปฏิบัติหน้าที่", "The chair must be an active member of the committee"),
    "CASE-OFFICER-KNOWN": (
        "มีเจ้าหน้าที่ของอีเมลนี้แล้ว ให้แก้ไขรายการเดิม",
        "There is an officer of this address already; change that one",
    ),
    "CASE-OFFICER-ADDRESS": (
        "บริการลงชื่อเข้าใช้ไม่รับอีเมลนี้",
        "The sign-in service does not take this address",
    ),
    "CASE-OFFICER-SELF": (
        "แก้ไขสิทธิของตนเองไม่ได้ ให้ผู้ดูแลระบบอีกคนทำ",
        "Nobody changes their own rights; another administrator can",
    ),
    "CASE-OFFICER-AREA": ("ไม่มีพื้นที่รหัสนี้: {listed}", "There is no area of this code: {listed}"),
    "CASE-HANDOVER": (
        "ผู้รับงานต้องปฏิบัติหน้าที่อยู่ มีบทบาทและหน่วยงานเดียวกับผู้ส่งมอบ",
        "Who takes over must be active and of the same role and agency",
    ),
    "CASE-NO-ADDRESS": (
        "บัญชีของท่านยังไม่มีอีเมลที่ยืนยันแล้ว ให้ผู้ดูแลระบบเพิ่มให้",
        "Your account has no verified mail address; an administrator can add one",
    ),
    "CASE-PERIOD": (
        "ช่วงเวลาต้องเรียงตามลำดับและยาวไม่เกิน {most} วัน",
        "The period must begin before it ends and last at most {most} days",
    ),
    "CASE-SIMULATION": (
        "ค่าที่จำลองต้องเป็นของตัวแปรในสมุดกติกา และมีรูปแบบเดียวกับค่าที่ใช้อยู่: {listed}",
        "A simulated value must be of a parameter of the rule book, in the form of the one in force: {listed}",
    ),
    "CASE-REPORT-PERIOD": (
        "งวด {listed} ยังไม่สิ้นสุด สั่งทำรายงานได้ตั้งแต่วันถัดจากวันสุดท้ายของงวด",
        "The period {listed} is not over; order its report from the day after its last day on",
    ),
    "CASE-NOT-PRESENT": ("ผู้ตัดสินต้องเข้าประชุม", "Only who is present at the meeting decides there"),
}
