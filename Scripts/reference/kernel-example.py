"""Moments of the posterior of Examples/AdaptiveMALA by quadrature: mu ~ N(0, 10), sigma ~ |N(0, 5)|, eight observations."""

import json
import pathlib

import numpy as np
from scipy import integrate, stats

y = np.array([4.1, 5.3, 3.8, 6.0, 4.9, 5.5, 4.4, 5.1])


def density(mu, sigma):
    logs = stats.norm.logpdf(mu, 0, 10) + stats.halfnorm.logpdf(sigma, scale=5) + stats.norm.logpdf(y, mu, sigma).sum()
    return np.exp(logs + 10)


def moment(f):
    return integrate.dblquad(lambda s, m: f(m, s) * density(m, s), 0, 10, 0.05, 12, epsabs=1e-11)[0]


total = moment(lambda m, s: 1)
result = {}
for name, f in [("mu", lambda m, s: m), ("sigma", lambda m, s: s)]:
    mean = moment(f) / total
    square = moment(lambda m, s: (f(m, s) - mean) ** 2) / total
    result[f"{name} mean"] = mean
    result[f"{name} sd"] = square**0.5
path = pathlib.Path(__file__).parents[2] / "Tests/Reference/kernel-example.json"
path.write_text(json.dumps(result, indent=1) + "\n")
