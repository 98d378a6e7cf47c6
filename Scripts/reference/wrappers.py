#!/usr/bin/env python3
"""Writes Tests/Reference/wrappers.json: distributions that are made of others, by mpmath.

"intervals": a row of the table of a family is [the parameters, lower, upper, log P(lower <= X <= upper), and its derivatives in the parameters];
where both numbers are equal it is the log density. "discretized": [the parameters, k, log P(k), log F(k), log(1 - F(k)), derivatives of log P(k)
in the parameters], by rounding to the nearest, down or up. "transformed": [the parameters, y, log f, log F, log(1 - F), derivatives of log f in the
parameters and in y] of expressions in one random value. "mixtures": [x (one or more numbers), log f]. "zeroOneInflatedBeta": [mean, concentration, P(0), P(1), x, log f, log F, log(1 - F), derivatives of log f in the parameters and
in x, of log F and of log(1 - F) in the parameters]. Numbers are exact to double precision: probabilities are differences with 500 digits.
Made with mpmath 1.3.
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 500
INF = mp.inf


def normal(x, m, s):
    return mp.erfc(-(x - m) / s / mp.sqrt(2)) / 2


def weibull(x, a, s):
    return -mp.expm1(-((x / s) ** a)) if x > 0 else mp.mpf(0)


def log_normal(x, m, s):
    return normal(mp.log(x), m, s) if x > 0 else mp.mpf(0)


def logistic(x, m, s):
    return 1 / (1 + mp.exp(-(x - m) / s))


def exponential(x, r):
    return -mp.expm1(-r * x) if x > 0 else mp.mpf(0)


def laplace(x, m, s):
    z = (x - m) / s
    return mp.exp(z) / 2 if z < 0 else 1 - mp.exp(-z) / 2


def poisson(x, r):
    k = int(mp.floor(x))
    return mp.fsum(mp.exp(-r) * r**j / mp.factorial(j) for j in range(k + 1)) if k >= 0 else mp.mpf(0)


FAMILIES = {
    "Normal": (normal, lambda x, m, s: mp.npdf(x, m, s)),
    "Weibull": (weibull, lambda x, a, s: a / s * (x / s) ** (a - 1) * mp.exp(-((x / s) ** a))),
    "LogNormal": (log_normal, lambda x, m, s: mp.npdf(mp.log(x), m, s) / x),
    "Logistic": (logistic, lambda x, m, s: mp.exp(-(x - m) / s) / s / (1 + mp.exp(-(x - m) / s)) ** 2),
    "Exponential": (exponential, lambda x, r: r * mp.exp(-r * x)),
    "Laplace": (laplace, lambda x, m, s: mp.exp(-abs(x - m) / s) / 2 / s),
    "Poisson": (poisson, lambda x, r: mp.exp(-r) * r**x / mp.factorial(x)),
}

INTERVALS = {
    "Normal": [([0, 1], [(-1, 2), (8, 9), (-41, -40), (3, INF), (37, INF), (-INF, -2), (-INF, 5), (-INF, -38), (-INF, INF), (0.5, 0.5), (30, 30)]),
               ([5, 3], [(4, 4.5), (50, 51)])],
    "Weibull": [([2, 5], [(3, 4), (30, 31), (12, INF), (100, INF), (-INF, 1e-9), (0, 2), (4, 4)]), ([0.7, 2], [(1e-8, 2e-8), (500, 600)])],
    "LogNormal": [([0, 1], [(1, 3), (1e6, 2e6), (1e9, INF), (-INF, 1e-8), (2, 2)])],
    "Logistic": [([3, 0.2], [(120, 121), (-80, -75), (2.5, 3.5), (50, INF)])],
    "Poisson": [([3], [(1, 4), (20, 30), (-INF, 0), (7, INF), (2, 2), (1.5, 3.5)])],
}

# The offset is how far the numbers go beyond k that are rounded to it.
DISCRETIZED = {
    "Normal": [([2.3, 4], [-60, -3, 0, 2, 9, 80, 150]), ([0, 0.2], [-3, -1, 0, 1, 7]), ([1e6, 1e5], [999000, 2500000]), ([0.1, 1e9], [3])],
    "LogNormal": [([1, 0.8], [0, 1, 2, 7, 400, 100000])],
    "Exponential": [([0.4], [0, 1, 5, 900]), ([3], [0, 1, 200])],
    "Weibull": [([1.7, 6], [0, 1, 4, 12, 60])],
    "Logistic": [([3, 0.7], [-300, -1, 3, 4, 400])],
    "Laplace": [([0.3, 2], [-900, -1, 0, 1, 1000])],
}
OFFSETS = {"nearest": mp.mpf(1) / 2, "down": mp.mpf(1), "up": mp.mpf(0)}

# Expression: its base and the base's parameters, x of y and the parameters, whether y rises with x, and [parameters, values].
TRANSFORMED = {
    "exp": ("Normal", (0, 1), lambda y, m, s: (mp.log(y) - m) / s, True, [([0.5, 2], [1e-30, 0.3, 4, 1e40]), ([-1, 0.1], [0.1, 0.37, 3])]),
    "sigmoid": ("Normal", (0, 1), lambda y, m, s: (mp.log(y / (1 - y)) - m) / s, True, [([0.5, 2], [1e-20, 0.3, 0.999])]),
    "gumbel": ("Exponential", (1,), lambda y, m, s: mp.exp(-(y - m) / s), False, [([1, 2], [-9, 0.5, 3, 900])]),
    "reciprocal": ("Exponential", (1,), lambda y, a: 1 / (a * y), False, [([3], [1e-3, 0.5, 1e30])]),
    "power": ("Exponential", (1,), lambda y, a, s: (y / s) ** a, True, [([1.7, 3], [1e-30, 0.2, 4, 80])]),
    "sinh": ("Logistic", (0, 1), lambda y, m, s: mp.asinh(y) * s + m, True, [([0.5, 2], [-1e50, -1e-9, 2, 1e100])]),
    "asinh": ("Logistic", (0, 1), lambda y, m, s: (mp.sinh(y) - m) / s, True, [([0.5, 2], [-4, 1e-9, 2, 5])]),
    "tanh": ("Normal", (0, 1), lambda y, s: mp.atanh(y) / s, True, [([0.6], [-1 + 2.0**-50, -0.4, 1e-9, 0.75])]),
    "atanh": ("Normal", (0, 1), lambda y, m, s: m + s * mp.tanh(y), True, [([0.2, 3], [-3, 0.1, 2])]),
    "square": ("Weibull", (2, 1), lambda y, s: mp.sqrt(y) / s, True, [([0.5], [1e-6, 0.2, 100])]),
    "sqrt": ("Weibull", (2, 1), lambda y, s: y * y / s, True, [([0.5], [1e-30, 0.2, 3])]),
    "expm1": ("Laplace", (0, 1), lambda y, m, s: (mp.log1p(y) - m) / s, True, [([0.5, 0.3], [-1 + 2.0**-40, -0.5, 1e-9, 7, 1e60])]),
    "log1p": ("Exponential", (1,), lambda y, s: mp.expm1(y) / s, True, [([0.3], [1e-30, 0.5, 4])]),
    "softplus": ("Normal", (0, 1), lambda y, m, s: (mp.log(mp.expm1(y)) - m) / s, True, [([0.5, 2], [1e-9, 0.5, 30])]),
    "falling": ("Weibull", (2, 1), lambda y, m, s: (m - y) / s, False, [([1, -2], [1.5, 9]), ([1, 2], [0.5, -30])]),
}


def probability(cdf, is_discrete, lower, upper, parameters):
    before = cdf(mp.ceil(lower) - 1 if is_discrete else lower, *parameters) if lower != -INF else mp.mpf(0)
    return (cdf(upper, *parameters) if upper != INF else mp.mpf(1)) - before


def slopes(f, parameters):
    """Derivatives in the parameters by differences of the fourth order."""
    result = []
    for index, parameter in enumerate(parameters):
        step = mp.mpf(10) ** -60 * max(1, abs(parameter))
        moved = lambda t: f([p + t * step if k == index else p for k, p in enumerate(parameters)])
        result.append((8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step))
    return result


def log(p):
    return mp.log(p) if p > mp.mpf(10) ** -480 else -INF


def number(x):
    x = float(x)
    return "Infinity" if x == float("inf") else "-Infinity" if x == -float("inf") else x


def intervals(name):
    cdf, density = FAMILIES[name]
    rows = []
    for parameters, pairs in INTERVALS[name]:
        ps = [mp.mpf(p) for p in parameters]
        for low, high in pairs:
            lower, upper = mp.mpf(low), mp.mpf(high)
            value = lambda q: log(
                density(lower, *q) if lower == upper else probability(cdf, name == "Poisson", lower, upper, q))
            rows.append([number(v) for v in [*ps, lower, upper, value(ps), *slopes(value, ps)]])
    return rows


def discretized(name, offset):
    cdf, _ = FAMILIES[name]
    rows = []
    for parameters, counts in DISCRETIZED[name]:
        ps = [mp.mpf(p) for p in parameters]
        for count in counts:
            k = mp.mpf(count)
            value = lambda q: log(cdf(k + offset, *q) - cdf(k + offset - 1, *q))
            if value(ps) == -INF:
                continue
            below = cdf(k + offset, *ps)
            rows.append([number(v) for v in [*ps, k, value(ps), log(below), log(1 - below), *slopes(value, ps)]])
    return rows


def transformed(name):
    """The last row of "falling" rises: the factor of x is negative there."""
    family, base, inverse, rises, cases = TRANSFORMED[name]
    cdf, density = FAMILIES[family]
    base = [mp.mpf(b) for b in base]
    rows = []
    for parameters, values in cases:
        for value in values:
            point = [*(mp.mpf(p) for p in parameters), mp.mpf(value)]
            up = rises != (name == "falling" and parameters[1] < 0)

            def log_density(q):
                y, ps = q[-1], q[:-1]
                x = inverse(y, *ps)
                return mp.log(density(x, *base)) + mp.log(abs(slope(inverse, y, ps)))

            x = inverse(point[-1], *point[:-1])
            below, above = cdf(x, *base), 1 - cdf(x, *base)
            if family == "Exponential":
                above = mp.exp(-x)
            if family == "Weibull":
                above = mp.exp(-((x / base[1]) ** base[0]))
            below, above = (below, above) if up else (above, below)
            rows.append([number(v) for v in [*point, log_density(point), log(below), log(above), *slopes(log_density, point)]])
    return rows


def slope(inverse, y, parameters):
    """dx/dy by differences of the eighth order in steps that are small beside 1e-60."""
    step = mp.mpf(10) ** -100 * abs(y)
    f = lambda t: inverse(y + t * step, *parameters)
    return (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / (12 * step)


ZERO_ONE = [([0.25, 4, 0.125, 0.25], [0, 1e-300, 1e-12, 0.25, 0.75, 1 - 2.0**-40, 1]), ([0.5, 1.5, 0.5, 0.375], [0, 1e-9, 0.5, 1]),
            ([0.75, 0.5, 1e-200, 1e-30], [0, 1e-250, 1e-20, 0.5, 0.875, 1]), ([0.375, 300, 0.0009765625, 0.5], [0, 1e-3, 0.25, 0.375, 0.5, 0.9375, 1]),
            ([0.5, 2, 0.4999999, 0.4999999], [0, 0.25, 1]), ([0.0625, 2000, 1e-12, 0], [0, 0.01, 0.0625, 0.125, 1]),
            ([0.25, 4, 0, 0.25], [1e-12, 0.25, 0.75]), ([0.25, 4, 0, 0], [1e-12, 0.5, 1 - 2.0**-30])]


def beta_parts(x, a, b):
    """Both tails of the beta distribution, the one on the side of x by its series."""
    if x > 0.5:
        return beta_parts(1 - x, b, a)[::-1]
    below = x**a * (1 - x) ** b / a * mp.hyp2f1(1, a + b, a + 1, x) / mp.beta(a, b)
    return below, 1 - below


def zero_one_inflated(q, x):
    """log f, log F, log(1 - F)."""
    m, k, p, r = q
    rest = 1 - p - r
    a, b = m * k, (1 - m) * k
    if x == 0:
        return [log_of(p), log_of(p), mp.log1p(-p)]
    if x == 1:
        return [log_of(r), mp.mpf(0), -INF]
    below, above = beta_parts(x, a, b)
    density = mp.log(rest) + (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - mp.log(mp.beta(a, b))
    return [density, mp.log(p + rest * below), mp.log(r + rest * above)]


def log_of(p):
    return mp.log(p) if p > 0 else -INF


def zero_one_inflated_beta():
    rows = []
    with mp.workdps(250):
        for parameters, values in ZERO_ONE:
            q = [mp.mpf(p) for p in parameters]
            for value in values:
                x = mp.mpf(value)
                logs = zero_one_inflated(q, x)
                row = [*q, x, *logs]
                for index in range(3):
                    if logs[index] == -INF:
                        row += [mp.mpf(0)] * (5 if index == 0 else 4)
                        continue
                    # A probability of 0 has derivatives of one side.
                    for place in range(4):
                        step = mp.mpf(10) ** -30 * (q[place] if q[place] else mp.mpf(10) ** -30)
                        f = lambda t: zero_one_inflated([v + t * step if k == place else v for k, v in enumerate(q)], x)[index]
                        row.append((f(1) - f(0)) / step if q[place] == 0 else (f(1) - f(-1)) / (2 * step))
                    if index == 0:
                        a, b = q[0] * q[1], (1 - q[0]) * q[1]
                        row.append(mp.mpf(0) if x in (0, 1) else (a - 1) / x - (b - 1) / (1 - x))
                rows.append([number(v) for v in row])
    return rows


def log_mvnormal(x, mean, covariance):
    d = mp.matrix([a - b for a, b in zip(x, mean)])
    c = mp.matrix(covariance)
    return -(d.T * c**-1 * d)[0] / 2 - mp.log(mp.det(c)) / 2 - len(x) * mp.log(2 * mp.pi) / 2


def log_dirichlet(x, a):
    return mp.loggamma(mp.fsum(a)) + mp.fsum((p - 1) * mp.log(v) - mp.loggamma(p) for p, v in zip(a, x))


def mixture(weights, terms):
    return mp.log(mp.fsum(mp.mpf(w) * mp.exp(t) for w, t in zip(weights, terms)))


def mixtures():
    vectors = []
    for x in [(0, 0), (1, -2), (30, -40), (-200, 0.5)]:
        x = [mp.mpf(v) for v in x]
        terms = [log_mvnormal(x, [1, -2], [[2, 0.5], [0.5, 0.25]]), log_mvnormal(x, [0, 3], [[1, 0], [0, 4]])]
        vectors.append([*map(number, x), number(mixture([0.3, 0.7], terms))])
    shares = []
    for x in [(0.25, 0.25, 0.5), (2.0**-60, 0.5, 0.5 - 2.0**-60)]:
        x = [mp.mpf(v) for v in x]
        terms = [log_dirichlet(x, [mp.mpf(a) for a in p]) for p in ([2, 1, 3.5], [0.5, 4, 1])]
        shares.append([*map(number, x), number(mixture([0.125, 0.875], terms))])
    # A value and weights in each row.
    rows = []
    for weights, x in [((0.5, 0.25, 0.25), 0.3), ((1, 0, 0), 5), ((0.125, 0.375, 0.5), -40), ((0.25, 0.25, 0.5), 1e10)]:
        x = mp.mpf(x)
        terms = [mp.log(mp.npdf(x, 0, 1)), mp.log(FAMILIES["Laplace"][1](x, 1, 2)), -mp.log(mp.pi * (1 + x * x))]
        rows.append([*weights, number(x), number(mixture(weights, terms))])
    return {"vectors": vectors, "shares": shares, "rows": rows}


def main():
    content = {
        "intervals": {name: intervals(name) for name in INTERVALS},
        "discretized": {
            f"{name} {rounding}": discretized(name, offset) for name in DISCRETIZED for rounding, offset in OFFSETS.items()},
        "transformed": {name: transformed(name) for name in TRANSFORMED},
        "mixtures": mixtures(),
        "zeroOneInflatedBeta": {"Beta": zero_one_inflated_beta()},
    }
    path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference/wrappers.json"
    text = json.dumps(content, separators=(",", ":"))
    path.write_text(text.replace("],[", "],\n[").replace('],"', '],\n"') + "\n")
    print({key: sum(map(len, table.values())) for key, table in content.items()}, path.stat().st_size)


if __name__ == "__main__":
    main()
