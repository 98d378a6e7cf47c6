#!/usr/bin/env python3
"""Writes Tests/Reference/stable-forms.json: values and derivatives, by mpmath, of expressions that underflow, overflow or round
to 1 in double precision, at points in their tails.

Made with mpmath 1.3.
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 1000


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log(1 + mp.exp(x))


def binomial(n, k, p):
    return lambda x: mp.log(mp.binomial(n, k)) + (k * mp.log(p(x)) if k else 0) + (
        (n - k) * mp.log(1 - p(x)) if n > k else 0)


def poisson(k, rate):
    return lambda x: k * mp.log(rate(x)) - rate(x) - mp.loggamma(k + 1)


def negative_binomial(k, phi):
    def density(x):
        mu = mp.exp(x)
        return (mp.loggamma(k + phi) - mp.loggamma(phi) - mp.loggamma(k + 1) - phi * mp.log(1 + mu / phi)
                + k * mp.log(mu / (phi + mu)))
    return density


def root(n):
    return lambda x: mp.log(cdf(x)) * n


FUNCTIONS = {
    "log Φ(x)": (lambda x: mp.log(cdf(x)), [-40, -300, 5, 30]),
    "log(1 − Φ(x))": (lambda x: mp.log(1 - cdf(x)), [40, -5]),
    "log erfc x": (lambda x: mp.log(mp.erfc(x)), [30, -3]),
    "log(½ erfc(−x/√2))": (lambda x: mp.log(cdf(x)), [-40, 3]),
    "log(½ (1 + erf(x/√2)))": (lambda x: mp.log(cdf(x)), [-40, 3]),
    "log(½ + ½ erf(x/√2))": (lambda x: mp.log(cdf(x)), [-40, 3]),
    "log(½ − ½ erf(x/√2))": (lambda x: mp.log(cdf(-x)), [40, -3]),
    "log(1 − ½ erfc(x/√2))": (lambda x: mp.log(cdf(x)), [-40, 3]),
    "log σ(x)": (lambda x: mp.log(sigmoid(x)), [-800, 40]),
    "log(1 − σ(x))": (lambda x: mp.log(1 - sigmoid(x)), [800, -40]),
    "log1p(−σ(x))": (lambda x: mp.log(1 - sigmoid(x)), [800, -40]),
    "log1p(exp x)": (softplus, [800, -800, -40, 2]),
    "log(1 + exp x)": (softplus, [800, -40]),
    "log(3 + exp x)": (lambda x: mp.log(3 + mp.exp(x)), [800, 1]),
    "log(exp x + exp 2x)": (lambda x: mp.log(mp.exp(x) + mp.exp(2 * x)), [-800, 800, 1]),
    "log(exp x − exp(−x))": (lambda x: mp.log(mp.exp(x) - mp.exp(-x)), [800, 1]),
    "log(1 − exp(−exp x))": (lambda x: mp.log(1 - mp.exp(-mp.exp(x))), [-800, -50, -37.5, 3]),
    "log(1 − exp x)": (lambda x: mp.log(1 - mp.exp(x)), [-1e-20, -50]),
    "log cosh x": (lambda x: mp.log(mp.cosh(x)), [800, -800, 1]),
    "log sinh x": (lambda x: mp.log(mp.sinh(x)), [800, 1]),
    "log(1 + tanh x)": (lambda x: mp.log(1 + mp.tanh(x)), [-400, 1]),
    "log(1 − tanh x)": (lambda x: mp.log(1 - mp.tanh(x)), [400, 1]),
    "log1p(−tanh x)": (lambda x: mp.log(1 - mp.tanh(x)), [400, 1]),
    "log(σ(x) σ(2x))": (lambda x: mp.log(sigmoid(x)) + mp.log(sigmoid(2 * x)), [-800, 1]),
    "log(1 − σ(x) σ(2x))": (lambda x: mp.log(1 - sigmoid(x) * sigmoid(2 * x)), [300, 1]),
    "log(exp x/(1 + exp x))": (lambda x: mp.log(sigmoid(x)), [-800, 1]),
    "log(Φ(x + 1) − Φ(x))": (lambda x: mp.log(cdf(x + 1) - cdf(x)), [40, -40, 0.5]),
    "log(σ(x + 1) − σ(x))": (lambda x: mp.log(sigmoid(x + 1) - sigmoid(x)), [800, -800, 0.5]),
    "log(erf(x + 1) − erf x)": (lambda x: mp.log(mp.erf(x + 1) - mp.erf(x)), [30, -30, 0.5]),
    "log(0.3 exp x + 0.7 exp(−x))": (
        lambda x: mp.log(mp.mpf(0.3) * mp.exp(x) + mp.mpf(0.7) * mp.exp(-x)), [800, -800, 1]),
    "log(σ(x) exp x + (1 − σ(x)) exp 2x)": (
        lambda x: mp.log(sigmoid(x) * mp.exp(x) + (1 - sigmoid(x)) * mp.exp(2 * x)), [800, -800, 1]),
    "log softplus x": (lambda x: mp.log(softplus(x)), [-800, -37.5, 5]),
    "log(exp x − 1)": (lambda x: mp.log(mp.exp(x) - 1), [800, 1e-3]),
    "log √Φ(x)": (root(mp.mpf(1) / 2), [-40, 1]),
    "log Φ(x)³": (root(3), [-40, 1]),
    "log₁₀ Φ(x)": (root(1 / mp.log(10)), [-40, 1]),
    "log₂ σ(x)": (lambda x: mp.log(sigmoid(x)) / mp.log(2), [-800, 1]),
    "3 log Φ(x)": (root(3), [-40, 1]),
    "4 log(1 − σ(x))": (lambda x: 4 * mp.log(1 - sigmoid(x)), [800, 1]),
    "log Σ exp": (lambda x: mp.log(mp.exp(x) + mp.exp(2 * x) + mp.exp(3 * x)), [800, -800, 1]),
    "log1p Σ exp": (lambda x: mp.log(1 + mp.exp(x) + mp.exp(2 * x) + mp.exp(3 * x)), [800, -800, 1]),
    "log softmax": (lambda x: mp.log(mp.exp(x) / (mp.exp(x) + mp.exp(2 * x) + mp.exp(3 * x))), [800, -800, 1]),
    "log of a choice": (lambda x: mp.log(cdf(x)) + mp.log(sigmoid(x)), [-40]),
    "log of a part": (lambda x: mp.log(sigmoid(2 * x)), [-400]),
    "log in a loop": (root(3), [-40, 1]),
    "log(w exp x)": (lambda x: mp.log(2) + x, [800, -800]),
    "log(2/exp x)": (lambda x: mp.log(2) - x, [800, -800]),
    "Bernoulli(σ(x)) 1": (lambda x: mp.log(sigmoid(x)), [-800, 800, 0.7]),
    "Bernoulli(σ(x)) 0": (lambda x: mp.log(1 - sigmoid(x)), [-800, 800, 0.7]),
    "Bernoulli(Φ(x)) 1": (lambda x: mp.log(cdf(x)), [-40, 40, 0.7]),
    "Bernoulli(Φ(x)) 0": (lambda x: mp.log(1 - cdf(x)), [-40, 40, 0.7]),
    "Bernoulli(1 − exp(−exp x)) 1": (lambda x: mp.log(1 - mp.exp(-mp.exp(x))), [-800, 3]),
    "Bernoulli(1 − exp(−exp x)) 0": (lambda x: -mp.exp(x), [-800, 6]),
    "Binomial(10, σ(x)) 3": (binomial(10, 3, sigmoid), [-800, 800, 0.7]),
    "Binomial(10, σ(x)) 0": (binomial(10, 0, sigmoid), [-800, 800, 0.7]),
    "Binomial(10, σ(x)) 10": (binomial(10, 10, sigmoid), [-800, 800, 0.7]),
    "Binomial(10, Φ(x)) 3": (binomial(10, 3, cdf), [-40, 40, 0.7]),
    "Poisson(exp x) 3": (poisson(3, mp.exp), [-740, -800, 3.5]),
    "Poisson(exp x) 0": (poisson(0, mp.exp), [-740, 3.5]),
    "Poisson(2.5 exp x) 4": (poisson(4, lambda x: mp.mpf(2.5) * mp.exp(x)), [-740, 3.5]),
    "NegativeBinomial(exp x, 2) 3": (negative_binomial(3, mp.mpf(2)), [-740, 800, 0.5]),
    "Geometric(σ(x)) 4": (lambda x: mp.log(sigmoid(x)) + 3 * mp.log(1 - sigmoid(x)), [-800, 800, 0.5]),
    "Categorical(softmax) 0": (lambda x: mp.log(mp.exp(x) / (mp.exp(x) + 1 + mp.exp(-x))), [-400, 1]),
    "Exponential(exp x) 2": (lambda x: x - 2 * mp.exp(x), [-800, 1]),
}

rows = []
for name, (function, points) in FUNCTIONS.items():
    for point in points:
        x = mp.mpf(point)
        step = mp.mpf(10) ** -120 * max(1, abs(x)) if abs(x) > 1e-10 else abs(x) * mp.mpf(10) ** -100
        slope = (function(x + step) - function(x - step)) / (2 * step)
        rows.append({"name": name, "x": float(x), "value": float(function(x)), "gradient": float(slope)})

path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference/stable-forms.json"
path.write_text("[\n" + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
