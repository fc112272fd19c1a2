"""What the template promises: nothing lost in silence, nothing open, nothing that a demo could do to production."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import sections
from shared.domain import retention
from shared.domain.agencies import Agency
from shared.http.reading import BODY_LIMIT
from shared.storage import letters
from tests.support.template import ROOT, resources, template

QUEUES = resources("AWS::SQS::Queue")
FUNCTIONS = resources("AWS::Serverless::Function")
ALARMS = resources("AWS::CloudWatch::Alarm")
WORKING = {name: queue["Properties"] for name, queue in QUEUES.items() if not name.endswith("DeadLetters")}
CONTRACT = {
    "ApiUrl",
    "InboxBucket",
    "ReportsBucket",
    "CoreTable",
    "IdentityTable",
    "AuditTable",
    "IdempotencyTable",
    "UploadsQueueUrl",
    "UserPoolId",
    "UserPoolClientId",
}
TWO_WEEKS = 14 * 24 * 3600


def triggers(function: str, kind: str) -> list[dict[str, Any]]:
    """Properties of a function's events of one kind."""
    events = FUNCTIONS[function]["Properties"].get("Events", {})
    return [event["Properties"] for event in events.values() if event["Type"] == kind]


def timeout(function: str) -> int:
    usual = template()["Globals"]["Function"]["Timeout"]
    return int(FUNCTIONS[function]["Properties"].get("Timeout", usual))


def watched(metric: str) -> set[str]:
    """What alarms of this metric look at, by logical name."""
    found = [alarm["Properties"] for alarm in ALARMS.values() if alarm["Properties"]["MetricName"] == metric]
    values = [alarm["Dimensions"][0]["Value"] for alarm in found]
    return {value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0] for value in values}


def test_the_template_passes_cfn_lint_and_the_serverless_rules() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_repeated_parts_are_as_the_script_writes_them() -> None:
    text = sections.TEMPLATE.read_text(encoding="utf-8")
    assert sections.rewritten(text) == text, "run: python -m infra.packaging.sections"


@pytest.mark.parametrize("name", WORKING)
def test_every_queue_gives_up_into_its_own_dead_letter_queue(name: str) -> None:
    target = WORKING[name]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert target == f"{name}DeadLetters"
    assert QUEUES[target]["Properties"]["MessageRetentionPeriod"] == TWO_WEEKS


def test_somebody_is_told_of_every_dead_letter_every_old_message_and_every_failing_function() -> None:
    assert watched("ApproximateNumberOfMessagesVisible") == set(QUEUES) - set(WORKING)
    assert watched("ApproximateAgeOfOldestMessage") == set(WORKING)
    assert watched("Errors") == set(FUNCTIONS)
    assert all(alarm["Properties"]["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in ALARMS.values())


def test_every_message_at_rest_is_encrypted() -> None:
    assert all(queue["Properties"]["SqsManagedSseEnabled"] for queue in QUEUES.values())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run(function: str) -> None:
    for event in triggers(function, "SQS"):
        queue = event["Queue"]["Fn::GetAtt"][0]
        assert WORKING[queue]["VisibilityTimeout"] >= 6 * timeout(function)
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert event["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_a_letters_claim_outlives_whoever_sends_it() -> None:
    assert letters.IN_HAND.total_seconds() > timeout("EmailProgressFunction")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_scheduled_event_that_fails_to_the_end_is_kept(function: str) -> None:
    for event in triggers(function, "Schedule"):
        kept = FUNCTIONS[function]["Properties"]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        assert kept["Destination"]["Fn::GetAtt"][0] in QUEUES
        assert event["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] in QUEUES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_schedule_fires_by_itself_while_a_demo_moves_the_clock(function: str) -> None:
    for event in triggers(function, "Schedule"):
        assert event["State"] == {"Fn::If": ["SystemClock", "ENABLED", "DISABLED"]}
    assert template()["Conditions"]["SystemClock"] == {"Fn::Equals": [{"Ref": "Clock"}, "system"]}
    assert not triggers(function, "ScheduleV2"), "the embedded cloud does not know its time zones"


def test_schedules_are_told_in_utc() -> None:
    crons = [event["Schedule"] for name in FUNCTIONS for event in triggers(name, "Schedule")]
    assert crons
    assert all(re.fullmatch(r"cron\(\d+ \d+ \S+ \S+ \S+ \S+\)", cron) for cron in crons)


def test_production_refuses_a_clock_that_somebody_moves() -> None:
    (rule,) = template()["Rules"].values()
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "IsProduction"}, "yes"]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Equals": [{"Ref": "Clock"}, "system"]}
    assert template()["Parameters"]["Clock"]["Default"] == "system"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_built_by_its_name_and_keeps_its_log_for_a_while(function: str) -> None:
    built = FUNCTIONS[function]
    folder = built["Properties"]["CodeUri"].removeprefix("functions/")
    assert built["Metadata"]["BuildMethod"] == "makefile"
    assert built["Properties"]["Handler"].startswith(f"functions.{folder}.handler.")
    logs = resources("AWS::Logs::LogGroup")[function.removesuffix("Function") + "Logs"]["Properties"]
    assert logs["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{{function}}}"}
    assert logs["RetentionInDays"] <= 90


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_every_bucket_is_private_versioned_encrypted_and_reached_over_tls_only(name: str) -> None:
    bucket = resources("AWS::S3::Bucket")[name]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]["Fn::GetAtt"][0] == "FilesKey"
    policies = [one["Properties"] for one in resources("AWS::S3::BucketPolicy").values()]
    (policy,) = [one for one in policies if one["Bucket"] == {"Ref": name}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {
        "Bool": {"aws:SecureTransport": "false"},
        "NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"},  # no request reaches AWS from there
    }


@pytest.mark.parametrize(("bucket", "prefix"), [("InboxBucket", None), ("ReportsBucket", "imports/")])
def test_files_with_personal_data_are_gone_after_ninety_days_old_versions_too(
    bucket: str, prefix: str | None
) -> None:
    rules = resources("AWS::S3::Bucket")[bucket]["Properties"]["LifecycleConfiguration"]["Rules"]
    rule = next(one for one in rules if one.get("ExpirationInDays") and one.get("Prefix") == prefix)
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 90
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] <= 7


@pytest.mark.parametrize("name", resources("AWS::DynamoDB::Table"))
def test_every_table_is_encrypted_can_be_restored_and_is_paid_by_use(name: str) -> None:
    table = resources("AWS::DynamoDB::Table")[name]["Properties"]
    assert table["SSESpecification"]["SSEEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize(
    "name", ["CoreTable", "IdentityTable", "AuditTable", "IdentityKey", "IdentitySecret"]
)
def test_what_cannot_be_made_again_outlives_the_stack(name: str) -> None:
    kept = template()["Resources"][name]
    assert kept["DeletionPolicy"] in ("Retain", "RetainExceptOnCreate")
    assert kept["UpdateReplacePolicy"] == "Retain"


def test_roots_of_the_audit_are_locked_against_everybody_for_as_long_as_events_are_kept() -> None:
    bucket = resources("AWS::S3::Bucket")["AuditRootsBucket"]["Properties"]
    assert bucket["ObjectLockEnabled"] is True
    lock = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock["Mode"] == "COMPLIANCE"
    (months,) = [period.months for period in retention.PERIODS if period.kind == "audit"]
    assert lock["Days"]["Fn::If"][0] == "Production"
    assert lock["Days"]["Fn::If"][1] >= months / 12 * 365.25
    assert "LifecycleConfiguration" not in bucket


def test_only_new_events_of_the_audit_wake_the_sealer_and_changes_of_them_alarm() -> None:
    (stream,) = triggers("SealAuditFunction", "DynamoDB")
    (pattern,) = [json.loads(one["Pattern"]) for one in stream["FilterCriteria"]["Filters"]]
    assert pattern == {"dynamodb": {"Keys": {"PK": {"S": [{"prefix": "AU#"}]}}}}
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": ["SealDeadLetters", "Arn"]
    }
    alarm = ALARMS["AuditEventsChangedAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == (
        "Sitthi",
        "AuditEventsChanged",
        0,
    )


def test_names_and_citizen_ids_rest_under_a_key_of_their_own() -> None:
    table = resources("AWS::DynamoDB::Table")["IdentityTable"]["Properties"]
    assert table["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["IdentityKey", "Arn"]}


def test_only_the_stream_wakes_the_relay_and_only_for_work() -> None:
    (stream,) = triggers("RelayChangesFunction", "DynamoDB")
    patterns = [json.loads(one["Pattern"]) for one in stream["FilterCriteria"]["Filters"]]
    woken = [(tuple(one["eventName"]), sk["prefix"]) for one in patterns for sk in sort_keys(one)]
    assert sorted(woken) == [
        (("INSERT",), "OUT#"),
        (("INSERT", "MODIFY"), "FACT#"),
        (("INSERT", "MODIFY"), "SV#"),
    ]
    assert stream["MaximumRecordAgeInSeconds"] == 3600
    assert stream["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in QUEUES


def sort_keys(pattern: dict[str, Any]) -> list[dict[str, str]]:
    return list(pattern["dynamodb"]["Keys"]["SK"]["S"])


def test_outputs_are_those_of_the_contract() -> None:
    agencies = {f"Agency{kind}QueueUrl{code}" for kind in ("", "Replies") for code in Agency}
    assert set(template()["Outputs"]) - {"ConsoleUrl", "MailEventsQueueArn"} == CONTRACT | agencies


def test_an_agency_s_queue_is_its_own_wherever_it_is_named() -> None:
    sent = FUNCTIONS["DispatchTaskFunction"]["Properties"]["Environment"]["Variables"]["AGENCY_QUEUE_URLS"]
    assert json.loads(sent["Fn::Sub"]) == {str(code): f"${{Agency{code}Queue}}" for code in Agency}
    heard = FUNCTIONS["RecordOutcomeFunction"]["Properties"]["Environment"]["Variables"]["REPLIES_QUEUE_ARNS"]
    assert json.loads(heard["Fn::Sub"]) == {f"${{Agency{code}Replies.Arn}}": str(code) for code in Agency}
    queues = [event["Queue"]["Fn::GetAtt"][0] for event in triggers("RecordOutcomeFunction", "SQS")]
    assert sorted(queues) == sorted(f"Agency{code}Replies" for code in Agency)
    (policy,) = FUNCTIONS["DispatchTaskFunction"]["Properties"]["Policies"]
    (send,) = [one for one in policy["Statement"] if one["Action"] == ["sqs:SendMessage"]]
    assert [one["Fn::GetAtt"][0] for one in send["Resource"]] == [f"Agency{code}Queue" for code in Agency]


@pytest.mark.parametrize("code", Agency)
def test_an_agency_reads_its_tasks_and_writes_its_replies_and_nothing_else(code: Agency) -> None:
    policies = resources("AWS::SQS::QueuePolicy")
    for queue, may in (
        (f"Agency{code}Queue", "sqs:ReceiveMessage"),
        (f"Agency{code}Replies", "sqs:SendMessage"),
    ):
        policy = policies[f"{queue}Policy"]
        assert policy["Condition"] == f"Has{code}"
        (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": {"Ref": f"AgencyPrincipal{code}"}}
        assert statement["Resource"] == {"Fn::GetAtt": [queue, "Arn"]}
        assert may in statement["Action"]
        assert "sqs:SendMessage" not in statement["Action"] or queue.endswith("Replies")


API = resources("AWS::Serverless::Api")["Api"]["Properties"]


def test_calls_without_a_token_and_calls_that_begin_much_work_are_throttled_on_their_own() -> None:
    limits = {
        (one["ResourcePath"].replace("~1", "/").replace("//", "/"), one["HttpMethod"]): one
        for one in API["MethodSettings"]
    }
    whole = limits[("/*", "*")]["ThrottlingRateLimit"]
    events = FUNCTIONS["ApiFunction"]["Properties"]["Events"].values()
    routes = {(event["Properties"]["Path"], event["Properties"]["Method"].upper()) for event in events}
    public = {
        (event["Properties"]["Path"], event["Properties"]["Method"].upper())
        for event in events
        if event["Properties"].get("Auth", {}).get("Authorizer") == "NONE"
    }
    own = {route for route in limits if route != ("/*", "*")}
    assert own <= routes, "a limit for a route that is not there"
    assert {route for route in public if route[1] == "POST"} <= own
    assert all(limits[route]["ThrottlingRateLimit"] < whole for route in own)


def test_machines_have_a_plan_of_use_and_a_key_of_it_opens_nothing() -> None:
    plan = resources("AWS::ApiGateway::UsagePlan")["MachinePlan"]["Properties"]
    (stage,) = plan["ApiStages"]
    assert (stage["ApiId"], stage["Stage"]) == ({"Ref": "Api"}, API["StageName"])
    (whole,) = [one for one in API["MethodSettings"] if one["ResourcePath"] == "/*"]
    assert plan["Throttle"]["RateLimit"] < whole["ThrottlingRateLimit"], "one machine leaves room for people"
    assert plan["Quota"]["Limit"] > 0
    events = FUNCTIONS["ApiFunction"]["Properties"]["Events"].values()
    routes = {f"{one['Properties']['Path']}/{one['Properties']['Method'].upper()}" for one in events}
    assert set(stage["Throttle"]) <= routes, "a limit for a route that is not there"
    assert not any(one["Properties"].get("Auth", {}).get("ApiKeyRequired") for one in events)
    assert "ApiKeyRequired" not in API.get("Auth", {})


def test_in_production_a_wall_counts_by_token_and_address_and_refuses_large_bodies() -> None:
    wall = template()["Resources"]["ApiWall"]
    assert (wall["Condition"], template()["Resources"]["ApiWallOfApi"]["Condition"]) == ("Production",) * 2
    rules = {rule["Name"]: rule["Statement"] for rule in wall["Properties"]["Rules"]}
    pattern = re.compile(rules["body-past-one-mebibyte"]["RegexMatchStatement"]["RegexString"])
    for size in (
        0,
        1,
        999_999,
        BODY_LIMIT - 1,
        BODY_LIMIT,
        BODY_LIMIT + 1,
        1_049_000,
        2_000_000,
        10**7,
        10**9,
    ):
        assert bool(pattern.match(str(size))) is (size > BODY_LIMIT), size
    counted = [one["RateBasedStatement"] for one in rules.values() if "RateBasedStatement" in one]
    assert {one["AggregateKeyType"] for one in counted} == {"IP", "CUSTOM_KEYS"}
    (by_token,) = [one for one in counted if one["AggregateKeyType"] == "CUSTOM_KEYS"]
    assert by_token["CustomKeys"][0]["Header"]["Name"] == "authorization"


def test_answers_are_packed_and_only_the_console_s_origin_may_read_them_in_a_browser() -> None:
    assert 0 < API["MinimumCompressionSize"] <= 10_000
    assert API["Cors"]["AllowOrigin"] == {"Fn::Sub": "'${ConsoleOrigin}'"}
    for name in ("InboxBucket", "ReportsBucket"):
        (rule,) = resources("AWS::S3::Bucket")[name]["Properties"]["CorsConfiguration"]["CorsRules"]
        assert rule["AllowedOrigins"] == [{"Ref": "ConsoleOrigin"}]
    text = sections.TEMPLATE.read_text(encoding="utf-8")
    assert not re.search(r"Allow-?Origins?\W+\*", text)


def test_accounts_are_made_by_administrators_with_long_passwords_and_a_second_factor() -> None:
    pool = resources("AWS::Cognito::UserPool")["UserPool"]["Properties"]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    policy = pool["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 12
    assert not any(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))
    assert policy["PasswordHistorySize"] >= 5
    assert policy["TemporaryPasswordValidityDays"] <= 3
    assert pool["MfaConfiguration"] == {"Fn::If": ["AsksSecondFactor", "ON", "OPTIONAL"]}
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"], "no codes by SMS"
    assert pool["UserPoolAddOns"]["Fn::If"][:2] == ["Production", {"AdvancedSecurityMode": "ENFORCED"}]
    assert pool["AccountRecoverySetting"]["RecoveryMechanisms"] == [{"Name": "admin_only", "Priority": 1}]


def test_a_production_stack_asks_everybody_for_a_second_factor() -> None:
    asked = template()["Conditions"]["AsksSecondFactor"]["Fn::Or"]
    assert {"Fn::Equals": [{"Ref": "IsProduction"}, "yes"]} in asked


@pytest.mark.parametrize("name", resources("AWS::Cognito::UserPoolClient"))
def test_tokens_are_short_and_can_be_revoked(name: str) -> None:
    client = resources("AWS::Cognito::UserPoolClient")[name]["Properties"]
    assert client["EnableTokenRevocation"] is True
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (1, "hours")
    if name == "UserPoolClient":
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        assert client["RefreshTokenValidity"] <= 7
    else:
        assert client["AllowedOAuthFlows"] == ["client_credentials"]
        assert client["GenerateSecret"] is True
