#!/usr/bin/env python3
"""Writes Tests/Reference/ecdf-envelopes.json: bands for the ECDF of uniform numbers, and of the ranks of chains.

Made with ArviZ 0.23.4, NumPy 2.4.6, SciPy 1.17.1. The small cases are exact: every outcome is counted, in fractions.
"""

import json
import math
import pathlib
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from arviz.stats import ecdf_utils
from scipy.stats import binom

folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"
random = np.random.Generator(np.random.Philox(13))


def bands():
    """Pointwise bands with the probability that a whole ECDF lies inside, and ArviZ's simultaneous bands."""
    for count, steps in [(5, 4), (20, 20), (50, 10), (100, 64), (250, 100), (1000, 50), (1000, 100)]:
        points = np.arange(1, steps) / steps
        for probability in (0.5, 0.9, 0.95, 0.99):
            lower, upper = ecdf_utils._get_pointwise_confidence_band(probability, count, points)
            lower, upper = np.rint(lower * count).astype(int), np.rint(upper * count).astype(int)
            between = np.diff(points, prepend=0) / (1 - np.insert(points[:-1], 0, 0))
            inside = ecdf_utils._ecdf_band_interior_probability(between, count, lower, upper + 1)
            low, high = ecdf_utils.ecdf_confidence_band(count, points, points, prob=probability, method="optimized")
            yield {
                "count": count, "steps": steps, "probability": probability, "lower": lower.tolist(),
                "upper": upper.tolist(), "inside": float(inside),
                "simultaneousLower": np.rint(low * count).astype(int).tolist(),
                "simultaneousUpper": np.rint(high * count).astype(int).tolist(),
            }


def tails(count, probability):
    """P(X <= k) and P(X >= k) of a binomial count, in fractions."""
    mass = [math.comb(count, k) * probability**k * (1 - probability) ** (count - k) for k in range(count + 1)]
    below = [sum(mass[: k + 1]) for k in range(count + 1)]
    above = [sum(mass[k:]) for k in range(count + 1)]
    return [min(b, a) for b, a in zip(below, above)]


def exact_p_values():
    """p-values of ranks: the share of all samples, counted one by one, whose least tail is at most that of the sample."""
    for count, steps in [(4, 3), (5, 4), (6, 3)]:
        depth = [tails(count, Fraction(j, steps)) for j in range(1, steps)]

        def least(sample):
            return min(depth[j - 1][sum(1 for rank in sample if rank < j)] for j in range(1, steps))

        all_samples = list(product(range(steps), repeat=count))
        values = {sample: least(sample) for sample in all_samples}
        total = len(all_samples)
        for sample in [all_samples[i] for i in random.choice(total, 12, replace=False)] + [all_samples[0]]:
            p = Fraction(sum(1 for other in values.values() if other <= values[sample]), total)
            yield {"steps": steps, "ranks": list(sample), "p": float(p)}


def chain_ranks():
    """Two chains of a few draws: the exact distribution of the least hypergeometric tail of a pair of chains."""
    for draws in (3, 4, 5):
        total = 2 * draws
        points = list(range(1, total))

        def depth(s, k):
            mass = [Fraction(math.comb(s, i) * math.comb(total - s, draws - i), math.comb(total, draws))
                    if i <= s and draws - i <= total - s else Fraction(0) for i in range(draws + 1)]
            return min(sum(mass[: k + 1]), sum(mass[k:]))

        def least(chosen):
            first = [sum(1 for rank in chosen if rank < s) for s in points]
            return min(min(depth(s, a), depth(s, s - a)) for s, a in zip(points, first))

        values = [least(set(chosen)) for chosen in combinations(range(total), draws)]
        distribution = sorted(set(values))
        yield {"draws": draws, "depths": [float(v) for v in distribution],
               "probabilities": [float(Fraction(sum(1 for v in values if v <= d), len(values))) for d in distribution]}


content = {"bands": list(bands()), "pValues": list(exact_p_values()), "chainRanks": list(chain_ranks())}
(folder / "ecdf-envelopes.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
