"""``python -m infra.sample``: write the committed samples, or a small one of any year."""

from __future__ import annotations

import argparse
from pathlib import Path

from infra.sample import faulty, files

EVENTS = Path(__file__).resolve().parents[2] / "events"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m infra.sample", description="Make synthetic partner files."
    )
    parser.add_argument(
        "--households", type=int, help="write one small file instead of the committed samples"
    )
    parser.add_argument("--year", type=int, default=2569, help="its survey year (B.E.)")
    parser.add_argument("--out", type=Path, help="where it goes")
    options = parser.parse_args()
    if options.households:
        out = options.out or Path(f"tpmap_{options.households}_{options.year}.csv")
        out.write_bytes(files.few(options.households, options.year))
        print(out)
        return
    for name, data in (
        ("tpmap_yala_379.csv", files.province()),
        ("tpmap_betong_faulty.csv", faulty.betong()),
    ):
        (EVENTS / name).write_bytes(data)
        print(EVENTS / name)


if __name__ == "__main__":
    main()
