#!/usr/bin/env python3
"""Writes Tests/Reference/bijections.json: constrained values and log-Jacobians of the transforms by mpmath, the values by the
definitions of the Stan Reference Manual, the log-Jacobians by the determinant of the derivative of the values.

Made with mpmath 1.3.
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 60


def ordered(y):
    x = [y[0]]
    for v in y[1:]:
        x.append(x[-1] + mp.exp(v))
    return x, range(len(y))


def simplex(y):
    size, rest, x = len(y) + 1, mp.mpf(1), []
    for k, v in enumerate(y, 1):
        z = 1 / (1 + mp.exp(-(v + mp.log(mp.mpf(1) / (size - k)))))
        x.append(rest * z)
        rest -= x[-1]
    return x + [rest], range(len(y))


def correlation_cholesky(y):
    size = 1
    while size * (size - 1) // 2 < len(y):
        size += 1
    numbers, rows, free = iter(y), [], []
    for i in range(size):
        row, squares = [], mp.mpf(0)
        for j in range(i):
            row.append(mp.tanh(next(numbers)) * mp.sqrt(1 - squares))
            squares += row[-1] ** 2
            free.append(i * size + j)
        rows += row + [mp.sqrt(1 - squares)] + [mp.mpf(0)] * (size - 1 - i)
    return rows, free


def cholesky_factor(y):
    size = 1
    while size * (size + 1) // 2 < len(y):
        size += 1
    numbers, rows, free = iter(y), [], []
    for i in range(size):
        below = [next(numbers) for _ in range(i + 1)]
        rows += below[:-1] + [mp.exp(below[-1])] + [mp.mpf(0)] * (size - 1 - i)
        free += [i * size + j for j in range(i + 1)]
    return rows, free


def covariance(y):
    rows, free = cholesky_factor(y)
    size = int(mp.sqrt(len(rows)))
    factor = mp.matrix([rows[i * size:(i + 1) * size] for i in range(size)])
    product = factor * factor.T
    return [product[i, j] for i in range(size) for j in range(size)], free


def scalar(function):
    return lambda y: ([function(y[0])], [0])


TRANSFORMS = {
    "log": (scalar(mp.exp), [[0], [-30], [3.5], [200]]),
    "logit": (scalar(lambda y: 1 / (1 + mp.exp(-y))), [[0], [-30], [3.5], [-200], [20]]),
    "interval": (scalar(lambda y: -3 + mp.mpf(10.5) / (1 + mp.exp(-y))), [[0], [-3], [3.5], [20]]),
    "lowerBound": (scalar(lambda y: 2 + mp.exp(y)), [[0], [-3], [3.5]]),
    "upperBound": (scalar(lambda y: -1 - mp.exp(y)), [[0], [-3], [3.5]]),
    "ordered": (ordered, [[0, 0, 0, 0], [-3, 2, -5, 0.25], [10, -2, 4, 1]]),
    "simplex": (simplex, [[0, 0, 0], [2, -1, 0.5], [-20, 5, 3], [12, -7, 0.25]]),
    "correlationCholesky": (
        correlation_cholesky, [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5], [-4, 3, 0.125, 5, 1, -2]]),
    "choleskyFactor": (cholesky_factor, [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5], [-4, 3, 0.125, 5, 1, -2]]),
    "covariance": (covariance, [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5], [-4, 3, 0.125, 5, 1, -2]]),
}


def log_jacobian(function, y):
    value, free = function(y)
    h = mp.mpf(10) ** -20
    columns = []
    for k in range(len(y)):
        ends = [function(y[:k] + [y[k] + s] + y[k + 1:])[0] for s in (h, -h)]
        columns.append([(ends[0][i] - ends[1][i]) / (2 * h) for i in free])
    return mp.log(abs(mp.det(mp.matrix(columns))))


content = []
for name, (function, points) in TRANSFORMS.items():
    for point in points:
        y = [mp.mpf(v) for v in point]
        content.append({
            "transform": name, "unconstrained": [float(v) for v in point],
            "constrained": [float(v) for v in function(y)[0]], "logJacobian": float(log_jacobian(function, y)),
        })
path = pathlib.Path(__file__).parents[2] / "Tests/Reference/bijections.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
