"""moto, quicker: three places in which it does far more than these tests need. What it answers stays the same.

Measured on the casework tests: copying whole tables for each action of a transaction was a third of their time,
guessing names of response fields another third, and an RSA key for each symmetric KMS key a fortieth.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from functools import cache
from typing import Any

from moto.core import serialize
from moto.dynamodb.models.dynamo_type import Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.kms import models as kms


def _item(item: Item) -> Item:
    """Values are replaced, never changed in place, by every update expression of the product."""
    made = Item.__new__(Item)
    made.hash_key, made.range_key = item.hash_key, item.range_key
    made.attrs = LimitedSizeDict.__new__(LimitedSizeDict)
    dict.update(made.attrs, item.attrs)
    return made


def _table(table: Table, memo: dict[int, Any]) -> Table:
    made = copy.copy(table)
    made.items = defaultdict(dict)
    for key, found in table.items.items():
        single = isinstance(found, Item)  # a table without a sort key
        made.items[key] = _item(found) if single else {one: _item(item) for one, item in found.items()}
    return made


_pick = serialize.AttributePicker.__call__


def _picked(picker: serialize.AttributePicker, context: serialize.AttributePickerContext) -> Any:
    """A plain dictionary of an attribute value has the wire's own names: what is not there is nowhere else."""
    parent = getattr(context.shape, "parent", None)
    if type(context.obj) is dict and parent is not None and parent.name == "AttributeValue":
        return context.obj.get(context.key)
    return _pick(picker, context)


def install() -> None:
    Table.__deepcopy__ = _table
    serialize.AttributePicker.__call__ = _picked
    kms.generate_private_key = cache(kms.generate_private_key)
