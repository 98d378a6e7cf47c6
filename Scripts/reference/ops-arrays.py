#!/usr/bin/env python3
"""Writes Tests/Reference/ops-arrays.json: values of the Ops that work on whole arrays, by NumPy and SciPy.

A row has samples (ordinary points, at which the laws of gradients are checked too) and edges (ties, zeros, infinities, NaN,
empty axes, singular matrices), whose results and gradients of the sum of the results are NumPy's, or the conventions that
Apus follows, written by hand. Operands come from fixed seeds, one for each row. Made with NumPy 2.4, SciPy 1.17.1.
"""

import json
import math
import pathlib
import zlib

import numpy as np
import scipy.linalg as la
import scipy.special as sc

inf, nan = math.inf, math.nan
rows = {}


def number(x):
    """A double, or its name where JSON has none."""
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return int(x) if x == int(x) and abs(x) < 2**53 and not (x == 0 and math.copysign(1, x) < 0) else x


def array(x):
    x = np.asarray(x)
    kind = {"f": "float64", "i": "int64", "b": "bool"}[x.dtype.kind]
    return {"type": kind, "shape": list(x.shape), "elements": [number(e) for e in x.ravel()]}


class Draw:
    """Operands of a row."""

    def __init__(self, name):
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))

    def real(self, *shape):
        return np.round(self.rng.normal(size=shape) * 1.5, 3)

    def positive(self, *shape):
        return np.round(self.rng.uniform(0.3, 2.5, size=shape), 3)

    def distinct(self, *shape):
        count = math.prod(shape)
        return (self.rng.permutation(count) * 0.37 - 0.2 * count + 0.11).round(3).reshape(shape)

    def integers(self, *shape, low=-9, high=10):
        return self.rng.integers(low, high, size=shape)

    def truths(self, *shape):
        return self.rng.uniform(size=shape) < 0.6

    def square(self, *shape):
        """Well-conditioned square matrices."""
        return self.real(*shape) + 4 * np.eye(shape[-1])

    def definite(self, *shape):
        a = self.real(*shape)
        return np.round(a @ np.swapaxes(a, -1, -2) + 2 * np.eye(shape[-1]), 3)


def results(function, operands):
    value = function(*operands)
    return [array(v) for v in (value if isinstance(value, list) else [value])]


def row(name, function, samples, edges=()):
    """`samples` is a list of lists of operands, or a function from a Draw to one.

    An edge is (operands, expected or None for the function's, gradients or None for untested).
    """
    assert name not in rows, name
    samples = samples(Draw(name)) if callable(samples) else samples
    edges = edges(Draw(name + " edges")) if callable(edges) else edges
    entry = {"samples": [], "edges": []}
    with np.errstate(all="ignore"):
        for operands in samples:
            entry["samples"].append({"operands": [array(x) for x in operands], "results": results(function, operands)})
        for operands, expected, gradients in edges:
            value = results(function, operands) if expected is None else [array(expected)]
            edge = {"operands": [array(x) for x in operands], "results": value}
            if gradients is not None:
                edge["gradients"] = [array(g) for g in gradients]
            entry["edges"].append(edge)
    rows[name] = entry


def real(x):
    return np.array(x, dtype=float)


# Reductions


def log_sum_exp(x, axis=None, keepdims=False):
    return x if axis == () else sc.logsumexp(x, axis=axis, keepdims=keepdims)


def sample_variance(x, axis=None, keepdims=False):
    return np.var(x, axis=axis, keepdims=keepdims, ddof=1)


reductions = {
    "sum": (np.sum, "real"),
    "mean": (np.mean, "real"),
    "variance": (np.var, "real"),
    "standardDeviation": (np.std, "real"),
    "max": (np.max, "distinct"),
    "min": (np.min, "distinct"),
    "product": (np.prod, "positive"),
    "logSumExp": (log_sum_exp, "real"),
    "all": (np.all, "truths"),
    "any": (np.any, "truths"),
}
vectors, matrices, cubes, thin = (5,), (3, 4), (2, 3, 4), (3, 1, 2)
variants = {
    "over everything": (None, False, [(), vectors, matrices, thin]),
    "over everything, kept": (None, True, [vectors, cubes]),
    "along 0": ((0,), False, [vectors, matrices, cubes, thin]),
    "along -1": ((-1,), False, [vectors, matrices, thin, (2, 19)]),
    "along -1, kept": ((-1,), True, [vectors, cubes]),
    "along 1, kept": ((1,), True, [matrices, cubes, thin]),
    "along 2 and 0": ((2, 0), False, [cubes, thin]),
    "along -2 and -1": ((-2, -1), False, [matrices, cubes]),
    "along no axis": ((), False, [vectors, matrices]),
}
for name, (function, kind) in reductions.items():
    for variant, (axes, keeps, shapes) in variants.items():
        if name == "standardDeviation":
            if axes == ():
                continue
            # Of two elements it is |x - y| / 2, whose second derivatives are rounding errors of 0.
            shapes = [s for s in shapes if math.prod(s) > 2 * math.prod(np.sum(np.zeros(s), axes).shape)]
        row(
            f"{name} {variant}",
            lambda x: function(x, axis=axes, keepdims=keeps),
            lambda d: [[getattr(d, kind)(*s)] for s in shapes],
        )
row("variance, corrected", lambda x: np.var(x, axis=-1, ddof=1), lambda d: [[d.real(5)], [d.real(3, 4)]],
    [([real([3.0])], nan, None)])
row("standardDeviation, corrected", lambda x: np.std(x, axis=0, ddof=1), lambda d: [[d.real(5)], [d.real(3, 4)]])
row("sum of integers", lambda x: np.sum(x, axis=0), lambda d: [[d.integers(4)], [d.integers(3, 4)]])
row("sum of truth values", lambda x: np.sum(x, axis=-1), lambda d: [[d.truths(4)], [d.truths(3, 20)]])
row("sum of truth values along no axis", lambda x: x.astype(int), lambda d: [[d.truths(4)]])
row("max of integers", lambda x: np.max(x, axis=0), lambda d: [[d.integers(4)], [d.integers(3, 4)]])
row("min of integers", lambda x: np.min(x, axis=-1), lambda d: [[d.integers(4)], [d.integers(3, 4)]])
row("product of integers", np.prod, lambda d: [[d.integers(4)], [d.integers(2, 3)]])
row("mean of integers", np.mean, lambda d: [[d.integers(4)], [d.integers(2, 3)]])

empty, emptyRows, emptyColumns = np.zeros(0), np.zeros((0, 3)), np.zeros((3, 0))
row("sum at edges", lambda x: np.sum(x, axis=0), [], [
    ([empty], None, [empty]), ([emptyRows], np.zeros(3), [emptyRows]), ([emptyColumns], np.zeros(0), [emptyColumns]),
    ([real([inf, 1])], inf, [[1.0, 1.0]]), ([real([inf, -inf])], nan, None), ([real([nan, 1])], nan, None),
    ([real([1e16, 1, -1e16])], 0.0, None)])
row("mean at edges", lambda x: np.mean(x, axis=0), [], [
    ([empty], nan, [empty]), ([emptyRows], [nan, nan, nan], None), ([real([inf, 1])], inf, [[0.5, 0.5]])])
row("product at edges", lambda x: np.prod(x, axis=0), [], [
    ([empty], 1.0, [empty]), ([emptyRows], np.ones(3), [emptyRows]),
    ([real([0, 2, 3])], 0.0, [[6.0, 0.0, 0.0]]), ([real([0, 2, 0])], 0.0, [[0.0, 0.0, 0.0]]),
    ([real([0, 0, 0])], 0.0, [[0.0, 0.0, 0.0]]), ([real([-2, 3, -5])], 30.0, [[-15.0, 10.0, -6.0]]),
    ([real([[0, 2], [3, 0], [4, 5]])], [0.0, 0.0], [[[12.0, 0.0], [0.0, 10.0], [0.0, 0.0]]]),
    ([real([1e200, 1e200, 1e-300])], inf, None),
    ([real([inf, 0, 2])], nan, [[0.0, inf, nan]]), ([real([nan, 2])], nan, None)])
row("product with zeros", np.prod, [[real([0.0, 2.0, 3.0, -1.5])], [real([0.7, 0.0, 3.0, 0.0])], [real([[0.0, 2.0], [0.0, 0.0]])]])
row("product with zeros along 2 and 0", lambda x: np.prod(x, axis=(2, 0)),
    [[real([[[0.0, 2.0], [1.5, 0.5]], [[3.0, -1.0], [0.0, 0.0]]])]])
row("max at edges", lambda x: np.max(x, axis=-1), [], [
    ([real([2, 5, 5, 1])], 5.0, [[0.0, 0.5, 0.5, 0.0]]), ([real([3, 3, 3])], 3.0, [[1 / 3, 1 / 3, 1 / 3]]),
    ([real([[1, 1], [0, -0.0]])], [1.0, 0.0], [[[0.5, 0.5], [0.5, 0.5]]]),
    ([real([inf, 1])], inf, [[1.0, 0.0]]), ([real([-inf, -inf])], -inf, [[0.5, 0.5]]),
    ([real([nan, 1])], nan, None), ([real([1, nan, 2])], nan, None), ([np.zeros((0, 3))], np.zeros(0), [np.zeros((0, 3))])])
row("min at edges", lambda x: np.min(x, axis=-1), [], [
    ([real([2, 1, 5, 1])], 1.0, [[0.0, 0.5, 0.0, 0.5]]), ([real([-inf, 1])], -inf, [[1.0, 0.0]]),
    ([real([inf, inf])], inf, [[0.5, 0.5]]), ([real([nan, 1])], nan, None), ([real([1, nan, 2])], nan, None)])
row("logSumExp at edges", lambda x: sc.logsumexp(x, axis=-1), [], [
    ([real([-inf, -inf])], -inf, [[0.0, 0.0]]), ([real([-inf, 3])], 3.0, [[0.0, 1.0]]), ([real([inf, 1])], inf, None),
    ([real([inf, -inf])], inf, None), ([real([nan, 1])], nan, None), ([real([inf, nan])], nan, None),
    ([real([1000, 1000])], None, [[0.5, 0.5]]), ([real([-750, -750])], None, [[0.5, 0.5]]),
    ([real([[-inf, -inf], [0, 0]])], None, [[[0.0, 0.0], [0.5, 0.5]]]),
    ([empty], -inf, [empty]), ([emptyColumns], [-inf] * 3, [emptyColumns])])
row("all at edges", lambda x: np.all(x, axis=0), [], [([np.zeros((0, 2), dtype=bool)], None, None)])
row("any at edges", lambda x: np.any(x, axis=0), [], [([np.zeros((0, 2), dtype=bool)], None, None)])
for axis in (0, -1):
    row(f"softmax along {axis}", lambda x: sc.softmax(x, axis=axis), lambda d: [[d.real(5)], [d.real(3, 4)], [d.real(2, 1, 3)]],
        [([real([1000, 0])], None, [[0.0, 0.0]]), ([real([-inf, 0, 0])], [0, 0.5, 0.5], None)])
    row(f"logSoftmax along {axis}", lambda x: sc.log_softmax(x, axis=axis), lambda d: [[d.real(5)], [d.real(3, 4)]],
        [([real([1000, 0])], None, [[-1.0, 1.0]]), ([real([-inf, 0, 0])], [-inf, -math.log(2), -math.log(2)], None)])
    row(f"cumulativeSum along {axis}", lambda x: np.cumsum(x, axis=axis),
        lambda d: [[d.real(5)], [d.real(3, 4)], [d.real(2, 3, 2)], [d.real(1)]],
        [([real([1, inf, -inf, 2])], [1, inf, nan, nan], [[4.0, 3.0, 2.0, 1.0]]), ([np.zeros((0, 0))], None, None)])
    row(f"reversed cumulativeSum along {axis}", lambda x: np.flip(np.cumsum(np.flip(x, axis), axis=axis), axis),
        lambda d: [[d.real(5)], [d.real(3, 4)], [d.real(2, 3, 2)]])
row("cumulativeSum along 1", lambda x: np.cumsum(x, axis=1), lambda d: [[d.real(2, 3, 2)], [d.real(2, 1, 3)]],
    [([np.zeros((2, 0, 3))], None, None)])

# Shape

row("reshaped to (2, 6)", lambda x: x.reshape(2, 6), lambda d: [[d.real(3, 4)], [d.real(12)], [d.real(2, 1, 6)]],
    lambda d: [([d.integers(12)], None, None), ([d.truths(4, 3)], None, None)])
row("reshaped to ()", lambda x: x.reshape(()), lambda d: [[d.real(1)], [d.real(1, 1)]])
row("transposed", np.transpose, lambda d: [[d.real()], [d.real(3)], [d.real(3, 4)], [d.real(2, 3, 4)]],
    lambda d: [([d.integers(2, 3)], None, None), ([d.truths(2, 3)], None, None), ([np.zeros((2, 0, 3))], None, None)])
for order in [(0, 2, 1), (-1, 0, 1), (1, 2, 0)]:
    row(f"transposed {list(order)}", lambda x: np.transpose(x, order), lambda d: [[d.real(2, 3, 4)], [d.real(3, 1, 2)]])
row("matrixTransposed", lambda x: np.swapaxes(x, -1, -2), lambda d: [[d.real(3, 4)], [d.real(2, 3, 2)]])
row("broadcast to (2, 3, 4)", lambda x: np.broadcast_to(x, (2, 3, 4)),
    lambda d: [[d.real()], [d.real(4)], [d.real(3, 1)], [d.real(2, 1, 1)], [d.real(2, 3, 4)]],
    lambda d: [([d.integers(3, 1)], None, None), ([d.truths(1, 4)], None, None)])
row("broadcast to (0, 3)", lambda x: np.broadcast_to(x, (0, 3)), lambda d: [[d.real(3)], [d.real(1, 1)]])
row("summed to (3, 1)", lambda x: np.sum(x, axis=tuple(range(x.ndim - 2))).sum(axis=-1, keepdims=True),
    lambda d: [[d.real(3, 1)], [d.real(3, 4)], [d.real(2, 3, 4)], [d.real(2, 3, 1)]])
row("concatenated along 0", lambda *x: np.concatenate(x), lambda d: [
    [d.real(2), d.real(3), d.real(1)], [d.real(2, 3), d.real(1, 3), d.real(2, 3)], [d.real(2, 2), np.zeros((0, 2)), d.real(1, 2)]],
    lambda d: [([d.integers(2), d.integers(3), d.integers(1)], None, None), ([d.truths(2), d.truths(1), d.truths(2)], None, None),
               ([d.real(2), d.integers(2), d.real(1)], None, None)])
row("concatenated along -1", lambda *x: np.concatenate(x, axis=-1), lambda d: [
    [d.real(2), d.real(3)], [d.real(2, 3), d.real(2, 1)], [d.real(2, 1, 3), d.real(2, 1, 2)]])
row("concatenated along 1", lambda *x: np.concatenate(x, axis=1), lambda d: [
    [d.real(2, 3), d.real(2, 1)], [d.real(2, 1, 3), d.real(2, 2, 3)]])
for axis in (0, 1, -1, -2):
    row(f"stacked along {axis}", lambda *x: np.stack(x, axis=axis), lambda d: [
        [d.real(3), d.real(3)], [d.real(2, 3), d.real(2, 3)]], lambda d: [([d.integers(2), d.integers(2)], None, None)])

# Indexing

def scattered(x):
    y = np.zeros((4, 5))
    y[1:3, ::-2] = x
    return y


row("sliced along 1 by 1..<3", lambda x: x[:, 1:3], lambda d: [[d.real(2, 4)], [d.real(2, 3, 2)]],
    lambda d: [([d.integers(2, 3)], None, None), ([d.truths(2, 5)], None, None)])
row("sliced along -1 by 0..<5 step 2", lambda x: x[..., 0:5:2], lambda d: [[d.real(5)], [d.real(2, 6)]])
row("sliced along 0 by 1..<5 step 3", lambda x: x[1:5:3], lambda d: [[d.real(5)], [d.real(6, 2)]])
row("sliced along 0 by 1..<5 step -1", lambda x: x[1:5][::-1], lambda d: [[d.real(5)], [d.real(6, 2)]])
row("sliced along 0 by 0..<5 step -2", lambda x: x[0:5][::-2], lambda d: [[d.real(5)], [d.real(6, 2)]])
row("sliced along 0 by nothing", lambda x: x[2:2], lambda d: [[d.real(5)], [d.real(3, 2)]])
row("Slice of all axes", lambda x: x[1:3, ::-2, 2::-1], lambda d: [[d.real(3, 5, 3)]])
row("SliceScatter", scattered, lambda d: [[d.real(2, 3)]])
row("element 1", lambda x: x[1], lambda d: [[d.real(3)], [d.real(2, 3)], [d.real(2, 3, 2)]],
    lambda d: [([d.integers(4)], None, None)])
row("element -1", lambda x: x[-1], lambda d: [[d.real(3)], [d.real(2, 3)]])
row("range 1..<3", lambda x: x[1:3], lambda d: [[d.real(3)], [d.real(4, 2)]])


def taken(x, i, axis):
    """The blocks at indices; NaN at those outside, which count nothing from the end."""
    extent = x.shape[axis]
    blocks = np.take(x, np.clip(i, 0, extent - 1), axis=axis)
    outside = (i < 0) | (i >= extent)
    axis = axis % x.ndim
    shape = (1,) * axis + i.shape + (1,) * (x.ndim - axis - 1)
    return np.where(outside.reshape(shape), np.array(nan if x.dtype.kind == "f" else 0, dtype=x.dtype), blocks)


def indices(d, extent, *shape):
    return d.integers(*shape, low=0, high=extent)


row("gather along 0", lambda x, i: taken(x, i, 0), lambda d: [
    [d.real(4), indices(d, 4, 6)], [d.real(4, 2), indices(d, 4, 5)], [d.real(3), indices(d, 3, 2, 4)],
    [d.real(3, 2), np.array(1)], [d.real(4), np.zeros(0, dtype=int)], [d.real(3, 1, 2), indices(d, 3, 2, 2)]],
    lambda d: [([d.integers(4), np.array([0, 3, 7])], None, None), ([d.truths(4, 2), np.array([0, -1, 3])], None, None),
               ([real([1, 2, 3]), np.array([2, -1, 3, 2, 0])], [3, nan, nan, 3, 1], [[1.0, 0.0, 2.0]]),
               ([real([[1, 2], [3, 4]]), np.array([2, 1])], [[nan, nan], [3, 4]], [[[0.0, 0.0], [1.0, 1.0]]])])
row("gather along 1", lambda x, i: taken(x, i, 1), lambda d: [
    [d.real(2, 4), indices(d, 4, 5)], [d.real(2, 3, 2), indices(d, 3, 2, 2)]],
    [([real([[1, 2], [3, 4]]), np.array([0, 5])], [[1, nan], [3, nan]], [[[1.0, 0.0], [1.0, 0.0]]])])
row("gather along -1", lambda x, i: taken(x, i, -1), lambda d: [
    [d.real(4), indices(d, 4, 5)], [d.real(2, 3), indices(d, 3, 4)], [d.real(2, 3), np.array(2)]])
row("gather at [2, n - 1, 0, n - 3]", lambda x: x[np.array([2, -1, 0, -3])], lambda d: [[d.real(4)], [d.real(3, 2)]])


def added(i, x, axis, shape):
    y = np.zeros(shape)
    place = (slice(None),) * axis + (i,)
    np.add.at(y, place, x)
    return y


row("ScatterAdd along 0", lambda i, x: added(i, x, 0, (4, 2)), lambda d: [
    [np.array([3, 0, 3, 3]), d.real(4, 2)], [np.array([[1, 1], [0, 3]]), d.real(2, 2, 2)], [np.array(2), d.real(2)]],
    [([np.array([-1, 4, 1]), real([[1, 2], [3, 4], [5, 6]])], real([[0, 0], [5, 6], [0, 0], [0, 0]]),
      [[[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]]])])
row("ScatterAdd along 1", lambda i, x: added(i, x, 1, (2, 3)), lambda d: [[np.array([2, 0, 2, 2]), d.real(2, 4)]])

# Linear algebra

row("matmul", np.matmul, lambda d: [
    [d.real(4), d.real(4)], [d.real(3, 4), d.real(4)], [d.real(3), d.real(3, 2)], [d.real(3, 4), d.real(4, 2)],
    [d.real(2, 3, 4), d.real(4, 2)], [d.real(3, 2), d.real(2, 2, 3)], [d.real(2, 1, 2, 3), d.real(3, 3, 2)],
    [d.real(3), d.real(2, 3, 2)], [d.real(2, 3, 2), d.real(2)], [d.real(1, 1), d.real(1, 1)]],
    lambda d: [([np.zeros((2, 0)), np.zeros((0, 3))], None, None), ([np.zeros(0), np.zeros(0)], None, None),
               ([np.zeros((0, 2)), d.real(2, 3)], None, None), ([d.real(40, 50), d.real(50, 30)], None, None)])
row("matmul of integers", lambda x, y: (x @ y).astype(float), lambda d: [[d.integers(2, 3), d.integers(3, 2)]])
t = lambda x: np.swapaxes(x, -1, -2)
row("MatMul, first transposed", lambda a, b: t(a) @ b, lambda d: [
    [d.real(4, 3), d.real(4, 2)], [d.real(2, 4, 3), d.real(4, 1)], [d.real(4, 1), d.real(4, 1)]])
row("MatMul, second transposed", lambda a, b: a @ t(b), lambda d: [
    [d.real(3, 4), d.real(2, 4)], [d.real(3, 4), d.real(2, 1, 4)]])
row("MatMul, both transposed", lambda a, b: t(a) @ t(b), lambda d: [
    [d.real(4, 3), d.real(2, 4)], [d.real(4, 3), d.real(2, 1, 4)]])
row("dot", np.dot, lambda d: [[d.real(4), d.real(4)], [d.real(1), d.real(1)]], [([empty, empty], 0.0, None)])
row("outer", np.outer, lambda d: [[d.real(3), d.real(4)], [d.real(1), d.real(2)]])
row("diagonal", lambda x: np.diagonal(x, axis1=-2, axis2=-1), lambda d: [[d.real(3, 3)], [d.real(2, 3, 3)], [d.real(1, 1)]])
row("diagonalMatrix", lambda x: x[..., None] * np.eye(x.shape[-1]), lambda d: [[d.real(3)], [d.real(2, 3)], [d.real(1)]])
row("trace", lambda x: np.trace(x, axis1=-2, axis2=-1), lambda d: [[d.real(3, 3)], [d.real(2, 3, 3)]])
row("lowerTriangle", np.tril, lambda d: [[d.real(3, 3)], [d.real(2, 3, 4)], [d.real(4, 2)]])
row("upperTriangle", np.triu, lambda d: [[d.real(3, 3)], [d.real(2, 3, 4)], [d.real(4, 2)]])

notDefinite, singular = real([[1, 2], [2, 1]]), real([[1, 2], [2, 4]])
nans = np.full((2, 2), nan)
row("cholesky", np.linalg.cholesky, lambda d: [[d.definite(1, 1)], [d.definite(3, 3)], [d.definite(2, 3, 3)]],
    lambda d: [([notDefinite], nans, None), ([-np.eye(1)], [[nan]], None),
               ([np.stack([notDefinite, np.eye(2)])], np.stack([nans, np.eye(2)]), None), ([d.definite(40, 40)], None, None)])
row("logDeterminantPositiveDefinite", lambda a: np.linalg.slogdet(a)[1],
    lambda d: [[d.definite(3, 3)], [d.definite(2, 3, 3)]],
    [([notDefinite], nan, None), ([np.eye(3)], 0.0, [np.eye(3)]), ([1e-200 * np.eye(3)], None, None)])
systems = lambda make: lambda d: [
    [make(d, 3, 3), d.real(3)], [make(d, 3, 3), d.real(3, 2)], [make(d, 2, 3, 3), d.real(2, 3)],
    [make(d, 2, 3, 3), d.real(2, 3, 2)], [make(d, 1, 1), d.real(1)]]


def solved(a, b):
    if b.ndim == a.ndim - 1:
        return np.linalg.solve(a, b[..., None])[..., 0]
    return np.linalg.solve(a, b)


for lower in (True, False):
    for transposed in (False, True):
        def solution(a, b):
            triangle = np.tril(a) if lower else np.triu(a)
            return solved(t(triangle) if transposed else triangle, b)

        row(f"triangularSolve, {'lower' if lower else 'upper'}{', transposed' if transposed else ''}", solution,
            systems(lambda d, *s: d.square(*s)))
row("choleskySolve", lambda f, b: solved(np.tril(f) @ t(np.tril(f)), b), systems(lambda d, *s: d.square(*s)))
row("solvePositiveDefinite", solved, systems(lambda d, *s: d.definite(*s)), [([notDefinite, real([1, 2])], [nan, nan], None)])
row("solve", solved, systems(lambda d, *s: d.square(*s)),
    lambda d: [([singular, real([1, 2])], [nan, nan], None), ([np.zeros((2, 2)), real([0, 0])], [nan, nan], None),
               ([real([[0, 1], [1, 0]]), real([3, 4])], [4.0, 3.0], None), ([d.square(40, 40), d.real(40, 3)], None, None),
               ([np.stack([singular, np.eye(2)]), real([[1, 2], [3, 4]])], [[nan, nan], [3, 4]], None)])
row("GeneralSolve, transposed", lambda a, b: np.linalg.solve(t(a), b), lambda d: [
    [d.square(3, 3), d.real(3, 2)], [d.square(2, 2, 2), d.real(2, 2, 1)]], [([singular, np.ones((2, 1))], [[nan], [nan]], None)])
row("inverse", np.linalg.inv, lambda d: [[d.square(1, 1)], [d.square(3, 3)], [d.square(2, 3, 3)]],
    [([singular], nans, None)])
row("logAbsoluteDeterminant", lambda a: np.linalg.slogdet(a)[1],
    lambda d: [[d.square(1, 1)], [d.square(3, 3)], [-d.square(3, 3)], [d.square(2, 3, 3)]],
    [([singular], -inf, None), ([np.zeros((2, 2))], -inf, None), ([1e-200 * np.eye(3)], None, None),
     ([np.stack([singular, np.eye(2)])], [-inf, 0.0], None)])


def eigh(a):
    values, vectors = np.linalg.eigh(a)
    sizes = np.abs(vectors)
    first = np.argmax(sizes >= 0.9 * sizes.max(axis=-2, keepdims=True), axis=-2)[..., None, :]
    return [values, vectors * np.where(np.take_along_axis(vectors, first, axis=-2) < 0, -1.0, 1.0)]


row("eigh", eigh, lambda d: [[d.definite(1, 1)], [d.definite(3, 3)], [d.definite(5, 5)], [d.definite(2, 3, 3)]])
row("eigh, eigenvalues", lambda a: eigh(a)[0], lambda d: [[d.definite(2, 2)], [d.definite(2, 4, 4)]],
    lambda d: [([np.eye(3)], [1.0, 1.0, 1.0], [np.eye(3)]), ([np.zeros((2, 2))], [0.0, 0.0], [np.eye(2)]), ([-np.eye(1)], [-1.0], [np.eye(1)]),
               ([nans], [nan, nan], None), ([np.stack([nans, np.eye(2)])], [[nan, nan], [1, 1]], None), ([d.definite(40, 40)], None, None),
               ([1e-200 * d.definite(3, 3)], None, None), ([1e200 * d.definite(3, 3)], None, None), ([np.zeros((0, 0))], np.zeros(0), None)])



def eig(a):
    values, vectors = np.linalg.eig(a)
    if np.any(np.imag(values) != 0):
        raise ValueError("complex eigenvalues")
    order = np.argsort(np.real(values), axis=-1)
    values = np.take_along_axis(np.real(values), order, axis=-1)
    vectors = np.take_along_axis(np.real(vectors), order[..., None, :], axis=-1)
    sizes = np.abs(vectors)
    first = np.argmax(sizes >= 0.9 * sizes.max(axis=-2, keepdims=True), axis=-2)[..., None, :]
    return [values, vectors * np.where(np.take_along_axis(vectors, first, axis=-2) < 0, -1.0, 1.0)]


def similar(d, *shape):
    """General matrices with real eigenvalues that are apart."""
    s = d.square(*shape)
    return np.round(s * (1.75 * np.arange(shape[-1]) - 2.25) @ np.linalg.inv(s), 3)


rotation = real([[0, 1], [-1, 0]])
row("RealEigen", eig, lambda d: [[similar(d, 2, 2)], [similar(d, 1, 1)], [similar(d, 3, 3)], [similar(d, 4, 4)], [similar(d, 2, 3, 3)]])
row("eigvals", lambda a: eig(a)[0], lambda d: [[similar(d, 2, 2)], [similar(d, 2, 4, 4)], [d.definite(3, 3)]],
    lambda d: [([np.eye(3)], [1.0, 1.0, 1.0], [np.eye(3)]), ([np.zeros((2, 2))], [0.0, 0.0], [np.eye(2)]), ([rotation], [nan, nan], None),
               ([nans], [nan, nan], None), ([np.stack([rotation, real([[3, 1], [0, -2]])])], [[nan, nan], [-2, 3]], None),
               ([real([[1, 1e-6], [-1e-6, 1]])], [nan, nan], None),
               ([real([[2, 5, 1], [0, -1, 3], [0, 0, 0.5]])], [-1, 0.5, 2], None), ([real([[2, 0, 0], [5, -1, 0], [1, 3, 0.5]])], [-1, 0.5, 2], None),
               ([similar(d, 12, 12)], None, None), ([1e-200 * similar(d, 3, 3)], None, None), ([1e200 * similar(d, 3, 3)], None, None),
               ([np.zeros((0, 0))], np.zeros(0), None)])

# Compositions

for axis in (0, -1):
    row(f"cumulativeProduct along {axis}", lambda x: np.cumprod(x, axis=axis),
        lambda d: [[d.positive(5)], [d.real(3, 4)], [d.real(2, 3, 2)], [d.real(1)]],
        [([real([2, 0, 3, 0])], None, [[1.0, 8.0, 0.0, 0.0]]), ([np.zeros((0, 0))], None, None),
         ([real([1, inf, 0, 2])], [1, inf, nan, nan], None), ([np.array([3, -2, 5])], None, None)])
    row(f"reversed cumulativeProduct along {axis}", lambda x: np.flip(np.cumprod(np.flip(x, axis), axis=axis), axis),
        lambda d: [[d.positive(5)], [d.real(3, 4)]])
    row(f"argMax along {axis}", lambda x: np.argmax(x, axis=axis), lambda d: [[d.distinct(5)], [d.distinct(3, 4)], [d.distinct(2, 3, 2)]],
        lambda d: [([real([1, 3, 3])], 1, [[0.0, 0.0, 0.0]]), ([real([1, nan, 5, nan])], 1, None), ([real([-inf, -inf])], 0, None),
                   ([d.integers(3, 4)], None, None)])
    row(f"argMin along {axis}", lambda x: np.argmin(x, axis=axis), lambda d: [[d.distinct(5)], [d.distinct(3, 4)], [d.distinct(2, 3, 2)]],
        lambda d: [([real([3, 1, 1])], 1, None), ([real([1, nan, 0, nan])], 1, None), ([d.integers(3, 4)], None, None)])
row("cumulativeProduct with zeros", np.cumprod, [[real([1.5, 0.0, 2.0, 0.0])], [real([0.0, 0.5])]])
row("argMax over everything", np.argmax, lambda d: [[d.distinct(5)], [d.distinct(3, 4)]])
row("argMin over everything", np.argmin, lambda d: [[d.distinct(5)], [d.distinct(3, 4)]])
row("squeezed", np.squeeze, lambda d: [[d.real(3, 1, 2)], [d.real(1, 1)], [d.real(2)]])
row("squeezed along -2", lambda x: np.squeeze(x, axis=-2), lambda d: [[d.real(3, 1, 2)], [d.real(1, 3)]])
for axis in (0, 1, -1, -2):
    row(f"expandedDimensions at {axis}", lambda x: np.expand_dims(x, axis), lambda d: [[d.real(3)], [d.real(2, 3)]])
row("swappingAxes 0 and -1", lambda x: np.swapaxes(x, 0, -1), lambda d: [[d.real(3)], [d.real(2, 3)], [d.real(2, 3, 4)]])
row("movingAxis 0 to -1", lambda x: np.moveaxis(x, 0, -1), lambda d: [[d.real(3)], [d.real(2, 3)], [d.real(2, 3, 4)]])
row("movingAxis -1 to 1", lambda x: np.moveaxis(x, -1, 1), lambda d: [[d.real(2, 3)], [d.real(2, 3, 4)], [d.real(2, 1, 3, 2)]])
row("tiled [2, 3]", lambda x: np.tile(x, (2, 3)), lambda d: [[d.real()], [d.real(2)], [d.real(3, 2)], [d.real(2, 1, 2)]],
    lambda d: [([d.integers(2)], None, None)])
row("tiled [0]", lambda x: np.tile(x, 0), lambda d: [[d.real(2)], [d.real(3, 2)]])
for axis in (0, -1):
    row(f"repeated 3 along {axis}", lambda x: np.repeat(x, 3, axis=axis), lambda d: [[d.real(2)], [d.real(3, 2)], [d.real(2, 1, 2)]],
        lambda d: [([d.truths(3)], None, None)])
row("flipped", np.flip, lambda d: [[d.real()], [d.real(4)], [d.real(2, 3)]], [([np.zeros((0, 2))], None, None)])
row("flipped along 0", lambda x: np.flip(x, 0), lambda d: [[d.real(4)], [d.real(2, 3)]], lambda d: [([d.integers(3)], None, None)])
row("flipped along -1 and 0", lambda x: np.flip(x, (-1, 0)), lambda d: [[d.real(2, 3)], [d.real(2, 3, 2)]])
row("split into 2", lambda x: np.split(x, 2), lambda d: [[d.real(4)], [d.real(2, 3)]], lambda d: [([d.integers(6)], None, None)])
row("split by [1, 0, 3] along -1", lambda x: np.split(x, [1, 1], axis=-1), lambda d: [[d.real(4)], [d.real(2, 4)]])
row("part [1, 1..<3]", lambda x: x[1, 1:3], lambda d: [[d.real(2, 4)], [d.real(3, 3, 2)]], lambda d: [([d.integers(2, 4)], None, None)])
row("part [0..., -1]", lambda x: x[:, -1], lambda d: [[d.real(2, 4)], [d.real(3, 3, 2)]], lambda d: [([np.zeros((0, 2))], None, None)])
row("part [-2, 1...2, ..<1]", lambda x: x[-2, 1:3, :1], lambda d: [[d.real(2, 3, 2)]])
row("range (-3)...", lambda x: x[-3:], lambda d: [[d.real(4)], [d.real(3, 2)]])
row("range ..<(-1)", lambda x: x[:-1], lambda d: [[d.real(4)], [d.real(3, 2)], [d.real(1)]])
row("range ...(-1)", lambda x: x[:], lambda d: [[d.real(4)]])
row("range ...1", lambda x: x[:2], lambda d: [[d.real(4)]])
row("range -3...-2", lambda x: x[-3:-1], lambda d: [[d.real(4)], [d.real(3, 2)]])
row("range -3..<(-1)", lambda x: x[-3:-1], lambda d: [[d.real(4)]])
row("stride from 1 to 6 by 2", lambda x: x[1:6:2], lambda d: [[d.real(6)], [d.real(7, 2)]])
row("stride from -1 through -4 by -3", lambda x: x[-1:-5:-3], lambda d: [[d.real(4)], [d.real(7, 2)]])
row("stride of nothing", lambda x: x[2:2], lambda d: [[d.real(4)]])
row("list [2, 0, n - 1]", lambda x: x[[2, 0, -1]], lambda d: [[d.real(4)], [d.real(3, 2)]])
mask = np.array([True, False, False, True, True])
row("compressed by a constant", lambda x: x[mask], lambda d: [[d.real(5)], [d.real(5, 2)]],
    lambda d: [([d.integers(5)], None, None), ([d.truths(5, 2)], None, None)])
row("compressed by a constant along -1", lambda x: x[..., mask], lambda d: [[d.real(5)], [d.real(2, 5)]])
row("compressed to 3", lambda x, m: x[m], lambda d: [[d.real(5), mask], [d.real(5, 2), ~mask[[1, 0, 2, 3, 4]] ^ True], [d.real(3, 1, 2), np.array([True] * 3)]],
    lambda d: [([d.integers(5), mask], None, None),
               ([real([1, 2, 3, 4, 5]), ~mask], [nan] * 3, [[0.0] * 5]), ([real([1, 2, 3, 4, 5]), mask | True], [nan] * 3, [[0.0] * 5]),
               ([real([1, 2, nan, 4, 5]), mask], real([1, 4, 5]), [[1.0, 0.0, 0.0, 1.0, 1.0]])])
row("compressed to 0", lambda x, m: x[m], lambda d: [[d.real(3), np.zeros(3, dtype=bool)]],
    [([empty, np.zeros(0, dtype=bool)], None, None)])
row("takeAlong 1", lambda x, i: np.take_along_axis(x, i, 1), lambda d: [
    [d.real(3, 4), indices(d, 4, 3, 2)], [d.real(2, 3, 2), indices(d, 3, 2, 4, 2)], [d.real(3, 4), indices(d, 4, 3, 1)]],
    lambda d: [([real([[1, 2], [3, 4]]), np.array([[0, 2], [-1, 1]])], [[1, nan], [nan, 4]], [[[1.0, 0.0], [0.0, 1.0]]]),
               ([d.integers(2, 3), indices(d, 3, 2, 2)], None, None)])
row("takeAlong -2", lambda x, i: np.take_along_axis(x, i, -2), lambda d: [
    [d.real(3, 4), indices(d, 3, 2, 4)], [d.real(2, 3, 2), indices(d, 3, 2, 1, 2)]])
row("takeAlong 0", lambda x, i: np.take_along_axis(x, i, 0), lambda d: [[d.real(3), indices(d, 3, 5)]])

row("part at a mask", lambda x: x[mask], lambda d: [[d.real(5)], [d.real(5, 2)]])
for axis in (0, -1):
    row(f"sorted along {axis}", lambda x: np.sort(x, axis=axis),
        lambda d: [[d.distinct(5)], [d.distinct(3, 4)], [d.distinct(2, 3, 2)]],
        lambda d: [([real([3, nan, 1, inf, -inf])], None, None), ([d.integers(4, 5)], None, None), ([np.zeros((0, 0))], None, None),
                   ([real([2, 1, 2])], None, [[1.0, 1.0, 1.0]])])
    row(f"argSort along {axis}", lambda x: np.argsort(x, axis=axis, stable=True), lambda d: [[d.distinct(5)], [d.distinct(3, 4)]],
        lambda d: [([real([2, nan, 1, 2, nan, 1, 0.0, -0.0])], None, None), ([d.integers(4, 5, low=0, high=3)], None, None)])
    row(f"differences along {axis}", lambda x: np.diff(x, axis=axis), lambda d: [[d.real(5)], [d.real(3, 4)], [d.real(1, 1)]],
        lambda d: [([d.integers(4)], None, None)])
row("scatterAdd at [1, 0, 2, 1]", lambda x: added(np.array([1, 0, 2, 1]), x, 0, (3,) + x.shape[1:]), lambda d: [[d.real(4)], [d.real(4, 2)]])
row("scatterAdd along -1", lambda x, i: added(i, x, 1, (2, 3)), lambda d: [[d.real(2, 4), np.array([2, 0, 2, 2])]],
    [([real([[1, 2], [3, 4]]), np.array([3, 1])], real([[0, 2, 0], [0, 4, 0]]), [[[0.0, 1.0], [0.0, 1.0]]])])
row("identity times", lambda x: x, lambda d: [[d.real(3, 2)]])

path = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "ops-arrays.json"
lines = [f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in sorted(rows.items())]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(path, len(rows), "rows")
