"""Every private name of the emulator that infra/local/cloud touches, one test each.

The emulator is pinned exactly. When a newer one is tried, what fails here says which patch to look at.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb

from tests.support.emulator import parameters


@pytest.fixture
def table() -> Iterator[dict[str, Any]]:
    """A table made through the emulator's own handler."""
    dynamodb._create_table(
        {
            "TableName": "contract",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}],
        }
    )
    yield dynamodb._tables["contract"]
    dynamodb._tables.pop("contract")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Calls of the two functions through which every item must go."""
    calls: list[tuple[Any, ...]] = []
    for name in ("_set_item", "_remove_item"):
        original = getattr(dynamodb, name)

        def spy(*arguments: Any, _name: str = name, _original: Any = original) -> Any:
            calls.append((_name, *arguments[1:3]))
            return _original(*arguments)

        monkeypatch.setattr(dynamodb, name, spy)
    return calls


@pytest.mark.parametrize("name", ["_set_item", "_remove_item", "_items_replaced"])
def test_writes_of_items_are_called_by_their_module_name_so_that_a_patch_reaches_every_caller(
    name: str,
) -> None:
    assert parameters(getattr(dynamodb, name))[0] == "table"
    source = inspect.getsource(dynamodb)
    assert source.count(f"{name}(") >= 4


def test_set_item_and_remove_item_see_every_kind_of_write(
    table: dict[str, Any], written: list[tuple[Any, ...]]
) -> None:
    key, item = {"PK": {"S": "a"}}, {"PK": {"S": "a"}, "n": {"N": "1"}}
    name = "contract"
    dynamodb._put_item({"TableName": name, "Item": item})
    dynamodb._update_item(
        {
            "TableName": name,
            "Key": key,
            "UpdateExpression": "SET n = :n",
            "ExpressionAttributeValues": {":n": {"N": "2"}},
        }
    )
    dynamodb._delete_item({"TableName": name, "Key": key})
    dynamodb._batch_write_item({"RequestItems": {name: [{"PutRequest": {"Item": item}}]}})
    dynamodb._batch_write_item({"RequestItems": {name: [{"DeleteRequest": {"Key": key}}]}})
    dynamodb._transact_write_items({"TransactItems": [{"Put": {"TableName": name, "Item": item}}]})
    dynamodb._transact_write_items({"TransactItems": [{"Delete": {"TableName": name, "Key": key}}]})
    assert [call[0] for call in written] == [
        "_set_item",
        "_set_item",
        "_remove_item",
        "_set_item",
        "_remove_item",
        "_set_item",
        "_remove_item",
    ]


def test_a_table_has_an_id_of_its_own_and_items_by_both_keys(table: dict[str, Any]) -> None:
    assert len(table["TableId"]) == 36
    dynamodb._put_item({"TableName": "contract", "Item": {"PK": {"S": "a"}}})
    ((_, row),) = table["items"].items()
    assert list(row.values()) == [{"PK": {"S": "a"}}]


def test_tables_are_an_account_and_region_scoped_dict(table: dict[str, Any]) -> None:
    assert isinstance(dynamodb._tables, AccountRegionScopedDict)
    assert table in dynamodb._tables.all_values()
    assert all(len(key) == 3 for key, _ in dynamodb._tables.all_items())


def test_get_state_of_tables_reads_them_from_the_module_global_only(table: dict[str, Any]) -> None:
    code = dynamodb.get_state.__code__
    assert "_tables" in code.co_names
    assert not code.co_freevars
    assert set(dynamodb.get_state()) >= {"tables", "ttl_settings", "pitr_settings"}


def test_load_persisted_state_of_tables_takes_items_that_are_an_empty_dict(table: dict[str, Any]) -> None:
    state = dynamodb.get_state()
    dynamodb.load_persisted_state(
        json.loads(
            json.dumps(state, default=persistence._json_default), object_hook=persistence._json_object_hook
        )
    )
    assert dynamodb._tables["contract"]["TableId"] == table["TableId"]
