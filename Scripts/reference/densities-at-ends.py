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
import further_families as further

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


def inverse_gaussian(m, l, x):
    return log(l / (TWO_PI * x**3)) / 2 - l * (x / m - 1) ** 2 / (2 * x)


def ex_gaussian(m, s, r, x):
    z, c = (x - m) / s, r * s
    t = z - c
    if t < -1e5:
        return log(r) - z * z / 2 - log(-t * mp.sqrt(TWO_PI)) + mp.log1p(-(t**-2) + 3 * t**-4)
    tail = mp.mpf(0) if t > 1000 else log(mp.erfc(-t / mp.sqrt(2)) / 2)
    return log(r) + c * c / 2 - c * z + tail


def skew_normal(m, s, a, x):
    t = a * (x - m) / s
    if t < -1e5:
        return normal(m, s, x) + log(2) - t * t / 2 - log(-t * mp.sqrt(TWO_PI)) + mp.log1p(-(t**-2) + 3 * t**-4)
    return normal(m, s, x) + (log(2) if t > 1000 else log(mp.erfc(-t / mp.sqrt(2))))


def score(z, k):
    """log(1 + kz)/k; None beyond its end."""
    return z if k == 0 else mp.log1p(k * z) / k if 1 + k * z > 0 else None


def generalized_extreme_value(m, s, k, x):
    y = score((x - m) / s, k)
    return mp.ninf if y is None or y < -1000 else -log(s) - (1 + k) * y - mp.exp(-y)


def generalized_pareto(m, s, k, x):
    y = score((x - m) / s, k)
    return mp.ninf if y is None or x < m else -log(s) - (1 + k) * y


def johnson_su(m, s, g, d, x):
    u = (x - m) / s
    return log(d) - log(s) - mp.log1p(u * u) / 2 + normal(0, 1, g + d * mp.asinh(u))


def sinh_arcsinh(m, s, g, d, x):
    u = (x - m) / s
    w = d * mp.asinh(u) - g
    return log(d) - log(s) + log(mp.cosh(w)) - mp.log1p(u * u) / 2 + normal(0, 1, mp.sinh(w))


def logit_normal(m, s, x):
    return normal(m, s, log(x) - mp.log1p(-x)) - log(x) - mp.log1p(-x)


def beta_prime(a, b, x):
    return (a - 1) * log(x) - (a + b) * mp.log1p(x) + lg(a + b) - lg(a) - lg(b)


def pert(a, m, b, x):
    width = b - a
    return beta(1 + 4 * (m - a) / width, 1 + 4 * (b - m) / width, (x - a) / width) - log(width)


def soft_laplace(m, s, x):
    z = abs(x - m) / s
    return log(2 / (mp.pi * s)) - z - mp.log1p(mp.exp(-2 * z))


def gamma_moments(m, s, x):
    return gamma((m / s) ** 2, m / s**2, x)


def inverse_gamma_moments(m, s, x):
    return inverse_gamma(2 + (m / s) ** 2, m * (1 + (m / s) ** 2), x)


def beta_concentration(m, k, x):
    return beta(m * k, (1 - m) * k, x)


def beta_moments(m, s, x):
    return beta_concentration(m, m * (1 - m) / s**2 - 1, x)


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
    "HyperbolicSecant": (lambda m, s, x: soft_laplace(m, 2 * s / mp.pi, x), [(0, 1), (3, 0.2)], REAL),
    "SoftLaplace": (soft_laplace, [(0, 1), (3, 0.2)], REAL),
    **further.ENDS,
    "InverseGaussian": (inverse_gaussian, [(2, 3), (0.5, 1), (1e3, 1e-3)], POSITIVE),
    "ExGaussian": (ex_gaussian, [(0, 1, 1), (-3, 0.5, 0.1), (1e5, 1e100, 1e-99)], REAL),
    "SkewNormal": (skew_normal, [(0, 1, 2), (-3, 0.5, -0.1), (1e5, 1e100, 0)], REAL),
    "GeneralizedExtremeValue": (generalized_extreme_value, [(0, 1, 0), (3, 0.5, 0.2), (0, 2, -0.3)], REAL),
    "GeneralizedPareto": (generalized_pareto, [(0, 1, 0), (0, 0.5, 0.2), (0, 2, -0.3)], REAL),
    "JohnsonSU": (johnson_su, [(0, 1, 0.5, 1.5), (3, 0.2, -1, 0.5), (0, 1e100, 0, 2)], REAL),
    "SinhArcsinh": (sinh_arcsinh, [(0, 1, 0.5, 1.5), (3, 0.2, -1, 0.5), (0, 1e100, 0, 2)], REAL),
    "LogitNormal": (logit_normal, [(0, 1), (2, 0.3), (-100, 50)], [x for x in POSITIVE if x < 1]),
    "BetaPrime": (beta_prime, [(2, 3), (0.5, 1.5), (600, 600), (1e6, 3), (1e-3, 2000)], POSITIVE),
    "PERT": (pert, [(0, 0.5, 1), (0, 0.1, 1), (0, 2, 3), (0, 100, 100)], [x for x in POSITIVE if x < 1]),
    "GammaMeanDeviation": (gamma_moments, [(2, 1), (0.5, 1), (1e3, 1), (1e-10, 1e-8)], POSITIVE),
    "InverseGammaMeanDeviation": (inverse_gamma_moments, [(2, 1), (0.5, 1), (1e3, 1), (1e-10, 1e-8)], POSITIVE),
    "BetaMeanConcentration": (beta_concentration, [(0.4, 5), (0.2, 0.5), (0.5, 1200), (0.9, 1e6)], [x for x in POSITIVE if x < 1]),
    "BetaMeanDeviation": (beta_moments, [(0.4, 0.2), (0.2, 0.3), (0.5, 0.01), (0.9, 1e-3)], [x for x in POSITIVE if x < 1]),
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
