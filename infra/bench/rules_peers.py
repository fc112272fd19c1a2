"""Times the rule book beside its peers: same rules, same households, same process, paired and interleaved.

Runs in the bench's environment; prints one JSON object. Every peer must first agree with us on every household.
"""

from __future__ import annotations

import gc
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from infra.bench import rules_engines as engines
from infra.bench.rules_openfisca import Core, columns, situation
from infra.bench.rules_ten import ON, TEN, book_of_ten, flat, household
from shared.domain.facts import HouseholdFacts, Truth
from shared.rules.book import Book

REPEATS, HOUSEHOLDS, BULK = 7, 12, 100_000
PACKAGES = ("openfisca-core", "policyengine-core", "zen-engine", "rule-engine", "json-logic-qubit")
PEERS = ("openfisca", "policyengine", "zen", "rule_engine", "json_logic")


def ours(book: Book, facts: HouseholdFacts) -> Callable[[], Any]:
    """Status, condition codes and amount of every row, from a situation of plain values."""
    run = book.run(facts, ON)
    case, evaluate = run.case, book.epochs.on(ON).evaluate
    plain = {member: run.plain(member) for member in case.members}
    arguments: tuple[Any, ...] = (
        *run.plain(None),
        list(plain.values()),
        [plain[member] for member in case.present],
        True,
        case.size(),
        {},
        [{} for _ in case.members],
        case.today,
        case.month_first,
        case.fiscal_first,
    )
    return lambda: evaluate(*arguments)


def agree(book: Book, cores: dict[str, Core], made: dict[str, engines.Engine], count: int = 200) -> int:
    """How many rows were compared; stops at the first difference."""
    rows = 0
    for seed in range(count):
        facts = household(random.Random(f"agree {seed}"))
        people, own = flat(facts)
        answer: engines.Answer = {}
        for found in book.assess(facts, ON).determinations:
            assert found.entitled is not Truth.UNKNOWN
            value = found.amount.value if found.amount else 1
            answer.setdefault(found.benefit, []).append(value if found.entitled is Truth.YES else 0)
        assert answer == engines.plain_python(people, own), seed
        for name, core in cores.items():
            assert core.one(situation(people, own)) == answer, (name, seed)
        for name, engine in made.items():
            assert engine(people, own) == answer, (name, seed)
        rows += sum(map(len, answer.values()))
    return rows


def seconds(work: Callable[[], Any], times: int = 1) -> float:
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times


def paired(book: Book, cores: dict[str, Core], made: dict[str, engines.Engine]) -> dict[str, Any]:
    """Median microseconds a household, and the median of the ratios of each pair."""
    took: dict[str, list[float]] = {name: [] for name in ("ours", "assess", "explained", "traced", *PEERS)}
    ratios: dict[str, list[float]] = {name: [] for name in ("traced", *PEERS)}
    contexts = []
    for seed in range(HOUSEHOLDS):
        facts = household(random.Random(f"time {seed}"))
        people, own = flat(facts)
        contexts.append(
            (facts, _thinned(facts, seed), people, own, situation(people, own), ours(book, facts))
        )
    gc.collect()
    for _ in range(REPEATS):
        for facts, thin, people, own, json_form, fast in contexts:
            mine = seconds(fast, 20)
            took["ours"].append(mine)
            took["assess"].append(seconds(lambda facts=facts: book.assess(facts, ON)))  # type: ignore[misc]
            explained = seconds(lambda thin=thin: explain(book, thin), 20)  # type: ignore[misc]
            took["explained"].append(explained)
            for name, core in cores.items():
                spent = seconds(lambda core=core, form=json_form: core.one(form))  # type: ignore[misc]
                took[name].append(spent)
                ratios[name].append(spent / mine)
            traced = seconds(lambda form=json_form: cores["openfisca"].one(form, trace=True))  # type: ignore[misc]
            took["traced"].append(traced)
            ratios["traced"].append(traced / explained)
            for name, engine in made.items():
                spent = seconds(lambda engine=engine, people=people, own=own: engine(people, own), 3)  # type: ignore[misc]
                took[name].append(spent)
                ratios[name].append(spent / mine)
    return {
        "microseconds": {name: statistics.median(values) * 1e6 for name, values in took.items()},
        "ratios": {
            name: [statistics.median(values), *statistics.quantiles(values, n=10)[::8]]
            for name, values in ratios.items()
        },
    }


def _thinned(facts: HouseholdFacts, seed: int) -> HouseholdFacts:
    """The same household with 15 % of its facts unknown."""
    rng = random.Random(f"thin {seed}")
    return HouseholdFacts(
        {name: fact for name, fact in facts.household.items() if rng.random() > 0.15},
        {
            member: {name: fact for name, fact in values.items() if rng.random() > 0.15}
            for member, values in facts.members.items()
        },
    )


def explain(book: Book, facts: HouseholdFacts) -> int:
    """The whole reason tree of every row that is eligible or open: condition, value, source, day, law."""
    return sum(len(made) for _, _, made in book.run(facts, ON).useful_reasons())


def bulk(book: Book, core: Core) -> dict[str, float]:
    """Seconds for 100,000 households, one thread: compiled Python beside vectorised OpenFisca."""
    some = [household(random.Random(f"bulk {seed}")) for seed in range(2_000)]
    works = [ours(book, facts) for facts in some]
    contexts = [flat(facts) for facts in some] * (BULK // len(some))
    people, own = columns(contexts)
    mine, theirs = [], []
    for _ in range(2):
        begun = time.process_time()
        for _ in range(BULK // len(works)):
            for work in works:
                work()
        mine.append(time.process_time() - begun)
        theirs.append(seconds(lambda: core.many(people, own, 4)))
    return {"ours": statistics.median(mine), "openfisca": statistics.median(theirs)}


def main() -> None:
    book = book_of_ten()
    cores = {"openfisca": Core("openfisca_core"), "policyengine": Core("policyengine_core")}
    made = {"zen": engines.zen(), "rule_engine": engines.rule_engine(), "json_logic": engines.json_logic()}
    answer = {
        "agreed": agree(book, cores, made),
        **paired(book, cores, made),
        "bulk": bulk(book, cores["openfisca"]),
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "benefits": list(TEN),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
