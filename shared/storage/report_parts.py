"""The facts of a month by subdistrict in S3, and what each report counted of them: written once, read for years."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
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


def households_in(tambon: str) -> list[str]:
    """The ids of the households of a subdistrict, in order."""
    rows = query(
        core(),
        keys.area_partition(tambon[:4]),
        prefix=f"{tambon}#",
        index="Index1",
        only=("PK", "assessed_on"),
    )
    return [keys.household_of(item["PK"]) for item in rows if "assessed_on" in item]


def facts_key(month: str, tambon: str, file: str) -> str:
    return f"snapshots/facts/{month}/{tambon}/{file}"


def tally_key(period: str, tambon: str) -> str:
    return f"snapshots/tallies/{period}/{tambon}.json"


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


def read_facts(month: str, tambon: str) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    """The package of a part and its files by table; None while the part is not whole."""
    package = read_json(facts_key(month, tambon, PACKAGE))
    if package is None:
        return None
    paths = {one["name"]: one["path"] for one in package["resources"]}
    bodies = _together([facts_key(month, tambon, path) for path in paths.values()])
    return package, {
        f"{name}.csv": body for name, body in zip(paths, bodies, strict=True) if body is not None
    }


def keep_facts(month: str, tambon: str, files: Mapping[str, bytes], package: bytes) -> None:
    """A part's files, its package last. Two workers write different names, and one package stands."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda one: _put(facts_key(month, tambon, one[0]), one[1]), sorted(files.items())))
    keep(facts_key(month, tambon, PACKAGE), package)


def _put(key: str, body: bytes) -> None:
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=key, Body=body, ContentType=_TYPES[key.rpartition(".")[2]]
    )


def read_tallies(period: str, tambons: Iterable[str]) -> dict[str, dict[str, Any]] | None:
    """By subdistrict; None while one is missing."""
    codes = list(tambons)
    found: dict[str, dict[str, Any]] = {}
    for code, body in zip(codes, _together([tally_key(period, code) for code in codes]), strict=True):
        if body is None:
            return None
        found[code] = dict(json.loads(body))
    return found


def _together(wanted: list[str]) -> list[bytes | None]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(read, wanted))
