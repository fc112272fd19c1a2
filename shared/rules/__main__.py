"""``python -m shared.rules build | lint | examples | diff A B | release``: the rule book's workbench."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from shared.rules.book import FOLDER, Book
from shared.rules.diff import book_of, render, text_changes
from shared.rules.editions import BUILT, build, release
from shared.rules.examples import check, read_examples
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
    commands.add_parser("release", help="keep this edition for good")
    compare = commands.add_parser("diff", help="what changes between two editions (folders or digests)")
    compare.add_argument("old")
    compare.add_argument("new")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "build":
            made = build(chosen.book, chosen.into)
            print(f"{len(made)} files in {chosen.into}")
            return 0
        if chosen.command == "release":
            print(release(chosen.book))
            return 0
        if chosen.command == "diff":
            print(render(text_changes(book_of(chosen.old), book_of(chosen.new))))
            return 0
        return _lint(Book(load(chosen.book)), chosen.quiet)
    except RuleError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
