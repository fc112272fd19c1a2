"""What statsmodels says of seeded cases: run in its own environment by ``python -m infra.bench.estimates``.

Prints JSON: the cases and the answers, for the test that holds our own estimates to them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import statsmodels.api as sm
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

SEED = 2565


def shares(dice: random.Random) -> Iterator[dict[str, Any]]:
    for part, whole in [(26, 36), (245, 343), (0, 10), (10, 10), (1, 379), *_pairs(dice, 20)]:
        low, high = proportion_confint(part, whole, method="wilson")
        yield {"part": part, "whole": whole, "low": low, "high": high}


def _pairs(dice: random.Random, number: int) -> Iterator[tuple[int, int]]:
    for _ in range(number):
        whole = dice.randint(5, 400)
        yield dice.randint(0, whole), whole


def differences(dice: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(20):
        (a, n), (b, m) = _pairs(dice, 2)
        low, high = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
        yield {"one": [a, n], "other": [b, m], "low": low, "high": high}


def curves(dice: random.Random) -> Iterator[dict[str, Any]]:
    """Days to an ending, to another ending, or still waiting; with many ties."""
    for size in (8, 40, 300):
        fates = [(dice.randint(1, 60), dice.choice((0, 0, 1, 1, 1, 2))) for _ in range(size)]
        days, status = np.array([d for d, _ in fates]), np.array([s for _, s in fates])
        curve = SurvfuncRight(days, (status > 0).astype(int))
        low, high = curve.quantile_ci(0.5, method="cloglog")
        incidence = CumIncidenceRight(days, status)
        yield {
            "fates": fates,
            "days": curve.surv_times.tolist(),
            "waiting": curve.surv_prob.tolist(),
            "se": curve.surv_prob_se.tolist(),
            "median": float(curve.quantile(0.5)),
            "median_low": None if not np.isfinite(low) else float(low),
            "median_high": None if not np.isfinite(high) else float(high),
            "incidence_days": incidence.times.tolist(),
            "incidence": incidence.cinc[0].tolist(),
        }


def clusters(dice: random.Random) -> Iterator[dict[str, Any]]:
    """Rights of members within households, and the standard error of their share that is robust to households."""
    for homes in (12, 60, 343):
        rows = []
        for _ in range(homes):
            rights, chance = dice.randint(1, 7), dice.choice((0.1, 0.5, 0.9))
            rows.append((sum(dice.random() < chance for _ in range(rights)), rights))
        answers = np.array([int(place < got) for got, rights in rows for place in range(rights)], dtype=float)
        groups = np.array([home for home, (_, rights) in enumerate(rows) for _ in range(rights)])
        fit = sm.OLS(answers, np.ones_like(answers)).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        yield {"households": rows, "share": float(fit.params[0]), "se": float(fit.bse[0])}


if __name__ == "__main__":
    dice = random.Random(SEED)
    print(
        json.dumps(
            {
                "shares": list(shares(dice)),
                "differences": list(differences(dice)),
                "curves": list(curves(dice)),
                "clusters": list(clusters(dice)),
            }
        )
    )
