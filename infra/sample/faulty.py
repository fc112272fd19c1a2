"""``tpmap_betong_faulty.csv``: thirty households of Betong with eight kinds of fault, one a household, and clean ones."""

from __future__ import annotations

from infra.sample.files import HEADERS, Row, as_csv, rows_of

COLUMN = {name: index for index, name in enumerate(HEADERS)}
SEED = 9502

# (which household of the file, 1-based; which of its members; column; faulty cell), in the order of the codes' list
FAULTS = (
    (2, 0, "เลขประจำตัวประชาชน", "8990000000001"),  # wrong check digit
    (4, 0, "วันเดือนปีเกิด", "31/02/2500"),  # no such day
    (6, 0, "รหัสตำบล", "950297"),  # no such subdistrict
    (8, 0, "เพศ", "ช"),  # unknown value
    (10, 0, "รายได้บุคคลต่อปี", "หมื่นสอง"),  # not a number
    (12, 0, "ชื่อ", ""),  # required cell is empty
    (14, 0, "ความสัมพันธ์กับหัวหน้าครัวเรือน", "บุตร"),  # nobody is the head
    (16, 0, "วันเดือนปีเกิด", "12/05/2570"),  # born after the survey
)


def betong() -> bytes:
    """The faulty file, always the same bytes."""
    rows = list(rows_of(SEED, {"9502": 30}, 2564, first_serial=1_000_000))
    households: dict[str, list[Row]] = {}
    for row in rows:
        households.setdefault(row[COLUMN["รหัสบ้าน"]], []).append(row)
    grouped = list(households.values())
    for number, member, column, cell in FAULTS:
        grouped[number - 1][member][COLUMN[column]] = cell
    return as_csv(rows)
