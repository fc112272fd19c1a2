"""A new key behind the blind indexes, by which citizen numbers are found and are in one household only.

No index may be made under the old key while rows move, so the change has four steps, each of which may be repeated:

1. pause: the secret names the coming key. Within ``KEPT_SECONDS`` every process has read it and refuses work on numbers
   (the API answers busy, imports wait in their queue); what began before is over when the longest function is.
2. copy: each claim gets a row under the index it will have. Nothing of today's is touched, so stopping is safe.
3. change: the secret takes the coming key; processes go on within ``KEPT_SECONDS``.
4. sweep: rows under indexes of before go.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from infra.rekey.table import WireItem, items, update
from shared.domain.dates import moment_of
from shared.storage import keys
from shared.storage.batch import chunks
from shared.storage.clients import client
from shared.storage.clock import real_now, stamp
from shared.storage.identity import KEPT_SECONDS, Keys, Secret, generation
from shared.storage.settings import setting

LONGEST = 900  # seconds that a function may run
PAUSE = timedelta(seconds=KEPT_SECONDS + LONGEST + 60)


def change(*, sleep: Callable[[float], None] = time.sleep, say: Callable[[str], None] = print) -> None:
    """All four steps, or those that are left after a kill."""
    secret = read()
    if secret.coming is None:
        secret = replace(secret, coming=secrets.token_urlsafe(48), paused_at=stamp(real_now()))
        write(secret)
    assert secret.coming is not None
    wait = (moment_of(str(secret.paused_at)) + PAUSE - real_now()).total_seconds()
    if wait > 0:
        say(f"work on citizen numbers pauses; the change begins in {wait:.0f} s")
        sleep(wait)
    after = Secret(secret.root, (*secret.layers, secret.coming))
    say(f"{copy(Keys.derive(after.text()))} claims copied")
    write(after)
    say(f"the key is changed; processes go on within {KEPT_SECONDS} s")
    say(f"{sweep()} rows of before are gone")


def give_up() -> bool:
    """End a pause without a change. False: there is none."""
    secret = read()
    if secret.coming is None:
        return False
    write(Secret(secret.root, secret.layers))
    sweep()
    return True


def copy(after: Keys) -> int:
    """Nobody writes a claim now, so a plain put is enough, and a second one writes the same."""
    today = len(after.layers) - 1
    copied = 0
    for some in chunks(_claims(today), 25):
        rows = [{**row, **_place(after.renewed(_blind(row)))} for row in some]
        _write([{"PutRequest": {"Item": row}} for row in rows])
        copied += len(rows)
    return copied


def sweep() -> int:
    """Rows of another key than today's, and holds that still name their person by one. Returns how many rows went."""
    names = Keys.derive(read().text())
    today = len(names.layers)
    gone = 0
    others = (row for row in _claims() if generation(_blind(row)) != today)
    for some in chunks(others, 25):
        _write([{"DeleteRequest": {"Key": _place(_blind(row))}} for row in some])
        gone += len(some)
    for item in items():
        if "blind" in item and generation(item["blind"]["S"]) < today:
            update(item, "blind", {"blind": {"S": names.renewed(item["blind"]["S"])}})
    return gone


def read() -> Secret:
    found = client("secretsmanager").get_secret_value(SecretId=setting("IDENTITY_SECRET_ARN"))
    return Secret.parse(found["SecretString"])


def write(secret: Secret) -> None:
    client("secretsmanager").put_secret_value(
        SecretId=setting("IDENTITY_SECRET_ARN"), SecretString=secret.text()
    )


def _claims(of: int | None = None) -> Iterator[WireItem]:
    """Rows of claims, of one generation of the key or of all."""
    for item in items():
        claim = item["SK"]["S"] == keys.UNIQUE and item["PK"]["S"].startswith(keys.unique_citizen_pk(""))
        if claim and of in (None, generation(_blind(item))):
            yield item


def _blind(row: WireItem) -> str:
    return str(row["PK"]["S"]).removeprefix(keys.unique_citizen_pk(""))


def _place(blind: str) -> WireItem:
    return {name: {"S": text} for name, text in keys.unique_citizen(blind).items()}


def _write(requests: list[dict[str, Any]]) -> None:
    wanted = {setting("IDENTITY_TABLE"): requests}
    while wanted:
        wanted = client("dynamodb").batch_write_item(RequestItems=wanted).get("UnprocessedItems", {})
