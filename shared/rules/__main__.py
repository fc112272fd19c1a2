"""``python -m shared.rules build | lint | examples | diff A B | release``: the rule book's workbench."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from shared.rules.book import FOLDER, Book
from shared.rules.diff import book_of, render, text_changes
from shared.rules.edges import propose
from shared.rules.editions import BUILT, build, release
from shared.rules.examples import check, read_examples
from shared.rules.impact import impacts, read_store, render_impacts
from shared.rules.lint import lint
from shared.rules.loading import load
from shared.rules.yamlfile import RuleError


def _lint(book: Book, quiet: bool) -> int:
    found = lint(book)
    shown = [one for one in found if not quiet or one.level == "error"]
    for one in shown:
        print(one)
    failures = [line for example in read_examples(book, FOLDER / "tests") for line in check(book, example)]
    for line in failures:
        print(f"error: {line}")
    errors = sum(one.level == "error" for one in found) + len(failures)
    unverified = sum(one.level == "unverified" for one in found)
    print(
        f"rule book {book.digest}: {len(book.benefits)} benefits, {errors} errors, {unverified} sources not verified"
    )
    return 1 if errors else 0


def _examples(book: Book, name: str) -> str:
    if name not in book.benefits:
        raise RuleError(f"benefits/{name}.yaml", 1, "there is no such benefit")
    return propose(book, book.benefits[name])


def _compare(command: argparse.ArgumentParser) -> None:
    command.description = (
        "เทียบกติกาสองรุ่น: ข้อความใดเปลี่ยน และครัวเรือนใดได้หรือเสีย"
        " (compare two editions: which words change, and which households gain or lose)"
    )
    edition = "โฟลเดอร์ current หรือรหัสรุ่นที่เก็บไว้ (a folder, `current`, or the digest of a kept edition)"
    command.add_argument("old", help=edition)
    command.add_argument("new", help=edition)
    command.add_argument(
        "--households",
        type=Path,
        metavar="FILE",
        help="ครัวเรือนที่จะเทียบ จาก python -m infra.households (households to compare, from that command)",
    )
    command.add_argument(
        "--on",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="วันที่ใช้วินิจฉัย ค.ศ. (the day to assess on; needed with --households)",
    )
    command.add_argument(
        "--each",
        action="store_true",
        help="พิมพ์ทุกคำตอบที่เปลี่ยน ใช้รหัสไม่ระบุตัวบุคคล (print each changed answer, by opaque ids)",
    )


def _diff(chosen: argparse.Namespace) -> int:
    if (chosen.households is None) != (chosen.on is None):
        print("error: --households และ --on ต้องใช้คู่กัน (--households and --on go together)", file=sys.stderr)
        return 2
    old, new = book_of(chosen.old), book_of(chosen.new)
    print(render(text_changes(old, new)))
    if chosen.households is not None:
        found = impacts(old, new, read_store(chosen.households), chosen.on)
        print(f"\n{render_impacts(found, old, new, chosen.on, each=chosen.each)}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m shared.rules", description=__doc__)
    parser.add_argument("--book", type=Path, default=FOLDER, help="the folder of the book")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="write the compiled modules").add_argument(
        "--into", type=Path, default=BUILT
    )
    commands.add_parser("lint", help="check the book").add_argument(
        "--quiet", action="store_true", help="errors only"
    )
    commands.add_parser(
        "examples", help="propose worked examples at the edges of a benefit's rules, to be confirmed by hand"
    ).add_argument("benefit")
    commands.add_parser("release", help="keep this edition for good")
    _compare(commands.add_parser("diff", help="what changes between two editions, and for whom"))
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "build":
            made = build(chosen.book, chosen.into)
            print(f"{len(made)} files in {chosen.into}")
            return 0
        if chosen.command == "examples":
            print(_examples(Book(load(chosen.book)), chosen.benefit), end="")
            return 0
        if chosen.command == "release":
            print(release(chosen.book))
            return 0
        if chosen.command == "diff":
            return _diff(chosen)
        return _lint(Book(load(chosen.book)), chosen.quiet)
    except RuleError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
