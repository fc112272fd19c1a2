"""With ``auth=True`` the embedded cloud holds functions to the statements of their template, as AWS would."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from infra.local.cloud import Cloud
from infra.local.cloud.stack import physical_id
from tests.support.clouds import CHAIN, done, eventually, receive


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud"), auth=True) as running:
        yield running


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> dict[str, str]:
    return cloud.deploy(CHAIN, stack="chain")


def test_a_batch_send_and_a_mail_need_only_the_permissions_that_aws_asks_for(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    ses = cloud.client("ses")
    for address in ("sender@example.org", "reader@example.org"):
        ses.verify_email_identity(EmailAddress=address)
    item = {"PK": {"S": "hh"}, "SK": {"S": "ASK#mail"}}
    cloud.client("dynamodb").put_item(TableName=outputs["Table"], Item=item)
    eventually(lambda: "DONE#mail" in done(cloud, outputs), "the chain")
    eventually(lambda: list(cloud.mail_dir.glob("*.eml")), "the mail")


def test_a_bucket_may_notify_a_queue_whose_policy_says_so(cloud: Cloud, outputs: dict[str, str]) -> None:
    cloud.client("s3").put_object(Bucket=outputs["Files"], Key="partners/a.csv", Body=b"x")
    assert "partners/a.csv" in " ".join(receive(cloud.client("sqs"), outputs["NoticesUrl"]))


def test_what_no_statement_allows_is_refused(cloud: Cloud, outputs: dict[str, str]) -> None:
    """The relay may send to the work queue only; sent elsewhere by its environment, it is refused."""
    lambdas, relay = cloud.client("lambda"), physical_id(cloud.client, "chain", "Relay")
    variables = {"TABLE": outputs["Table"], "WORK_URL": outputs["DeadUrl"]}
    lambdas.update_function_configuration(FunctionName=relay, Environment={"Variables": variables})
    event = {"Records": [{"dynamodb": {"Keys": {"SK": {"S": "ASK#astray"}}}}]}
    answer = lambdas.invoke(FunctionName=relay, Payload=json.dumps(event).encode())
    assert answer.get("FunctionError")
    assert "AccessDenied" in answer["Payload"].read().decode()
    assert receive(cloud.client("sqs"), outputs["DeadUrl"]) == []
