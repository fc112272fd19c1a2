"""Alerts are opened where something got worse: the same happening opens one, whoever notices it and how often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.casework.case_items import body_of, part_item
from shared.domain.alerts import Alert, Standing, alerts_between
from shared.domain.plain import from_plain
from shared.storage import keys
from shared.storage.households import State
from shared.storage.tables import Item, Transaction, core

if TYPE_CHECKING:
    from shared.rules import Assessment


def alerts_of(state: State) -> tuple[Alert, ...]:
    return tuple(from_plain(Alert, body_of(item)) for item in state.parts.get("ALR", []))


def named(alert: Alert) -> Alert:
    """Under an opaque id, the same for the same happening."""
    digest = hashlib.blake2b(alert.key.encode(), digest_size=6).hexdigest()
    return replace(alert, alert_id=f"{alert.household_id}-{digest}")


def alert_item(alert: Alert, area: str, version: int, **more: Any) -> Item:
    """In the list of its district while it is open."""
    item = part_item(
        alert.household_id, "ALR", (alert.alert_id.rpartition("-")[2],), alert, v=version, area=area, **more
    )
    if alert.open:
        item.update(keys.alert_index(area, alert.decide_by.isoformat(), alert.alert_id))
    return item


def open_alert(transaction: Transaction, state: State, alert: Alert, *, note: str | None = None) -> bool:
    """False when this happening has its alert already. ``note``: as it was told."""
    made = named(alert)
    if any(one.alert_id == made.alert_id for one in alerts_of(state)):
        return False
    transaction.put(core(), alert_item(made, (state.meta or {})["tambon"], 1, note=note), new=True)
    return True


def watched(state: State) -> bool:
    """A household of the programme, also after it graduated."""
    meta = state.meta or {}
    return bool(meta.get("pilot") or meta.get("mentor")) and meta.get("status", "active") == "active"


def raise_alerts(
    transaction: Transaction, state: State, meta: Mapping[str, Any], receiving: frozenset[str], on: date
) -> None:
    """What the new answers have made worse against the stored ones."""
    if state.meta is None or not watched(state):
        return
    before = _standing(state.meta, _received(state))
    after = _standing(meta, receiving)
    for alert in alerts_between(state.household_id, before, after, on):
        open_alert(transaction, state, alert)


def _standing(meta: Mapping[str, Any], receiving: frozenset[str]) -> Standing:
    surveyed = meta.get("surveyed_on")
    return Standing(
        dict(meta.get("deprived", {})), receiving, date.fromisoformat(surveyed) if surveyed else None
    )


def _received(state: State) -> frozenset[str]:
    rows = json.loads(state.determinations["body"])["rows"] if state.determinations else []
    return frozenset(f"{row['b']}/{row['m'] or 'hh'}" for row in rows if row["r"] == "yes")


def receiving_of(assessment: Assessment) -> frozenset[str]:
    """Benefits that arrive, each with whom it is for."""
    return frozenset(
        f"{found.benefit}/{found.member_id or 'hh'}"
        for found in assessment.determinations
        if found.receiving.value == "yes"
    )
