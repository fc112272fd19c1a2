"""Build the two report fonts, and the console's from them: ``python -m infra.fonts.build`` (needs npm; the results
are committed; ``--web`` makes the console's alone).

Sarabun (OFL 1.1) comes from npm in parts by script. The Latin and Thai parts are merged, since typst takes
one part alone and falls back for the digits. Then the anchors of Thai marks on marks are levelled: typst's PDF
writer starts a new run of text wherever a mark is shifted upwards, and each run carries the whole syllable, so
that copied text comes out doubled («ยั่ยั่ง»). The family is renamed, as the OFL asks of changed fonts.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

PACKAGE = "@fontsource/sarabun@5.3.0"
WEIGHTS = {"Regular": 400, "Bold": 700}
FAMILY = "Sitthi Sarabun"
ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "shared" / "reporting" / "fonts"
WEB = ROOT / "functions" / "console" / "fonts"
# What a page of the console writes: Latin, Thai, and the signs of its texts. Half the bytes of all of Sarabun.
WRITTEN = {
    *range(0x20, 0x7F),
    *range(0x0E01, 0x0E3B),
    *range(0x0E3F, 0x0E5C),
    *map(ord, "\u00a0°·×–—‘’“”•…«»−"),
}
EPOCH = 1_704_067_200  # written into the fonts as their date, so that two builds are the same bytes
EVEN, SNAP, SNAP_TO_BASE = 10, 80, 40  # thousandths of an em: what counts as one height, what is levelled
MARK_TO_BASE, MARK_TO_MARK = 4, 6  # kinds of GPOS lookup


def fetch(folder: Path) -> Path:
    """Download and unpack the npm package; its folder."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def merge(package: Path, weight: int, folder: Path) -> TTFont:
    """One font from the Latin and the Thai part."""
    parts = []
    for script in ("latin", "thai"):
        part = TTFont(package / "files" / f"sarabun-{script}-{weight}-normal.woff2", recalcTimestamp=False)
        part.flavor = None
        parts.append(folder / f"{script}-{weight}.ttf")
        part.save(parts[-1])
    return Merger().merge([str(part) for part in parts])


def level_marks(font: TTFont) -> int:
    """Level the heights of marks upon letters and upon marks; how many anchors moved."""
    moved = 0
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType == MARK_TO_BASE:
                heights = _even(zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True))
                below = zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)
                moved += _snap(((glyph, record.BaseAnchor) for glyph, record in below), heights, SNAP_TO_BASE)
            elif table.LookupType == MARK_TO_MARK:
                heights = _even(zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True))
                below = zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True)
                moved += _snap(((glyph, record.Mark2Anchor) for glyph, record in below), heights, SNAP)
    return moved


def _thai(glyph: str) -> bool:
    return "uni0E" in glyph


def _even(marks: Iterable[tuple[str, Any]]) -> dict[int, list[int]]:
    """Give marks of nearly one height the same; the heights by class of mark."""
    heights: dict[int, list[int]] = {}
    seen: list[int] = []
    for glyph, record in marks:
        if not _thai(glyph):
            continue
        anchor = record.MarkAnchor
        like = next((height for height in seen if abs(height - anchor.YCoordinate) <= EVEN), None)
        if like is None:
            seen.append(anchor.YCoordinate)
        else:
            anchor.YCoordinate = like
        heights.setdefault(record.Class, []).append(anchor.YCoordinate)
    return heights


def _snap(carriers: Iterable[tuple[str, list[Any]]], heights: dict[int, list[int]], reach: int) -> int:
    """Bring each carrier's anchors to the nearest height of the marks that it carries."""
    moved = 0
    for glyph, anchors in carriers:
        for kind, anchor in enumerate(anchors):
            if anchor is None or kind not in heights or not _thai(glyph):
                continue
            nearest = min(sorted(set(heights[kind])), key=lambda height: abs(height - anchor.YCoordinate))
            if 0 < abs(anchor.YCoordinate - nearest) <= reach:
                anchor.YCoordinate = nearest
                moved += 1
    return moved


def rename(font: TTFont, style: str) -> None:
    names = {
        1: FAMILY,
        2: style,
        3: f"{FAMILY} {style} 1",
        4: f"{FAMILY} {style}",
        6: f"{FAMILY.replace(' ', '')}-{style}",
        16: FAMILY,
        17: style,
    }
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]


def build(target: Path) -> dict[str, str]:
    """Write the fonts and their licence; SHA-256 by file name."""
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    digests = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = fetch(folder)
        for style, weight in WEIGHTS.items():
            font = merge(package, weight, folder)
            moved = level_marks(font)
            rename(font, style)
            out = target / f"SitthiSarabun-{style}.ttf"
            font.save(out)
            digests[out.name] = hashlib.sha256(out.read_bytes()).hexdigest()
            print(f"{out.name}: {out.stat().st_size:,} bytes, {moved} anchors levelled")
        licence = (package / "LICENSE").read_text(encoding="utf-8")
        (target / "OFL.txt").write_text(licence.rstrip() + "\n", encoding="utf-8")
    return digests


def build_web(source: Path, target: Path) -> None:
    """The fonts of the console: small, without hints, as WOFF2."""
    for style in WEIGHTS:
        font = TTFont(source / f"SitthiSarabun-{style}.ttf", recalcTimestamp=False)
        options = subset.Options(layout_features=["*"], hinting=False, desubroutinize=True)
        options.name_IDs = [1, 2, 4, 6]
        cut = subset.Subsetter(options)
        cut.populate(unicodes=WRITTEN)
        cut.subset(font)
        font.flavor = "woff2"
        out = target / f"SitthiSarabun-{style}.woff2"
        font.save(out)
        print(f"{out.name}: {out.stat().st_size:,} bytes")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="build aside and compare with what is committed")
    parser.add_argument("--web", action="store_true", help="only the console's, from the committed ones")
    options = parser.parse_args()
    if not options.check:
        if not options.web:
            build(TARGET)
        build_web(TARGET, WEB)
        return 0
    with tempfile.TemporaryDirectory() as name:
        built = build(Path(name))
    stored = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in TARGET.glob("*.ttf")}
    print("same as committed" if built == stored else "differs from what is committed")
    return int(built != stored)


if __name__ == "__main__":
    sys.exit(main())
