"""The audit's verifier: ``AUDIT_TABLE=<AuditTable> ROOTS_BUCKET=<stack>-audit-roots-<account> python -m infra.audit verify``.

Ends with 0 when everything is as it was sealed, with 1 and the first break when not. ``seal`` seals events that the
stream lost (they lie unsealed for more than ten minutes), and tells how many. ``replay`` (with ``CORE_TABLE``) builds
the states of all households, tasks and plans again from events alone and tells where what is stored is another. All
read with the caller's own rights.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from infra.audit.check import Kept, breaks, unsealed
from infra.audit.replayed import differences
from shared.domain.seals import Wire
from shared.storage import seals
from shared.storage.clients import client
from shared.storage.clock import real_now, stamp
from shared.storage.settings import setting
from shared.storage.tables import batch_get, to_wire

PATIENCE = timedelta(minutes=10)  # a seal follows within seconds
MOST = 20  # lines that a person reads
AGAIN = 5.0  # seconds to the second look


def items(table: str = "AUDIT_TABLE") -> Iterator[Wire]:
    """Every item of a table. A scan is for this look from outside only; the product never scans."""
    pages = client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=setting(table), ConsistentRead=True):
        yield from page["Items"]


def files(kept: Kept) -> None:
    """The roots as first written. A lock keeps each version; it does not keep a second one from being put over it."""
    bucket, s3, versions = setting("ROOTS_BUCKET"), client("s3"), list[dict[str, Any]]()
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions += page.get("Versions", ())
        kept.strange += [
            f"{one['Key']}: somebody tried to delete it" for one in page.get("DeleteMarkers", ())
        ]
    versions.reverse()  # the list tells the newest first, also of versions of one second
    for version in sorted(versions, key=lambda one: (one["Key"], one["LastModified"])):
        name = version["Key"]
        if name in kept.files:
            kept.strange.append(f"{name}: a second version lies over the published one")
            continue
        answer = s3.get_object(Bucket=bucket, Key=name, VersionId=version["VersionId"])
        kept.files[name] = answer["Body"].read()


def read(kept: Kept) -> Kept:
    files(kept)
    for item in items():
        kept.take(item)
    return kept


def verify(gone_before: str) -> int:
    """What changes while it is read may look broken; so a break counts when a second look finds one too."""
    for look in (1, 2):
        begun = time.monotonic()
        kept = read(Kept(oldest=gone_before, newest=_settled()))
        found = next(breaks(kept), None)
        if found is None or look == 2:
            break
        time.sleep(AGAIN)
    links, took = sum(len(lane) for lane in kept.links.values()), time.monotonic() - begun
    print(f"{len(kept.events)} events, {links} links, {len(kept.roots)} roots, {took:.1f} s")
    print(f"BROKEN: {found}" if found else "as sealed")
    return 1 if found else 0


def seal() -> int:
    kept = Kept(newest=_settled())
    for item in items():
        kept.take(item)
    missed = [{"PK": pk, "SK": sk} for pk, sk in unsealed(kept)]
    found = [to_wire(item) for item in batch_get(setting("AUDIT_TABLE"), missed)]
    print(f"{seals.seal(sorted(found, key=lambda item: (item['PK']['S'], item['SK']['S'])))} events sealed")
    return 0


def replay() -> int:
    """Stored items are read first and again at the end, so that what changes meanwhile is told by its events."""
    for look in (1, 2):
        stored = list(items("CORE_TABLE"))
        found = differences(items(), stored)
        if not found or look == 2:
            break
        time.sleep(AGAIN)
    print("\n".join(found[:MOST]) if found else "every state is what its events tell")
    return 1 if found else 0


def _settled() -> str:
    return stamp(real_now() - PATIENCE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.audit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verifying = commands.add_parser("verify", help="name the first break of the seal, if there is one")
    verifying.add_argument(
        "--gone-before", default="", metavar="YYYY-MM-DD", help="events before this day were erased as due"
    )
    commands.add_parser("seal", help="seal events that the stream lost")
    commands.add_parser("replay", help="build all states again from their events, and compare")
    asked = parser.parse_args()
    if asked.command == "verify":
        return verify(asked.gone_before)
    return replay() if asked.command == "replay" else seal()


if __name__ == "__main__":
    raise SystemExit(main())
