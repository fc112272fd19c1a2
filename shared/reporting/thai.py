"""Thai text made ready for the page: where a line may break, and spaces that survive copying.

Two traps of the PDF engine and its readers, both measured:
- names of Malay origin are no dictionary words, so lines never break inside them and they run out of a column;
- a single space between two syllables that carry marks is lost when text is copied out in PDFium (Chrome): two
  spaces of half width look the same and come out as one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

BREAK = "\u200b"  # zero-width space: a line may break here
_MARK = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
_LOST_SPACE = re.compile(f"(?<={_MARK}) (?=[\u0e01-\u0e2e]{_MARK})")
_LONGEST_NAME = 40  # letters up to which a name is kept on one line
_TERMS = Path(__file__).with_name("data") / "breaks.txt"


def _terms() -> list[str]:
    lines = [line.strip() for line in _TERMS.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@cache
def unbroken() -> str:
    """A pattern of the words that no line may break inside; the template puts each in a box."""
    return "|".join(
        sorted((term for term in _terms() if "|" not in term), key=lambda term: (-len(term), term))
    )


@cache
def _breaks() -> tuple[re.Pattern[str], dict[str, str]]:
    """``ตาเนาะ|แมเราะ`` a line: a word and where it may break. Longest first, so that parts do not win."""
    words = {term.replace("|", ""): term.replace("|", BREAK) for term in _terms() if "|" in term}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered))), words


def kept(name: str) -> str:
    """A pattern of a name, which no line breaks; a very long one may."""
    return re.escape(prepared(name[:_LONGEST_NAME]))


def spaced(text: str) -> str:
    """Double the spaces that would be lost; the template draws a double space at half width."""
    return _LOST_SPACE.sub("  ", text)


def prepared(text: str) -> str:
    """Text as the PDF template takes it."""
    pattern, words = _breaks()
    return spaced(pattern.sub(lambda match: words[match.group()], text))


def plain(text: str) -> str:
    """The text as people read it, from text that was prepared and read back."""
    return text.replace(BREAK, "").replace("  ", " ")
