"""A look at the stack's queues, and dead letters back into theirs."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

from infra.local.cloud import stack as stacks

Client = Callable[[str], Any]
_DEPTHS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


class NoSuchQueue(LookupError):
    """The stack has no queue of that name, or it has no dead letters; ``known`` are those that do."""

    def __init__(self, known: list[str]) -> None:
        super().__init__(", ".join(known))
        self.known = known


def answers(port: int) -> bool:
    """Whether something listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _queues(client: Client, stack: str) -> dict[str, str]:
    """Logical name to address. Raises DeployError."""
    stacks.outputs(client, stack)  # names the trouble when there is no stack
    found = client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in found
        if one["ResourceType"] == "AWS::SQS::Queue"
    }


def _attributes(sqs: Any, url: str) -> dict[str, str]:
    return dict(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def _with_dead_letters(client: Client, stack: str) -> Iterator[tuple[str, str, str]]:
    """Logical name, address, and the address of its dead letters."""
    sqs, urls = client("sqs"), _queues(client, stack)
    attributes = {name: _attributes(sqs, url) for name, url in urls.items()}
    by_arn = {found["QueueArn"]: urls[name] for name, found in attributes.items()}
    for name, found in attributes.items():
        if "RedrivePolicy" in found:
            yield name, urls[name], by_arn[json.loads(found["RedrivePolicy"])["deadLetterTargetArn"]]


def table(client: Client, stack: str) -> Iterator[str]:
    """A line for each queue in which something lies; one that says so when nothing does."""
    sqs, quiet = client("sqs"), True
    for name, url, dead in _with_dead_letters(client, stack):
        waiting, in_hand = (int(_attributes(sqs, url)[what]) for what in _DEPTHS)
        lost = int(_attributes(sqs, dead)[_DEPTHS[0]])
        if waiting or in_hand or lost:
            quiet = False
            yield f"{name:<24} {waiting}/{in_hand}/{lost}"
    if quiet:
        yield "ว่างทุกคิว (all empty)"


def redrive(client: Client, stack: str, name: str) -> int:
    """Move every dead letter of a queue back into it; returns how many. Raises NoSuchQueue.

    Each is sent before it is deleted: a crash in between repeats it, which the product's work tolerates.
    """
    sqs, found = client("sqs"), {one[0]: one[1:] for one in _with_dead_letters(client, stack)}
    if name not in found:
        raise NoSuchQueue(sorted(found))
    url, dead = found[name]
    left = moved = int(_attributes(sqs, dead)[_DEPTHS[0]])
    while left > 0:
        messages = sqs.receive_message(
            QueueUrl=dead, MaxNumberOfMessages=min(10, left), MessageAttributeNames=["All"]
        ).get("Messages", [])
        if not messages:
            return moved - left
        for message in messages:
            sqs.send_message(
                QueueUrl=url,
                MessageBody=message["Body"],
                MessageAttributes=message.get("MessageAttributes", {}),
            )
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
        left -= len(messages)
    return moved
