"""The table of access: action -> rows of (roles, relations, field classes, effect). The first row that fits decides.

Every action of the interface (contracts §4) and of the system has its rows here; no row means no. Basis: PDPA B.E.
2562 s.22 (least data), s.24(4) (official task), s.26 (health and disability only to whose task needs them).
"""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """What a household or task is to the actor, nearest first."""

    SYSTEM = "system"
    OWN_HOUSEHOLD = "own_household"  # the mentor's own
    OWN_TASK = "own_task"  # assigned to this officer
    OWN_AREA = "own_area"
    OWN_AGENCY = "own_agency"  # the agency's task, in or out of the area
    OTHER_AREA = "other_area"
    NONE = "none"  # nothing in particular: lists, own account, public things


class FieldClass(StrEnum):
    AGGREGATE = "aggregate"
    OPERATIONAL = "operational"
    SENSITIVE = "sensitive"
    IDENTITY = "identity"


class Effect(StrEnum):
    ALLOW = "allow"
    MASK = "mask"
    DENY = "deny"
    BREAK_GLASS = "break_glass"


Row = tuple[tuple[str, ...], tuple[Relation, ...], tuple[FieldClass, ...], Effect]

R, F, E = Relation, FieldClass, Effect
ALL = tuple(R)
OPEN = (F.AGGREGATE, F.OPERATIONAL)
CLOSE = (*OPEN, F.SENSITIVE)
WHOLE = (*CLOSE, F.IDENTITY)
CARE = (R.OWN_HOUSEHOLD, R.OWN_TASK, R.OWN_AREA)
WORK = (R.OWN_TASK, R.OWN_AGENCY)
HERE = (R.OWN_AREA, R.NONE)

ANYONE, SIGNED = ("*",), ("*signed",)
SYSTEM, MENTOR, DESK = ("system",), ("mentor",), ("coordinator",)
AGENCY, HEAD = ("agency_officer", "agency_head"), ("agency_head",)
BOARD, EVALUATOR, ADMIN = ("committee",), ("evaluator",), ("administrator",)
CENTRE = (*DESK, *BOARD)
UPLOADERS = ("partner", "coordinator", "administrator")
READERS = (
    "coordinator",
    "committee",
    "evaluator",
    "administrator",
    "agency_head",
    "agency_officer",
    "mentor",
)


def _row(
    roles: tuple[str, ...],
    relations: tuple[Relation, ...],
    classes: tuple[FieldClass, ...],
    effect: Effect = Effect.ALLOW,
) -> Row:
    return roles, relations, classes, effect


_SYSTEM: dict[str, tuple[Row, ...]] = {
    name: (_row(SYSTEM, (R.SYSTEM,), classes),)
    for name, classes in {
        "assess": CLOSE,
        "review": CLOSE,
        "dispatch": OPEN,
        "compile_report": CLOSE,
        "import": WHOLE,
        "erase": WHOLE,
        "seal_audit": OPEN,
        "heed_mail": OPEN,
    }.items()
}

_PUBLIC: dict[str, tuple[Row, ...]] = {
    "read_public": (_row(ANYONE, ALL, (F.AGGREGATE,)),),  # rule book, screening, health, the API document
    "sign_in": (_row(ANYONE, ALL, (F.AGGREGATE,)),),
    "file_grievance": (_row(ANYONE, ALL, OPEN),),
    "unsubscribe": (_row(ANYONE, ALL, (F.AGGREGATE,)),),  # by the key that only the mail carries
    "read_self": (_row(SIGNED, ALL, OPEN),),
    "enrol_factor": (_row(SIGNED, ALL, OPEN),),
}

_IMPORTS: dict[str, tuple[Row, ...]] = {
    "upload": (_row(UPLOADERS, ALL, OPEN),),
    "read_imports": (_row(UPLOADERS, ALL, OPEN),),
    "read_import_files": (_row(UPLOADERS, ALL, (F.IDENTITY,)),),
    "withdraw_import": (_row((*DESK, *ADMIN), ALL, OPEN),),
    "read_holds": (_row(DESK, HERE, CLOSE), _row(DESK, HERE, (F.IDENTITY,), E.MASK)),
    "decide_hold": (_row(DESK, (R.OWN_AREA,), CLOSE),),
}

_HOUSEHOLDS: dict[str, tuple[Row, ...]] = {
    "list_households": (
        _row((*CENTRE, *AGENCY), HERE, OPEN),
        _row(MENTOR, (R.OWN_HOUSEHOLD, R.NONE), OPEN),
        _row(EVALUATOR, HERE, OPEN),
    ),
    "read_packets": (_row(MENTOR, (R.OWN_HOUSEHOLD, R.NONE), OPEN),),
    "search_households": (
        _row((*DESK, *AGENCY), (R.NONE,), (F.IDENTITY,)),  # the number that is asked for, with a purpose
        _row(DESK, (R.OWN_AREA,), OPEN),
        _row(AGENCY, (R.OWN_AREA, *WORK), OPEN),
    ),
    "read_household": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.IDENTITY,), E.MASK),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), (F.IDENTITY,), E.MASK),
        _row(AGENCY, (R.OWN_AREA, R.OWN_AGENCY), OPEN),
        _row(AGENCY, (R.OWN_AGENCY,), (F.SENSITIVE,), E.BREAK_GLASS),
        _row(DESK, CARE, CLOSE),
        _row(DESK, CARE, (F.IDENTITY,), E.MASK),
        _row(BOARD, (R.OWN_AREA,), OPEN),
        _row(CENTRE, (R.OTHER_AREA,), CLOSE, E.BREAK_GLASS),
        _row(EVALUATOR, (R.OWN_AREA,), OPEN),
        _row((*ADMIN, *EVALUATOR), ALL, (F.AGGREGATE,)),
    ),
    "reveal_identity": (  # names, numbers and addresses in the clear; each reveal is an audit event of its own
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.IDENTITY,)),
        _row(AGENCY, (R.OWN_TASK,), (F.IDENTITY,)),
        _row(DESK, CARE, (F.IDENTITY,)),
        _row(HEAD, (R.OWN_AGENCY,), (F.IDENTITY,), E.BREAK_GLASS),
        _row(CENTRE, (R.OWN_AREA, R.OTHER_AREA), (F.IDENTITY,), E.BREAK_GLASS),
    ),
    "read_entitlements": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, WORK, CLOSE),
        _row(DESK, CARE, CLOSE),
        _row(BOARD, (R.OWN_AREA,), OPEN),
        _row(EVALUATOR, (R.OWN_AREA,), OPEN),
    ),
    "read_review": (_row(DESK, CARE, CLOSE),),  # receiving without title by our facts: coordinators only
    "read_questions": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(DESK, CARE, CLOSE),
    ),
    "read_timeline": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(DESK, CARE, CLOSE),
        _row(BOARD, (R.OWN_AREA,), OPEN),
        _row(EVALUATOR, (R.OWN_AREA,), OPEN),
    ),
    "add_member": (_row(MENTOR, (R.OWN_HOUSEHOLD,), WHOLE), _row(DESK, CARE, WHOLE)),
    "change_member": (_row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE), _row(DESK, CARE, CLOSE)),
    "change_identity": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.IDENTITY,)),
        _row(DESK, CARE, (F.IDENTITY,)),
    ),
    "change_household": (_row(MENTOR, (R.OWN_HOUSEHOLD,), OPEN), _row(DESK, CARE, OPEN)),
    "override_phase": (_row(CENTRE, (R.OWN_AREA,), OPEN),),
    "export_household": (_row(DESK, (R.OWN_AREA,), WHOLE), _row(ADMIN, ALL, WHOLE, E.BREAK_GLASS)),
    "record_consent": (_row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE), _row(DESK, CARE, CLOSE)),
}

_FIELD: dict[str, tuple[Row, ...]] = {
    "record_facts": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(DESK, CARE, CLOSE),
    ),
    "record_visit": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(DESK, CARE, CLOSE),
    ),
    "read_visits": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(AGENCY, (R.OWN_AGENCY,), OPEN),
        _row(DESK, CARE, CLOSE),
        _row((*BOARD, *EVALUATOR), (R.OWN_AREA,), OPEN),
    ),
    "upload_photo": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.SENSITIVE,)),
        _row(AGENCY, (R.OWN_TASK,), (F.SENSITIVE,)),
        _row(DESK, CARE, (F.SENSITIVE,)),
    ),
    "read_needs": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(AGENCY, (R.OWN_AREA, R.OWN_AGENCY), OPEN),
        _row(DESK, CARE, CLOSE),
        _row((*BOARD, *EVALUATOR), (R.OWN_AREA,), OPEN),
    ),
    "record_needs": (_row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE), _row(DESK, CARE, CLOSE)),
}

_PLANS: dict[str, tuple[Row, ...]] = {
    "read_plan": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(AGENCY, (R.OWN_AREA, R.OWN_AGENCY), OPEN),
        _row(DESK, CARE, CLOSE),
        _row((*BOARD, *EVALUATOR), (R.OWN_AREA,), OPEN),
    ),
    "write_plan": (_row(MENTOR, (R.OWN_HOUSEHOLD,), OPEN), _row(DESK, CARE, OPEN)),
    "propose_measures": (_row(AGENCY, (R.OWN_AREA, *WORK), (F.OPERATIONAL,)),),
    "sign_plan": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.OPERATIONAL,)),
        _row(AGENCY, (R.OWN_AREA, *WORK), (F.OPERATIONAL,)),
        _row(BOARD, (R.OWN_AREA,), (F.OPERATIONAL,)),
    ),
    "submit_plan": (_row(MENTOR, (R.OWN_HOUSEHOLD,), OPEN), _row(DESK, CARE, OPEN)),
    "decide_plan": (_row(BOARD, (R.OWN_AREA,), OPEN),),
    "change_measure": (
        _row(AGENCY, WORK, (F.OPERATIONAL,)),
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.OPERATIONAL,)),
        _row(DESK, (R.OWN_AREA,), (F.OPERATIONAL,)),
    ),
    "read_meetings": (_row(CENTRE, HERE, OPEN), _row(HEAD, HERE, OPEN)),
    "call_meeting": (_row(CENTRE, HERE, OPEN),),
    "decide_meeting": (_row(BOARD, HERE, OPEN),),
    "assign_mentor": (_row(DESK, (R.OWN_AREA, R.OWN_HOUSEHOLD), (F.OPERATIONAL,)),),
    "suggest_mentors": (_row(CENTRE, HERE, OPEN),),
    "select_pilots": (_row(CENTRE, HERE, OPEN),),
}

_TASKS: dict[str, tuple[Row, ...]] = {
    "read_tasks": (
        _row(AGENCY, (*WORK, R.NONE), OPEN),
        _row(CENTRE, HERE, OPEN),
        _row(MENTOR, (R.OWN_HOUSEHOLD, R.NONE), OPEN),
    ),
    "act_on_task": (
        _row(AGENCY, WORK, (F.OPERATIONAL,)),
        _row(CENTRE, (R.OWN_AREA,), (F.OPERATIONAL,)),
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.OPERATIONAL,)),
        _row(SYSTEM, (R.SYSTEM,), (F.OPERATIONAL,)),
    ),
    "take_task": (_row(AGENCY, (R.OWN_AREA, *WORK), CLOSE),),  # policy.may_take asks by agency and by area
    "read_desk": (_row(DESK, HERE, OPEN),),
    "read_grievances": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(AGENCY, (R.OWN_TASK,), CLOSE),
        _row(CENTRE, (R.OWN_AREA,), CLOSE),
    ),
    "act_on_grievance": (
        _row(AGENCY, (R.OWN_TASK,), (F.OPERATIONAL,)),
        _row(CENTRE, (R.OWN_AREA,), (F.OPERATIONAL,)),
        _row(MENTOR, (R.OWN_HOUSEHOLD,), (F.OPERATIONAL,)),
    ),
}

_RESULTS: dict[str, tuple[Row, ...]] = {
    "record_round": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(EVALUATOR, (R.OWN_AREA,), CLOSE),
        _row(DESK, CARE, CLOSE),
    ),
    "approve_round": (_row((*CENTRE, *EVALUATOR), (R.OWN_AREA,), OPEN),),
    "read_rounds": (
        _row(MENTOR, (R.OWN_HOUSEHOLD,), CLOSE),
        _row(EVALUATOR, (R.OWN_AREA,), CLOSE),
        _row(EVALUATOR, (R.OTHER_AREA, R.NONE), (F.AGGREGATE,)),
        _row(DESK, CARE, CLOSE),
        _row(BOARD, (R.OWN_AREA,), OPEN),
    ),
    "read_alerts": (_row(CENTRE, HERE, OPEN), _row(MENTOR, (R.OWN_HOUSEHOLD, R.NONE), OPEN)),
    "decide_alert": (_row(CENTRE, (R.OWN_AREA,), OPEN),),
    "read_losses": (_row(DESK, CARE, CLOSE),),
    "decide_loss": (_row(DESK, (R.OWN_AREA,), CLOSE),),
    "read_reports": (_row(READERS, ALL, (F.AGGREGATE,)),),
    "order_report": (_row((*CENTRE, *EVALUATOR, *ADMIN), ALL, (F.AGGREGATE,)),),
    "simulate": (_row((*CENTRE, *EVALUATOR, *ADMIN), ALL, (F.AGGREGATE,)),),
    "manage_subscriptions": (_row(READERS, ALL, (F.AGGREGATE,)),),  # one's own; an administrator everyone's
}

_ADMINISTRATION: dict[str, tuple[Row, ...]] = {
    "read_audit": (_row(ADMIN, ALL, OPEN), _row(DESK, (R.OWN_AREA,), OPEN)),
    "report_breach": (_row(ADMIN, ALL, OPEN),),
    # whoever has a row above that says so; always audited, and listed for the weekly review
    "break_glass": (
        _row(AGENCY, (R.OWN_AGENCY,), OPEN),
        _row(CENTRE, (R.OWN_AREA, R.OTHER_AREA), OPEN),
        _row(ADMIN, ALL, OPEN),
    ),
    "review_break_glass": (_row((*ADMIN, *BOARD), ALL, OPEN),),
    "read_officers": (
        _row(ADMIN, ALL, OPEN),
        _row((*CENTRE, *HEAD), ALL, OPEN),
    ),  # who is called to a meeting
    "manage_officers": (_row(ADMIN, ALL, OPEN),),
    # names of colleagues whose ids one has met; whoever is not met cannot be asked for, since ids cannot be guessed
    "read_directory": (_row(READERS, ALL, OPEN),),
}

TABLE: dict[str, tuple[Row, ...]] = {
    **_SYSTEM,
    **_PUBLIC,
    **_IMPORTS,
    **_HOUSEHOLDS,
    **_FIELD,
    **_PLANS,
    **_TASKS,
    **_RESULTS,
    **_ADMINISTRATION,
}
ACTIONS = frozenset(TABLE)
