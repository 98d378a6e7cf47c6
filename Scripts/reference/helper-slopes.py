#!/usr/bin/env python3
"""Writes Tests/Reference/helper-slopes.json: functions that exported modules have in Python, at extreme arguments, in mpmath.

A row of a function is [its arguments, its value, its first derivatives, its second derivatives in each argument alone]; "Infinity" and "-Infinity"
are what is beyond the doubles. Numbers are exact to double precision. Made with mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath as mp

mp.mp.dps = 60
log, exp = mp.log, mp.exp
LIMIT = mp.mpf(2) ** 1024


def mean(k, d):
    return k * exp(d) if k != 0 else exp(d)


def log_mean_ratio(k, phi, d):
    return log((phi + mean(k, d)) / (phi + k))


def deviance(k, phi, d):
    return (phi + k) * log_mean_ratio(k, phi, d) - k * d


def log_normal_cdf(x):
    return log(mp.erfc(-x / mp.sqrt(2)) / 2)


EDGES = [-1e3, -720, -40, -3, -0.3, 0.3, 3, 40, 720, 1e3]
TRIPLES = [(k, phi, d) for k in (0, 3, 1e6) for phi in (2, 1e-3, 1e8) for d in (-720, -3, 0.25, 3, 690, 709.5, 720, 1e4)]

# The function, its points, and which arguments are differentiated.
FUNCTIONS = {
    "poisson_deviance": (lambda k, d: k * (exp(d) - 1 - d) if k != 0 else exp(d), [(k, d) for k in (0, 3) for d in (-720, -1, 0.25, 3, 690, 720)], [1]),
    "poisson_excess": (lambda k, d: k * (exp(d) - 1) if k != 0 else exp(d), [(k, d) for k in (0, 3) for d in (-720, -1, 0.25, 3, 690, 720)], [1]),
    "log_mean_ratio": (log_mean_ratio, TRIPLES, [1, 2]),
    "mean_excess_share": (lambda k, phi, d: (mean(k, d) - k) / (phi + mean(k, d)), TRIPLES, [1, 2]),
    "negative_binomial_deviance": (deviance, TRIPLES, [1, 2]),
    "log1p": (mp.log1p, [(x,) for x in (-0.999, -0.3, 1e-20, 0.7, 1e300)], [0]),
    "log_one_plus_square": (lambda x: log(1 + x * x), [(x,) for x in (-1e200, -3, 1e-5, 1e160)], [0]),
    "sinh": (mp.sinh, [(x,) for x in EDGES + [0, 21.5]], [0]),
    "cosh": (mp.cosh, [(x,) for x in EDGES + [0, 21.5]], [0]),
    "atanh": (mp.atanh, [(x,) for x in (-0.9999, -0.3, 0, 1e-20, 0.5)], [0]),
    "log1mexp": (lambda x: log(-mp.expm1(x)), [(x,) for x in (-1e4, -720, -3, -0.7, -0.5, -1e-10, -1e-300)], [0]),
    "xlog1py": (lambda x, y: x * mp.log1p(y), [(0, 0.5), (2, -0.999), (0, -0.25), (3, 1e300)], [0, 1]),
    "log_subtract_exp": (lambda x, y: log(exp(x) - exp(y)), [(0, -1), (720, 3), (1e3, 999), (-3, -1e4)], [0, 1]),
    "erfcx": (lambda x: exp(x * x) * mp.erfc(x), [(x,) for x in (-20, -1, 0, 1, 2, 8, 30, 1e5)], [0]),
    "erfc": (mp.erfc, [(x,) for x in (-1e3, -3, 0, 1, 5, 20)], [0]),
    "log_erfc": (lambda x: log(mp.erfc(x)), [(x,) for x in (-30, -1, 0.25, 1, 20, 1e4)], [0]),
    "normal_cdf": (mp.ncdf, [(x,) for x in (-30, -1, 0, 2, 40, 1e3)], [0]),
    "log_normal_cdf": (log_normal_cdf, [(x,) for x in (-1e4, -30, -1, 0, 2, 8)], [0]),
    "log_bessel_i0": (lambda x: log(mp.besseli(0, x)), [(x,) for x in (-3, 0, 1e-3, 7.9, 20, 1e3)], [0]),
}


def number(x):
    """A double as JSON has it."""
    if abs(x) >= LIMIT:
        return "Infinity" if x > 0 else "-Infinity"
    return float(x)


content = {}
for name, (function, points, places) in FUNCTIONS.items():
    rows = []
    for point in points:
        given = [mp.mpf(x) for x in point]
        # Digits of what is next to 1, and of differences.
        mp.mp.dps = 1600
        slopes = [
            mp.diff(lambda x: function(*given[:i], x, *given[i + 1:]), given[i], n, h=mp.mpf(10) ** -400 * max(1, abs(given[i])))
            for n in (1, 2) for i in places
        ]
        value = function(*given)
        mp.mp.dps = 60
        rows.append([float(x) for x in point] + [number(value)] + [number(s) for s in slopes])
    content[name] = {"arguments": places, "rows": rows}

path = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "helper-slopes.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
