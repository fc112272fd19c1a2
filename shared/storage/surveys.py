"""Surveys as the importer stores them: one packed item a household, one sealed twin with who they are.

Nothing here depends on when it runs: a repeated import writes the same bytes under the same keys.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.survey_text import spelled_out
from shared.storage import imports, keys, wire
from shared.storage.batch import Wired, WireItem
from shared.storage.clients import client
from shared.storage.identity import Seal
from shared.storage.imports import Import
from shared.storage.packing import packed_text, unpacked
from shared.storage.settings import setting
from shared.storage.tables import ask, batch_get, core, get, to_wire

READERS = 4  # more threads gain nothing: the client is bound by its own CPU
Values = Mapping[str, Any]


class Draft(NamedTuple):
    """A valid household of a file, ready to store. ``body``, ``people``: JSON in the form of ``survey_text``, facts and
    identities by member id. ``claims``: blind index -> member id of everybody who has a citizen id and lives here."""

    household_id: str
    office: str  # see office_of
    observed_on: str
    approximate: bool
    tambon: str
    body: str
    people: str
    members: tuple[str, ...]
    claims: Mapping[str, str]
    digest: str  # of everything observed, the day included: the same answers a year later are fresh facts

    def __repr__(self) -> str:
        """Without people: a draft may stand in an error's text."""
        return f"Draft({self.household_id}, {self.observed_on})"


class Writer:
    """Items of one import: most of each is the same for all households."""

    def __init__(self, job: Import, seal: Seal) -> None:
        self._seal, self._since = seal, job.marked_at
        self._sequence = f"{job.sequence:010d}"
        self._exact = f'"as_of":{{"S":"{job.as_of}"}},"imp":{{"S":"{job.import_id}"}}'
        self._approximate = f'{self._exact},"approximate":{{"BOOL":true}}'
        self._import = job.import_id

    def survey(self, draft: Draft) -> Wired:
        """The packed survey, marked so that an assessment follows."""
        pk, sk = keys.survey_key(draft.household_id, draft.observed_on, self._sequence)
        mark = keys.mark(keys.TODO, draft.household_id, self._since)
        return (pk, sk), (
            f'{{"PK":{{"S":"{pk}"}},"SK":{{"S":"{sk}"}},"observed_on":{{"S":"{draft.observed_on}"}},'
            f'"tambon":{{"S":"{draft.tambon}"}},"digest":{{"S":"{draft.digest}"}},'
            f'"G2P":{{"S":"{mark["G2P"]}"}},"G2S":{{"S":"{mark["G2S"]}"}},'
            f'"body":{packed_text(draft.body)},{self._approximate if draft.approximate else self._exact}}}'
        )

    def identity(self, draft: Draft) -> Wired:
        """The sealed twin. ``imp`` names the import whose data key opens it."""
        pk, sk = keys.identity_key(draft.household_id, draft.observed_on, self._sequence)
        sealed = b2a_base64(self._seal.close(draft.household_id, draft.people), newline=False).decode()
        return (pk, sk), (
            f'{{"PK":{{"S":"{pk}"}},"SK":{{"S":"{sk}"}},"imp":{{"S":"{self._import}"}},'
            f'"sealed":{{"B":"{sealed}"}}}}'
        )


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


NOWHERE = Place()


def places(drafts: Sequence[Draft], sequence: int, known: Set[str]) -> list[Place]:
    """Look up the stored versions of each draft's household, a few reads at a time.

    Houses of an office that is not ``known`` (``visited``) need no look: there is nothing.
    """
    wanted = [draft.household_id for draft in drafts if draft.office in known]
    stored: dict[str, list[Version]] = {}
    if wanted:
        with ThreadPoolExecutor(READERS) as pool:
            stored = dict(zip(wanted, pool.map(versions, wanted), strict=True))
    return [
        place(draft, stored[draft.household_id], sequence) if draft.household_id in stored else NOWHERE
        for draft in drafts
    ]


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
    _, own_key = keys.survey_key(draft.household_id, draft.observed_on, f"{sequence:010d}")
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


def is_stored(draft: Draft, sequence: str) -> bool:
    """Whether an import has stored this survey on an earlier try. ``sequence``: its ten digits."""
    pk, sk = keys.survey_key(draft.household_id, draft.observed_on, sequence)
    return get(core(), {"PK": pk, "SK": sk}) is not None


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
        answer = ask("Query", request)
        found += [_version(wire.item_of(item)) for item in answer["Items"]]
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


def stored_people(wanted: Iterable[tuple[str, Version]]) -> dict[str, dict[str, Any]]:
    """The identities beside some stored surveys, by household id: fields by member id, ``""`` for the household's.

    Each is opened with the key of the import that sealed it.
    """
    rows = [
        {"PK": keys.household_pk(household), "SK": keys.identity_beside(version.sk)}
        for household, version in wanted
    ]
    found: dict[str, dict[str, Any]] = {}
    items = batch_get(setting("IDENTITY_TABLE"), rows) if rows else []
    seals = {one: _seal_of(one) for one in {item["imp"] for item in items}}
    for item in items:
        seal, household = seals[item["imp"]], keys.household_of(item["PK"])
        if seal is not None:
            body = seal.open(household, bytes(item["sealed"]))
            found[household] = {"": body["household"], **body["members"]}
    return found


def _seal_of(import_id: str) -> Seal | None:
    job = imports.load(import_id)
    return (
        None if job is None or job.data_key is None else _opened(import_id, job.data_key, job.data_key_before)
    )


_opened = lru_cache(maxsize=64)(imports.opened)


def changed_fields(draft: Draft, before: Version, people: Values | None) -> list[tuple[str, str]]:
    """What differs from a stored survey: (member id or ``""`` for the household, field name), in order.

    A member who came or went is one change, named ``*``. ``people``: the stored identities; without them, only facts
    are compared.
    """
    old, new = before.facts, json.loads(spelled_out(draft.body))
    named = json.loads(spelled_out(draft.people)) if people is not None else {"household": {}, "members": {}}
    known, kept = {"": named["household"], **named["members"]}, people or {}
    subjects = {"": (new["h"], old["h"]), **_both(new["m"], old["m"])}
    found: list[tuple[str, str]] = []
    for subject, (new_facts, old_facts) in subjects.items():
        if new_facts is None or old_facts is None:
            found.append((subject, "*"))
            continue
        now = {**known.get(subject, {}), **new_facts}
        was = {**kept.get(subject, {}), **old_facts}
        found += [
            (subject, name)
            for name in sorted(now.keys() | was.keys())
            if now.get(name, _ABSENT) != was.get(name, _ABSENT)
        ]
    return found


_ABSENT = object()


def _both(
    new: Mapping[str, Values], old: Mapping[str, Values]
) -> dict[str, tuple[Values | None, Values | None]]:
    return {member: (new.get(member), old.get(member)) for member in dict.fromkeys([*new, *old])}
