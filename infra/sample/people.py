"""Made-up families of the province: ages, schooling, incomes, help received, in plausible shares. Nobody is real."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from stdnum.th import pin

THAI_FIRST = {
    "ชาย": ("สมหมาย", "บุญเกิด", "ประเสริฐ", "วิชัย", "ณรงค์", "สุชาติ", "ธีรเดช", "กิตติ", "อนุชา", "พงศ์ภัค"),
    "หญิง": ("สมศรี", "บุญเรือน", "จันทร์เพ็ญ", "วันดี", "มาลี", "สุนีย์", "พิมพ์ชนก", "อรุณี", "กมลวรรณ", "ณัฐธิดา"),
}
MALAY_FIRST = {
    "ชาย": ("มะยากี", "อับดุลเลาะ", "มูหัมหมัด", "สาการียา", "อาแว", "ซูไฮมี", "อิบรอเฮง", "ฮาซัน", "รอซาลี", "อัสมาน"),
    "หญิง": ("แมะซง", "คอรีเยาะ", "ฟาตีเมาะ", "รอฮานี", "ซารีนา", "นูรฮายาตี", "มารีแย", "อัสนะห์", "ฮาลีเมาะ", "ซูไรดา"),
}
THAI_LAST = ("แก้วมณี", "ทองสุข", "ศรีพรหม", "รัตนพันธ์", "ชูเพชร", "สุขเจริญ", "นวลแก้ว", "บุญรอดดี")
MALAY_LAST = ("สาและ", "ดือราแม", "เจ๊ะแว", "มะแซสะอิ", "ยูโซะ", "บินอาแว", "ลาเตะ", "แวกาจิ", "สะมะแอ", "หะยีดาโอ๊ะ")
KINDS = (
    "ทางการเคลื่อนไหวหรือทางร่างกาย",
    "ทางการเห็น",
    "ทางการได้ยินหรือสื่อความหมาย",
    "ทางสติปัญญา",
    "ทางจิตใจหรือพฤติกรรม",
)
JOBS = ("รับจ้างทั่วไป", "กรีดยาง", "เกษตรกร", "ค้าขาย", "แม่บ้าน", "ว่างงาน")


@dataclass
class Person:
    """One row of the survey; blank text is "not asked"."""

    relation: str
    sex: str
    born: date
    known: str = "day"  # how much of the birth date the register holds: day, month or year
    title: str = ""
    first: str = ""
    last: str = ""
    citizen_id: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def age(self, on: date) -> int:
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    @property
    def birth_cell(self) -> str:
        year = self.born.year + 543
        if self.known == "year":
            return f"00/00/{year}"
        if self.known == "month":
            return f"00/{self.born.month:02d}/{year}"
        return f"{self.born.day:02d}/{self.born.month:02d}/{year}"


class Village:
    """Draws families from one seeded source. ``on``: the day of the survey."""

    def __init__(self, draw: random.Random, serial: int = 0) -> None:
        self.draw = draw
        self.serial = serial

    def chance(self, percent: float) -> bool:
        return self.draw.random() * 100 < percent

    def citizen_id(self) -> str:
        """A valid check digit under a registrar's code that does not exist (9900)."""
        self.serial += 1
        stem = f"89900{self.serial:07d}"
        return stem + pin.calc_check_digit(stem)

    def born(self, on: date, low: int, high: int) -> date:
        """A birthday that makes the person ``low`` to ``high`` years old on ``on``."""
        latest = date(on.year - low, on.month, min(on.day, 28))
        return latest - timedelta(days=self.draw.randrange(0, 365 * (high - low + 1)))

    def family(self, on: date) -> tuple[list[Person], bool]:
        """The people of one household, head first, and whether Malay is spoken at home."""
        malay = self.chance(72)
        people = list(self._members(on))
        last = self.draw.choice(MALAY_LAST if malay else THAI_LAST)
        for person in people:
            self._name(person, on, malay, last)
            self._facts(person, on)
        return people, malay

    def _members(self, on: date) -> Iterator[Person]:
        kind = self.draw.choices(("elder", "couple", "parents", "three", "single"), (13, 9, 40, 26, 12))[0]
        head = self.draw.choice(("ชาย", "หญิง"))
        other = "หญิง" if head == "ชาย" else "ชาย"
        if kind == "elder":
            yield self._person("หัวหน้าครัวเรือน", head, on, 61, 88)
            if self.chance(45):
                yield self._person("หลาน", self.draw.choice(("ชาย", "หญิง")), on, 5, 15)
            return
        if kind == "couple":
            yield self._person("หัวหน้าครัวเรือน", head, on, 58, 82)
            yield self._person("คู่สมรส", other, on, 56, 78)
            if self.chance(50):
                yield self._person("หลาน", self.draw.choice(("ชาย", "หญิง")), on, 3, 14)
            return
        yield self._person("หัวหน้าครัวเรือน", head, on, 27, 55)
        if kind != "single":
            yield self._person("คู่สมรส", other, on, 25, 52)
        for _ in range(self.draw.choices((1, 2, 3, 4), (26, 38, 26, 10))[0]):
            yield self._person("บุตร", self.draw.choice(("ชาย", "หญิง")), on, 0, 19)
        if kind == "three":
            yield self._person("บิดามารดา", self.draw.choice(("หญิง", "หญิง", "ชาย")), on, 59, 91)
            if self.chance(25):
                yield self._person("ญาติ", self.draw.choice(("ชาย", "หญิง")), on, 18, 50)

    def _person(self, relation: str, sex: str, on: date, low: int, high: int) -> Person:
        person = Person(relation, sex, self.born(on, low, high))
        if person.age(on) >= 70 and self.chance(22):
            person.known, person.born = "year", date(person.born.year, 1, 1)
        elif person.age(on) >= 65 and self.chance(6):
            person.known = "month"
        return person

    def _name(self, person: Person, on: date, malay: bool, last: str) -> None:
        person.first = self.draw.choice((MALAY_FIRST if malay else THAI_FIRST)[person.sex])
        person.last = last
        young = person.age(on) < 15
        if person.sex == "ชาย":
            person.title = "เด็กชาย" if young else "นาย"
        else:
            person.title = "เด็กหญิง" if young else ("นางสาว" if person.age(on) < 28 else "นาง")
        if not self.chance(1.2):
            person.citizen_id = self.citizen_id()

    def _facts(self, person: Person, on: date) -> None:
        age, facts = person.age(on), person.facts
        registered = bool(person.citizen_id)
        facts["nationality"] = "ไทย" if registered else "ไม่มีสถานะทะเบียน"
        facts["in_house_register"] = "ไม่ใช่" if not registered or self.chance(2.5) else "ใช่"
        facts["person_status"] = "อยู่จริง"
        facts["studying"] = self._school(age)
        facts["education"] = "ประถมศึกษา" if age > 18 else ""
        facts["occupation"] = self.draw.choice(JOBS) if 18 <= age < 65 else ""
        facts["person_income"] = self._income(age)
        disabled = self.chance(3 if age < 60 else 11)
        holds = disabled and self.chance(72)
        facts["disability_kind"] = self.draw.choice(KINDS) if disabled else ""
        facts["disability_card"] = "มี" if holds else ("" if self.chance(2) else "ไม่มี")
        facts["bedridden"] = "ใช่" if age >= 70 and self.chance(5) else "ไม่ใช่"
        facts["chronic_illness"] = "ใช่" if self.chance(30 if age >= 50 else 4) else "ไม่ใช่"
        pregnant = person.sex == "หญิง" and 18 <= age <= 40 and self.chance(4)
        facts["pregnant"] = "ใช่" if pregnant else "ไม่ใช่"
        card = age >= 18 and registered and self.chance(56)
        facts["welfare_card"] = "มี" if card else ("" if self.chance(2) else "ไม่มี")
        facts["health_scheme"] = self._scheme(registered)
        facts["state_pension"] = "ใช่" if age >= 60 and self.chance(2) else ("" if self.chance(2) else "ไม่ใช่")
        facts["in_state_care"] = "ไม่ใช่"
        facts["benefits_received"] = self._received(age, holds, card, facts)

    def _school(self, age: int) -> str:
        if age < 4 or age > 18:
            return "ไม่ได้เรียน"
        if self.chance(5):
            return "ไม่ได้เรียน"
        if age < 6:
            return "อนุบาล"
        if age < 12:
            return f"ป.{age - 5}"
        return f"ม.{min(6, age - 11)}"

    def _income(self, age: int) -> str:
        if age < 18:
            return "0"
        if self.chance(4):
            return ""
        return str(self.draw.randrange(0, 12) * 3000 if age >= 60 else self.draw.randrange(4, 30) * 3000)

    def _scheme(self, registered: bool) -> str:
        if not registered:
            return "ไม่มี"
        return self.draw.choices(("บัตรทอง", "ประกันสังคม", "ข้าราชการ", "ไม่มี", ""), (92, 4, 0.8, 1.6, 1.6))[0]

    def _received(self, age: int, holds: bool, card: bool, facts: dict[str, str]) -> str:
        """What is received: most of what is due, not all; sometimes nobody asked."""
        if self.chance(4):
            return ""
        got = []
        if age >= 60 and facts["state_pension"] != "ใช่" and self.chance(80):
            got.append("เบี้ยยังชีพผู้สูงอายุ")
        if holds and self.chance(84):
            got.append("เบี้ยความพิการ")
        if age < 6 and self.chance(76):
            got.append("เงินอุดหนุนเพื่อการเลี้ยงดูเด็กแรกเกิด")
        if facts["studying"] not in ("ไม่ได้เรียน",) and age <= 15 and self.chance(52):
            got.append("equitable_education_grant")
        if card:
            got.append("บัตรสวัสดิการแห่งรัฐ")
        return ";".join(got) or "-"
