"""The entitlement rule book: Thai welfare law as reviewed data, three-valued, with reasons.

    >>> book = current()
    >>> assessment = book.assess(household_facts, date(2022, 1, 19))

An unknown fact is never "no": answers are yes, no or unknown, and say what to ask.
"""

from shared.rules.answers import Amount, Assessment, Determination, FactUse, Flag, Question, Reason
from shared.rules.book import Book, current
from shared.rules.jsonfacts import FactError
from shared.rules.model import Benefit, FactSpec, Text
from shared.rules.yamlfile import RuleError

__all__ = [
    "Amount",
    "Assessment",
    "Benefit",
    "Book",
    "Determination",
    "FactError",
    "FactSpec",
    "FactUse",
    "Flag",
    "Question",
    "Reason",
    "RuleError",
    "Text",
    "current",
]
