"""The two small pages behind a mail's unsubscribe link: no script, no sign-in, Thai and English."""

from __future__ import annotations

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_NAMES = {
    "monthly": ("รายงานรายเดือน", "the monthly report"),
    "quarterly": ("รายงานรายไตรมาส", "the quarterly report"),
    "yearly": ("รายงานประจำปี", "the yearly report"),
    "daily": ("สรุปงานประจำวัน", "the daily digest"),
}
_PAGE = """<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{th}</p>
<p lang="en">{en}</p>
{form}</main>
</body>
</html>
"""
_FORM = """<form method="post"><button type="submit">ยกเลิกการรับ · Unsubscribe</button></form>
"""


def asks(kind: str | None) -> str:
    """``kind``: of the mail; None: it is over already."""
    if kind is None:
        return ended()
    th, en = _NAMES[kind]
    return _PAGE.format(
        title="ยกเลิกการรับอีเมล",
        th=f"ไม่ต้องการรับ{th}ทางอีเมลอีกใช่หรือไม่ งานในระบบไม่เปลี่ยนแปลง",
        en=f"Stop mailing {en} to you? Your work in the system stays as it is.",
        form=_FORM,
    )


def ended() -> str:
    return _PAGE.format(
        title="ยกเลิกการรับแล้ว",
        th="ระบบจะไม่ส่งอีเมลชนิดนี้ถึงท่านอีก เข้าสู่ระบบเพื่อสมัครใหม่ได้ทุกเมื่อ",
        en="This kind of mail is no longer sent to you. Sign in to subscribe again at any time.",
        form="",
    )
