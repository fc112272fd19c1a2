"""The API's types and calls. Written by ``python -m infra.client`` from the OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias
from urllib.parse import quote

from typing_extensions import TypedDict

from infra.client.calls import Calls, Reply


class AccessToken(TypedDict):
    """Signed in. Keep the token in memory; the refresh token is in a cookie that scripts cannot read."""

    access_token: str
    expires_in: int
    me: Me | None
    token_type: NotRequired[Literal["Bearer"]]


class ActionWanted(TypedDict):
    """What is done to a task. Which fields an action needs follows from the task table."""

    action: Literal[
        "accept",
        "amend",
        "assign",
        "cancel",
        "close_no_action",
        "confirm",
        "confirm_auto",
        "dispute",
        "done",
        "extend",
        "hold",
        "hold_expired",
        "reassign",
        "recall",
        "reopen",
        "reroute",
        "resume",
        "return",
        "send",
        "unassign",
        "verify_expired",
    ]
    agency: NotRequired[Agency | None]
    confirmed_by: NotRequired[str | None]
    evidence: NotRequired[list[str]]
    note: NotRequired[str | None]
    occurred_at: NotRequired[str | None]
    officer: NotRequired[str | None]
    outcome: NotRequired[str | None]
    reason: NotRequired[str | None]
    resume_by: NotRequired[str | None]
    waiting_on: NotRequired[str | None]


class Address(TypedDict):
    house_no: NotRequired[str | None]
    phone: NotRequired[str | None]
    village_no: NotRequired[int | None]


Agency: TypeAlias = Literal["Msdhs", "Lao", "Moe", "Moph", "Mol", "Moac", "Cdd", "Sbpac"]


class Agenda(TypedDict):
    items: list[AgendaSeen]


class AgendaSeen(TypedDict):
    about: str
    kind: str
    member: str | None
    options: list[str]
    text: Words


class Alert(TypedDict):
    alert_id: str
    cause: str
    decide_by: str
    decided_by: str | None
    decided_on: str | None
    decision: str | None
    details: list[str]
    household_id: str
    late: bool
    note: str | None
    opened_on: str
    reason: str | None
    text: Words
    version: int
    wish: DecisionWish | None


class AlertDecision(TypedDict):
    decision: Literal["back_to_planning", "measure_added", "watch", "no_action"]
    reason: str


class Alerts(TypedDict):
    items: list[Alert]


class Amount(TypedDict):
    per: str
    unit: str
    value: int


class AmountText(TypedDict):
    at_most: bool
    law: str
    per: str
    rates: list[Rate]
    since: str
    verified: bool


class AnswerSeen(TypedDict):
    agency: str
    by: str
    declined: str | None
    measures: list[str]
    note: str | None
    on: str


class AnswerTold(TypedDict):
    declined: NotRequired[str | None]
    measures: NotRequired[list[str]]
    note: NotRequired[str | None]


class AuditEntry(TypedDict):
    actor: str
    basis: str | None
    details: dict[str, Any]
    event: str
    household_id: str | None
    id: str
    subject: str
    time: str


class BenefitCounts(TypedDict):
    baht_per_month: int | None
    benefit: str | None
    changes: int | None
    gains: int | None
    loses: int | None


class BenefitSummary(TypedDict):
    agency: str
    dimension: str
    entity: Literal["person", "household"]
    id: str
    kind: str
    statutory: bool
    title: Words
    verified: bool


class BenefitText(TypedDict):
    agency: str
    apply_at: Words
    cost_of_waiting: Words | None
    dimension: str
    documents: list[Words]
    entity: Literal["person", "household"]
    id: str
    kind: str
    notes: list[Words]
    sources: list[Source]
    statutory: bool
    title: Words
    verified: bool
    versions: list[VersionText]
    what_to_do: Words
    windows: list[dict[str, str | None]]


class ChallengeGiven(TypedDict):
    """Not signed in yet: answer the challenge by the same call."""

    challenge: str
    session: str


class Change(TypedDict):
    """A value has the form of the one in force: a number, yes or no, or the steps of bands or cases."""

    parameter: str
    since: str
    value: int | bool | list[Step]


class ChangeTold(TypedDict):
    """What each kind needs: `moved` to_area; `split` members and other_household or new_household; `merged`"""

    kind: Literal["moved", "moved_away", "split", "merged", "declined", "resumed", "ended"]
    members: NotRequired[list[str]]
    new_household: NotRequired[HouseholdBegins | None]
    on: str
    other_household: NotRequired[str | None]
    reason: NotRequired[str | None]
    to_area: NotRequired[str | None]


class Changed(TypedDict):
    """Recorded; rights are worked out again next."""

    area: str
    household_id: str
    member_id: str | None
    mentor: str | None
    status: str
    version: int


class Chosen(TypedDict):
    drawn: bool
    household_id: str
    rank: int
    values: list[int | None]


class ClosingWish(TypedDict):
    by: str
    outcome: str


class Colleague(TypedDict):
    agency: str | None
    name: str | None
    officer_id: str
    role: str


class Colleagues(TypedDict):
    items: list[Colleague]


class ComparisonSeen(TypedDict):
    """Of indicators that measure the same in both rounds."""

    baht_per_month: int
    better: list[int]
    gained: list[str]
    income: int | None
    lost: list[str]
    not_comparable: int
    same: int
    worse: list[int]


class ConditionSeen(TypedDict):
    code: str
    met: bool
    missing: list[str]
    text: Words


class ConditionText(TypedDict):
    any_of: list[ConditionText]
    id: str
    law: str | None
    text: Words
    verified: bool


class ConsentSeen(TypedDict):
    by: str
    given: bool
    method: str
    notice: str | None
    on: str
    purpose: str


class ConsentTold(TypedDict):
    by: str
    given: bool
    method: NotRequired[Literal["signature", "thumbprint", "voice"]]
    notice: NotRequired[str | None]
    on: str
    purpose: Literal["rights", "health", "case", "photos", "share_charity", "contact"]


class Consents(TypedDict):
    items: list[ConsentSeen]


class CriterionSeen(TypedDict):
    code: str
    holds: Literal["yes", "no", "unknown"]
    text: Words


class DecisionSeen(TypedDict):
    approved: bool
    by: str
    meeting_id: str | None
    on: str
    reason: str | None


class DecisionTold(TypedDict):
    approved: bool
    reason: NotRequired[str | None]


class DecisionWish(TypedDict):
    by: str
    decision: str
    reason: str | None


class DecisionsWanted(TypedDict):
    close: NotRequired[bool]
    decisions: NotRequired[list[FunctionsApiRoutesMeetingsDecisionWanted]]


class DeskItem(TypedDict):
    """`bad_reply`: an agency's reply that could not be taken; `book_loss`: what a new edition of the law takes."""

    about: str | None
    agency: str | None
    code: str | None
    household_id: str | None
    kind: Literal["bad_reply", "book_loss"]
    losses: list[LossSeen]
    on: str


class Determination(TypedDict):
    """What the law as we know it says for one person (or the household: ``member`` null) and one benefit."""

    amount: Amount | None
    benefit: str
    entitled: Literal["yes", "no", "unknown"]
    member: str | None
    missing: list[str]
    reasons: list[Reason]
    receiving: Literal["yes", "no", "unknown"]
    state: str


class Digest(TypedDict):
    """What wanted doing by the caller on that morning, the most urgent first."""

    count: int
    lines: list[DigestLine]
    on: str


class DigestLine(TypedDict):
    due: str | None
    reference: str
    section: Literal["urgent", "late", "soon", "confirm", "triage"]
    what: str | None


class DistrictCounts(TypedDict):
    changes: int | None
    district: str
    gains: int | None
    loses: int | None


class EnrolmentGiven(TypedDict):
    """Not signed in yet: a second factor is required and there is none. Answer with the app's first code."""

    challenge: NotRequired[Literal["MFA_SETUP"]]
    secret: str
    session: str


class Entitlements(TypedDict):
    """Preliminary: the agency decides."""

    determinations: list[Determination]
    flags: list[Flag]
    household_id: str
    next_change: str | None
    on: str
    questions: list[Question]
    rule_book: str


class FactUse(TypedDict):
    """A fact that a reason rests on; ``value`` null: unknown."""

    basis: str | None
    fact: str
    member: str | None
    observed_on: str | None
    source: str | None
    stale: bool
    value: Any


class FactorGiven(TypedDict):
    secret: str


class FactorShown(TypedDict):
    """The first code of the app that was given the secret."""

    code: str


class FactsTold(TypedDict):
    basis: NotRequired[Literal["recorded", "stated"]]
    facts: dict[str, Any]
    member_id: NotRequired[str | None]
    observed_on: NotRequired[str | None]


class FindingSeen(TypedDict):
    basis: str
    fact: str
    member: str | None
    refused: bool
    told_by: str | None
    value: Any


class FindingTold(TypedDict):
    basis: Literal["seen", "said"]
    fact: str
    member_id: NotRequired[str | None]
    refused: NotRequired[bool]
    told_by: NotRequired[str | None]
    value: NotRequired[Any]


class Flag(TypedDict):
    """Facts that cannot all be true: assessed as far as possible, and somebody should look."""

    code: str
    member: str | None
    text: Words


class GapSummary(TypedDict):
    baht_per_month: int
    benefit: str
    closed_on: str | None
    gap_id: str
    member: str | None
    opened_on: str
    reason: str | None


class GlassWanted(TypedDict):
    hours: NotRequired[int]
    household_id: str
    reason: str


class GlassWindow(TypedDict):
    household_id: str
    officer_id: str
    opened_at: str
    reason: str
    until: str


class GoalSeen(TypedDict):
    dimension: str
    en: str | None
    th: str


class GoalTold(TypedDict):
    dimension: Literal["health", "education", "income", "living", "access"]
    en: NotRequired[str | None]
    th: str


class GrievanceNumber(TypedDict):
    """Tell it to the centre's number to ask how it goes; it shows nothing by itself."""

    grievance_id: str


class GrievanceSeen(TypedDict):
    about: str
    agency: str | None
    area: str
    channel: str
    due: str | None
    filed_on: str
    grievance_id: str
    household_id: str | None
    in_time: bool
    member: str | None
    reference: str | None
    state: str | None
    task_id: str | None
    text: str


class GrievanceTold(TypedDict):
    about: Literal["determination", "outcome", "conduct"]
    known_on: NotRequired[str | None]
    member_id: NotRequired[str | None]
    reference: NotRequired[str | None]
    text: str


class Grievances(TypedDict):
    items: list[GrievanceSeen]


class HandOver(TypedDict):
    """Officers who rotate: everything live of the one becomes the other's."""

    from_officer: str
    reason: str
    revoke: NotRequired[bool]
    to_officer: str


class Happening(TypedDict):
    name: str
    on: str
    text: Words


class Health(TypedDict):
    status: Literal["ok"]


class HoldSeen(TypedDict):
    """A person whom a file names in one household while another household has them. No number, no name."""

    area: str
    decision: Literal["moved", "merged", "different_person"] | None
    hold_id: str
    household_id: str
    import_id: str | None
    known_as: str | None
    member: str
    opened_on: str
    other_household: str
    rows: list[int]
    said: dict[str, str]
    state: Literal["open", "decided"]
    version: int


class Household(TypedDict):
    area: str
    assessed_on: str | None
    gaps: list[GapSummary] | None
    household_id: str
    language: str | None
    members: int
    mentor: str | None
    needs: dict[str, bool]
    phase: int
    pilot: bool
    questions: int
    roster: list[MemberSummary] | None
    status: str | None
    surveyed_on: str | None
    tasks: list[TaskOfHousehold]
    unclaimed_baht: int | None


class HouseholdBegins(TypedDict):
    """The house to which a part of the family has moved, where no household is known yet."""

    address: NotRequired[Address | None]
    area: str
    house_code: str
    household_no: NotRequired[int]


class HouseholdCount(TypedDict):
    area: str
    households: int
    phases: list[int]
    pilots: int
    unclaimed_baht: int | None


class HouseholdCounts(TypedDict):
    areas: list[HouseholdCount]
    district: str


class HouseholdExport(TypedDict):
    """Everything that is kept of a household. Sections grow with the product; ``text`` says them in Thai."""

    household_id: str
    made_on: str
    record: dict[str, Any]
    text: str


class HouseholdFacts(TypedDict):
    """What is known. A fact left out is unknown, never “no”."""

    cannot_raise_child: NotRequired[bool | None]
    child_aid_times: NotRequired[int | None]
    disaster_damage: NotRequired[bool | None]
    disaster_declared: NotRequired[bool | None]
    dwelling_unsafe: NotRequired[bool | None]
    dwelling_unsuitable_for_disability: NotRequired[bool | None]
    emergency_aid_times: NotRequired[int | None]
    family_aid_times: NotRequired[int | None]
    family_crisis: NotRequired[bool | None]
    farmer_registered: NotRequired[bool | None]
    farms_land: NotRequired[bool | None]
    home_aid_received: NotRequired[bool | None]
    house_owner_consent: NotRequired[bool | None]
    household_failed: NotRequired[list[int] | None]
    household_income: NotRequired[int | None]
    household_size: NotRequired[int | None]
    income_insufficient: NotRequired[bool | None]
    indicator_set: NotRequired[Literal["BMN2560", "BMN2565"] | None]
    language: NotRequired[Literal["ไทย", "มลายู", "อื่น ๆ"] | None]
    lived_here_since: NotRequired[str | None]
    moved_after_disability: NotRequired[bool | None]
    roster_complete: NotRequired[bool | None]
    rubber_registered: NotRequired[bool | None]
    rubber_replant_due: NotRequired[bool | None]
    social_emergency: NotRequired[bool | None]


class HouseholdFound(TypedDict):
    area: str
    assessed_on: str | None
    household_id: str
    language: str | None
    member_id: str | None
    members: int
    mentor: str | None
    needs: dict[str, bool]
    phase: int
    pilot: bool
    questions: int
    status: str | None
    surveyed_on: str | None
    unclaimed_baht: int | None


class HouseholdLosses(TypedDict):
    area: str
    found_on: str
    household_id: str
    losses: list[LossListed]
    rule_book_after: str
    rule_book_before: str


class HouseholdSummary(TypedDict):
    area: str
    assessed_on: str | None
    household_id: str
    language: str | None
    members: int
    mentor: str | None
    needs: dict[str, bool]
    phase: int
    pilot: bool
    questions: int
    status: str | None
    surveyed_on: str | None
    unclaimed_baht: int | None


class HouseholdsFound(TypedDict):
    items: list[HouseholdFound]


class IdentityTold(TypedDict):
    household: NotRequired[Address | None]
    members: NotRequired[list[MemberNamed]]
    on: str
    why: Literal["was_wrong", "has_changed", "was_missing"]


class Import(TypedDict):
    codes: dict[str, int]
    counts: dict[str, int]
    households: dict[str, int]
    import_id: str
    layout: str | None
    mode: str
    partner: str | None
    progress: dict[str, int]
    reasons: list[ImportReason]
    received_at: str
    state: str
    state_text: Words


class ImportReason(TypedDict):
    """One kind of fault or notice, how often it was met, and where to look first."""

    code: str
    column: str | None
    count: int
    rows: list[int]
    text: Words


class ItemSeen(TypedDict):
    alike: str
    household_id: str
    kind: str
    reason: str | None
    reference: str
    since: str | None
    text: Words
    verdict: str | None
    verdicts: list[str]


class KnownFact(TypedDict):
    basis: str
    observed_on: str
    source: str
    value: Any


class Loss(TypedDict):
    """`baht`: by the month, or as often as the benefit is given."""

    baht_after: int
    baht_before: int
    benefit: str
    decided_by: str | None
    decided_on: str | None
    decision: str | None
    entitled_after: str
    entitled_before: str
    found_on: str
    member_id: str | None
    reason: str | None
    rule_book_after: str
    rule_book_before: str


class LossDecision(TypedDict):
    """`accepted`: the law is so, and the next assessment closes what it ends. `disputed`: it stays as it is."""

    benefit: str
    decision: Literal["accepted", "disputed"]
    member_id: NotRequired[str | None]
    reason: str


class LossListed(TypedDict):
    """``benefit`` None: its very name tells of an illness; the household's own list names it."""

    baht_after: int
    baht_before: int
    benefit: str | None
    decision: str | None
    entitled_after: str
    entitled_before: str
    member_id: str | None


class LossSeen(TypedDict):
    baht_after: int
    baht_before: int
    benefit: str | None
    entitled_after: str
    entitled_before: str
    member_id: str | None


class Losses(TypedDict):
    items: list[Loss]


class Me(TypedDict):
    agency: str | None
    areas: list[str]
    language: str
    officer_id: str
    role: str


class MeasureChange(TypedDict):
    given_up: NotRequired[bool]
    on: NotRequired[str | None]
    reason: NotRequired[str | None]
    requested: NotRequired[Literal["subdistrict", "district", "province", "central"] | None]
    spending: NotRequired[SpendingTold | None]


class MeasureSeen(TypedDict):
    agency: str
    budget: int | None
    catalogue: str | None
    decided_on: str | None
    dimension: str
    due: str | None
    en: str | None
    fund: str | None
    level: str
    measure_id: str
    member: str | None
    needs: list[str]
    officer: str | None
    reason: str | None
    requested: str | None
    spent: list[SpendingSeen]
    state: str
    target: str | None
    task_id: str | None
    th: str


class MeasureTold(TypedDict):
    agency: Agency
    budget: NotRequired[int | None]
    catalogue: NotRequired[str | None]
    dimension: Literal["health", "education", "income", "living", "access"]
    due: NotRequired[str | None]
    en: NotRequired[str | None]
    fund: NotRequired[str | None]
    level: NotRequired[Literal["subdistrict", "district", "province", "central"]]
    measure_id: str
    member_id: NotRequired[str | None]
    needs: NotRequired[list[str]]
    target: NotRequired[str | None]
    th: str


class Meeting(TypedDict):
    chair: str
    closed: bool
    items: list[ItemSeen]
    meeting_id: str
    on: str
    present: list[str]
    version: int


class MeetingWanted(TypedDict):
    chair: str
    on: str
    present: list[str]


class MemberFacts(TypedDict):
    facts: dict[str, KnownFact]
    member_id: str


class MemberGone(TypedDict):
    kind: Literal["died", "left"]
    on: str
    other_household: NotRequired[str | None]
    reason: NotRequired[str | None]


class MemberNamed(TypedDict):
    citizen_id: NotRequired[str | None]
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    member_id: str
    title: NotRequired[str | None]


class MemberSummary(TypedDict):
    age: int | None
    disability_card: bool | None
    member_id: str
    person_status: str | None
    relation: str | None
    sex: str | None


class MemberTold(TypedDict):
    """A person who arrives. Who it is, is kept apart from the facts."""

    facts: dict[str, Any]
    kind: Literal["born", "found", "joined"]
    on: str
    person: NotRequired[PersonNamed | None]
    reason: NotRequired[str | None]


class Members(TypedDict):
    items: list[MemberFacts]


class MentorOfHousehold(TypedDict):
    ended: str | None
    number: int
    officer_id: str
    since: str
    until: str | None


class MentorSeen(TypedDict):
    """An official has one household at a time."""

    agency: str | None
    areas: list[str]
    household: HouseholdSummary | None
    household_id: str | None
    officer_id: str


class MentorWanted(TypedDict):
    officer_id: str
    reason: NotRequired[str | None]


class Mentors(TypedDict):
    history: list[MentorOfHousehold]
    household_id: str
    mentor: str | None
    version: int


class MentorsSuggested(TypedDict):
    area: str
    household_id: str
    mentors: list[SuggestedMentor]
    phase: int


class NeedSeen(TypedDict):
    code: str
    dimension: str
    level: int
    members: list[str]
    note: str | None
    since: str
    source: str


class NeedTold(TypedDict):
    code: str
    dimension: Literal["health", "education", "income", "living", "access"]
    level: int
    members: NotRequired[list[str]]
    note: NotRequired[str | None]


class Needs(TypedDict):
    answers: list[AnswerSeen]
    assessed: list[str]
    household_id: str
    needs: list[NeedSeen]
    proposals: list[ProposalSeen]
    suitability: list[str]
    unanswered: list[str]
    version: int
    waiting: list[str]
    wishes: list[str]


class NeedsTold(TypedDict):
    assessed: NotRequired[list[Literal["health", "education", "income", "living", "access"]]]
    needs: NotRequired[list[NeedTold]]
    suitability: NotRequired[list[str] | None]
    wishes: NotRequired[list[str] | None]


class NewPassword(TypedDict):
    """Answers the challenge NEW_PASSWORD_REQUIRED."""

    challenge: Literal["NEW_PASSWORD_REQUIRED"]
    new_password: str
    session: str
    username: str


class OfficerChange(TypedDict):
    """Only what changes, and why. A field left out stays."""

    agency: NotRequired[Agency | None]
    areas: NotRequired[list[str] | None]
    language: NotRequired[Literal["th", "en", "ms"] | None]
    reason: str
    role: NotRequired[
        Literal[
            "partner",
            "mentor",
            "agency_officer",
            "agency_head",
            "coordinator",
            "committee",
            "evaluator",
            "administrator",
        ]
        | None
    ]
    status: NotRequired[Literal["active", "revoked"] | None]


class OfficerChanged(TypedDict):
    agency: str | None
    areas: list[str]
    language: str
    officer_id: str
    partner: str | None
    passed: WorkPassed
    role: str
    status: str
    version: int


class OfficerLoad(TypedDict):
    """What a handover moves at once, and what follows when it comes back to work."""

    household_id: str | None
    in_progress: int
    waiting: int


class OfficerSeen(TypedDict):
    agency: str | None
    areas: list[str]
    language: str
    officer_id: str
    partner: str | None
    role: str
    status: str
    version: int


class OfficerWanted(TypedDict):
    """Name and address go to the sign-in service, which invites by mail. Colleagues see the name, nobody the address."""

    agency: NotRequired[Agency | None]
    areas: NotRequired[list[str]]
    email: str
    language: NotRequired[Literal["th", "en", "ms"]]
    name: str
    partner: NotRequired[str | None]
    role: Literal[
        "partner",
        "mentor",
        "agency_officer",
        "agency_head",
        "coordinator",
        "committee",
        "evaluator",
        "administrator",
    ]


class OutcomeWish(TypedDict):
    by: str
    outcome: str
    reason: str | None


class OverviewSeen(TypedDict):
    agencies: list[WorkCounts]
    districts: list[HouseholdCounts]
    left: list[str]


class Packet(TypedDict):
    """A household with what a visit to it needs; each part as its own route gives it."""

    agenda: Agenda
    entitlements: Entitlements
    household: Household
    plan: PlanOfHousehold
    tasks: list[TaskSeen]
    visits: Visits


class Packets(TypedDict):
    items: list[Packet]


class PageAlert(TypedDict):
    items: list[Alert]
    next_cursor: str | None


class PageAuditEntry(TypedDict):
    items: list[AuditEntry]
    next_cursor: str | None


class PageBenefitSummary(TypedDict):
    items: list[BenefitSummary]
    next_cursor: str | None


class PageDeskItem(TypedDict):
    items: list[DeskItem]
    next_cursor: str | None


class PageGlassWindow(TypedDict):
    items: list[GlassWindow]
    next_cursor: str | None


class PageHoldSeen(TypedDict):
    items: list[HoldSeen]
    next_cursor: str | None


class PageHouseholdLosses(TypedDict):
    items: list[HouseholdLosses]
    next_cursor: str | None


class PageHouseholdSummary(TypedDict):
    items: list[HouseholdSummary]
    next_cursor: str | None


class PageImport(TypedDict):
    items: list[Import]
    next_cursor: str | None


class PageMeeting(TypedDict):
    items: list[Meeting]
    next_cursor: str | None


class PageMentorSeen(TypedDict):
    items: list[MentorSeen]
    next_cursor: str | None


class PageMentorsSuggested(TypedDict):
    items: list[MentorsSuggested]
    next_cursor: str | None


class PageOfficerSeen(TypedDict):
    items: list[OfficerSeen]
    next_cursor: str | None


class PageReport(TypedDict):
    items: list[Report]
    next_cursor: str | None


class PageSelectionListed(TypedDict):
    items: list[SelectionListed]
    next_cursor: str | None


class PageSimulation(TypedDict):
    items: list[Simulation]
    next_cursor: str | None


class PageSubscription(TypedDict):
    items: list[Subscription]
    next_cursor: str | None


class PageTaskSeen(TypedDict):
    items: list[TaskSeen]
    next_cursor: str | None


class Password(TypedDict):
    """The first step: name and password."""

    password: str
    username: str


class Paused(TypedDict):
    on: str
    reason: Literal["bounced", "unreachable", "complained"]


class PersonFacts(TypedDict):
    """What is known. A fact left out is unknown, never “no”."""

    abandoned: NotRequired[bool | None]
    adl_dependent: NotRequired[bool | None]
    aids_certified: NotRequired[bool | None]
    bedridden: NotRequired[bool | None]
    benefits_received: NotRequired[
        list[
            Literal[
                "child_poor_family_aid",
                "child_support_grant",
                "disability_allowance",
                "disability_card",
                "disability_career_loan",
                "disability_home_adaptation",
                "disability_topup_card",
                "disabled_relief",
                "disaster_relief",
                "elderly_fund_loan",
                "elderly_funeral_support",
                "elderly_hardship_aid",
                "elderly_home_repair",
                "equitable_education_grant",
                "family_in_need_aid",
                "farmer_registration",
                "foster_elderly",
                "free_basic_education",
                "hiv_allowance",
                "job_placement",
                "ltc_dependent",
                "nsf_saving",
                "old_age_allowance",
                "poor_student_grant",
                "rubber_farmer",
                "skill_training",
                "social_emergency_aid",
                "social_security_s40",
                "south_unrest_remedy",
                "sso33_39_child",
                "sso_maternity",
                "state_welfare_card",
                "sufficiency_house",
                "universal_health_coverage",
            ]
        ]
        | None
    ]
    birth_date: NotRequired[str | None]
    chronic_illness: NotRequired[bool | None]
    death_date: NotRequired[str | None]
    disability_card: NotRequired[bool | None]
    disability_certified: NotRequired[bool | None]
    disability_kind: NotRequired[
        Literal[
            "ทางการเห็น",
            "ทางการได้ยินหรือสื่อความหมาย",
            "ทางการเคลื่อนไหวหรือทางร่างกาย",
            "ทางจิตใจหรือพฤติกรรม",
            "ทางสติปัญญา",
            "ทางการเรียนรู้",
            "ออทิสติก",
        ]
        | None
    ]
    disabled_relief_times: NotRequired[int | None]
    education: NotRequired[str | None]
    eef_extremely_poor: NotRequired[bool | None]
    elder_aid_times: NotRequired[int | None]
    elder_hardship: NotRequired[bool | None]
    fosters_elder: NotRequired[bool | None]
    funeral_poor_certified: NotRequired[bool | None]
    funeral_support_received: NotRequired[bool | None]
    gave_birth_on: NotRequired[str | None]
    health_scheme: NotRequired[Literal["บัตรทอง", "ประกันสังคม", "ข้าราชการ", "ไม่มี"] | None]
    impairment: NotRequired[bool | None]
    in_house_register: NotRequired[bool | None]
    in_state_care: NotRequired[bool | None]
    insured_parent: NotRequired[bool | None]
    nationality: NotRequired[Literal["ไทย", "อื่น ๆ", "ไม่มีสถานะทะเบียน"] | None]
    needs_daily_care: NotRequired[bool | None]
    occupation: NotRequired[str | None]
    old_age_income_insufficient: NotRequired[bool | None]
    old_age_registered_on: NotRequired[str | None]
    person_failed: NotRequired[list[int] | None]
    person_income: NotRequired[int | None]
    person_status: NotRequired[Literal["อยู่จริง", "ย้ายออก", "เสียชีวิต"] | None]
    pregnant: NotRequired[bool | None]
    relation: NotRequired[Literal["หัวหน้าครัวเรือน", "คู่สมรส", "บุตร", "บิดามารดา", "หลาน", "ญาติ", "อื่น ๆ"] | None]
    school_poor_screened: NotRequired[bool | None]
    sex: NotRequired[Literal["ชาย", "หญิง"] | None]
    sso_child_contributions: NotRequired[bool | None]
    sso_maternity_contributions: NotRequired[bool | None]
    state_pension: NotRequired[bool | None]
    studying: NotRequired[
        Literal[
            "ไม่ได้เรียน",
            "อนุบาล",
            "ป.1",
            "ป.2",
            "ป.3",
            "ป.4",
            "ป.5",
            "ป.6",
            "ม.1",
            "ม.2",
            "ม.3",
            "ม.4",
            "ม.5",
            "ม.6",
            "ปวช.",
            "สูงกว่า",
        ]
        | None
    ]
    unable_to_work: NotRequired[bool | None]
    unemployed: NotRequired[bool | None]
    unrest_certified: NotRequired[bool | None]
    unrest_victim: NotRequired[bool | None]
    welfare_card: NotRequired[bool | None]
    welfare_card_assets_pass: NotRequired[bool | None]


class PersonNamed(TypedDict):
    citizen_id: NotRequired[str | None]
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    title: NotRequired[str | None]


class Phase(TypedDict):
    conditions: list[ConditionSeen]
    household_id: str
    phase: int
    ready: bool
    targets: list[int]
    version: int
    wish: PhaseWish | None


class PhaseMove(TypedDict):
    reason: NotRequired[str | None]
    target: int


class PhaseWish(TypedDict):
    by: str
    on: str
    reason: str
    target: int


class PhotoForm(TypedDict):
    """Post ``fields`` and, last, ``file`` to ``url`` as multipart/form-data; name the photo in the visit's form."""

    fields: dict[str, str]
    photo: str
    url: str


class PhotoWanted(TypedDict):
    kind: Literal["image/jpeg", "image/png"]


class PlanOfHousehold(TypedDict):
    check_since: str | None
    double_aid: list[list[str]]
    draft: PlanVersion | None
    household_id: str
    plan: PlanVersion | None


class PlanTold(TypedDict):
    """The whole text of a version. What people sign is exactly this."""

    ceiling: NotRequired[int | None]
    ends: NotRequired[str | None]
    goals: NotRequired[list[GoalTold]]
    measures: NotRequired[list[MeasureTold]]
    starts: NotRequired[str | None]
    track: NotRequired[Literal["develop", "lasting_care"] | None]


class PlanVersion(TypedDict):
    budget: int
    ceiling: int | None
    decision: DecisionSeen | None
    digest: str
    ends: str | None
    goals: list[GoalSeen]
    measures: list[MeasureSeen]
    number: int
    replaces: int | None
    signatures: list[SignatureSeen]
    starts: str | None
    state: str
    track: str | None
    unsigned: list[str]


class Problem(TypedDict):
    """RFC 9457 problem. Decide by `code`; show `titles`."""

    code: Literal[
        "action_refused",
        "busy",
        "forbidden",
        "internal",
        "invalid",
        "malformed_json",
        "method_not_allowed",
        "not_found",
        "not_registered",
        "precondition_required",
        "refused",
        "session_expired",
        "sign_in_failed",
        "stale",
        "too_large",
        "too_many_requests",
        "unauthorized",
        "unavailable",
        "unsupported_media_type",
    ]
    detail: NotRequired[str]
    details: NotRequired[dict[str, Any]]
    errors: NotRequired[list[dict[str, Any]]]
    instance: NotRequired[str]
    status: int
    title: str
    titles: dict[str, Any]
    type: str


class ProposalSeen(TypedDict):
    """A measure of the catalogue, with the needs that it addresses."""

    agency: str
    cost: int
    days: int
    dimension: str
    fund: str
    measure: str
    needs: list[str]
    target: str
    text: Words


class PublicGrievance(TypedDict):
    """By anybody. ``text`` is kept as it was said and read only by who handles it."""

    about: Literal["determination", "outcome", "conduct"]
    area: str
    text: str


class Question(TypedDict):
    """What to ask next, the most useful first."""

    decides: list[str]
    fact: str
    member: str | None
    text: Words


class QuestionSeen(TypedDict):
    baht_per_month: int
    decides: list[str]
    fact: str
    member: str | None
    text: Words


class Questions(TypedDict):
    items: list[QuestionSeen]


class Rate(TypedDict):
    """One line of a table: from a number on, or for a word; neither where one amount is for all."""

    baht: int
    start: int | None
    stop: int | None
    word: str | None


class Reason(TypedDict):
    """One condition of the law, whether it holds, and on which facts that rests."""

    any: NotRequired[list[Reason]]
    condition: str
    facts: list[FactUse]
    holds: Literal["yes", "no", "unknown"]
    law: str
    text: Words
    verified: bool


class Report(TypedDict):
    agency: str | None
    area: str
    files: list[str]
    kind: str
    made_on: str | None
    percent: int
    period: str
    report_id: str
    state: Literal["queued", "counting", "done"]
    title: Words | None


ReportKind: TypeAlias = Literal["monthly", "quarterly", "yearly", "agency", "district", "pilot"]


class ReportWanted(TypedDict):
    agency: NotRequired[Agency | None]
    area: str
    kind: ReportKind
    period: str


class RoundDue(TypedDict):
    due: str
    name: str


class RoundSeen(TypedDict):
    assessor: str
    criteria: list[CriterionSeen]
    income: int | None
    indicator_set: str
    name: str
    on: str
    open_gaps: int
    outcome: str | None
    reached: int
    reason: str | None
    second_person: str | None
    since_baseline: ComparisonSeen | None
    suggestion: str
    suggestion_reasons: list[str]
    targets: int
    wish: OutcomeWish | None


class RoundTold(TypedDict):
    """What is measured comes from what is known; people set only the outcome."""

    name: str
    outcome: NotRequired[
        Literal[
            "graduated",
            "on_track",
            "stalled",
            "at_risk",
            "backslid",
            "supported_permanently",
            "declined",
            "moved",
            "deceased",
        ]
        | None
    ]
    reason: NotRequired[str | None]


class Rounds(TypedDict):
    due: list[RoundDue]
    items: list[RoundSeen]


class Screened(TypedDict):
    """Preliminary: the agency decides."""

    determinations: list[Determination]
    flags: list[Flag]
    next_change: str | None
    questions: list[Question]
    rule_book: str


class ScreenedHousehold(TypedDict):
    facts: NotRequired[HouseholdFacts]


class ScreenedMember(TypedDict):
    facts: NotRequired[PersonFacts]
    id: str


class Screening(TypedDict):
    """Facts of a family, as far as they are known."""

    household: NotRequired[ScreenedHousehold]
    members: list[ScreenedMember]
    on: NotRequired[str | None]
    roster_complete: NotRequired[bool]


class SearchWanted(TypedDict):
    """One of the two, and why. The purpose is kept with who asked and when; what was asked for is not."""

    citizen_id: NotRequired[str | None]
    house_code: NotRequired[str | None]
    purpose: Literal["asks_for_help", "works_on_task", "grievance", "correction", "emergency"]


class SecondFactor(TypedDict):
    """Answers a second-factor challenge, or with MFA_SETUP enrols the authenticator app that shows the code."""

    challenge: Literal["SOFTWARE_TOKEN_MFA", "SMS_MFA", "MFA_SETUP"]
    code: str
    session: str
    username: str


class SelectionListed(TypedDict):
    areas: list[str]
    by: str
    on: str
    selection_id: str
    size: int
    swaps: int


class SelectionSeen(TypedDict):
    areas: list[str]
    by: str
    candidates: int
    chosen: list[Chosen]
    digest: str
    on: str
    order: list[str]
    reserve: list[str]
    seed: str
    selection_id: str
    shares: list[Share]
    size: int
    swaps: list[SwapSeen]
    ties: list[list[str]]
    version: int


class SelectionWanted(TypedDict):
    """The rule: from which areas, how many, in which order. The draw by ``seed`` decides where all are equal."""

    areas: list[str]
    order: NotRequired[list[Literal["deprived", "unclaimed_baht", "vulnerable", "distance_km"]]]
    seed: NotRequired[str]
    shares: NotRequired[list[Share]]
    size: int


class Share(TypedDict):
    area: str
    count: int


class ShockTold(TypedDict):
    note: NotRequired[str | None]
    on: str
    shock: Literal["death", "illness", "disaster", "job_lost", "crop_lost", "violence", "debt", "displaced"]


class SignatureSeen(TypedDict):
    agency: str | None
    by: str
    method: str
    on: str
    role: str


class SignatureTold(TypedDict):
    digest: str
    member_id: NotRequired[str | None]
    method: NotRequired[Literal["signature", "thumbprint", "voice"]]
    role: Literal["household", "mentor", "agency"]


class Simulation(TypedDict):
    area: str
    asked_at: str
    asked_by: str
    changes: dict[str, Any]
    on: str
    result: SimulationResult | None
    rule_book: str | None
    simulation_id: str
    state: Literal["queued", "done", "failed"]


class SimulationResult(TypedDict):
    benefits: list[BenefitCounts]
    districts: list[DistrictCounts]
    households: int | None
    touched: int | None


class SimulationWanted(TypedDict):
    area: str
    changes: list[Change]
    on: NotRequired[str | None]


class Source(TypedDict):
    title: str
    verified: bool


class SpendingSeen(TypedDict):
    amount: int
    evidence: str
    on: str


class SpendingTold(TypedDict):
    amount: int
    evidence: str
    on: str


class Step(TypedDict):
    """One band by where it begins, or one case by its word."""

    of: str
    value: int


class Subscription(TypedDict):
    address: str
    kind: str
    officer_id: str
    paused: NotRequired[Paused | None]
    subscription_id: str


class SubscriptionWanted(TypedDict):
    kind: Literal["monthly", "quarterly", "yearly", "daily"]


class SuggestedMentor(TypedDict):
    nearness: int
    officer_id: str
    past_households: int
    speaks: bool


class SwapSeen(TypedDict):
    by: str
    into: str
    on: str
    out: str
    reason: str


class SwapWanted(TypedDict):
    into: str
    out: str
    reason: str


class Taken(TypedDict):
    """Recorded; what follows from it is worked out next."""

    household_id: str
    version: int


class TaskOfHousehold(TypedDict):
    agency: str
    benefit: str | None
    due: str | None
    kind: str
    member: str | None
    outcome: str | None
    priority: int
    state: str
    task_id: str


class TaskSeen(TypedDict):
    acknowledge_by: str | None
    actions: list[str]
    agency: str
    area: str
    asks: list[str]
    benefit: str | None
    closing: ClosingWish | None
    due: str | None
    escalation: int
    household_id: str
    kind: str
    measure: str | None
    member: str | None
    officer: str | None
    outcome: str | None
    priority: int
    resume_by: str | None
    sent_on: str | None
    state: str
    task_id: str
    version: int
    waiting_on: str | None


class TeamSeen(TypedDict):
    agency: str | None
    officer_id: str


class Timeline(TypedDict):
    items: list[Happening]


class UploadForm(TypedDict):
    """Post ``fields`` and, last, ``file`` to ``url`` as multipart/form-data before it expires."""

    expires_in: int
    fields: dict[str, str]
    key: str
    largest: int
    url: str


class UploadWanted(TypedDict):
    complete_for: NotRequired[str | None]
    into: NotRequired[Literal["partner", "administration"]]
    mode: NotRequired[Literal["import", "check"]]
    name: str
    partner: NotRequired[str | None]


class VersionText(TypedDict):
    abolished: bool
    amounts: list[AmountText]
    checked_by_officer: list[Words]
    conditions: list[ConditionText]
    since: str


class VisitSeen(TypedDict):
    absent: list[str]
    by_team: bool
    findings: list[FindingSeen] | None
    next_visit: str | None
    note: str | None
    on: str
    photos: list[str]
    purpose: str
    recorded_on: str
    result: str
    team: list[TeamSeen]
    visit_id: str


class VisitTold(TypedDict):
    """A form, as it was filled in. ``visit_id`` is made where that happens, so that it counts once."""

    absent: NotRequired[list[str]]
    findings: NotRequired[list[FindingTold]]
    next_visit: NotRequired[str | None]
    note: NotRequired[str | None]
    on: str
    photos: NotRequired[list[str]]
    purpose: NotRequired[str]
    result: Literal["done", "nobody_home", "refused", "cancelled"]
    team: list[str]
    visit_id: str


class Visits(TypedDict):
    items: list[VisitSeen]


class WithdrawalWanted(TypedDict):
    reason: str


class Words(TypedDict):
    """What people read, Thai first."""

    en: str
    th: str


class WorkCount(TypedDict):
    area: str
    claims: int
    late: int
    live: int
    returned: int
    sent: int


class WorkCounts(TypedDict):
    agency: str
    areas: list[WorkCount]


class WorkPassed(TypedDict):
    """Ids of tasks. ``waiting``: held up or done, still the officer's until they come back to work."""

    given: list[str]
    waiting: list[str]


class FunctionsApiRoutesImportsDecisionWanted(TypedDict):
    """`moved`: lives in the held household now. `merged`: both are one family now. `different_person`: two people."""

    decision: Literal["moved", "merged", "different_person"]
    reason: str


class FunctionsApiRoutesMeetingsDecisionWanted(TypedDict):
    """On one item by its ``reference``, or on all that are alike by ``kind`` and ``alike``."""

    agency: NotRequired[Agency | None]
    alike: NotRequired[str | None]
    kind: NotRequired[Literal["plan", "no_budget", "bounced", "escalated", "money", "alert"] | None]
    outcome: NotRequired[str | None]
    reason: NotRequired[str | None]
    reference: NotRequired[str | None]
    verdict: Literal[
        "approve",
        "send_back",
        "fund",
        "reroute",
        "lower",
        "amend",
        "close_no_action",
        "grant",
        "refuse",
        "back_to_planning",
        "measure_added",
        "watch",
        "no_action",
    ]


class Api(Calls):
    """One method an operation."""

    def health_at_root(self) -> Reply[Health]:
        """Say that the service answers (beside /v1, for load balancers)"""
        return self._call("GET", "/health")

    def list_alerts(
        self, *, area: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageAlert]:
        """List open alerts that the caller may see, by the day on which they must be decided"""
        return self._call("GET", "/v1/alerts", query={"area": area, "limit": limit, "cursor": cursor})

    def decide_alert(
        self, alert_id: str, body: AlertDecision, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Alert]:
        """Decide an alert. To do nothing takes two persons: the same call by another carries it out"""
        return self._call(
            "POST",
            f"/v1/alerts/{quote(str(alert_id), safe='')}/decision",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_audit(
        self,
        *,
        household: str | None = None,
        officer: str | None = None,
        kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reply[PageAuditEntry]:
        """Administrators read all of it, a coordinator that of a household in the own area. Without ``since`` a week; at most"""
        return self._call(
            "GET",
            "/v1/audit",
            query={
                "household": household,
                "officer": officer,
                "kind": kind,
                "since": since,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def read_disclosures(
        self,
        *,
        since: str,
        until: str,
        household: str | None = None,
        officer: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reply[PageAuditEntry]:
        """For a breach: of one officer's account, of one household, or of everything within a month."""
        return self._call(
            "GET",
            "/v1/audit/disclosures",
            query={
                "since": since,
                "until": until,
                "household": household,
                "officer": officer,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def benefits(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageBenefitSummary]:
        """List the benefits of the rule book in force"""
        return self._call("GET", "/v1/benefits", query={"limit": limit, "cursor": cursor})

    def benefit(self, benefit_id: str) -> Reply[BenefitText]:
        """Give one benefit: conditions and amounts of each version, documents, where to apply, and the law"""
        return self._call("GET", f"/v1/benefits/{quote(str(benefit_id), safe='')}")

    def list_windows(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageGlassWindow]:
        """List the windows that were opened, newest first, for the weekly review"""
        return self._call("GET", "/v1/break-glass", query={"limit": limit, "cursor": cursor})

    def break_glass(self, body: GlassWanted, *, idempotency_key: str | None = None) -> Reply[GlassWindow]:
        """It is always audited, as is each read within the window."""
        return self._call("POST", "/v1/break-glass", headers={"Idempotency-Key": idempotency_key}, body=body)

    def list_desk(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageDeskItem]:
        """List what only a coordinator can sort out, newest first"""
        return self._call("GET", "/v1/desk", query={"limit": limit, "cursor": cursor})

    def read_directory(self, *, ids: str) -> Reply[Colleagues]:
        """Say who officers are whose ids one has met in an answer. Who is unknown is left out"""
        return self._call("GET", "/v1/directory", query={"ids": ids})

    def file_publicly(
        self, body: PublicGrievance, *, idempotency_key: str | None = None
    ) -> Reply[GrievanceNumber]:
        """File a grievance without signing in"""
        return self._call("POST", "/v1/grievances", headers={"Idempotency-Key": idempotency_key}, body=body)

    def read_grievance(self, grievance_id: str) -> Reply[GrievanceSeen]:
        """Read one grievance and how it goes. The id of its task finds it too"""
        return self._call("GET", f"/v1/grievances/{quote(str(grievance_id), safe='')}")

    def act_on_grievance(
        self, grievance_id: str, body: ActionWanted, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[TaskSeen]:
        """``If-Match`` is the version of its task."""
        return self._call(
            "POST",
            f"/v1/grievances/{quote(str(grievance_id), safe='')}/actions",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def health(self) -> Reply[Health]:
        """Say that the service answers"""
        return self._call("GET", "/v1/health")

    def list_holds(
        self, *, area: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageHoldSeen]:
        """List open holds of the caller's areas, oldest first within each district"""
        return self._call("GET", "/v1/holds", query={"area": area, "limit": limit, "cursor": cursor})

    def decide_hold(
        self,
        hold_id: str,
        body: FunctionsApiRoutesImportsDecisionWanted,
        *,
        if_match: str,
        idempotency_key: str | None = None,
    ) -> Reply[HoldSeen]:
        """Decide about a person in two households. It counts from the next upload of the held rows"""
        return self._call(
            "POST",
            f"/v1/holds/{quote(str(hold_id), safe='')}/decision",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def list_households(
        self,
        *,
        area: str | None = None,
        phase: int | None = None,
        status: Literal[
            "graduated",
            "on_track",
            "stalled",
            "at_risk",
            "backslid",
            "supported_permanently",
            "declined",
            "moved",
            "deceased",
        ]
        | None = None,
        mentor: str | None = None,
        need: Literal["health", "education", "income", "living", "access"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reply[PageHouseholdSummary]:
        """A page may be short, even empty, and still have a next one: rare filters are read in bounded steps."""
        return self._call(
            "GET",
            "/v1/households",
            query={
                "area": area,
                "phase": phase,
                "status": status,
                "mentor": mentor,
                "need": need,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def search_households(self, body: SearchWanted) -> Reply[HouseholdsFound]:
        """What does not exist and what the caller may not see are both an empty list. Each officer has thirty searches an"""
        return self._call("POST", "/v1/households/search", body=body)

    def read_household(self, household_id: str) -> Reply[Household]:
        """Read one household: phase, members without names, gaps and tasks"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}")

    def report_shock(
        self, household_id: str, body: ShockTold, *, idempotency_key: str | None = None
    ) -> Reply[Alerts]:
        """Report that something has hit the family: it opens an alert with fifteen days to a decision"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/alerts",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def change_household(
        self, household_id: str, body: ChangeTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Changed]:
        """Record that the household moved, split, merged, declined the programme, came back, or ended"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/changes",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def record_consent(
        self, household_id: str, body: ConsentTold, *, idempotency_key: str | None = None
    ) -> Reply[Consents]:
        """Record a consent that the family gave or withdrew. It is never changed, only followed by another"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/consents",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_entitlements(self, household_id: str, *, brief: bool | None = None) -> Reply[Entitlements]:
        """`brief`, for a phone: without what nobody is owed, the facts behind each reason, and the questions; where something"""
        return self._call(
            "GET", f"/v1/households/{quote(str(household_id), safe='')}/entitlements", query={"brief": brief}
        )

    def read_entitlement(self, household_id: str, benefit_id: str, member_id: str) -> Reply[Determination]:
        """Read one answer with its whole reason tree. ``member_id`` is ``hh`` for help to the whole household"""
        return self._call(
            "GET",
            f"/v1/households/{quote(str(household_id), safe='')}/entitlements/{quote(str(benefit_id), safe='')}/{quote(str(member_id), safe='')}",
        )

    def read_export(self, household_id: str) -> Reply[HouseholdExport]:
        """A coordinator of the area; an administrator only within a window broken open. Each export is in the audit."""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/export")

    def record_facts(
        self, household_id: str, body: FactsTold, *, idempotency_key: str | None = None
    ) -> Reply[Taken]:
        """Record facts of a member or of the household; its rights are then worked out again"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/facts",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def list_grievances(self, household_id: str) -> Reply[Grievances]:
        """List the grievances of a household"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/grievances")

    def file_for_household(
        self, household_id: str, body: GrievanceTold, *, idempotency_key: str | None = None
    ) -> Reply[GrievanceSeen]:
        """File what a household objects to: a determination, an outcome, or how somebody behaved"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/grievances",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def correct_identity(
        self, household_id: str, body: IdentityTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Changed]:
        """A number that another household has is put before a coordinator, and this is refused until that is decided."""
        return self._call(
            "PATCH",
            f"/v1/households/{quote(str(household_id), safe='')}/identity",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_losses(self, household_id: str) -> Reply[Losses]:
        """Titles and amounts that only a new edition of the rule book took, open and decided ones"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/losses")

    def decide_loss(
        self, household_id: str, body: LossDecision, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Losses]:
        """Decide a loss. Until it is accepted, the gap and its tasks stay as they are"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/losses/decision",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_members(self, household_id: str) -> Reply[Members]:
        """Read what is known of each member, by whom and since when"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/members")

    def add_member(
        self, household_id: str, body: MemberTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Changed]:
        """Add a newborn, a person who moved or married in, or one whom the survey missed"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/members",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def change_member(
        self,
        household_id: str,
        member_id: str,
        body: MemberGone,
        *,
        if_match: str,
        idempotency_key: str | None = None,
    ) -> Reply[Changed]:
        """Record that a member died or left. What was being done for the person ends with that as its ground"""
        return self._call(
            "PATCH",
            f"/v1/households/{quote(str(household_id), safe='')}/members/{quote(str(member_id), safe='')}",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def assign_mentor(
        self, household_id: str, body: MentorWanted, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Mentors]:
        """An official has one household at a time, a household one mentor: of two assignments at once one wins."""
        return self._call(
            "PUT",
            f"/v1/households/{quote(str(household_id), safe='')}/mentor",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_needs(self, household_id: str) -> Reply[Needs]:
        """Read the needs of a household by dimension, the measures that address them and what agencies said"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/needs")

    def record_needs(
        self, household_id: str, body: NeedsTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Needs]:
        """Record what the team found: needs in the five dimensions, occupational wishes and suitability"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/needs",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def answer_needs(
        self, household_id: str, body: AnswerTold, *, idempotency_key: str | None = None
    ) -> Reply[Needs]:
        """Answer the needs in an agency's field: propose measures of its own, or decline with a reason"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/needs/answers",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def print_household(
        self, household_id: str, *, language: Literal["th", "en"] | None = None
    ) -> Reply[None]:
        """In the reader's own language unless `language` says another. The address lives two minutes, the file a day."""
        return self._call(
            "GET", f"/v1/households/{quote(str(household_id), safe='')}/paper", query={"language": language}
        )

    def read_phase(self, household_id: str) -> Reply[Phase]:
        """Read the checklist of the household's phase: what is there and what is missing"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/phase")

    def move_phase(
        self, household_id: str, body: PhaseMove, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Phase]:
        """Over an unmet condition it takes two: the first call states the reason and waits, another person's call with"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/phase",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_plan(self, household_id: str) -> Reply[PlanOfHousehold]:
        """Read the plan in force, as its measures stand, and a newer version that is being made"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/plan")

    def write_plan(
        self, household_id: str, body: PlanTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[PlanOfHousehold]:
        """Write the plan's text. Over a decided version this begins the next one; signatures under other text fall"""
        return self._call(
            "PUT",
            f"/v1/households/{quote(str(household_id), safe='')}/plan",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def decide_plan(
        self, household_id: str, body: DecisionTold, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[PlanOfHousehold]:
        """Approve the plan, whose measures then become tasks, or send it back with a reason"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/plan/decision",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def change_measure(
        self,
        household_id: str,
        measure: str,
        body: MeasureChange,
        *,
        if_match: str,
        idempotency_key: str | None = None,
    ) -> Reply[PlanOfHousehold]:
        """That a measure is reached follows from its task, which family, mentor or data confirm."""
        return self._call(
            "PATCH",
            f"/v1/households/{quote(str(household_id), safe='')}/plan/measures/{quote(str(measure), safe='')}",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def print_plan(
        self, household_id: str, *, version: Literal["newest", "in_force"] | None = None
    ) -> Reply[None]:
        """`newest` is the version that is being made, where there is one; `in_force` the decided one. The address lives two"""
        return self._call(
            "GET",
            f"/v1/households/{quote(str(household_id), safe='')}/plan/paper",
            query={"version": version},
        )

    def sign_plan(
        self, household_id: str, body: SignatureTold, *, idempotency_key: str | None = None
    ) -> Reply[PlanOfHousehold]:
        """Sign exactly the text that was read: as mentor, for an agency, or for the household with who of it says yes"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/plan/signatures",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def submit_plan(
        self, household_id: str, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[PlanOfHousehold]:
        """Submit the plan to the committee: whole, within its ceiling, signed by household and mentor"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/plan/submission",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
        )

    def read_questions(self, household_id: str) -> Reply[Questions]:
        """Read the open questions of a household, the most useful first"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/questions")

    def read_rounds(self, household_id: str) -> Reply[Rounds]:
        """Read the rounds of a household with their criteria, and the rounds that are to come"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/rounds")

    def record_round(
        self, household_id: str, body: RoundTold, *, idempotency_key: str | None = None
    ) -> Reply[Rounds]:
        """To graduate, and to be supported for good, takes two: the outcome waits for a second person's approval."""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/rounds",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def approve_round(
        self, household_id: str, round_name: str, *, idempotency_key: str | None = None
    ) -> Reply[Rounds]:
        """Approve, as the second person, an outcome that takes two"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/rounds/{quote(str(round_name), safe='')}/approval",
            headers={"Idempotency-Key": idempotency_key},
        )

    def read_timeline(self, household_id: str, *, everything: bool | None = None) -> Reply[Timeline]:
        """Read what happened to a household, oldest first, as a story; `everything` shows the quiet steps too"""
        return self._call(
            "GET",
            f"/v1/households/{quote(str(household_id), safe='')}/timeline",
            query={"everything": everything},
        )

    def offer_photo(
        self, household_id: str, body: PhotoWanted, *, idempotency_key: str | None = None
    ) -> Reply[PhotoForm]:
        """Get a form by which one photo is sent. What the camera wrote beside the picture is not kept"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/uploads",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def list_visits(self, household_id: str) -> Reply[Visits]:
        """List the visits of a household, newest first"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/visits")

    def record_visit(
        self, household_id: str, body: VisitTold, *, idempotency_key: str | None = None
    ) -> Reply[VisitSeen]:
        """Record a visit: what was found, refused or missed. The same form sent late or twice is one visit"""
        return self._call(
            "POST",
            f"/v1/households/{quote(str(household_id), safe='')}/visits",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_agenda(self, household_id: str) -> Reply[Agenda]:
        """Read what the next visit is for: confirmations, papers that are wanted, questions, tasks that are late"""
        return self._call("GET", f"/v1/households/{quote(str(household_id), safe='')}/visits/agenda")

    def list_imports(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageImport]:
        """List imports, newest first: a partner's own, all for the centre"""
        return self._call("GET", "/v1/imports", query={"limit": limit, "cursor": cursor})

    def read_import(self, import_id: str) -> Reply[Import]:
        """Read the state and the counts of one import"""
        return self._call("GET", f"/v1/imports/{quote(str(import_id), safe='')}")

    def import_file(self, import_id: str, name: Literal["errors", "diff", "manifest"]) -> Reply[None]:
        """Go to a result file: the rows with their faults, what changed, or the manifest"""
        return self._call(
            "GET", f"/v1/imports/{quote(str(import_id), safe='')}/files/{quote(str(name), safe='')}"
        )

    def withdraw_import(
        self, import_id: str, body: WithdrawalWanted, *, idempotency_key: str | None = None
    ) -> Reply[Import]:
        """A repeat answers with the import as it stands."""
        return self._call(
            "POST",
            f"/v1/imports/{quote(str(import_id), safe='')}/withdrawal",
            headers={"Idempotency-Key": idempotency_key},
            body=body,
        )

    def list_losses(
        self, *, area: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageHouseholdLosses]:
        """List households from which a new edition of the rule book takes something that nobody has decided"""
        return self._call("GET", "/v1/losses", query={"area": area, "limit": limit, "cursor": cursor})

    def me(self) -> Reply[Me]:
        """Say who one is: role, agency and areas, as the officer's row has them now"""
        return self._call("GET", "/v1/me")

    def read_digest(self, *, on: str | None = None) -> Reply[Digest]:
        """Read one's own digest of a day, without a day the newest one: one a person and working day"""
        return self._call("GET", "/v1/me/digest", query={"on": on})

    def read_packets(self) -> Reply[Packets]:
        """Read the households that one is the mentor of, each with its rights, agenda, tasks, plan and visits"""
        return self._call("GET", "/v1/me/households")

    def new_factor(self) -> Reply[FactorGiven]:
        """Get the secret for an authenticator app of one's own; nothing changes before its first code is shown"""
        return self._call("POST", "/v1/me/second-factor")

    def take_factor(self, body: FactorShown) -> Reply[None]:
        """Show the app's first code. From now on a sign-in asks for it, instead of any app before"""
        return self._call("PUT", "/v1/me/second-factor", body=body)

    def list_meetings(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageMeeting]:
        """List meetings, newest first"""
        return self._call("GET", "/v1/meetings", query={"limit": limit, "cursor": cursor})

    def call_meeting(self, body: MeetingWanted, *, idempotency_key: str | None = None) -> Reply[Meeting]:
        """Call a meeting with the agenda of this moment: submitted plans, tasks raised to the centre, late alerts"""
        return self._call("POST", "/v1/meetings", headers={"Idempotency-Key": idempotency_key}, body=body)

    def read_meeting(self, meeting_id: str) -> Reply[Meeting]:
        """Read the agenda of a meeting with what was decided: its minutes"""
        return self._call("GET", f"/v1/meetings/{quote(str(meeting_id), safe='')}")

    def decide_meeting(
        self, meeting_id: str, body: DecisionsWanted, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[Meeting]:
        """Record decisions and carry them out: plans start, tasks are sent on or lowered, alerts are decided"""
        return self._call(
            "POST",
            f"/v1/meetings/{quote(str(meeting_id), safe='')}/decisions",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def print_minutes(self, meeting_id: str) -> Reply[None]:
        """Go to the minutes as a PDF in Thai: the agenda with what was decided"""
        return self._call("GET", f"/v1/meetings/{quote(str(meeting_id), safe='')}/minutes")

    def list_mentors(
        self, *, area: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageMentorSeen]:
        """A page may be short, even empty, and still have a next one: rare filters are read in bounded steps."""
        return self._call("GET", "/v1/mentors", query={"area": area, "limit": limit, "cursor": cursor})

    def suggest_mentors(
        self, *, area: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageMentorsSuggested]:
        """A page may be short, even empty, and still have a next one: rare filters are read in bounded steps."""
        return self._call(
            "GET", "/v1/mentors/suggestions", query={"area": area, "limit": limit, "cursor": cursor}
        )

    def list_officers(
        self,
        *,
        agency: Agency | None = None,
        role: Literal[
            "partner",
            "mentor",
            "agency_officer",
            "agency_head",
            "coordinator",
            "committee",
            "evaluator",
            "administrator",
        ]
        | None = None,
        status: Literal["active", "revoked"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reply[PageOfficerSeen]:
        """A page may be short, even empty, and still have a next one: rare filters are read in bounded steps."""
        return self._call(
            "GET",
            "/v1/officers",
            query={"agency": agency, "role": role, "status": status, "limit": limit, "cursor": cursor},
        )

    def register_officer(
        self, body: OfficerWanted, *, idempotency_key: str | None = None
    ) -> Reply[OfficerSeen]:
        """Register an officer: an account, which the sign-in service invites, and a row with the rights"""
        return self._call("POST", "/v1/officers", headers={"Idempotency-Key": idempotency_key}, body=body)

    def hand_over(self, body: HandOver, *, idempotency_key: str | None = None) -> Reply[WorkPassed]:
        """Hand over from one officer to another of the same role and agency: live tasks, and a mentor's household"""
        return self._call(
            "POST", "/v1/officers/handover", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    def read_officer(self, officer_id: str) -> Reply[OfficerSeen]:
        """Read one officer's rights. The ``ETag`` is what a change sends back as ``If-Match``"""
        return self._call("GET", f"/v1/officers/{quote(str(officer_id), safe='')}")

    def change_officer(
        self, officer_id: str, body: OfficerChange, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[OfficerChanged]:
        """The live tasks of somebody who may not do them any more go back to the agency's queue, and their clocks run on;"""
        return self._call(
            "PATCH",
            f"/v1/officers/{quote(str(officer_id), safe='')}",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def read_load(self, officer_id: str) -> Reply[OfficerLoad]:
        """Count what an officer holds now: what a handover would move"""
        return self._call("GET", f"/v1/officers/{quote(str(officer_id), safe='')}/load")

    def openapi(self) -> Reply[dict[str, Any]]:
        """Give this description of the API"""
        return self._call("GET", "/v1/openapi.json")

    def read_overview(self, *, area: str | None = None) -> Reply[OverviewSeen]:
        """Count the households and the work of the caller's areas, or of one: as much as a call has time for"""
        return self._call("GET", "/v1/overview", query={"area": area})

    def count_work(self, agency: Agency) -> Reply[WorkCounts]:
        """Count an agency's live tasks by subdistrict, those that the caller may see"""
        return self._call("GET", f"/v1/overview/agencies/{quote(str(agency), safe='')}")

    def count_households(self, district: str) -> Reply[HouseholdCounts]:
        """Count a district's households by subdistrict. A province is the sum of its districts' calls"""
        return self._call("GET", f"/v1/overview/areas/{quote(str(district), safe='')}")

    def list_selections(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageSelectionListed]:
        """List the choices that were made in the caller's areas, newest first"""
        return self._call("GET", "/v1/pilots/selections", query={"limit": limit, "cursor": cursor})

    def select_pilots(
        self, body: SelectionWanted, *, idempotency_key: str | None = None
    ) -> Reply[SelectionSeen]:
        """Choose pilot households by area and a stated order. The same rule over the same households chooses the same"""
        return self._call(
            "POST", "/v1/pilots/selections", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    def read_selection(self, selection_id: str) -> Reply[SelectionSeen]:
        """Read a selection with its rule, its ties and its swaps"""
        return self._call("GET", f"/v1/pilots/selections/{quote(str(selection_id), safe='')}")

    def swap_pilot(
        self, selection_id: str, body: SwapWanted, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[SelectionSeen]:
        """Exchange one chosen household for one of the reserve, for a stated reason"""
        return self._call(
            "POST",
            f"/v1/pilots/selections/{quote(str(selection_id), safe='')}/swaps",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def list_reports(self, *, limit: int | None = None, cursor: str | None = None) -> Reply[PageReport]:
        """List the reports, newest first within each kind, with the progress of those that still compile"""
        return self._call("GET", "/v1/reports", query={"limit": limit, "cursor": cursor})

    def order_report(self, body: ReportWanted, *, idempotency_key: str | None = None) -> Reply[Report]:
        """The same report is compiled once: who asks again gets it as it stands."""
        return self._call("POST", "/v1/reports", headers={"Idempotency-Key": idempotency_key}, body=body)

    def report_file(self, report_id: str, name: str) -> Reply[None]:
        """Go to one of a report's files"""
        return self._call(
            "GET", f"/v1/reports/{quote(str(report_id), safe='')}/files/{quote(str(name), safe='')}"
        )

    def screen(self, body: Screening) -> Reply[Screened]:
        """Three-valued: an unknown fact gives ``unknown``, never ``no``. Stores nothing."""
        return self._call("POST", "/v1/screenings", body=body)

    def sign_out(self, *, here: bool | None = None) -> Reply[None]:
        """An access token that is out already stays valid until it expires, a few minutes at most."""
        return self._call("DELETE", "/v1/session", query={"here": here})

    def sign_in(
        self, body: Password | NewPassword | SecondFactor
    ) -> Reply[AccessToken | ChallengeGiven | EnrolmentGiven]:
        """A new-password or second-factor challenge comes back as 200 with ``challenge`` and ``session``. Who has no"""
        return self._call("POST", "/v1/session", body=body)

    def refresh(self) -> Reply[AccessToken | ChallengeGiven]:
        """Get a new access token by the refresh cookie"""
        return self._call("POST", "/v1/session/refresh")

    def list_simulations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageSimulation]:
        """List the simulations of the caller's areas, newest first"""
        return self._call("GET", "/v1/simulations", query={"limit": limit, "cursor": cursor})

    def order_simulation(
        self, body: SimulationWanted, *, idempotency_key: str | None = None
    ) -> Reply[Simulation]:
        """It runs by itself; read it until its state is `done`. Nothing of it is law."""
        return self._call("POST", "/v1/simulations", headers={"Idempotency-Key": idempotency_key}, body=body)

    def read_simulation(self, simulation_id: str) -> Reply[Simulation]:
        """Read a simulation: how far it is, and its counts"""
        return self._call("GET", f"/v1/simulations/{quote(str(simulation_id), safe='')}")

    def list_subscriptions(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Reply[PageSubscription]:
        """List one's own subscriptions; an administrator lists everyone's"""
        return self._call("GET", "/v1/subscriptions", query={"limit": limit, "cursor": cursor})

    def subscribe(
        self, body: SubscriptionWanted, *, idempotency_key: str | None = None
    ) -> Reply[Subscription]:
        """Subscribe oneself. The mail goes to the account's verified address"""
        return self._call(
            "POST", "/v1/subscriptions", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    def unsubscribe(self, subscription_id: str, *, idempotency_key: str | None = None) -> Reply[None]:
        """End one's own subscription; an administrator ends anybody's"""
        return self._call(
            "DELETE",
            f"/v1/subscriptions/{quote(str(subscription_id), safe='')}",
            headers={"Idempotency-Key": idempotency_key},
        )

    def list_tasks(
        self,
        *,
        agency: Agency | None = None,
        state: Literal["draft", "sent", "accepted", "in_progress", "waiting", "returned", "done"]
        | None = None,
        due: str | None = None,
        area: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Reply[PageTaskSeen]:
        """A page may be short, even empty, and still have a next one: rare filters are read in bounded steps."""
        return self._call(
            "GET",
            "/v1/tasks",
            query={
                "agency": agency,
                "state": state,
                "due": due,
                "area": area,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def read_task(self, task_id: str) -> Reply[TaskSeen]:
        """Read one task. Its ``ETag`` is what an action sends back as ``If-Match``"""
        return self._call("GET", f"/v1/tasks/{quote(str(task_id), safe='')}")

    def act_on_task(
        self, task_id: str, body: ActionWanted, *, if_match: str, idempotency_key: str | None = None
    ) -> Reply[TaskSeen]:
        """A repeat with the same Idempotency-Key answers with the task as it now stands and does nothing."""
        return self._call(
            "POST",
            f"/v1/tasks/{quote(str(task_id), safe='')}/actions",
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def ask_unsubscribe(self, key: str) -> Reply[Any]:
        """Show a page that asks whether to end the mail; looking changes nothing, since mail filters open links too"""
        return self._call("GET", f"/v1/unsubscriptions/{quote(str(key), safe='')}")

    def unsubscribe_by_key(self, key: str) -> Reply[Any]:
        """End the mail that carried this key, without signing in (RFC 8058: one click in the mail program)"""
        return self._call("POST", f"/v1/unsubscriptions/{quote(str(key), safe='')}")

    def offer_upload(self, body: UploadWanted, *, idempotency_key: str | None = None) -> Reply[UploadForm]:
        """Get a form by which a file goes straight into the inbox. The import starts by itself"""
        return self._call("POST", "/v1/uploads", headers={"Idempotency-Key": idempotency_key}, body=body)
