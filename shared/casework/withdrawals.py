"""An import that was valid and wrong is withdrawn: for a reason, once, and never deleted."""

from __future__ import annotations

from contextlib import suppress

from shared.casework.access import require
from shared.casework.files import read_import
from shared.casework.sessions import Caller
from shared.domain.policy import Relation
from shared.domain.problems import refuse_case
from shared.storage import keys, sqs, withdrawals
from shared.storage.clock import real_now
from shared.storage.settings import setting
from shared.storage.tables import Conflict, Item, core, get

_LAYOUTS = ("tpmap_v1", "receipts_v1")


def withdraw(caller: Caller, import_id: str, reason: str) -> Item:
    """Returns the import as it now stands; one that is withdrawn already stays as it is.

    Its versions become tombstones and its households are assessed again, in the background.
    Raises NotFound, or CaseRefused when it is not done, was a dry run, or holds no households.
    """
    item = read_import(caller, import_id)
    require(caller, "withdraw_import", [Relation.NONE], subject=import_id)
    if item["state"] != "withdrawn":
        if item["state"] != "done" or item["mode"] != "import" or item.get("layout") not in _LAYOUTS:
            raise refuse_case("CASE-WITHDRAWAL")
        with suppress(Conflict):  # somebody else was first, and the answer says so
            withdrawals.request(import_id, reason, caller.officer.officer_id, caller.at, real_now()).commit()
        item = get(core(), keys.import_meta(import_id)) or item
    # sent again on a repeat; if the queue refuses it, the daily sweep finds the mark
    sqs.send(setting("PARTS_QUEUE_URL"), [{"import_id": import_id, "stage": "run", "as_of": item["as_of"]}])
    return item
