"""The Thai citizen number: thirteen digits, the last of which checks the others."""

from __future__ import annotations

LENGTH = 13


def check_digit(first_twelve: str) -> str:
    """The 13th digit of a Thai citizen number (weights 13 to 2, modulus 11)."""
    total = sum(int(digit) * (LENGTH - place) for place, digit in enumerate(first_twelve))
    return str((11 - total % 11) % 10)


def is_number(text: str) -> bool:
    """Whether thirteen digits can be somebody's number."""
    return len(set(text)) > 1 and text[-1] == check_digit(text[:-1])
