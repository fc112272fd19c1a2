"""``python -m infra.households FILE``: the facts of all households as they stand, for comparing two editions of the book.

Reads the Core table that ``CORE_TABLE`` names, with the caller's own AWS credentials (``AWS_ENDPOINT_URL`` for a local
cloud). The file holds facts about people under opaque ids: only its owner may read it, and it wants deleting after use.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.domain.areas import Areas
from shared.storage.households import households_in, load_states


def lines(area: str) -> Iterator[str]:
    """One JSON line a household that has been assessed."""
    for state in load_states(households_in(area, Areas.load())):
        if state.facts is not None and state.meta is not None:
            facts = json.loads(state.facts["body"])
            body = {"id": state.household_id, "area": state.meta["tambon"], "facts": facts}
            yield json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m infra.households",
        description="เขียนข้อเท็จจริงของครัวเรือนลงไฟล์ เพื่อเทียบกติกาสองรุ่น (write the facts of households into a"
        " file, for python -m shared.rules diff --households)",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--area", default="95", help="รหัสจังหวัด อำเภอ หรือตำบล (province, district or subdistrict; default 95)"
    )
    chosen = parser.parse_args(arguments)
    count = 0
    with os.fdopen(
        os.open(chosen.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as out:
        for line in lines(chosen.area):
            out.write(line + "\n")
            count += 1
    print(f"{count:,} ครัวเรือน (households): {chosen.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
