"""``up --sample``: a few made-up households, surveyed this year, sent in as the committee's own file would be."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.local import upload
from infra.local.cloud import Cloud
from infra.sample import files

HOUSEHOLDS = 40
_BANGKOK = ZoneInfo("Asia/Bangkok")
_SURVEYED = "วันที่สำรวจ"


def send(cloud: Cloud, outputs: dict[str, str], home: Path) -> int:
    """The exit status of the upload."""
    today = datetime.now(_BANGKOK).date()
    year = today.year + 543
    file = home / f"tpmap_{HOUSEHOLDS}_{year}.csv"
    file.write_bytes(not_after(files.few(HOUSEHOLDS, year), today))
    print(f"\nส่งครัวเรือนสมมติ {HOUSEHOLDS} ครัวเรือน สำรวจปี {year} (sending made-up households)")
    return upload.run(cloud, outputs, file, "cdd", check=False)


def not_after(data: bytes, today: date) -> bytes:
    """Nobody can have been surveyed tomorrow: the field season's days still to come become today."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    column = rows[0].index(_SURVEYED)
    for row in rows[1:]:
        day, month, year = (int(part) for part in row[column].split("/"))
        if date(year - 543, month, day) > today:
            row[column] = f"{today:%d/%m}/{today.year + 543}"
    return files.as_csv(rows[1:])
