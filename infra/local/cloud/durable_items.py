"""DynamoDB items of the emulator go through to SQLite; its checkpoint then leaves them out.

Without this, one checkpoint a second would copy every table. Touches private names of
``ministack.services.dynamodb``; ``tests/infra/test_emulator_*.py`` holds each of them.
"""

from __future__ import annotations

import json
import types
from typing import Any

from infra.local.cloud.store import Store


def _owner(table: dict[str, Any]) -> str:
    """The id, not the name: a table made anew under an old name must not inherit old items."""
    return str(table["TableId"])


def install(store: Store) -> None:
    """Patch the emulator's table writes, its checkpoint and its restore."""
    from ministack.core import persistence
    from ministack.services import dynamodb

    def text(value: Any) -> str:
        return json.dumps(value, default=persistence._json_default, ensure_ascii=False)

    def plain(value: str) -> Any:
        return json.loads(value, object_hook=persistence._json_object_hook)

    set_item, remove_item = dynamodb._set_item, dynamodb._remove_item
    replaced, restore = dynamodb._items_replaced, dynamodb.load_persisted_state

    def durable_set_item(table: dict[str, Any], pk: Any, sk: Any, item: Any) -> Any:
        store.put_item(_owner(table), text(pk), text(sk), text(item))
        return set_item(table, pk, sk, item)

    def durable_remove_item(table: dict[str, Any], pk: Any, sk: Any) -> Any:
        store.delete_item(_owner(table), text(pk), text(sk))
        return remove_item(table, pk, sk)

    def durable_replaced(table: dict[str, Any]) -> Any:
        store.delete_items(_owner(table))
        for pk, row in table["items"].items():
            for sk, item in row.items():
                store.put_item(_owner(table), text(pk), text(sk), text(item))
        return replaced(table)

    def durable_restore(data: Any) -> None:
        restore(data)
        tables = dynamodb._tables.all_values()
        for table in tables:
            items = table["items"]
            items.clear()
            for pk, sk, item in store.items(_owner(table)):
                items.setdefault(plain(pk), {})[plain(sk)] = plain(item)
            replaced(table)
        store.keep_only(_owner(table) for table in tables)

    dynamodb._set_item, dynamodb._remove_item = durable_set_item, durable_remove_item
    dynamodb._items_replaced, dynamodb.load_persisted_state = durable_replaced, durable_restore
    dynamodb.get_state = _state_without_items(dynamodb)


def _state_without_items(dynamodb: Any) -> Any:
    """The emulator's own ``get_state``, looking at tables that seem empty.

    The same code runs over other globals, so no request ever meets an emptied table.
    """
    original = dynamodb.get_state

    def get_state() -> Any:
        empty = type(dynamodb._tables)()
        for key, table in dynamodb._tables.all_items():
            empty.set_scoped(*key, {**table, "items": {}})
        seen = {**vars(dynamodb), "_tables": empty}
        return types.FunctionType(original.__code__, seen)()

    return get_state
