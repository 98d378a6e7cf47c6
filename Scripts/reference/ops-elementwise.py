#!/usr/bin/env python3
"""Writes Tests/Reference/ops-elementwise.json: values and first partial derivatives of the elementwise and special Ops.

At inner points both are by mpmath with 800 digits, the derivatives by its high-order differences, so that no formula of a
derivative is written twice. At edges (zeros, infinities, NaN, ties, jumps) values are by NumPy and SciPy, and partial
derivatives are the conventions that Apus follows, written by hand: null where none is tested. Made with mpmath 1.3, NumPy 2.4,
SciPy 1.17.1.
"""

import json
import math
import pathlib

import mpmath
import numpy as np
import scipy.special as sc
from mpmath import mp, mpf

mp.dps = 800
inf, nan = math.inf, math.nan
HALF = mpf(1) / 2


def number(x):
    """A double, or its name where JSON has none."""
    if x is None:
        return None
    x = float(x)
    return "NaN" if math.isnan(x) else "Infinity" if x == inf else "-Infinity" if x == -inf else x


def normal_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def normal_quantile(logit):
    """The x with log(Φ(x) / Φ(-x)) = logit, by Newton's iteration on log Φ."""
    if logit > 0:
        return -normal_quantile(-logit)
    target = -mpmath.log1p(mpmath.exp(-logit))
    start = float(sc.ndtri_exp(float(target)))
    x, step = mpf(start), mpf(1)
    while abs(step) > mpf(10) ** -780 * max(abs(x), mpf(10) ** -9):
        probability = normal_cdf(x)
        step = (mpmath.log(probability) - target) * probability * mpmath.sqrt(2 * mpmath.pi) * mpmath.exp(x * x / 2)
        x -= step
    return x


def bessel(order):
    return lambda x: mpmath.besseli(order, x) * mpmath.exp(-abs(x))


def gamma_p(a, x):
    return mpmath.gammainc(a, 0, x, regularized=True)


def gamma_q(a, x):
    return mpmath.gammainc(a, x, mpmath.inf, regularized=True)


def beta_p(a, b, x):
    return mpmath.betainc(a, b, 0, x, regularized=True)


def log_beta(a, b):
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


def mod(x, y):
    return x - y * mpmath.floor(x / y)


def real_log_gamma(x):
    return mpmath.log(abs(mpmath.gamma(x))) if x < 0 else mpmath.loggamma(x)


reals = [-30.5, -4.0, -1.25, -0.1, 1e-7, 0.4, 1.0, 2.75, 9.0, 40.0]
positives = [1e-100, 1e-9, 0.03, 0.5, 0.999, 1.7, 12.0, 3.5e4, 1e100]
pairs = [(1.5, 2.5), (-2.0, 0.75), (0.3, -7.0), (-11.0, -0.2), (40.0, 3.0), (1e-6, 2e3)]
wide = [(0.0, 0.0), (1.5, -2.0), (-700.0, 700.0), (30.0, 31.5), (-1e5, -1e5), (2.0, 1.75), (5.0, -60.0)]

# name: (function, inner points, NumPy's or SciPy's function, [(edge, partials)])
counts = [(2.0, -0.3), (1.0, 1e-9), (7.0, 0.4), (1e6, -2e-3), (40.0, 2.5), (3.0, -60.0), (1.0, 600.0), (5.0, -1e4), (2.0, 0.36), (2.0, -0.52)]

dispersed = [(2.0, 1.5, -0.3), (7.0, 1e6, 0.4), (1e6, 30.0, -2e-3), (40.0, 0.5, 2.5), (3.0, 8.0, -60.0), (1.0, 4.0, 50.0), (1e5, 1e-3, -30.0), (2.0, 7.5, 0.36)]


def mean_excess_share(k, p, d):
    if not p > 0 or not k >= 0:
        return mpf("nan")
    mean = (k if k else 1) * mpmath.exp(d)
    return (mean - k) / (p + mean)


def log_mean_ratio(k, p, d):
    if not p > 0 or not k >= 0:
        return mpf("nan")
    return mpmath.log((p + (k if k else 1) * mpmath.exp(d)) / (p + k))


functions = {
    "add": (lambda x, y: x + y, pairs, np.add, [((inf, 1.0), (1, 1))]),
    "subtract": (lambda x, y: x - y, pairs, np.subtract, [((inf, 1.0), (1, -1))]),
    "multiply": (lambda x, y: x * y, pairs, np.multiply, [((0.0, 3.0), (3, 0)), ((0.0, inf), (inf, 0))]),
    "divide": (lambda x, y: x / y, pairs, np.divide, [((1.0, 0.0), (inf, -inf)), ((-1.0, 0.0), (inf, inf)), ((2.0, inf), (0, -0.0)), ((0.0, 0.0), (inf, nan))]),
    "negate": (lambda x: -x, reals, np.negative, [(0.0, -1), (inf, -1)]),
    "reciprocal": (lambda x: 1 / x, reals, np.reciprocal, [(0.0, -inf), (inf, -0.0)]),
    "exp": (mpmath.exp, [-700.0, -30.0, -1.0, -1e-8, 0.0, 0.3, 2.0, 35.0, 700.0], np.exp, [(-inf, 0), (inf, inf), (nan, nan), (1000.0, inf), (-1000.0, 0)]),
    "exp2": (lambda x: mpf(2) ** x, [-900.0, -30.0, -0.1, 0.0, 0.3, 2.0, 35.0, 1000.0], np.exp2, [(-inf, 0), (inf, inf)]),
    "expm1": (mpmath.expm1, [-700.0, -1.0, -1e-8, 1e-12, 0.3, 2.0, 35.0, 700.0], np.expm1, [(0.0, 1), (-inf, 0), (inf, inf)]),
    "log": (mpmath.log, positives, np.log, [(0.0, inf), (1.0, 1), (inf, 0), (-1.0, None), (nan, nan)]),
    "log2": (lambda x: mpmath.log(x, 2), positives, np.log2, [(0.0, inf), (inf, 0), (-1.0, None)]),
    "log10": (mpmath.log10, positives, np.log10, [(0.0, inf), (inf, 0), (-1.0, None)]),
    "logOnePlusSquare": (lambda x: mpmath.log1p(x * x), reals + [1e-150, -3e5, 1e100, 1e149, -3e154, 1e200, 1e305], lambda x: np.log1p(np.square(x)), [(0.0, 0), (inf, 0), (-inf, 0), (nan, nan)]),
    "log1p": (mpmath.log1p, [-0.999, -0.5, -1e-9, 1e-12, 0.03, 1.7, 3.5e4, 1e100], np.log1p, [(-1.0, inf), (0.0, 1), (inf, 0), (-2.0, None)]),
    "squared": (lambda x: x * x, reals, np.square, [(0.0, 0), (-inf, -inf)]),
    "sqrt": (mpmath.sqrt, positives, np.sqrt, [(0.0, inf), (inf, 0), (-1.0, nan)]),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), [x for x in reals if x], np.cbrt, [(0.0, inf), (-inf, 0)]),
    "pow": (
        lambda x, y: x**y,
        [(1.5, 2.5), (0.3, -7.0), (40.0, 3.0), (1e-6, 0.5), (2.0, -0.25), (7.5, 0.0), (1e-3, 1.0), (1e3, 30.0)], np.power,
        [((0.0, 3.0), (0, 0)), ((0.0, 2.0), (0, 0)), ((0.0, 1.0), (1, 0)), ((0.0, 0.5), (inf, 0)), ((0.0, 0.0), (0, -inf)),
         ((-2.0, 3.0), (12, nan)), ((-2.0, 0.0), (0, nan)), ((-2.0, 0.5), (nan, nan)), ((inf, 0.0), (0, inf)), ((1.0, 5.0), (5, 0))]),
    "sin": (mpmath.sin, reals + [1e5], np.sin, [(0.0, 1), (inf, nan)]),
    "cos": (mpmath.cos, reals + [1e5], np.cos, [(0.0, -0.0), (inf, nan)]),
    "tan": (mpmath.tan, reals + [1.5], np.tan, [(0.0, 1), (inf, nan)]),
    "asin": (mpmath.asin, [-0.999, -0.5, 1e-9, 0.3, 0.99], np.arcsin, [(1.0, inf), (-1.0, inf), (1.5, nan)]),
    "acos": (mpmath.acos, [-0.999, -0.5, 1e-9, 0.3, 0.99], np.arccos, [(1.0, -inf), (-1.0, -inf), (1.5, nan)]),
    "atan": (mpmath.atan, reals + [1e20], np.arctan, [(0.0, 1), (inf, 0), (-inf, 0)]),
    "atan2": (mpmath.atan2, pairs + [(1e-200, -1e-200), (1e200, 1e200)], np.arctan2, [((0.0, 2.0), (0.5, -0.0)), ((0.0, -2.0), (-0.5, -0.0)), ((0.0, 0.0), (nan, nan))]),
    "hypot": (lambda x, y: mpmath.hypot(x, y), pairs + [(1e-200, -1e-200), (1e200, 1e200)], np.hypot, [((0.0, 0.0), (0, 0)), ((0.0, -2.0), (0, -1))]),
    "sinh": (mpmath.sinh, reals, np.sinh, [(0.0, 1), (-inf, inf)]),
    "cosh": (mpmath.cosh, reals, np.cosh, [(0.0, 0), (-inf, -inf)]),
    "tanh": (mpmath.tanh, reals + [-300.0], np.tanh, [(0.0, 1), (-inf, 0), (800.0, 0)]),
    "asinh": (mpmath.asinh, reals + [1e200], np.arcsinh, [(0.0, 1), (inf, 0)]),
    "acosh": (mpmath.acosh, [1.0001, 1.5, 7.0, 1e4, 1e200], np.arccosh, [(1.0, inf), (inf, 0), (0.5, nan), (-3.0, nan)]),
    "atanh": (mpmath.atanh, [-0.999, -0.5, 1e-9, 0.3, 0.99], np.arctanh, [(1.0, inf), (-1.0, inf), (1.5, None)]),
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), reals + [-700.0], sc.expit, [(-inf, 0), (inf, 0), (0.0, 0.25), (-800.0, 0)]),
    "softplus": (lambda x: mpmath.log1p(mpmath.exp(x)), reals + [-700.0, 800.0], lambda x: np.logaddexp(0.0, x), [(-inf, 0), (inf, 1)]),
    "logSigmoid": (lambda x: -mpmath.log1p(mpmath.exp(-x)), reals + [-800.0, 700.0], sc.log_expit, [(-inf, 1), (inf, 0)]),
    "log1mexp": (lambda x: mpmath.log(-mpmath.expm1(x)), [-700.0, -40.0, -1.0, -0.69, -1e-3, -1e-12], lambda x: np.log(-np.expm1(x)), [(0.0, -inf), (-inf, 0), (1.0, nan), (-800.0, 0)]),
    "logAddExp": (
        lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)), wide, np.logaddexp,
        [((-inf, -inf), (HALF, HALF)), ((-inf, 3.0), (0, 1)), ((3.0, -inf), (1, 0)), ((inf, 1.0), (1, 0)), ((inf, inf), (HALF, HALF)), ((nan, 1.0), (nan, nan))]),
    "logSubtractExp": (
        lambda x, y: mpmath.log(mpmath.exp(x) - mpmath.exp(y)), [(1.5, -2.0), (700.0, -700.0), (31.5, 30.0), (-5.0, -5.001), (2.0, 1.75), (1e5, 1e5 - 1)],
        lambda x, y: x if y == -inf else sc.logsumexp([x, y], b=[1.0, -1.0]),
        [((3.0, -inf), (1, 0)), ((-inf, -inf), (1, 0)), ((3.0, 3.0), (inf, -inf)), ((1.0, 2.0), (nan, nan))]),
    "xlogy": (lambda x, y: x * mpmath.log(y), [(1.5, 2.5), (-2.0, 0.75), (0.0, 3.0), (40.0, 1e-9), (1e-6, 2e3)], sc.xlogy, [((0.0, 0.0), (-inf, 0)), ((2.0, 0.0), (-inf, inf)), ((0.0, nan), (nan, None)), ((0.0, inf), (inf, 0))]),
    "xlog1py": (lambda x, y: x * mpmath.log1p(y), [(1.5, 2.5), (-2.0, -0.75), (0.0, 3.0), (40.0, 1e-9), (1e-6, 2e3)], sc.xlog1py, [((0.0, -1.0), (-inf, 0)), ((2.0, -1.0), (-inf, inf)), ((0.0, nan), (nan, None))]),
    "poissonDeviance": (
        lambda k, d: k * (mpmath.expm1(d) - d) if k else mpmath.exp(d), counts,
        lambda k, d: np.exp(d) if k == 0 else k * (np.expm1(d) - d if d < inf else d),
        [((0.0, -inf), (0, 0)), ((0.0, 800.0), None), ((2.0, -inf), (inf, -2.0)), ((2.0, inf), None), ((3.0, 0.0), (0, 0)), ((1.0, nan), None), ((0.0, nan), None)]),
    "poissonExcess": (
        lambda k, d: k * mpmath.expm1(d) if k else mpmath.exp(d), counts,
        lambda k, d: np.exp(d) if k == 0 else k * np.expm1(d),
        [((0.0, -inf), (0, 0)), ((2.0, -inf), (-1, 0)), ((2.0, inf), (inf, inf)), ((3.0, 0.0), (0, 3.0)), ((1.0, nan), None)]),
    "negativeBinomialDeviance": (
        lambda k, p, d: (p + k) * log_mean_ratio(k, p, d) - k * d,
        [(2.0, 1.5, -0.3), (7.0, 10.0, 0.4), (300.0, 30.0, -0.5), (40.0, 0.5, 2.5), (3.0, 8.0, -60.0), (1.0, 4.0, 50.0), (1e5, 1e-3, -30.0), (2.0, 7.5, 0.36)],
        lambda k, p, d: (p + k) * float(log_mean_ratio(mpf(k), mpf(p), mpf(d))) - k * d,
        [((0.0, 3.0, -800.0), None), ((0.0, 3.0, 720.0), (0, float(719 - mpmath.log(3)), 3)), ((2.0, 3.0, 0.0), (0, 0, 0)), ((2.0, -1.0, 0.5), (nan, nan, nan)), ((2.0, nan, 0.5), None)]),
    "logMeanRatio": (
        log_mean_ratio, dispersed, lambda k, p, d: float(log_mean_ratio(mpf(k), mpf(p), mpf(d))),
        [((3.0, 2.0, 720.0), (2 / 15, -0.2, 1)), ((2.0, 3.0, 0.0), (0, 0, 0.4)), ((2.0, -1.0, 0.5), None), ((2.0, nan, 0.5), None)]),
    "meanExcessShare": (
        mean_excess_share, dispersed, lambda k, p, d: float(mean_excess_share(mpf(k), mpf(p), mpf(d))),
        [((3.0, 2.0, 1e4), (0, 0, 0)), ((2.0, 3.0, 0.0), (0, 0, 0.4)), ((2.0, -1.0, 0.5), None), ((2.0, nan, 0.5), None)]),
    "floor": (mpmath.floor, [-2.5, -0.3, 0.2, 7.9], np.floor, [(2.0, 0), (-0.5, 0), (inf, 0), (nan, 0)]),
    "ceil": (mpmath.ceil, [-2.5, -0.3, 0.2, 7.9], np.ceil, [(2.0, 0), (inf, 0), (nan, 0)]),
    "round": (mpmath.nint, [-2.4, -0.3, 0.2, 7.9], np.round, [(2.5, 0), (3.5, 0), (-0.5, 0), (inf, 0)]),
    "trunc": (lambda x: mpmath.sign(x) * mpmath.floor(abs(x)), [-2.4, -0.3, 0.2, 7.9], np.trunc, [(2.0, 0), (-inf, 0)]),
    "sign": (mpmath.sign, [-2.4, 7.9], np.sign, [(0.0, 0), (inf, 0), (nan, 0)]),
    "abs": (abs, reals, np.abs, [(0.0, 0), (-inf, -1), (inf, 1)]),
    "mod": (mod, [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0), (0.3, 6.5)], np.mod, [((1e5 + 0.25, 0.75), (1, -133333)), ((6.0, 2.0), (1, -3)), ((-6.0, 2.0), (1, 3)), ((1.0, 0.0), None), ((inf, 2.0), None), ((1.0, inf), (1, -0.0)), ((-1.0, inf), None)]),
    "maximum": (max, pairs, np.maximum, [((2.0, 2.0), (HALF, HALF)), ((-inf, 1.0), (0, 1)), ((nan, 1.0), None), ((1.0, nan), None)]),
    "minimum": (min, pairs, np.minimum, [((2.0, 2.0), (HALF, HALF)), ((-inf, 1.0), (1, 0)), ((nan, 1.0), None), ((1.0, nan), None)]),
    "clip": (lambda x: min(max(x, mpf(-1)), mpf(2)), [-30.0, -0.5, 0.1, 1.9, 7.0], lambda x: np.clip(x, -1, 2), [(-1.0, HALF), (2.0, HALF), (-inf, 0), (nan, None)]),
    "select": (lambda x, y: x * y if x > y else y * y, pairs, lambda x, y: np.where(x > y, x * y, y * y), [((2.0, 2.0), (0, 4))]),
    "erf": (mpmath.erf, [-5.0, -0.7, 1e-9, 0.4, 1.5, 5.5], sc.erf, [(inf, 0), (-inf, 0), (0.0, 2 / mpmath.sqrt(mpmath.pi)), (nan, nan)]),
    "erfc": (mpmath.erfc, [-5.0, -0.7, 1e-9, 0.4, 1.5, 5.5, 24.0], sc.erfc, [(inf, -0.0), (-inf, -0.0)]),
    "erfcx": (lambda x: mpmath.exp(x * x) * mpmath.erfc(x), [-20.0, -0.7, 0.4, 1.5, 5.5, 25.0, 33.0, 1e3, 1e7], sc.erfcx, [(0.0, -2 / mpmath.sqrt(mpmath.pi))]),
    "logErfc": (lambda x: mpmath.log(mpmath.erfc(x)), [-4.0, -0.7, 0.4, 1.5, 5.5, 25.0, 1e3, 1e7], sc.erfc, [(-30.0, None)]),
    "logErf": (lambda x: mpmath.log(mpmath.erf(x)), [1e-9, 0.3, 0.51, 1.5, 5.0], lambda x: np.log(sc.erf(x)), [(0.0, None), (-1.0, None)]),
    "normalCDF": (normal_cdf, [-30.0, -5.0, -0.7, 0.4, 1.5, 7.0], sc.ndtr, [(0.0, 1 / mpmath.sqrt(2 * mpmath.pi)), (inf, 0), (-inf, 0)]),
    "logNormalCDF": (lambda x: mpmath.log(normal_cdf(x)), [-1e6, -300.0, -30.0, -5.0, -0.7, 0.4, 1.5, 7.0], sc.log_ndtr, [(0.0, mpmath.sqrt(2 / mpmath.pi)), (inf, 0)]),
    "normalQuantile": (normal_quantile, [-1e6, -690.0, -30.0, -2.4, -1e-9, 0.4, 2.6, 9.0, 800.0], lambda x: sc.ndtri_exp(-np.logaddexp(0.0, -x)) if x < 0 else -sc.ndtri_exp(-np.logaddexp(0.0, x)), [(0.0, mpmath.sqrt(2 * mpmath.pi) / 4)]),
    "lgamma": (real_log_gamma, [-2.5, -0.3, 1e-9, 0.4, 1.4, 2.6, 12.0, 1e5, 1e15], sc.gammaln, [(0.0, None), (inf, inf)]),
    "digamma": (mpmath.digamma, [-2.5, -0.3, 1e-4, 0.4, 1.2, 2.6, 12.0, 1e5, 1e15], sc.digamma, [(inf, 0)]),
    "trigamma": (lambda x: mpmath.psi(1, x), [-2.5, -0.3, 1e-4, 0.4, 1.2, 2.6, 12.0, 1e5], lambda x: sc.polygamma(1, x), [(inf, 0)]),
    "tetragamma": (lambda x: mpmath.psi(2, x), [-2.4, -0.3, 1e-3, 0.4, 1.2, 2.6, 12.0, 1e4], lambda x: sc.polygamma(2, x), []),
    "logBeta": (log_beta, [(0.2, 0.3), (1.5, 2.5), (30.0, 0.01), (1e3, 2e3), (1.25, 1e8), (1e-5, 7.0)], sc.betaln, [((0.0, 1.0), None)]),
    "regularizedGammaP": (gamma_p, [(0.5, 0.2), (3.0, 2.5), (3.0, 40.0), (20.0, 1.5), (80.0, 85.0), (0.05, 3.0)], sc.gammainc, [((2.0, 0.0), (0, 0)), ((1.0, 0.0), (0, 1)), ((2.0, -1.0), (nan, nan))]),
    "regularizedGammaQ": (gamma_q, [(0.5, 0.2), (3.0, 2.5), (3.0, 40.0), (20.0, 1.5), (80.0, 85.0), (0.05, 3.0)], sc.gammaincc, [((2.0, 0.0), (-0.0, -0.0))]),
    "logRegularizedGammaP": (lambda a, x: mpmath.log(gamma_p(a, x)), [(0.5, 0.2), (3.0, 2.5), (3.0, 40.0), (20.0, 1.5), (80.0, 85.0), (40.0, 1e-12)], lambda a, x: np.log(sc.gammainc(a, x)), []),
    "logRegularizedGammaQ": (lambda a, x: mpmath.log(gamma_q(a, x)), [(0.5, 0.2), (3.0, 2.5), (3.0, 40.0), (20.0, 1.5), (80.0, 85.0), (2.5, 200.0)], lambda a, x: np.log(sc.gammaincc(a, x)), []),
    "regularizedBeta": (beta_p, [(2.0, 3.0, 0.4), (0.5, 0.25, 0.9), (15.0, 2.0, 0.2), (30.0, 40.0, 0.45), (1.0, 1.0, 0.5), (3.0, 0.5, 0.999)], sc.betainc, [((2.0, 3.0, 0.0), (0, 0, 0)), ((2.0, 3.0, 1.0), (0, 0, 0)), ((2.0, 3.0, 1.5), (nan, nan, nan))]),
    "logRegularizedBeta": (lambda a, b, x: mpmath.log(beta_p(a, b, x)), [(2.0, 3.0, 0.4), (0.5, 0.25, 0.9), (15.0, 2.0, 0.2), (30.0, 40.0, 0.45), (50.0, 3.0, 0.02), (3.0, 0.5, 0.999)], lambda a, b, x: np.log(sc.betainc(a, b, x)), []),
    "logRegularizedBetaComplement": (lambda a, b, x: mpmath.log(beta_p(b, a, 1 - x)), [(3.0, 2.0, 0.6), (0.25, 0.5, 0.1), (2.0, 15.0, 0.8), (40.0, 30.0, 0.55), (3.0, 50.0, 0.98), (0.5, 3.0, 0.001)], lambda a, b, x: np.log(sc.betaincc(a, b, x)), []),
    "besselI0e": (bessel(0), [-150.0, -3.0, 0.2, 1.5, 20.0, 40.0, 101.0, 1e5], sc.i0e, [(0.0, 0)]),
    "besselI1e": (bessel(1), [-150.0, -3.0, 0.2, 1.5, 20.0, 40.0, 101.0, 1e5], sc.i1e, [(0.0, HALF)]),
    "logBesselI0": (lambda x: mpmath.log(mpmath.besseli(0, x)), [-3.0, 0.2, 1.5, 20.0, 40.0, 101.0, 1e4], lambda x: np.log(sc.i0(x)), [(0.0, 0)]),
}


def partials(function, point):
    result = []
    for index in range(len(point)):
        orders = [0] * len(point)
        orders[index] = 1
        coordinate = abs(point[index])
        # A relative step, so that the difference stays in the domain for tiny and converges for huge coordinates.
        step = mpf(10) ** -350 * (coordinate if coordinate else 1)
        moved = lambda t: function(*[c + t * step if k == index else c for k, c in enumerate(point)])
        # Central differences of order 4: error step^4 relative, rounding 1e-450 relative, so that tails of 1e-400 keep their digits.
        slope = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step)
        result.append(slope)
    return result


def as_tuple(x):
    return x if isinstance(x, tuple) else (x,)


content = {}
with np.errstate(all="ignore"):
    for name, (function, points, numeric, edges) in functions.items():
        inner = [tuple(map(mpf, as_tuple(p))) for p in points]
        content[name] = {
            "points": [[number(c) for c in p] for p in inner],
            "values": [number(function(*p)) for p in inner],
            "partials": [[number(d) for d in partials(function, p)] for p in inner],
            "edges": [
                {
                    "point": [number(c) for c in as_tuple(edge)],
                    "value": number(numeric(*map(np.float64, as_tuple(edge)))) if name != "logErfc" else number(mpmath.log(mpmath.erfc(edge))),
                    "partials": None if slopes is None else [number(s) for s in as_tuple(slopes)],
                }
                for edge, slopes in edges
            ],
        }

target = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "ops-elementwise.json"
target.write_text("{\n" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in content.items()) + "\n}\n")
print(f"{target}: {target.stat().st_size} bytes, {len(content)} functions")
