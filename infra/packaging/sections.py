"""The parts of ``template.yaml`` that repeat by agency or by alarm, written from lists.

CloudFormation has neither loops nor anchors, and the template must stay one plain file that AWS and the embedded
cloud both read. So these parts stand written out between ``# begin`` and ``# end`` lines, this module writes them
(``python -m infra.packaging.sections``), and a test holds the file to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from shared.domain.agencies import Agency
from shared.http.problem import Problem

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
HOUR, DAY = 3600, 86400


def rewritten(text: str) -> str:
    """The template with each generated part made anew. Raises ValueError when a part has no place."""
    for name, render in _PARTS.items():
        place = re.compile(rf"(^ *# begin {name}\b[^\n]*\n)(?:.*?\n)??( *# end {name}$)", re.S | re.M)
        if not place.search(text):
            raise ValueError(f"template.yaml has no place for: {name}")
        body = render(text)
        text = place.sub(lambda found, body=body: found[1] + body + found[2], text)  # type: ignore[misc]
    return text


def _each(lines: str) -> Callable[[str], str]:
    return lambda _: "".join(lines.replace("{Code}", code) for code in Agency)


_PARAMETERS = """\
  AgencyPrincipal{Code}:
    Type: String
    Default: ""
    Description: ARN in the AWS account of {Code} that reads its tasks and writes its replies; empty - nobody yet
"""
_CONDITIONS = """\
  Has{Code}: !Not [!Equals [!Ref AgencyPrincipal{Code}, ""]]
"""
_QUEUES = """\
  Agency{Code}QueueDeadLetters:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true}
  Agency{Code}Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      MessageRetentionPeriod: 1209600
      SqsManagedSseEnabled: true
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Agency{Code}QueueDeadLetters.Arn, maxReceiveCount: 5}
  Agency{Code}QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Condition: Has{Code}
    Properties:
      Queues: [!Ref Agency{Code}Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Ref AgencyPrincipal{Code}}, Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"], Resource: !GetAtt Agency{Code}Queue.Arn}
  Agency{Code}RepliesDeadLetters:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true}
  Agency{Code}Replies:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
      MessageRetentionPeriod: 1209600
      SqsManagedSseEnabled: true
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Agency{Code}RepliesDeadLetters.Arn, maxReceiveCount: 5}
  Agency{Code}RepliesPolicy:
    Type: AWS::SQS::QueuePolicy
    Condition: Has{Code}
    Properties:
      Queues: [!Ref Agency{Code}Replies]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Ref AgencyPrincipal{Code}}, Action: ["sqs:SendMessage"], Resource: !GetAtt Agency{Code}Replies.Arn}
  Agency{Code}Client:
    Type: AWS::Cognito::UserPoolClient
    DependsOn: MachineScopes
    Properties:
      UserPoolId: !Ref UserPool
      ClientName: agency-{Code}
      GenerateSecret: true
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [client_credentials]
      AllowedOAuthScopes: [sitthi/tasks.write]
      EnableTokenRevocation: true
      AccessTokenValidity: 1
      TokenValidityUnits: {AccessToken: hours}
"""
_OUTPUTS = """\
  AgencyQueueUrl{Code}: {Value: !Ref Agency{Code}Queue}
  AgencyRepliesQueueUrl{Code}: {Value: !Ref Agency{Code}Replies}
"""


_ALARM = """\
  {name}Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {{AlarmDescription: "{what}", AlarmActions: [!Ref AlarmTopic], Namespace: {namespace}, MetricName: {metric}, Dimensions: [{{Name: {by}, Value: {value}}}], Statistic: {statistic}, Period: 300, EvaluationPeriods: 1, Threshold: {limit}, ComparisonOperator: GreaterThanThreshold, TreatMissingData: notBreaching}}
"""


def _alarms(text: str) -> str:
    """One alarm for each dead-letter queue, each queue's oldest message and each function's errors."""
    queues = re.findall(r"^  (\w+):[^\n]*\n    Type: AWS::SQS::Queue$", text, re.M)
    functions = re.findall(r"^  (\w+):[^\n]*\n    Type: AWS::Serverless::Function$", text, re.M)
    return "".join([_queue_alarm(queue) for queue in queues] + [_error_alarm(one) for one in functions])


def _queue_alarm(queue: str) -> str:
    if queue.endswith("DeadLetters"):
        name, metric, limit = queue, "ApproximateNumberOfMessagesVisible", 0
        what = f"{queue} holds a message that was given up; see docs/deploy.md, Dead letters"
    else:
        to_agency = queue.startswith("Agency") and queue.endswith("Queue")
        name, metric, limit = f"{queue}Age", "ApproximateAgeOfOldestMessage", 2 * DAY if to_agency else HOUR
        why = "the agency does not read it" if to_agency else "its function does not keep up"
        what = f"The oldest message of {queue} waits too long; {why}"
    return _ALARM.format(
        name=name,
        what=what,
        namespace="AWS/SQS",
        metric=metric,
        by="QueueName",
        value=f"!GetAtt {queue}.QueueName",
        statistic="Maximum",
        limit=limit,
    )


def _error_alarm(function: str) -> str:
    return _ALARM.format(
        name=f"{function}Errors",
        what=f"{function} fails; its log group tells why",
        namespace="AWS/Lambda",
        metric="Errors",
        by="FunctionName",
        value=f"!Ref {function}",
        statistic="Sum",
        limit=0,
    )


_REFUSALS = {
    "MISSING_AUTHENTICATION_TOKEN": "not_found",  # what the gateway says of an address that it does not know
    "RESOURCE_NOT_FOUND": "not_found",
    "UNAUTHORIZED": "unauthorized",
    "EXPIRED_TOKEN": "unauthorized",
    "INVALID_SIGNATURE": "unauthorized",
    "ACCESS_DENIED": "forbidden",
    "REQUEST_TOO_LARGE": "too_large",
    "UNSUPPORTED_MEDIA_TYPE": "unsupported_media_type",
    "THROTTLED": "too_many_requests",
    "QUOTA_EXCEEDED": "too_many_requests",
    "BAD_REQUEST_BODY": "malformed_json",
    "INTEGRATION_FAILURE": "unavailable",
    "INTEGRATION_TIMEOUT": "unavailable",
    "DEFAULT_5XX": "internal",
}
_REFUSAL = """\
        {kind}:
          StatusCode: {status}
          ResponseParameters: {{Headers: {{Access-Control-Allow-Origin: !Sub "'${{ConsoleOrigin}}'", Access-Control-Allow-Credentials: "'true'"}}}}
          ResponseTemplates: {{application/json: '{body}'}}
"""


def _refusals(_: str) -> str:
    """The gateway's own refusals, with the texts of our problems."""
    out = []
    for kind, code in _REFUSALS.items():
        document = Problem(code).body("$context.requestId")
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("'", "''")
        out.append(_REFUSAL.format(kind=kind, status=document["status"], body=body))
    return "".join(out)


_PARTS: dict[str, Callable[[str], str]] = {
    "agency parameters": _each(_PARAMETERS),
    "agency conditions": _each(_CONDITIONS),
    "agency queues": _each(_QUEUES),
    "agency outputs": _each(_OUTPUTS),
    "gateway responses": _refusals,
    "alarms": _alarms,
}

if __name__ == "__main__":
    TEMPLATE.write_text(rewritten(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
