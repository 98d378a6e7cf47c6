#!/usr/bin/env python3
"""Writes Tests/Reference/extreme-densities.json: log densities with their derivatives in every argument, by mpmath, at large
counts and shapes, where the plain formulas cancel, and so far out that the square of the deviation overflows.

The rows are those of distribution-functions.py: [the arguments, the value, the derivatives, the spread of the value, the
spreads of the derivatives]. Of "Dirichlet" the arguments are the concentrations and the simplex, of
"LKJCholesky" the concentration and elements of the factor of three rows: those below the diagonal, and two of the diagonal. Those of the families in event_families.py go to extreme-event-densities.json. Made with mpmath 1.3.
"""

import importlib.util
import math
import pathlib

import mpmath as mp

import closed_families as closed
import event_families
import further_families as further

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


def successes(n, p, q, k):
    return lg(k + n) - lg(n) - lg(k + 1) + n * log(p) + k * log(q)


def student(n, m, s, x):
    return lg((n + 1) / 2) - lg(n / 2) - log(n * mp.pi) / 2 - log(s) - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n)


def gamma(a, b, x):
    return a * log(b) - lg(a) + (a - 1) * log(x) - b * x


def inverse_gamma(a, b, x):
    return a * log(b) - lg(a) - (a + 1) * log(x) - b / x


def beta(a, b, x, y=None):
    """Of x and of 1 - x where that is given."""
    return (a - 1) * log(x) + (b - 1) * (mp.log1p(-x) if y is None else log(y)) - log_beta(a, b)


def inverse_gaussian(m, l, x):
    return log(l / (2 * mp.pi * x**3)) / 2 - l * (x / m - 1) ** 2 / (2 * x)


def ex_gaussian(m, s, r, x):
    z, c = (x - m) / s, r * s
    t = z - c
    if t < -1000:
        # The asymptotic series of Mills' ratio.
        series = term = mp.mpf(1)
        for k in range(1, 40):
            term *= -(2 * k - 1) / t**2
            series += term
        return log(r) - z * z / 2 - log(-t * mp.sqrt(2 * mp.pi)) + log(series)
    if t > 40:
        return log(r) + c * c / 2 - c * z
    return log(r) + c * c / 2 - c * z + log(mp.erfc(-t / mp.sqrt(2)) / 2)


def skew_normal(m, s, a, x):
    """The normal distribution with scale s, and a tail of the standard one."""
    z = (x - m) / s
    return functions.normal_tails(a * z)[0] + log(2) - log(s) + normal(z)


def extreme_value_score(z, k):
    return mp.log1p(k * z) / k if k else z


def generalized_extreme_value(m, s, k, x):
    y = extreme_value_score((x - m) / s, k)
    return -log(s) - (1 + k) * y - mp.exp(-y)


def johnson_su(m, s, g, d, x):
    u = (x - m) / s
    return log(d) - log(s) - mp.log1p(u * u) / 2 + normal(g + d * mp.asinh(u))


def sinh_arcsinh(m, s, g, d, x):
    u = (x - m) / s
    w = d * mp.asinh(u) - g
    return log(d) - log(s) + log(mp.cosh(w)) - mp.log1p(u * u) / 2 + normal(mp.sinh(w))


def logit_normal(m, s, x):
    return normal((functions.logit(x) - m) / s) - log(s) - log(x) - mp.log1p(-x)


def pert(a, m, b, x):
    return beta(*functions.pert_shapes(a, m, b), (x - a) / (b - a), (b - x) / (b - a)) - log(b - a)


def secant(q):
    return -abs(q) - mp.log1p(mp.exp(-2 * abs(q)))


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
    **{name: (density, "all") for name, density in closed.DENSITIES.items()},
    **{name: (density, "all") for name, density in further.DENSITIES.items()},
    "HyperbolicSecant": (lambda m, s, x: secant(mp.pi * (x - m) / (2 * s)) - log(s), "all"),
    "SoftLaplace": (lambda m, s, x: secant((x - m) / s) + log(2 / (mp.pi * s)), "all"),
    "InverseGaussian": (inverse_gaussian, "all"),
    "ExGaussian": (ex_gaussian, "all"),
    "SkewNormal": (skew_normal, "all"),
    "GeneralizedExtremeValue": (generalized_extreme_value, "all"),
    "GeneralizedPareto": (lambda m, s, k, x: -log(s) - (1 + k) * extreme_value_score((x - m) / s, k), "all"),
    "JohnsonSU": (johnson_su, "all"),
    "SinhArcsinh": (sinh_arcsinh, "all"),
    "LogitNormal": (logit_normal, "all"),
    "BetaPrime": (lambda a, b, x: (a - 1) * log(x) - (a + b) * mp.log1p(x) - log_beta(a, b), "all"),
    "PERT": (pert, "all"),
    "GammaMeanDeviation": (lambda m, s, x: gamma(*functions.gamma_moments(m, s), x), "all"),
    "InverseGammaMeanDeviation": (lambda m, s, x: inverse_gamma(*functions.inverse_gamma_moments(m, s), x), "all"),
    "BetaMeanConcentration": (lambda m, k, x: beta(*functions.beta_concentration(m, k), x), "all"),
    "BetaMeanDeviation": (lambda m, s, x: beta(*functions.beta_moments(m, s), x), "all"),
    "BinomialProbability": (lambda n, p, k: binomial(n, log(p), mp.log1p(-p), k), [1]),
    "BinomialLogit": (lambda n, e, k: binomial(n, -mp.log1p(mp.exp(-e)), -mp.log1p(mp.exp(e)), k), [1]),
    "PoissonRate": (lambda r, k: k * log(r) - r - lg(k + 1), [0]),
    "PoissonLogRate": (lambda e, k: k * e - mp.exp(e) - lg(k + 1), [0]),
    "NegativeBinomial": (negative_binomial, [0, 1]),
    "NegativeBinomialRate": (lambda a, b, k: successes(a, b / (1 + b), 1 / (1 + b), k), [0, 1]),
    "NegativeBinomialProbability": (lambda n, p, k: successes(n, p, 1 - p, k), [0, 1]),
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
                                 counts(t / (1 - d), math.sqrt(t / (1 - d) ** 3)) + [0, 1]] + [
        (t, d, k) for t, d, places in [(8, -0.3, (0, 6, 26)), (4.5, -1, (0, 2, 4)), (600, -0.45, (1, 380, 413, 415, 600, 1300)),
                                       (20, -1e-8, (0, 19, 20, 60))] for k in places]
    yield "ConwayMaxwellPoisson", [(r, v, k) for r, v in [(1e6, 1), (1e8, 2.5), (30, 0.4), (35, 0.4), (8, 0.3), (0.9, 1e-3), (1e-3, 1e-3), (1e30, 15)]
                                   for k in counts(r ** (1 / v), math.sqrt(r ** (1 / v) / v)) + [0, 1]]


def points():
    far = [(0, 1, s * x) for x in FAR for s in (-1, 1)] + [(0, 1e-100, s * x) for x in (1e60, 1e100, 1e140) for s in (-1, 1)]
    scales = [(1, x) for x in FAR] + [(1e-100, x) for x in (1e60, 1e100, 1e140)]
    for family in ("Normal", "Cauchy", "Laplace", "Logistic", "HyperbolicSecant", "SoftLaplace"):
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
    yield "Gumbel", [(0, 1, z) for z in (-300, -30, 50, 1e155, 1e300)] + [(-2.5, 0.125, -2.5 + 0.125 * t) for t in NEAR]
    ratios = [-600, -30, -2, -0.1, 0.01, 0.5, 2, 6]
    yield "Weibull", [(k, s, s * math.exp(t / k)) for k in (0.1, 1, 30, 1e3, 1e6) for s in (1, 1e-30, 1e200) for t in ratios
                      if abs(t / k) < 100]
    yield "Pareto", [(a, m, m * math.exp(t / a)) for a in (0.1, 1, 30, 1e3, 1e6) for m in (1, 1e-30, 1e200)
                     for t in (1e-6, 0.1, 2, 50) if t / a < 100]
    yield "ParetoType2", [(a, m, s, m + s * t) for a in (0.1, 1, 30, 1e6)
                          for m, s in [(0, 1), (-2.5, 0.125), (0, 1e-30), (0, 1e150)] for t in (1e-12, 0.1, 2, 1e8, 1e140)]
    lengths = [(s, s * z) for s in (1, 1e-100, 1e140) for z in (1e-200, 1e-8, 0.5, 1, 40, 1e140)]
    for family in ("Rayleigh", "Maxwell"):
        yield family, [(s, x) for s, x in lengths if 1e-300 < x < 1e300]
    yield "Levy", [(m, c, m + c * t) for m, c in [(0, 1), (-2.5, 0.125), (0, 1e-150), (0, 1e150)]
                   for t in (1e-8, 0.01, 0.4, 30, 1e140)
                   if m + c * t > m]
    yield "Frechet", [(a, s, s * math.exp(-t / a)) for a in (0.1, 1, 30, 1e3, 1e6) for s in (1, 1e-30, 1e200) for t in ratios
                      if abs(t / a) < 100]
    yield "HalfStudentT", [(n, s, s * z) for n in degrees for s, z in [(1, 1e155), (1, 1e300), (1e-100, 1e240)] +
                           [(0.125, t) for t in (1e-200, 1e-8, 0.1, 1, 5, 20)]]
    yield "ChiSquared", [(n, n + t * math.sqrt(2 * n)) for n in (1e5, 1e6, 1e8) for t in NEAR]
    yield "InverseChiSquared", [(n, 1 / (n + t * math.sqrt(2 * n))) for n in (1e5, 1e6, 1e8) for t in NEAR]
    yield "ScaledInverseChiSquared", [(n, s, n * s * s / (n + t * math.sqrt(2 * n))) for n in (1e5, 1e6, 1e8) for s in (1, 0.004)
                                      for t in NEAR]
    yield "AsymmetricLaplace", [(k, m, s, m + s * z) for k in (1e-8, 0.2, 1, 30, 1e9)
                                for m, s in [(0, 1), (-2.5, 0.125), (0, 1e-100)] for z in (-1e200, -600, -1, -0.01, 0.3, 5, 1e100)]
    yield "LogLogistic", [(s, b, s * math.exp(t / b)) for b in (0.1, 1, 30, 1e3, 1e6) for s in (1, 1e-30, 1e200)
                          for t in (-600, -30, -2, -0.1, 0.5, 6, 600) if abs(t / b) < 100]
    bounds = [(1, 1.0009765625, (1.0001220703125, 1.00048828125)), (1e5, 1e8, (2e5, 2e7)),
              (1e-300, 1e300, (1e-299, 1e-8, 3.0, 1e299))]
    yield "LogUniform", [(a, b, x) for a, b, places in bounds for x in places]
    exponents = [(2, 1e6), (1e-3, 1e5), (1e6, 3), (1e3, 1e8), (0.5, 0.01), (1e-8, 2)]
    yield "Kumaraswamy", [(a, b, x) for a, b in exponents for t in (1e-9, 0.1, 1, 5) for x in [math.exp(math.log(t / (b + t)) / a)]
                          if 0 < x < 1]
    yield "Triangular", [(a, c, b, x) for a, c, b in [(0, 0.25, 1), (-1, 2, 1e8), (-1e200, 0, 1)] for x in
                         (1e-10, 0.125, 0.5, 0.99)]
    yield "Moyal", [(0, 1, z) for z in (-300, -30, 50, 1e155, 1e300)] + [(-2.5, 0.125, -2.5 + 0.125 * t) for t in NEAR]
    walds = [(m, l) for m, l in [(1, 1e5), (0.25, 1e8), (30, 1e6)]]
    yield "InverseGaussian", [(m, l, m + t * math.sqrt(m**3 / l)) for m, l in walds for t in NEAR] + [
        (m, l, x) for m, l in [(1, 2), (3, 0.01)] for x in (1e-100, 1e-8, 1e20, 1e100)]
    yield "ExGaussian", [(0, 1, r, x) for r in (1, 1e-3, 30) for x in (-1e100, -1e8, -300, 300, 1e8, 1e155)] + [
        (2, 0.125, r, 2 + 0.125 * t) for r in (1e-6, 8, 80, 1e6) for t in NEAR]
    yield "SkewNormal", [(0, 1, a, x) for a in (2, -0.5, 1e-6, 1e6) for x in (-300, -0.01, 0.3, 18)] + [
        (0, 1, 2, -1e100), (0, 1, -0.5, 1e100), (2, 1e-3, 30, 2.0005)]
    scores = (-0.3, 0.01, 1.2, 1.3, 5)
    shapes = [1e-20, -1e-14, 1e-8, -1e-4, 0, 0.2, -0.3, 1.5]
    deviation = lambda k, y: math.expm1(k * y) / k if k else y
    yield "GeneralizedExtremeValue", [(0, 1, k, deviation(k, y)) for k in shapes for y in (-5.5, *scores)] + [
        (0, 1, 0.2, x) for x in FAR] + [(0, 1, 0, 1e6)]
    yield "GeneralizedPareto", [(0, 1, k, deviation(k, y)) for k in shapes for y in (1e-100, *scores[1:])] + [
        (0, 1, 0.2, x) for x in FAR] + [(0, 1, 0, 1e6)]
    curved = [(0, 1, 0.5, 1.5), (0, 1, -1, 0.75), (0, 1e-100, 0, 0.3)]
    yield "JohnsonSU", [(*p, s * x) for p in curved for x in (1e60, 1e100, 1e155, 1e200) for s in (-1, 1)]
    yield "SinhArcsinh", [(*p, s * x) for p in curved for x in (1e3, 1e30, 1e60) for s in (-1, 1)]
    yield "LogitNormal", [(m, s, 1 / (1 + math.exp(-m - s * t))) for m in (0, -2) for s in (1e-5, 1e-2) for t in NEAR] + [
        (0, 3, x) for x in (1e-300, 1e-100, 1 - 2.0**-50)]
    yield "BetaPrime", [(a, b, x / (1 - x)) for a, b in pairs for x in beta_places(a, b)] + [
        (a, b, x) for a, b in [(2, 3), (0.5, 0.25)] for x in (1e-300, 1e-100, 1e100, 1e300)]
    yield "PERT", [(0, 0.25, 1, 1e-10), (0, 0, 1, 1e-6), (-3, -1, 0, -1e-12), (-1e8, 3, 1e6, 5e5), (5, 5.5, 6, 5.75),
                   (0, 1e100, 1e200, 1e80)]
    moments = [(1e3, 1), (1e4, 0.5), (2, 1e-3), (0.3, 1e-4)]
    yield "GammaMeanDeviation", [(m, s, m + s * t) for m, s in moments for t in NEAR]
    yield "InverseGammaMeanDeviation", [(m, s, m + s * t) for m, s in moments for t in NEAR]
    means = [(m, k) for m in (0.5, 0.01, 0.9) for k in (3e3, 1e5, 1e8)]
    yield "BetaMeanConcentration", [(m, k, x) for m, k in means for x in beta_places(m * k, (1 - m) * k)]
    means = [(m, s) for m in (0.5, 0.01, 0.9) for s in (2e-3, 1e-4)]
    yield "BetaMeanDeviation", [(m, s, x) for m, s in means for x in (m + t * s for t in NEAR) if 0 < x < 1]
    trials = [(n, p) for n in (1e5, 1e6, 1e8) for p in (0.3, 0.5, 1e-3, 1 - 2.0**-12)]
    yield "BinomialProbability", [(n, p, k) for n, p in trials for k in counts(n * p, math.sqrt(n * p * (1 - p)), n)]
    logits = [(n, e, 1 / (1 + math.exp(-e))) for n in (1e5, 1e6, 1e8) for e in (-1.0, 0.0, 0.25, -7.5, 9.0)]
    yield "BinomialLogit", [(n, e, k) for n, e, p in logits for k in counts(n * p, math.sqrt(n * p * (1 - p)), n) + [0, n]]
    yield "PoissonRate", [(r, k) for r in (1e5, 1e6, 1e8, 123456.75) for k in counts(r, math.sqrt(r)) + [0, 1]]
    yield "PoissonLogRate", [(e, k) for e in (11.5, 13.75, 16.1, 18.4, 18.42) for k in
                             counts(math.exp(e), math.exp(e / 2)) + [0, 1]]
    shaped = [(m, f) for m in (1e5, 1e6, 1e8) for f in (0.5, 50, 1e5, 1e8, 1e12, 1e16)] + [(3, 1e10), (3, 1e16), (20, 1e6)]
    yield "NegativeBinomial", [(m, f, k) for m, f in shaped for k in counts(m, math.sqrt(m + m * m / f)) + [0, 1]]
    rates = [(a, b) for a in (0.5, 50, 1e5, 1e8) for b in (1e-6, 0.5, 1e4)] + [(3, 1e-12), (1e8, 1e12), (0.01, 1e-3)]
    yield "NegativeBinomialRate", [(a, b, k) for a, b in rates for k in counts(a / b, math.sqrt(a * (1 + b)) / b) + [0, 1]] + [
        # Of a rate of 1e100 and the count 0 the slope in the shape is 1e-100: no rounding of terms near 1 has it.
        (2, b, k) for b in (1e-300, 1e-100, 1e100, 1e300) for k in (0, 1, 5, 10**6) if k or b < 1]
    shares = [(n, p) for n in (0.5, 50, 1e5, 1e8) for p in (1e-6, 0.5, 0.3, 1 - 2.0**-12)] + [(3, 1e-12), (1e8, 1 - 2.0**-40)]
    yield "NegativeBinomialProbability", [
        (n, p, k) for n, p in shares for k in counts(n * (1 - p) / p, math.sqrt(n * (1 - p)) / p) + [0, 1]] + [
        (2, p, k) for p in (1e-300, 1e-100, 2.0**-53, 1 - 2.0**-53) for k in (0, 1, 5, 10**6)]
    yield "Geometric", [(p, k) for p in (1e-5, 1e-8) for k in (1, 10**4, 10**8, 3 * 10**8)]
    yield from further.EXTREME.items()
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
    functions.write("extreme-event-densities", {
        family: [row for point in places for row in functions.measured(
            lambda *x: (event_families.EXTREMES[family][0](*x),), point, event_families.EXTREMES[family][1])]
        for family, places in event_families.extreme_points()})
