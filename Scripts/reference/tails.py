#!/usr/bin/env python3
"""Writes Tests/Reference/tails.json, tails-closed-forms.json, tails-made.json and tails-further.json: both tails of every univariate family at 200 points
or more each, by mpmath.

A row of the table "Family" is [the parameters, x, log F(x)], one of "Family above" [the parameters, x, log(1 - F(x))]: each
tail from one half down to 1e-300, as far as the spacing of doubles lets x go there. The points x are quantiles by SciPy,
rounded, or searched with the tails themselves; the logarithms are exact for these. With names of families as arguments only their
tables are made anew. Made with mpmath 1.3 and SciPy 1.17.
"""

import cmath
import importlib.util
import json
import math
import pathlib
import struct
import sys
import types

import mpmath as mp
import numpy as np
from scipy import special, stats

import closed_families as closed
import further_families as further

HERE = pathlib.Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("distribution_functions", HERE / "distribution-functions.py")
EXACT = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(EXACT)



class Searched:
    """A member of a family that SciPy lacks, or whose far quantiles it does not find: the doubles next to its quantiles."""

    def __init__(self, family, parameters, low, high):
        self.tails, self.ends = lambda x: EXACT.FAMILIES[family][0](*map(mp.mpf, parameters), mp.mpf(x)), (low, high)
        self.dist = types.SimpleNamespace(name=family)

    @staticmethod
    def rank(x):
        """The place of a double among all doubles, and back."""
        bits = struct.unpack("<q", struct.pack("<d", x))[0]
        return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)

    @staticmethod
    def double(rank):
        return math.copysign(struct.unpack("<d", struct.pack("<q", abs(rank)))[0], rank)

    def place(self, p, which):
        low, high = map(self.rank, self.ends)
        target = mp.log(mp.mpf(p))
        while high - low > 1:
            middle = (low + high) // 2
            isBelow = self.tails(self.double(middle))[which] < target
            low, high = (middle, high) if isBelow == (which == 0) else (low, middle)
        # Fewer digits, so that the file is small.
        return float(f"{self.double(high):.12g}")

    def ppf(self, p):
        return self.place(p, 0)

    def isf(self, p):
        return self.place(p, 1)

    def std(self):
        return math.nan


class Odds:
    """A beta prime distribution, whose upper tail is the lower one of its inverse: SciPy does not find its far quantiles."""

    def __init__(self, a, b):
        self.member, self.inverse = stats.betaprime(a, b), stats.betaprime(b, a)
        self.dist = self.member.dist

    def ppf(self, p):
        return self.member.ppf(p)

    def isf(self, p):
        return 1 / self.inverse.ppf(p)

    def std(self):
        return math.nan


class Skewed:
    """A skew normal distribution, by the integral of its density in doubles: SciPy does not find its far quantiles."""

    def __init__(self, location, scale, shape):
        self.location, self.scale, self.shape, self.dist = location, scale, shape, types.SimpleNamespace(name="skewnorm")

    def place(self, p, sign):
        """Bisects the z beyond which there is p on a side, by steps that are small against the density's fall."""
        shape, low, high = self.shape * sign, -9.0, 40.0
        for _ in range(60):
            z = (low + high) / 2
            t = z + np.linspace(0, 80 / (abs(z) + 8) + 8 * (z < 2), 20001)
            logs = special.log_ndtr(shape * t) - t * t / 2 - 0.2257913526447274
            tail = np.log(np.trapezoid(np.exp(logs - logs.max()), t)) + logs.max()
            low, high = (z, high) if tail > math.log(p) else (low, z)
        return self.location + self.scale * sign * float(f"{high:.9g}")

    def ppf(self, p):
        return self.place(p, -1)

    def isf(self, p):
        return self.place(p, 1)

    def std(self):
        return math.nan


class Circle:
    """A von Mises distribution, by sums of its density in numbers of a wide range from either end on."""

    dist = types.SimpleNamespace(name="circle")

    def __init__(self, direction, concentration):
        self.direction, self.concentration = direction, concentration

    def places(self, p):
        found = []
        for sign in (1, -1):
            steps = np.concatenate([[0], np.geomspace(1e-14, 2 * math.pi, 40001)]).astype(np.longdouble)
            weights = np.exp(self.concentration * (np.cos(steps - np.longdouble(math.pi) - sign * self.direction) - 1))
            sums = np.concatenate([[0], np.cumsum((weights[1:] + weights[:-1]) / 2 * np.diff(steps))])
            logs = np.log(sums[1:] / sums[-1])
            x = float(np.interp(math.log(p), logs.astype(float), steps[1:].astype(float))) - math.pi
            found.append(sign * float(f"{x:.12g}") if math.log(p) > logs[0] else math.nan)
        return tuple(found)


def searched(family, ends):
    if ends is None:
        return Circle
    return lambda *parameters: Searched(family, parameters, *ends(*parameters))


sigmoid = lambda e: 1 / (1 + math.exp(-e))
negative = lambda m, f: stats.nbinom(f, f / (f + m))



class Closed:
    """A member of a family with quantiles in closed form."""

    def __init__(self, name, *parameters):
        self.name, self.parameters = name, parameters

    def places(self, p):
        return tuple(map(float, closed.QUANTILES[self.name](mp.mpf(p), *map(mp.mpf, self.parameters))))


class PolyaGamma:
    """Its quantiles are about where the exponent of its saddle point has the logarithm of the probability."""

    dist = EXACT.count_families.Member.dist

    def __init__(self, h, z):
        self.h, self.a = h, abs(z) / 2
        self.mean = h / 4 * (math.tanh(self.a) / self.a if z else 1)

    def exponent(self, x):
        w = float(further.polya_gamma_saddle(self.h, x)) ** 2 - math.pi**2 / 4
        log_cosine = math.log(abs(cmath.cosh(cmath.sqrt(w)))) if w < 1e4 else math.sqrt(w) - math.log(2)
        return 2 * x * (w - self.a**2) - self.h * (log_cosine - math.log(math.cosh(self.a)))

    def places(self, p):
        found = []
        # Both tails are smaller than the exponential, far out by a factor near e^-5.
        level = math.log(p) + min(7, -0.2 * math.log(p))
        for end in (self.h * 1e-5 + self.h**2 * 1e-5, self.mean + 200 + self.h):
            inner, outer = self.mean, end
            for _ in range(60):
                middle = math.sqrt(inner * outer)
                inner, outer = (middle, outer) if self.exponent(middle) > level else (inner, middle)
            found.append(float(f"{inner:.12g}"))
        return tuple(found)


class HalfT(Closed):
    """The size of a Student's t: near 0 by the density there, else by SciPy's t."""

    def places(self, p):
        t = stats.t(self.parameters[0], 0, self.parameters[1])
        return float(p / (2 * t.pdf(0)) if p < 1e-8 else t.ppf(0.5 + p / 2)), float(t.isf(p / 2))


class HalfNormalTails(Closed):
    """A family whose tails are those of the size of a normal number, at the root of what is given."""

    def places(self, p):
        m, s = map(mp.mpf, self.parameters)
        # Where a normal number is above in size with the probability p, and below.
        high = mp.mpf(float(stats.norm.isf(p / 2)))
        low = mp.mpf(p) * mp.sqrt(mp.pi / 2) if p < 1e-8 else mp.mpf(float(stats.norm.ppf(0.5 + p / 2)))
        place = (lambda z: m + s / z**2) if self.name == "Levy" else (lambda z: m - 2 * s * mp.log(z))
        return float(place(high)), float(place(low))


def by_closed_form(name):
    return lambda *parameters: Closed(name, *parameters)


# Each family by SciPy, or by closed quantiles, and points of its parameters.
FAMILIES = {
    "Normal": (stats.norm, [(0, 1), (-3, 0.5), (100, 20), (1e6, 1e-3), (0, 1e200)]),
    "HalfNormal": (lambda s: stats.halfnorm(0, s), [(1,), (0.2,), (30,), (1e-100,)]),
    "LogNormal": (lambda m, s: stats.lognorm(s, 0, math.exp(m)), [(0, 1), (2, 0.3), (-1, 2), (5, 8)]),
    "StudentT": (lambda n, m, s: stats.t(n, m, s), [(4, 0, 1), (1.5, 2, 0.5), (40, -10, 3), (300, 0, 1), (2, 1e6, 1)]),
    "Cauchy": (stats.cauchy, [(0, 1), (5, 0.3), (-1e6, 10), (0, 1e-8)]),
    "HalfCauchy": (lambda s: stats.halfcauchy(0, s), [(1,), (2.5,), (1e-6,), (1e5,)]),
    "Exponential": (lambda r: stats.expon(0, 1 / r), [(1,), (0.05,), (7,), (1e9,)]),
    "Gamma": (lambda a, b: stats.gamma(a, 0, 1 / b), [(2, 1), (0.3, 2), (1, 0.5), (40, 0.5), (1e4, 3)]),
    "InverseGamma": (lambda a, b: stats.invgamma(a, 0, b), [(3, 1), (0.8, 2), (25, 10), (1e4, 3)]),
    "Beta": (stats.beta, [(2, 3), (0.5, 1.5), (1, 1), (60, 40), (1e4, 300), (0.7, 900)]),
    "GammaMeanDeviation": (
        lambda m, s: stats.gamma((m / s) ** 2, 0, s * s / m), [(2, 1), (0.3, 2), (1, 0.5), (40, 0.5), (1e4, 300)]),
    "InverseGammaMeanDeviation": (
        lambda m, s: stats.invgamma(2 + (m / s) ** 2, 0, m * (1 + (m / s) ** 2)), [(3, 1), (0.8, 2), (25, 10), (1e4, 300)]),
    "BetaMeanConcentration": (
        lambda m, k: stats.beta(m * k, (1 - m) * k), [(0.5, 4), (0.25, 2), (0.6, 100), (0.9, 1e4)]),
    "BetaMeanDeviation": (lambda m, s: stats.beta(*EXACT.beta_moments(m, s)), [(0.5, 0.2), (0.25, 0.3), (0.6, 0.05), (0.9, 1e-3)]),
    "BetaPrime": (Odds, [(2, 3), (0.5, 1.5), (1, 1), (60, 40), (0.7, 9)]),
    "InverseGaussian": (searched("InverseGaussian", lambda m, l: (1e-300, 1e9 * m)), [(1, 1), (3, 0.5), (0.2, 10), (1e4, 1e7)]),
    "ExGaussian": (
        searched("ExGaussian", lambda m, s, r: (m - 50 * s, m + 50 * s + 900 / r)),
        [(0, 1, 1), (-3, 0.5, 0.25), (100, 20, 0.5), (0, 1e-3, 0.1)]),
    "SkewNormal": (Skewed, [(0, 1, 2), (-3, 0.5, -0.7), (100, 20, 0.1), (0, 1e-3, -4)]),
    "GeneralizedExtremeValue": (
        lambda m, s, k: stats.genextreme(-k, m, s), [(0, 1, 0.2), (0, 2, 0), (1, 0.5, -0.005), (-10, 3, 1e-7), (0, 1, 0.9)]),
    "GeneralizedPareto": (
        lambda m, s, k: stats.genpareto(k, m, s), [(0, 1, 0.2), (0, 2, 0), (0, 0.5, -0.005), (0, 3, 1e-7), (0, 1, 0.9)]),
    "JohnsonSU": (lambda m, s, g, d: stats.johnsonsu(g, d, m, s), [(0, 1, 0.5, 1.5), (-3, 0.5, -1, 0.7), (100, 20, 2, 4)]),
    "SinhArcsinh": (
        searched("SinhArcsinh", lambda m, s, g, d: (-1e9, 1e9)), [(0, 1, 0.5, 1.5), (-3, 0.5, -1, 0.7), (100, 20, 0.3, 2)]),
    "LogitNormal": (searched("LogitNormal", lambda m, s: (1e-300, 1 - 2.0**-53)), [(0, 0.5), (-3, 0.7), (2, 0.25), (0.1, 0.75)]),
    "PERT": (
        searched("PERT", lambda a, m, b: (math.nextafter(a, b), math.nextafter(b, a))),
        [(0, 0.3, 1), (0, 2, 12), (-5, -1, 0), (-7, -7, 0), (0, 1e3, 1e3)]),
    "HyperbolicSecant": (
        searched("HyperbolicSecant", lambda m, s: (m - 450 * s, m + 450 * s)), [(0, 1), (3, 0.2), (-1e5, 50), (0, 1e-30)]),
    "SoftLaplace": (
        searched("SoftLaplace", lambda m, s: (m - 700 * s, m + 700 * s)), [(0, 1), (3, 0.2), (-1e5, 50), (0, 1e-30)]),
    "Uniform": (
        lambda a, b: stats.uniform(a, b - a), [(0, 1), (-3, 12), (1e3, 1e5), (-7, 0), (0, 1e200), (-1e-9, 0), (-1e100, 0)]),
    "Laplace": (stats.laplace, [(0, 1), (-2, 4), (1e5, 1e-2), (0, 1e-30)]),
    "Logistic": (stats.logistic, [(0, 1), (3, 0.2), (-1e5, 50), (0, 1e-30)]),
    "Gumbel": (by_closed_form("Gumbel"), [(0, 1), (-3, 0.5), (100, 20), (0, 1e-30)]),
    "Weibull": (by_closed_form("Weibull"), [(2, 1), (1, 5), (5, 0.1), (1e3, 20)]),
    # Just above the minimum doubles lie too far apart for a small probability, unless the shape is tiny.
    "Pareto": (by_closed_form("Pareto"), [(2.5, 1), (5, 1e-3), (1e3, 20), (1e-300, 1)]),
    "ParetoType2": (by_closed_form("ParetoType2"), [(2.5, 0, 1), (5, 0, 1e-3), (1e3, 0, 20), (3, -7, 2)]),
    "Rayleigh": (by_closed_form("Rayleigh"), [(1,), (0.2,), (30,), (1e-100,)]),
    "Maxwell": (lambda s: stats.maxwell(0, s), [(1,), (0.2,), (30,), (1e-100,)]),
    "Levy": (lambda *p: HalfNormalTails("Levy", *p), [(0, 1), (0, 1e-300), (-1e-9, 1e-3), (3, 10)]),
    "Frechet": (by_closed_form("Frechet"), [(2, 1), (5, 0.1), (1e3, 20), (3, 5)]),
    "HalfStudentT": (lambda *p: HalfT("HalfStudentT", *p), [(4, 1), (1.5, 0.5), (40, 3), (300, 1)]),
    "ChiSquared": (stats.chi2, [(4,), (0.6,), (2,), (80,), (2e4,)]),
    "InverseChiSquared": (lambda n: stats.invgamma(n / 2, 0, 0.5), [(6,), (1.6,), (50,), (2e4,)]),
    "ScaledInverseChiSquared": (lambda n, s: stats.invgamma(n / 2, 0, n * s * s / 2), [(6, 1), (5, 0.2), (50, 3), (2e4, 2)]),
    "AsymmetricLaplace": (by_closed_form("AsymmetricLaplace"), [(1.5, 0, 1), (0.2, -2, 4), (3, 0, 1e-30), (0.9, 1e5, 1e-2)]),
    "LogLogistic": (by_closed_form("LogLogistic"), [(1, 2.5), (0.2, 4), (30, 1e3), (2, 9)]),
    # Doubles near the bounds lie too far apart for small probabilities.
    "LogUniform": (by_closed_form("LogUniform"), [(1, 10), (1e-3, 12), (1e-300, 1e300), (3, 3.125)]),
    "Kumaraswamy": (by_closed_form("Kumaraswamy"), [(2, 3), (5, 0.7), (40, 30), (1.5, 60), (1, 300)]),
    "Triangular": (by_closed_form("Triangular"), [(0, 0.25, 1), (-3, 0, 12), (-7, -2, 0), (-1, -0.3, 0), (0, 2, 1e5)]),
    "Moyal": (lambda *p: HalfNormalTails("Moyal", *p), [(0, 1), (-3, 0.5), (100, 20), (0, 1e-30)]),
    "BernoulliProbability": (
        stats.bernoulli,
        [(float(f"{10.0 ** -(0.31 + 2.99 * k):.3g}"),) for k in range(101)] + [(1 - 2.0 ** -(1 + k * 0.52),) for k in range(100)]),
    "BernoulliLogit": (lambda e: stats.bernoulli(sigmoid(e)), [(s * (0.2 + 6.89 * k),) for k in range(100) for s in (-1, 1)]),
    "BinomialProbability": (stats.binom, [(10, 0.3), (200, 0.9), (1500, 0.5), (3000, 0.2), (10**6, 0.7)]),
    "BinomialLogit": (lambda n, e: stats.binom(n, sigmoid(e)), [(10, -1), (50, 2), (3000, 0.25), (10**5, -4)]),
    "PoissonRate": (stats.poisson, [(3,), (0.2,), (60,), (1000,), (1e5,)]),
    "PoissonLogRate": (lambda e: stats.poisson(math.exp(e)), [(1,), (3.5,), (8,), (10.5,)]),
    "NegativeBinomial": (negative, [(5, 2), (20, 15), (1, 0.5), (9000, 900), (3000, 1e4)]),
    "NegativeBinomialRate": (lambda a, b: stats.nbinom(a, b / (1 + b)), [(2, 0.4), (15, 0.75), (0.5, 0.5), (900, 0.1), (1e4, 3)]),
    "NegativeBinomialProbability": (stats.nbinom, [(2, 0.3), (15, 0.4), (0.5, 0.125), (900, 0.1), (1e4, 0.75)]),
    "Geometric": (
        stats.geom, [(0.3,), (0.02,), (1e-6,), (0.9,)] + [(float(f"{10.0 ** -(1 + 6.5 * k):.3g}"),) for k in range(46)]),
}


class Counted(EXACT.count_families.Member):
    """A family of count_families.py that has no quantiles in SciPy."""


class Middle:
    """Of four ordered categories the middle of the cutpoints is looked at."""

    dist = EXACT.count_families.Member.dist

    def places(self, p):
        return 1, 1


class Heavy:
    """A beta-negative binomial distribution, by bisection in doubles of few digits: its counts are too many for a table."""

    dist = EXACT.count_families.Member.dist

    def __init__(self, *parameters):
        self.tails = lambda k: EXACT.count_families.beta_negative_tails(*map(mp.mpf, parameters), mp.mpf(k))

    def places(self, p):
        with mp.workdps(20):
            target = mp.log(p)
            return first_count(lambda k: self.tails(k)[0] >= target), first_count(lambda k: self.tails(k)[1] <= target)


def counted(name, first=0, last=2500):
    return lambda *parameters: Counted(name, parameters, first, last(*parameters) if callable(last) else last)


COUNTS = {
    "OrderedLogistic": (lambda *_: Middle(), [(s * (0.2 + 6.89 * k), -0.5, 0.25, 2) for k in range(100) for s in (-1, 1)]),
    "OrderedProbit": (lambda *_: Middle(), [(s * (0.2 + 0.37 * k), -0.5, 0, 2) for k in range(100) for s in (-1, 1)]),
    "BetaBinomial": (
        counted("BetaBinomial", 0, lambda n, a, b: int(n)), [(400, 40, 60), (2500, 1e4, 1e4), (30, 0.5, 0.7), (1200, 300, 2000)]),
    "ZeroInflated": (counted("ZeroInflated"), [(1e-300, 1000), (0.3, 3), (1e-120, 500)]),
    "Hurdle": (counted("Hurdle"), [(1e-300, 1000), (0.3, 3), (1e-120, 500)]),
    "DiscreteUniform": (counted("DiscreteUniform", 0, lambda a, b: int(b)), [(0, 150), (0, 1000), (0, 9), (0, 400), (0, 2000)]),
    "Hypergeometric": (counted("Hypergeometric", 0, lambda s, m, n: int(min(m, n))), [(4000, 2000, 1000), (900, 300, 300), (40, 9, 20)]),
    "DiscreteWeibull": (counted("DiscreteWeibull", 0, 4000), [(0.8, 1.3), (0.99, 0.9), (0.9999, 1.5), (1 - 2.0**-40, 4)]),
    # A step of larger counts is smaller than what the tails' rounding leaves of it.
    "BetaNegativeBinomial": (Heavy, [(20, 150, 30), (1100, 4000, 4000), (1500, 300, 200)]),
    "Skellam": (counted("Skellam", -400, 500), [(3, 2), (60, 40), (0.5, 20)]),
    "YuleSimon": (counted("YuleSimon", 1, 4000), [(3,), (40,), (150,)] + [(float(f"{10.0 ** -(0.1 * k):.3g}"),) for k in range(1, 61)]),
    "GeneralizedPoisson": (counted("GeneralizedPoisson", 0, 4000), [(700, 0.2), (900, 0), (3, 0.4)]),
    "ConwayMaxwellPoisson": (counted("ConwayMaxwellPoisson", 0, 1500), [(700, 1), (5, 0.4), (1e6, 2.2), (20, 0.55)]),
}
FAMILIES.update(COUNTS)
FAMILIES["PolyaGamma"] = (PolyaGamma, [(1, 0), (2.5, 1.5), (0.3, -4), (60, 0.25)])
FAMILIES.update({name: (searched(name, ends), points) for name, (ends, points) in further.FAR.items()})

# How many levels a tail is asked for, where several have one whole number or one double.
LEVELS = {
    "Uniform": 280, "Beta": 126, "BinomialProbability": 190, "BinomialLogit": 280, "PoissonRate": 220, "PoissonLogRate": 180,
    "Pareto": 240, "ParetoType2": 130, "Levy": 130, "LogUniform": 440, "Kumaraswamy": 126, "Triangular": 150,
    "BetaPrime": 115, "GammaMeanDeviation": 120, "BetaMeanConcentration": 140, "BetaMeanDeviation": 150, "PERT": 150,
    "NegativeBinomial": 210, "NegativeBinomialRate": 210, "NegativeBinomialProbability": 210, "Geometric": 500, "BernoulliProbability": 603, "BernoulliLogit": 600,
    "OrderedLogistic": 600, "OrderedProbit": 600, **dict.fromkeys(list(COUNTS)[2:], 250),
    "DiscreteUniform": 4000, "DiscreteWeibull": 400, "YuleSimon": 1600, "Interpolated": 200, "VonMises": 160}


def level(count, k):
    """A probability: the k-th of `count` from near one half to 1e-300, half of them above 1e-12."""
    half = count // 2
    power = 0.31 + 11.69 * k / half if k < half else 12 + 288 * (k - half) / (count - half - 1)
    return 10.0**-power


def first_count(holds):
    """The first whole number from 0 at which a statement holds that goes on to hold."""
    low, high = -1, 1
    while not holds(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def places(member, p, is_discrete):
    """About the quantiles below and above which there is the probability p; a Bernoulli variable has one step, at 0."""
    if isinstance(member, Closed):
        return member.places(p)
    if hasattr(member, "places"):
        return member.places(p)
    with np.errstate(all="ignore"):
        if member.dist.name == "bernoulli":
            return 0, 0
        if member.dist.name == "geom" and member.args[0] < 1e-7:
            return 1 + int(-math.log10(p)) % 7, math.nan
        if is_discrete:
            return first_count(lambda k: member.cdf(k) >= p), first_count(lambda k: member.sf(k) <= p)
        small = member.std() * math.sqrt(math.pi / 2) / math.sqrt(1 - 2 / math.pi) * p
        if member.dist.name == "uniform":
            low, width = member.args
            return float(low + mp.mpf(width) * p), float(low + mp.mpf(width) - mp.mpf(width) * p)
        is_folded = member.dist.name == "halfnorm" and p < 1e-8
        return small if is_folded else float(member.ppf(p)), float(member.isf(p))


def rows(tails, member, parameters, count, is_discrete):
    lower, upper = {}, {}
    for k in range(count):
        found = places(member, level(count, k), is_discrete)
        for x, table, which in zip(found, (lower, upper), (0, 1)):
            if not math.isfinite(x) or abs(x) < 1e-305 or x in table:
                if x != 0 or not is_discrete:
                    continue
            try:
                logarithm = tails(*map(mp.mpf, parameters), mp.mpf(x))[which]
            except (ValueError, TypeError, ZeroDivisionError, mp.libmp.NoConvergence):
                continue
            if mp.isfinite(logarithm) and mp.im(logarithm) == 0 and -691 < logarithm < -0.3:
                table[x] = float(logarithm)
    return [[[*parameters, x, table[x]] for x in sorted(table)] for table in (lower, upper)]


def tables(names):
    content = {}
    for name in names:
        family, points = FAMILIES[name]
        tails = EXACT.FAMILIES[name][0]
        is_discrete = name.startswith(EXACT.DISCRETE)
        count = math.ceil(LEVELS.get(name, 104) / len(points))
        content[name], content[name + " above"] = [], []
        for parameters in points:
            below, above = rows(tails, family(*parameters), parameters, count, is_discrete)
            content[name] += below
            content[name + " above"] += above
        print(name, len(content[name]), len(content[name + " above"]),
              min((r[-1] for r in content[name]), default=None), min((r[-1] for r in content[name + " above"]), default=None), flush=True)
    return content


FILES = {
    "tails": lambda: tables(name for name in FAMILIES if name not in (*closed.DENSITIES, *EXACT.MADE, *further.FAR)),
    "tails-closed-forms": lambda: tables(name for name in FAMILIES if name in closed.DENSITIES),
    "tails-made": lambda: tables(name for name in FAMILIES if name in EXACT.MADE),
    "tails-further": lambda: tables(further.FAR),
}

if __name__ == "__main__":
    for name in sys.argv[1:] or FILES:
        EXACT.write(name, FILES[name]())
