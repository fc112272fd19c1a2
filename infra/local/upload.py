"""``upload``: a file into a partner's inbox, and what became of it, in words a partner's officer can use."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from infra.local.cloud import Cloud
from shared.intake import faults
from shared.storage import keys

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0  # seconds without any change of the manifest
FINAL = ("done", "rejected", "failed", "withdrawn")
STATES = {
    "received": "รับไฟล์แล้ว",
    "profiling": "กำลังอ่านลักษณะไฟล์",
    "mapping": "กำลังจับคู่หัวตาราง",
    "applying": "กำลังบันทึก",
    "done": "เสร็จ",
    "rejected": "ไม่รับไฟล์นี้",
    "failed": "ทำไม่สำเร็จ",
    "withdrawn": "ถอนแล้ว",
}
FATES = {
    "records": "แถวข้อมูลทั้งหมด",
    "applied": "บันทึก",
    "unchanged": "เหมือนเดิม",
    "quarantined": "มีข้อผิดพลาด",
    "held": "พักไว้เพราะครัวเรือนเดียวกันมีข้อผิดพลาด",
    "duplicates": "ซ้ำในไฟล์",
}
ENDINGS = (".csv.gz", ".csv", ".zip", ".xlsx", ".txt", ".tsv")
PARTNER = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
SHOWN = 8  # most frequent reasons


def run(cloud: Cloud, outputs: dict[str, str], file: Path, partner: str, *, check: bool) -> int:
    """0 when the file was taken, 1 when it was refused, 2 when there was nothing to send."""
    if not PARTNER.match(partner):
        print(f"รหัสหน่วยงานใช้ได้เฉพาะ a-z 0-9 และ - (a partner id is a-z, 0-9 and -): {partner}")
        return 2
    if not file.is_file():
        print(f"ไม่พบไฟล์ (no such file): {file}")
        return 2
    import_id = put(cloud, outputs, file, partner, check=check)
    print(f"ส่ง {file.name} ในนาม {partner} แล้ว เลขที่นำเข้า (import) {import_id}", flush=True)
    manifest: dict[str, Any] = {}
    for manifest in follow(cloud, outputs["ReportsBucket"], import_id):
        print(f"  {STATES.get(manifest['state'], manifest['state'])} ({manifest['state']})", flush=True)
    if manifest.get("state") not in FINAL:
        print("ยังไม่เสร็จ งานทำต่ออยู่เบื้องหลัง (not done yet; it goes on): make status")
        return 1
    folder = fetch(cloud, outputs["ReportsBucket"], import_id)
    for line in told(manifest, folder, check=check):
        print(line)
    return 0 if manifest["state"] == "done" else 1


def put(cloud: Cloud, outputs: dict[str, str], file: Path, partner: str, *, check: bool) -> str:
    """Upload; returns the import's id. The name travels as metadata: keys are seen in logs, names can be Thai."""
    ending = next((end for end in ENDINGS if file.name.lower().endswith(end)), "")
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}{ending}"
    key = f"partners/{partner}/{'check' if check else 'import'}/{name}"
    bucket = outputs["InboxBucket"]
    with file.open("rb") as body:
        answer = cloud.client("s3").put_object(
            Bucket=bucket, Key=key, Body=body, Metadata={"name": quote(file.name, safe="")}
        )
    return keys.import_id(bucket, key, answer["VersionId"])


def follow(cloud: Cloud, bucket: str, import_id: str) -> Iterator[dict[str, Any]]:
    """The manifest each time that its state has changed, until it is final or nothing changes any more."""
    s3, seen, limit = cloud.client("s3"), "", time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            manifest = json.loads(
                s3.get_object(Bucket=bucket, Key=f"imports/{import_id}/manifest.json")["Body"].read()
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            manifest = {"state": ""}
        if manifest["state"] != seen:
            seen, limit = manifest["state"], time.monotonic() + PATIENCE
            yield manifest
        if seen in FINAL:
            return
        time.sleep(0.2)


def fetch(cloud: Cloud, bucket: str, import_id: str) -> Path:
    """The import's files into ``out/imports/<id>/``."""
    folder = ROOT / "out" / "imports" / import_id
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("manifest.json", "errors.csv", "diff.csv"):
        try:
            found = cloud.client("s3").get_object(Bucket=bucket, Key=f"imports/{import_id}/{name}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            continue
        (folder / name).write_bytes(found["Body"].read())
    return folder


def told(manifest: dict[str, Any], folder: Path, *, check: bool) -> Iterator[str]:
    """The result in Thai."""
    state, counts = manifest["state"], manifest.get("counts") or {}
    if check and state == "done":
        yield "ตรวจอย่างเดียว ไม่ได้บันทึก (a dry run: nothing was written)"
    if any(counts.values()):
        fates = {**FATES, "applied": "จะบันทึก"} if check else FATES
        yield from (f"  {int(counts[name]):>8,}  {label}" for name, label in fates.items() if name in counts)
    heads = {False: "ต้องแก้ (to put right):", True: "ข้อสังเกต ไม่ต้องแก้ก็ได้ (notices):"}
    for harmless, head in heads.items():
        found = [one for one in manifest.get("reasons") or [] if _is_notice(one["code"]) is harmless]
        found.sort(key=lambda one: -int(one["count"]))
        if found:
            yield head
        for one in found[:SHOWN]:
            yield f"  {int(one['count']):>8,}  {one['th']} [{one['code']}]{_rows(one.get('rows') or [])}"
        if len(found) > SHOWN:
            yield f"            … และอีก {len(found) - SHOWN} แบบ (and {len(found) - SHOWN} more kinds)"
    yield f"รายละเอียดทุกแถว (every row): {_near(folder / 'errors.csv')}"
    yield f"สิ่งที่เปลี่ยน (what changes): {_near(folder / 'diff.csv')}"


def _is_notice(code: str) -> bool:
    known = faults.codes().get(code)
    return known is not None and known.level is faults.Level.NOTICE


def _rows(rows: list[int]) -> str:
    """Excel's own row numbers, the first few."""
    shown = ", ".join(str(row) for row in rows[:3])
    return f" แถว {shown}{' …' if len(rows) > 3 else ''}" if rows else ""


def _near(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
