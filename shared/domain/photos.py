"""Photos without what a camera writes beside the picture: places, times, serial numbers, thumbnails."""

from __future__ import annotations

from shared.domain.problems import refuse_case

LARGEST = 8 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_PNG = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
_ALONE = {0x01, *range(0xD0, 0xD8)}  # JPEG markers without a length
_START, _SCAN, _COMMENT = 0xD8, 0xDA, 0xFE
_NAMES_NOTHING = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform


def stripped(photo: bytes) -> bytes:
    """The same picture, only the picture. Raises CaseRefused for anything but a JPEG or PNG."""
    if len(photo) <= LARGEST and photo.startswith(b"\xff\xd8\xff"):
        return _jpeg(photo)
    if len(photo) <= LARGEST and photo.startswith(_PNG):
        return _png(photo)
    raise refuse_case("CASE-PHOTO", ["JPEG", "PNG"])


def _jpeg(photo: bytes) -> bytes:
    """Up to the scan, segments that can name nobody are kept; from the scan on, everything to its end."""
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(photo):
        if photo[at] != 0xFF:
            break
        marker = photo[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE:
            out += photo[at : at + 2]
            at += 2
            continue
        if marker == _SCAN:
            end = photo.rfind(b"\xff\xd9")
            if end < at:
                break
            return bytes(out + photo[at : end + 2])
        length = int.from_bytes(photo[at + 2 : at + 4], "big")
        if _kept(marker):
            out += photo[at : at + 2 + length]
        at += 2 + max(length, 2)
    raise refuse_case("CASE-PHOTO", ["JPEG", "PNG"])


def _kept(marker: int) -> bool:
    application = 0xE0 <= marker <= 0xEF
    return marker != _COMMENT and (not application or marker in _NAMES_NOTHING)


def _png(photo: bytes) -> bytes:
    out, at = bytearray(_PNG), len(_PNG)
    while at + 12 <= len(photo):
        length, kind = int.from_bytes(photo[at : at + 4], "big"), photo[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(photo):
            break
        if kind in _KEPT_PNG:
            out += photo[at:end]
        if kind == b"IEND":
            return bytes(out)
        at = end
    raise refuse_case("CASE-PHOTO", ["JPEG", "PNG"])
