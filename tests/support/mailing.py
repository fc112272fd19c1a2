"""Subscriptions put by hand, as the API puts them."""

from __future__ import annotations

from shared.storage import mailing
from shared.storage.tables import Transaction


def subscribe(officer_id: str, kind: str, email: str | None, token: str = "") -> None:
    """``token``: the key that each mail carries; by default one that names whose it is."""
    transaction = Transaction()
    mailing.put_wish(transaction, officer_id, kind, email, token or f"key-of-{kind}-{officer_id}")
    transaction.commit()
