"""A kept photo holds the picture and nothing that a camera wrote beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.photos import stripped
from shared.domain.problems import CaseRefused

SCAN = b"\xff\xda\x00\x04\x01\x02picture\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + b"crc4"


def test_exif_thumbnails_and_comments_go_and_the_picture_stays() -> None:
    kept = segment(0xE0, b"JFIF\x00") + segment(0xDB, b"tables")
    gone = segment(0xE1, b"Exif\x00GPS 6.54N") + segment(0xED, b"IPTC") + segment(0xFE, b"comment")
    assert stripped(b"\xff\xd8" + gone + kept + gone + SCAN) == b"\xff\xd8" + kept + SCAN


def test_what_follows_the_picture_goes_too() -> None:
    photo = b"\xff\xd8" + segment(0xDB, b"tables") + SCAN
    assert stripped(photo + b"appended film with GPS") == photo


def test_a_png_keeps_only_chunks_that_draw() -> None:
    start = b"\x89PNG\r\n\x1a\n"
    drawn = chunk(b"IHDR", b"size"), chunk(b"IDAT", b"picture"), chunk(b"IEND", b"")
    gone = chunk(b"eXIf", b"GPS") + chunk(b"tEXt", b"Author")
    assert stripped(start + drawn[0] + gone + drawn[1] + gone + drawn[2] + b"more") == start + b"".join(drawn)


@pytest.mark.parametrize(
    "odd", [b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\xff\xff"]
)
def test_anything_else_is_refused(odd: bytes) -> None:
    with pytest.raises(CaseRefused) as refused:
        stripped(odd)
    assert refused.value.code == "CASE-PHOTO"


@given(st.binary(max_size=400))
def test_bytes_that_are_no_picture_are_refused_and_never_stumbled_over(tail: bytes) -> None:
    tail = tail.replace(b"\xff\xd9", b"").replace(b"IEND", b"")
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(CaseRefused):
            stripped(start + tail)
