"""The facts of a month by subdistrict in S3, and what each report counted of them: written once, read for years."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.areas import Areas
from shared.domain.reports import COUNTRY
from shared.storage import keys
from shared.storage.clients import client
from shared.storage.settings import optional, setting
from shared.storage.tables import core, query

PACKAGE = "datapackage.json"
_AT_ONCE = 16
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def provinces_of(area: str) -> list[str]:
    """The codes of the provinces that an area lies in; of the country, those that the centre serves."""
    if area != COUNTRY:
        return [area[:2]]
    return optional("PROVINCES").split(",") if optional("PROVINCES") else list(Areas.load().provinces())


def subdistricts(province: str) -> dict[str, int]:
    """The subdistricts of a province in which assessed households live, and how many."""
    found: Counter[str] = Counter()
    for district in Areas.load().districts(province):
        partition = keys.area_partition(district.code)
        for item in query(core(), partition, index="Index1", only=("G1S", "assessed_on")):
            if "assessed_on" in item:
                found[item["G1S"].partition("#")[0]] += 1
    return dict(sorted(found.items()))


def parts_of(plan: Mapping[str, int], most: int) -> dict[str, list[str]]:
    """Whole subdistricts together, in order, up to ``most`` households a part: by the name of the part.

    A small province is one part, a large subdistrict one of its own.
    """
    groups: list[list[str]] = []
    room = 0
    for code, households in sorted(plan.items()):
        if not groups or households > room:
            groups.append([])
            room = most
        groups[-1].append(code)
        room -= households
    return {codes[0] if len(codes) == 1 else f"{codes[0]}-{codes[-1]}": codes for codes in groups}


def households_in(tambons: Iterable[str]) -> Iterator[str]:
    """The ids of the assessed households of some subdistricts, in order; one read a district."""
    by_district: dict[str, list[str]] = {}
    for tambon in sorted(tambons):
        by_district.setdefault(tambon[:4], []).append(tambon)
    for district, own in by_district.items():
        among = (f"{own[0]}#", f"{own[-1]}#~")
        rows = query(
            core(),
            keys.area_partition(district),
            between=among,
            index="Index1",
            only=("PK", "G1S", "assessed_on"),
        )
        for item in rows:
            if "assessed_on" in item and item["G1S"].partition("#")[0] in own:
                yield keys.household_of(item["PK"])


def facts_key(month: str, part: str, file: str) -> str:
    return f"snapshots/facts/{month}/{part}/{file}"


def tally_key(period: str, part: str) -> str:
    return f"snapshots/tallies/{period}/{part}.json"


def plan_key(month: str, province: str) -> str:
    return f"snapshots/plans/{month}/{province}.json"


def read(key: str) -> bytes | None:
    """None when it is not there."""
    try:
        found = client("s3").get_object(Bucket=setting("REPORTS_BUCKET"), Key=key)
    except ClientError as error:
        # Without the right to list a bucket, S3 says 403 for what is not there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    return bytes(found["Body"].read())


def keep(key: str, body: bytes) -> bytes:
    """Store it unless somebody did before; returns what stands."""
    try:
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=key,
            Body=body,
            ContentType=_TYPES[key.rpartition(".")[2]],
            IfNoneMatch="*",
        )
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (409, 412):
            raise
        standing = read(key)
        if standing is None:
            raise
        return standing
    return body


def keep_json(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dict(json.loads(keep(key, text.encode())))


def read_json(key: str) -> dict[str, Any] | None:
    found = read(key)
    return None if found is None else dict(json.loads(found))


def read_facts(month: str, part: str) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    """The package of a part and its files by table; None while the part is not whole."""
    package = read_json(facts_key(month, part, PACKAGE))
    if package is None:
        return None
    paths = {one["name"]: one["path"] for one in package["resources"]}
    bodies = _together([facts_key(month, part, path) for path in paths.values()])
    return package, {
        f"{name}.csv": body for name, body in zip(paths, bodies, strict=True) if body is not None
    }


def keep_facts(month: str, part: str, files: Mapping[str, bytes], package: bytes) -> bytes:
    """A part's files, its package last. Two workers write different names, and one package stands: it is returned."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda one: _put(facts_key(month, part, one[0]), one[1]), sorted(files.items())))
    return keep(facts_key(month, part, PACKAGE), package)


def _put(key: str, body: bytes) -> None:
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=key, Body=body, ContentType=_TYPES[key.rpartition(".")[2]]
    )


def read_tallies(period: str, parts: Iterable[str]) -> dict[str, dict[str, Any]] | None:
    """By subdistrict, of some parts; None while one is missing."""
    found: dict[str, dict[str, Any]] = {}
    for body in _together([tally_key(period, part) for part in parts]):
        if body is None:
            return None
        found |= json.loads(body)
    return found


def _together(wanted: list[str]) -> list[bytes | None]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(read, wanted))
