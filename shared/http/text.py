"""Texts that people type: bounded, without control characters, kept as typed."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

# The first character is no space and no control character, in every engine alike: what \s stands for differs (U+0085,
# U+FEFF), and a client that checks by the document must not be refused.
FIRST = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
# On one line: what is written here is read in lists.
Short = Annotated[str, StringConstraints(pattern=rf"^{FIRST}[^\x00-\x1f\x7f]{{0,199}}$")]
Reason = Annotated[str, StringConstraints(pattern=rf"^{FIRST}[^\x00-\x1f\x7f]{{0,499}}$")]
# Several lines.
Long = Annotated[str, StringConstraints(pattern=rf"^{FIRST}[^\x00-\x08\x0b-\x1f\x7f]{{0,3999}}$")]
# An id that a client made, so that a form sent twice is one thing.
ClientId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{8,64}$")]
