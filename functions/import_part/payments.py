"""The lines of a receipts file: whose they are, whether their sender may say so, what is stored already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.domain.agencies import Agency
from shared.intake import Fault, ReportBuilder, RowResult
from shared.intake.sheaf import framed
from shared.rules import current
from shared.storage import batch, claims, receipts
from shared.storage.claims import Claim
from shared.storage.identity import Keys
from shared.storage.imports import Import
from shared.storage.receipts import Paid
from shared.storage.tables import core

AT_ONCE = 500
TREASURY = "treasury"  # pays for every agency


def owners() -> dict[str, str]:
    """Benefit id -> the agency that owns it, as the rule book says."""
    return {benefit.id: benefit.agency for benefit in current().benefits.values()}


def may_pay(partner: str, benefit: str, owner_of: Mapping[str, str]) -> bool:
    """A payer is an agency, by its code in lower case, for what it owns; the treasury for all."""
    if partner == TREASURY:
        return True
    agency = next((code for code in Agency if code.lower() == partner), None)
    return agency is not None and owner_of.get(benefit) == agency


class ReceiptImport:
    """One run over a file of receipts. ``dry``: look, do not write."""

    def __init__(
        self, job: Import, keys: Keys, report: ReportBuilder, owner_of: Mapping[str, str], *, dry: bool
    ) -> None:
        self._job, self._keys, self._report, self._owner_of, self._dry = job, keys, report, owner_of, dry
        self.ledger: list[bytes] = []  # what this import has stored: a line a fact
        self._said: dict[tuple[str, str], tuple[int, str]] = {}  # key -> row and content of its first line

    def run(self, results: Iterable[RowResult]) -> None:
        for group in batch.chunks(results, AT_ONCE):
            lines = self._lines(group)
            there = receipts.stored(line for line in lines if line is not None)
            fates = [_fate(line, there, self._job.sequence) for line in lines]
            if not self._dry:
                writes = [line for line, (_, write) in zip(lines, fates, strict=True) if line and write]
                batch.put_all(core(), (self._item(line, there) for line in writes))
                self._note(group, lines, there)
            for result, (fate, _) in zip(group, fates, strict=True):
                self._report.add(result, fate)

    def _item(self, line: Paid, there: Mapping[tuple[str, str], Any]) -> batch.WireItem:
        return receipts.item(line, self._job, there.get((line.key["PK"], line.key["SK"])))

    def _note(
        self, group: list[RowResult], lines: list[Paid | None], there: Mapping[tuple[str, str], Any]
    ) -> None:
        """For a withdrawal of this import: what it stores, now or on an earlier try."""
        for result, line in zip(group, lines, strict=True):
            if line is None:
                continue
            key = line.key["PK"], line.key["SK"]
            fate, write = receipts.fate(line, there.get(key), self._job.sequence)
            if write or (fate == "applied" and there[key]["sequence"] == self._job.sequence):
                self.ledger.append(framed(result.row.number, " ".join(key).encode()))

    def _lines(self, group: list[RowResult]) -> list[Paid | None]:
        """The lines that may count; the others are refused, each with all its reasons."""
        blind = self._keys.blind_index
        standing = claims.standing(blind(one.receipt.citizen_id) for one in group if one.receipt is not None)
        lines: list[Paid | None] = []
        for result in group:
            receipt = result.receipt
            if receipt is None or result.duplicate:
                lines.append(None)
                continue
            claim = standing.get(blind(receipt.citizen_id))
            if not may_pay(self._job.source.partner, receipt.benefit, self._owner_of):
                result.refuse(Fault("ROW-PAYER", "benefit"))
            if claim is None:
                result.refuse(Fault("ROW-PERSON-UNKNOWN", "citizen_id"))
            lines.append(self._line(result, claim))
        return lines

    def _line(self, result: RowResult, claim: Claim | None) -> Paid | None:
        receipt = result.receipt
        if claim is None or receipt is None:
            return None
        line = Paid(
            household_id=claim.household_id,
            member_id=claim.member_id,
            benefit=receipt.benefit,
            month=receipt.month,
            status=receipt.status,
            amount=receipt.amount,
            reference=receipt.reference,
        )
        key = line.key["PK"], line.key["SK"]
        first, said = self._said.setdefault(key, (result.row.number, line.body))
        if said != line.body:
            result.refuse(Fault("ROW-SAME-MONTH", None, {"row": first}))
            return None
        return line


def _fate(line: Paid | None, there: Mapping[tuple[str, str], Any], sequence: int) -> tuple[str, bool]:
    if line is None:
        return "applied", False  # of a refused or repeated row; its own fate outweighs this word
    return receipts.fate(line, there.get((line.key["PK"], line.key["SK"])), sequence)
