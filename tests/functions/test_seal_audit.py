"""The audit's seal: whatever is changed, deleted or swapped afterwards is found, and batches may come anyhow."""

from __future__ import annotations

import json
import os
import pickle
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.seal_audit.handler import handler
from infra.audit import __main__ as command
from infra.audit.check import Kept, breaks, unsealed
from shared.storage import audit, seals
from shared.storage.tables import to_wire
from tests.support import aws as support
from tests.support.aws import Aws
from tests.support.events import Context

ROOTS = "sitthi-audit-roots"
START = datetime(2022, 1, 19, 2, 0, tzinfo=UTC)
TRIES = 10_000 if os.environ.get("SITTHI_LONG") else 500


def add_events(aws: Aws, count: int, start: int = 0) -> list[dict[str, Any]]:
    """Events of a few households and of the system, as stream records."""
    records = []
    for number in range(start, start + count):
        household = f"household{number % 7:011d}" if number % 7 else None
        event = audit.AuditEvent(
            "th.sitthi.read.household_viewed.v1", f"k{number}", START + timedelta(seconds=number), "lao-1",
            household or "settings", household, "read_household row 3", {"fields": ["sensitive"], "count": number},
        )  # fmt: skip
        assert audit.record(event)
        records.append(record(to_wire(event.item())))
    return records


def record(image: dict[str, Any], name: str = "INSERT") -> dict[str, Any]:
    return {
        "eventName": name,
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": {"PK": image["PK"], "SK": image["SK"]}, "NewImage": image},
    }


def send(*records: dict[str, Any]) -> int:
    return int(handler({"Records": list(records)}, Context())["sealed"])


def publish(night: str) -> dict[str, Any]:
    return handler({"time": f"{night}T17:30:00Z"}, Context())


def found() -> list[str]:
    return list(breaks(command.read(Kept())))


def test_what_was_sealed_and_left_alone_is_as_sealed(aws: Aws) -> None:
    records = add_events(aws, 40)
    for start in range(0, 40, 8):
        assert send(*records[start : start + 8]) == 8
    publish("2022-01-19")
    assert send(*add_events(aws, 10, 40)) == 10
    publish("2022-01-20")
    assert found() == []


def test_a_batch_that_comes_twice_late_or_out_of_order_is_sealed_all_the_same(aws: Aws) -> None:
    draw = random.Random(7)
    records = add_events(aws, 60)
    batches = [records[start : start + 6] for start in range(0, 60, 6)]
    send(*batches[0])
    before = aws.items("AuditTable")
    assert send(*batches[0]) == 0, "a repeat writes nothing"
    assert aws.items("AuditTable") == before
    plan = [*batches, *draw.sample(batches, 5)]
    draw.shuffle(plan)
    for batch in plan:
        send(*draw.sample(batch, len(batch)))
        publish("2022-01-19")
    assert found() == []


def test_writers_of_one_lane_that_meet_make_one_chain(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the chain's end and writing after it, somebody else writes."""
    records = add_events(aws, 30)
    ours, theirs = records[:10], iter([records[10:20], records[20:30]])
    newest = seals.newest

    def overtaken(lane: int) -> Any:
        seen = newest(lane)
        if batch := next(theirs, None):
            send(*batch)
        return seen

    with monkeypatch.context() as crowded:
        crowded.setattr(seals, "newest", overtaken)
        assert send(*ours) == 10
    assert found() == []


def test_a_root_is_made_once_a_day_and_one_that_was_not_published_is_published_next(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(*add_events(aws, 5))
    with monkeypatch.context() as killed:
        killed.setattr(seals, "_to_bucket", lambda root: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publish("2022-01-19")
    assert "was not published" in found()[0]
    send(*add_events(aws, 5, 5))
    told = [publish(night) for night in ("2022-01-20", "2022-01-20", "2022-01-18")]
    assert [one["day"] for one in told] == ["2022-01-20"] * 3
    assert len({one["root"] for one in told}) == 1
    assert found() == []


def test_an_event_that_the_stream_lost_is_named_and_sealed_by_hand(
    aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    records = add_events(aws, 12)
    send(*records[:5], *records[6:])
    lost = records[5]["dynamodb"]["Keys"]["SK"]["S"]
    assert lost in found()[0]
    assert command.seal() == 0
    assert "1 events sealed" in capsys.readouterr().out
    assert command.verify("") == 0
    assert "as sealed" in capsys.readouterr().out


def test_a_change_or_deletion_of_an_event_is_told_as_it_happens(
    aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    records = add_events(aws, 3)
    send(*records)
    capsys.readouterr()
    send({**records[0], "eventName": "MODIFY"}, {**records[1], "eventName": "REMOVE"})
    metric = next(line for line in capsys.readouterr().out.splitlines() if "AuditEventsChanged" in line)
    assert json.loads(metric)["AuditEventsChanged"] == [2.0]


def test_a_file_laid_over_a_published_root_is_found(aws: Aws) -> None:
    send(*add_events(aws, 5))
    publish("2022-01-19")
    aws.client("s3").put_object(
        Bucket=ROOTS, Key="roots/2022-01-19.json", Body=b"x", ChecksumAlgorithm="SHA256"
    )
    assert found() == ["roots/2022-01-19.json: a second version lies over the published one"]


def test_events_that_were_erased_when_their_time_was_over_are_no_break(aws: Aws) -> None:
    records = add_events(aws, 5)
    send(*records)
    keys = records[0]["dynamodb"]["Keys"]
    aws.client("dynamodb").delete_item(TableName="AuditTable", Key=keys)
    assert list(breaks(command.read(Kept(oldest="2032-01-19")))) == []
    assert "is missing" in found()[0]


# ------------------------------------------------------------------ tampering


@pytest.fixture(scope="module")
def sealed() -> Iterator[Kept]:
    """Two days of events, sealed and rooted, as they lie in table and bucket."""
    with pytest.MonkeyPatch.context() as monkeypatch, support.running(monkeypatch) as aws:
        support.put_clock(aws, "2022-01-19T02:00:00Z")
        for day, nights in enumerate(("2022-01-19", "2022-01-20", "2022-01-21")):
            records = add_events(aws, 35, 35 * day)
            for start in range(0, 35, 7):
                send(*records[start : start + 7])
            publish(nights)
        kept = command.read(Kept())
        kept.items = aws.items("AuditTable")  # type: ignore[attr-defined]
        yield kept


def taken(items: list[dict[str, Any]], files: dict[str, bytes]) -> Kept:
    kept = Kept(files=files)
    for item in items:
        kept.take(item)
    return kept


def leaves(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every text or number of a stored item, by the place that holds it."""
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str):
                yield value, name
            else:
                yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)


def byte_edited(draw: random.Random, items: list[dict[str, Any]], files: dict[str, bytes]) -> None:
    if draw.random() < 0.1:
        name = draw.choice(sorted(files))
        body = bytearray(files[name])
        body[draw.randrange(len(body))] ^= 1 << draw.randrange(8)
        files[name] = bytes(body)
        return
    holder, name = draw.choice(list(leaves(draw.choice(items))))
    text = bytearray(holder[name], "ascii")
    at = draw.randrange(len(text))
    text[at] = draw.choice([code for code in range(0x20, 0x7F) if code != text[at]])
    holder[name] = text.decode()


def deleted(draw: random.Random, items: list[dict[str, Any]], files: dict[str, bytes]) -> None:
    if draw.random() < 0.1:
        del files[draw.choice(sorted(files))]
    else:
        items.remove(draw.choice(items))


def swapped(draw: random.Random, items: list[dict[str, Any]], files: dict[str, bytes]) -> None:
    """Two stored things change places: keys stay, contents go over; or two parts of one link."""
    links = [item for item in items if len(item.get("entries", {}).get("L", ())) > 1]
    if draw.random() < 0.3:
        parts = draw.choice(links)["entries"]["L"]
        one, other = draw.sample(range(len(parts)), 2)
        parts[one], parts[other] = parts[other], parts[one]
        return
    kind = draw.choice(["AU#", "SEAL#"])
    one, other = draw.sample([item for item in items if item["PK"]["S"].startswith(kind)], 2)
    mine, yours = dict(one), dict(other)
    for target, source in ((one, yours), (other, mine)):
        keys = {name: target[name] for name in ("PK", "SK")}
        target.clear()
        target.update({**source, **keys})


@pytest.mark.parametrize("tamper", [byte_edited, deleted, swapped])
def test_every_edit_deletion_and_swap_is_found(
    sealed: Kept, tamper: Callable[[random.Random, list[dict[str, Any]], dict[str, bytes]], None]
) -> None:
    draw = random.Random(f"{tamper.__name__} 2022")
    original: list[dict[str, Any]] = sealed.items  # type: ignore[attr-defined]
    assert list(breaks(taken(original, dict(sealed.files)))) == []
    assert unsealed(taken(original, {})) == []
    stored = pickle.dumps(original)  # copies many times faster than deepcopy
    for number in range(TRIES):
        items, files = pickle.loads(stored), dict(sealed.files)
        tamper(draw, items, files)
        assert next(breaks(taken(items, files)), None), f"{tamper.__name__} {number}"
