"""Surveys as the importer stores them: one packed item a household, one sealed twin with who they are.

Nothing here depends on when it runs: a repeated import writes the same bytes under the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from shared.storage import keys
from shared.storage.batch import WireItem
from shared.storage.clients import client
from shared.storage.identity import Keys, Seal
from shared.storage.imports import Import
from shared.storage.packing import packed, unpacked
from shared.storage.settings import setting
from shared.storage.tables import batch_get, core, to_wire

READERS = 4  # more threads gain nothing: the client is bound by its own CPU
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A valid household of a file, ready to store. Facts in JSON form; identity fields are text.

    ``members`` and ``people`` are by member id; a person's ``citizen_id`` is one of their identity fields.
    """

    household_id: str
    office: str  # see office_of
    observed_on: date
    approximate: bool
    tambon: str
    household: Values
    members: Mapping[str, Values]
    address: Mapping[str, str]
    people: Mapping[str, Mapping[str, str]]
    keys: Keys = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """Of everything observed, the day included: the same answers a year later are fresh facts."""
        content = {
            "on": [self.observed_on.isoformat(), self.approximate],
            "tambon": self.tambon,
            "facts": [self.household, self.members],
            "identity": [self.address, self.people],
        }
        return self.keys.content_digest(_packed(content).encode())

    @cached_property
    def marks(self) -> dict[str, dict[str, str]]:
        """A mark for each identity field, by member id (``""``: the household)."""
        who = {"": self.address, **self.people}
        return {
            subject: {
                name: self.keys.field_mark(self.household_id, subject, name, value)
                for name, value in sorted(fields.items())
            }
            for subject, fields in who.items()
        }

    def claims(self) -> dict[str, str]:
        """Blind index -> member id of everybody here who has a citizen id."""
        return {
            self.keys.blind_index(fields["citizen_id"]): member
            for member, fields in self.people.items()
            if fields.get("citizen_id")
        }


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def survey_item(draft: Draft, job: Import) -> WireItem:
    """The packed survey, marked so that an assessment follows."""
    facts = {"h": draft.household, "m": draft.members}
    texts = {
        **keys.survey(draft.household_id, draft.observed_on, job.sequence),
        "observed_on": draft.observed_on.isoformat(),
        "tambon": draft.tambon,
        "as_of": job.as_of,
        "imp": job.import_id,
        "digest": draft.digest,
        **keys.mark(keys.TODO, draft.household_id, job.marked_at),
    }
    item: WireItem = {name: {"S": text} for name, text in texts.items()}
    item["body"] = packed(json.dumps(facts, ensure_ascii=False, separators=(",", ":")))
    if draft.approximate:
        item["approximate"] = {"BOOL": True}
    return item


def identity_item(draft: Draft, job: Import, seal: Seal) -> WireItem:
    """The sealed twin. ``imp`` names the import whose data key opens it."""
    body = {"household": dict(draft.address), "members": {m: dict(f) for m, f in draft.people.items()}}
    texts = {
        **keys.identity(draft.household_id, draft.observed_on, job.sequence),
        "imp": job.import_id,
    }
    return {
        **{name: {"S": text} for name, text in texts.items()},
        "marks": packed(_packed(draft.marks)),
        "sealed": {"B": seal.close(draft.household_id, body)},
    }


# ---------------------------------------------------------------- what is stored already


@dataclass(frozen=True, slots=True)
class Version:
    """A stored survey, as far as an import needs it."""

    sk: str
    digest: str
    body: str
    tombstone: bool

    @property
    def sequence(self) -> int:
        return int(self.sk.rpartition("#")[2])

    @property
    def facts(self) -> dict[str, Any]:
        """``{"h": {name: value}, "m": {member: {name: value}}}``."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft stands among the stored versions of its household.

    Only imports before this one count, so that a repeat finds what the first run found.
    ``before``: the newest one under the draft's own key; ``own``: written by this import on an earlier try;
    ``later``: a newer observation is stored, so this one is history.
    """

    before: Version | None = None
    own: Version | None = None
    later: bool = False


def places(drafts: Sequence[Draft], sequence: int) -> list[Place]:
    """Look up the stored versions of each draft's household, a few reads at a time.

    Houses of an office that no import has stored before need no look: there is nothing.
    """
    known = visited({draft.office for draft in drafts}, sequence)
    wanted = [draft.household_id for draft in drafts if draft.office in known]
    stored: dict[str, list[Version]] = {}
    if wanted:
        with ThreadPoolExecutor(READERS) as pool:
            stored = dict(zip(wanted, pool.map(versions, wanted), strict=True))
    return [place(draft, stored.get(draft.household_id, ()), sequence) for draft in drafts]


def office_of(house_code: str) -> str:
    """The register office that gave a house its code: its first letters."""
    return house_code[:4]


def visited(offices: Iterable[str], sequence: int) -> set[str]:
    """Offices of which an import before this one may have stored houses.

    What this import itself stored on an earlier try needs no look: a repeat writes the same bytes and says the same.
    """
    rows = batch_get(core(), [keys.houses(office) for office in sorted(offices)])
    return {row["PK"].partition("#")[2] for row in rows if row["first"] < sequence}


def visit(offices: Iterable[str], sequence: int) -> None:
    """Note, before houses are stored, that an office has some; the lowest sequence stays."""
    for office in sorted(offices):
        try:
            client("dynamodb").put_item(
                TableName=core(),
                Item=to_wire({**keys.houses(office), "first": sequence}),
                ConditionExpression="attribute_not_exists(PK) OR #first > :own",
                ExpressionAttributeNames={"#first": "first"},
                ExpressionAttributeValues={":own": {"N": str(sequence)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def place(draft: Draft, stored: Iterable[Version], sequence: int) -> Place:
    own_key = keys.survey(draft.household_id, draft.observed_on, sequence)["SK"]
    before: Version | None = None
    own: Version | None = None
    later = False
    for version in stored:
        if version.sk == own_key:
            own = version
        elif version.sequence >= sequence or version.tombstone:
            continue
        elif version.sk > own_key:
            later = True
        elif before is None or version.sk > before.sk:
            before = version
    return Place(before, own, later)


def versions(household_id: str) -> list[Version]:
    """All stored surveys of a household, newest first."""
    request: dict[str, Any] = {
        "TableName": core(),
        "KeyConditionExpression": "PK = :p AND begins_with(SK, :s)",
        "ExpressionAttributeValues": {":p": {"S": keys.history_pk(household_id)}, ":s": {"S": "SV#"}},
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }
    found: list[Version] = []
    while True:
        answer = client("dynamodb").query(**request)
        found += [_version(item) for item in answer["Items"]]
        if "LastEvaluatedKey" not in answer:
            return found
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _version(item: WireItem) -> Version:
    return Version(
        sk=item["SK"]["S"],
        digest=item.get("digest", {}).get("S", ""),
        body=unpacked(next(iter(item["body"].values()))),
        tombstone=bool(item.get("tombstone", {}).get("BOOL", False)),
    )


def stored_marks(wanted: Iterable[tuple[str, Version]]) -> dict[str, dict[str, dict[str, str]]]:
    """The identity marks beside some stored surveys, by household id."""
    rows = [
        {"PK": keys.household_pk(household), "SK": keys.identity_beside(version.sk)}
        for household, version in wanted
    ]
    if not rows:
        return {}
    return {
        keys.household_of(item["PK"]): json.loads(unpacked(item["marks"]))
        for item in batch_get(setting("IDENTITY_TABLE"), rows)
    }


def changed_fields(
    draft: Draft, before: Version, marks: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """What differs from a stored survey: (member id or ``""`` for the household, field name), in order.

    A member who came or went is one change, named ``*``.
    """
    old = before.facts
    subjects = {"": (draft.household, old["h"]), **_both(draft.members, old["m"])}
    found: list[tuple[str, str]] = []
    for subject, (new_facts, old_facts) in subjects.items():
        if new_facts is None or old_facts is None:
            found.append((subject, "*"))
            continue
        new = {**_marked(draft.marks.get(subject, {})), **new_facts}
        was = {**_marked(marks.get(subject, {})), **old_facts}
        found += [
            (subject, name)
            for name in sorted(new.keys() | was.keys())
            if new.get(name, _ABSENT) != was.get(name, _ABSENT)
        ]
    return found


_ABSENT = object()


def _both(
    new: Mapping[str, Values], old: Mapping[str, Values]
) -> dict[str, tuple[Values | None, Values | None]]:
    return {member: (new.get(member), old.get(member)) for member in dict.fromkeys([*new, *old])}


def _marked(marks: Mapping[str, str]) -> dict[str, Any]:
    """Marks under the names of their fields; a mark never equals a value, so the two cannot be mixed up."""
    return {name: ("mark", mark) for name, mark in marks.items()}
