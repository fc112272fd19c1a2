"""Days as patterns, exact to the calendar, so that the document promises what the parser takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

_LONG = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
_SHORT = r"(0[469]|11)-(0[1-9]|[12][0-9]|30)"
_FEBRUARY = r"02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_20 = r"20([02468][048]|[13579][26])"
_LEAP = rf"(18(5[26]|[68][048]|[79][26])|19(0[48]|[2468][048]|[13579][26])|{_LEAP_20})"
_BORN = r"(18[5-9][0-9]|19[0-9][0-9]|20[0-9][0-9])"

# A day from 2000 to 2099: of a survey, a report, an action.
DAY = rf"^(20[0-9][0-9]-({_LONG}|{_SHORT}|{_FEBRUARY})|{_LEAP_20}-02-29)$"
# A year, month or day from 1850 to 2099, as registers hold births.
PARTIAL_DAY = rf"^({_BORN}(-(0[1-9]|1[0-2]))?|{_BORN}-({_LONG}|{_SHORT}|{_FEBRUARY})|{_LEAP}-02-29)$"

# A moment of those days, to the second, in UTC.
MOMENT = DAY.removesuffix("$") + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"

Day = Annotated[
    str, StringConstraints(pattern=DAY), Field(description="ISO 8601 day, C.E.", examples=["2026-11-24"])
]
PartialDay = Annotated[str, StringConstraints(pattern=PARTIAL_DAY)]
