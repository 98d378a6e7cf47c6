#!/usr/bin/env python3
"""Writes Tests/Reference/bounded.json: truncated and censored distributions by mpmath, with derivatives.

A row of the table of a family is [the parameters, lower, upper, x, the log density, log F(x), log(1 - F(x)), and the derivatives
of the log density in the parameters, in the bounds and in x]; where a bound is infinite, or the derivative does not exist, it is
0. The tables "censored ..." have the log density at the bounds as well. Numbers are exact to double precision: probabilities are
differences with 500 digits. Made with mpmath 1.3.
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 500
INF = mp.inf


def normal(m, s, x):
    return mp.erfc(-(x - m) / s / mp.sqrt(2)) / 2


def gamma(a, b, x):
    return mp.gammainc(a, 0, b * x, regularized=True) if x > 0 else mp.mpf(0)


def student(n, m, s, x):
    z = (x - m) / s
    tail = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + z * z), regularized=True) / 2
    return tail if z < 0 else 1 - tail


def exponential(r, x):
    return -mp.expm1(-r * x) if x > 0 else mp.mpf(0)


def poisson(r, x):
    k = int(mp.floor(x))
    return mp.fsum(mp.exp(-r) * r**j / mp.factorial(j) for j in range(k + 1)) if k >= 0 else mp.mpf(0)


def logistic(m, s, x):
    return 1 / (1 + mp.exp(-(x - m) / s))


DENSITIES = {
    normal: lambda m, s, x: mp.npdf(x, m, s),
    gamma: lambda a, b, x: b**a * x ** (a - 1) * mp.exp(-b * x) / mp.gamma(a),
    student: lambda n, m, s, x: mp.gamma((n + 1) / 2) / mp.gamma(n / 2) / mp.sqrt(n * mp.pi) / s
    * (1 + ((x - m) / s) ** 2 / n) ** (-(n + 1) / 2),
    exponential: lambda r, x: r * mp.exp(-r * x),
    poisson: lambda r, x: mp.exp(-r) * r**x / mp.factorial(x),
    logistic: lambda m, s, x: mp.exp(-(x - m) / s) / s / (1 + mp.exp(-(x - m) / s)) ** 2,
}

# Family: its distribution function, and [parameters, lower, upper, values].
TRUNCATED = {
    "Normal": (normal, [
        ([0, 1], 8, 9, [8, 8.01, 8.3, 9]), ([0, 1], 40, 41, [40.001, 40.02, 40.9]), ([0, 1], -41, -40, [-40.5, -40.001]),
        ([0, 1], -1, 2, [-1, 0.25, 2]), ([1, 0.5], 0, INF, [1e-3, 1, 3]), ([3, 2], -INF, -12, [-12.5, -20]),
        ([0, 1], -INF, -100, [-100.001, -100.01]), ([-2, 0.1], -1.9, -1.7, [-1.85]), ([5, 3], -INF, 4, [-2, 3.9])]),
    "Gamma": (gamma, [
        ([2, 1], 30, 31, [30.2]), ([2, 1], 0.5, 4, [0.7, 3]), ([0.3, 2], -INF, 1e-3, [1e-9, 5e-4]),
        ([40, 0.5], -INF, 20, [19, 4]), ([2.5, 3], 100, INF, [100.05])]),
    "StudentT": (student, [
        ([4, 0, 1], 1e4, 2e4, [1.3e4]), ([1.5, 2, 0.5], -3, 2, [-2.5, 1.9]), ([40, -10, 3], 30, INF, [31])]),
    "Exponential": (exponential, [([0.5], 200, 203, [201]), ([7], 1, INF, [1.1]), ([2], -3, 0.5, [0.1])]),
    "Logistic": (logistic, [([3, 0.2], 120, 121, [120.3]), ([0, 1], -700, -600, [-600.5])]),
    "Poisson": (poisson, [
        ([3], 1, INF, [1, 2, 9]), ([3], 20, 30, [20, 25]), ([60], -INF, 20, [0, 19, 20]), ([0.2], 2.5, 6.5, [3, 6]),
        ([3], 60, 64, [61])]),
}
CENSORED = {
    "Normal": (normal, [([0, 1], -1, 2, [-1, 0.5, 2]), ([0, 1], -30, INF, [-30, 1]), ([1, 0.5], -INF, 20, [20, 3])]),
    "Exponential": (exponential, [([0.5], -INF, 900, [900, 3])]),
    "StudentT": (student, [([4, 0, 1], -1e3, 1e3, [-1e3, 1e3, 7])]),
    "Poisson": (poisson, [([3], 1, 6, [1, 4, 6]), ([3], -INF, 50, [50])]),
}


def log_density(kind, cdf, is_discrete, parameters, lower, upper, x):
    """The log density at x, where a bound that equals x moves with x."""
    density = DENSITIES[cdf]
    before = lambda b: cdf(*parameters, mp.ceil(b) - 1 if is_discrete else b) if b != -INF else mp.mpf(0)
    until = lambda b: cdf(*parameters, b) if b != INF else mp.mpf(1)
    if kind == "truncated":
        return mp.log(density(*parameters, x)) - mp.log(until(upper) - before(lower))
    if x == lower:
        return mp.log(cdf(*parameters, lower))
    return mp.log(1 - before(upper)) if x == upper else mp.log(density(*parameters, x))


def row(kind, cdf, parameters, lower, upper, x):
    is_discrete = cdf is poisson
    count = len(parameters)
    point = [*map(mp.mpf, parameters), mp.mpf(lower), mp.mpf(upper), mp.mpf(x)]
    value = log_density(kind, cdf, is_discrete, point[:count], *point[count:])
    f = lambda y: cdf(*point[:count], y)
    if kind == "truncated":
        start = f(mp.ceil(point[-3]) - 1 if is_discrete else point[-3]) if lower != -INF else mp.mpf(0)
        end = f(point[-2]) if upper != INF else mp.mpf(1)
        below, above = (f(point[-1]) - start) / (end - start), (end - f(point[-1])) / (end - start)
    else:
        below, above = (mp.mpf(1), mp.mpf(0)) if x == upper else (f(point[-1]), 1 - f(point[-1]))
    slopes = []
    for index, coordinate in enumerate(point):
        fixed = is_discrete and index >= count or kind == "censored" and index >= count or not mp.isfinite(coordinate)
        if fixed:
            slopes.append(mp.mpf(0))
            continue
        step = mp.mpf(10) ** -60 * max(1, abs(coordinate))
        moved = lambda t: log_density(
            kind, cdf, is_discrete, [c + t * step if k == index else c for k, c in enumerate(point)][:count],
            *[c + t * step if k == index else c for k, c in enumerate(point)][count:])
        slopes.append((8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step))
    log = lambda p: mp.log(p) if p > mp.mpf(10) ** -450 else -INF
    return [number(v) for v in [*point, value, log(below), log(above), *slopes]]


def number(x):
    x = float(x)
    return "Infinity" if x == float("inf") else "-Infinity" if x == -float("inf") else x


content = {}
for kind, families in (("truncated", TRUNCATED), ("censored", CENSORED)):
    for name, (cdf, cases) in families.items():
        content[f"{kind} {name}"] = [
            row(kind, cdf, parameters, lower, upper, x) for parameters, lower, upper, values in cases for x in values]
path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference/bounded.json"
tables = ",\n".join(
    f'"{key}": [\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]" for key, rows in content.items())
path.write_text("{\n" + tables + "\n}\n")
print(sum(map(len, content.values())), path.stat().st_size)
