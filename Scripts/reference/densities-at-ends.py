#!/usr/bin/env python3
"""Writes Tests/Reference/densities-at-ends.json: log densities of continuous families at 0, at ±∞, and at the smallest and largest
numbers, by mpmath, with parameters of ordinary and of extreme size.

Each family has rows of its parameters, the value, and the log density rounded to a double: "-Infinity" where it is below all
numbers. SciPy's logpdf gives NaN at some of these places. Made with mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath as mp

import closed_families as closed

mp.mp.dps = 400
log, lg, inf = mp.log, mp.loggamma, math.inf

POSITIVE = [5e-324, 1e-310, 1e-300, 1e-100, 1e-10, 1.0, 1e10, 1e100, 1e300, 1e307, inf]
REAL = [-x for x in POSITIVE] + [0.0] + POSITIVE
TWO_PI = 2 * mp.pi


def gamma(a, b, x):
    return a * log(b) - lg(a) + (a - 1) * log(x) - b * x


def inverse_gamma(a, b, x):
    return a * log(b) - lg(a) - (a + 1) * log(x) - b / x


def beta(a, b, x):
    return (a - 1) * log(x) + (b - 1) * mp.log1p(-x) + lg(a + b) - lg(a) - lg(b)


def log_normal(m, s, x):
    return -((log(x) - m) / s) ** 2 / 2 - log(s) - log(TWO_PI) / 2 - log(x)


def normal(m, s, x):
    return -((x - m) / s) ** 2 / 2 - log(s) - log(TWO_PI) / 2


def half_normal(s, x):
    return normal(0, s, x) + log(2)


def cauchy(m, s, x):
    return -log(mp.pi) - log(s) - mp.log1p(((x - m) / s) ** 2)


def half_cauchy(s, x):
    return cauchy(0, s, x) + log(2)


def student(n, m, s, x):
    return lg((n + 1) / 2) - lg(n / 2) - log(n * mp.pi) / 2 - log(s) - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n)


def exponential(r, x):
    return log(r) - r * x


def laplace(m, s, x):
    return -abs(x - m) / s - log(2 * s)


def logistic(m, s, x):
    z = -abs(x - m) / s
    return z - log(s) - 2 * mp.log1p(mp.exp(z))


# Each family: its log density, its parameters, and the values, those outside the support among them.
FAMILIES = {
    "Gamma": (gamma, [(2, 3), (0.5, 1), (1, 2), (1e6, 1), (1e-3, 1e-10), (3, 1e-200), (40, 1e200)], POSITIVE),
    "InverseGamma": (inverse_gamma, [(2, 3), (0.5, 1), (1e6, 1), (1e-3, 1e-10), (3, 1e-200), (40, 1e200)], POSITIVE),
    "Beta": (beta, [(2, 3), (0.5, 1.5), (600, 600), (1e6, 3), (1e-3, 2000)], [x for x in POSITIVE if x < 1]),
    "LogNormal": (log_normal, [(0, 1), (2, 0.3), (-100, 50)], POSITIVE),
    "Normal": (normal, [(0, 1), (-3, 0.5), (1e5, 1e100)], REAL),
    "HalfNormal": (half_normal, [(1,), (0.2,), (1e100,)], POSITIVE),
    "Cauchy": (cauchy, [(0, 1), (5, 0.3), (0, 1e200)], REAL),
    "HalfCauchy": (half_cauchy, [(1,), (2.5,), (1e200,)], POSITIVE),
    "StudentT": (student, [(4, 0, 1), (1.5, 2, 0.5), (1e10, 0, 1)], REAL),
    "Exponential": (exponential, [(1,), (0.05,), (1e-200,)], POSITIVE),
    "Laplace": (laplace, [(0, 1), (-2, 4)], REAL),
    "Logistic": (logistic, [(0, 1), (3, 0.2)], REAL),
    "Gumbel": (closed.gumbel, [(0, 1), (3, 0.2), (0, 1e100)], REAL),
    "Weibull": (closed.weibull, [(2, 3), (0.5, 1), (1, 2), (1e3, 1), (1e-3, 1e-10), (3, 1e-200), (40, 1e200)], POSITIVE),
    "Pareto": (closed.pareto, [(2, 3), (0.5, 1), (1e3, 1), (1e-3, 1e-10), (3, 1e-200), (40, 1e200)], POSITIVE),
    "ParetoType2": (closed.pareto_type_2, [(2, 0, 3), (0.5, 0, 1), (1e3, -2, 1), (1e-3, 3, 1e-10), (3, 0, 1e-200)], REAL),
    "Rayleigh": (closed.rayleigh, [(1,), (0.2,), (1e100,), (1e-100,)], POSITIVE),
    "Maxwell": (closed.maxwell, [(1,), (0.2,), (1e100,), (1e-100,)], POSITIVE),
    "Levy": (closed.levy, [(0, 1), (3, 0.2), (0, 1e-200), (0, 1e200)], REAL),
    "Frechet": (closed.frechet, [(2, 3), (0.5, 1), (1, 2), (1e3, 1), (1e-3, 1e-10), (3, 1e-200), (40, 1e200)], POSITIVE),
    "HalfStudentT": (closed.half_student_t, [(4, 1), (1.5, 0.5), (1e10, 1), (3, 1e100)], POSITIVE),
    "ChiSquared": (closed.chi_squared, [(4,), (0.5,), (2,), (1e6,), (1e-3,)], POSITIVE),
    "InverseChiSquared": (closed.inverse_chi_squared, [(4,), (0.5,), (1e6,), (1e-3,)], POSITIVE),
    "ScaledInverseChiSquared": (closed.scaled_inverse_chi_squared, [(4, 3), (0.5, 1), (3, 1e-100), (40, 1e100)], POSITIVE),
    "AsymmetricLaplace": (closed.asymmetric_laplace, [(1.5, 0, 1), (0.2, -2, 4)], REAL),
    "LogLogistic": (closed.log_logistic, [(3, 2), (1, 0.5), (2, 1), (1, 1e3), (1e-10, 1e-3), (1e-200, 3), (1e200, 40)], POSITIVE),
    "LogUniform": (closed.log_uniform, [(1, 10), (1e-300, 1e300)], POSITIVE),
    "Kumaraswamy": (closed.kumaraswamy, [(2, 3), (0.5, 1.5), (600, 600), (1e6, 3), (1e-3, 2000)], [x for x in POSITIVE if x != 1]),
    "Triangular": (closed.triangular, [(0, 0.25, 1), (-3, 2, 1e10), (-1e100, 0, 1e200)], REAL),
    "Moyal": (closed.moyal, [(0, 1), (3, 0.2), (0, 1e100)], REAL),
}


def number(x):
    """A double as JSON has it."""
    return x if math.isfinite(x) else "Infinity" if x > 0 else "-Infinity"


def rounded(x):
    """The nearest double; ±∞ beyond the largest one."""
    if abs(x) > mp.mpf(2) ** 1024 * (1 - mp.mpf(2) ** -54):
        return inf if x > 0 else -inf
    return float(x)


content = {}
for name, (density, points, values) in FAMILIES.items():
    rows = []
    for point in points:
        for value in values:
            if math.isinf(value):
                result = -inf
            else:
                result = rounded(density(*[mp.mpf(p) for p in point], mp.mpf(value)))
            rows.append([number(float(p)) for p in point] + [number(value), number(result)])
    content[name] = rows

path = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "densities-at-ends.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
