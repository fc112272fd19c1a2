"""How written text is made comparable, and how it is made safe to open in a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_THAI_DIGITS = {0x0E50 + number: str(number) for number in range(10)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u1680\u2007\u2009\u202f\u205f\u3000\t\n\r\v\f"), " ")
# Zero-width marks that spreadsheets and chat programs leave behind; they carry no meaning in any column.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"), None)
# Joiners and direction marks mean something in names in Arabic script, and nothing in a code or a choice.
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"), None)
_FOR_TEXT = {**_SPACES, **_INVISIBLE}
_FOR_CODES = {**_FOR_TEXT, **_JOINERS, **_THAI_DIGITS}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_RUNS = re.compile(r" {2,}")
_LOOSE = re.compile(r"[\s.\-_*:()/\\\"'“”‘’,]+")
_MARKS = frozenset("=+-@\t\r\n")
# Texts that ``tidy`` leaves alone, once they are known to be NFC (held by a test): no lone sign at the start.
PLAIN_LETTERS = re.compile(r"[A-Za-z0-9ก-ฺเ-์][A-Za-z0-9ก-ฺเ-์./()\-]*(?: [A-Za-z0-9ก-ฺเ-์./()\-]+)*")


def has_control(text: str) -> bool:
    return _CONTROL.search(text) is not None


def tidy(text: str) -> str:
    """A name or an address as stored: NFC, one form of sara am, single spaces, no invisible marks."""
    found = unicodedata.normalize("NFC", text.translate(_FOR_TEXT)).replace("\u0e4d\u0e32", "\u0e33")
    return unguard(_RUNS.sub(" ", found).strip())


def plain(text: str) -> str:
    """A code, a number or a choice: as ``tidy``, with Western digits and without joiners."""
    found = unicodedata.normalize("NFC", text.translate(_FOR_CODES)).replace("\u0e4d\u0e32", "\u0e33")
    found = _RUNS.sub(" ", found).strip()
    # Excel users force text with a leading apostrophe, and we guard our own files in the same way.
    return found[1:].strip() if found.startswith(("'", "’")) else found


def loose(text: str) -> str:
    """The form in which choices and header names are compared: without spaces, dots, marks and case."""
    return _LOOSE.sub("", plain(text)).casefold() or plain(text)


def guard(text: str) -> str:
    """A cell of a file that we write: never read as a formula by a spreadsheet. ``-`` alone is data (none)."""
    return "'" + text if text[:1] in _MARKS and text != "-" else text


def guarded(cells: Iterable[str]) -> list[str]:
    """``guard`` for all cells of a line."""
    return [guard(cell) if cell[:1] in _MARKS else cell for cell in cells]


def unguard(text: str) -> str:
    """Undo ``guard``, so that our own error file can be uploaded again."""
    return text[1:] if text[:1] in ("'", "’") and text[1:2] in _MARKS else text
