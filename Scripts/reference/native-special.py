#!/usr/bin/env python3
"""Writes Tests/Reference/native-special.json: special functions where the native code's pieces lie, by mpmath 1.3.

The lists have the form of special-functions.py's: a list a function, a row its arguments and then its values. The
arguments are dense where those of that script are sparse: around the ends of the pieces, and for log |Γ| near its zeros
on both axes. A row of digamma has as a second value the larger of the two parts of the reflection, for x > 0 |ψ| itself.
"""

import json
import pathlib
import random

import mpmath as mp

mp.mp.dps = 60
random.seed(11)


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def near(centers, exponents=(-15, -1)):
    return [c + s * 10 ** random.uniform(*exponents) for c in centers for s in (-1, 1) for _ in range(12)]


def scaled(x):
    """exp(x²) erfc x."""
    return mp.exp(x * x) * mp.erfc(x)


def log_normal(x):
    if x < 0:
        return mp.log(scaled(-x / mp.sqrt(2)) / 2) - x * x / 2
    with mp.workdps(300):
        return mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2)


def log_gamma(x):
    return mp.loggamma(x) if x > 0 else mp.log(abs(mp.gamma(x)))


def digamma(x):
    value = mp.psi(0, x)
    return (value, max(abs(mp.psi(0, 1 - x)), abs(mp.pi * mp.cot(mp.pi * x))) if x < 0 else abs(value))


def gamma_zeros():
    """Numbers near the zeros of log |Γ| below −2."""
    result = []
    for m in range(2, 19):
        for sign in (1, -1):
            if m == 2 and sign == 1:
                continue
            start = {(2, -1): mp.mpf("-2.4570247"), (3, 1): mp.mpf("-2.7476827")}.get((m, sign))
            zero = start if start is not None else -m + sign / mp.factorial(m)
            for _ in range(40):
                zero -= log_gamma(zero) / mp.psi(0, zero)
            distance = min(abs(zero + m), 1 - abs(zero + m))
            result += [float(zero + distance * s * 10 ** random.uniform(-8, 0)) for s in (-1, 1) for _ in range(3)]
            result.append(float(zero))
    return [x for x in result if x != round(x)]


def rows(function, points):
    result = []
    for point in points:
        arguments = point if isinstance(point, tuple) else (point,)
        values = function(*[mp.mpf(x) for x in arguments])
        result.append([float(v) for v in (*arguments, *(values if isinstance(values, tuple) else (values,)))])
    return result


errors = uniform(-3, 3, 150) + near([0, 0.5, -0.5], (-6, -1)) + uniform(-26, 26, 60)
positive = uniform(0, 4, 150) + uniform(2.9, 3.1, 30) + uniform(0.9, 1.1, 30) + uniform(3, 40, 60)
negative = [x for x in uniform(-20, 0, 100) + [-(10 ** x) for x in uniform(-9, 3, 40)] if x != round(x)]
bessel = uniform(-12, 12, 150) + near([8, -8]) + [10**x for x in uniform(-8, 4, 40)]
pairs = [(a, b) for low, high in ((0, 5), (2.5, 3.5), (1, 60)) for a, b in zip(uniform(low, high, 60), uniform(0, 9, 60))]

content = {
    "erf": rows(mp.erf, errors),
    "erfc": rows(mp.erfc, errors),
    "erfcx": rows(scaled, errors),
    "logErfc": rows(lambda x: mp.log(scaled(x)) - x * x if x > 0 else mp.log(mp.erfc(x)), errors),
    "normalCDF": rows(lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, errors),
    "logNormalCDF": rows(log_normal, errors),
    "logGamma": rows(log_gamma, positive + near([1, 2])),
    "logGammaNegative": rows(log_gamma, negative + gamma_zeros()),
    "digamma": rows(digamma, positive + near([1.4616321449683623]) + negative),
    "trigamma": rows(lambda x: mp.psi(1, x), positive + negative),
    "logBeta": rows(lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b), pairs),
    "besselI0e": rows(lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), bessel),
    "besselI1e": rows(lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), bessel),
    "logBesselI0": rows(lambda x: mp.log(mp.besseli(0, x)), bessel),
}
path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference/native-special.json"
lists = [f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in table) + "\n]" for name, table in content.items()]
path.write_text("{\n" + ",\n".join(lists) + "\n}\n")
