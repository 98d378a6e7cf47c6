#!/usr/bin/env python3
"""Writes Tests/Reference/logits.json: distributions of a probability that is 0 or 1 as a double, in mpmath.

A row of a family is [its parameters, of which the probability is given as its logit, the value, log f and its derivative in the logit, log F,
log(1 - F)]. Beyond are "WienerFar", rows [the parameters, the value, log F, log(1 - F)] of the latest response times; "PolyaGammaMoments", rows
[shape, tilt, mean, variance, their first and their second derivatives in the tilt]; "NegativeBinomialRateEnds", rows [shape, rate, count, log P and
its derivatives in both]. Numbers are exact to double precision. Made with mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath as mp

import further_families

LOGITS = [-700, -300, -40, 40, 300, 700]
log, exp, lg = mp.log, mp.exp, mp.loggamma


def sigmoid(eta):
    """p and 1 - p."""
    return 1 / (1 + exp(-eta)), 1 / (1 + exp(eta))


def of_counts(mass):
    """log P and both tails of a distribution of counts, given P(k): that above is the complement."""
    def functions(*given):
        parameters, k = given[:-1], int(given[-1])
        below = mp.fsum(mass(*parameters, j) for j in range(k + 1))
        p, rest = mass(*parameters, k), 1 - below
        return [log(y) if y > mp.mpf(10) ** (20 - mp.mp.dps) else -mp.inf for y in (p, below, rest)]
    return functions


def binomial(n, eta, k):
    p, q = sigmoid(eta)
    return mp.binomial(n, k) * p**k * q ** (n - k)


def negative_binomial(r, eta, k):
    p, q = sigmoid(eta)
    return exp(lg(k + r) - lg(r) - lg(k + 1)) * p**r * q**k


def poisson(r, k):
    return exp(-r) * r**k / mp.factorial(k)


def geometric(eta, k):
    p, q = sigmoid(eta)
    return [log(p) + (k - 1) * log(q), log(1 - q**k), k * log(q)]


def zero_inflated(eta, r, k):
    p, q = sigmoid(eta)
    return (p if k == 0 else 0) + q * poisson(r, k)


def hurdle(eta, r, k):
    p, q = sigmoid(eta)
    return p if k == 0 else q * poisson(r, k) / (1 - exp(-r))


def discrete_weibull(eta, b, k):
    logarithm = -mp.log1p(exp(-eta))
    below, above = logarithm * mp.mpf(k) ** b if k > 0 else mp.mpf(0), logarithm * (k + mp.mpf(1)) ** b
    return [below + log(-mp.expm1(above - below)), log(-mp.expm1(above)), above]


def wiener(a, tau, eta, v, x):
    # The tails have more digits than are set.
    return wiener_density(a, tau, eta, v, x) + list(further_families.wiener_tails(a, tau, sigmoid(eta)[0], v, x))


def wiener_density(a, tau, eta, v, x):
    return [further_families.wiener(a, tau, sigmoid(eta)[0], v, x)]


def beta(a, b, x):
    density = (a - 1) * log(x) + (b - 1) * mp.log1p(-x) + lg(a + b) - lg(a) - lg(b)
    # I_x(a, b) as a series, by the smaller shape; of the other one it is the complement.
    def lower(a, b, x):
        front = exp(a * log(x) + b * mp.log1p(-x) + lg(a + b) - lg(a + 1) - lg(b))
        total, term, n = mp.mpf(0), mp.mpf(1), 0
        while term > total * mp.mpf(10) ** -(mp.mp.dps + 5):
            total += term
            n += 1
            term *= (a + b + n - 1) / (a + n) * x
        return front * total
    # The second half of the numbers stands after 1 where a shape is tiny.
    if x < 0.5:
        below = lower(a, b, x)
        return [density, log(below), log(1 - below)]
    above = lower(b, a, 1 - x)
    return [density, log(1 - above), log(above)]


def beta_concentration(eta, kappa, x):
    m, rest = sigmoid(eta)
    return beta(m * kappa, rest * kappa, x)


def beta_deviation(eta, s, x):
    m, rest = sigmoid(eta)
    count = m * rest / s**2 - 1
    return beta(m * count, rest * count, x)


def deviation(eta):
    return float(mp.sqrt(sigmoid(mp.mpf(eta))[0] * sigmoid(mp.mpf(eta))[1]) / 2)


# The functions of the parameters and the value, the place of the logit, parameters for a logit, values.
FAMILIES = {
    "BernoulliProbability": (of_counts(lambda eta, k: sigmoid(eta)[1 - k]), 0, lambda e: (e,), [0, 1]),
    "BinomialProbability": (of_counts(binomial), 1, lambda e: (10, e), [0, 1, 9, 10]),
    "NegativeBinomialProbability": (of_counts(negative_binomial), 1, lambda e: (2.5, e), [0, 1, 4]),
    "Geometric": (geometric, 0, lambda e: (e,), [1, 2, 30]),
    "ZeroInflated": (of_counts(zero_inflated), 0, lambda e: (e, 3), [0, 2]),
    "Hurdle": (of_counts(hurdle), 0, lambda e: (e, 3), [0, 2]),
    "DiscreteWeibull": (discrete_weibull, 0, lambda e: (e, 1.25), [0, 1, 5]),
    "Wiener": (wiener, 2, lambda e: (1.5, 0.25, e, 0.75), [-2, -0.5, 0.5, 2]),
    "BetaMeanConcentration": (beta_concentration, 0, lambda e: (e, 5), [0.25, 0.75]),
    "BetaMeanDeviation": (beta_deviation, 0, lambda e: (e, deviation(e)), [0.25, 0.75]),
}


def number(x):
    """A double as JSON has it."""
    x = float(x)
    return x if math.isfinite(x) else "Infinity" if x > 0 else "-Infinity"


def row(numbers, results):
    return [number(x) for x in numbers] + [number(x) for x in results]


content = {}
for name, (functions, place, parameters, values) in FAMILIES.items():
    rows = []
    for eta in LOGITS:
        for value in values:
            # Digits for the smallest probability's distance from 1.
            mp.mp.dps = 3300 if "Binomial" in name else 100 + abs(eta) // 2
            point = [mp.mpf(p) for p in parameters(eta)]
            argument = value if name not in ("Wiener", "BetaMeanConcentration", "BetaMeanDeviation") else mp.mpf(value)
            found = functions(*point, argument)
            density = wiener_density if name == "Wiener" else functions
            slope = mp.diff(lambda e: density(*point[:place], e, *point[place + 1:], argument)[0], point[place])
            rows.append(row(parameters(eta) + (value,), [found[0], slope] + found[1:]))
    content[name] = rows

mp.mp.dps = 60
content["WienerFar"] = [
    row((a, t, w, v, x), further_families.wiener_tails(*map(mp.mpf, (a, t, w, v, x))))
    for a, t, w, v in [(1.5, 0.25, 0.25, 0.75), (1, 0.125, 0.75, -2)]
    for x in [s * t for t in (8.0, 20.0, 100.0, 1e8, 1e15, 1e17, 1e25, 1e300) for s in (-1, 1)]
]


def polya_gamma_moments(h, z):
    def mean(z):
        return h * mp.tanh(z / 2) / (2 * z) if z != 0 else h / 4

    def variance(z):
        return h * (mp.sinh(z) - z) / (4 * z**3 * mp.cosh(z / 2) ** 2) if z != 0 else h / 24

    if z == 0:
        # Of the power series 1/4 - z²/48 and 1/24 - z²/120.
        return [mean(z), variance(z), 0, 0, -h / 24, -h / 60]
    return [mean(z), variance(z)] + [mp.diff(f, z, n) for n in (1, 2) for f in (mean, variance)]


mp.mp.dps = 100
content["PolyaGammaMoments"] = [
    row((h, z), polya_gamma_moments(mp.mpf(h), mp.mpf(z)))
    for h in (1, 2.5) for z in (0, 1e-9, 1e-4, -1.1e-4, 0.01, 0.5, -0.9999, 1.5, 3.9, -4.1, 12, 300)
]


def negative_binomial_by_rate(a, b, k):
    return lg(k + a) - lg(a) - lg(k + 1) + a * log(b / (1 + b)) - k * mp.log1p(b)


mp.mp.dps = 400
content["NegativeBinomialRateEnds"] = []
for b in (1e-320, 1e-305, 1e-200, 1e-20, 0.75, 3, 1e20, 1e200, 1e300):
    for a in (0.5, 15):
        for k in (0, 3, 40):
            point = mp.mpf(a), mp.mpf(b), k
            slopes = [mp.digamma(k + point[0]) - mp.digamma(point[0]) + log(point[1] / (1 + point[1])),
                      (point[0] / point[1] - k) / (1 + point[1])]
            content["NegativeBinomialRateEnds"].append(row((a, b, k), [negative_binomial_by_rate(*point)] + slopes))

path = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "logits.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
