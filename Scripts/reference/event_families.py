"""Log densities of families of vectors and matrices in mpmath, by their textbook formulas, with the places at which densities.py
and extreme-densities.py take them.

An operand is a number, a list or a list of rows. EVENTS: the name of the row in RebuildingTests.swift, the log density, how
each operand and at last the value may be moved ("all" elements, the "symmetric" or the "lower" part of a matrix, or None), the
distribution of SciPy, and the places.
"""

import math

import mpmath as mp
import numpy as np
import scipy.stats as st

log, lg = mp.log, mp.loggamma


def multinomial(n, p, x):
    return lg(n + 1) + mp.fsum((k * log(q) if k else 0) - lg(k + 1) for q, k in zip(p, x))


def softmax(eta):
    powers = [mp.exp(e) for e in eta]
    return [q / mp.fsum(powers) for q in powers]


def dirichlet_multinomial(n, a, x):
    total = mp.fsum(a)
    return lg(n + 1) + lg(total) - lg(n + total) + mp.fsum(lg(k + c) - lg(c) - lg(k + 1) for c, k in zip(a, x))


def ordered_multinomial(n, eta, c, x):
    below = [mp.mpf(0)] + [1 / (1 + mp.exp(eta - v)) for v in c] + [mp.mpf(1)]
    above = [mp.mpf(1)] + [1 / (1 + mp.exp(v - eta)) for v in c] + [mp.mpf(0)]
    p = [b - a if b < 0.5 else s - t for a, b, s, t in zip(below, below[1:], above, above[1:])]
    return multinomial(n, p, x)


def lower(l):
    """A matrix of the elements up to the diagonal."""
    return mp.matrix([[v if j <= i else 0 for j, v in enumerate(row)] for i, row in enumerate(l)])


def product(l):
    l = lower(l)
    return l * l.T


def rows_of(a):
    return [[a[i, j] for j in range(a.cols)] for i in range(a.rows)]


def quadratic(a, d):
    return (mp.matrix(d).T * mp.lu_solve(mp.matrix(a), mp.matrix(d)))[0]


def log_det(a):
    return log(mp.det(mp.matrix(a)))


def mv_normal(m, s, x):
    d = [y - c for y, c in zip(x, m)]
    return -quadratic(s, d) / 2 - log_det(s) / 2 - len(m) * log(2 * mp.pi) / 2


def mv_normal_precision(m, q, x):
    d = mp.matrix([y - c for y, c in zip(x, m)])
    return -(d.T * mp.matrix(q) * d)[0] / 2 + log_det(q) / 2 - len(m) * log(2 * mp.pi) / 2


def mv_student(n, m, s, x):
    k = len(m)
    d = [y - c for y, c in zip(x, m)]
    return (lg((n + k) / 2) - lg(n / 2) - k * log(n * mp.pi) / 2 - log_det(s) / 2
            - (n + k) / 2 * mp.log1p(quadratic(s, d) / n))


def low_rank(m, w, d, x):
    w = mp.matrix(w)
    return mv_normal(m, rows_of(w * w.T + mp.diag(d)), x)


def matrix_normal(m, u, v, x):
    n, k = len(u), len(v)
    d = mp.matrix(x) - mp.matrix(m)
    inner = mp.inverse(mp.matrix(u)) * d * mp.inverse(mp.matrix(v)) * d.T
    trace = mp.fsum(inner[i, i] for i in range(n))
    return -trace / 2 - k * log_det(u) / 2 - n * log_det(v) / 2 - n * k * log(2 * mp.pi) / 2


def scaled_rows(m, u, v, x):
    """Stan's multi_gp: the rows are independent, and row k has the covariance V/w_k; U is diagonal with the elements 1/w_k."""
    return mp.fsum(mv_normal(a, [[u[k][k] * c for c in row] for row in v], b) for k, (a, b) in enumerate(zip(m, x)))


class ScaledRows:
    def __init__(self, m, u, v):
        self.rows = [st.multivariate_normal(a, u[k][k] * np.array(v)) for k, a in enumerate(m)]

    def logpdf(self, x):
        return sum(row.logpdf(y) for row, y in zip(self.rows, x))


def kronecker(a, b):
    return [[x * y for x in row for y in other] for row in a for other in b]


def noisy(covariance, deviation):
    return [[v + (deviation**2 if i == j else 0) for j, v in enumerate(row)] for i, row in enumerate(covariance)]


def np_noisy(deviation, *factors):
    product = np.eye(1)
    for factor in factors:
        product = np.kron(product, factor)
    return product + deviation**2 * np.eye(len(product))


def log_multigamma(a, p):
    return mp.mpf(p * (p - 1)) / 4 * log(mp.pi) + mp.fsum(lg(a - mp.mpf(j) / 2) for j in range(p))


def trace_of(a):
    return mp.fsum(a[i, i] for i in range(a.rows))


def wishart(n, v, x):
    p = len(v)
    return ((n - p - 1) / 2 * log_det(x) - trace_of(mp.inverse(mp.matrix(v)) * mp.matrix(x)) / 2 - n * p / 2 * log(2)
            - n / 2 * log_det(v) - log_multigamma(n / 2, p))


def inverse_wishart(n, s, x):
    p = len(s)
    return (n / 2 * log_det(s) - (n + p + 1) / 2 * log_det(x) - trace_of(mp.matrix(s) * mp.inverse(mp.matrix(x))) / 2
            - n * p / 2 * log(2) - log_multigamma(n / 2, p))


def by_factors(density):
    """The density of Cholesky factors, given that of matrices: by the determinant of their derivatives."""
    def of(n, s, l):
        p = len(l)
        jacobian = p * log(2) + mp.fsum((p - i) * log(l[i][i]) for i in range(p))
        return density(n, rows_of(product(s)), rows_of(product(l))) + jacobian
    return of


def pair(a, b, c):
    return [[a, mp.mpf(0)], [b, c]]


def lkj_correlation(eta, r):
    """Lewandowski, Kurowicka and Joe (2009), equations 16 and 17."""
    size = len(r)
    constant = mp.fsum(
        (2 * eta - 2 + k) * k * log(2) + k * (2 * lg(eta + mp.mpf(k - 1) / 2) - lg(2 * eta + k - 1)) for k in range(1, size))
    return (eta - 1) * log_det(r) - constant


def lkj_covariance(eta, rate, l):
    """By the densities of the correlations and of exponential scales, and the derivatives of the covariance in both and in L."""
    size = len(l)
    covariance = rows_of(product(l))
    scales = [mp.sqrt(covariance[i][i]) for i in range(size)]
    r = [[covariance[i][j] / (scales[i] * scales[j]) for j in range(size)] for i in range(size)]
    return (lkj_correlation(eta, r) + mp.fsum(log(rate) - rate * s for s in scales)
            + mp.fsum((size - i) * log(l[i][i]) - size * log(scales[i]) for i in range(size)))


def logistic_normal(m, s, x):
    return mv_normal(m, s, [log(y / x[-1]) for y in x[:-1]]) - mp.fsum(log(y) for y in x)


def stick_breaking(a, w):
    """By the densities of the breaks, and the derivatives of these in the weights."""
    rests = [mp.fsum(w[k:]) for k in range(len(w))]
    return mp.fsum(log(a) + (a - 1) * (log(rests[k + 1]) - log(rests[k])) - log(rests[k]) for k in range(len(w) - 1)) + log(
        rests[0]) * a


def von_mises_fisher(m, k, x):
    p = len(x)
    v = mp.mpf(p) / 2 - 1
    # Of vectors that are of norm 1 but for their rounding.
    cosine = 1 - mp.fsum((y - c) ** 2 for y, c in zip(x, m)) / 2
    if k < 1:
        return k * cosine + lg(v + 1) - log(2) - (v + 1) * log(mp.pi) - log(mp.hyp0f1(v + 1, k * k / 4))
    return k * cosine + v * log(k) - (v + 1) * log(2 * mp.pi) - log(mp.besseli(v, k))


def on_sphere(size, *head):
    return list(head) + [0.0] * (size - len(head))


def np_product(l):
    l = np.tril(np.array(l))
    return l @ l.T


def scipy_softmax(eta):
    powers = np.exp(np.array(eta))
    return powers / powers.sum()


TWO = [[2, 0.5], [0.5, 0.75]]
THREE = [[4, 2, 1], [2, 3, 0.5], [1, 0.5, 2]]
LOWER = [[1.5, 0], [-0.5, 0.75]]

EVENTS = [
    ("Multinomial by probabilities", multinomial, [None, "all", None], lambda n, p: st.multinomial(n, p),
     [(5, [0.25, 0.5, 0.25], [1, 3, 1]), (5, [0.25, 0.5, 0.25], [0, 5, 0]), (0, [0.5, 0.25, 0.25], [0, 0, 0]),
      (40, [0.125, 0.125, 0.25, 0.5], [0, 7, 12, 21])]),
    ("Multinomial by logits", lambda n, e, x: multinomial(n, softmax(e), x), [None, "all", None],
     lambda n, e: st.multinomial(n, scipy_softmax(e)),
     [(5, [0.5, -1, 2], [1, 3, 1]), (5, [0.5, -1, 2], [0, 0, 5]), (0, [0.5, 1, 2], [0, 0, 0]),
      (9, [-700, 700, 3], [4, 0, 5]), (40, [0.125, 0.5, -0.25, 3], [0, 7, 12, 21])]),
    ("DirichletMultinomial", dirichlet_multinomial, [None, "all", None], lambda n, a: st.dirichlet_multinomial(a, n),
     [(5, [2, 0.5, 1.25], [1, 3, 1]), (5, [2, 0.5, 1.25], [0, 5, 0]), (0, [0.5, 1, 2], [0, 0, 0]),
      (40, [0.125, 10, 20, 1e-3], [0, 7, 33, 0])]),
    ("OrderedMultinomial", ordered_multinomial, [None, "all", "all", None],
     lambda n, e, c: st.multinomial(n, np.diff([0, *(1 / (1 + np.exp(e - np.array(c)))), 1])),
     [(5, 0.5, [-1, 2], [1, 3, 1]), (5, 0.5, [-1, 2], [0, 5, 0]), (0, 2, [-1, 0, 1], [0, 0, 0, 0]), (9, 1, [0.25], [4, 5]),
      (40, -0.75, [-3, -2, 0.5, 4], [1, 4, 20, 15, 0]), (9, 20, [-1, 0, 9.765625e-4], [0, 1, 2, 6])]),
    ("MvStudentT by scale matrix", mv_student, ["all", "all", "symmetric", "all"],
     lambda n, m, s: st.multivariate_t(m, s, n),
     [(3.5, [1, -2], TWO, [0.5, 1]), (0.3, [1, -2, 0], THREE, [50, 1, -3]), (1e4, [0, 0], TWO, [3, -1]),
      (5, [0, 0], TWO, [1e200, -3e199])]),
    ("MvStudentT by factor", lambda n, m, l, x: mv_student(n, m, rows_of(product(l)), x),
     ["all", "all", "lower", "all"], lambda n, m, l: st.multivariate_t(m, np_product(l), n),
     [(3.5, [1, -2], LOWER, [0.5, 1]), (30, [1, -2], LOWER, [-7, 1])]),
    ("MvNormal by precision", mv_normal_precision, ["all", "symmetric", "all"],
     lambda m, q: st.multivariate_normal(m, np.linalg.inv(q)),
     [([1, -2], TWO, [0.5, 1]), ([1, -2, 0], THREE, [5, 1, -3])]),
    ("LowRankMvNormal", low_rank, ["all", "all", "all", "all"],
     lambda m, w, d: st.multivariate_normal(m, np.array(w) @ np.array(w).T + np.diag(d)),
     [([1, -2, 0.5], [[0.5], [1], [-0.25]], [0.5, 0.25, 2], [0.5, 1, -1]),
      ([1, -2, 0.5, 3], [[0.5, 2], [1, 0], [-0.25, 0.5], [0.125, -1]], [0.5, 0.25, 2, 0.015625], [0.5, 1, -1, 4]),
      ([0, 0, 0], [[50], [100], [-50]], [0.01, 0.02, 0.01], [30, 60.0625, -30])]),
    ("MatrixNormal by covariances", matrix_normal, ["all", "symmetric", "symmetric", "all"],
     lambda m, u, v: st.matrix_normal(m, u, v),
     [([[1, 2, -1], [0, 0.5, 3]], TWO, THREE, [[0, 1, 2], [0.25, -1, 2]]),
      ([[1], [2], [0.5]], THREE, [[0.25]], [[0], [1], [2]])]),
    ("MatrixNormal by covariances", scaled_rows, ["all", None, "symmetric", "all"], ScaledRows,
     [([[0, 0], [0, 0], [0, 0]], [[0.5, 0, 0], [0, 4, 0], [0, 0, 0.0625]], TWO, [[0, 1], [2.5, -1], [0.125, 0.25]]),
      ([[0, 0, 0]], [[8]], THREE, [[1, -4, 2]])]),
    ("MatrixNormal by factors",
     lambda m, u, v, x: matrix_normal(m, rows_of(product(u)), rows_of(product(v)), x),
     ["all", "lower", "lower", "all"], lambda m, u, v: st.matrix_normal(m, np_product(u), np_product(v)),
     [([[1, 2], [0, 0.5]], LOWER, [[0.5, 0], [2, 1]], [[0, 1], [0.25, -1]])]),
    ("KroneckerNormal", lambda m, a, b, x: mv_normal(m, kronecker(a, b), x), ["all", "symmetric", "symmetric", "all"],
     lambda m, a, b: st.multivariate_normal(m, np.kron(a, b)),
     [([1, 0, 2, -1, 0.5, 3], TWO, THREE, [0.5, 1, 2, -1, 0, 2]), ([1, 0, 2], THREE, [[0.25]], [0.5, 1, 2])]),
    ("KroneckerNormal with noise", lambda m, a, b, s, x: mv_normal(m, noisy(kronecker(a, b), s), x),
     ["all", "symmetric", "symmetric", "all", "all"], lambda m, a, b, s: st.multivariate_normal(m, np_noisy(s, a, b)),
     [([1, 0, 2, -1, 0.5, 3], TWO, THREE, s, [0.5, 1, 2, -1, 0, 2]) for s in (0.5, 1000, 9.765625e-4, 0)]
     + [([1, 0, 2, -1], [[1, 0], [0, 1]], [[2, 0], [0, 2]], s, [0.5, 1, 2, 3]) for s in (0.25, 64)]
     + [([1, 0, 2, -1], [[1, 0], [0, 1]], TWO, 0.5, [0.5, 1, 2, 3]), ([1, 0, 2], THREE, [[0.25]], 2, [0.5, 1, 2]),
        ([1], [[3]], [[0.25]], 0.5, [2]), ([1, 0, 2, -1], [[1, 1], [1, 1]], TWO, 0.125, [0.5, 1, 2, 3])]),
    ("KroneckerNormal of three with noise", lambda m, a, b, c, s, x: mv_normal(m, noisy(kronecker(kronecker(a, b), c), s), x),
     ["all", "symmetric", "symmetric", "symmetric", "all", "all"],
     lambda m, a, b, c, s: st.multivariate_normal(m, np_noisy(s, a, b, c)),
     [([1, 0, 2, -1, 0.5, 3], [[0.5]], TWO, THREE, 0.5, [0.5, 1, 2, -1, 0, 2]),
      ([1, 0, 2, -1, 0.5, 3, 0, 0], TWO, [[1, 0], [0, 1]], [[3, -1], [-1, 0.5]], 0.25, [0.5, 1, 2, -1, 0, 2, 3, -3])]),
    ("Wishart", wishart, ["all", "symmetric", "symmetric"], lambda n, v: st.wishart(n, v),
     [(3.5, TWO, [[3, 0.5], [0.5, 1]]), (2.25, THREE, THREE), (50, THREE, [[150, 60, 20], [60, 90, 20], [20, 20, 80]])]),
    ("WishartCholesky", by_factors(wishart), ["all", "lower", "lower"], None,
     [(3.5, LOWER, [[1, 0], [0.25, 2]]), (2.25, [[1, 0, 0], [0.5, 2, 0], [-1, 0.25, 0.5]], [[2, 0, 0], [1, 1, 0], [0, -1, 3]])]),
    ("InverseWishart", inverse_wishart, ["all", "symmetric", "symmetric"], lambda n, s: st.invwishart(n, s),
     [(3.5, TWO, [[3, 0.5], [0.5, 1]]), (2.25, THREE, THREE), (50, THREE, [[0.1, 0.02, 0], [0.02, 0.06, 0.01], [0, 0.01, 0.04]])]),
    ("InverseWishartCholesky", by_factors(inverse_wishart), ["all", "lower", "lower"], None,
     [(3.5, LOWER, [[1, 0], [0.25, 2]]), (2.25, [[1, 0, 0], [0.5, 2, 0], [-1, 0.25, 0.5]], [[2, 0, 0], [1, 1, 0], [0, -1, 3]])]),
    ("LKJCorrelation", lkj_correlation, ["all", "symmetric"], None,
     [(e, [[1, 0.5, -0.25], [0.5, 1, 0.125], [-0.25, 0.125, 1]]) for e in (1, 0.25, 3.5, 60)]),
    ("LKJCovarianceCholesky", lkj_covariance, ["all", "all", "lower"], None,
     [(e, r, [[2, 0, 0], [1, 0.25, 0], [0.5, -1, 3]]) for e, r in ((1, 2), (0.25, 0.125), (7, 1))]),
    ("LogisticNormal by covariance", logistic_normal, ["all", "symmetric", "all"], None,
     [([1, -2], TWO, [0.25, 0.125, 0.625]), ([1, -2, 0], THREE, [0.25, 0.0625, 0.6865234375, 0.0009765625])]),
    ("LogisticNormal by factor", lambda m, l, x: logistic_normal(m, rows_of(product(l)), x), ["all", "lower", "all"], None,
     [([1, -2], LOWER, [0.25, 0.125, 0.625])]),
    ("StickBreakingWeights", stick_breaking, ["all", None], None,
     [(a, [0.5, 0.375, 0.125]) for a in (0.25, 1, 20)] + [(3, [0.25, 0.0009765625, 0.7490234375])]),
    ("VonMisesFisher", von_mises_fisher, [None, "all", None], lambda m, k: st.vonmises_fisher(m, k) if k else st.uniform_direction(len(m)),
     [([0.6, 0.8], 1.5, [-0.8, 0.6]), ([0.6, 0, 0.8], 0, [0, 1, 0]), ([0.6, 0, 0.8], 0.0009765625, [0, 1, 0]),
      ([0.6, 0, 0.8], 40, [0.8, 0, 0.6])]
     + [(on_sphere(p, 0.6, 0.8), k, on_sphere(p, 0.8, 0.6)) for p, k in
        ((4, 100), (4, 300), (9, 1e5), (10, 0.5), (10, 150), (25, 3), (25, 150), (25, 1e3), (25, 1e7), (120, 5), (120, 200),
         (120, 4e3))]),
]


def spread_counts(total, shares):
    counts = [round(total * p) for p in shares[:-1]]
    return counts + [total - sum(counts)]


def ordered_shares(eta, *c):
    below = [0] + [1 / (1 + mp.exp(eta - v)) for v in c] + [1]
    return [b - a for a, b in zip(below, below[1:])]


def extreme_points():
    """Names, and places as lists of numbers."""
    shares = [[0.25, 0.125, 0.625], [0.001, 0.6, 0.399]]
    places = [(p, spread_counts(n, [q * (1 + t * s) for q, s in zip(p, (1, -1, 0.5))]))
              for n in (10**5, 10**6, 10**8) for p in shares for t in (0, 1e-3, 0.3)]
    yield "Multinomial", [(sum(x), *p, *x) for p, x in places]
    logits = [[-1.5, 0.25, 1], [4, 12, 3]]
    places = [(e, spread_counts(n, [float(q) * (1 + t * s) for q, s in zip(softmax(e), (1, -1, 0.5))]))
              for n in (10**5, 10**6, 10**8) for e in logits for t in (0, 1e-3, 0.3)]
    yield "MultinomialLogits", [(sum(x), *e, *x) for e, x in places]
    yield "DirichletMultinomial", [(sum(x), *[s * q for q in p], *x) for p, x in
                                   [(p, spread_counts(n, [q * (1 + t * m) for q, m in zip(p, (1, -1, 0.5))]))
                                    for n in (10**5, 10**8) for p in shares for t in (0, 1e-3)]
                                   for s in (1.5, 1e5, 1e8, 1e12)]
    cuts = [(0.3, -1, 0.5), (-2, -1.5, 4), (1, 0, 2.0**-10)]
    yield "OrderedMultinomial", [(sum(x), *c, *x) for c, x in [
        (c, spread_counts(n, [float(q) * (1 + t * s) for q, s in zip(ordered_shares(*c), (1, -1, 0.5))]))
        for n in (10**5, 10**6, 10**8) for c in cuts for t in (0, 1e-3, 0.3)] if min(x) >= 0] + [
        (6, *c, *x) for c in [(700, 0, 1), (-700, 0, 1), (0.5, 0, 1e-12), (-40, 0, 1e-9), (1e5, 0, 30)]
        for x in [(1, 2, 3), (6, 0, 0), (0, 0, 6)]]
    factors = [(1.5, -0.5, 0.75), (2, 0, 0.125)]
    yield "MvStudentT", [(n, *l, *x) for n in (0.5, 30, 1e5, 1e8, 1e15) for l in factors
                         for x in ((1, -0.5), (-3, 8), (1e160, 1e150), (1e-200, 0), (1e300, -1e299))]
    freedoms = [(n, l, t) for n in (1e3, 1e5, 1e8) for l in factors for t in (0, 1e-4, 0.25)]
    yield "WishartCholesky", [(n, *l, *(v * float(mp.sqrt(n)) * (1 + t) for v in l)) for n, l, t in freedoms]
    yield "InverseWishartCholesky", [(n, *l, *(v / float(mp.sqrt(n)) * (1 + t) for v in l)) for n, l, t in freedoms]
    yield "VonMisesFisher", [(k, c, s, 0.0) for k in (1e-8, 1e-3, 0.5, 30, 119, 121, 1e4, 1e8)
                             for c, s in ((0.6, 0.8), (0.59999, math.sqrt(1 - 0.59999**2)))]


EXTREMES = {
    "Multinomial": (lambda n, p, q, r, *x: multinomial(n, [p, q, r], x), [1, 2, 3]),
    "MultinomialLogits": (lambda n, p, q, r, *x: multinomial(n, softmax([p, q, r]), x), [1, 2, 3]),
    "DirichletMultinomial": (lambda n, a, b, c, *x: dirichlet_multinomial(n, [a, b, c], x), [1, 2, 3]),
    "OrderedMultinomial": (lambda n, e, a, b, *x: ordered_multinomial(n, e, [a, b], x), [1, 2, 3]),
    "MvStudentT": (lambda n, a, b, c, x, y: mv_student(n, [0, 0], rows_of(product([[a, 0], [b, c]])), [x, y]), range(6)),
    "WishartCholesky": (lambda n, a, b, c, *l: by_factors(wishart)(n, pair(a, b, c), pair(*l)), range(7)),
    "InverseWishartCholesky": (lambda n, a, b, c, *l: by_factors(inverse_wishart)(n, pair(a, b, c), pair(*l)), range(7)),
    "VonMisesFisher": (lambda k, x, y, z: k * -((x - mp.mpf(0.6)) ** 2 + (y - mp.mpf(0.8)) ** 2 + z**2) / 2
                       + log(k / (2 * mp.pi)) - mp.log(-mp.expm1(-2 * k)), [0]),
}


# Gradients.

def shape_of(x):
    return list(np.shape(x))


def flat(x):
    return [float(v) for v in np.ravel(np.array(x, dtype=float))]


def exact(x):
    return [exact(v) for v in x] if isinstance(x, (list, tuple)) else mp.mpf(x)


def moved(x, index, step):
    """An operand with the elements at an index, a number or a pair, moved."""
    if index == ():
        return x + step
    copy = list(x)
    copy[index[0]] = moved(copy[index[0]], index[1:], step)
    return copy


def slopes(function, operands, position, part):
    """The derivatives in one operand, flat; of the symmetric part halves for both triangles, of the lower one zeros above."""
    shape = shape_of(operands[position])
    result = []
    for index in np.ndindex(*shape):
        index = tuple(int(i) for i in index)
        if part == "lower" and index[-1] > index[-2]:
            result.append(0.0)
            continue

        def at(step):
            given = list(operands)
            given[position] = moved(given[position], index, step)
            if part == "symmetric" and index[0] != index[1]:
                given[position] = moved(given[position], index[::-1], step)
            return function(*given)

        h = mp.mpf(10) ** -25
        slope = (at(h) - at(-h)) / (2 * h)
        result.append(float(slope / 2 if part == "symmetric" and index[0] != index[1] else slope))
    return result


def events(check, number):
    """The content of event-densities.json."""
    for name, density, parts, scipy_family, places in EVENTS:
        for place in places:
            operands = [exact(x) for x in place]
            logs = density(*operands)
            if scipy_family is not None:
                given = scipy_family(*place[:-1])
                value = np.array(place[-1])
                logarithm = next((getattr(given, f) for f in ("logpmf", "logpdf") if hasattr(given, f)), None)
                if logarithm:
                    check(name, float(logs), float(logarithm(value)))
            yield {"family": name, "operands": [{"shape": shape_of(x), "values": flat(x)} for x in place[:-1]],
                   "value": {"shape": shape_of(place[-1]), "values": flat(place[-1])}, "logDensity": number(logs),
                   "gradients": [None if part is None else slopes(density, operands, k, part)
                                 for k, part in enumerate(parts)]}
