"""From what a partner sent to the bytes of one CSV: gzip, zip, xlsx and UTF-16, with caps against bombs."""

from __future__ import annotations

import codecs
import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from shared.intake.faults import Fault, FileRejected
from shared.intake.workbooks import workbook_as_csv

_BLOCK = 1 << 20
MOST_BYTES = 8 << 30  # of CSV after unpacking: the nation's survey in one file is about 17 GB as several
MOST_RATIO = 250  # survey CSV packs about tenfold; a bomb a thousandfold and more
_FREE_RATIO = 16 << 20  # below this size any ratio is harmless
_IN_MEMORY = 16 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_MAGIC = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "ภาพ JPEG",
    b"\x89PNG": "ภาพ PNG",
    b"GIF8": "ภาพ GIF",
    b"{\\rtf": "RTF",
}
_HTML = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")


def _reject(code: str, **params: object) -> FileRejected:
    return FileRejected(Fault(code, None, params))


def plain_csv(stream: BinaryIO) -> IO[bytes]:
    """The CSV inside, as a stream at its start (UTF-8 or a single-byte encoding, marks included).

    What a file is follows from its first bytes, not from its name. Raises FileRejected.
    """
    head = stream.read(8)
    stream.seek(0)
    if not head:
        raise _reject("FILE-EMPTY")
    if head.startswith(b"\x1f\x8b"):
        return _text_stream(_spool(_gunzip(stream)))
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _from_zip(stream)
    if head.startswith(_OLE):
        secret = "EncryptedPackage".encode("utf-16-le") in stream.read(1 << 20)
        raise _reject("FILE-ENCRYPTED" if secret else "FILE-OLD-EXCEL")
    return _text_stream(stream)


def _text_stream(stream: IO[bytes]) -> IO[bytes]:
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise _reject("FILE-EMPTY")
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            raise _reject("FILE-NOT-TABLE", kind=kind)
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise _reject("FILE-NOT-TABLE", kind="ไฟล์บีบอัดซ้อนกัน")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        raise _reject("FILE-NOT-TABLE", kind="หน้าเว็บ HTML")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _spool(_transcode(stream))
    if head.count(0) * 4 > len(head):
        raise _reject("FILE-ENCODING")
    return stream


def _spool(blocks: Iterator[bytes]) -> IO[bytes]:
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (handed on)
    for block in blocks:
        kept.write(block)
    kept.seek(0)
    return kept


def _transcode(stream: IO[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    while block := stream.read(_BLOCK):
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _capped(source: IO[bytes] | gzip.GzipFile, packed: int, limit: int = MOST_BYTES) -> Iterator[bytes]:
    total = 0
    while block := source.read(_BLOCK):
        total += len(block)
        if total > limit or (total > _FREE_RATIO and total > packed * MOST_RATIO):
            raise _reject("FILE-TOO-LARGE", limit=f"{limit >> 20} MB")
        yield block


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


def _gunzip(stream: BinaryIO) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=stream) as source:
            yield from _capped(source, _size(stream))
    except (OSError, EOFError, zlib.error):
        raise _reject("FILE-DAMAGED", kind="gzip") from None


def _from_zip(stream: BinaryIO) -> IO[bytes]:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {item.filename for item in archive.infolist()}
            if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
                declared = sum(item.file_size for item in archive.infolist())
                return workbook_as_csv(stream, declared)
            return _text_stream(_spool(_only_csv(archive)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise _reject("FILE-DAMAGED", kind="zip") from None


def _only_csv(archive: zipfile.ZipFile) -> Iterator[bytes]:
    items = [item for item in archive.infolist() if not item.is_dir()]
    for item in items:
        # orig_filename: what the archive really says, before the library cleans it
        parts = item.orig_filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise _reject("FILE-ZIP-PATH")
    tables = [
        item
        for item in items
        if item.filename.lower().endswith((".csv", ".txt", ".tsv"))
        and not item.filename.startswith("__MACOSX/")
        and not item.filename.rsplit("/", 1)[-1].startswith(".")
    ]
    if len(tables) != 1:
        raise _reject("FILE-ZIP-MANY", count=len(tables)) if tables else _reject("FILE-ZIP-NONE")
    if tables[0].flag_bits & 0x1:
        raise _reject("FILE-ENCRYPTED")
    with archive.open(tables[0]) as source:
        yield from _capped(source, max(tables[0].compress_size, 1))
