#!/usr/bin/env python3
"""Writes Tests/Reference/random-streams.json: Philox words by NumPy, normal quantiles and elementary functions by mpmath, and the
cells of chi-square tests, with their probabilities, by SciPy.

Made with NumPy 2.4, SciPy 1.17.1, mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath
import numpy as np
import scipy.integrate
import scipy.special
import scipy.stats

mpmath.mp.dps = 40
random = np.random.Generator(np.random.Philox(5))


def number(x):
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def philox():
    top = 2**64 - 1
    cases = [
        ([0, 0], [0, 0, 0, 0]), ([1, 0], [0, 0, 0, 0]), ([1, 2], [0, 0, 0, 0]), ([2, 1], [0, 0, 0, 0]),
        ([top, top], [0, 0, 0, 0]), ([0x0123456789ABCDEF, 0xFEDCBA9876543210], [5, 6, 7, 8]),
        ([3, 4], [top, 0, 0, 0]), ([3, 4], [top, top, 0, 0]), ([3, 4], [top, top, top, 0]), ([3, 4], [top, top, top, top]),
    ]
    for key, counter in cases:
        generator = np.random.Philox(key=np.array(key, dtype=np.uint64), counter=np.array(counter, dtype=np.uint64))
        words = [int(word) for word in generator.random_raw(22)]
        yield {"key": key, "counter": counter, "words": words}


def normal_quantile(word):
    """The normal number whose tail has the probability ((word mod 2^63) + 1/2) / 2^64, rounded to a double first."""
    tail = mpmath.mpf((float(word & (2**63 - 1)) + 0.5) * 2.0**-64)
    guess = mpmath.mpf(float(scipy.stats.norm.isf(float(tail))))
    f = lambda z: mpmath.log(mpmath.erfc(z / mpmath.sqrt(2)) / 2) - mpmath.log(tail)
    z = mpmath.findroot(f, (guess, guess + mpmath.mpf(10) ** -8))
    return float(z if word >> 63 == 0 else -z)


def normals():
    words = [0, 1, 2, 2**20, 2**40, 2**63, 2**63 + 1, 2**63 + 2**30, 2**64 - 1 - 2**40, 2**63 - 1 - 2**40]
    words += [int(word) for word in random.integers(0, 2**64, 60, dtype=np.uint64)]
    words += [int(word) >> 20 for word in random.integers(0, 2**64, 20, dtype=np.uint64)]
    return [{"word": word, "value": normal_quantile(word)} for word in words]


def functions():
    wide = 10.0 ** random.uniform(-300, 300, 60)
    near = 1 + random.uniform(-0.5, 0.5, 60)
    points = {
        "log": [1.0, 2.0, 5e-324, 1e-310, 0.0, math.inf, *wide, *near, *(1 + random.uniform(-1e-6, 1e-6, 20))],
        "log1p": [0.0, 1e-300, -1e-20, -0.9999, *random.uniform(-0.99, 3, 60), *(10.0 ** random.uniform(-20, 20, 40))],
        "exp": [0.0, 1.0, -745.0, -740.3, 709.7, 710.0, -746.0, math.inf, -math.inf, *random.uniform(-30, 30, 60),
                *random.uniform(-744, 709, 60)],
        "arctangent": [0.0, 0.4375, 0.6875, 1.1875, 2.4375, math.inf, -math.inf, *random.uniform(-4, 4, 80),
                       *(10.0 ** random.uniform(-12, 25, 20))],
    }
    exact = {"log": lambda x: mpmath.log(x) if x > 0 else -mpmath.inf, "log1p": mpmath.log1p, "exp": mpmath.exp,
             "arctangent": mpmath.atan}
    return {name: [{"x": number(float(x)), "value": number(float(exact[name](mpmath.mpf(float(x)))))} for x in xs]
            for name, xs in points.items()}


LEVELS = np.unique(np.concatenate([[1e-4, 1e-3], np.arange(1, 48) / 48, [1 - 1e-3, 1 - 1e-4]]))


def cells(sampler, parameters, edges, cdf, sf=None):
    """Cells between the edges, with their probabilities; those that fewer than 1 in 20,000 fall in are joined."""
    edges = [float(x) for x in np.unique(edges) if np.isfinite(x)]
    below = [0.0] + [float(cdf(x)) for x in edges] + [1.0]
    above = [1.0] + [float(sf(x) if sf else 1 - cdf(x)) for x in edges] + [0.0]
    kept, probabilities, low = [], [], 0
    for high in range(1, len(edges) + 1):
        p = below[high] - below[low] if below[high] < 0.5 else above[low] - above[high]
        if p > 5e-5 and above[high] > 5e-5:
            kept.append(edges[high - 1])
            probabilities.append(p)
            low = high
    probabilities.append(above[low])
    freedom = len(probabilities) - 1
    assert freedom > 0 and abs(sum(probabilities) - 1) < 1e-9, (sampler, parameters, probabilities)
    return {
        "sampler": sampler, "parameters": parameters, "edges": kept, "probabilities": probabilities,
        "alert": float(scipy.stats.chi2.isf(1e-4, freedom)), "fail": float(scipy.stats.chi2.isf(1e-9, freedom)),
    }


def continuous(sampler, parameters, law):
    return cells(sampler, parameters, law.ppf(LEVELS), law.cdf, law.sf)


def counts(sampler, parameters, law):
    return cells(sampler, parameters, np.floor(law.ppf(LEVELS)) + 0.5, law.cdf, law.sf)


def log_gamma(shape):
    def cdf(y):
        if y < -650:
            return math.exp(shape * y - scipy.special.gammaln(shape + 1))
        return float(scipy.special.gammainc(shape, math.exp(y)))
    edges = []
    for level in LEVELS:
        low, high = (math.log(level) - 2) / min(shape, 1) - 5, 60.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if cdf(middle) < level else (low, middle)
        edges.append(low)
    sf = lambda y: float(scipy.special.gammaincc(shape, math.exp(y))) if y >= -650 else 1 - cdf(y)
    return cells("logGamma", [shape], edges, cdf, sf)


def von_mises(kappa):
    density = lambda x: math.exp(kappa * (math.cos(x) - 1)) / (2 * math.pi * scipy.special.ive(0, kappa))
    width = math.pi if kappa < 3 else min(math.pi, 4.5 / math.sqrt(kappa))
    edges = np.linspace(-width, width, 42)[1:-1]
    steps = [scipy.integrate.quad(density, 0, abs(x), epsabs=1e-13)[0] for x in edges]
    table = {float(x): 0.5 + math.copysign(p, x) for x, p in zip(edges, steps)}
    return cells("vonMises", [kappa], edges, lambda x: table[x])


def samplers():
    s = scipy.stats
    yield continuous("uniform", [], s.uniform())
    yield continuous("openUniform", [], s.uniform())
    yield continuous("standardNormal", [], s.norm())
    yield continuous("standardExponential", [], s.expon())
    for shape in (0.05, 0.5, 1.0, 1.5, 10.0, 1e6):
        yield continuous("gamma", [shape], s.gamma(shape))
    for shape in (1e-8, 1e-3, 0.5, 3.0):
        yield log_gamma(shape)
    for a, b in ((0.3, 0.6), (1.0, 1.0), (2.0, 5.0), (0.2, 8.0), (400.0, 3.0)):
        yield continuous("beta", [a, b], s.beta(a, b))
    yield continuous("cauchy", [], s.cauchy())
    for freedom in (0.5, 1.0, 4.0, 1e3):
        yield continuous("studentT", [freedom], s.t(freedom))
    for kappa in (0.0, 1e-9, 0.1, 1.0, 4.0, 50.0, 1e6):
        yield von_mises(kappa)
    for mean in (1e-3, 0.5, 9.9, 10.0, 30.0, 1e3, 1e7):
        yield counts("poisson", [mean], s.poisson(mean))
    for n, p in ((1, 0.3), (10, 0.5), (1000, 0.001), (25, 0.4), (40, 0.5), (100, 0.9), (10**6, 0.3), (10**9, 1e-7)):
        yield counts("binomial", [n, p], s.binom(n, p))


content = {"philox": list(philox()), "normals": normals(), "functions": functions(), "samplers": list(samplers())}
path = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "random-streams.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes")
