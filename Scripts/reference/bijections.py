#!/usr/bin/env python3
"""Writes Tests/Reference/bijections.json: constrained values and log-Jacobians of the transforms by mpmath, the values by the
definitions of the Stan Reference Manual, the log-Jacobians by the determinant of the derivative of the values.

Made with mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath as mp

mp.mp.dps = 60


def ordered(y):
    x = [y[0]]
    for v in y[1:]:
        x.append(x[-1] + mp.exp(v))
    return x, range(len(y))


def decreasing(y):
    x = [y[0]]
    for v in y[1:]:
        x.append(x[-1] - mp.exp(v))
    return x, range(len(y))


def simplex(y):
    size, rest, x = len(y) + 1, mp.mpf(1), []
    for k, v in enumerate(y, 1):
        z = 1 / (1 + mp.exp(-(v + mp.log(mp.mpf(1) / (size - k)))))
        x.append(rest * z)
        rest -= x[-1]
    return x + [rest], range(len(y))


def sum_to_zero(y):
    """The reflection that takes the last axis of n to -(1, ..., 1)/sqrt(n), of the vector (y, 0)."""
    n = len(y) + 1
    normal = [1 / mp.sqrt(n)] * (n - 1) + [1 + 1 / mp.sqrt(n)]
    along = 2 * mp.fsum(v * w for v, w in zip(normal, y + [0])) / mp.fsum(v * v for v in normal)
    return [w - along * v for v, w in zip(normal, y + [0])]


def along_surface(function):
    return lambda y: (function(y), None)


def sum_to_zero_matrix(y):
    """Three rows and four columns, of two rows and three columns."""
    rows = [sum_to_zero(y[:3]), sum_to_zero(y[3:])]
    columns = [sum_to_zero([row[k] for row in rows]) for k in range(4)]
    return [columns[k][i] for i in range(3) for k in range(4)]


def isometric_log_ratio(y):
    weights = [mp.exp(z) for z in sum_to_zero(y)]
    return [w / mp.fsum(weights) for w in weights], range(len(y))


def simplex_of_columns(y):
    """Three rows and two columns, of two rows and two columns."""
    columns = [simplex([y[0], y[2]])[0], simplex([y[1], y[3]])[0]]
    return [columns[k][i] for i in range(3) for k in range(2)], range(4)


def unit_vector(y):
    length = mp.sqrt(mp.fsum((v + 1) ** 2 for v in y))
    return [(v + 1) / length for v in y], []


def covariance_cholesky(y):
    size = 1
    while size * (size + 1) // 2 < len(y):
        size += 1
    numbers, rows, free = iter(y), [], []
    for i in range(size):
        row = [next(numbers) for _ in range(i)] + [mp.exp(next(numbers))]
        free += [i * size + j for j in range(i + 1)]
        rows += row + [mp.mpf(0)] * (size - 1 - i)
    return rows, free


def tall_cholesky(y):
    """Five rows of two columns."""
    triangle, free = covariance_cholesky(y[:3])
    return triangle + y[3:], free + list(range(4, 10))


def squared(function):
    """The product of a factor and its transpose."""

    def product(y):
        factor, free = function(y)
        size = math.isqrt(len(factor))
        rows = [factor[i * size:(i + 1) * size] for i in range(size)]
        return [mp.fsum(a * b for a, b in zip(r, s)) for r in rows for s in rows], free

    return product


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


def scalar(function):
    return lambda y: ([function(y[0])], [0])


TRANSFORMS = {
    "log": (scalar(mp.exp), [[0], [-30], [3.5], [200]]),
    "logit": (scalar(lambda y: 1 / (1 + mp.exp(-y))), [[0], [-30], [3.5], [-200], [20]]),
    "interval": (scalar(lambda y: -3 + mp.mpf(10.5) / (1 + mp.exp(-y))), [[0], [-3], [3.5], [20]]),
    "lowerBound": (scalar(lambda y: 2 + mp.exp(y)), [[0], [-3], [3.5]]),
    "upperBound": (scalar(lambda y: -1 - mp.exp(y)), [[0], [-3], [3.5]]),
    "ordered": (ordered, [[0, 0, 0, 0], [-3, 2, -5, 0.25], [10, -2, 4, 1]]),
    "decreasing": (decreasing, [[0, 0, 0, 0], [-3, 2, -5, 0.25], [10, -2, 4, 1]]),
    "simplex": (simplex, [[0, 0, 0], [2, -1, 0.5], [-20, 5, 3], [12, -7, 0.25]]),
    "simplex of columns": (simplex_of_columns, [[0, 0, 0, 0], [2, -1, 0.5, -3]]),
    "isometricLogRatio": (isometric_log_ratio, [[0, 0, 0], [2, -1, 0.5], [-8, 5, 3], [12, -7, 0.25]]),
    "sumToOne": (lambda y: ([*y, 1 - mp.fsum(y)], range(len(y))), [[0, 0, 0], [2, -1, 0.5], [-8, 5, 100]]),
    "sumToZero": (along_surface(sum_to_zero), [[0, 0, 0, 0], [2, -1, 0.5, 0.75], [-8, 5, 3, 100]]),
    "sumToZero of a matrix": (along_surface(sum_to_zero_matrix), [[2, -1, 0.5, 0.75, -3, 1]]),
    "unitVector": (unit_vector, [[0, 0, 0], [2, -1.5, 0.5], [-8, 5, 3]]),
    "affine": (scalar(lambda y: -3 + y / 4), [[0], [-30], [3.5]]),
    "affine backwards": (scalar(lambda y: 1 - 8 * y), [[0], [-30], [3.5]]),
    "softplus": (scalar(lambda y: mp.log1p(mp.exp(y))), [[0], [-30], [3.5], [200]]),
    "correlation": (squared(correlation_cholesky), [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5]]),
    "covarianceCholesky": (covariance_cholesky, [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5]]),
    "covarianceCholesky of five rows": (tall_cholesky, [[0] * 9, [0.5, -1, 2, 0.25, -0.75, 1.5, 3, -20, 0.125]]),
    "covariance": (squared(covariance_cholesky), [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5]]),
    "correlationCholesky": (
        correlation_cholesky, [[0, 0, 0, 0, 0, 0], [0.5, -1, 2, 0.25, -0.75, 1.5], [-4, 3, 0.125, 5, 1, -2]]),
}


def log_jacobian(function, y):
    value, free = function(y)
    h = mp.mpf(10) ** -20
    columns = []
    for k in range(len(y)):
        ends = [function(y[:k] + [y[k] + s] + y[k + 1:])[0] for s in (h, -h)]
        columns.append([(ends[0][i] - ends[1][i]) / (2 * h) for i in (range(len(value)) if free is None else free)])
    if free is None:
        products = [[mp.fsum(a * b for a, b in zip(c, d)) for d in columns] for c in columns]
        return mp.log(mp.det(mp.matrix(products))) / 2
    if not free:
        # A direction: the density of the normal vector over that of its length, by the area of the sphere.
        half = mp.mpf(len(y)) / 2
        square = mp.fsum((v + 1) ** 2 for v in y)
        return -square / 2 - (half - 1) * mp.log(2) - mp.loggamma(half)
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
