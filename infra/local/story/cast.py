"""Who plays: the 36 households with what the outside world knows of them, and the officials who mentor them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from infra.local.people import identity_of
from infra.local.story.calls import Api
from infra.local.story.diary import Diary
from infra.local.world import World
from infra.sample.later import COLUMN, temper
from shared.domain.calendar import WorkingCalendar

MENTORS = {"9503": 22, "9502": 18}  # a few more than households: somebody must be free when a mentor leaves
DOMAIN = "mentors.sitthi.example"
SPOKEN = ("ms", "ms", "th")


@dataclass
class Case:
    """One pilot household. ``rank`` in the selection decides which unusual things happen to it."""

    household_id: str
    rank: int
    house_code: str
    people: int
    failed: tuple[int, ...]
    mentor: str = ""  # user name
    decided_on: date | None = None
    left: bool = False  # declined, moved away or graduated: nobody visits any more
    looks: int = 0
    outcome: str | None = None  # of its last round
    happened: set[str] = field(default_factory=set)

    def once(self, what: str) -> bool:
        """True the first time only."""
        new = what not in self.happened
        self.happened.add(what)
        return new

    @property
    def path(self) -> str:
        return f"/v1/households/{self.household_id}"

    @property
    def temper(self) -> str:
        return temper(self.house_code)


@dataclass
class Stage:
    """What every scene needs."""

    world: World
    file: Path
    api: Api
    diary: Diary
    calendar: WorkingCalendar = field(default_factory=lambda: WorkingCalendar("95"))
    cases: dict[str, Case] = field(default_factory=dict)
    free: dict[str, list[str]] = field(default_factory=dict)  # district -> user names of free mentors

    def after(self, day: date, working_days: int) -> date:
        return self.calendar.add_working_days(day, working_days)

    def on_or_before(self, day: date) -> date:
        """The last working day up to a day."""
        while not self.calendar.is_working(day):
            day = date.fromordinal(day.toordinal() - 1)
        return day

    def officer_id(self, user: str) -> str:
        return identity_of(self.world).officer_of(user) if "@" in user else f"demo-{user}"


def families(world: World, file: Path) -> Iterator[tuple[str, Case]]:
    """Every household of a sample file by its opaque id. The centre's own list has the same."""
    identity = identity_of(world)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    house, number = COLUMN["รหัสบ้าน"], COLUMN["ครัวเรือนที่"]
    failed = COLUMN["ตัวชี้วัดครัวเรือนที่ตกเกณฑ์"]
    sizes: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], list[str]] = {}
    for row in rows[1:]:
        key = (row[house], row[number])
        sizes[key] = sizes.get(key, 0) + 1
        first.setdefault(key, row)
    for (code, no), size in sizes.items():
        household_id = identity.household_id(code, int(no))
        numbers = tuple(int(one) for one in first[code, no][failed].split(";") if one.isdigit())
        yield household_id, Case(household_id, 0, code, size, numbers)


def officers_file() -> bytes:
    """The mentors as an administrator registers them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["ชื่อ", "อีเมล", "บทบาท", "หน่วยงาน", "พื้นที่", "ภาษา"])
    for district, user in mentor_users():
        number = int(user.partition("@")[0].rpartition("-")[2])
        writer.writerow(["พี่เลี้ยง สมมติ", user, "mentor", "", district, SPOKEN[number % len(SPOKEN)]])
    return text.getvalue().encode("utf-8-sig")


def mentor_users() -> Iterator[tuple[str, str]]:
    for district, count in MENTORS.items():
        for number in range(1, count + 1):
            yield district, f"mentor-{district}-{number}@{DOMAIN}"


def give_mentor(stage: Stage, household_id: str, user: str, reason: str | None = None) -> None:
    """Assign, or hand over with a reason."""
    case = stage.cases[household_id]
    body = {"officer_id": stage.officer_id(user), **({"reason": reason} if reason else {})}
    stage.api.change("coordinator", "PUT", f"{case.path}/mentor", body, at=case.path)
    for free in stage.free.values():
        if user in free:
            free.remove(user)
    case.mentor = user
