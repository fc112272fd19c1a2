"""Sign-in, refresh and sign-out at the Cognito user pool. Tokens pass through; none is stored or logged."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.settings import setting

# One answer for all of them: whether an account exists is nobody's business.
_REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
    "CodeMismatchException",
    "EnableSoftwareTokenMFAException",  # a wrong code while a factor is enrolled
    "ExpiredCodeException",
    "InvalidParameterException",
    "UnsupportedTokenTypeException",
    "UserLambdaValidationException",
}
_BUSY = {"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"}


class SignInRefused(Exception):
    """Wrong name, password, code, session or token."""


class WeakPassword(Exception):
    """The new password does not meet the pool's policy."""


class TooManyAttempts(Exception):
    """Cognito asks to slow down."""


class NoAccount(Exception):
    """The sign-in service takes no account of that address."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """``refresh`` is None where Cognito gave no new one."""

    access: str
    expires_in: int
    refresh: str | None

    @property
    def subject(self) -> str:
        """The account's opaque id. The token came straight from Cognito, so its signature is not checked here."""
        part = self.access.split(".")[1]
        body = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return str(body["sub"])


@dataclass(frozen=True, slots=True)
class Challenge:
    """What Cognito asks for before it gives tokens: a new password, or a second factor.

    ``secret``: with MFA_SETUP, what the authenticator app is to be given (base32); it is shown this once.
    """

    name: str
    session: str
    secret: str | None = None


def sign_in(username: str, password: str) -> Tokens | Challenge:
    """Raises SignInRefused or TooManyAttempts."""
    return _outcome(
        "initiate_auth",
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )


def answer_challenge(name: str, session: str, username: str, answer: str) -> Tokens | Challenge:
    """``name``: NEW_PASSWORD_REQUIRED, SOFTWARE_TOKEN_MFA, SMS_MFA or MFA_SETUP.

    Raises SignInRefused, WeakPassword or TooManyAttempts.
    """
    if name == "MFA_SETUP":
        return _enrol(session, username, answer)
    field = {"NEW_PASSWORD_REQUIRED": "NEW_PASSWORD"}.get(name, f"{name}_CODE")
    return _outcome(
        "respond_to_auth_challenge",
        ChallengeName=name,
        Session=session,
        ChallengeResponses={"USERNAME": username, field: answer},
    )


def _enrol(session: str, username: str, code: str) -> Tokens | Challenge:
    """The first code of a new authenticator app proves that it holds the secret; then the sign-in goes on."""
    shown = _call("verify_software_token", Session=session, UserCode=code)
    if shown["Status"] != "SUCCESS":
        raise SignInRefused
    return _outcome(
        "respond_to_auth_challenge",
        ChallengeName="MFA_SETUP",
        Session=shown["Session"],
        ChallengeResponses={"USERNAME": username},
    )


def new_factor(access_token: str) -> str:
    """A secret for another authenticator app of who is signed in; it counts once its first code was shown.

    Raises SignInRefused or TooManyAttempts.
    """
    return str(_call("associate_software_token", AccessToken=access_token)["SecretCode"])


def take_factor(access_token: str, code: str) -> None:
    """From now on a sign-in asks for the app's code. Raises SignInRefused or TooManyAttempts."""
    if _call("verify_software_token", AccessToken=access_token, UserCode=code)["Status"] != "SUCCESS":
        raise SignInRefused
    chosen = {"Enabled": True, "PreferredMfa": True}
    _call("set_user_mfa_preference", AccessToken=access_token, SoftwareTokenMfaSettings=chosen)


def refresh(refresh_token: str) -> Tokens:
    """A new access token. Raises SignInRefused or TooManyAttempts."""
    outcome = _outcome(
        "initiate_auth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": refresh_token}
    )
    if isinstance(outcome, Challenge):
        raise SignInRefused
    return outcome


def sign_out(access_token: str) -> None:
    """End all sessions of the account: its refresh tokens are of no use any more. Raises SignInRefused."""
    _call("global_sign_out", AccessToken=access_token)


def revoke(refresh_token: str) -> None:
    """End the one session that this token stands for, its access tokens too. Raises SignInRefused or TooManyAttempts."""
    _call("revoke_token", Token=refresh_token, ClientId=setting("USER_POOL_CLIENT_ID"))


def own_address(access_token: str) -> str | None:
    """The account's mail address, if its owner has shown that it is theirs. Raises SignInRefused."""
    listed = _call("get_user", AccessToken=access_token)["UserAttributes"]
    found = {one["Name"]: one["Value"] for one in listed}
    return str(found["email"]) if found.get("email") and found.get("email_verified") == "true" else None


def _outcome(operation: str, **arguments: Any) -> Tokens | Challenge:
    answer = _call(operation, ClientId=setting("USER_POOL_CLIENT_ID"), **arguments)
    result = answer.get("AuthenticationResult")
    if result:
        return Tokens(result["AccessToken"], int(result["ExpiresIn"]), result.get("RefreshToken"))
    if answer["ChallengeName"] == "MFA_SETUP":
        given = _call("associate_software_token", Session=answer["Session"])
        return Challenge("MFA_SETUP", given["Session"], given["SecretCode"])
    return Challenge(answer["ChallengeName"], answer["Session"])


def _call(operation: str, **arguments: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = getattr(client("cognito-idp"), operation)(**arguments)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "InvalidPasswordException":
            raise WeakPassword from None
        if code in _BUSY:
            raise TooManyAttempts from None
        if code in _REFUSED:
            raise SignInRefused from None
        raise
    return answer


def ensure_account(address: str, name: str) -> str:
    """The account of an address, made when there is none; Cognito itself mails the invitation. Returns its subject.

    Raises NoAccount.
    """
    pool = setting("USER_POOL_ID")
    attributes = {"email": address, "email_verified": "true", "name": name}
    try:
        made = client("cognito-idp").admin_create_user(
            UserPoolId=pool,
            Username=address,
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
            DesiredDeliveryMediums=["EMAIL"],
        )["User"]["Attributes"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "InvalidParameterException":
            raise NoAccount from None
        if code != "UsernameExistsException":
            raise
        made = client("cognito-idp").admin_get_user(UserPoolId=pool, Username=address)["UserAttributes"]
    return str(next(one["Value"] for one in made if one["Name"] == "sub"))
