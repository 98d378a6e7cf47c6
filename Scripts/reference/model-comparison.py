#!/usr/bin/env python3
"""Writes Tests/Reference/model-comparison.json: WAIC, comparisons of models with their weights, and LOO-PIT values.

Made with ArviZ 0.23.4, arviz-stats 0.8.0, NumPy 2.4.6, SciPy 1.17.1. Stacking weights are ArviZ's, and then the exact
ones: SciPy's minimiser stops at a tolerance of 1e-6, so the optimum is found again by Newton steps on the weights that stay
above zero, until the conditions of Karush, Kuhn and Tucker hold to 1e-13.
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
from arviz_stats.base import array_stats
from scipy.stats import dirichlet

random = np.random.Generator(np.random.Philox(11))
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


def regression_terms(columns, x, y, chains, draws, error):
    """The log likelihoods of a regression on some columns at draws around the least squares."""
    design = x[:, columns]
    best, *_ = np.linalg.lstsq(design, y, rcond=None)
    covariance = np.linalg.inv(design.T @ design) * error**2
    b = random.multivariate_normal(best, covariance, size=(chains, draws)).round(5)
    mean = np.einsum("cdk,nk->cdn", b, design)
    terms = (-0.5 * ((y - mean) / error) ** 2 - math.log(error) - 0.5 * math.log(2 * math.pi)).round(6)
    return b, terms


def exact_stacking(terms):
    """The weights that maximise the sum over observations of ln ∑ w exp(elpd)."""
    density = np.exp(terms - terms.max(axis=1, keepdims=True))
    count, models = density.shape
    weights = np.full(models, 1 / models)
    # Multiplicative steps come close, Newton's steps on the weights above zero finish.
    for _ in range(200000):
        weights = weights * (density / (density @ weights)[:, None]).mean(axis=0)
    free = weights > 1e-7
    for _ in range(50):
        part = density[:, free]
        ratio = part / (part @ weights[free])[:, None]
        gradient, hessian = ratio.sum(axis=0), ratio.T @ ratio
        # Lagrange's system: the weights go on to sum to one.
        size = free.sum()
        system = np.block([[hessian, np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
        step = np.linalg.solve(system, np.append(gradient - count, 0))[:size]
        weights = np.where(free, weights, 0)
        weights[free] += step
        weights = weights / weights.sum()
    slope = (density / (density @ weights)[:, None]).mean(axis=0)
    assert abs(slope[free] - 1).max() < 1e-13 and (slope[~free] < 1).all(), slope
    return weights


def comparisons():
    for name, count, sets, seed in [
        ("two regressions", 24, {"line": [0, 1], "constant": [0]}, 1),
        ("four regressions", 40, {"a": [0, 1], "b": [0, 2], "ab": [0, 1, 2], "none": [0]}, 2),
        ("equally good", 30, {"left": [0, 1], "right": [0, 2]}, 3),
    ]:
        x = np.column_stack([np.ones(count), random.standard_normal((count, 3))]).round(3)
        slopes = {"two regressions": [1, 0.5, 0, 0], "four regressions": [0, 0.6, 0.5, 0]}.get(name, [0, 0.7, 0.7, 0])
        y = (x @ slopes + random.standard_normal(count)).round(3)
        if name == "four regressions":
            y[5] += 6
        models, fits = [], {}
        for key, columns in sets.items():
            b, terms = regression_terms(columns, x, y, 2, 40, 1.0)
            fits[key] = az.from_dict(posterior={"b": b}, log_likelihood={"y": terms})
            waic = az.waic(fits[key], pointwise=True)
            models.append({
                "name": key, "parameters": np.moveaxis(b, -1, 0), "logLikelihoods": np.moveaxis(terms, -1, 0),
                "waic": {
                    "elpd": waic["elpd_waic"], "standardError": waic["se"], "parameterCount": waic["p_waic"],
                    "terms": waic["waic_i"].values, "isReliable": 0.0 if waic["warning"] else 1.0,
                    "report": str(waic)},
            })
        yield {
            "name": name, "models": models, "loo": compared(fits, "loo", seed), "waic": compared(fits, "waic", seed),
            "bootstrap": dirichlet.rvs(alpha=[1] * count, size=25, random_state=seed)}


def compared(fits, criterion, seed):
    table = az.compare(fits, ic=criterion, method="stacking")
    pseudo = az.compare(fits, ic=criterion, method="BB-pseudo-BMA", b_samples=25, seed=seed)
    score = {"loo": az.loo, "waic": az.waic}[criterion]
    terms = np.column_stack([score(fits[key], pointwise=True)[f"{criterion}_i"].values for key in table.index])
    exact = exact_stacking(terms)
    return [{
        "name": key, "rank": row["rank"], "elpd": row[f"elpd_{criterion}"], "parameterCount": row[f"p_{criterion}"],
        "difference": row["elpd_diff"], "standardError": row["se"], "differenceError": row["dse"],
        "isReliable": 0.0 if row["warning"] else 1.0, "stacking": exact[place], "arvizStacking": row["weight"],
        "pseudo": pseudo.loc[key]["weight"],
    } for place, (key, row) in enumerate(table.iterrows())]


def transforms():
    """Observations, predictions and log likelihoods, with the probabilities below, and at or below each observation."""
    for name, count in [("normal", 12), ("counts", 12)]:
        mu = random.standard_normal((2, 60)).round(4) * 0.3
        if name == "normal":
            y = (1.2 * random.standard_normal(count)).round(3)
            predicted = (mu[..., None] + random.standard_normal((2, 60, count))).round(3)
            terms = (-0.5 * (y - mu[..., None]) ** 2 - 0.5 * math.log(2 * math.pi)).round(6)
        else:
            rate = np.exp(1 + mu)[..., None]
            y = random.poisson(3, count)
            predicted = random.poisson(rate, (2, 60, count))
            factorials = np.array([math.lgamma(k + 1) for k in y])
            terms = (y * np.log(rate) - rate - factorials).round(6)
        weights = np.stack([az.psislw(-terms[..., i].ravel(), 1.0)[0] for i in range(count)])
        flat = predicted.reshape(-1, count)
        # ArviZ 0.23's own value is the probability at or below; 1.x takes the middle where it draws no random number.
        upper = [az.stats.stats._loo_pit(y[i], flat[:, i], weights[i]) for i in range(count)]
        middle = [array_stats._loo_pit(flat[:, i], y[i], weights[i]) for i in range(count)]
        lower = 2 * np.array(middle) - np.array(upper)
        lower = np.where(np.abs(lower) < 1e-14, 0, lower)
        if name == "normal":
            lower = np.array(middle) if not any((flat[:, i] == y[i]).any() for i in range(count)) else lower
        yield {"name": name, "observed": y, "predicted": np.moveaxis(predicted, -1, 0),
               "logLikelihoods": np.moveaxis(terms, -1, 0), "lower": lower, "upper": upper}


content = {"comparisons": list(comparisons()), "transforms": list(transforms())}
(folder / "model-comparison.json").write_text(json.dumps(plain(content), separators=(",", ":")) + "\n")
