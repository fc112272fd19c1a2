"""What several tests of the emulator need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import sqs


@pytest.fixture
def queue() -> Iterator[dict[str, Any]]:
    url = sqs._act_create_queue({"QueueName": "contract"}, "")["QueueUrl"]
    yield sqs._queues[url]
    sqs._act_delete_queue({"QueueUrl": url}, "")
