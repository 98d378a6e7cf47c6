#!/usr/bin/env python3
"""Writes Tests/Reference/distribution-functions-*.json and incomplete-functions.json: logarithms of distribution functions and
of their complements, and the incomplete gamma and beta functions, each with its derivatives in every argument, by mpmath.

The points lie near the transition, in both tails, and where the functions underflow. A row is [the arguments, the value, the
derivatives, the spread of the value, the spreads of the derivatives]: the spread of a number is the sum over the arguments x
of |x times its derivative in x|, so that spread times 1e-16 is what the rounding of the arguments makes of it. With names of
files as arguments only those are written. Made with mpmath 1.3.

Every tail is an integral or a series of positive terms on its own side of the mean, so that nothing cancels; the other side
is log(1 - tail), which loses nothing either.
"""

import json
import math
import pathlib
import sys

import mpmath as mp

import closed_families as closed

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import count_families
import further_families as further

mp.mp.dps = 60
REACH = 150  # Integrands end at e^-150, which is below 1e-65.


def nodes(count):
    """Gauss and Legendre's rule on [0, 1], by Newton's iteration."""
    result = []
    for k in range(count):
        x = mp.cos(mp.pi * (k + mp.mpf(3) / 4) / (count + mp.mpf(1) / 2))
        while True:
            p, q = mp.mpf(1), x
            for n in range(2, count + 1):
                p, q = q, ((2 * n - 1) * x * q - (n - 1) * p) / n
            slope = count * (x * q - p) / (x * x - 1)
            step = q / slope
            x -= step
            if abs(step) < mp.mpf(10) ** -55:
                break
        result.append(((1 + x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return result


RULE = nodes(40)
PIECES = 14


def integral(energy, end):
    """The integral of e^-energy(s) from 0 to `end`."""
    width = end / PIECES
    return width * mp.fsum(w * mp.exp(-energy(width * (k + s))) for k in range(PIECES) for s, w in RULE)


def end_of(energy):
    """Where an energy that rises from 0, convex, is about REACH."""
    low, high = mp.mpf(0), mp.mpf(1)
    while energy(high) < REACH:
        low, high = high, 2 * high
    while energy(low) < REACH * 0.5:
        middle = (low + high) / 2
        if low == 0 and high < mp.mpf(10) ** -300:
            break
        low, high = (middle, high) if energy(middle) < REACH else (low, middle)
    return high


def both_tails(log_tail, is_lower):
    """(log F, log(1 - F)) of the tail that is known."""
    other = mp.log(-mp.expm1(log_tail)) if log_tail > -0.7 else mp.log1p(-mp.exp(log_tail))
    return (log_tail, other) if is_lower else (other, log_tail)


def gamma_tails(a, x):
    """(log P(a, x), log Q(a, x))."""
    log_front = a * mp.log(x) - x - mp.loggamma(a)
    if x > a:
        energy = lambda s: x * mp.expm1(s) - a * s
        return both_tails(log_front + mp.log(integral(energy, end_of(energy))), False)
    if a < 20:
        term = total = 1 / a
        n = 0
        while term > total * mp.mpf(10) ** -65:
            n += 1
            term *= x / (a + n)
            total += term
        return both_tails(log_front + mp.log(total), True)
    energy = lambda s: a * s + x * mp.expm1(-s)
    return both_tails(log_front + mp.log(integral(energy, end_of(energy))), True)


def beta_tails(a, b, x, y=None):
    """(log I(a, b; x), log(1 - I)), for x + y = 1."""
    y = 1 - x if y is None else y
    if a * y < b * x:
        lower, upper = beta_tails(b, a, y, x)
        return upper, lower
    log_front = a * mp.log(x) + b * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))
    if a < 20:
        if x > 0.9:
            return both_tails(log_front + mp.log(mp.hyp2f1(1, a + b, a + 1, x) / a), True)
        term = total = 1 / a
        n = 0
        while True:
            ratio = (a + b + n) * x / (a + 1 + n)
            bound = max(ratio, x)
            if bound < 1 and term * bound / (1 - bound) < total * mp.mpf(10) ** -65:
                return both_tails(log_front + mp.log(total), True)
            term *= ratio
            total += term
            n += 1
    energy = lambda s: a * s + (a + b) * mp.log1p(x * mp.expm1(-s))
    return both_tails(log_front + mp.log(integral(energy, end_of(energy))), True)


def student_tails(nu, z):
    """(log F, log(1 - F)) of Student's t."""
    if z > 0:
        lower, upper = student_tails(nu, -z)
        return upper, lower
    t, half = -z, mp.mpf(1) / 2
    log_peak = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
    if t * t < min(1, nu):
        # From the centre, where F is 1/2.
        density = lambda s: (nu + 1) / 2 * mp.log1p((s * t) ** 2 / nu)
        return both_tails(mp.log(half - t * mp.exp(log_peak) * integral(density, mp.mpf(1))), True)
    u = t * t / nu
    if nu < 20:
        tail, rest = beta_tails(nu / 2, half, 1 / (1 + u), u / (1 + u))
        return both_tails(tail - mp.log(2), True)
    k = u / (1 + u)
    energy = lambda s: (nu + 1) / 2 * mp.log1p(k * mp.expm1(2 * s)) - s
    front = log_peak - (nu + 1) / 2 * mp.log1p(u) + mp.log(t)
    return both_tails(front + mp.log(integral(energy, end_of(energy))), True)


def half_student_tails(nu, z):
    """(log F, log(1 - F)) of the size of Student's t: from the centre, or twice the tail."""
    if z * z < min(1, nu):
        log_peak = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
        density = lambda s: (nu + 1) / 2 * mp.log1p((s * z) ** 2 / nu)
        return both_tails(mp.log(2 * z) + log_peak + mp.log(integral(density, mp.mpf(1))), True)
    return both_tails(student_tails(nu, z)[1] + mp.log(2), False)


def normal_tails(z):
    if z > 0:
        lower, upper = normal_tails(-z)
        return upper, lower
    if z < -1e6:
        w = 1 / (z * z)
        series = 1 - w + 3 * w**2 - 15 * w**3 + 105 * w**4 - 945 * w**5 + 10395 * w**6 - 135135 * w**7
        return both_tails(-z * z / 2 - mp.log(-z * mp.sqrt(2 * mp.pi)) + mp.log(series), True)
    return both_tails(mp.log(mp.erfc(-z / mp.sqrt(2)) / 2), True)


def half_normal_tails(z):
    if z > 1:
        return both_tails(normal_tails(-z)[0] + mp.log(2), False)
    return both_tails(mp.log(mp.erf(z / mp.sqrt(2))), True)


def cauchy_tails(z):
    if z > 0:
        lower, upper = cauchy_tails(-z)
        return upper, lower
    return both_tails(mp.log(mp.atan2(1, -z) / mp.pi), True)


def half_cauchy_tails(z):
    if z > 1:
        return both_tails(mp.log(2 / mp.pi * mp.atan(1 / z)), False)
    return both_tails(mp.log(2 / mp.pi * mp.atan(z)), True)


def laplace_tails(z):
    return both_tails(-abs(z) - mp.log(2), z < 0)


def logistic_tails(z):
    tail = -mp.log1p(mp.exp(-abs(z))) - abs(z)
    return both_tails(tail, z < 0)


def inverse_gaussian_tails(m, l, x):
    r = mp.sqrt(l / x)
    z, y = r * (x / m - 1), r * (x / m + 1)
    near, far = mp.erfc(abs(z) / mp.sqrt(2)) / 2, mp.exp(2 * l / m) * mp.erfc(y / mp.sqrt(2)) / 2
    return both_tails(mp.log(near + far), True) if z < -1 else both_tails(
        mp.log((near if z > 0 else 1 - near) - far), False)


def ex_gaussian_tails(m, s, r, x):
    z, c = (x - m) / s, r * s
    root = mp.sqrt(2)
    rest = mp.exp(c * c / 2 - c * z) * mp.erfc((c - z) / root) / 2
    upper = mp.erfc(z / root) / 2 + rest
    return both_tails(mp.log(upper), False) if upper < 0.5 else both_tails(mp.log(mp.erfc(-z / root) / 2 - rest), True)


def skew_normal_tails(a, z):
    """By the integral of the density outwards from z, whose shape is not negative."""
    if a < 0:
        return swapped(skew_normal_tails(-a, -z))
    log_density = lambda t: -t * t / 2 - mp.log(2 * mp.pi) / 2 + mp.log(mp.erfc(-a * t / mp.sqrt(2)))
    sign, peak = (1 if z > 0 else -1), log_density(z)
    energy = lambda s: peak - log_density(z + sign * s)
    return both_tails(peak + mp.log(integral(energy, end_of(energy))), z <= 0)


def extreme_value_score(z, k):
    return mp.log1p(k * z) / k if k else z


def generalized_extreme_value_tails(m, s, k, x):
    return both_tails(-mp.exp(-extreme_value_score((x - m) / s, k)), True)


def generalized_pareto_tails(m, s, k, x):
    return both_tails(-extreme_value_score((x - m) / s, k), False)


def logit(x):
    return mp.log(x) - mp.log1p(-x)


def beta_prime_tails(a, b, x):
    return beta_tails(a, b, x / (1 + x), 1 / (1 + x))


def pert_shapes(a, m, b):
    return 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)


def pert_tails(a, m, b, x):
    return beta_tails(*pert_shapes(a, m, b), (x - a) / (b - a), (b - x) / (b - a))


def secant_tails(q):
    """Of the density sech(q)/pi."""
    return both_tails(mp.log(2 / mp.pi * mp.atan(mp.exp(-abs(q)))), q < 0)


# Shapes from moments.


def gamma_moments(m, s):
    return (m / s) ** 2, m / s**2


def inverse_gamma_moments(m, s):
    return 2 + (m / s) ** 2, m * (1 + (m / s) ** 2)


def beta_concentration(m, k):
    return m * k, (1 - m) * k


def beta_moments(m, s):
    return beta_concentration(m, m * (1 - m) / s**2 - 1)


def gamma_tails_of(a, b, x):
    return gamma_tails(a, b * x)


def inverse_gamma_tails_of(a, b, x):
    return swapped(gamma_tails(a, b / x))


def uniform_tails(a, b, x):
    return both_tails(mp.log((x - a) / (b - a)), True) if x - a < b - x else both_tails(mp.log((b - x) / (b - a)), False)


def swapped(tails):
    return tails[1], tails[0]


def geometric_tails(p, k):
    return both_tails(k * mp.log1p(-p), False)


def logit_parts(e):
    return 1 / (1 + mp.exp(-e)), 1 / (1 + mp.exp(e))


# The families with a location and a scale.
LOCATED_FAMILIES = (
    "Normal", "StudentT", "Cauchy", "Laplace", "Logistic", "Gumbel", "ParetoType2", "Levy", "AsymmetricLaplace", "Moyal",
    "HyperbolicSecant", "SoftLaplace")

# Each family: the two tails in its parameters and the value; which arguments have derivatives.
FAMILIES = {
    "Normal": (lambda m, s, x: normal_tails((x - m) / s), "all"),
    "HalfNormal": (lambda s, x: half_normal_tails(x / s), "all"),
    "LogNormal": (lambda m, s, x: normal_tails((mp.log(x) - m) / s), "all"),
    "StudentT": (lambda n, m, s, x: student_tails(n, (x - m) / s), "all"),
    "Cauchy": (lambda m, s, x: cauchy_tails((x - m) / s), "all"),
    "HalfCauchy": (lambda s, x: half_cauchy_tails(x / s), "all"),
    "Exponential": (lambda r, x: both_tails(-r * x, False), "all"),
    "Gamma": (lambda a, b, x: gamma_tails(a, b * x), "all"),
    "GammaMeanDeviation": (lambda m, s, x: gamma_tails_of(*gamma_moments(m, s), x), "all"),
    "InverseGamma": (lambda a, b, x: swapped(gamma_tails(a, b / x)), "all"),
    "InverseGammaMeanDeviation": (lambda m, s, x: inverse_gamma_tails_of(*inverse_gamma_moments(m, s), x), "all"),
    "Beta": (lambda a, b, x: beta_tails(a, b, x), "all"),
    "BetaMeanConcentration": (lambda m, k, x: beta_tails(*beta_concentration(m, k), x), "all"),
    "BetaMeanDeviation": (lambda m, s, x: beta_tails(*beta_moments(m, s), x), "all"),
    "BetaPrime": (beta_prime_tails, "all"),
    "InverseGaussian": (inverse_gaussian_tails, "all"),
    "ExGaussian": (ex_gaussian_tails, "all"),
    "SkewNormal": (lambda m, s, a, x: skew_normal_tails(a, (x - m) / s), "all"),
    "GeneralizedExtremeValue": (generalized_extreme_value_tails, "all"),
    "GeneralizedPareto": (generalized_pareto_tails, "all"),
    "JohnsonSU": (lambda m, s, g, d, x: normal_tails(g + d * mp.asinh((x - m) / s)), "all"),
    "SinhArcsinh": (lambda m, s, g, d, x: normal_tails(mp.sinh(d * mp.asinh((x - m) / s) - g)), "all"),
    "LogitNormal": (lambda m, s, x: normal_tails((logit(x) - m) / s), "all"),
    "PERT": (pert_tails, "all"),
    "HyperbolicSecant": (lambda m, s, x: secant_tails(mp.pi * (x - m) / (2 * s)), "all"),
    "SoftLaplace": (lambda m, s, x: secant_tails((x - m) / s), "all"),
    "Uniform": (uniform_tails, "all"),
    "Laplace": (lambda m, s, x: laplace_tails((x - m) / s), "all"),
    "Logistic": (lambda m, s, x: logistic_tails((x - m) / s), "all"),
    **{name: (tails, "all") for name, tails in closed.TAILS.items()},
    **{name: (tails, "all") for name, tails in further.TAILS.items()},
    "Maxwell": (lambda s, x: gamma_tails(mp.mpf(3) / 2, (x / s) ** 2 / 2), "all"),
    "Levy": (lambda m, c, x: swapped(half_normal_tails(mp.sqrt(c / (x - m)))), "all"),
    "HalfStudentT": (lambda n, s, x: half_student_tails(n, x / s), "all"),
    "ChiSquared": (lambda n, x: gamma_tails(n / 2, x / 2), "all"),
    "InverseChiSquared": (lambda n, x: swapped(gamma_tails(n / 2, 1 / (2 * x))), "all"),
    "ScaledInverseChiSquared": (lambda n, s, x: swapped(gamma_tails(n / 2, n * s**2 / (2 * x))), "all"),
    "Moyal": (lambda m, s, x: swapped(half_normal_tails(mp.exp(-(x - m) / s / 2))), "all"),
    "BernoulliProbability": (lambda p, k: both_tails(mp.log1p(-p), True), [0]),
    "BernoulliLogit": (lambda e, k: both_tails(-mp.log1p(mp.exp(e)), True), [0]),
    "BinomialProbability": (lambda n, p, k: beta_tails(n - k, k + 1, 1 - p, p), [1]),
    "BinomialLogit": (lambda n, e, k: beta_tails(n - k, k + 1, *reversed(logit_parts(e))), [1]),
    "PoissonRate": (lambda r, k: swapped(gamma_tails(k + 1, r)), [0]),
    "PoissonLogRate": (lambda e, k: swapped(gamma_tails(k + 1, mp.exp(e))), [0]),
    "NegativeBinomial": (lambda m, f, k: beta_tails(f, k + 1, f / (f + m), m / (f + m)), [0, 1]),
    "NegativeBinomialRate": (lambda a, b, k: beta_tails(a, k + 1, b / (1 + b), 1 / (1 + b)), [0, 1]),
    "NegativeBinomialProbability": (lambda n, p, k: beta_tails(n, k + 1, p, 1 - p), [0, 1]),
    "Geometric": (geometric_tails, [0]),
    **{name: (tails, which) for name, (_, tails, which, _) in count_families.FAMILIES.items() if tails},
}


def number(x):
    x = float(x)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN" if x != x else x)


def size(x):
    """A spread, of which three digits are enough."""
    return number(mp.nstr(x, 3, min_fixed=0, max_fixed=0))


def measured(function, point, which, is_located=False, with_exponentials=False, rounded=None):
    """A row for each number that `function` gives: the value, the derivatives, and their spreads, by differences.

    With exponentials there follow those of e to the same numbers. The arguments whose rounding is in the spreads are `rounded`,
    all where nothing is said: counts have no derivative, but are rounded in sums as other numbers are.
    """
    exact = [mp.mpf(x) for x in point]
    scales = [abs(x) if x else mp.mpf(1) for x in exact]
    if is_located:
        # A location, a scale and the value are the last three: what matters is their distance.
        scales[-3] = scales[-1] = max(abs(exact[-1] - exact[-3]), exact[-2])
    steps = [scale * mp.mpf(10) ** -20 for scale in scales]

    def at(*moves):
        moved = list(exact)
        for index, sign in moves:
            moved[index] += sign * steps[index]
        return function(*moved)

    centre = at()
    places = range(len(exact)) if rounded is None else rounded
    up, down = {i: at((i, 1)) for i in places}, {i: at((i, -1)) for i in places}
    corner = {(i, j): at((i, 1), (j, 1)) for i in places for j in places if i < j and (i in which or j in which)}
    powers = [False] * len(centre) + [True] * (len(centre) if with_exponentials else 0)
    for kind, is_power in zip([*range(len(centre))] * 2, powers):
        value = centre[kind]
        slopes = {i: (up[i][kind] - down[i][kind]) / (2 * steps[i]) for i in places}
        bends = {(i, i): (up[i][kind] + down[i][kind] - 2 * value) / steps[i] ** 2 for i in places}
        for (i, j), other in corner.items():
            bend = (other[kind] - up[i][kind] - up[j][kind] + value) / (steps[i] * steps[j])
            bends[i, j] = bends[j, i] = bend
        if is_power:
            value = mp.exp(value)
            bends = {(i, j): value * (bend + slopes[i] * slopes[j]) for (i, j), bend in bends.items()}
            slopes = {i: value * s for i, s in slopes.items()}
        spread = mp.fsum(abs(exact[i] * slopes[i]) for i in places)
        spreads = [mp.fsum(abs(exact[j] * bends[i, j]) for j in places) for i in which]
        yield [*map(number, point), number(value), *[number(slopes[i]) for i in which], size(spread), *map(size, spreads)]


# The points.

LOCATED = [(0, 1), (-2.5, 0.125)]
CENTRE = [1e-10, 1e-8, 1e-6, 1e-4, 1e-2]


def both(points):
    return [-x for x in reversed(points)] + points


def located(points, places=LOCATED):
    return [(m, s, m + s * x) for m, s in places for x in points]


def gamma_places(a):
    """Arguments about the transition of the shape a, and in both tails."""
    root = math.sqrt(a)
    if a < 3:
        return [1e-200, 1e-8, 1e-3, 0.1 * a, 0.9, 3.0, 20.0, 150.0]
    near = [a + t * root for t in (-30, -8, -3, -1, -0.1, 0, 0.5, 2, 7, 25)]
    return [x for x in near if x > 0.02 * a] + ([0.01 * a, 0.3 * a, 4 * a, 60 * a] if a < 1e5 else [0.9 * a, 1.2 * a])


def beta_places(a, b):
    mean, width = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
    places = [mean + t * width for t in (-18, -5, -1, 0, 0.7, 4, 15)]
    if min(a, b) < 3:
        places += [1e-100, 1e-5, 0.3, 0.99, 1 - 2.0**-30]
    kept = [x for x in places if 0 < x < 1 and 1 - x > 1e-12]
    return [x for x in kept if a * (1 - x) < b * x or abs(a * math.log(x)) < 5e4]


def counts(mean, width, n=math.inf):
    places = [round(mean + t * width) for t in (-20, -6, -2, -0.5, 0, 1, 5, 18)]
    return sorted({k for k in places + [0, 1, 7] if 0 <= k < n and (k > 7 or mean < 1e3)})


def count_points():
    cuts = [(0, -1, 0.5, 2), (3, -2, 0, 2.0**-20), (-4, -0.5, 0, 9), (700, 0, 1, 2), (-700, 0, 1, 2)]
    yield "OrderedLogistic", [(*c, k) for c in cuts for k in (0, 1, 2)]
    cuts = [(0, -1, 0.5, 2), (3, -2, 0, 2.0**-20), (-4, -0.5, 0, 3), (36, 0, 1, 2), (-36, 0, 1, 2), (1e4, 0, 1, 2)]
    yield "OrderedProbit", [(*c, k) for c in cuts for k in (0, 1, 2)]
    yield "BetaBinomial", [(n, a, b, k) for n, a, b in [(10, 2, 3), (30, 0.3, 0.7), (100, 40, 1.5), (300, 1e4, 3e4), (50, 1e3, 0.1)]
                           for k in (0, 1, 7, n // 2, n - 1)]
    yield "ZeroInflated", [(p, r, k) for p, r in [(0.3, 3), (1e-9, 0.5), (0.999, 20), (0.02, 1e-6), (1e-12, 60)] for k in (0, 1, 7, 30)]
    yield "Hurdle", [(p, r, k) for p, r in [(0.3, 3), (1e-9, 0.5), (0.999, 20), (0.02, 1e-6), (1e-12, 60)] for k in (0, 1, 7, 30)]
    yield "DiscreteUniform", [(a, b, k) for a, b in [(0, 9), (-40, 60), (-1e9, 1e15)] for k in (0, 1, 3, 7, 8)]
    yield "Hypergeometric", [(s, m, n, k) for s, m, n in [(20, 7, 12), (500, 60, 30), (4000, 2000, 1000)] for k in (0, 1, 3, 5, 6)]
    yield "DiscreteWeibull", [(q, b, k) for q, b in [(0.8, 1.3), (0.3, 0.8), (0.99, 2), (1e-3, 0.5), (1 - 2.0**-30, 0.75)]
                              for k in (0, 1, 4, 30, 1000)]
    heavy = [(5, 3, 2), (20, 30, 13), (0.25, 0.5, 3), (100, 8, 0.5), (6.5, 25, 400), (1e-3, 2, 1e-2), (1e4, 2e4, 300)]
    yield "BetaNegativeBinomial", [(r, a, b, k) for r, a, b in heavy for k in (0, 1, 7, 60, 10**4, 10**9, 10**15)]
    yield "Skellam", [(a, b, k) for a, b in [(3, 2), (0.2, 5), (40, 1e-3), (60, 50)] for k in (-30, -9, -1, 0, 1, 8, 60)]
    yield "YuleSimon", [(r, k) for r in (3, 0.4, 12, 60) for k in (1, 2, 9, 400, 10**6)]
    yield "GeneralizedPoisson", [(t, d, k) for t, d in [(3, 0.2), (10, 0), (0.5, 0.6), (100, 0.3)] for k in (0, 1, 7, 40, 200)] + [
        (t, d, k) for t, d, places in [(8, -0.3, (0, 3, 6, 7, 15)), (5, -0.7, (0, 2, 3, 5)), (60, -0.9, (3, 20, 31, 33, 50))] for k in places]
    yield "ConwayMaxwellPoisson", [(r, v, k) for r, v in [(3, 1), (0.5, 0.1), (1.5, 0.2), (1e4, 3), (2, 20)] for k in (0, 1, 7, 40)]


def points():
    yield "Normal", located(both(CENTRE[::2] + [0.5, 3.0, 8.5, 40.0, 1e3])) + [(0, 1, 1e150), (0, 1, -1e150)]
    yield "HalfNormal", [(s, s * x) for s in (1, 0.125) for x in [1e-200, 1e-10, 1e-3, 0.5, 2.0, 9.0, 38.0]]
    yield "LogNormal", [(m, s, math.exp(m + s * z)) for m, s in [(0, 1), (2, 0.25)] for z in both([1e-4, 0.5, 3.0, 12.0, 38.0])]
    degrees = [0.1, 0.7, 1, 2, 4, 9.5, 10.5, 30, 300, 1000, 1e4, 1e6]
    student = [(n, 0, 1, z) for n in degrees for z in both(CENTRE + [0.3, 1.0, 2.4, 2.6, 6.0, 20.0, 60.0, 1e3])]
    student += [(n, -2.5, 0.125, -2.5 + 0.125 * z) for n in (4, 30, 1e4) for z in both([1e-4, 0.5, 2.0, 9.0, 300.0])]
    student += [(n, 0, 1, z) for n in (1e8, 1e12) for z in both([1e-6, 0.5, 3.0, 25.0])]
    student += [(n, 0, 1, z) for n in (0.5, 3.5) for z in both([1e6, 1e20, 1e60])]
    yield "StudentT", student
    yield "Cauchy", located(both(CENTRE[::2] + [0.5, 0.999, 1.001, 3.0, 1e3, 1e8, 1e16, 1e100]))
    yield "HalfCauchy", [(s, s * x) for s in (1, 0.125, 3.0) for x in
                         [1e-100, 1e-10, 1e-3, 0.5, 0.999, 1.001, 3.0, 1e3, 1e8, 1e16, 1e100]]
    yield "Exponential", [(r, x / r) for r in (1, 0.03) for x in (1e-200, 1e-10, 1e-3, 0.5, 0.7, 3.0, 40.0, 600.0)]
    shapes = [1e-3, 0.3, 1, 2.5, 14.5, 100, 1e4, 1e6, 1e7, 1e8]
    yield "Gamma", [(a, b, x / b) for a, b in [(a, 1) for a in shapes] + [(2.5, 3), (1e6, 250)] for x in gamma_places(a)]
    yield "InverseGamma", [(a, b, b / x) for a, b in
                           [(a, 1) for a in shapes if a < 1e7] + [(2.5, 3), (1e7, 250)] for x in gamma_places(a)]
    sizes = [1e-3, 0.3, 1, 2.5, 30, 1e3, 1e5]
    pairs = [(a, b) for a in sizes for b in sizes] + [(1e6, 1e6), (1e8, 1e8), (1e8, 1e6), (3e5, 1e8), (2.5, 1e8), (1e8, 0.3)]
    yield "Beta", [(a, b, x) for a, b in pairs for x in beta_places(a, b)]
    yield "Uniform", [(a, b, a + (b - a) * u) for a, b in [(0, 1), (-4, 12)] for u in
                      (1e-10, 0.25, 0.5, 0.75, 1 - 2.0**-20, 1 - 2.0**-48)]
    yield "Laplace", located(both(CENTRE[::2] + [0.5, 3.0, 40.0, 600.0]))
    yield "Logistic", located(both(CENTRE[::2] + [0.5, 3.0, 40.0, 600.0]))
    yield "Gumbel", located([-6.0, -3.0, -1.0, -0.3, 1e-6, 0.4, 2.0, 9.0, 38.0, 45.0, 600.0])
    shapes = [(0.3, 1), (1, 0.125), (2.5, 3), (30, 1e3), (1e4, 1)]
    yield "Weibull", [(k, s, s * math.exp(t / k)) for k, s in shapes for t in
                      (-600, -50, -39, -6, -1, -0.3, 0.1, 1, 1.9, 3, 6) if abs(t / k) < 650]
    yield "Pareto", [(a, m, m * math.exp(t / a)) for a, m in [(0.3, 1), (1, 0.125), (2.5, 3), (30, 1e3), (1e4, 1)] for t in
                     (1e-6, 1e-3, 0.1, 0.7, 2, 20, 600) if t / a < 650]
    pareto = [(a, m, s) for a in (0.3, 1, 30, 1e4) for m, s in LOCATED]
    yield "ParetoType2", [(a, m, s, m + s * t) for a, m, s in pareto for t in (1e-6, 1e-3, 0.1, 0.7, 2, 20, 1e4)]
    yield "Rayleigh", [(s, s * x) for s in (1, 0.125) for x in [1e-200, 1e-10, 0.9e-8, 1.1e-8, 1e-3, 0.5, 2.0, 9.0, 37.0]]
    yield "Maxwell", [(s, s * x) for s in (1, 0.125) for x in [1e-100, 0.9e-8, 1.1e-8, 1e-3, 0.5, 1.5, 2.0, 9.0, 36.0]]
    yield "Levy", located([1e-3, 0.02, 0.3, 1.0, 2.0, 50.0, 1e6, 1e100])
    yield "Frechet", [(a, s, s * math.exp(-t / a)) for a, s in shapes for t in
                      (-600, -50, -39, -6, -1, -0.3, 0.1, 1, 1.9, 3, 6) if abs(t / a) < 650]
    yield "HalfStudentT", [(n, s, s * z) for n in (0.1, 0.7, 1, 2, 4, 9.5, 30, 300, 1e4, 1e6) for s in (1, 0.125) for z in
                           [1e-200, 1e-10, 1e-3, 0.01, 0.05, 0.06, 0.3, 0.9, 1.1, 2.5, 6.0, 20.0, 300.0] if s == 1 or 0.1 < z < 10]
    degrees = [2e-3, 0.6, 2, 5, 29, 200, 2e4, 2e6]
    yield "ChiSquared", [(n, 2 * x) for n in degrees for x in gamma_places(n / 2)]
    yield "InverseChiSquared", [(n, 0.5 / x) for n in degrees for x in gamma_places(n / 2)]
    yield "ScaledInverseChiSquared", [(n, s, 0.5 * n * s * s / x) for n in degrees for s in (1, 0.125) for x in gamma_places(n / 2)
                                      if 0.5 * n * s * s / x > 1e-300]
    yield "AsymmetricLaplace", [(k, m, s, m + s * z) for k in (0.05, 0.8, 1, 6) for m, s in LOCATED for z in
                                (-60.0, -3.0, -0.5, -1e-4, 1e-6, 0.01, 0.4, 2.0, 30.0)]
    yield "LogLogistic", [(s, b, s * math.exp(t / b)) for b, s in shapes for t in
                          (-600, -50, -6, -1, -0.3, 0.1, 1, 3, 40, 600) if abs(t / b) < 650]
    yield "LogUniform", [(a, b, a * math.exp(math.log(b / a) * u)) for a, b in [(1, 10), (1e-3, 12), (3, 3.125)] for u in
                         (1e-10, 1e-3, 0.25, 0.5001, 0.75, 1 - 2.0**-20)]
    exponents = [(2, 3), (0.3, 0.7), (1, 1), (40, 30), (1e3, 1e5), (0.01, 1e4)]
    yield "Kumaraswamy", [(a, b, x) for a, b in exponents for t in (-600, -41, -39, -9, -2, -0.4, 0.3, 1.5, 5) for x in
                          [math.exp(math.log(-math.expm1(-math.exp(t) / b)) / a)] if 1e-300 < x < 1]
    yield "Triangular", [(a, c, b, a + (b - a) * u) for a, c, b in [(0, 0.25, 1), (-4, 10, 12), (3, 4.5, 5)] for u in
                         (1e-10, 1e-3, 0.2, 0.4, 0.6, 0.9, 1 - 2.0**-20)]
    yield "Moyal", located([-13.0, -6.0, -3.0, -1.0, -0.3, 1e-6, 0.4, 2.0, 9.0, 38.0, 79.0, 81.0, 1200.0])
    yield "HyperbolicSecant", located(both(CENTRE[::2] + [0.5, 3.0, 40.0, 400.0]))
    yield "SoftLaplace", located(both(CENTRE[::2] + [0.5, 3.0, 40.0, 600.0]))
    yield "InverseGaussian", [
        (m, l, m * x) for m, l in [(1, 1), (3, 0.25), (0.5, 40), (2, 1e6)] for x in
        ([1e-2, 0.3, 0.9, 1.0, 1.5, 7.0, 200.0, 5e3] if l < 100 else [0.98, 0.999, 0.9999, 1.0, 1.0003, 1.002, 1.03])]
    yield "ExGaussian", [(m, s, r, m + s * z) for m, s, r in [(0, 1, 1), (-2.5, 0.125, 0.5), (3, 2, 5), (1, 0.5, 0.25)]
                         for z in both([1e-3, 0.5, 1.1, 3.0, 9.0, 35.0])]
    yield "SkewNormal", [(m, s, a, m + s * z) for m, s, a in [(0, 1, 0.5), (-2.5, 0.125, -3), (3, 2, 0), (0, 1, 2)]
                         for z in both([1e-3, 0.5, 3.0, 9.0, 25.0]) if a * z < 6]
    extremes = [(0, 1, 0.2), (-2.5, 0.125, 0), (1, 2, -0.3), (0, 1, 1e-9), (0, 1, -1e-4), (0, 1, 1.5)]
    yield "GeneralizedExtremeValue", [
        (m, s, k, m + s * (math.expm1(k * y) / k if k else y)) for m, s, k in extremes
        for y in (-6.0, -2.0, -0.3, 0.1, 1.2, 1.3, 5.0, 24.0, 26.0, 300.0) if (k >= 0 or y < 6) and k * y < 100]
    yield "GeneralizedPareto", [
        (m, s, k, m + s * (math.expm1(k * y) / k if k else y)) for m, s, k in extremes
        for y in (1e-12, 1e-3, 0.1, 0.7, 1.2, 1.3, 5.0, 40.0, 300.0) if (k >= 0 or y < 6) and (m == 0 or y > 1e-4) and k * y < 100]
    curved = [(0, 1, 0.5, 1.5), (-2.5, 0.125, -1, 0.75), (3, 2, 0, 4)]
    yield "JohnsonSU", [(m, s, g, d, m + s * math.sinh((z - g) / d)) for m, s, g, d in curved
                        for z in both([1e-3, 0.5, 3.0, 9.0, 30.0])]
    yield "SinhArcsinh", [(m, s, g, d, m + s * math.sinh((math.asinh(z) + g) / d)) for m, s, g, d in curved
                          for z in both([1e-3, 0.5, 3.0, 9.0, 30.0])]
    yield "LogitNormal", [(m, s, 1 / (1 + math.exp(-m - s * z))) for m, s in [(0, 1), (2, 0.25), (-3, 0.5)]
                          for z in both([1e-3, 0.5, 3.0, 12.0, 30.0])]
    odds = [(2.5, 3), (0.3, 0.7), (30, 60), (1e4, 1e3), (3, 1e5)]
    yield "BetaPrime", [(a, b, x / (1 - x)) for a, b in odds for x in beta_places(a, b)]
    triples = [(0, 0.3, 1), (-4, -4, 12), (1, 5, 5), (-1e3, 10, 1e4)]
    yield "PERT", [(a, m, b, a + (b - a) * u) for a, m, b in triples for u in
                   (1e-4, 0.03, 0.3, 0.499, 0.501, 0.8, 0.99, 1 - 2.0**-12)]
    gammas = [(2.0, 1.5), (0.5, 2.0), (1e3, 1.0), (3.0, 0.25)]
    yield "GammaMeanDeviation", [(m, s, x / (m / s**2)) for m, s in gammas for x in gamma_places((m / s) ** 2)]
    yield "InverseGammaMeanDeviation", [
        (m, s, m * (1 + (m / s) ** 2) / x) for m, s in gammas for x in gamma_places(2 + (m / s) ** 2)]
    yield "BetaMeanConcentration", [(m, k, x) for m, k in [(0.25, 4), (0.5, 1), (0.875, 0.5), (0.3, 1e3), (0.75, 1e5)]
                                    for x in beta_places(m * k, (1 - m) * k)]
    yield "BetaMeanDeviation", [(m, s, x) for m, s in [(0.25, 0.125), (0.5, 0.4), (0.875, 0.25), (0.3, 2e-2), (0.75, 1e-3)]
                                for x in beta_places(*beta_moments(m, s))]
    yield "BernoulliProbability", [(p, 0) for p in (1e-300, 1e-12, 0.3, 0.7, 1 - 2.0**-40)]
    yield "BernoulliLogit", [(e, 0) for e in (-700.0, -40.0, -1.0, 0.5, 30.0, 800.0)]
    trials = [(10, 0.3), (10, 1e-12), (10, 1 - 2.0**-40), (40, 0.5), (2000, 0.01), (1e5, 0.3), (1e6, 0.5), (1e8, 0.3), (1e8, 1e-6)]
    yield "BinomialProbability", [(n, p, k) for n, p in trials for k in counts(n * p, math.sqrt(n * p * (1 - p)), n)]
    logits = [(10, -1.0), (10, -800.0), (10, 800.0), (10, 30.0), (30, -40.0), (40, 0.0), (1e5, -1.0), (1e6, 0.25), (1e8, -0.5)]
    mean_of = lambda n, e: n / (1 + math.exp(-e)) if e > -700 else 0
    yield "BinomialLogit", [(n, e, k) for n, e in logits for k in
                            counts(mean_of(n, e), math.sqrt(mean_of(n, e) * mean_of(1, -e)), n)]
    rates = [1e-10, 0.5, 3, 60, 1e3, 1e5, 1e6, 1e8]
    yield "PoissonRate", [(r, k) for r in rates for k in counts(r, math.sqrt(r))]
    yield "PoissonLogRate", [(e, k) for e in (-40.0, 0.5, 4.0, 11.5, 13.8, 18.4) for k in
                             counts(math.exp(e), math.exp(e / 2))]
    shaped = [(5, 2), (5, 1e-2), (1e-8, 2), (1e3, 0.1), (20, 1e4), (20, 1e8), (3, 1e10), (3, 1e13), (3, 1e16), (1e5, 1e5),
              (1e6, 50), (1e8, 1e6), (1e8, 1e16)]
    yield "NegativeBinomial", [(m, f, k) for m, f in shaped for k in counts(m, math.sqrt(m + m * m / f))]
    rates = [(2, 0.4), (0.01, 1e-3), (0.1, 1e4), (1e4, 500), (1e5, 1), (50, 1e-4), (3, 1e-9), (3, 1e9)]
    yield "NegativeBinomialRate", [(a, b, k) for a, b in rates for k in counts(a / b, math.sqrt(a * (1 + b)) / b)]
    shares = [(2, 0.3), (0.01, 1e-3), (0.1, 0.999), (1e4, 1 - 2.0**-10), (1e5, 0.5), (50, 1e-4), (3, 1e-9), (3, 1 - 2.0**-30)]
    yield "NegativeBinomialProbability", [(n, p, k) for n, p in shares for k in counts(n * (1 - p) / p, math.sqrt(n * (1 - p)) / p)]
    yield "Geometric", [(p, k) for p in (1e-12, 0.02, 0.3, 0.7, 0.999) for k in (1, 2, 9, 60, 10**4)]
    yield from further.PLACES.items()
    yield from count_points()


def write(name, content):
    path = pathlib.Path(__file__).resolve().parents[2] / "Tests/Reference" / f"{name}.json"
    tables = ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for key, rows in content.items())
    path.write_text("{\n" + tables + "\n}\n")
    print(name, sum(map(len, content.values())), path.stat().st_size)


def functions(families):
    content = {}
    for family, places in points():
        if not families(family):
            continue
        tails, which = FAMILIES[family]
        content[family], content[family + " above"] = [], []
        for point in places:
            indices = range(len(point)) if which == "all" else which
            # Sums have counts that are whole: these have no rounding.
            rounded = indices if family in count_families.FAMILIES else None
            lower, upper = measured(tails, point, indices, family in LOCATED_FAMILIES, rounded=rounded)
            content[family].append(lower)
            # From log F where that has its digits, and down to a complement that is a normal number.
            if float(upper[len(point)]) > -690 and float(lower[len(point)]) > -2:
                content[family + " above"].append(upper)
    return content


def incomplete():
    shapes = [1e-3, 0.3, 1, 2.5, 14.5, 100, 1e4, 1e6, 1e8]
    gammas = [(a, x) for a in shapes for x in gamma_places(a)]
    sizes = [1e-3, 0.7, 4, 300, 1e5]
    pairs = [(a, b) for a in sizes for b in sizes] + [(1e6, 3e6), (1e8, 1e8), (2.5, 1e8), (1e8, 0.3)]
    betas = [(a, b, x) for a, b in pairs for x in beta_places(a, b)]
    content = {name: [] for name in ["log P", "log Q", "P", "Q", "log I", "log(1 - I)", "I", "1 - I"]}
    for names, tails, places in [(list(content)[:4], gamma_tails, gammas), (list(content)[4:], beta_tails, betas)]:
        for point in places:
            for name, row in zip(names, measured(tails, point, range(len(point)), with_exponentials=True)):
                content[name].append(row)
    return content


# The families that are made of others, and those with several shapes.
MADE = ("BetaPrime", "InverseGaussian", "ExGaussian", "SkewNormal", "GeneralizedExtremeValue", "GeneralizedPareto", "JohnsonSU", "SinhArcsinh",
        "LogitNormal", "PERT", "GammaMeanDeviation", "InverseGammaMeanDeviation", "BetaMeanConcentration", "BetaMeanDeviation")
DISCRETE = ("Bernoulli", "Binomial", "Poisson", "Negative", "Geometric", *count_families.FAMILIES)
FILES = {
    "distribution-functions-continuous": lambda: functions(
        lambda name: name not in ("StudentT", "Beta", *closed.DENSITIES, *MADE, *further.TAILS) and not name.startswith(DISCRETE)),
    "distribution-functions-closed-forms": lambda: functions(lambda name: name in closed.DENSITIES),
    "distribution-functions-made": lambda: functions(lambda name: name in MADE),
    "distribution-functions-further": lambda: functions(lambda name: name in further.TAILS),
    "distribution-functions-beta": lambda: functions(lambda name: name == "Beta"),
    "distribution-functions-student-t": lambda: functions(lambda name: name == "StudentT"),
    "distribution-functions-discrete": lambda: functions(lambda name: name.startswith(DISCRETE)),
    "incomplete-functions": incomplete,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or FILES:
        write(name, FILES[name]())
