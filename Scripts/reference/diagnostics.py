#!/usr/bin/env python3
"""Writes Tests/Reference/diagnostics.json and leave-one-out.json: ArviZ's diagnostics of draws of many kinds.

Made with ArviZ 0.23.4, NumPy 2.4, SciPy 1.17.1.
"""

import json
import logging
import math
import pathlib
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import arviz as az
import numpy as np

random = np.random.Generator(np.random.Philox(7))
folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"


def plain(x):
    """What JSON cannot say is a string; whole numbers are written without a point."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)) or np.ndim(x) > 0:
        return [plain(value) for value in x]
    if isinstance(x, str):
        return x
    x = float(x)
    if x.is_integer() and abs(x) < 1e15:
        return int(x)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def autoregressive(chains, draws, correlation):
    x = np.empty((chains, draws))
    x[:, 0] = random.standard_normal(chains)
    for i in range(1, draws):
        x[:, i] = correlation * x[:, i - 1] + math.sqrt(1 - correlation**2) * random.standard_normal(chains)
    return x


def arrays():
    """Names and draws, rounded to keep the file small."""
    normal = random.standard_normal
    yield "independent", normal((4, 250)).round(6)
    yield "long", normal((4, 1000)).round(5)
    yield "autoregressive 0.9", autoregressive(4, 250, 0.9).round(6)
    yield "autoregressive 0.99", autoregressive(4, 500, 0.99).round(5)
    yield "antithetic -0.5", autoregressive(4, 250, -0.5).round(6)
    yield "antithetic -0.95", autoregressive(2, 250, -0.95).round(6)
    stuck = autoregressive(4, 100, 0.5).round(6)
    stuck[2, 30:] = stuck[2, 30]
    yield "one chain gets stuck", stuck
    constant = normal((4, 100)).round(6)
    constant[1] = 0.5
    yield "one chain constant", constant
    yield "all constant", np.full((3, 20), 3.0)
    yield "chains constant and different", np.repeat([[1.0], [2.0]], 20, axis=1)
    hole = normal((2, 20)).round(6)
    hole[1, 7] = np.nan
    yield "NaN inside", hole
    infinite = normal((2, 20)).round(6)
    infinite[0, 3] = np.inf
    yield "infinity inside", infinite
    yield "odd length", autoregressive(3, 101, 0.6).round(6)
    yield "odd length and apart", autoregressive(3, 55, 0.3).round(6) + np.array([[0.0], [0.5], [1.5]])
    yield "one chain", autoregressive(1, 200, 0.4).round(6)
    yield "one long chain", autoregressive(1, 1500, 0.8).round(5)
    for chains, draws in [(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (1, 4), (2, 6), (3, 7), (2, 8), (1, 10), (2, 11)]:
        yield f"few {chains} x {draws}", normal((chains, draws)).round(6)
    yield "Cauchy", random.standard_cauchy((4, 200)).round(4)
    yield "integers with ties", random.poisson(3, (4, 150)).astype(float)
    yield "correlated integers", np.round(2 * autoregressive(4, 150, 0.8))
    yield "zeros and ones", random.integers(0, 2, (4, 50)).astype(float)
    yield "mostly zeros", (random.random((4, 100)) < 0.02).astype(float)
    yield "chains apart", (normal((4, 80)) + np.array([[0.0], [0.0], [0.0], [3.0]])).round(6)
    yield "scales apart", (normal((4, 80)) * np.array([[1.0], [1.0], [1.0], [5.0]])).round(6)
    yield "trend", (np.linspace(0, 3, 120) + normal((3, 120))).round(6)
    yield "tiny", np.array([float(f"{x:.6e}") for x in (1e-3 * normal(160)).ravel()]).reshape(4, 40)
    yield "far from zero", (1e6 + normal((4, 60))).round(4)
    yield "many chains", autoregressive(16, 24, 0.3).round(5)


probabilities = [0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0]
inner = [0.05, 0.25, 0.5, 0.9, 0.95]


def diagnose(name, x):
    summary = az.summary(az.convert_to_dataset({"x": x}), round_to="none").iloc[0]
    return {
        "name": name,
        "draws": x,
        "mean": np.mean(x),
        "standardDeviation": np.std(x, ddof=1) if x.size > 1 else np.nan,
        "quantiles": np.quantile(x, probabilities) if not np.isinf(x).any() else [],
        "interval94": az.hdi(x.ravel(), 0.94),
        "interval50": az.hdi(x.ravel(), 0.5),
        "rHat": az.rhat(x),
        "bulk": az.ess(x, method="bulk"),
        "tail": az.ess(x, method="tail"),
        "sizeMean": az.ess(x, method="mean"),
        "sizeDeviation": az.ess(x, method="sd"),
        "sizeMedian": az.ess(x, method="median"),
        "sizeQuantiles": [az.ess(x, method="quantile", prob=p) for p in inner],
        "errorMean": az.mcse(x, method="mean"),
        "errorDeviation": az.mcse(x, method="sd"),
        "errorMedian": az.mcse(x, method="median"),
        "errorQuantiles": [az.mcse(x, method="quantile", prob=p) for p in inner],
        "fractions": az.bfmi(x),
        "summary": summary.to_numpy(),
    }


def smoothing():
    """Log weights with tails of several shapes, with their smoothed values and the shape."""
    samples = {
        "light": 0.3 * random.standard_normal(200),
        "medium": random.standard_normal(300),
        "heavy": 1.5 * random.standard_normal(400),
        "infinite variance": random.exponential(0.8, 300),
        "infinite mean": random.exponential(2.0, 300),
        "bounded": np.log(random.random(250)),
        "few": random.standard_normal(20),
        "twenty-five": random.standard_normal(25),
        "ten": random.standard_normal(10),
        "two": random.standard_normal(2),
        "with zeros": np.where(random.random(100) < 0.3, -np.inf, random.standard_normal(100)),
        "far": 3 * random.standard_normal(150) - 2000,
    }
    for name, x in samples.items():
        x = x.round(6)
        for efficiency in (1.0, 0.4):
            weights, shape = az.psislw(x, efficiency)
            yield {
                "name": name, "logWeights": x, "relativeEfficiency": efficiency, "smoothed": weights,
                "shape": shape,
            }


def cross_validation():
    """A normal mean with known variance and one outlier, and a fit of one chain."""
    for name, chains, draws, outlier in [("outlier", 4, 100, 6.0), ("mild", 4, 120, 1.0), ("one chain", 1, 200, 3.0)]:
        y = random.standard_normal(8).round(3)
        y[3] += outlier
        mu = (y.mean() + autoregressive(chains, draws, 0.3) / math.sqrt(8)).round(5)
        tau = (1 + 0.1 * autoregressive(chains, draws, 0.2)).round(5)
        terms = (-0.5 * (y[:, None, None] - mu) ** 2 * tau + 0.5 * np.log(tau / (2 * np.pi))).round(6)
        data = az.from_dict(
            posterior={"mu": mu, "tau": tau}, log_likelihood={"y": np.moveaxis(terms, 0, -1)})
        result = az.loo(data, pointwise=True)
        yield {
            "name": name, "parameters": [mu, tau], "logLikelihoods": terms, "elpd": result["elpd_loo"],
            "standardError": result["se"], "parameterCount": result["p_loo"], "terms": result["loo_i"].values,
            "shapes": result["pareto_k"].values, "goodShape": result["good_k"],
            "isReliable": 0.0 if result["warning"] else 1.0, "report": str(result),
        }


def write(name, content):
    (folder / f"{name}.json").write_text(json.dumps(plain(content), separators=(",", ":")) + "\n")


write("diagnostics", [diagnose(name, x) for name, x in arrays()])
write("leave-one-out", {"smoothing": list(smoothing()), "crossValidation": list(cross_validation())})
