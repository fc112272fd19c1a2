"""The commands of ``python -m infra.local``: what they are called and what they say."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from infra.local import preview, queues, sample, upload, uptime
from infra.local.cloud import CloudError, DeployError
from infra.local.cloud.layout import REGION
from infra.local.uptime import Local, NotRunning
from shared.domain.agencies import Agency
from shared.domain.officers import ROLES

EPILOG = """ตัวอย่าง / examples:
  python -m infra.local up --sample
  python -m infra.local upload events/tpmap_yala_379.csv
  python -m infra.local upload receipts.csv --partner treasury --check
  python -m infra.local redrive AssessQueue
  python -m infra.local mail-preview --role agency_head --agency Lao --area 9503
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m infra.local",
        description="คลาวด์จำลองของสิทธิบนเครื่องนี้ (Sitthi's local cloud; its data lives in .local/)",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    up = commands.add_parser("up", help="เปิดและค้างไว้ (start it; it stays until down)")
    up.add_argument(
        "--sample", action="store_true", help="ใส่ครัวเรือนสมมติ 40 ครัวเรือน (with 40 made-up households)"
    )
    commands.add_parser("down", help="ปิด ข้อมูลยังอยู่ (stop it; data stays)")
    commands.add_parser("reset", help="ปิดและลบข้อมูลทั้งหมด (stop it and delete its data)")
    commands.add_parser("status", help="กำลังทำอะไรอยู่ (what runs, what waits in the queues)")
    upload = commands.add_parser("upload", help="ส่งไฟล์เข้ากล่องรับ (put a file in a partner's inbox)")
    upload.add_argument("file", type=Path, metavar="FILE")
    upload.add_argument(
        "--partner", default="cdd", metavar="ID", help="รหัสหน่วยงานผู้ส่ง (who sends; default cdd)"
    )
    upload.add_argument(
        "--check", action="store_true", help="ตรวจอย่างเดียว ไม่บันทึก (a dry run; nothing is written)"
    )
    redrive = commands.add_parser(
        "redrive", help="ส่งข้อความที่ตกค้างกลับเข้าคิว (move dead letters back to their queue)"
    )
    redrive.add_argument("queue", metavar="QUEUE", help="ชื่อคิวในเทมเพลต เช่น AssessQueue (its logical name)")
    _mail_preview(
        commands.add_parser("mail-preview", help="ดูอีเมลรายงานก่อนส่ง ไม่มีการส่งจริง (see a mail; nothing is sent)")
    )
    return top


def _mail_preview(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--kind",
        default="monthly",
        choices=("monthly", "quarterly", "yearly", "daily"),
        help="ชนิดอีเมล (which mail)",
    )
    command.add_argument("--role", default="committee", choices=ROLES, help="บทบาทผู้รับ (the reader's role)")
    command.add_argument("--agency", choices=[str(code) for code in Agency], help="หน่วยงานผู้รับ (their agency)")
    command.add_argument(
        "--area", action="append", default=[], metavar="CODE", help="พื้นที่ผู้รับ เช่น 95 หรือ 9503 (their areas)"
    )
    command.add_argument("--language", default="th", choices=("th", "en"), help="ภาษา (language)")


def main(arguments: list[str]) -> int:
    """The exit status: 0 good, 1 a refused import or a fault, 2 a wrong call."""
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except NotRunning:
        print(
            "คลาวด์จำลองไม่ได้เปิดอยู่: สั่ง make up ก่อน\nThe local cloud is not up: run make up first.",
            file=sys.stderr,
        )
    except (CloudError, DeployError) as error:
        print(f"คลาวด์จำลองมีปัญหา (the local cloud failed):\n{error}", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    local = Local()
    match options.command:
        case "up":
            status = uptime.up(local)
            if status or not options.sample:
                return status
            return sample.send(local.cloud, local.outputs(), local.home)
        case "down":
            return uptime.down(local)
        case "reset":
            return uptime.reset(local)
        case "status":
            return uptime.status(local)
        case "upload":
            outputs = local.outputs()
            return upload.run(local.cloud, outputs, options.file, options.partner, check=options.check)
        case "mail-preview":
            return _preview(local, options)
        case _:
            return _redrive(local, options.queue)


def _preview(local: Local, options: argparse.Namespace) -> int:
    outputs = local.outputs()
    preview.environment(local.cloud.endpoint, REGION, outputs)
    areas = tuple(options.area) or ("95",)
    wanted = preview.Wanted(options.kind, options.role, options.agency, areas, options.language)
    try:
        message = preview.preview(wanted, f"http://127.0.0.1:{local.site()[1]}")
    except preview.NoReport:
        print(
            "ยังไม่มีรายงานชนิดนี้: สั่งทำที่ POST /v1/reports ก่อน\n"
            "There is no such report yet: order one by POST /v1/reports.",
            file=sys.stderr,
        )
        return 1
    print(f"{message['Subject']}\n")
    for path in preview.write(message, local.home / "mail-preview"):
        print(path)
    return 0


def _redrive(local: Local, queue: str) -> int:
    local.outputs()
    try:
        count = queues.redrive(local.cloud.client, uptime.STACK, queue)
    except queues.NoSuchQueue as error:
        print(f"ไม่มีคิวนี้ มีแต่ (no such queue; there are): {', '.join(error.known)}", file=sys.stderr)
        return 2
    print(f"ส่งกลับเข้าคิว {queue} แล้ว {count} ข้อความ (moved back)")
    return 0
