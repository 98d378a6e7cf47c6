"""Moments of the posteriors of Examples/AdaptiveMALA and Examples/Gumbel by quadrature."""

import json
import pathlib

import numpy as np
from scipy import integrate, stats

result = {}


def add(density, variables, first, second):
    """The mean and standard deviation of functions of two parameters, whose density vanishes outside two ranges."""

    def moment(f):
        return integrate.dblquad(lambda s, m: f(m, s) * density(m, s), *first, *second, epsabs=1e-11)[0]

    total = moment(lambda m, s: 1)
    for name, f in variables.items():
        mean = moment(f) / total
        result[f"{name} mean"] = mean
        result[f"{name} sd"] = (moment(lambda m, s: (f(m, s) - mean) ** 2) / total) ** 0.5


y = np.array([4.1, 5.3, 3.8, 6.0, 4.9, 5.5, 4.4, 5.1])


def kernel(mu, sigma):
    return np.exp(stats.norm.logpdf(mu, 0, 10) + stats.halfnorm.logpdf(sigma, scale=5) + stats.norm.logpdf(y, mu, sigma).sum() + 10)


add(kernel, {"mu": lambda m, s: m, "sigma": lambda m, s: s}, (0, 10), (0.05, 12))

levels = np.array([4.1, 3.7, 5.2, 4.4, 3.9, 6.1, 4.8, 4.0, 4.6, 5.0, 3.8, 4.3])


def gumbel(location, scale):
    prior = stats.norm.logpdf(location, 4, 2) + stats.halfnorm.logpdf(scale, scale=2)
    return np.exp(prior + stats.gumbel_r.logpdf(levels, location, scale).sum() + 12)


add(
    gumbel,
    {"location": lambda m, s: m, "scale": lambda m, s: s, "once in a century": lambda m, s: stats.gumbel_r.isf(0.01, m, s)},
    (1, 8),
    (0.05, 5),
)

path = pathlib.Path(__file__).parents[2] / "Tests/Reference/own-examples.json"
path.write_text(json.dumps(result, indent=1) + "\n")
