#!/usr/bin/env python3
"""Writes Tests/Reference/extreme-densities.json: log densities with their derivatives in every argument, by mpmath, at large
counts and shapes, where the plain formulas cancel, and so far out that the square of the deviation overflows.

The rows are those of distribution-functions.py: [the arguments, the value, the derivatives, the spread of the value, the
spreads of the derivatives]. Of "Dirichlet" the arguments are the concentrations and the simplex, of
"LKJCholesky" the concentration and elements of the factor of three rows: those below the diagonal, and two of the diagonal. Made with mpmath 1.3.
"""

import importlib.util
import math
import pathlib

import mpmath as mp

folder = pathlib.Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("functions", folder / "distribution-functions.py")
functions = importlib.util.module_from_spec(spec)
spec.loader.exec_module(functions)

# Log gamma functions of 1e16, squares of 1e300, and differences by steps of 1e-20.
mp.mp.dps = 700
log, lg = mp.log, mp.loggamma


def normal(z):
    return -z * z / 2 - log(2 * mp.pi) / 2


def log_beta(a, b):
    return lg(a) + lg(b) - lg(a + b)


def binomial(n, log_p, log_q, k):
    return lg(n + 1) - lg(k + 1) - lg(n - k + 1) + k * log_p + (n - k) * log_q


def negative_binomial(m, f, k):
    return lg(k + f) - lg(f) - lg(k + 1) - f * mp.log1p(m / f) - k * mp.log1p(f / m)


def student(n, m, s, x):
    return lg((n + 1) / 2) - lg(n / 2) - log(n * mp.pi) / 2 - log(s) - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n)


def dirichlet(*arguments):
    size = len(arguments) // 2
    a, x = arguments[:size], arguments[size:]
    return mp.fsum((c - 1) * log(y) - lg(c) for c, y in zip(a, x)) + lg(mp.fsum(a))


def lkj_cholesky(eta, *factor):
    """Of three rows, given the elements below the diagonal and two of the diagonal."""
    l10, l20, l21, l11, l22 = factor
    constant = 2 * lg(eta + 1) - lg(eta + mp.mpf(1) / 2) - lg(eta) - mp.mpf(3) / 2 * log(mp.pi)
    return (2 * eta - 1) * log(l11) + (2 * eta - 2) * log(l22) + constant


# Each family: its log density, and which arguments have derivatives.
FAMILIES = {
    "Normal": (lambda m, s, x: normal((x - m) / s) - log(s), "all"),
    "HalfNormal": (lambda s, x: normal(x / s) - log(s / 2), "all"),
    "LogNormal": (lambda m, s, x: normal((log(x) - m) / s) - log(s) - log(x), "all"),
    "StudentT": (student, "all"),
    "Cauchy": (lambda m, s, x: -log(mp.pi) - log(s) - mp.log1p(((x - m) / s) ** 2), "all"),
    "HalfCauchy": (lambda s, x: log(2 / mp.pi) - log(s) - mp.log1p((x / s) ** 2), "all"),
    "Exponential": (lambda r, x: log(r) - r * x, "all"),
    "Gamma": (lambda a, b, x: a * log(b) - lg(a) + (a - 1) * log(x) - b * x, "all"),
    "InverseGamma": (lambda a, b, x: a * log(b) - lg(a) - (a + 1) * log(x) - b / x, "all"),
    "Beta": (lambda a, b, x: (a - 1) * log(x) + (b - 1) * mp.log1p(-x) - log_beta(a, b), "all"),
    "Laplace": (lambda m, s, x: -abs((x - m) / s) - log(2 * s), "all"),
    "Logistic": (lambda m, s, x: -abs((x - m) / s) - 2 * mp.log1p(mp.exp(-abs((x - m) / s))) - log(s), "all"),
    "BinomialProbability": (lambda n, p, k: binomial(n, log(p), mp.log1p(-p), k), [1]),
    "BinomialLogit": (lambda n, e, k: binomial(n, -mp.log1p(mp.exp(-e)), -mp.log1p(mp.exp(e)), k), [1]),
    "PoissonRate": (lambda r, k: k * log(r) - r - lg(k + 1), [0]),
    "PoissonLogRate": (lambda e, k: k * e - mp.exp(e) - lg(k + 1), [0]),
    "NegativeBinomial": (negative_binomial, [0, 1]),
    "Geometric": (lambda p, k: log(p) + (k - 1) * mp.log1p(-p), [0]),
    **{name: (density, which) for name, (density, _, which, _) in functions.count_families.FAMILIES.items()},
    "Dirichlet": (dirichlet, "all"),
    "LKJCholesky": (lkj_cholesky, [0]),
}

# Those that are no smooth functions of the count.
ROUGH = ("OrderedLogistic", "OrderedProbit", "ZeroInflated", "Hurdle", "DiscreteWeibull")

NEAR = [-20, -6, -2, -0.5, -0.01, 0, 0.3, 1, 5, 18]
FAR = [1e155, 1e200, 1e300]


def counts(mean, width, most=math.inf):
    return sorted({k for k in (round(mean + t * width) for t in NEAR) if 0 <= k <= most})


def beta_places(a, b):
    mean, width = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
    return [x for x in (mean + t * width for t in NEAR) if 0 < x < 1]


def count_points():
    narrow = [(e, w, 2 * w, 3 * w) for e in (0, 0.5, -3, 30) for w in (1e-300, 1e-12, 0.3, 0.7)]
    yield "OrderedLogistic", [(*c, k) for c in narrow + [(s * e, 0, 1, 3) for e in (700, 1e5, 1e12) for s in (1, -1)] for k in range(4)]
    far = [(s * e, 0, w, 3) for e in (5, 38, 1e4, 1e9) for w in (1e-10, 0.1, 1) for s in (1, -1)]
    yield "OrderedProbit", [(*c, k) for c in narrow + far for k in range(4)]
    members = [(1e6, 2, 3), (1e8, 1e5, 3e5), (1e8, 0.5, 0.5), (1e5, 1e12, 1e10), (100, 1e8, 1e8), (1e6, 1e4, 20)]
    yield "BetaBinomial", [(n, a, b, k) for n, a, b in members for k in counts(
        n * a / (a + b), math.sqrt(n * a / (a + b) * b / (a + b) * (a + b + n) / (a + b + 1)), n) + [0, n]]
    rates = [(p, r) for p in (1e-300, 0.3, 1 - 2.0**-30) for r in (1e5, 1e8, 1e-200)]
    for family in ("ZeroInflated", "Hurdle"):
        # The slope of log(1 - e^-r) and that of log r differ by 1/2: at tiny r no double has the difference.
        places = [(p, max(r, 1e-2) if family == "Hurdle" else r) for p, r in rates]
        yield family, [(p, r, k) for p, r in places for k in counts(r, math.sqrt(r)) + [0, 1]]
    populations = [(1e6, 3e5, 1e4), (1e8, 5e7, 4e7), (1e10, 1e3, 1e9), (1e8, 99_999_000, 1e7)]
    yield "Hypergeometric", [(s, m, n, k) for s, m, n in populations for k in counts(
        n * m / s, math.sqrt(n * m / s * (s - m) / s * (s - n) / s), min(m, n)) if k >= m + n - s]
    yield "DiscreteWeibull", [(q, b, k) for q, b in [(1 - 2.0**-40, 1.5), (0.5, 0.01), (1 - 2.0**-20, 0.5), (0.9, 8)] for k in
                              (0, 1, 12, 10**4, 10**8)]
    shaped = [(1e6, 30, 20), (50, 1e8, 1e8), (1e8, 1e5, 1e3), (1e12, 1e12, 40)]
    yield "BetaNegativeBinomial", [(r, a, b, k) for r, a, b in shaped for k in counts(
        r * b / (a - 1), math.sqrt(r * (r + a) * b * (a + b) / (a - 2)) / (a - 1)) + [0, 1]]
    yield "Skellam", [(a, b, k) for a, b in [(1e-8, 1e-9), (2e4, 1e4), (1e3, 1e-200)] for k in
                      [k for k in (-3, 0, 2, round(a - b), round(a - b + 6 * math.sqrt(a + b)))] if k > -3 or b > 1e-100]
    yield "YuleSimon", [(r, k) for r in (1e-3, 1.5, 1e4, 1e8) for k in (1, 2, 10**4, 10**8, 10**12)]
    yield "GeneralizedPoisson", [(t, d, k) for t, d in [(1e6, 0.3), (1e8, 1e-4), (3, 0.999), (1e-5, 0.5)] for k in
                                 counts(t / (1 - d), math.sqrt(t / (1 - d) ** 3)) + [0, 1]]
    yield "ConwayMaxwellPoisson", [(r, v, k) for r, v in [(1e6, 1), (1e8, 2.5), (30, 0.4), (35, 0.4), (8, 0.3), (0.9, 1e-3), (1e-3, 1e-3), (1e30, 15)]
                                   for k in counts(r ** (1 / v), math.sqrt(r ** (1 / v) / v)) + [0, 1]]


def points():
    far = [(0, 1, s * x) for x in FAR for s in (-1, 1)] + [(0, 1e-100, s * x) for x in (1e60, 1e100, 1e140) for s in (-1, 1)]
    scales = [(1, x) for x in FAR] + [(1e-100, x) for x in (1e60, 1e100, 1e140)]
    for family in ("Normal", "Cauchy", "Laplace", "Logistic"):
        yield family, far
    for family in ("HalfNormal", "HalfCauchy"):
        yield family, scales
    yield "Exponential", scales
    yield "LogNormal", [(0, s, x) for s in (1e-200, 1e-155, 1e-100) for x in (1e-300, 0.5, 3.0)]
    degrees = (0.1, 1, 4, 30, 1e6, 1e12)
    yield "StudentT", [(n, *place) for n in degrees for place in far + [(-2.5, 0.125, -2.5 + 0.125 * t) for t in NEAR if t]]
    shapes = [(a, b) for a in (1e5, 1e6, 1e8) for b in (1, 0.004, 3e4)]
    yield "Gamma", [(a, b, (a + t * math.sqrt(a)) / b) for a, b in shapes for t in NEAR]
    yield "InverseGamma", [(a, b, b / (a + t * math.sqrt(a))) for a, b in shapes for t in NEAR]
    pairs = [(1e5, 1e5), (1e6, 1e4), (1e8, 1e8), (1e8, 3e5), (2e5, 1e8), (3, 1e8), (1e8, 0.5), (700, 400), (1e4, 2e3)]
    yield "Beta", [(a, b, x) for a, b in pairs for x in beta_places(a, b)]
    trials = [(n, p) for n in (1e5, 1e6, 1e8) for p in (0.3, 0.5, 1e-3, 1 - 2.0**-12)]
    yield "BinomialProbability", [(n, p, k) for n, p in trials for k in counts(n * p, math.sqrt(n * p * (1 - p)), n)]
    logits = [(n, e, 1 / (1 + math.exp(-e))) for n in (1e5, 1e6, 1e8) for e in (-1.0, 0.0, 0.25, -7.5, 9.0)]
    yield "BinomialLogit", [(n, e, k) for n, e, p in logits for k in counts(n * p, math.sqrt(n * p * (1 - p)), n) + [0, n]]
    yield "PoissonRate", [(r, k) for r in (1e5, 1e6, 1e8, 123456.75) for k in counts(r, math.sqrt(r)) + [0, 1]]
    yield "PoissonLogRate", [(e, k) for e in (11.5, 13.75, 16.1, 18.4, 18.42) for k in
                             counts(math.exp(e), math.exp(e / 2)) + [0, 1]]
    shaped = [(m, f) for m in (1e5, 1e6, 1e8) for f in (0.5, 50, 1e5, 1e8, 1e12, 1e16)] + [(3, 1e10), (3, 1e16), (20, 1e6)]
    yield "NegativeBinomial", [(m, f, k) for m, f in shaped for k in counts(m, math.sqrt(m + m * m / f)) + [0, 1]]
    yield "Geometric", [(p, k) for p in (1e-5, 1e-8) for k in (1, 10**4, 10**8, 3 * 10**8)]
    yield from count_points()
    simplices = [[0.25, 0.125, 0.625], [0.5, 0.3, 0.2], [0.001, 0.6, 0.399], [0.07, 0.13, 0.8]]
    totals = [5e3, 1e5, 1e6, 1e8]
    yield "Dirichlet", [(*[s * y + t * math.sqrt(s * y) for y, t in zip(x, moves)], *x) for x in simplices for s in totals
                        for moves in ([0, 0, 0], [1, -0.5, 0.25], [6, -4, 1])]
    factors = [(e, *[t / math.sqrt(e) for t in row]) for e in (1e2, 1e5, 1e6, 1e8) for row in [(1, -2, 0.5), (0.1, 0, -0.3)]]
    yield "LKJCholesky", [(e, a, b, c, math.sqrt((1 - a) * (1 + a)), math.sqrt(1 - (b * b + c * c))) for e, a, b, c in factors]


def densities():
    content = {}
    for family, places in points():
        density, which = FAMILIES[family]
        content[family] = []
        for point in places:
            indices = range(len(point)) if which == "all" else which
            is_located = family in functions.LOCATED_FAMILIES
            content[family] += functions.measured(
                lambda *x: (density(*x),), point, indices, is_located, rounded=[0] if family == "LKJCholesky" else indices if family in ROUGH else None)
    return content


if __name__ == "__main__":
    functions.write("extreme-densities", densities())
