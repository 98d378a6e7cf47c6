#!/usr/bin/env python3
"""Writes Tests/Reference/special-*.json: special functions at double arguments, by mpmath at 50 digits and more.

Each file holds lists of rows, a list a function: its arguments, then its values. Made with mpmath 1.3, NumPy 2.4.
Every sum below has terms of one sign, or is given so many digits that its cancellation does not matter. With the names
of files as arguments only those are written.
"""

import json
import math
import pathlib
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60
random = np.random.Generator(np.random.Philox(7))


def number(x):
    x = float(x)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def rows(function, points):
    """A row for each point: the arguments and what the function gives, a number or a tuple."""
    result = []
    for point in points:
        arguments = point if isinstance(point, tuple) else (point,)
        values = function(*[mp.mpf(float(v)) for v in arguments])
        values = values if isinstance(values, tuple) else (values,)
        result.append([number(v) for v in (*arguments, *values)])
    return result


def spread(low, high, count):
    """Numbers spread evenly in the logarithm, with noise, so that no digit is special."""
    steps = np.linspace(math.log(low), math.log(high), count)
    noise = random.uniform(-0.5, 0.5, count) * (steps[1] - steps[0])
    noise[0] = abs(noise[0])
    noise[-1] = -abs(noise[-1])
    return [float(x) for x in np.exp(steps + noise)]


def both(points):
    return [-x for x in reversed(points)] + points


def around(*centers):
    """Points at small distances from the centres, on both sides."""
    return [c + s * h for c in centers for h in (1e-15, 1e-12, 1e-8, 1e-5, 1e-3, 0.02) for s in (-1, 1)]


# Logarithms and exponentials.


def log1pmx(x):
    with mp.workdps(400):
        return mp.log1p(x) - x


def log_space():
    small = spread(1e-300, 1e-3, 30)
    middle = spread(1e-3, 700, 60)
    negative = [-x for x in small + middle]
    pairs = [(float(a), float(a + d)) for a in (-1e5, -800, -40, -1, 0, 0.3, 25, 900) for d in random.normal(0, 9, 6)]
    ordered = [(float(a), float(a - d)) for a in (-1e5, -800, -40, -1, 0, 0.3, 25, 900) for d in spread(1e-8, 60, 8)]

    def wide(f):
        def g(*x):
            with mp.workdps(400):
                return f(*x)
        return g

    return {
        "log1mexp": rows(wide(lambda x: mp.log(-mp.expm1(x))), negative + [-0.6931, -0.6932]),
        "log1pexp": rows(wide(lambda x: mp.log1p(mp.exp(x))), both(small + middle)),
        "logAddExp": rows(wide(lambda a, b: mp.log(mp.exp(a) + mp.exp(b))), pairs),
        "logSubtractExp": rows(wide(lambda a, b: a + mp.log(-mp.expm1(b - a))), ordered),
        "expm1mx": rows(wide(lambda x: mp.expm1(x) - x), both(spread(1e-150, 700, 90))),
        "log1pmx": rows(log1pmx, both(spread(1e-150, 0.99, 70)) + spread(1, 1e300, 30) + [-0.999, -0.999999, -0.5, 1.0]),
        "sigmoid": rows(wide(lambda x: 1 / (1 + mp.exp(-x))), both(small + middle)),
        "logSigmoid": rows(wide(lambda x: -mp.log1p(mp.exp(-x))), both(small + middle)),
        "logit": rows(lambda p: mp.log(p / (1 - p)), small + spread(1e-3, 0.999, 60) + [1 - 1e-6, 1 - 1e-15] + around(0.5)),
    }


# The error function and the normal distribution.


def erfc(x):
    return mp.erfc(x) if x > -20 else 2 - mp.erfc(-x)


def erfcx(x):
    if x > 1e6:
        w = 1 / (2 * x * x)
        return (1 - w + 3 * w**2 - 15 * w**3 + 105 * w**4 - 945 * w**5) / (x * mp.sqrt(mp.pi))
    return mp.exp(x * x) * erfc(x)


def log_erfc(x):
    if x > 1e6:
        return mp.log(erfcx(x)) - x * x
    with mp.workdps(400):
        return mp.log(erfc(x))


def log_normal(x):
    with mp.workdps(400):
        return log_erfc(-x / mp.sqrt(2)) - mp.log(2)


def normal_quantile_of_log(log_p, start=None):
    """Newton's iteration on log Φ(x) = log p, which is concave."""
    if start is None:
        start = -mp.sqrt(-2 * log_p) if log_p < -3 else mp.mpf(-1)
    x = start
    for _ in range(200):
        hazard = mp.sqrt(2 / mp.pi) / erfcx(-x / mp.sqrt(2))
        step = (log_normal(x) - log_p) / hazard
        x -= step
        if abs(step) < mp.mpf(10) ** -45 * max(abs(x), mp.mpf(10) ** -320):
            return x
    raise ArithmeticError(f"no quantile at {log_p}")


def normal_quantile(p):
    with mp.workdps(400):
        if p == 0.5:
            return mp.mpf(0)
        q = min(p, 1 - p)
        if q > 0.4:
            # Newton's iteration on erf, which loses nothing near the middle.
            target = 2 * (mp.mpf(1) / 2 - q)
            y = target
            for _ in range(60):
                step = (mp.erf(y) - target) * mp.sqrt(mp.pi) / 2 * mp.exp(y * y)
                y -= step
                if abs(step) < abs(y) * mp.mpf(10) ** -50:
                    break
            x = -y * mp.sqrt(2)
        else:
            with mp.workdps(70):
                x = normal_quantile_of_log(mp.log(q))
        return x if p < 0.5 else -x


def error_function():
    small = spread(1e-300, 1e-3, 20)
    middle = spread(1e-3, 26.6, 80)
    large = spread(27, 1e300, 20)
    probabilities = spread(1e-320, 1e-5, 50) + spread(1e-5, 0.5, 60)
    upper = [1 - p for p in spread(1e-15, 0.5, 40)]
    return {
        "erf": rows(mp.erf, both(small + middle)),
        "erfc": rows(erfc, both(small + middle)),
        "erfcx": rows(erfcx, both(small + middle) + large + [26.0, 27.5, 100.0, 0.5, 1.0, 2.0, 4.0, 8.0]),
        "logErfc": rows(log_erfc, both(small + middle) + spread(27, 1e150, 20)),
        "normalCDF": rows(lambda x: mp.exp(log_normal(x)), both(small + spread(1e-3, 38.4, 80))),
        "logNormalCDF": rows(log_normal, both(small + spread(1e-3, 38, 80)) + [-x for x in spread(40, 1e150, 20)]),
        "normalQuantile": rows(normal_quantile, probabilities + upper + around(0.5)),
        "normalQuantileOfLog": rows(
            lambda l: normal_quantile_of_log(l) if l < -1 else -normal_quantile_of_log(mp.log(-mp.expm1(l))),
            [-x for x in spread(1e-300, 1e300, 120)] + [-0.6931471805599453, -0.7, -1.0, -2.0]),
    }


# The gamma function and its kin.


def log_gamma(x):
    if x > 0:
        return mp.loggamma(x)
    with mp.workdps(120):
        return mp.log(mp.pi / abs(mp.sin(mp.pi * x))) - mp.loggamma(1 - x)


def log_gamma_1p(x):
    with mp.workdps(400):
        return mp.loggamma(1 + x)


def stirling(x):
    with mp.workdps(400):
        if x > 1e50:
            return 1 / (12 * x)
        return mp.loggamma(x) - ((x - mp.mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)


def log_pochhammer(a, n):
    with mp.workdps(800):
        return mp.loggamma(a + n) - mp.loggamma(a)


def log_beta(a, b):
    with mp.workdps(800):
        return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def gamma_family():
    small = spread(1e-300, 1e-3, 20)
    middle = spread(1e-3, 170, 80)
    sizes = [1e-300, 1e-20, 1e-5, 0.1, 0.7, 1.0, 1.5, 2.0, 4.5, 7.9, 8.1, 12.0, 40.0, 1e3, 1e6, 1e12, 1e100]
    pairs = [(a * s, b * t) for a in sizes for b in sizes
             for s, t in [random.uniform(0.8, 1.2, 2).tolist()] if a * s < 1e120]
    near = [(a, s * a * r) for a in (0.3, 2.5, 9.0, 40.0, 1e4, 1e10) for r in (1e-18, 1e-9, 1e-4, 0.03, 0.4) for s in (-1, 1)]
    negative = [-x for x in spread(1e-10, 60, 60)]
    return {
        "logGamma": rows(log_gamma, small + middle + spread(170, 1e300, 30) + negative + around(1, 2)),
        "logGamma1p": rows(
            log_gamma_1p,
            both(spread(1e-300, 0.95, 60)) + spread(1, 1e10, 30) + around(1) + [-0.999, -0.999999]),
        "stirlingCorrection": rows(stirling, spread(1e-10, 1, 20) + spread(1, 1e4, 80) + spread(1e4, 1e300, 20)),
        "logBeta": rows(log_beta, pairs),
        "logPochhammer": rows(log_pochhammer, pairs[::2] + near),
    }


def polygamma_family():
    positive = spread(1e-30, 1e-3, 12) + spread(1e-3, 40, 80) + spread(40, 1e15, 25)
    negative = [-x for x in spread(1e-8, 60, 60)] + [-0.5, -1.5, -2.5, -7.25, -100.75]
    result = {"digamma": rows(lambda x: mp.psi(0, x),
                              positive + spread(1e15, 1e300, 8) + negative + around(1.4616321449683623))}
    for n in (1, 2, 3, 4):
        result[f"polygamma{n}"] = rows(lambda x: mp.psi(n, x), positive[6:] + negative)
    return result


# Incomplete gamma functions.


def complement(tail):
    with mp.workdps(2500):
        return 1 - tail


def settled(compute, digits=80):
    """What compute() gives, with ever more digits until the complement of its probability has fifty."""
    while digits < 2000:
        with mp.workdps(digits):
            if complement(mp.exp(compute()[0])) > mp.mpf(10) ** (50 - digits):
                return digits
        digits *= 2
    raise ArithmeticError("nothing but cancellation")


def gamma_tails(a, x, lower):
    """(log of a tail, is it the lower one), at the current precision; lower says on which side of the mode x is.

    The lower tail by a series of positive terms; for large arguments the upper one by Legendre's continued fraction,
    and near the mode either by quadrature of the integrand over its value at the end.
    """
    log_front = a * mp.log(x) - x - mp.loggamma(a)
    digits = mp.mp.dps
    if a > 3e5:
        # ∫ (t/x)^(a−1) e^(x−t) dt/x on the side away from a, t = x e^(±s).
        sign = -1 if lower else 1
        slope = abs(a - x)
        length = min(200 / slope if slope > 0 else mp.inf, mp.sqrt(400 / a))
        f = lambda s: mp.exp(sign * s * a - x * mp.expm1(sign * s))
        cuts = [length * k / 12 for k in range(13)] + [length * 2]
        return log_front + mp.log(mp.quad(f, cuts)), lower
    if lower or x < 3000:
        term = total = 1 / a
        n = 0
        while term > total * mp.mpf(10) ** (-digits - 5):
            n += 1
            term *= x / (a + n)
            total += term
        return log_front + mp.log(total), True

    def fraction(count):
        f = mp.mpf(0)
        for n in range(count, 0, -1):
            f = n * (a - n) / (x - a + 2 * n + 1 + f)
        return 1 / (x - a + 1 + f)

    count = 64
    value = fraction(count)
    while True:
        count *= 2
        finer = fraction(count)
        if abs(finer - value) < abs(finer) * mp.mpf(10) ** (-digits + 8):
            return log_front + mp.log(finer), False
        value = finer


def incomplete_gamma(a, x):
    """P, Q, log P, log Q, ∂P/∂a, ∂P/∂x, ∂log P/∂a, ∂log Q/∂a."""
    side = x <= a
    with mp.workdps(settled(lambda: gamma_tails(a, x, side))):
        log_tail, lower = gamma_tails(a, x, side)
        tail = mp.exp(log_tail)
        other = complement(tail)
        h = a * mp.mpf(10) ** -18
        d_log = (gamma_tails(a + h, x, side)[0] - gamma_tails(a - h, x, side)[0]) / (2 * h)
        d_tail = d_log * tail
        d_other = -d_tail / other
        p, q = (tail, other) if lower else (other, tail)
        log_p, log_q = (log_tail, mp.log(other)) if lower else (mp.log(other), log_tail)
        d_a = d_tail if lower else -d_tail
        d_x = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
        dp, dq = (d_log, d_other) if lower else (d_other, d_log)
        return p, q, log_p, log_q, d_a, d_x, dp, dq


def gamma_points():
    shapes = [1e-10, 1e-3, 0.02, 0.1, 0.3, 0.5, 0.8, 1.0, 1.3, 2.0, 3.3, 5.0, 7.5, 10.0, 14.0, 19.5, 20.5, 26.0, 35.0,
              60.0, 110.0, 300.0, 1e3, 1e4, 1e5]
    points = []
    for a in shapes:
        factors = spread(0.05, 20, 16) if a < 1e3 else [1 + s * f for f in spread(1e-4, 0.5, 8) for s in (-1, 1)]
        xs = [a * f for f in factors] + [a + k * math.sqrt(a) for k in random.normal(0, 3, 8)] + [a]
        if a < 30:
            xs += spread(1e-12, 30, 10) + [60.0 + a]
        points += [(a, float(x)) for x in xs if 0 < x < 2e5]
    return points


def huge_gamma_points():
    return [(a, a + k * math.sqrt(a)) for a in (1e6, 1e8, 1e10, 1e13) for k in (-20.0, -6.0, -1.5, -0.1, 0.4, 2.5, 9.0, 30.0)]


def incomplete_gamma_family():
    return {"moderate": rows(incomplete_gamma, gamma_points())}


def incomplete_gamma_huge():
    return {"huge": rows(incomplete_gamma, huge_gamma_points())}


# Incomplete beta functions.


def series_length(a, b, x):
    """About how many terms the series of I_x(a, b) needs for 80 digits."""
    a, b, x = float(a), float(b), float(x)
    n = np.unique(np.round(np.geomspace(1, 3e6, 400)))
    log_ratio = np.log((a + b + n) * x / (a + 1 + n))
    log_term = np.concatenate([[0], np.cumsum(0.5 * (log_ratio[1:] + log_ratio[:-1]) * np.diff(n))])
    # Beyond the largest term only: the first ones may be far smaller.
    peak = int(log_term.argmax())
    short = np.nonzero(log_term[peak:] < log_term[peak] - 185)[0]
    return n[peak + short[0]] if len(short) else 1e9


def beta_tails(a, b, x, y, lower):
    """(log of a tail, is it the lower one), for x + y = 1 at the current precision; lower says which is wanted."""
    if not lower:
        log_tail, _ = beta_tails(b, a, y, x, True)
        return log_tail, False
    log_front = a * mp.log(x) + b * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))
    digits = mp.mp.dps
    if min(a, b) > 2e5:
        # t = logistic(logit x − s): the integrand over its value at x.
        slope = a - (a + b) * x
        width = mp.sqrt(1 / ((a + b) * x * y))
        length = min(200 / slope if slope > 0 else mp.inf, 20 * width)
        f = lambda s: mp.exp(-a * s - (a + b) * mp.log1p(x * mp.expm1(-s)))
        cuts = [length * k / 12 for k in range(13)] + [length * 2]
        return log_front + mp.log(mp.quad(f, cuts)), True
    term = total = 1 / a
    n = 0
    while True:
        ratio = (a + b + n) * x / (a + 1 + n)
        # The ratios go to x from one side: the remaining terms are at most a geometric series.
        bound = max(ratio, x)
        if bound < 1 and term * bound / (1 - bound) < total * mp.mpf(10) ** (-digits):
            return log_front + mp.log(total), True
        term *= ratio
        total += term
        n += 1


def incomplete_beta(a, b, x, y=None):
    """I, 1 − I, log I, log (1 − I), the derivatives of I in a, b, x, and of both logarithms in a and b."""
    with mp.workdps(110):
        y = 1 - x if y is None else y
        if min(a, b) > 2e5:
            lower = x <= a / (a + b)
        else:
            lower = series_length(a, b, x) <= series_length(b, a, y)
    with mp.workdps(settled(lambda: beta_tails(a, b, x, y, lower))):
        log_tail, lower = beta_tails(a, b, x, y, lower)
        tail = mp.exp(log_tail)
        other = complement(tail)

        def slope(f, at):
            h = at * mp.mpf(10) ** -18
            return (f(at + h)[0] - f(at - h)[0]) / (2 * h)

        log_a = slope(lambda t: beta_tails(t, b, x, y, lower), a)
        log_b = slope(lambda t: beta_tails(a, t, x, y, lower), b)
        sign = 1 if lower else -1
        i, c = (tail, other) if lower else (other, tail)
        log_i, log_c = (log_tail, mp.log(other)) if lower else (mp.log(other), log_tail)
        d_a, d_b = sign * log_a * tail, sign * log_b * tail
        d_x = mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))
        return i, c, log_i, log_c, d_a, d_b, d_x, d_a / i, d_b / i, -d_a / c, -d_b / c


def beta_points():
    sizes = [1e-3, 0.05, 0.3, 0.5, 1.0, 1.7, 4.0, 11.0, 25.0, 130.0, 1e3, 1e4, 1e5]
    points = []
    for a in sizes:
        for b in sizes:
            mean = a / (a + b)
            deviation = math.sqrt(a * b / (a + b + 1)) / (a + b)
            xs = [mean + k * deviation for k in random.normal(0, 3, 3)] + [float(random.uniform(0.02, 0.98))]
            if min(a, b) < 2:
                xs += [float(10 ** random.uniform(-8, -1)), 1 - float(10 ** random.uniform(-8, -1))]
            xs = [x for x in xs if 1e-9 < x < 1 - 1e-9 and abs(x - mean) < 60 * deviation]
            points += [(a, b, x) for x in xs if min(series_length(a, b, x), series_length(b, a, 1 - x)) < 1e4]
    return points


def incomplete_beta_family():
    return {"moderate": rows(incomplete_beta, beta_points())}


def incomplete_beta_huge():
    points = []
    for a, b in ((1e6, 1e6), (3e5, 1e8), (1e9, 4e9), (1e12, 1e12)):
        mean = a / (a + b)
        deviation = math.sqrt(a * b / (a + b + 1)) / (a + b)
        points += [(a, b, mean + k * deviation) for k in (-20.0, -5.0, -1.2, -0.1, 0.3, 2.0, 8.0, 25.0)]
    return {"huge": rows(incomplete_beta, points)}


# Bessel functions and distributions.


def bessel_scaled(order, x):
    if x > 1e20:
        return (1 - (4 * order * order - 1) / (8 * x)) / mp.sqrt(2 * mp.pi * x)
    return mp.besseli(order, x) * mp.exp(-x)


def log_bessel(x):
    if x > 1e5:
        return mp.log(bessel_scaled(0, x)) + x
    with mp.workdps(400):
        return mp.log(mp.besseli(0, x))


def bessel_family():
    points = spread(1e-300, 1e-3, 15) + spread(1e-3, 60, 120) + spread(60, 1e5, 30) + spread(1e5, 1e300, 15)
    return {
        "besselI0e": rows(lambda x: bessel_scaled(0, x), points),
        "besselI1e": rows(lambda x: bessel_scaled(1, x), points),
        "logBesselI0": rows(log_bessel, [x for x in points if 1e-150 < x]),
    }


def student_t(t, nu):
    """The distribution function and its logarithm."""
    with mp.workdps(150):
        half = mp.mpf(1) / 2
        x = nu / (nu + t * t)
        y = t * t / (nu + t * t)
        lower = series_length(nu / 2, half, x) <= series_length(half, nu / 2, y)
        log_tail, lower = beta_tails(nu / 2, half, x, y, lower)
        outside = mp.exp(log_tail) if lower else 1 - mp.exp(log_tail)
        value = outside / 2 if t < 0 else 1 - outside / 2
        return value, mp.log(value)


def distributions():
    degrees = [0.1, 0.5, 1.0, 2.0, 3.7, 10.0, 30.0, 300.0, 1e4, 1e7]
    ts = both([1e-8, 0.01, 0.4, 1.0, 2.2, 6.0, 15.0])
    return {
        "studentT": rows(student_t, [(t, nu) for nu in degrees for t in ts if nu < 1e6 or abs(t) > 0.1]),
    }


FAMILIES = {
    "log-space": log_space,
    "error-function": error_function,
    "gamma": gamma_family,
    "polygamma": polygamma_family,
    "incomplete-gamma": incomplete_gamma_family,
    "incomplete-gamma-huge": incomplete_gamma_huge,
    "incomplete-beta": incomplete_beta_family,
    "incomplete-beta-huge": incomplete_beta_huge,
    "bessel": bessel_family,
    "distributions": distributions,
}


def main():
    folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"
    for name in sys.argv[1:] or FAMILIES:
        global random
        random = np.random.Generator(np.random.Philox(7))
        content = FAMILIES[name]()
        lists = ",\n".join(
            f'"{key}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in value) + "\n]"
            for key, value in content.items())
        (folder / f"special-{name}.json").write_text("{\n" + lists + "\n}\n")
        print(name, {key: len(value) for key, value in content.items()})


if __name__ == "__main__":
    main()
