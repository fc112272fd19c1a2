"""The lines of a file of officers: an account at the sign-in service and a row that says what they may do.

Names and addresses stay with the sign-in service; the row has neither. An officer whose row was revoked stays so.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.officers import Officer
from shared.intake import Fault, OfficerRow, ReportBuilder, RowResult
from shared.storage import officers
from shared.storage.identity import Keys
from shared.storage.imports import Import


class OfficerImport:
    """One run over a file of officers."""

    def __init__(self, job: Import, keys: Keys, report: ReportBuilder) -> None:
        self._job, self._keys, self._report = job, keys, report
        self._said: dict[str, tuple[int, OfficerRow]] = {}  # address -> row and content of its first line

    def run(self, results: Iterable[RowResult]) -> None:
        for result in results:
            self._report.add(result, self._fate(result))

    def _fate(self, result: RowResult) -> str:
        told = result.officer
        if told is None or result.duplicate:
            return "applied"  # of a refused or repeated row; its own fate outweighs this word
        address = told.email.casefold()
        first, said = self._said.setdefault(address, (result.row.number, told))
        if said != told:
            result.refuse(Fault("ROW-OFFICER-TWICE", None, {"row": first}))
            return "applied"
        wanted = Officer(
            officer_id=self._keys.officer_of(address),
            role=told.role,
            agency=told.agency,
            areas=told.areas,
            language=told.language,
        )
        try:
            changed = officers.register(wanted, address, told.name, self._job)
        except officers.NoAccount:
            result.refuse(Fault("CELL-EMAIL", "email"))
            return "applied"
        return "applied" if changed else "unchanged"
