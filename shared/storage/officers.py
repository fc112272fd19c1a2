"""Officers as an administrator's file names them: the account, the row, and the way from the one to the other.

An official's name lies sealed in the Identity table, for those who work with them; nothing else of theirs does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.dates import moment_of
from shared.domain.officers import Officer
from shared.domain.survey_text import as_text
from shared.storage import audit, cognito, keys
from shared.storage.cognito import NoAccount
from shared.storage.identity import Keys, Seal, keys_of_stack
from shared.storage.imports import Import
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, batch_get, core, get

__all__ = [
    "NoAccount",
    "is_administrator",
    "name_item",
    "names_of",
    "put",
    "put_login",
    "put_name",
    "register",
]


def register(officer: Officer, address: str, name: str, job: Import) -> bool:
    """Whether anything changed, or would in a dry run. Raises NoAccount, or Conflict when others change the row."""
    row = get(core(), keys.officer(officer.officer_id))
    wanted = officer if row is None else _kept(officer, Officer.from_item(row))
    by_us = row is not None and row.get("imp") == job.import_id  # an earlier try of this very import
    changed = row is None or wanted != Officer.from_item(row)
    if not job.dry and (changed or by_us):
        subject = cognito.ensure_account(address, name)
        if changed:
            _put(wanted, row, subject, name, job)
    return changed or by_us


def _kept(officer: Officer, known: Officer) -> Officer:
    """What a file does not say stays: a revocation, and a partner's inbox."""
    return replace(officer, status=known.status, partner=known.partner)


def _put(officer: Officer, row: Item | None, subject: str, name: str, job: Import) -> None:
    transaction = Transaction()
    put(transaction, officer, row, imp=job.import_id)
    put_name(transaction, officer.officer_id, name)
    put_login(transaction, subject, officer.officer_id)
    audit.add(
        transaction,
        audit.AuditEvent(
            type="th.sitthi.officer.registered.v1",
            key=f"{job.import_id}|{officer.officer_id}",
            at=moment_of(job.received_at),
            actor="administration",
            subject=officer.officer_id,
            basis="import of officers",
            details={"import": job.import_id, "role": officer.role, "agency": officer.agency},
        ),
    )
    transaction.commit()


def put(transaction: Transaction, officer: Officer, row: Item | None, **more: str | None) -> None:
    """The officer's row, under the version of the one that was read; ``more``: what else it holds."""
    version = int(row["v"]) if row else 0
    item = {
        **(row or {}),
        **officer.to_item(),
        **keys.officer(officer.officer_id),
        **keys.officer_index(officer.agency, officer.officer_id),
        **more,
        "v": version + 1,
    }
    transaction.put(core(), item, version=version)


def put_login(transaction: Transaction, subject: str, officer_id: str) -> None:
    """The way from an account to its officer."""
    transaction.put(core(), {**keys.login(subject), "officer_id": officer_id})


def put_name(transaction: Transaction, officer_id: str, name: str) -> None:
    """As the account has it, for those who work with the officer."""
    transaction.put(setting("IDENTITY_TABLE"), name_item(keys_of_stack(), officer_id, name))


def name_item(of_stack: Keys, officer_id: str, name: str) -> Item:
    sealed = Seal(of_stack.names).close(officer_id, as_text({"name": name}))
    return {**keys.officer_name(officer_id), "sealed": sealed}


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names by officer; who was never given one is left out. Raises KeysChanging."""
    found = batch_get(setting("IDENTITY_TABLE"), [keys.officer_name(one) for one in ids])
    if not found:
        return {}
    seal = Seal(keys_of_stack().names)
    named = {item["PK"].removeprefix("OFF#"): bytes(item["sealed"]) for item in found}
    return {officer: str(seal.open(officer, sealed)["name"]) for officer, sealed in named.items()}


def is_administrator(officer_id: str) -> bool:
    row = get(core(), keys.officer(officer_id)) if officer_id else None
    officer = Officer.from_item(row) if row else None
    return officer is not None and officer.active and officer.role == "administrator"
