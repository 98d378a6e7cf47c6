#!/usr/bin/env python3
"""Writes Tests/Reference/densities.json: log densities, their gradients and log distribution functions by mpmath, moments by
SciPy (of logits by mpmath), for the univariate families; log densities and gradients of the multivariate ones. Those of the families in event_families.py, with the gradients in all operands
and the value, go to Tests/Reference/event-densities.json.

Every density is also held against SciPy's, whose parameters are other ones, so that a slip in a formula shows here.
Made with SciPy 1.17.1, mpmath 1.3, NumPy 2.4.
"""

import json
import math
import pathlib
import sys

import mpmath as mp
import numpy as np
import scipy.stats as st

import closed_families as closed

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import count_families as counts
import event_families
import further_families as further

mp.mp.dps = 80
log, lg = mp.log, mp.loggamma


def successes(n, p, q, k):
    """The negative binomial density of k failures before n successes."""
    return lg(k + n) - lg(n) - lg(k + 1) + n * log(p) + k * log(q)


def xlogy(a, x):
    return mp.mpf(0) if a == 0 else a * log(x)


def normal(z):
    return -z * z / 2 - log(2 * mp.pi) / 2


def log_normal_cdf(z):
    return log(mp.erfc(-z / mp.sqrt(2)) / 2)


def log_beta(a, b):
    return lg(a) + lg(b) - lg(a + b)


def gamma_p(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def gamma_q(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def beta_i(a, b, x):
    """The regularised incomplete beta function, by the end that is nearer."""
    if x > mp.mpf(1) / 2:
        return 1 - beta_i(b, a, 1 - x)
    return mp.exp(a * log(x) + b * log(1 - x) - log_beta(a, b)) / a * mp.hyp2f1(1, a + b, a + 1, x)


def t_cdf(n, z):
    tail = beta_i(n / 2, mp.mpf(1) / 2, n / (n + z * z)) / 2
    return tail if z < 0 else 1 - tail


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def binomial(n, p, q, k):
    return lg(n + 1) - lg(k + 1) - lg(n - k + 1) + xlogy(k, p) + xlogy(n - k, q)


def summed(term, first, last):
    return log(mp.fsum(mp.exp(term(mp.mpf(k))) for k in range(first, int(last) + 1)))


class HalfT:
    """The size of a Student's t, of which SciPy has the whole."""

    def __init__(self, n, s):
        self.whole = st.t(n, 0, s)
        self.dist = self.whole.dist

    def logpdf(self, x):
        return self.whole.logpdf(x) + math.log(2)

    def logcdf(self, x):
        return math.log1p(-2 * self.whole.sf(x))


class Kumaraswamy:
    """What SciPy's beta distribution gives for x^a."""

    def __init__(self, a, b):
        self.a, self.power = a, st.beta(1, b)
        self.dist = self.power.dist

    def logpdf(self, x):
        return self.power.logpdf(x**self.a) + math.log(self.a) + (self.a - 1) * math.log(x)

    def logcdf(self, x):
        return self.power.logcdf(x**self.a)


class TransformedNormal:
    """A function of a standard normal number as SciPy has its distributions: for families that it lacks."""

    def __init__(self, normal_of, log_slope):
        self.normal_of, self.log_slope, self.dist = normal_of, log_slope, st.norm

    def logpdf(self, x):
        return st.norm.logpdf(self.normal_of(x)) + self.log_slope(x)

    def logcdf(self, x):
        return st.norm.logcdf(self.normal_of(x))


def inverse_gaussian(m, l, x):
    return log(l / (2 * mp.pi * x**3)) / 2 - l * (x / m - 1) ** 2 / (2 * x)


def inverse_gaussian_cdf(m, l, x):
    r = mp.sqrt(l / (2 * x))
    return log((mp.erfc(r * (1 - x / m)) + mp.exp(2 * l / m) * mp.erfc(r * (x / m + 1))) / 2)


def ex_gaussian(m, s, r, x):
    return log(r) + r * (m - x) + (r * s) ** 2 / 2 + log_normal_cdf((x - m) / s - r * s)


def ex_gaussian_cdf(m, s, r, x):
    z = (x - m) / s
    return log(mp.exp(log_normal_cdf(z)) - mp.exp(ex_gaussian(m, s, r, x)) / r)


def skew_normal_cdf(m, s, a, x):
    """By Owen's T."""
    z = (x - m) / s
    owen = mp.quad(lambda t: mp.exp(-z * z * (1 + t * t) / 2) / (1 + t * t), [a * k / 8 for k in range(9)]) / (2 * mp.pi)
    return log(mp.erfc(-z / mp.sqrt(2)) / 2 - 2 * owen)


def extreme_value_score(z, k):
    return mp.log1p(k * z) / k if k else z


def generalized_extreme_value(m, s, k, x):
    y = extreme_value_score((x - m) / s, k)
    return -log(s) - (1 + k) * y - mp.exp(-y)


def generalized_pareto(m, s, k, x):
    return -log(s) - (1 + k) * extreme_value_score((x - m) / s, k)


def johnson_su(m, s, g, d, x):
    u = (x - m) / s
    return log(d) - log(s) - mp.log1p(u * u) / 2 + normal(g + d * mp.asinh(u))


def sinh_arcsinh(m, s, g, d, x):
    u = (x - m) / s
    w = d * mp.asinh(u) - g
    return log(d) - log(s) + log(mp.cosh(w)) - mp.log1p(u * u) / 2 + normal(mp.sinh(w))


def logit(x):
    return log(x) - mp.log1p(-x)


def gamma(a, b, x):
    return a * log(b) - lg(a) + (a - 1) * log(x) - b * x


def inverse_gamma(a, b, x):
    return a * log(b) - lg(a) - (a + 1) * log(x) - b / x


def beta(a, b, x):
    return (a - 1) * log(x) + (b - 1) * mp.log1p(-x) - log_beta(a, b)


def beta_prime(a, b, x):
    return (a - 1) * log(x) - (a + b) * mp.log1p(x) - log_beta(a, b)


def gamma_moments(m, s):
    return (m / s) ** 2, m / s**2


def inverse_gamma_moments(m, s):
    return 2 + (m / s) ** 2, m * (1 + (m / s) ** 2)


def beta_concentration(m, k):
    return m * k, (1 - m) * k


def beta_moments(m, s):
    return beta_concentration(m, m * (1 - m) / s**2 - 1)


def pert_shapes(a, m, b):
    return 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)


def pert(a, m, b, x):
    return beta(*pert_shapes(a, m, b), (x - a) / (b - a)) - log(b - a)


def extreme_value_moments(m, s, k):
    if k == 0:
        return m + s * mp.euler, s * s * mp.pi**2 / 6
    first, second = mp.gamma(1 - k), mp.gamma(1 - 2 * k)
    return m + s * (first - 1) / k, s * s * (second - first**2) / k**2


def secant(q):
    return -log(2 * mp.cosh(q))


def secant_cdf(q):
    return log(2 / mp.pi * mp.atan(mp.exp(q)))


# Each family: log density, log distribution function or None, SciPy's frozen distribution, parameters, values, and which of
# the arguments (parameters, then the value) have a gradient.
class Circle:
    """SciPy's von Mises distribution, with a distribution function from -pi on."""

    def __init__(self, m, k):
        self.frozen, self.dist = st.vonmises(k, m), st.vonmises
        self.logpdf = self.frozen.logpdf

    def logcdf(self, x):
        share = self.frozen.cdf(x) - self.frozen.cdf(-math.pi)
        # SciPy has no digits of small ones.
        return math.log(share) if share > 1e-9 else math.inf


FAMILIES = {
    "Normal": (
        lambda m, s, x: normal((x - m) / s) - log(s), lambda m, s, x: log_normal_cdf((x - m) / s),
        lambda m, s: st.norm(m, s), [(0, 1), (3.5, 0.2), (-1e5, 1e-3)], [0, 0.3, 3.6, -8, 40, -1e5], "all"),
    "HalfNormal": (
        lambda s, x: normal(x / s) - log(s / 2), lambda s, x: log(mp.erf(x / s / mp.sqrt(2))),
        lambda s: st.halfnorm(scale=s), [(1,), (1e-3,), (50,)], [1e-5, 0.3, 8, 60], "all"),
    "LogNormal": (
        lambda m, s, x: normal((log(x) - m) / s) - log(s) - log(x), lambda m, s, x: log_normal_cdf((log(x) - m) / s),
        lambda m, s: st.lognorm(s, scale=math.exp(m)), [(0, 1), (3, 0.2), (-5, 2)], [1e-10, 0.5, 1, 20, 1e6], "all"),
    "StudentT": (
        lambda n, m, s, x: lg((n + 1) / 2) - lg(n / 2) - log(n * mp.pi) / 2 - log(s)
        - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n),
        lambda n, m, s, x: log(t_cdf(n, (x - m) / s)), lambda n, m, s: st.t(n, m, s),
        [(4, 0, 1), (0.7, 2, 0.1), (31.9, 1, 5), (1000, 0, 2)], [0.25, 0.1, -3, 40, 1e5], "all"),
    "Cauchy": (
        lambda m, s, x: -log(mp.pi) - log(s) - mp.log1p(((x - m) / s) ** 2),
        lambda m, s, x: log(mp.atan2(1, -(x - m) / s) / mp.pi), lambda m, s: st.cauchy(m, s),
        [(0, 1), (5, 1e-2)], [1e-6, 4.9, -300, -1e8, 1e10], "all"),
    "HalfCauchy": (
        lambda s, x: log(2 / mp.pi) - log(s) - mp.log1p((x / s) ** 2), lambda s, x: log(2 * mp.atan(x / s) / mp.pi),
        lambda s: st.halfcauchy(scale=s), [(1,), (1e-2,), (100,)], [1e-6, 4.9, 300, 1e10], "all"),
    "Exponential": (
        lambda r, x: log(r) - r * x, lambda r, x: log(-mp.expm1(-r * x)), lambda r: st.expon(scale=1 / r),
        [(1,), (1e-3,), (30,)], [1e-9, 0.1, 1, 50], "all"),
    "Gamma": (
        lambda a, b, x: a * log(b) - lg(a) + (a - 1) * log(x) - b * x, lambda a, b, x: log(gamma_p(a, b * x)),
        lambda a, b: st.gamma(a, scale=1 / b), [(2, 1), (0.01, 2), (15.9, 2), (1e4, 100), (1e6, 1e4)],
        [1e-8, 0.01, 1, 8, 100, 101], "all"),
    "InverseGamma": (
        lambda a, b, x: a * log(b) - lg(a) - (a + 1) * log(x) - b / x, lambda a, b, x: log(gamma_q(a, b / x)),
        lambda a, b: st.invgamma(a, scale=b), [(2, 1), (0.3, 0.1), (15.9, 20), (1e4, 1e4)], [0.01, 1.001, 1.02, 8, 1e8],
        "all"),
    "Beta": (
        lambda a, b, x: (a - 1) * log(x) + (b - 1) * mp.log1p(-x) - log_beta(a, b), lambda a, b, x: log(beta_i(a, b, x)),
        lambda a, b: st.beta(a, b), [(2, 3), (0.05, 0.2), (0.867, 3.03), (30, 60), (1, 1), (2e3, 1e3)],
        [1e-20, 1e-5, 0.3, 0.5, 0.66, 0.99, 1 - 2.0**-30], "all"),
    "Uniform": (
        lambda a, b, x: -log(b - a), lambda a, b, x: log((x - a) / (b - a)), lambda a, b: st.uniform(a, b - a),
        [(0, 1), (-1e-3, 1e5)], [1e-5, 0.2, 0.9], "all"),
    "Laplace": (
        lambda m, s, x: -abs((x - m) / s) - log(2 * s),
        lambda m, s, x: (x - m) / s - log(2) if x < m else mp.log1p(-mp.exp(-(x - m) / s) / 2),
        lambda m, s: st.laplace(m, s), [(0, 1), (5, 1e-2)], [0.1, -30, 5.0001, 1e5], "all"),
    "Logistic": (
        lambda m, s, x: (x - m) / s - 2 * mp.log1p(mp.exp((x - m) / s)) - log(s),
        lambda m, s, x: -mp.log1p(mp.exp(-(x - m) / s)), lambda m, s: st.logistic(m, s), [(0, 1), (5, 1e-2)],
        [0.1, -300, 5.0001, 1e4], "all"),
    "Gumbel": (
        closed.gumbel, lambda m, s, x: closed.TAILS["Gumbel"](m, s, x)[0], lambda m, s: st.gumbel_r(m, s),
        [(0, 1), (3.5, 0.2), (-1e3, 50)], [0, 0.3, 3.6, 2.9, 40, -1.1e3], "all"),
    "Weibull": (
        closed.weibull, lambda k, s, x: closed.TAILS["Weibull"](k, s, x)[0], lambda k, s: st.weibull_min(k, 0, s),
        [(2, 1), (0.3, 5), (1, 0.1), (15.9, 2), (1e3, 100)], [1e-8, 0.01, 1, 2.1, 8, 100.5], "all"),
    "Pareto": (
        closed.pareto, lambda a, m, x: closed.TAILS["Pareto"](a, m, x)[0], lambda a, m: st.pareto(a, 0, m),
        [(2.5, 1), (0.3, 1e-3), (40, 2), (1e3, 100)], [0.0011, 1.001, 2.1, 8, 100.5, 1e8], "all"),
    "ParetoType2": (
        closed.pareto_type_2, lambda a, m, s, x: closed.TAILS["ParetoType2"](a, m, s, x)[0],
        lambda a, m, s: st.lomax(a, m, s), [(2.5, 0, 1), (0.3, 2, 1e-3), (40, -5, 2)], [1e-3, 1.001, 2.1, 8, 1e8], "all"),
    "Rayleigh": (
        closed.rayleigh, lambda s, x: closed.TAILS["Rayleigh"](s, x)[0], lambda s: st.rayleigh(0, s), [(1,), (1e-2,), (50,)],
        [1e-5, 0.3, 8, 60], "all"),
    "Maxwell": (
        closed.maxwell, lambda s, x: log(gamma_p(mp.mpf(3) / 2, (x / s) ** 2 / 2)), lambda s: st.maxwell(0, s),
        [(1,), (0.1,), (50,)], [1e-5, 0.3, 2.5, 60], "all"),
    "Levy": (
        closed.levy, lambda m, c, x: log(mp.erfc(mp.sqrt(c / (2 * (x - m))))), lambda m, c: st.levy(m, c),
        [(0, 1), (2, 0.1), (-30, 50)], [0.02, 2.01, 3, 40, 1e8], "all"),
    "Frechet": (
        closed.frechet, lambda a, s, x: closed.TAILS["Frechet"](a, s, x)[0], lambda a, s: st.invweibull(a, 0, s),
        [(2.5, 1), (0.3, 5), (1, 0.1), (15.9, 2), (1e3, 100)], [0.02, 1, 2.1, 8, 100.5, 1e5], "all"),
    "HalfStudentT": (
        closed.half_student_t, lambda n, s, x: log(2 * t_cdf(n, x / s) - 1), HalfT,
        [(4, 1), (0.7, 0.1), (31.9, 5), (1000, 2)], [1e-3, 0.25, 0.1, 3, 40, 1e5], "all"),
    "ChiSquared": (
        closed.chi_squared, lambda n, x: log(gamma_p(n / 2, x / 2)), lambda n: st.chi2(n), [(4,), (0.5,), (31,), (900,)],
        [1e-8, 0.01, 1, 8, 30, 901], "all"),
    "InverseChiSquared": (
        closed.inverse_chi_squared, lambda n, x: log(gamma_q(n / 2, 1 / (2 * x))), lambda n: st.invgamma(n / 2, 0, 0.5),
        [(4,), (0.5,), (31,), (900,)], [0.0011, 0.01, 0.3, 8, 1e8], "all"),
    "ScaledInverseChiSquared": (
        closed.scaled_inverse_chi_squared, lambda n, s, x: log(gamma_q(n / 2, n * s**2 / (2 * x))),
        lambda n, s: st.invgamma(n / 2, 0, n * s**2 / 2), [(5, 1), (0.5, 0.1), (31, 3), (900, 2)], [0.01, 1.1, 4.1, 9, 1e8],
        "all"),
    "AsymmetricLaplace": (
        closed.asymmetric_laplace, lambda k, m, s, x: closed.TAILS["AsymmetricLaplace"](k, m, s, x)[0],
        lambda k, m, s: st.laplace_asymmetric(k, m, s), [(1.5, 0, 1), (0.2, 5, 1e-2), (1, -3, 20)],
        [0.1, -30, 5.0001, 4.9, 1e3], "all"),
    "LogLogistic": (
        closed.log_logistic, lambda a, b, x: closed.TAILS["LogLogistic"](a, b, x)[0], lambda a, b: st.fisk(b, 0, a),
        [(1, 2.5), (5, 0.3), (0.1, 1), (2, 15.9), (100, 1e3)], [1e-8, 0.02, 1, 2.1, 8, 100.5, 1e5], "all"),
    "LogUniform": (
        closed.log_uniform, lambda a, b, x: closed.TAILS["LogUniform"](a, b, x)[0], lambda a, b: st.loguniform(a, b),
        [(1, 10), (1e-3, 1e5), (2, 2.125)], [1e-2, 1.5, 2.1, 9, 1e4], "all"),
    "Kumaraswamy": (
        closed.kumaraswamy, lambda a, b, x: closed.TAILS["Kumaraswamy"](a, b, x)[0], Kumaraswamy,
        [(2, 3), (0.5, 0.7), (1, 1), (30, 60), (0.05, 400)], [1e-20, 1e-5, 0.3, 0.5, 0.9, 1 - 2.0**-30], "all"),
    "Triangular": (
        closed.triangular, lambda a, c, b, x: closed.TAILS["Triangular"](a, c, b, x)[0],
        lambda a, c, b: st.triang((c - a) / (b - a), a, b - a), [(0, 0.25, 1), (-3, 2, 12), (-1e-3, 10, 1e5)],
        [1e-5, 0.2, 0.3, 0.9, 11, 9e4], "all"),
    "Moyal": (
        closed.moyal, lambda m, s, x: log(mp.erfc(mp.exp(-(x - m) / s / 2) / mp.sqrt(2))), lambda m, s: st.moyal(m, s),
        [(0, 1), (3.5, 0.2), (-1e3, 50)], [0, 0.3, 3.6, 3.1, 40], "all"),
    "HyperbolicSecant": (
        lambda m, s, x: secant(mp.pi * (x - m) / (2 * s)) - log(s), lambda m, s, x: secant_cdf(mp.pi * (x - m) / (2 * s)),
        lambda m, s: st.hypsecant(m, 2 * s / math.pi), [(0, 1), (5, 1e-2)], [0.1, -300, 5.0001, 1e4], "all"),
    "SoftLaplace": (
        lambda m, s, x: secant((x - m) / s) + log(2 / (mp.pi * s)), lambda m, s, x: secant_cdf((x - m) / s),
        lambda m, s: st.hypsecant(m, s), [(0, 1), (5, 1e-2)], [0.1, -300, 5.0001, 1e4], "all"),
    "InverseGaussian": (
        inverse_gaussian, inverse_gaussian_cdf, lambda m, l: st.invgauss(m / l, 0, l),
        [(1, 1), (3, 0.2), (0.5, 40), (100, 1e4)], [1e-3, 0.3, 0.51, 2, 98.5, 400], "all"),
    "ExGaussian": (
        ex_gaussian, ex_gaussian_cdf, lambda m, s, r: st.exponnorm(1 / (r * s), m, s),
        [(0, 1, 1), (-2, 0.5, 0.2), (3, 2, 5)], [0.1, -3, 2, 40, -9], "all"),
    "SkewNormal": (
        lambda m, s, a, x: normal((x - m) / s) - log(s) + log(2) + log_normal_cdf(a * (x - m) / s), skew_normal_cdf,
        lambda m, s, a: st.skewnorm(a, m, s), [(0, 1, 2), (-2, 0.5, -0.7), (3, 20, 0), (1, 2, 5)], [0.1, -3, 2, 8], "all"),
    "GeneralizedExtremeValue": (
        generalized_extreme_value, lambda m, s, k, x: -mp.exp(-extreme_value_score((x - m) / s, k)),
        lambda m, s, k: st.genextreme(-k, m, s),
        [(0, 1, 0.2), (1, 2, 0), (-1, 30, -0.3), (0.5, 1, 1e-6), (0, 1, -0.01), (0, 2, 0.049), (0, 1, 0.3)],
        [0.1, -1.5, 2, 20], "all"),
    "GeneralizedPareto": (
        generalized_pareto, lambda m, s, k, x: log(-mp.expm1(-extreme_value_score((x - m) / s, k))),
        lambda m, s, k: st.genpareto(k, m, s), [(0, 1, 0.2), (-1, 2, 0), (-3, 30, -0.3), (0, 1, 1e-6), (0, 1, 0.7)],
        [0.1, 2, 20], "all"),
    "JohnsonSU": (
        johnson_su, lambda m, s, g, d, x: log_normal_cdf(g + d * mp.asinh((x - m) / s)),
        lambda m, s, g, d: st.johnsonsu(g, d, m, s), [(0, 1, 0.5, 1.5), (-3, 0.5, -1, 2.25), (5, 20, 0, 4)],
        [0.1, -3.1, 40, -8], "all"),
    "SinhArcsinh": (
        sinh_arcsinh, lambda m, s, g, d, x: log_normal_cdf(mp.sinh(d * mp.asinh((x - m) / s) - g)),
        lambda m, s, g, d: TransformedNormal(
            lambda x: math.sinh(d * math.asinh((x - m) / s) - g),
            lambda x: math.log(d / s * math.cosh(d * math.asinh((x - m) / s) - g)) - math.log1p(((x - m) / s) ** 2) / 2),
        [(0, 1, 0.5, 1.5), (-3, 0.5, -1, 0.75), (5, 20, 0, 1)], [0.1, -3.1, 40, -8], "all"),
    "LogitNormal": (
        lambda m, s, x: normal((logit(x) - m) / s) - log(s) - log(x) - mp.log1p(-x),
        lambda m, s, x: log_normal_cdf((logit(x) - m) / s),
        lambda m, s: TransformedNormal(
            lambda x: (math.log(x) - math.log1p(-x) - m) / s, lambda x: -math.log(s * x * (1 - x))),
        [(0, 1), (3, 0.2), (-5, 2)], [1e-10, 0.3, 0.5, 0.96, 1 - 2.0**-30], "all"),
    "BetaPrime": (
        beta_prime, lambda a, b, x: log(beta_i(a, b, x / (1 + x))), st.betaprime,
        [(2, 3), (0.05, 0.2), (0.867, 3.03), (30, 60), (1, 4), (2e3, 1e3)], [1e-20, 1e-5, 0.3, 0.5, 1, 2.01, 90], "all"),
    "PERT": (
        pert, lambda a, m, b, x: log(beta_i(*pert_shapes(a, m, b), (x - a) / (b - a))),
        lambda a, m, b: st.beta(*pert_shapes(a, m, b), a, b - a), [(0, 0.3, 1), (-1, 2, 7), (-4, -4, 12), (-1e3, 1, 1)],
        [1e-5, 0.2, 0.9], "all"),
    "GammaMeanDeviation": (
        lambda m, s, x: gamma(*gamma_moments(m, s), x), lambda m, s, x: log(gamma_p((m / s) ** 2, m / s**2 * x)),
        lambda m, s: st.gamma((m / s) ** 2, 0, s * s / m), [(2, 1), (0.3, 2), (40, 2.5), (1e4, 2)],
        [1e-8, 0.01, 1, 8, 42, 10001], "all"),
    "InverseGammaMeanDeviation": (
        lambda m, s, x: inverse_gamma(*inverse_gamma_moments(m, s), x),
        lambda m, s, x: log(gamma_q(2 + (m / s) ** 2, m * (1 + (m / s) ** 2) / x)),
        lambda m, s: st.invgamma(2 + (m / s) ** 2, 0, m * (1 + (m / s) ** 2)), [(2, 1), (0.3, 2), (1, 0.01)],
        [0.1, 1.001, 1.02, 8, 1e8], "all"),
    "BetaMeanConcentration": (
        lambda m, k, x: beta(*beta_concentration(m, k), x), lambda m, k, x: log(beta_i(*beta_concentration(m, k), x)),
        lambda m, k: st.beta(m * k, (1 - m) * k), [(0.4, 5), (0.2, 0.25), (0.3, 90), (0.5, 2), (0.66, 3e3)],
        [1e-20, 1e-5, 0.3, 0.5, 0.66, 0.99, 1 - 2.0**-30], "all"),
    "BetaMeanDeviation": (
        lambda m, s, x: beta(*beta_moments(m, s), x), lambda m, s, x: log(beta_i(*beta_moments(m, s), x)),
        lambda m, s: st.beta(*beta_moments(m, s)), [(0.4, 0.2), (0.2, 0.35), (0.3, 0.05), (0.66, 0.01)],
        [1e-5, 0.3, 0.5, 0.66, 0.99], "all"),
    "VonMises": (
        lambda m, k, x: k * mp.cos(x - m) - log(2 * mp.pi * mp.besseli(0, k)), lambda m, k, x: further.von_mises_tails(m, k, x)[0], Circle,
        [(0, 1), (2, 1e-6), (0.5, 30), (-1, 1e4)], [0.1, -3, 3, 0.50001, -1.02], "all"),
    "BernoulliProbability": (
        lambda p, k: log(p) if k == 1 else mp.log1p(-p), lambda p, k: mp.mpf(0) if k == 1 else mp.log1p(-p),
        lambda p: st.bernoulli(p), [(0.3,), (1e-12,), (1 - 2.0**-40,)], [0, 1], [0]),
    "BernoulliLogit": (
        lambda e, k: log(sigmoid(e)) if k == 1 else log(sigmoid(-e)), lambda e, k: mp.mpf(0) if k == 1 else log(sigmoid(-e)),
        lambda e: st.bernoulli(1 / (1 + math.exp(-e))), [(0.3,), (-30,), (30,), (200,)], [0, 1], [0]),
    "BinomialProbability": (
        lambda n, p, k: binomial(n, p, 1 - p, k), lambda n, p, k: summed(lambda j: binomial(n, p, 1 - p, j), 0, k),
        lambda n, p: st.binom(n, p), [(10, 0.3), (30, 0.999), (2000, 0.01), (10**6, 0.3), (10**9, 2.0**-27)],
        [0, 3, 10, 30, 300123], [1]),
    "BinomialLogit": (
        lambda n, e, k: binomial(n, sigmoid(e), sigmoid(-e), k),
        lambda n, e, k: summed(lambda j: binomial(n, sigmoid(e), sigmoid(-e), j), 0, k),
        lambda n, e: st.binom(n, 1 / (1 + math.exp(-e))), [(10, 0.3), (30, -20), (10, 40), (2000, -3)], [0, 3, 10, 90], [1]),
    "PoissonRate": (
        lambda r, k: xlogy(k, r) - r - lg(k + 1), lambda r, k: summed(lambda j: xlogy(j, r) - r - lg(j + 1), 0, k),
        lambda r: st.poisson(r), [(3,), (1e-10,), (16,), (1e3,), (1e6,)], [0, 1, 15, 16, 17, 1030, 1001000], [0]),
    "PoissonLogRate": (
        lambda e, k: k * e - mp.exp(e) - lg(k + 1), lambda e, k: summed(lambda j: j * e - mp.exp(e) - lg(j + 1), 0, k),
        lambda e: st.poisson(math.exp(e)), [(0,), (3,), (-30,), (7,)], [0, 1, 15, 30, 1100], [0]),
    "NegativeBinomial": (
        lambda m, f, k: lg(k + f) - lg(f) - lg(k + 1) - f * mp.log1p(m / f) - k * mp.log1p(f / m),
        lambda m, f, k: summed(lambda j: lg(j + f) - lg(f) - lg(j + 1) - f * mp.log1p(m / f) - j * mp.log1p(f / m), 0, k),
        lambda m, f: st.nbinom(f, f / (f + m)), [(5, 2), (1e3, 0.1), (7, 16.2), (20, 1e4), (1e5, 1e5)],
        [0, 1, 7, 17, 40, 1000, 100500], [0, 1]),
    "NegativeBinomialRate": (
        lambda a, b, k: successes(a, b / (1 + b), 1 / (1 + b), k),
        lambda a, b, k: summed(lambda j: successes(a, b / (1 + b), 1 / (1 + b), j), 0, k),
        lambda a, b: st.nbinom(a, b / (1 + b)), [(5, 2), (0.1, 2.0**-13), (30, 1e5), (2, 0.25), (1e5, 0.5)],
        [0, 1, 7, 40, 1000, 200500], [0, 1]),
    "NegativeBinomialProbability": (
        lambda n, p, k: successes(n, p, 1 - p, k), lambda n, p, k: summed(lambda j: successes(n, p, 1 - p, j), 0, k),
        lambda n, p: st.nbinom(n, p), [(5, 0.3), (0.1, 1e-4), (30, 1 - 2.0**-20), (2.5, 0.75), (1e5, 0.5)],
        [0, 1, 7, 40, 1000, 100500], [0, 1]),
    "Geometric": (
        lambda p, k: log(p) + xlogy(k - 1, 1 - p), lambda p, k: log(-mp.expm1(k * mp.log1p(-p))), lambda p: st.geom(p),
        [(0.3,), (1e-9,), (0.999,)], [1, 2, 50], [0]),
}


def rows_of(values):
    """SciPy's distribution of 0, 1, ... with given probabilities."""
    return st.rv_discrete(values=(range(len(values)), np.array(values) / sum(values)))()


def ordered(cdf):
    return lambda e, *cuts: rows_of(np.diff([0, *(cdf(c - e) for c in cuts), 1]))


def with_zeros(p, rest):
    return rows_of([p * (k == 0) + (1 - p) * rest(k) for k in range(2000)])


def generalized(t, d):
    counts = range(2500 if d >= 0 else math.ceil(-t / d))
    masses = [t * math.exp((k - 1) * math.log(t + d * k) - t - d * k - math.lgamma(k + 1)) for k in counts]
    return rows_of([mass / (1 if d >= 0 else math.fsum(masses)) for mass in masses])


def conway(r, v):
    logs = [k * math.log(r) - v * math.lgamma(k + 1) for k in range(4000)]
    return rows_of([math.exp(x - max(logs)) for x in logs])


class Exact:
    """A family that SciPy lacks, or has with other parameters, as SciPy has its distributions."""

    def __init__(self, name, point):
        self.name, self.point, self.dist = name, [mp.mpf(p) for p in point], st.norm

    def logpdf(self, x):
        step = mp.mpf(10) ** -30 * max(abs(mp.mpf(x)), mp.mpf(10) ** -20)
        tails = further.TAILS.get(self.name)
        if not tails:
            return float(further.DENSITIES[self.name](*self.point, mp.mpf(x)))
        # The density is the derivative of the distribution function.
        low, high = (tails(*self.point, x + s) for s in (-step, step))
        which = 0 if low[0] < low[1] else 1
        return float(log(abs(mp.exp(high[which]) - mp.exp(low[which])) / (2 * step)))

    def logcdf(self, x):
        return float(further.TAILS[self.name](*self.point, mp.mpf(x))[0])


for name, (parameters, values) in further.ORDINARY.items():
    tails = further.TAILS.get(name)
    FAMILIES[name] = (
        further.DENSITIES[name], tails and (lambda *x, tails=tails: tails(*x)[0]), lambda *p, name=name: Exact(name, p), parameters, values, "all")

# Of the families in count_families.py: SciPy's distribution, parameters, values.
COUNTS = {
    "OrderedLogistic": (
        ordered(st.logistic.cdf), [(0, -1, 0.5, 2), (3, -2, 0, 1e-6), (-4, -0.5, 0, 9), (0.25, 0, 2.0**-30, 1)], range(4)),
    "OrderedProbit": (
        ordered(st.norm.cdf), [(0, -1, 0.5, 2), (3, -2, 0, 1e-6), (-4, -0.5, 0, 3), (0.25, 0, 2.0**-30, 1), (2, -0.1, 0.1, 0.3)],
        range(4)),
    "BetaBinomial": (
        st.betabinom, [(10, 2, 3), (30, 0.3, 0.7), (200, 40, 1.5), (1000, 1e4, 3e4), (25, 1e-3, 1e6), (1, 1, 1)],
        [0, 1, 7, 25, 200, 251]),
    "ZeroInflated": (
        lambda p, r: with_zeros(p, st.poisson(r).pmf), [(0.3, 3), (1e-9, 0.5), (0.999, 20), (0.02, 1e-6), (0.6, 400)],
        [0, 1, 3, 25, 410]),
    "Hurdle": (
        lambda p, r: with_zeros(p, lambda k: st.poisson(r).pmf(k) / -math.expm1(-r) if k else 0),
        [(0.3, 3), (1e-9, 0.5), (0.999, 20), (0.02, 1e-6), (0.6, 400)], [0, 1, 3, 25, 410]),
    "DiscreteUniform": (lambda a, b: st.randint(a, b + 1), [(0, 9), (-4, 60), (2, 2)], [2, 7, 9]),
    "Hypergeometric": (
        st.hypergeom, [(20, 7, 12), (500, 60, 30), (1000, 990, 40), (10**6, 300, 2000), (9, 0, 4)], [0, 1, 5, 7, 39]),
    "DiscreteWeibull": (
        lambda q, b: rows_of([q ** k**b - q ** (k + 1) ** b for k in range(4000)]),
        [(0.8, 1.3), (0.3, 0.8), (0.99, 2), (1e-3, 0.5)], [0, 1, 4, 30]),
    "BetaNegativeBinomial": (
        st.betanbinom, [(5, 3, 2), (2, 30, 3), (100, 8, 0.5), (40.5, 1000, 2000)], [0, 1, 7, 40, 1000]),
    "Skellam": (st.skellam, [(3, 2), (0.2, 5), (40, 1e-3), (300, 250)], [-9, -1, 0, 1, 8, 50]),
    "YuleSimon": (st.yulesimon, [(3,), (0.4,), (12,)], [1, 2, 9, 400]),
    "GeneralizedPoisson": (
        generalized, [(3, 0.2), (10, 0), (0.5, 0.6), (200, 0.3), (4, -0.6), (5, -0.7), (60, -0.9)], [0, 1, 7, 40, 290]),
    "ConwayMaxwellPoisson": (
        conway, [(3, 1), (0.5, 0.1), (1.5, 0.2), (1e4, 3), (30, 0.6), (2, 20)], [0, 1, 7, 40, 290]),
}


def cut(tails):
    return tails and (lambda *x: tails(*x)[0])


for name, (frozen, parameters, values) in COUNTS.items():
    density, tails, which, _ = counts.FAMILIES[name]
    FAMILIES[name] = (density, cut(tails), frozen, parameters, values, which)


def gradient(function, point, which):
    """The derivatives by central differences of 20 digits' step at 80 digits: exact to doubles."""
    result = []
    for index in range(len(point)):
        if index not in which:
            result.append(None)
            continue
        scale = min(1, abs(point[index])) if point[index] else mp.mpf(1)
        if 0 < point[index] < 1:
            scale = min(scale, 1 - point[index])
        h = scale * mp.mpf(10) ** -20

        def at(t):
            return function(*(point[:index] + [t] + point[index + 1:]))

        x = point[index]
        d = [(at(x + s) - at(x - s)) / (2 * s) for s in (h, h / 2)]
        result.append(number((4 * d[1] - d[0]) / 3))
    return result


def number(x):
    x = float(x)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def check(name, given, expected):
    """SciPy agrees, within what its formulas and a logit turned into a probability allow."""
    if math.isfinite(expected) and not abs(given - expected) <= 1e-4 * max(1, abs(expected)):
        raise SystemExit(f"{name}: mpmath {given}, SciPy {expected}")


def outside(name, point, value):
    """Whether a value is outside the support, or has no probability left after it."""
    if name.startswith("Ordered"):
        return False
    if name == "GeneralizedPoisson" and point[1] < 0:
        return point[0] + point[1] * value <= 0
    if name == "Hypergeometric":
        return not max(0, point[1] + point[2] - point[0]) <= value <= min(point[1], point[2])
    return name == "DiscreteUniform" and not point[0] <= value <= point[1]


def is_last(name, point, value):
    """Whether F is 1 here."""
    last = {"Ordered": 3, "BetaBinomial": point[0], "DiscreteUniform": point[-1], "Hypergeometric": min(point[-2:])}
    return any(name.startswith(family) and value == end for family, end in last.items())


def univariate():
    for name, (density, cdf, frozen, parameters, values, which) in FAMILIES.items():
        for point in parameters:
            exact = [mp.mpf(p) for p in point]
            reference = frozen(*point)
            rows = []
            for value in values:
                if name.startswith(("Binomial", "BetaBinomial")) and value > point[0] or outside(name, point, value) or name == "Beta" and max(point) > 1e3 and value < 1e-9:
                    continue
                x = mp.mpf(value)
                if name in ("GeneralizedExtremeValue", "GeneralizedPareto") and not math.isfinite(reference.logpdf(value)):
                    continue
                is_discrete = hasattr(reference.dist, "pmf") and not hasattr(reference.dist, "pdf")
                logs = density(*exact, x)
                if name in (*closed.DENSITIES, *further.DENSITIES) and logs == -mp.inf:
                    continue
                check(f"{name}{point} at {value}", float(logs), (reference.logpmf if is_discrete else reference.logpdf)(value))
                row = {"value": float(value), "logDensity": number(logs)}
                row["gradient"] = gradient(density, exact + [x], range(len(point) + 1) if which == "all" else which)
                # Not where sums are long, nor where the digits of 1 - p or of log Gamma limit what can be had.
                if cdf is not None and not (is_discrete and (value > 2000 or max(point) > 1e6)):
                    if is_last(name, point, value):
                        row["logCDF"] = 0.0
                    elif not (name.startswith(("Gamma", "InverseGamma", "Beta")) and max(point) > 1e3):
                        row["logCDF"] = number(cdf(*exact, x))
                        check(f"{name}{point} at {value}, CDF", float(row["logCDF"]), reference.logcdf(value))
                rows.append(row)
            entry = {"family": name, "parameters": [float(p) for p in point], "rows": rows}
            if name in COUNTS:
                if counts.FAMILIES[name][3]:
                    entry["mean"], entry["variance"] = (number(m) for m in counts.FAMILIES[name][3](*exact))
            elif name in further.MOMENTS:
                entry["mean"], entry["variance"] = (number(mp.re(m)) for m in further.MOMENTS[name](*exact))
            elif name.endswith("Logit"):
                count = exact[0] if len(point) > 1 else 1
                entry["mean"] = number(count * sigmoid(exact[-1]))
                entry["variance"] = number(count * sigmoid(exact[-1]) * sigmoid(-exact[-1]))
            elif name == "NegativeBinomialRate":
                # SciPy has 1 - p of a p near 1.
                entry["mean"], entry["variance"] = number(exact[0] / exact[1]), number(exact[0] / exact[1] * (1 + 1 / exact[1]))
            elif name in closed.MOMENTS:
                entry["mean"], entry["variance"] = (number(m) for m in closed.moments(name, *point))
            elif name == "GeneralizedExtremeValue":
                # SciPy loses digits near shape 0.
                entry["mean"], entry["variance"] = map(number, extreme_value_moments(*exact))
            elif name not in ("VonMises", "SinhArcsinh", "LogitNormal", "Wiener"):
                entry["mean"], entry["variance"] = (number(m) for m in reference.stats("mv"))
            yield entry


def dirichlet(a, x):
    return mp.fsum((c - 1) * log(y) - lg(c) for c, y in zip(a, x)) + lg(mp.fsum(a))


def mv_normal(m, s, x):
    d = mp.matrix([y - c for y, c in zip(x, m)])
    return -(d.T * mp.lu_solve(s, d))[0] / 2 - log(mp.det(s)) / 2 - len(m) * log(2 * mp.pi) / 2


def lkj_cholesky(size, eta, factor):
    """By the beta densities of the partial correlations, and the derivatives of these in the factor's elements."""
    total = mp.mpf(0)
    for i in range(size):
        rest = mp.mpf(1)
        for j in range(i):
            z = factor[i][j] / mp.sqrt(rest)
            b = eta + mp.mpf(size - 2 - j) / 2
            total += (b - 1) * log((1 - z * z) / 4) - log_beta(b, b) - log(2) - log(rest) / 2
            rest -= factor[i][j] ** 2
    return total


def singular_normal(precision, x):
    """With mean 0, by the area of the subspace where the precision matrix is not 0."""
    values, vectors = mp.eigsy(precision)
    total = mp.mpf(0)
    for k in range(len(x)):
        if values[k] > mp.mpf(10) ** -20 * max(values):
            along = mp.fsum(vectors[i, k] * x[i] for i in range(len(x)))
            total += (log(values[k]) - log(2 * mp.pi) - values[k] * along**2) / 2
    return total


def centring(sizes):
    """The projection onto arrays whose sums along each axis are 0."""
    product = mp.matrix([[1]])
    for n in sizes:
        one = [[(1 if i == j else 0) - mp.mpf(1) / n for j in range(n)] for i in range(n)]
        rows = range(product.rows * n)
        product = mp.matrix([[product[i // n, j // n] * one[i % n][j % n] for j in rows] for i in rows])
    return product


def autoregression(alpha, precision, weights):
    """τ (D − α W)."""
    size = len(weights)
    return mp.matrix([[precision * ((sum(weights[i]) if i == j else 0) - alpha * weights[i][j]) for j in range(size)]
                      for i in range(size)])


def neighbours(size, edges):
    rows = [[0.0] * size for _ in range(size)]
    for edge in edges:
        i, j, weight = (*edge, 1.0)[:3]
        rows[i][j] = rows[j][i] = weight
    return rows


# A triangle with a tail, a ladder, and two parts with weights.
MAPS = [neighbours(4, [(0, 1), (1, 2), (0, 2), (2, 3)]),
        neighbours(6, [(0, 1), (2, 3), (4, 5), (0, 2), (2, 4), (1, 3), (3, 5)]),
        neighbours(5, [(0, 3, 0.5), (3, 4, 2), (1, 2, 1.5)])]


def unit_rows(below):
    size = len(below) + 1
    rows = [[mp.mpf(1)] + [mp.mpf(0)] * (size - 1)]
    for row in below:
        row = [mp.mpf(v) for v in row]
        rows.append(row + [mp.sqrt(1 - mp.fsum(v * v for v in row))] + [mp.mpf(0)] * (size - 1 - len(row)))
    return rows


def multivariate():
    for a, x in [([2, 1, 3.5], [0.25, 0.125, 0.625]), ([0.1, 0.2, 0.3, 0.4], [0.5, 0.25, 0.1875, 0.0625]),
                 ([50, 200, 3], [0.1875, 0.796875, 0.015625])]:
        logs = dirichlet([mp.mpf(c) for c in a], [mp.mpf(y) for y in x])
        check("Dirichlet", float(logs), st.dirichlet(a).logpdf(x))
        slopes = gradient(lambda *c: dirichlet(c, [mp.mpf(y) for y in x]), [mp.mpf(c) for c in a], range(len(a)))
        yield {"family": "Dirichlet", "parameters": [a], "value": x, "logDensity": number(logs), "gradient": slopes}
    for m, s in [([1, -2], [[2, 0.5], [0.5, 0.75]]), ([0, 0, 0.5], [[4, 2, 1], [2, 3, 0.5], [1, 0.5, 2]])]:
        x = [0.25 + k for k in range(len(m))]
        exact = [mp.mpf(v) for v in m]
        logs = mv_normal(exact, mp.matrix(s), [mp.mpf(v) for v in x])
        check("MvNormal", float(logs), st.multivariate_normal(m, s).logpdf(x))
        slopes = gradient(lambda *c: mv_normal(c, mp.matrix(s), [mp.mpf(v) for v in x]), exact, range(len(m)))
        yield {"family": "MvNormal", "parameters": [m, sum(s, [])], "value": x, "logDensity": number(logs),
               "gradient": slopes}
    for eta, below in [(1, [[0.5]]), (2.5, [[0.5], [-0.25, 0.75]]), (0.3, [[0.125], [0.5, -0.5], [-0.5, 0.25, 0.75]])]:
        rows = unit_rows(below)
        logs = lkj_cholesky(len(rows), mp.mpf(eta), rows)
        slopes = gradient(lambda e: lkj_cholesky(len(rows), e, rows), [mp.mpf(eta)], [0])
        yield {"family": "LKJCholesky", "parameters": [[eta]], "value": [float(v) for row in rows for v in row],
               "logDensity": number(logs), "gradient": slopes}
    for sigma, sizes, x in [(1.5, [3], [0.5, 1.25, -1.75]), (0.25, [2, 3], [0.5, 1.25, -1.75, -0.5, -1.25, 1.75]),
                            (2.0**-300, [2], [2.0**-300, -(2.0**-300)])]:
        exact, along = [mp.mpf(v) for v in x], centring(sizes)
        logs = singular_normal(along / mp.mpf(sigma) ** 2, exact)
        slopes = gradient(lambda s: singular_normal(along / s**2, exact), [mp.mpf(sigma)], [0])
        yield {"family": "ZeroSumNormal", "parameters": [[sigma], sizes], "value": x, "logDensity": number(logs),
               "gradient": slopes}
    for alpha, precision, place, mean in [(0.5, 2.0, 0, 0.25), (-0.75, 0.5, 1, 0), (1 - 2.0**-30, 3.0, 1, -1e6), (0.875, 1e-8, 2, 0),
                                          (0, 1.0, 0, 0)]:
        weights = MAPS[place]
        x = [0.25 * k - 0.125 * k * k for k in range(len(weights))]
        exact = mp.matrix([mp.mpf(v) - mean for v in x])

        def density(a, t):
            matrix = autoregression(a, t, weights)
            return log(mp.det(matrix)) / 2 - len(x) * log(2 * mp.pi) / 2 - (exact.T * matrix * exact)[0] / 2

        logs = density(mp.mpf(alpha), mp.mpf(precision))
        matrix = [[float(v) for v in row] for row in autoregression(alpha, precision, weights).tolist()]
        if abs(mean) < 1:
            check("CAR", float(logs), st.multivariate_normal([mean] * len(x), np.linalg.inv(matrix)).logpdf(x))
        slopes = gradient(density, [mp.mpf(alpha), mp.mpf(precision)], range(2))
        yield {"family": "CAR", "parameters": [[alpha, precision], [mean], sum(weights, [])], "value": x,
               "logDensity": number(logs), "gradient": slopes}
    for sigma, weights in [(1.5, MAPS[0]), (0.125, MAPS[1]), (2.0**200, neighbours(3, [(0, 1, 0.5), (1, 2, 4)]))]:
        size = len(weights)
        # Whole eighths with sum 0, of the size of sigma.
        x = [sigma * (k - 1) / 8 for k in range(size - 1)]
        x.append(-sum(x))
        exact, rough = [mp.mpf(v) for v in x], autoregression(1, 1, weights)
        logs = singular_normal(rough / mp.mpf(sigma) ** 2, exact)
        slopes = gradient(lambda s: singular_normal(rough / s**2, exact), [mp.mpf(sigma)], [0])
        yield {"family": "ICAR", "parameters": [[sigma], sum(weights, [])], "value": x, "logDensity": number(logs),
               "gradient": slopes}


content = {"univariate": list(univariate()), "multivariate": list(multivariate())}
path = pathlib.Path(__file__).parents[2] / "Tests/Reference/densities.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
rows = [json.dumps(row, separators=(",", ":")) for row in event_families.events(check, number)]
path.with_name("event-densities.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
