"""Imports and their files: a list, a record, and a short-lived address for whom the policy lets."""

from __future__ import annotations

from shared.casework.access import NotFound, note_read, require
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass, Relation
from shared.storage import addresses, keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, batch_get, core, get

IMPORT_FILES = {"errors": "errors.csv", "diff": "diff.csv", "manifest": "manifest.json"}


def list_imports(caller: Caller, start: Position | None, limit: int) -> tuple[list[Item], Position | None]:
    """Newest first: a partner's own, all for the centre."""
    partner = caller.officer.partner if caller.officer.role == "partner" else None
    if caller.officer.role == "partner" and partner is None:
        return [], None
    if partner is not None:
        what = Slice(core(), [keys.partner_partition(partner)], "Index1", newest_first=True)
        return read_page(what, start, limit)
    what = Slice(core(), [keys.import_index("", "", "")["G3P"]], "Index3", newest_first=True)
    pointers, position = read_page(what, start, limit)
    found = {item["PK"]: item for item in batch_get(core(), [_key(pointer) for pointer in pointers])}
    return [found[pointer["PK"]] for pointer in pointers if pointer["PK"] in found], position


def _key(item: Item) -> dict[str, str]:
    return {"PK": item["PK"], "SK": item["SK"]}


def read_import(caller: Caller, import_id: str) -> Item:
    """Raises NotFound, also for another partner's."""
    item = get(core(), keys.import_meta(import_id))
    if item is None or not _own(caller, item):
        raise NotFound(import_id)
    return item


def _own(caller: Caller, item: Item) -> bool:
    return caller.officer.role != "partner" or (
        caller.officer.partner is not None and item.get("partner") == caller.officer.partner
    )


def import_file(caller: Caller, import_id: str, name: str) -> str:
    """A short-lived address of a result file. It holds personal data, so the download is noted. Raises NotFound."""
    read_import(caller, import_id)
    require(caller, "read_import_files", [Relation.NONE], subject=import_id, fields=FieldClass.IDENTITY)
    file = IMPORT_FILES[name]
    address = address_of(f"imports/{import_id}/{file}", f"{import_id[:8]}-{file}")
    note_read(caller, "export_downloaded", subject=f"{import_id}/{name}", action="read_import_files")
    return address


def address_of(key: str, name: str) -> str:
    """Raises NotFound when the file is not there (any more): files expire, records stay."""
    address = addresses.report_address(key, name)
    if address is None:
        raise NotFound(key)
    return address
