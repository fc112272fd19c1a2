"""Canaries: citizen numbers that nobody has. Who searches for one found it where they had no business to look.

``python -m infra.canary plant --province 95 --count 5`` prints new numbers, the only time that anybody sees them: put
them where a thief would look (a list in a mailbox, a row of a shared file) and nowhere else. ``list`` tells how many are
planted, since when and what for; a planted number itself cannot be told again. Both use the caller's own rights.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable

from infra.rekey.table import items
from shared.domain.areas import Areas
from shared.domain.citizens import check_digit
from shared.storage import keys
from shared.storage.claims import BY_PERSON
from shared.storage.clock import real_now, stamp
from shared.storage.identity import keys_of_stack
from shared.storage.settings import setting
from shared.storage.tables import from_wire, put_new

NOBODY = "none"  # in place of a household and of a member
KINDS = "1345"  # what numbers of Thai nationals begin with


def plant(province: str, count: int, label: str, draw: Callable[[int], int] = secrets.randbelow) -> list[str]:
    """New numbers of a province: of districts that there never were, so that no register has given them to anybody."""
    planted: list[str] = []
    while len(planted) < count:
        number = _number(province, draw)
        row = {
            **keys.unique_citizen(keys_of_stack().blind_index(number)),
            "hid": NOBODY,
            "mid": NOBODY,
            "imp": BY_PERSON,
            "canary": True,
            "planted_at": stamp(real_now()),
            "label": label,
        }
        if put_new(setting("IDENTITY_TABLE"), row):
            planted.append(number)
    return planted


def _number(province: str, draw: Callable[[int], int]) -> str:
    free = [code for code in range(30, 70) if not Areas.load().known(f"{province}{code}")]
    digits = f"{KINDS[draw(len(KINDS))]}{province}{free[draw(len(free))]}{draw(10**7):07d}"
    return digits + check_digit(digits)


def planted() -> list[tuple[str, str]]:
    """When each was planted, and its label."""
    rows = (from_wire(item) for item in items() if item.get("canary", {}).get("BOOL"))
    return sorted((row.get("planted_at", "-"), row.get("label", "-")) for row in rows)


def main(asked: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.canary", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    planting = commands.add_parser("plant", help="make numbers that nobody has")
    planting.add_argument("--province", required=True, help="two digits")
    planting.add_argument("--count", type=int, default=1)
    planting.add_argument("--label", default="-", help="where they go; no names")
    commands.add_parser("list", help="how many there are, since when, what for")
    options = parser.parse_args(asked)
    if options.command == "plant":
        print("\n".join(plant(options.province, options.count, options.label)))
    else:
        print("\n".join(f"{at}  {label}" for at, label in planted()) or "none is planted")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
