"""New keys for the Identity table (docs/operations.md), with the caller's own rights.

``python -m infra.rekey data --round 2026``: every stored identity is sealed under a new data key. Work goes on meanwhile.
``python -m infra.rekey blind``: a new key behind the blind indexes. Work on citizen numbers pauses for half an hour.
``python -m infra.rekey resume``: ends a pause of ``blind`` without a change.
A run that was killed is repeated as it was.
"""

from __future__ import annotations

import argparse

from infra.rekey import blind
from infra.rekey.data_keys import Round, Unfinished
from shared.storage.clock import real_now


def main(asked: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.rekey", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    data = commands.add_parser("data", help="seal identities anew")
    data.add_argument("--round", required=True, help="a name for this change, the same on a repeat")
    commands.add_parser("blind", help="a new key behind blind indexes")
    commands.add_parser("resume", help="end a pause without a change")
    options = parser.parse_args(asked)
    if options.command == "data":
        return _data(options.round)
    if options.command == "blind":
        blind.change()
    elif not blind.give_up():
        print("nothing is paused")
    return 0


def _data(name: str) -> int:
    """0: every identity is done, but those of imports too young; 1: run it again."""
    try:
        counts = Round(name, real_now()).run()
    except Unfinished as why:
        print(why)
        return 1
    print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "nothing there")
    return 1 if counts["missed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
