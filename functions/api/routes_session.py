"""Signing in and out, and who one is. The access token travels in the body, the refresh token in a cookie only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from chalice.app import Blueprint, Request
from pydantic import Discriminator, Field, StringConstraints, Tag

from shared.casework import sessions
from shared.casework.sessions import Caller
from shared.domain.officers import Officer
from shared.http.contract import endpoint
from shared.http.headers import Cookie
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.problem import Problem
from shared.storage import clock

routes = Blueprint(__name__)
# The __Host- prefix binds the cookie to this very host, over TLS only, for no subdomain to overwrite.
REFRESH_COOKIE = "__Host-sitthi-refresh"
REFRESH_SECONDS = 7 * 24 * 3600  # as long as the pool lets a refresh token live
_ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict"

Username = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Code = Annotated[str, StringConstraints(pattern="^[0-9]{4,8}$")]
ChallengeSession = Annotated[str, StringConstraints(min_length=20, max_length=2048)]


class Password(Strict):
    """The first step: name and password."""

    username: Username
    password: Secret


class NewPassword(Strict):
    """Answers the challenge NEW_PASSWORD_REQUIRED."""

    challenge: Literal["NEW_PASSWORD_REQUIRED"]
    session: ChallengeSession
    username: Username
    new_password: Secret


class SecondFactor(Strict):
    """Answers a second-factor challenge, or with MFA_SETUP enrols the authenticator app that shows the code."""

    challenge: Literal["SOFTWARE_TOKEN_MFA", "SMS_MFA", "MFA_SETUP"]
    session: ChallengeSession
    username: Username
    code: Code


def _step(value: Any) -> str:
    """Which step a body means; tags start with ``=`` so that they never show in a pointer."""
    challenge = value.get("challenge") if isinstance(value, dict) else getattr(value, "challenge", None)
    if challenge is None:
        return "=password"
    return "=new" if challenge == "NEW_PASSWORD_REQUIRED" else "=factor"


SignIn = Annotated[
    Annotated[Password, Tag("=password")]
    | Annotated[NewPassword, Tag("=new")]
    | Annotated[SecondFactor, Tag("=factor")],
    Discriminator(_step),
]


class Me(Seen):
    officer_id: str
    role: str
    agency: str | None
    areas: list[str]
    language: str


class AccessToken(Seen):
    """Signed in. Keep the token in memory; the refresh token is in a cookie that scripts cannot read."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(description="seconds")
    me: Me | None = Field(description="what GET /v1/me says, to save a call; null for who is not registered")


class ChallengeGiven(Seen):
    """Not signed in yet: answer the challenge by the same call."""

    challenge: str
    session: str


class EnrolmentGiven(Seen):
    """Not signed in yet: a second factor is required and there is none. Answer with the app's first code."""

    challenge: Literal["MFA_SETUP"] = "MFA_SETUP"
    session: str
    secret: str = Field(description="for the authenticator app, in base32; shown this once")


class FactorGiven(Seen):
    secret: str = Field(description="for the authenticator app, in base32; shown this once")


class FactorShown(Strict):
    """The first code of the app that was given the secret."""

    code: Code


@endpoint(
    routes,
    "POST",
    "/v1/session",
    action="sign_in",
    public=True,
    errors=("sign_in_failed",),
    tags=("session",),
)
def sign_in(body: SignIn, request: Request) -> Answer[AccessToken | ChallengeGiven | EnrolmentGiven]:
    """Sign in, or answer the challenge of a sign-in.

    A new-password or second-factor challenge comes back as 200 with ``challenge`` and ``session``. Who has no
    second factor yet where one is required gets MFA_SETUP with a ``secret``, and answers with the app's first code.
    """
    at, request_id = clock.real_now(), str(request.context.get("requestId", ""))
    if isinstance(body, Password):
        outcome = sessions.sign_in(body.username, body.password, at, request_id)
    else:
        answer = body.new_password if isinstance(body, NewPassword) else body.code
        outcome = sessions.answer(body.challenge, body.session, body.username, answer, at, request_id)
    if isinstance(outcome, sessions.Challenge):
        if outcome.secret is not None:
            return Answer(EnrolmentGiven(session=outcome.session, secret=outcome.secret))
        return Answer(ChallengeGiven(challenge=outcome.name, session=outcome.session))
    return _signed_in(outcome)


@endpoint(
    routes,
    "POST",
    "/v1/session/refresh",
    action="sign_in",
    public=True,
    errors=("session_expired",),
    tags=("session",),
)
def refresh(
    cookie: Annotated[str | None, Cookie(REFRESH_COOKIE)] = None,
) -> Answer[AccessToken | ChallengeGiven]:
    """Get a new access token by the refresh cookie."""
    if not cookie:
        raise Problem("session_expired")
    return _signed_in(sessions.refresh(cookie))


@endpoint(routes, "DELETE", "/v1/session", action="read_self", errors=("session_expired",), tags=("session",))
def sign_out(
    caller: Caller,
    request: Request,
    here: bool = False,
    cookie: Annotated[str | None, Cookie(REFRESH_COOKIE)] = None,
) -> Answer[None]:
    """Sign out everywhere: all refresh tokens of the account end. `here`: only that of this device's cookie.

    An access token that is out already stays valid until it expires, a few minutes at most.
    """
    at, request_id = clock.real_now(), str(request.context.get("requestId", ""))
    if here:
        sessions.sign_out_here(caller, cookie, at, request_id)
    else:
        sessions.sign_out(caller, token_of(request), at, request_id)
    return Answer(None, {"Set-Cookie": [f"{REFRESH_COOKIE}=; {_ATTRIBUTES}; Max-Age=0"]})


@endpoint(routes, "GET", "/v1/me", action="read_self", tags=("session",))
def me(caller: Caller) -> Me:
    """Say who one is: role, agency and areas, as the officer's row has them now."""
    return _seen(caller.officer)


@endpoint(
    routes,
    "POST",
    "/v1/me/second-factor",
    action="enrol_factor",
    errors=("session_expired",),
    tags=("session",),
)
def new_factor(request: Request) -> FactorGiven:
    """Get the secret for an authenticator app of one's own; nothing changes before its first code is shown."""
    return FactorGiven(secret=sessions.new_factor(token_of(request)))


@endpoint(
    routes,
    "PUT",
    "/v1/me/second-factor",
    action="enrol_factor",
    errors=("sign_in_failed",),
    tags=("session",),
)
def take_factor(body: FactorShown, caller: Caller, request: Request) -> None:
    """Show the app's first code. From now on a sign-in asks for it, instead of any app before."""
    sessions.take_factor(caller, token_of(request), body.code)


def token_of(request: Request) -> str:
    """The access token that the gateway has verified."""
    return str(request.headers.get("authorization", "")).removeprefix("Bearer ").strip()


def _signed_in(tokens: sessions.Tokens) -> Answer[Any]:
    headers: dict[str, str | list[str]] = {}
    if tokens.refresh:
        headers["Set-Cookie"] = [
            f"{REFRESH_COOKIE}={tokens.refresh}; {_ATTRIBUTES}; Max-Age={REFRESH_SECONDS}"
        ]
    officer = sessions.officer_of(tokens)
    token = AccessToken(
        access_token=tokens.access, expires_in=tokens.expires_in, me=_seen(officer) if officer else None
    )
    return Answer(token, headers)


def _seen(officer: Officer) -> Me:
    return Me(
        officer_id=officer.officer_id,
        role=officer.role,
        agency=officer.agency,
        areas=list(officer.areas),
        language=officer.language,
    )
