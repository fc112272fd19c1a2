"""What an import hands on: surveys of households, receipts, officers. Facts are in JSON form (sorted lists, ISO dates)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from shared.domain.dates import PartialDate
from shared.domain.indicators import set_of_year
from shared.domain.survey_text import written
from shared.intake.row_rules import observed_on
from shared.intake.rows import Row, RowReader

# Columns that are neither facts nor identity: they say which household, person and survey a row belongs to.
KEYS = frozenset(
    ("survey_year", "survey_date", "house_code", "household_no", "tambon_code", "person_no", "indicator_set")
)


@dataclass(frozen=True, slots=True)
class MemberSurvey:
    person_no: int
    facts: dict[str, Any]
    identity: dict[str, str]
    citizen_id: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """One household as one file saw it. ``survey_year`` is B.E.; ``approximate``: no survey date was given."""

    observed_on: date
    approximate: bool
    survey_year: int
    indicator_set: str
    tambon: str
    house_code: str
    household_no: int
    identity: dict[str, str]
    facts: dict[str, Any]
    members: tuple[MemberSurvey, ...]


class FoldedMember(NamedTuple):
    """``facts`` and ``identity`` in the form of ``survey_text``. ``name`` and ``born`` know a person without number,
    and only such a person has them."""

    person_no: int
    citizen_id: str
    gone: bool
    name: str
    born: str
    facts: str
    identity: str


class Folded(NamedTuple):
    """A survey as it will be stored: each household and each person a piece of text. Members by ``person_no``."""

    house_code: str
    household_no: int
    observed_on: str
    approximate: bool
    tambon: str
    facts: str
    identity: str
    members: Sequence[FoldedMember]


def folded(survey: Survey) -> Folded:
    members = [_folded(member) for member in survey.members]
    return Folded(
        survey.house_code,
        survey.household_no,
        survey.observed_on.isoformat(),
        survey.approximate,
        survey.tambon,
        fields_text(survey.facts),
        fields_text(survey.identity),
        sorted(members, key=lambda member: member.person_no),
    )


def _folded(member: MemberSurvey) -> FoldedMember:
    who, facts = member.identity, member.facts
    known_by = "", ""
    if not member.citizen_id:
        known_by = f"{who.get('first_name', '')} {who.get('last_name', '')}", facts["birth_date"]
    return FoldedMember(
        member.person_no,
        member.citizen_id or "",
        facts.get("person_status") == GONE,
        *known_by,
        fields_text(facts),
        fields_text(who),
    )


def fields_text(fields: Mapping[str, Any]) -> str:
    return "".join([written(name, value) for name, value in fields.items()])


@dataclass(frozen=True, slots=True)
class Receipt:
    """``month`` is its first day; ``status`` is paid, stopped or refused; ``amount`` whole baht or unknown."""

    citizen_id: str
    benefit: str
    month: date
    amount: int | None
    status: str
    reference: str | None


@dataclass(frozen=True, slots=True)
class OfficerRow:
    name: str
    email: str
    role: str
    agency: str | None
    areas: tuple[str, ...]
    language: str


GONE = "ย้ายออก"
_AS_THEY_ARE = frozenset((str, int, bool))


def json_form(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, PartialDate | date):
        return str(value)
    return value


class SurveyMaker:
    """Builds surveys from clean rows; knows once per file which columns are facts and which identity."""

    def __init__(self, reader: RowReader) -> None:
        self._at = reader.at
        fact: list[tuple[str, int, str]] = []
        identity: list[tuple[str, int, str]] = []
        order = list(reader.header.layout.columns)  # the layout's, so that a file's own changes nothing
        for column in sorted(reader.columns, key=lambda one: order.index(one.name)):
            index = reader.at[column.name]
            if column.name in KEYS:
                continue
            (identity if column.identity else fact).append((column.name, index, column.of))
        self._household_facts = [(name, index) for name, index, of in fact if of == "household"]
        self._person_facts = [(name, index) for name, index, of in fact if of == "person"]
        self._household_identity = [(name, index) for name, index, of in identity if of == "household"]
        self._person_identity = [(name, index) for name, index, of in identity if of == "person"]

    def survey(self, rows: tuple[Row, ...], shared: Mapping[str, Any]) -> Survey:
        """``shared``: the agreed values of the household's columns."""
        year = shared["survey_year"]
        observed, approximate = observed_on(year, shared.get("survey_date"))
        assert observed is not None
        round_name = shared.get("indicator_set") or set_of_year(year)
        facts = {
            name: json_form(shared[name]) for name, _ in self._household_facts if shared.get(name) is not None
        }
        facts["indicator_set"] = round_name
        identity = {
            name: str(shared[name]) for name, _ in self._household_identity if shared.get(name) is not None
        }
        return Survey(
            observed_on=observed,
            approximate=approximate,
            survey_year=year,
            indicator_set=round_name,
            tambon=shared["tambon_code"],
            house_code=shared["house_code"],
            household_no=shared.get("household_no") or 1,
            identity=identity,
            facts=facts,
            members=self._members(rows),
        )

    def _members(self, rows: tuple[Row, ...]) -> tuple[MemberSurvey, ...]:
        at = self._at.get("person_no")
        taken = {row.values[at] for row in rows} if at is not None else set()
        free = (number for number in range(1, 1000) if number not in taken)
        members = []
        for row in rows:
            values = row.values
            number = None if at is None else values[at]
            identity = {name: values[i] for name, i in self._person_identity if values[i] is not None}
            members.append(
                MemberSurvey(
                    person_no=next(free) if number is None else number,
                    facts={
                        name: value if type(value) in _AS_THEY_ARE else json_form(value)
                        for name, i in self._person_facts
                        if (value := values[i]) is not None
                    },
                    identity=identity,
                    citizen_id=identity.get("citizen_id"),
                )
            )
        return tuple(members)


def receipt_of(reader: RowReader, row: Row) -> Receipt | None:
    if row.faults:
        return None
    of = {name: row.values[index] for name, index in reader.at.items()}
    return Receipt(
        of["citizen_id"], of["benefit"], of["month"], of.get("amount"), of["status"], of.get("reference")
    )


def officer_of(reader: RowReader, row: Row) -> OfficerRow | None:
    if row.faults:
        return None
    of = {name: row.values[index] for name, index in reader.at.items()}
    return OfficerRow(
        of["name"],
        of["email"],
        of["role"],
        of.get("agency"),
        of.get("areas") or (),
        of.get("language") or "th",
    )
