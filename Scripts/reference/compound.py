#!/usr/bin/env python3
"""Writes Tests/Reference/compound.json: tails of mixtures and categories down to 1e-300, densities of truncated mixtures and of ordered vectors,
and moments of mixtures and of truncated distributions, by mpmath.

Rows of mixtures are [x, log f, log F, log(1 - F)], of truncated ones [lower, upper, x, and the same]. Derivatives of ordered vectors'
densities are those in the elements and in the parameters; a bound that is null is infinite. Made with mpmath 1.3 and SciPy 1.17.
"""

import importlib.util
import json
import math
import pathlib
import struct

import mpmath as mp
from scipy import special, stats

HERE = pathlib.Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("distribution_functions", HERE / "distribution-functions.py")
EXACT = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(EXACT)
mp.mp.dps = 60

DENSITIES = {
    "Normal": lambda x, m, s: -((x - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2,
    "StudentT": lambda x, n, m, s: mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2 - mp.log(s)
    - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n),
    "Gamma": lambda x, a, b: a * mp.log(b) + (a - 1) * mp.log(x) - b * x - mp.loggamma(a),
    "Exponential": lambda x, r: mp.log(r) - r * x,
    "Beta": lambda x, a, b: (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b),
    "Logistic": lambda x, m, s: -(x - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-(x - m) / s)),
    "PoissonRate": lambda x, r: x * mp.log(r) - r - mp.loggamma(x + 1),
    "NegativeBinomial": lambda x, m, f: mp.loggamma(x + f) - mp.loggamma(f) - mp.loggamma(x + 1) + f * mp.log(f / (f + m))
    + x * mp.log(m / (f + m)),
}

MIXTURES = {
    "normals": ([0.3, 0.7], [("Normal", -2, 0.5), ("Normal", 1, 1)], (-80, 40)),
    "heavy": ([1e-10, 1 - 1e-10], [("StudentT", 4, 0, 1), ("Normal", 3, 2)], (-1e72, 1e72)),
    "positive": ([0.5, 0.25, 0.25], [("Gamma", 2, 1), ("Gamma", 0.3, 2), ("Gamma", 9, 0.5)], (1e-280, 1500)),
    "counts": ([0.6, 0.4], [("PoissonRate", 3), ("NegativeBinomial", 9, 3)], (0, 2500)),
}
TRUNCATED = {"normals": [(-1, 2), (30, 31), (-60, -50)], "positive": [(1e-3, 5), (800, 900)], "counts": [(2, 9), (200, 260)]}
ORDERED = {
    "Normal": ([1, 2], [[-1, 0.5, 3], [2.5, 2.5 + 1e-9, 40], [-300, -299, 1e5]]),
    "Gamma": ([2, 0.5], [[1e-8, 0.5, 3], [2.5, 70, 71]]),
    "Beta": ([2, 1.5], [[1e-8, 0.5, 0.75], [0.1, 0.2, 1 - 1e-9]]),
    "StudentT": ([4, 1, 2], [[-1e6, 0.5, 3]]),
}
MOMENTS = [
    ("Normal", [0, 1], -1, 2), ("Normal", [0, 1], 40, 41), ("Normal", [0, 1], 8, 8.01), ("Normal", [1, 0.5], 0, mp.inf),
    ("Normal", [3, 2], -mp.inf, -12), ("Normal", [-2, 0.1], -1.9, -1.7), ("Exponential", [0.5], 1, 3), ("Exponential", [2], 5, mp.inf),
    ("Exponential", [1e-3], 0.5, 0.75), ("Uniform", [0, 4], 1, 3), ("Uniform", [-2, 5], 3, mp.inf), ("Gamma", [2, 1], 0.5, 4),
    ("Gamma", [0.3, 2], 1, mp.inf), ("Beta", [2, 1.5], -mp.inf, 0.3), ("StudentT", [4, 0, 1], 0, mp.inf), ("StudentT", [2.2, 0, 1], 0, mp.inf),
    ("StudentT", [9, 1, 2], -3, 5), ("Logistic", [3, 0.2], 3.5, mp.inf),
]


def tails(family, x):
    return EXACT.FAMILIES[family[0]][0](*map(mp.mpf, family[1:]), x)


def mixture(weights, families, x):
    """(log f, log F, log(1 - F))."""
    log_sum = lambda terms: mp.log(mp.fsum(mp.mpf(w) * mp.exp(t) for w, t in zip(weights, terms)))
    parts = [tails(f, x) for f in families]
    return (log_sum([DENSITIES[f[0]](x, *map(mp.mpf, f[1:])) for f in families]), log_sum([p[0] for p in parts]),
            log_sum([p[1] for p in parts]))


SCIPY = {
    "Normal": stats.norm, "StudentT": stats.t, "Gamma": lambda a, b: stats.gamma(a, 0, 1 / b), "PoissonRate": stats.poisson,
    "NegativeBinomial": lambda m, f: stats.nbinom(f, f / (f + m)),
}


def rank(x):
    """The place of a number among all doubles."""
    bits = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(1 << 63) - bits


def at_rank(n):
    return struct.unpack("<d", struct.pack("<q", n if n >= 0 else -(1 << 63) - n))[0]


def place(weights, families, ends, level, is_upper, is_whole):
    """About where a tail's logarithm is `level`, by SciPy."""
    members = [SCIPY[f[0]](*f[1:]) for f in families]
    low, high = map(int if is_whole else rank, ends)
    while high - low > (1 if is_whole else 1 << 40):
        middle = (low + high) // 2
        x = middle if is_whole else at_rank(middle)
        tail = special.logsumexp([m.logsf(x) if is_upper else m.logcdf(x) for m in members], b=weights)
        low, high = (middle, high) if (tail > level) == is_upper else (low, middle)
    return float(high if is_whole else at_rank(high))


def number(x):
    return float(x)


def mixture_rows(name):
    weights, families, ends = MIXTURES[name]
    is_whole = name == "counts"
    found = set()
    for is_upper in (False, True):
        for k in range(60):
            level = -mp.mpf("0.35") - (k * mp.mpf("0.9") if k < 30 else 27 + (k - 30) * mp.mpf("22.8"))
            found.add(place(weights, families, ends, level, is_upper, is_whole))
    rows = []
    for x in sorted(found):
        values = mixture(weights, families, mp.mpf(x))
        if min(values[1:]) > -691.5:
            rows.append([x, *map(number, values)])
    return rows


def truncated_rows(name):
    weights, families, _ = MIXTURES[name]
    is_whole = name == "counts"
    rows = []
    for low, high in TRUNCATED[name]:
        lower, upper = mp.mpf(low), mp.mpf(high)
        start, end = mixture(weights, families, lower - 1 if is_whole else lower), mixture(weights, families, upper)
        # By the tail in which the interval lies.
        cut = (lambda v: -mp.exp(v[2])) if start[2] < start[1] else (lambda v: mp.exp(v[1]))
        mass = cut(end) - cut(start)
        points = [low, low + 1, (low + high) // 2, high - 1] if is_whole else [low + (high - low) * s for s in (0.001, 0.25, 0.5, 0.9)]
        for x in points:
            values = mixture(weights, families, mp.mpf(x))
            below, above = (cut(values) - cut(start)) / mass, (cut(end) - cut(values)) / mass
            rows.append([low, high, x, number(values[0] - mp.log(mass)), number(mp.log(below)), number(mp.log(above))])
    return rows


def ordered_rows(name):
    parameters, vectors = ORDERED[name]
    density = DENSITIES[name]
    rows = []
    for vector in vectors:
        xs, ps = [mp.mpf(x) for x in vector], [mp.mpf(p) for p in parameters]
        total = mp.log(mp.factorial(len(xs))) + mp.fsum(density(x, *ps) for x in xs)
        in_x = [mp.diff(lambda y: density(y, *ps), x, h=abs(x) * mp.mpf("1e-20")) for x in xs]
        in_p = []
        for k in range(len(ps)):
            moved = lambda q: mp.fsum(density(x, *ps[:k], q, *ps[k + 1:]) for x in xs)
            in_p.append(mp.diff(moved, ps[k], h=mp.mpf("1e-20")))
        rows.append({
            "value": vector, "logDensity": number(total), "inElements": [number(v) for v in in_x],
            "inParameters": [number(v) for v in in_p]})
    return rows


def moments(name, parameters, lower, upper):
    """By quadrature in pieces; a Student's t beyond 1 in the inverse of x."""
    ps = [mp.mpf(p) for p in parameters]
    if name == "Uniform":
        a, b = max(mp.mpf(lower), ps[0]), min(mp.mpf(upper), ps[1])
        return (a + b) / 2, (b - a) ** 2 / 12
    low, high = mp.mpf(lower), mp.mpf(upper)
    if name in ("Gamma", "Beta", "Exponential"):
        low = max(low, mp.mpf(0))
    if name == "Beta":
        high = min(high, mp.mpf(1))
    peak = DENSITIES[name](high if low == -mp.inf else low if low > 0 else (low + min(high, low + 1)) / 2, *ps)
    f = lambda x: mp.exp(DENSITIES[name](x, *ps) - peak)
    if name == "StudentT" and high == mp.inf:
        integral = lambda g: mp.quad(g, mp.linspace(low, 10, 12)) + mp.quad(lambda u: g(1 / u) / u**2, [0, mp.mpf("0.02"), mp.mpf("0.1")])
    else:
        scale = {"Normal": lambda: ps[1] ** 2 / max(abs((high if low == -mp.inf else low) - ps[0]), ps[1]),
                 "Exponential": lambda: 1 / ps[0], "Gamma": lambda: 1 / ps[1], "Logistic": lambda: ps[1]}.get(name, lambda: mp.mpf(1))()
        if high == mp.inf:
            points = [low + k * 4 * scale for k in range(50)]
        elif low == -mp.inf:
            points = [high - k * 4 * scale for k in range(50)][::-1]
        else:
            points = mp.linspace(low, high, 9)
        integral = lambda g: mp.quad(g, points)
    mass = integral(f)
    mean = integral(lambda x: x * f(x)) / mass
    return mean, integral(lambda x: (x - mean) ** 2 * f(x)) / mass


def moment_rows():
    rows = []
    for name, parameters, lower, upper in MOMENTS:
        mean, variance = moments(name, parameters, lower, upper)
        lower, upper = (None if mp.isinf(b) else b for b in (lower, upper))
        rows.append({
            "family": name, "parameters": parameters, "lower": lower, "upper": upper, "mean": number(mean),
            "variance": number(variance)})
    return rows


def categories():
    """Probabilities that fall to 1e-300 on both sides of a peak, and their sums up to and beyond each index."""
    shares = [math.exp(-6.9 * abs(k - 100)) for k in range(201)]
    shares = [s / sum(shares) for s in shares]
    exact = [mp.mpf(s) for s in shares]
    sums = [(mp.fsum(exact[:k + 1]), mp.fsum(exact[k + 1:])) for k in range(200)]
    return {"probabilities": shares, "tails": [[k, number(mp.log(a)), number(mp.log(b))] for k, (a, b) in enumerate(sums)]}


def main():
    content = {
        "mixtures": {name: mixture_rows(name) for name in MIXTURES},
        "truncated": {name: truncated_rows(name) for name in TRUNCATED},
        "ordered": {name: ordered_rows(name) for name in ORDERED},
        "moments": moment_rows(),
        "categories": categories(),
    }
    path = HERE.parents[1] / "Tests/Reference/compound.json"
    text = json.dumps(content, separators=(",", ":"))
    path.write_text(text.replace("],[", "],\n[").replace("},{", "},\n{").replace('],"', '],\n"') + "\n")
    print({name: len(rows) for name, rows in content["mixtures"].items()}, path.stat().st_size)


if __name__ == "__main__":
    main()
