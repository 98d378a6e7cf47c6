#!/usr/bin/env python3
"""Writes Tests/Reference/native-elementary.json: elementary functions at double arguments, by mpmath at 60 digits and more.

A list of rows for each function: the arguments, the value rounded to double, and what rounding took from it, in units of
the value's last place (so that errors below half a unit are seen). Made with mpmath 1.3, NumPy 2.4. With the argument
"fits" it prints the polynomials of Sources/ApusNative/Math instead; a number as argument multiplies the count of points.
"""

import json
import math
import pathlib
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60
random = np.random.Generator(np.random.Philox(11))
many = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1
inf, nan = math.inf, math.nan
tiny, least, most = 2.0**-1022, 5e-324, 1.7976931348623157e308


def spread(low, high, count):
    """Positive numbers spread evenly in the logarithm, at random."""
    return [float(x) for x in np.exp(random.uniform(math.log(low), math.log(high), count * many))]


def uniform(low, high, count):
    return [float(x) for x in random.uniform(low, high, count * many)]


def both(points):
    return [s * x for x in points for s in (1, -1)]


def around(*centers):
    """The centres and their neighbours on both sides."""
    result = []
    for c in centers:
        result += [c, math.nextafter(c, inf), math.nextafter(c, -inf), c * (1 + 1e-9), c * (1 - 1e-9)]
    return result


edges = [0.0, -0.0, inf, -inf, nan, least, -least, tiny, -tiny, most, -most, 1.0, -1.0]


def rounded(value):
    """The double nearest to a number, and the rest in units of its last place."""
    if mp.isnan(value):
        return "NaN", 0
    if mp.isinf(value):
        return ("Infinity" if value > 0 else "-Infinity"), 0
    if abs(value) < mp.mpf(2) ** -1022:
        scaled = value * mp.mpf(2) ** 1074
        whole = mp.nint(scaled)
        return (-0.0 if value < 0 else 0.0) if whole == 0 else float(whole * mp.mpf(2) ** -1074), float(round(scaled - whole, 2))
    near = float(value)
    if math.isinf(near):
        return ("Infinity" if near > 0 else "-Infinity"), 0
    return near, round(float((value - mp.mpf(near)) / mp.mpf(math.ulp(near))), 2)


def text(x):
    return {inf: "Infinity", -inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def rows(function, points, c_edges=None):
    """c_edges gives the value where it is no matter of arithmetic: at zeros, infinities, NaN."""
    result = []
    for point in points:
        arguments = point if isinstance(point, tuple) else (point,)
        value = c_edges(*arguments) if c_edges else None
        if value is None:
            exact = function(*[mp.mpf(v) for v in arguments])
            value, rest = rounded(exact if isinstance(exact, mp.mpf) else mp.mpf("nan"))
        else:
            value, rest = text(value), 0
        result.append([*[text(v) for v in arguments], value, rest])
    return result


def libm(function, overflow=inf):
    """Edges by Python's libm where an argument is zero, infinite or NaN."""
    def at(*arguments):
        if all(math.isfinite(v) and v != 0 for v in arguments):
            return None
        try:
            return function(*arguments)
        except ValueError:
            return nan
        except OverflowError:
            return overflow
    return at


def logarithm_edges(function, pole):
    def at(x):
        if x == pole:
            return -inf
        if x < pole or x != x:
            return nan
        return function(x) if x == 0 or math.isinf(x) else None
    return at


def within(low, high):
    return lambda f: lambda x: nan if not (low <= x <= high) else (f(x) if x == 0 else None)


def right_angles():
    """Doubles nearest to multiples of π/2, and the hardest cases known (Muller; Kahan's program)."""
    hard = [6381956970095103 * 2.0**797, 5.319372648326541e255, 2.0**1023, 1e22, math.pi / 2, 3.0 * 2.0**1022]
    counts = list(range(1, 13)) + [int(k) for k in random.integers(13, 700000, 14 * many)]
    counts += [int(k) for k in random.integers(700000, 2**52, 5 * many)]
    points = [float(k * mp.pi / 2) for k in counts] + [float((k + 0.5) * mp.pi / 2) for k in counts[:6]]
    return both(points + hard)


def precise(function):
    def at(*arguments):
        with mp.workdps(800):
            return +function(*arguments)
    return at


def log1mexp(x):
    with mp.workdps(1000):
        return mp.mpf("nan") if x > 0 else mp.log(-mp.expm1(x))


def power_edges(x, y):
    try:
        if x == 0 or y == 0 or not (math.isfinite(x) and math.isfinite(y)) or (x < 0 and y != math.floor(y)) or x == 1:
            return math.pow(x, y)
    except ValueError:
        return nan if x != 0 else (math.copysign(inf, x) if y == math.floor(y) and y % 2 == 1 else inf)
    if y * math.log(abs(x)) > 2000 or y * math.log(abs(x)) < -2000:
        return (inf if y * math.log(abs(x)) > 0 else 0.0) * (-1 if x < 0 and y % 2 == 1 else 1)
    return None


def powers():
    points = [(x, (random.uniform(-745, 709.7)) / math.log(x)) for x in spread(1e-300, 1e300, 50) if x != 1]
    points += [(1 + d, random.uniform(-700, 700) / d) for d in both(spread(1e-15, 0.4, 25))]
    points += list(zip(spread(1e-5, 1e5, 60), uniform(-60, 60, 60)))
    points += [(-x, float(k)) for x, k in zip(spread(1e-3, 1e3, 30), random.integers(-90, 90, 30))]
    points += [(x, y) for x in (least, 1e-310, tiny) for y in (0.5, -0.25, 1.0, 0.9, -0.95, 3.0)]
    special = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, inf, -inf, nan, 2.0**53 + 2, -(2.0**53) - 1]
    return points + [(x, y) for x in special for y in special]


def plane(count):
    points = list(zip(both(spread(1e-5, 1e5, count)), both(spread(1e-5, 1e5, count))[::-1]))
    points += list(zip(both(spread(least, most, count // 2)), both(spread(least, most, count // 2))[::-1]))
    points += [(x, -x * k) for x in spread(1e-3, 1e3, 10) for k in (1, 1 + 1e-15, 0.4142135623730951, 2.414213562373095)]
    special = [0.0, -0.0, 1.0, -1.0, least, -tiny, most, -most, inf, -inf, nan]
    return points + [(x, y) for x in special for y in special]


def log_pairs(ordered):
    firsts = both(spread(1e-10, 1e3, 60)) + uniform(-2, 2, 40)
    points = [(x, x - d) for x, d in zip(firsts, spread(1e-12, 1e3, len(firsts)))]
    if not ordered:
        points += [(y, x) for x, y in points[::3]]
    special = [0.0, -0.0, 1.0, -1.0, 700.0, -2000.0, 1e300, -1e300, inf, -inf, nan]
    return points + [(x, y) for x in special for y in special]


def log_add_edges(x, y):
    if x != x or y != y:
        return nan
    larger = max(x, y)
    return larger + 0.0 if math.isinf(larger) or abs(x - y) > 4000 else None


def log_subtract_edges(x, y):
    if x != x or y != y or y > x or y == inf:
        return nan
    if y == -inf or x == inf:
        return x
    return -inf if x == y else (x if x - y > 4000 or (x == 0 and y < -800) else None)


def count_pairs():
    counts = [0.0, 1.0, 2.0, 3.0, 17.0, 1e6, 1e15]
    distances = both(spread(1e-12, 700, 60) + around(math.log(2) / 2, 1.5 * math.log(2), 0.5)) + around(709.0, -40.5, -745.0)
    pairs = [(counts[i % len(counts)], d) for i, d in enumerate(distances) if counts[i % len(counts)] == 0 or d < 670 and d > -1e3]
    special = [0.0, -0.0, 1.0, -1.0, -800.0, -1e300, inf, -inf, nan]
    return pairs + [(k, d) for k in (0.0, 1.0, 4.0, nan) for d in special]


def dispersed_counts():
    counts = [0.0, 1.0, 2.0, 9.0, 300.0, 1e6]
    distances = both(spread(1e-10, 600, 70) + around(0.1, math.log(2)))
    dispersions = spread(1e-12, 1e12, len(distances))
    points = [(counts[i % 6], p, d) for i, (p, d) in enumerate(zip(dispersions, distances))]
    return points + [(0.0, 2.0, nan), (nan, 2.0, 1.0), (1.0, nan, 1.0), (1.0, 0.0, 1.0), (1.0, -2.0, 1.0), (-1.0, 2.0, 1.0), (1.0, 2.0, 0.0)]


extreme_counts = [
    (1e9, 1e-290, -700.0), (0.0, 1e-300, 700.0), (3.0, 1e-305, -745.0), (2.0, 1.0, -inf), (2.0, 1.0, inf), (5.0, 2.0, 5000.0),
    (0.0, 1e200, 800.0), (1.0, 1e-160, 0.25), (0.0, 1e180, 30.0)]


def log_mean_ratio(k, p, d):
    return mp.log((p + (k if k else 1) * mp.exp(d)) / (p + k))


def outside_counts(k, p, d):
    if not (k >= 0 and p > 0) or d != d:
        return nan
    if math.isinf(d):
        return inf if d > 0 else math.log(p / (p + k))
    return 0.0 if d == 0 and k > 0 else None


def poisson_edges(k, d, function):
    """The value where k or d is not finite, and of the signs of zeros."""
    if k != k or d != d:
        return nan
    if math.isinf(d):
        return (inf if d > 0 else 0.0) if k == 0 else k * function(d)
    return k * function(d) if d == 0 and k != 0 else (0.0 if k == 0 and d < -760 else None)


def x_log(logarithm, pole):
    def at(x, y):
        if x == 0 and y == y:
            return 0.0
        if x != x or y != y or y < pole:
            return nan
        if y == pole:
            return -inf * x
        if math.isinf(x) or math.isinf(y) or y - pole == 1:
            return x * (inf if y == inf else logarithm(y))
        return None
    return at


def x_log_pairs(pole):
    points = list(zip(both(spread(1e-5, 1e5, 60)), [y + pole for y in spread(1e-8, 1e8, 120)]))
    special = [0.0, -0.0, 1.0, -1.0, -2.0, 0.5, inf, -inf, nan]
    return points + [(x, y) for x in special for y in special]


def capped(function, low, high, below, above):
    """mpmath's function within limits beyond which only the limits are left."""
    return lambda x: mp.mpf(below) if x < low else (mp.mpf(above) if x > high else function(x))


small = both(spread(least, 1e-3, 20))
exponents = small + both(spread(1e-3, 700, 78)) + uniform(-1.1, 1.1, 40) + edges
positive = spread(least, most, 80) + spread(0.4, 3, 80) + around(1, 0.5, 2, math.sqrt(0.5), math.sqrt(2)) + edges
angles = small + both(spread(1e-3, 1e5, 64)) + both(spread(1e5, most, 20)) + right_angles() + edges
unit = both(spread(1e-9, 1, 70)) + uniform(-1, 1, 70) + both(around(0.5) + [1 - d for d in spread(1e-16, 0.1, 20)])
reals = both(spread(least, most, 40)) + both(spread(1e-3, 1e3, 80)) + edges


def cases():
    exp_edges = around(709.782712893384, -745.1332191019411, -708.3964185322641) + uniform(-746, -708, 12)
    yield "exponential", rows(capped(mp.exp, -800, 800, 0, "inf"), exponents + exp_edges, libm(math.exp))
    yield "exponentialMinusOne", rows(
        capped(mp.expm1, -800, 800, -1, "inf"), exponents + around(709.782712893384, -37.4, 0.3466, -0.3466), libm(math.expm1))
    two = around(1023.9999999999999, -1074.0, -1022.0, 3.0, 0.5) + uniform(-1075, -1020, 12)
    yield "exponentialBaseTwo", rows(
        capped(lambda x: mp.mpf(2) ** x, -2000, 2000, 0, "inf"), exponents + two, libm(lambda x: 2.0**x if x != -inf else 0.0))
    yield "logarithm", rows(mp.log, positive, logarithm_edges(math.log, 0))
    yield "logarithmBaseTwo", rows(lambda x: mp.log(x) / mp.log(2), positive + [2.0**k for k in (-1074, -3, 7, 1023)],
                                   logarithm_edges(math.log2, 0))
    yield "logarithmBaseTen", rows(mp.log10, positive + [10.0**k for k in (-9, 3, 22)], logarithm_edges(math.log10, 0))
    yield "logarithmOfOnePlus", rows(
        precise(mp.log1p), both(spread(least, 1, 80)) + spread(1, most, 40) + around(-0.9999, 0.41, -0.29) + edges,
        logarithm_edges(math.log1p, -1))
    yield "softplus", rows(lambda x: x if x > 2000 else (mp.mpf(0) if x < -2000 else mp.log1p(mp.exp(x))), exponents,
                           lambda x: {inf: inf, -inf: 0.0}.get(x, nan if x != x else None))
    yield "logSigmoid", rows(lambda x: x if x < -2000 else (mp.mpf("-0") if x > 2000 else -mp.log1p(mp.exp(-x))), exponents,
                             lambda x: {inf: -0.0, -inf: -inf}.get(x, nan if x != x else None))
    yield "sigmoid", rows(lambda x: mp.mpf(x > 0) if abs(x) > 2000 else 1 / (1 + mp.exp(-x)), exponents,
                          lambda x: {inf: 1.0, -inf: 0.0}.get(x, nan if x != x else None))
    yield "sine", rows(precise(mp.sin), angles, libm(math.sin))
    yield "cosine", rows(precise(mp.cos), angles, libm(math.cos))
    yield "tangent", rows(precise(mp.tan), angles, libm(math.tan))
    yield "arctangent", rows(mp.atan, reals + around(1, 0.4142135623730951, 2.414213562373095), libm(math.atan))
    yield "arctangent2", rows(precise(mp.atan2), plane(60), libm(math.atan2))
    yield "arcsine", rows(mp.asin, unit + small + edges, within(-1, 1)(math.asin))
    yield "arccosine", rows(mp.acos, unit + small + edges, within(-1, 1)(math.acos))
    hyperbolic = exponents + both(around(710.4758600739439, 22, 0.3466, 1.04))
    yield "hyperbolicSine", rows(
        lambda x: mp.sign(x) * mp.inf if abs(x) > 800 else precise(mp.sinh)(x), hyperbolic, libm(math.sinh))
    yield "hyperbolicCosine", rows(lambda x: mp.inf if abs(x) > 800 else mp.cosh(x), hyperbolic, libm(math.cosh))
    yield "hyperbolicTangent", rows(
        lambda x: mp.sign(x) if abs(x) > 800 else precise(mp.tanh)(x), hyperbolic, libm(math.tanh))
    yield "inverseHyperbolicSine", rows(precise(mp.asinh), reals + around(2.0**30), libm(math.asinh))
    yield "inverseHyperbolicCosine", rows(
        mp.acosh, [1 + d for d in spread(1e-15, 1e6, 120)] + spread(1, most, 60) + around(1, 2.0**30) + edges,
        lambda x: nan if not x >= 1 else (x if x == inf else None))
    yield "inverseHyperbolicTangent", rows(
        precise(mp.atanh), unit + small + edges,
        lambda x: nan if not -1 <= x <= 1 else (math.copysign(inf, x) if abs(x) == 1 else (x if x == 0 else None)))
    yield "power", rows(mp.power, powers(), power_edges)
    yield "cubeRoot", rows(lambda x: mp.sign(x) * mp.cbrt(abs(x)), reals + [27.0, -8.0, 1e-315], libm(math.cbrt))
    yield "hypotenuse", rows(mp.hypot, plane(60), libm(math.hypot))
    yield "logarithmOfOneMinusExponential", rows(
        log1mexp, [-x for x in spread(least, 1e-3, 40) + spread(1e-3, 745, 120)] + around(-math.log(2), -37.5) + edges,
        lambda x: nan if x != x or x > 0 else (-inf if x == 0 else (-0.0 if x < -800 else None)))
    yield "logAddExponential", rows(lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), log_pairs(False), log_add_edges)
    yield "logSubtractExponential", rows(lambda x, y: x + log1mexp(y - x), log_pairs(True), log_subtract_edges)
    yield "xTimesLogY", rows(lambda x, y: x * mp.log(y), x_log_pairs(0), x_log(math.log, 0))
    yield "xTimesLogOfOnePlusY", rows(lambda x, y: x * precise(mp.log1p)(y), x_log_pairs(-1), x_log(math.log1p, -1))
    yield "poissonDeviance", rows(
        precise(lambda k, d: k * (mp.expm1(d) - d) if k else mp.exp(d)), count_pairs(),
        lambda k, d: poisson_edges(k, d, lambda d: inf if math.isinf(d) else math.expm1(d) - d))
    yield "poissonExcess", rows(
        precise(lambda k, d: k * mp.expm1(d) if k else mp.exp(d)), count_pairs(), lambda k, d: poisson_edges(k, d, math.expm1))
    yield "negativeBinomialDeviance", rows(
        precise(lambda k, p, d: (p + k) * log_mean_ratio(k, p, d) - k * d), dispersed_counts() + [
            (1e9, 0.5, 1.0), (1e12, 0.5, 1.0), (1e15, 2.0, 0.5), (1e9, 0.5, -2.0), (3.0, 1e14, 0.7)], outside_counts)
    yield "logMeanRatio", rows(precise(log_mean_ratio), dispersed_counts() + extreme_counts, outside_counts)
    yield "meanExcessShare", rows(
        precise(lambda k, p, d: ((k or 1) * mp.exp(d) - k) / (p + (k or 1) * mp.exp(d))), dispersed_counts() + extreme_counts,
        lambda k, p, d: nan if not (k >= 0 and p > 0) or d != d else {inf: 1.0, -inf: -k / p}.get(d, 0.0 if d == 0 and k > 0 else None))
    yield "logarithmOfOnePlusSquare", rows(
        precise(lambda x: mp.log1p(x * x)), reals + both(around(1.0, 1e-8, 1e150)),
        lambda x: nan if x != x else (inf if math.isinf(x) else (0.0 if x == 0 else None)))


def fits():
    """Near-minimax polynomials, by Chebyshev interpolation, and their absolute errors."""
    def show(name, function, low, high, count):
        coefficients, error = mp.chebyfit(function, [low, high], count, error=True)
        print(name, "wrong by 2^%.1f" % float(mp.log(error, 2)))
        print("  " + ", ".join(float(c).hex() for c in reversed(coefficients)))

    def root(z):
        return mp.sqrt(max(z, mp.mpf(10) ** -30))

    mp.mp.dps = 120
    wide = mp.mpf("1.0001")
    log_two, quarter, eighth = mp.log(2) / 2 * wide, (mp.pi / 4 * wide) ** 2, (mp.sqrt(2) - 1) ** 2 * wide
    s = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * wide
    nonzero = lambda r: r if r else mp.mpf(10) ** -30
    show("excess", lambda r: (mp.expm1(nonzero(r)) - nonzero(r)) / nonzero(r) ** 2, -log_two, log_two, 11)
    show("powerExcess", lambda r: (mp.expm1(nonzero(r) * mp.log(2)) / nonzero(r) - mp.log(2)) / nonzero(r), -wide / 2, wide / 2, 11)
    show("logarithmSeries", lambda z: (2 * mp.atanh(root(z)) / root(z) - 2) / root(z) ** 2, 0, s, 8)
    show("artanhSeries", lambda z: (mp.atanh(root(z)) / root(z) - 1 - root(z) ** 2 / 3) / root(z) ** 4, 0, s, 8)
    show("sineExcess", lambda z: (mp.sin(root(z)) / root(z) - 1) / root(z) ** 2, 0, quarter, 6)
    show("cosineExcess", lambda z: (mp.cos(root(z)) - 1 + root(z) ** 2 / 2) / root(z) ** 4, 0, quarter, 6)
    show("arctangentExcess", lambda z: (mp.atan(root(z)) / root(z) - 1) / root(z) ** 2, 0, eighth, 11)
    show("arcsineExcess", lambda z: (mp.asin(root(z)) / root(z) - 1) / root(z) ** 2, 0, mp.mpf(1) / 4, 13)
    show("tailSeries", lambda z: (2 * mp.atanh(root(z)) / root(z) - 2) / root(z) ** 2, 0, wide / 9, 10)
    show("hyperbolicSineExcess", lambda z: (mp.sinh(root(z)) / root(z) - 1) / root(z) ** 2, 0, log_two**2, 5)
    show("hyperbolicCosineExcess", lambda z: (mp.cosh(root(z)) - 1) / root(z) ** 2, 0, log_two**2, 6)


if sys.argv[1:] == ["fits"]:
    fits()
else:
    folder = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference"
    file = pathlib.Path(sys.argv[2]) if many > 1 else folder / "native-elementary.json"
    lines = ['"%s":%s' % (name, json.dumps(table, separators=(",", ":"))) for name, table in cases()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")
