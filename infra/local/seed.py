"""Demo sign-ins for each role, on an embedded cloud only. Everybody here is made up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError

from shared.domain.agencies import Agency
from shared.domain.officers import Officer
from shared.storage import keys, mailing
from shared.storage.identity import Keys
from shared.storage.officers import name_item

PROVINCE = "95"
PASSWORD = "Sitthi-demo-2565"  # for made-up people on this machine; seed() refuses any other cloud
SENDER = "sitthi@example.org"  # the template's MailFrom, unless a stack sets another
MAIL_DOMAIN = "sitthi.example"
READERS = ("coordinator", "committee", "evaluator", "agency_head")  # who get the monthly mail in the demo
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_serialize = TypeSerializer().serialize
# Made-up names, one for each sign-in below; long ones among them, since real ones are.
FIRST = (
    "ยะห์ยา",
    "สุไรดา",
    "มูฮัมหมัดอาซัน",
    "กัญญาณัฐ",
    "นูรีฮัน",
    "ธีรเดช",
    "อัฟนาน",
    "พิมพ์ลภัส",
    "ซอลีฮะห์",
    "วรเชษฐ์",
    "ฟาตีเมาะ",
)
LAST = ("สมมุติวงศ์", "ตัวอย่างเจริญสุข", "ลองระบบ", "แบบฝึกหัด", "นามสมมติ", "ทดลองพัฒนากุล", "ตัวแทน")


class SomeCloud(Protocol):
    """The part of ``infra.local.cloud.Cloud`` that seeding needs."""

    def client(self, service: str) -> Any: ...


class NotLocal(RuntimeError):
    """Demo passwords must never reach a real user pool."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    username: str
    officer: Officer
    name: str = ""

    def shown(self) -> dict[str, Any]:
        return {
            "username": self.username,
            "password": PASSWORD,
            "role": self.officer.role,
            "agency": self.officer.agency,
            "areas": list(self.officer.areas),
        }


def officers_of(agency: str) -> list[str]:
    """The demo officers of an agency, by id, always the same."""
    return [user.officer.officer_id for user in demo_users() if _works_for(user, agency)]


def _works_for(user: DemoUser, agency: str) -> bool:
    return user.officer.agency == str(agency) and user.officer.role == "agency_officer"


def demo_users() -> Iterator[DemoUser]:
    """Two officers and a head for each agency, and one or two of every other role."""
    for number, user in enumerate(_users()):
        yield replace(user, name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}")


def _users() -> Iterator[DemoUser]:
    for agency in Agency:
        code = str(agency).lower()
        yield _user(f"{code}-1", "agency_officer", agency)
        yield _user(f"{code}-2", "agency_officer", agency)
        yield _user(f"{code}-head", "agency_head", agency)
    yield _user("coordinator", "coordinator")
    yield _user("committee", "committee")
    yield _user("evaluator", "evaluator")
    yield _user("administrator", "administrator")
    yield _user("mentor-1", "mentor", areas=("9501",))
    yield _user("mentor-2", "mentor", areas=("9502", "9503"))
    yield _user("mentor-3", "mentor", areas=("9502",))
    yield _user("mentor-4", "mentor", areas=("9503",))
    yield _user("partner", "partner", partner="tpmap")


def _user(
    name: str,
    role: str,
    agency: Agency | None = None,
    areas: tuple[str, ...] = (PROVINCE,),
    partner: str | None = None,
) -> DemoUser:
    officer = Officer(
        officer_id=f"demo-{name}",
        role=role,
        agency=str(agency) if agency else None,
        areas=areas,
        partner=partner,
    )
    return DemoUser(name, officer)


def seed(cloud: SomeCloud, outputs: dict[str, str], stack: str = "sitthi") -> list[dict[str, Any]]:
    """Make the demo users; those that exist stay as they are, also revoked ones. Raises NotLocal."""
    idp, dynamodb = cloud.client("cognito-idp"), cloud.client("dynamodb")
    for api in (idp, dynamodb):
        if urlsplit(api.meta.endpoint_url).hostname not in _LOCAL:
            raise NotLocal("demo users are for an embedded cloud on this machine")
    users = list(demo_users())
    for user in users:
        subject = _account(idp, outputs["UserPoolId"], user.username)
        officer_id = user.officer.officer_id
        row = {
            **user.officer.to_item(),
            **keys.officer(officer_id),
            **keys.officer_index(user.officer.agency, officer_id),
            "v": 1,
        }
        _put_new(dynamodb, outputs["CoreTable"], row)
        _put_new(dynamodb, outputs["CoreTable"], {**keys.login(subject), "officer_id": officer_id})
        if user.officer.role in READERS:
            address, token = f"{user.username}@{MAIL_DOMAIN}", secrets.token_urlsafe(24)
            for row in mailing.wish_rows(officer_id, "monthly", address, token):
                _put_new(dynamodb, outputs["CoreTable"], row)
    if "IdentityTable" in outputs:
        root = cloud.client("secretsmanager").get_secret_value(SecretId=f"{stack}/identity-hmac")
        _name(dynamodb, outputs["IdentityTable"], Keys.derive(root["SecretString"]), users)
    _verify(cloud.client("ses"), [SENDER, *(f"{user.username}@{MAIL_DOMAIN}" for user in users)])
    return [user.shown() for user in users]


def _name(dynamodb: Any, table: str, of_stack: Keys, users: list[DemoUser]) -> None:
    for user in users:
        _put_new(dynamodb, table, name_item(of_stack, user.officer.officer_id, user.name))


def _verify(ses: Any, addresses: list[str]) -> None:
    """SES sends only between addresses that were verified; on AWS a person does this once for the sender."""
    for address in addresses:
        ses.verify_email_identity(EmailAddress=address)


def _account(idp: Any, pool: str, username: str) -> str:
    """The account's subject, made with a permanent password when it is new."""
    try:
        made = idp.admin_create_user(
            UserPoolId=pool,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{username}@{MAIL_DOMAIN}"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
        attributes = made["User"]["Attributes"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise
        attributes = idp.admin_get_user(UserPoolId=pool, Username=username)["UserAttributes"]
    else:
        idp.admin_set_user_password(UserPoolId=pool, Username=username, Password=PASSWORD, Permanent=True)
    return str(next(one["Value"] for one in attributes if one["Name"] == "sub"))


def _put_new(dynamodb: Any, table: str, item: dict[str, Any]) -> None:
    wire = {name: _serialize(value) for name, value in item.items() if value is not None}
    try:
        dynamodb.put_item(TableName=table, Item=wire, ConditionExpression="attribute_not_exists(PK)")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
