"""Who calls: sign-in through Cognito, and from a verified token to the officer's row on every call.

The token proves the account; role, agency and areas come from the row, so a revocation counts at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.dates import bangkok_date
from shared.domain.officers import Officer
from shared.storage import audit, cognito, keys
from shared.storage.clock import stamp
from shared.storage.cognito import Challenge, SignInRefused, Tokens, TooManyAttempts, WeakPassword
from shared.storage.tables import core, get

USER_SCOPE = "aws.cognito.signin.user.admin"
ENROLLED = "second_factor_enrolled"


class NotRegistered(PermissionError):
    """The account has no officer row, or its row is revoked."""


class SessionExpired(PermissionError):
    """The refresh token, or the token that signs out, is of no use any more."""


@dataclass(frozen=True, slots=True)
class Caller:
    """``machine``: a client of an agency or partner, which acts only within its scopes."""

    officer: Officer
    subject: str
    machine: bool
    scopes: frozenset[str]
    at: datetime  # when the call came, by the one clock
    request_id: str

    @property
    def today(self) -> date:
        return bangkok_date(self.at)


def caller_of(claims: Mapping[str, str], at: datetime, request_id: str) -> Caller:
    """From the claims of a token that the gateway has verified. Raises NotRegistered."""
    subject = claims.get("sub") or claims.get("client_id") or ""
    if not subject or claims.get("token_use", "access") != "access":
        raise NotRegistered
    officer = _registered(subject)
    if officer is None:
        raise NotRegistered
    scopes = frozenset(claims.get("scope", "").split())
    # Cognito names a machine's client as its subject; a person's token carries the user scope.
    machine = subject == claims.get("client_id") or USER_SCOPE not in scopes
    return Caller(officer, subject, machine, scopes, at, request_id)


def officer_of(tokens: Tokens) -> Officer | None:
    """Whose tokens these are; None for who is not registered, or no longer."""
    return _registered(tokens.subject)


def _registered(subject: str) -> Officer | None:
    login = get(core(), keys.login(subject))
    row = get(core(), keys.officer(login["officer_id"])) if login else None
    officer = Officer.from_item(row) if row else None
    return officer if officer and officer.active else None


def sign_in(username: str, password: str, at: datetime, request_id: str) -> Tokens | Challenge:
    """Raises SignInRefused or TooManyAttempts."""
    try:
        return _noted(cognito.sign_in(username, password), at, request_id)
    except SignInRefused:
        _note("login_failed", "unknown", at, request_id)
        raise


def answer(
    challenge: str, session: str, username: str, text: str, at: datetime, request_id: str
) -> Tokens | Challenge:
    """Raises SignInRefused, WeakPassword or TooManyAttempts."""
    try:
        outcome = _noted(cognito.answer_challenge(challenge, session, username, text), at, request_id)
        if challenge == "MFA_SETUP" and isinstance(outcome, Tokens):
            _note(ENROLLED, _officer_of(outcome), at, request_id)
        return outcome
    except SignInRefused:
        _note("login_failed", "unknown", at, request_id)
        raise


def refresh(refresh_token: str) -> Tokens:
    """Raises SessionExpired."""
    try:
        return cognito.refresh(refresh_token)
    except SignInRefused:
        raise SessionExpired from None


def sign_out(caller: Caller, access_token: str, at: datetime, request_id: str) -> None:
    """Raises SessionExpired."""
    try:
        cognito.sign_out(access_token)
    except SignInRefused:
        raise SessionExpired from None
    _note("logout", caller.officer.officer_id, at, request_id)


def sign_out_here(caller: Caller, refresh_token: str | None, at: datetime, request_id: str) -> None:
    """End one device's session. One that is of no use any more has ended already. Raises TooManyAttempts."""
    if refresh_token:
        with suppress(SignInRefused):
            cognito.revoke(refresh_token)
    _note("logout", caller.officer.officer_id, at, request_id)


def new_factor(access_token: str) -> str:
    """The secret for another authenticator app. Raises SessionExpired or TooManyAttempts."""
    try:
        return cognito.new_factor(access_token)
    except SignInRefused:
        raise SessionExpired from None


def take_factor(caller: Caller, access_token: str, code: str) -> None:
    """Raises SignInRefused for a wrong code, or TooManyAttempts."""
    cognito.take_factor(access_token, code)
    _note(ENROLLED, caller.officer.officer_id, caller.at, caller.request_id)


def _noted(outcome: Tokens | Challenge, at: datetime, request_id: str) -> Tokens | Challenge:
    if isinstance(outcome, Tokens):
        _note("login", _officer_of(outcome), at, request_id)
    return outcome


def _officer_of(tokens: Tokens) -> str:
    login = get(core(), keys.login(tokens.subject))
    return str(login["officer_id"]) if login else "unregistered"


def _note(what: str, actor: str, at: datetime, request_id: str) -> None:
    """No user name: a name that somebody tried may be anybody's."""
    audit.record(
        audit.AuditEvent(
            type=f"th.sitthi.auth.{what}.v1",
            key=f"{request_id}|{stamp(at)}|{actor}",
            at=at,
            actor=actor,
            subject="session",
            basis="sign-in",
        )
    )


__all__ = [
    "Caller",
    "Challenge",
    "NotRegistered",
    "SessionExpired",
    "SignInRefused",
    "Tokens",
    "TooManyAttempts",
    "WeakPassword",
    "answer",
    "caller_of",
    "new_factor",
    "officer_of",
    "refresh",
    "sign_in",
    "sign_out",
    "sign_out_here",
    "take_factor",
]
