"""A partner's file comes in as bytes and leaves as households, receipts or officers, and as exact faults.

Pure over streams: time, areas and the sender's rights are arguments; nothing here knows where bytes come from.
"""

from shared.intake.diff import Change, diff_csv, diff_head, diff_line
from shared.intake.faults import Fault, FileRejected, Level
from shared.intake.households import HouseholdResult
from shared.intake.report import Report, ReportBuilder
from shared.intake.rows import Row
from shared.intake.surveys import MemberSurvey, OfficerRow, Receipt, Survey
from shared.intake.upload import RowResult, Upload, open_upload

__all__ = [
    "Change",
    "Fault",
    "FileRejected",
    "HouseholdResult",
    "Level",
    "MemberSurvey",
    "OfficerRow",
    "Receipt",
    "Report",
    "ReportBuilder",
    "Row",
    "RowResult",
    "Survey",
    "Upload",
    "diff_csv",
    "diff_head",
    "diff_line",
    "open_upload",
]
