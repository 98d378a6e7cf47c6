#!/usr/bin/env python3
"""Writes Tests/Reference/evidence.json: log evidence, posterior mean and covariance of linear regressions with known noise and
independent normal priors, y ~ N(X b, s²), b_j ~ N(0, t_j²); and Tests/Reference/conjugate-evidence.json: the log evidence of counts
with conjugate priors, by SciPy's beta-binomial, negative binomial and Dirichlet-multinomial distributions.

The evidence is SciPy's multivariate normal density of y, with covariance s² I + X diag(t²) Xᵀ; the posterior by NumPy.

Made with NumPy 2.4, SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy.special import gammaln
from scipy.stats import betabinom, dirichlet_multinomial, multivariate_normal, nbinom

random = np.random.Generator(np.random.Philox(13))


def regression(name, design, coefficients, noise, scales):
    x = np.round(design, 6)
    t = np.asarray(scales, float)
    y = np.round(x @ coefficients + noise * random.normal(size=len(x)), 6)
    covariance = noise**2 * np.eye(len(x)) + (x * t**2) @ x.T
    precision = x.T @ x / noise**2 + np.diag(1 / t**2)
    posterior = np.linalg.inv(precision)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "noise": noise,
        "scales": t.tolist(),
        "logEvidence": float(multivariate_normal(np.zeros(len(x)), covariance).logpdf(y)),
        "mean": (posterior @ x.T @ y / noise**2).tolist(),
        "covariance": posterior.tolist(),
    }


def normal(rows, columns):
    return random.normal(size=(rows, columns))


def correlated(rows):
    a = random.normal(size=rows)
    return np.stack([np.ones(rows), a, a + 0.1 * random.normal(size=rows)], axis=1)


rows = [
    regression("one coefficient", normal(8, 1), [0.7], 0.5, [1]),
    regression("an intercept and two slopes", np.c_[np.ones(30), normal(30, 2)], [1, -2, 0.5], 0.8, [3, 3, 3]),
    regression("correlated columns", correlated(25), [0.3, 1, -1], 0.4, [2, 2, 2]),
    regression("a prior far wider than the posterior", normal(100, 2), [30, -20], 0.1, [100, 100]),
    regression("scales from 0.001 to 1000", normal(20, 3) * [1000, 1, 0.001], [0.001, 1, 500], 0.5, [0.01, 2, 1000]),
    regression("eight coefficients", normal(40, 8), np.linspace(-1, 1, 8), 1.0, [1] * 8),
]
target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "evidence.json"
target.write_text(json.dumps(rows, separators=(",", ":")) + "\n")

counts = {
    "binomial": {"count": 20, "successes": 13, "a": 2.0, "b": 3.0, "logEvidence": float(betabinom(20, 2, 3).logpmf(13))},
    # A gamma prior of shape 3 and rate 0.5: one count is negative binomial.
    "poisson": {"count": 11, "shape": 3.0, "rate": 0.5, "logEvidence": float(nbinom(3, 0.5 / 1.5).logpmf(11))},
    # Categories in one order of 13! / (4! 0! 7! 2!).
    "categories": {
        "values": [0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 3, 3],
        "alpha": [0.5, 1.0, 2.0, 3.0],
        "logEvidence": float(
            dirichlet_multinomial([0.5, 1, 2, 3], 13).logpmf([4, 0, 7, 2])
            - gammaln(14) + gammaln([5, 1, 8, 3]).sum()),
    },
}
(target.parent / "conjugate-evidence.json").write_text(json.dumps(counts, separators=(",", ":")) + "\n")
