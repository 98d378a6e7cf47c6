#!/usr/bin/env python3
"""Writes Tests/Reference/sensitivity.json: power-scaling sensitivities, and overlaps of kernel densities of prior and posterior.

Made with arviz-stats 0.8.0, arviz-base 0.8.2, NumPy 2.4.6, SciPy 1.17.1.
"""

import json
import logging
import math
import pathlib
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import numpy as np
from arviz_base import from_dict
from arviz_stats import psense, psense_summary
from scipy.integrate import trapezoid
from scipy.stats import gaussian_kde, norm

random = np.random.Generator(np.random.Philox(17))
folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"


def plain(x):
    """Whole numbers are written without a point, lists for arrays."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)) or np.ndim(x) > 0:
        return [plain(value) for value in x]
    if isinstance(x, str):
        return x
    x = float(x)
    return int(x) if x.is_integer() and abs(x) < 1e15 else x


def fits():
    """Posteriors of a normal mean by its formula, with the log densities of prior and observations at their draws."""
    cases = [
        ("agreement", 0.0, 10.0, 0.3, 20, (4, 100)), ("conflict", 5.0, 0.5, 0.0, 8, (4, 100)),
        ("strong prior", 0.2, 0.05, 0.0, 3, (2, 150)), ("few draws", 1.0, 1.0, 0.0, 5, (1, 60)),
    ]
    for name, center, width, truth, count, (chains, draws) in cases:
        y = (truth + random.standard_normal(count)).round(3)
        precision = 1 / width**2 + count
        mean, deviation = (center / width**2 + y.sum()) / precision, precision**-0.5
        mu = (mean + deviation * random.standard_normal((chains, draws))).round(9)
        tau = np.exp(0.3 * random.standard_normal((chains, draws))).round(9)
        prior = {"mu": norm(center, width).logpdf(mu).round(12), "tau": norm(0, 0.3).logpdf(np.log(tau)).round(12)}
        likelihood = norm(mu[..., None], 1).logpdf(y).round(12)
        data = from_dict({
            "posterior": {"mu": mu, "tau": tau}, "log_prior": prior, "log_likelihood": {"y": likelihood}})
        exact = {group: psense(data, group=group) for group in ("prior", "likelihood")}
        summary = psense_summary(data)
        yield {
            "name": name, "draws": [mu, tau], "logPriors": list(prior.values()),
            "logLikelihoods": np.moveaxis(likelihood, -1, 0),
            "priors": [exact["prior"][v].item() for v in ("mu", "tau")],
            "likelihoods": [exact["likelihood"][v].item() for v in ("mu", "tau")],
            "diagnoses": [summary.loc[v]["diagnosis"] for v in ("mu", "tau")],
        }


def bandwidth(x):
    quartiles = np.quantile(x, [0.25, 0.75])
    return 0.9 * min(x.std(ddof=1), (quartiles[1] - quartiles[0]) / 1.349) * len(x) ** -0.2


def overlaps():
    normal = random.standard_normal
    cases = [
        ("same", normal(200), normal(300)), ("shifted", normal(300), 0.8 + 0.5 * normal(250)),
        ("narrow", 5 * normal(300), 1 + 0.1 * normal(300)), ("apart", normal(100), 50 + normal(100)),
        ("heavy", random.standard_cauchy(300), 0.3 * normal(200)), ("two modes", normal(300), np.sign(normal(300)) * 3 + 0.3 * normal(300)),
    ]
    for name, a, b in cases:
        a, b = a.round(4), b.round(4)
        h, g = bandwidth(a), bandwidth(b)
        low = max(a.min() - 4 * h, b.min() - 4 * g)
        high = min(a.max() + 4 * h, b.max() + 4 * g)
        overlap = 0.0
        if high > low:
            steps = int(min(max(math.ceil((high - low) / (min(h, g) / 4)), 512), 16384))
            grid = low + (high - low) * np.arange(steps + 1) / steps
            density = gaussian_kde(a, bw_method=h / a.std(ddof=1))(grid)
            other = gaussian_kde(b, bw_method=g / b.std(ddof=1))(grid)
            overlap = trapezoid(np.minimum(density, other), grid)
        yield {"name": name, "prior": a, "posterior": b, "overlap": overlap}


content = {"fits": list(fits()), "overlaps": list(overlaps())}
(folder / "sensitivity.json").write_text(json.dumps(plain(content), separators=(",", ":"), ensure_ascii=False) + "\n")
