#!/usr/bin/env python3
"""Writes Tests/Reference/dense-metric.json: the covariances that a window of the warm-up of a dense metric gives, from positions and
gradients, and geometric means A # B⁻¹ of symmetric matrices, both by eigenvalues in mpmath with 50 digits.

Made with mpmath 1.3, NumPy 2.4; a few seconds.
"""

import json
import pathlib

import mpmath
import numpy as np

mpmath.mp.dps = 50
random = np.random.Generator(np.random.Philox(12))


def power(matrix, exponent):
    """A power of a symmetric positive definite matrix."""
    values, vectors = mpmath.eigsy(matrix)
    return vectors * mpmath.diag([v**exponent for v in values]) * vectors.T


def geometric_mean(a, c):
    """A # C = A^½ (A^−½ C A^−½)^½ A^½."""
    root, inverse_root = power(a, mpmath.mpf(1) / 2), power(a, -mpmath.mpf(1) / 2)
    middle = inverse_root * c * inverse_root
    return root * power((middle + middle.T) / 2, mpmath.mpf(1) / 2) * root


def lower(matrix):
    return [float(matrix[i, j]) for i in range(matrix.rows) for j in range(i + 1)]


def spread(dimension, digits):
    """A covariance whose eigenvalues go from 1 to 10^−digits, in random directions, rounded to doubles."""
    vectors, _ = np.linalg.qr(random.standard_normal((dimension, dimension)))
    values = 10.0 ** (-digits * np.arange(dimension) / max(dimension - 1, 1))
    covariance = vectors @ np.diag(values) @ vectors.T
    return mpmath.matrix(((covariance + covariance.T) / 2).tolist())


def means():
    cases = []
    for dimension, digits_a, digits_b in [(1, 0, 0), (2, 3, 3), (3, 0, 6), (5, 4, 4), (9, 6, 2), (12, 8, 0), (13, 3, 7)]:
        a, b = 3 * spread(dimension, digits_a), spread(dimension, digits_b) / 1000
        # Of the numbers that the test reads.
        a, b = [mpmath.matrix([[mpmath.mpf(float(m[i, j])) for j in range(dimension)] for i in range(dimension)]) for m in (a, b)]
        cases.append({"dimension": dimension, "first": lower(a), "second": lower(b), "mean": lower(geometric_mean(a, b**-1))})
    return cases


def covariance(rows):
    n, dimension = len(rows), len(rows[0])
    mean = [sum(row[i] for row in rows) / n for i in range(dimension)]
    return mpmath.matrix(
        [[sum((r[i] - mean[i]) * (r[j] - mean[j]) for r in rows) / (n - 1) for j in range(dimension)] for i in range(dimension)])


def window(positions, gradients, knows):
    """The covariance after a window; where none is known the diagonal of both is taken out first."""
    n, dimension = len(positions), len(positions[0])
    s, g = covariance(positions), covariance(gradients)
    sizes = [mpmath.mpf(1) if knows else mpmath.sqrt(mpmath.sqrt(s[i, i] / g[i, i])) for i in range(dimension)]
    prior = dimension + 5

    def shrunk(m, sizes):
        return mpmath.matrix(
            [[(n * m[i, j] / sizes[i] / sizes[j] + (prior if i == j else 0)) / (n + prior) for j in range(dimension)]
             for i in range(dimension)])

    mean = geometric_mean(shrunk(s, sizes), shrunk(g, [1 / v for v in sizes]) ** -1)
    return mpmath.matrix([[sizes[i] * mean[i, j] * sizes[j] for j in range(dimension)] for i in range(dimension)])


def windows():
    cases = []
    for dimension, count, digits, knows in [(1, 2, 0, False), (2, 10, 4, False), (3, 40, 6, False), (5, 4, 2, False),
                                            (5, 30, 3, True), (8, 100, 1, True)]:
        precision = spread(dimension, digits) ** -1
        factor = mpmath.cholesky(precision**-1)
        positions, gradients = [], []
        for _ in range(count):
            x = factor * mpmath.matrix(random.standard_normal(dimension).tolist())
            x = mpmath.matrix([mpmath.mpf(float(v)) for v in x])
            # Not quite those of a normal.
            pull = precision * x + mpmath.matrix((0.3 * random.standard_normal(dimension)).tolist())
            positions.append([float(v) for v in x])
            gradients.append([-float(v) for v in pull])
        exact = [[[mpmath.mpf(v) for v in row] for row in rows] for rows in (positions, gradients)]
        cases.append({"positions": positions, "gradients": gradients, "knowsCovariance": knows,
                      "covariance": lower(window(*exact, knows))})
    return cases


path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference/dense-metric.json"
path.write_text(json.dumps({"means": means(), "windows": windows()}, separators=(",", ":")) + "\n")
