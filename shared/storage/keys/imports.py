"""Imports, their parts, and the persons whom they hold."""

from __future__ import annotations

import hashlib

from shared.storage.keys.base import key_of


def import_id(bucket: str, key: str, version: str) -> str:
    """One object version is one import, however often its notice arrives."""
    return hashlib.sha256(f"{bucket}\n{key}\n{version}".encode()).hexdigest()[:32]


def import_meta(import_id: str) -> dict[str, str]:
    return key_of(f"IMP#{import_id}", "META")


def import_part(import_id: str, rules: str, stage: str, number: int) -> dict[str, str]:
    """The mark of a part that is done, under the plan that it was done for."""
    return key_of(f"IMP#{import_id}", f"{import_parts(rules, stage)}{number:06d}")


def import_parts(rules: str, stage: str) -> str:
    return f"PART#{rules}#{stage}#"


def import_index(partner: str, received_at: str, import_id: str) -> dict[str, str]:
    """Index1 by partner, Index3 over all partners, newest last."""
    return {
        "G1P": f"PTN#{partner}#IMP",
        "G1S": f"{received_at}#{import_id}",
        "G3P": "IMPORTS",
        "G3S": f"{received_at}#{import_id}",
    }


def partner_partition(partner: str) -> str:
    return f"PTN#{partner}#IMP"


def import_sequence() -> dict[str, str]:
    return key_of("SYS", "IMPORT_SEQ")


def houses(office: str) -> dict[str, str]:
    """The lowest import sequence that stored a house of a register office (the first letters of house codes)."""
    return key_of(f"HOUSES#{office}", "META")


def hold(hold_id: str) -> dict[str, str]:
    """A person whom two households claim, until somebody has decided."""
    return key_of(f"HOLD#{hold_id}", "META")


def hold_index(tambon: str, opened_on: str, hold_id: str) -> dict[str, str]:
    """Index1: the open holds of a district, oldest first. Decided ones leave it."""
    return {"G1P": hold_partition(tambon[:4]), "G1S": f"{opened_on}#{hold_id}"}


def hold_partition(district: str) -> str:
    return f"HLD#{district}"
