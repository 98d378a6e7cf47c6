#!/usr/bin/env python3
"""Writes Tests/Reference/linear-algebra.json: dense linear algebra by NumPy, SciPy and, for Hilbert's matrix, mpmath.

Matrices are flat lists, row-major. Made with NumPy 2.4, SciPy 1.17.1, mpmath 1.3.
"""

import json
import math
import pathlib

import mpmath
import numpy as np
import scipy.linalg

random = np.random.Generator(np.random.Philox(20))


def numbers(array):
    """A flat list in which what JSON cannot say is a string."""
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    return [names.get(x, "NaN" if x != x else x) for x in np.asarray(array, dtype=float).ravel().tolist()]


def products():
    m, n, k, alpha, beta = 5, 3, 4, 0.75, -1.5
    for transpose_a in (False, True):
        for transpose_b in (False, True):
            a = random.standard_normal((k, m) if transpose_a else (m, k))
            b = random.standard_normal((n, k) if transpose_b else (k, n))
            c = random.standard_normal((m, n))
            result = alpha * (a.T if transpose_a else a) @ (b.T if transpose_b else b) + beta * c
            yield {
                "rows": m, "columns": n, "inner": k, "alpha": alpha, "beta": beta,
                "transposeA": transpose_a, "transposeB": transpose_b,
                "a": numbers(a), "b": numbers(b), "c": numbers(c), "result": numbers(result),
            }


def triangular_solves():
    n, m = 6, 3
    for lower in (True, False):
        for transpose in (False, True):
            a = random.standard_normal((n, n)) + 4 * np.eye(n)
            b = random.standard_normal((n, m))
            x = scipy.linalg.solve_triangular(a, b, lower=lower, trans=1 if transpose else 0)
            yield {
                "order": n, "rightHandSides": m, "lower": lower, "transposeA": transpose,
                "a": numbers(a), "b": numbers(b), "x": numbers(x),
            }


def positive_definite():
    for n in (1, 2, 6, 20):
        g = random.standard_normal((n, n))
        a = g @ g.T + np.eye(n)
        a = (a + a.T) / 2
        factor = scipy.linalg.cholesky(a, lower=True)
        b = random.standard_normal(n)
        yield {
            "order": n, "a": numbers(a), "factor": numbers(factor), "b": numbers(b),
            "x": numbers(scipy.linalg.cho_solve((factor, True), b)),
            "logDeterminant": np.linalg.slogdet(a)[1].item(),
        }


def general():
    for n in (1, 2, 6, 20):
        a = random.standard_normal((n, n))
        b = random.standard_normal((n, 2))
        lu, pivots = scipy.linalg.lu_factor(a)
        sign, log_magnitude = np.linalg.slogdet(a)
        yield {
            "order": n, "a": numbers(a), "factors": numbers(lu), "pivots": pivots.tolist(),
            "b": numbers(b), "x": numbers(scipy.linalg.lu_solve((lu, pivots), b)),
            "xTransposed": numbers(scipy.linalg.lu_solve((lu, pivots), b, trans=1)),
            "sign": sign.item(), "logMagnitude": log_magnitude.item(),
        }


def hilbert():
    """The truth about Hilbert's matrix of order 8, as rounded to double: 50 digits; condition 1.5e10."""
    mpmath.mp.dps = 50
    n = 8
    rounded = [[1 / (i + j + 1) for j in range(n)] for i in range(n)]
    a = mpmath.matrix(rounded)
    factor = mpmath.cholesky(a)
    determinant = mpmath.det(a)
    return {
        "order": n, "a": numbers(rounded),
        "factor": [float(factor[i, j]) for i in range(n) for j in range(n)],
        "logDeterminant": float(mpmath.log(determinant)),
    }


content = {
    "products": list(products()),
    "triangularSolves": list(triangular_solves()),
    "positiveDefinite": list(positive_definite()),
    "general": list(general()),
    "hilbert": hilbert(),
}
target = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "linear-algebra.json"
target.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(f"{target}: {target.stat().st_size} bytes")
