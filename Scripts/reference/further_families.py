"""Continuous families whose densities or tails are integrals, tables or series, in mpmath, for the scripts beside this one.

Each is written from its definition, to whatever precision is set. The parameters stand in the order of the Swift families. Tails are
(log F, log(1 - F)), of which one is a sum or an integral of positive terms, and the other its complement. Made with mpmath 1.3.
"""

import cmath
import functools
import math

import mpmath as mp
from mpmath.calculus.quadrature import GaussLegendre

log, exp, sqrt, lg = mp.log, mp.exp, mp.sqrt, mp.loggamma
POINTS = (0, 1, 4)


def both(log_tail, is_lower):
    other = log(-mp.expm1(log_tail)) if log_tail > -0.7 else mp.log1p(-exp(log_tail))
    return (log_tail, other) if is_lower else (other, log_tail)


def scaled_bessel(x):
    """e^-x I0(x)."""
    if x < 600:
        return exp(-x) * mp.besseli(0, x)
    term = total = mp.mpf(1)
    for k in range(1, 400):
        step = term * (2 * k - 1) ** 2 / (8 * k * x)
        if abs(step) > abs(term) or abs(step) < mp.mpf(10) ** -(mp.mp.dps + 5):
            break
        term = step
        total += term
    return total / sqrt(2 * mp.pi * x)


def rice(v, s, x):
    z, a = x / s, v / s
    return log(z) - log(s) - (z - a) ** 2 / 2 + log(scaled_bessel(a * z))


def rice_tails(v, s, x):
    """Mixtures of gamma distributions with Poisson weights; each series is cut where its terms are below the precision."""
    z, a = x / s, v / s
    p, q = a * a / 2, z * z / 2
    least = mp.mpf(10) ** -(mp.mp.dps + 8)
    if q > p + 1:
        # P(N_q <= N_p) of Poisson counts: sum over j of p's probability, times the sum of q's up to j.
        weight, part = exp(-p), exp(-q)
        sums, total, j = part, weight * part, 0
        while True:
            j += 1
            weight *= p / j
            part *= q / j
            sums += part
            term = weight * sums
            total += term
            if j > q and j > 2 * p and term < least * total:
                return both(log(total), False)
    # P(N_q > N_p): sum over k >= 1 of q's probability, times p's up to k - 1.
    weight, part = exp(-q) * q, exp(-p)
    sums, total, k = part, weight * part, 1
    while True:
        part *= p / k
        k += 1
        weight *= q / k
        sums += part
        term = weight * sums
        total += term
        if k > 2 * q + 2 and k > p and term < least * total:
            return both(log(total), True)


def rice_moments(v, s):
    y = (v / s) ** 2 / 2
    mean = s * sqrt(mp.pi / 2) * exp(-y / 2) * ((1 + y) * mp.besseli(0, y / 2) + y * mp.besseli(1, y / 2))
    return mean, 2 * s * s + v * v - mean**2


def skew_student_t(a, b, m, s, x):
    z = (x - m) / s
    root = sqrt(a + b + z * z)
    # (1 + z/root)/2 and (1 - z/root)/2.
    low, high = (root + z) / (2 * root), (root - z) / (2 * root)
    if z < 0:
        low = (a + b) / (2 * root * (root - z))
    else:
        high = (a + b) / (2 * root * (root + z))
    beta = lg(a) + lg(b) - lg(a + b)
    return a * log(low) + b * log(high) + log(2) - log(root) - beta - log(s)


def incomplete_beta(a, b, x):
    return exp(a * log(x) + b * mp.log1p(-x) - lg(a) - lg(b) + lg(a + b)) / a * mp.hyp2f1(1, a + b, a + 1, x)


def skew_student_t_tails(a, b, m, s, x):
    z = (x - m) / s
    root = sqrt(a + b + z * z)
    share = (a + b) / (2 * root * (root + abs(z)))
    return both(log(incomplete_beta(a, b, share)), True) if z < 0 else both(log(incomplete_beta(b, a, share)), False)


def skew_student_t_moments(a, b, m, s):
    first = (a - b) * sqrt(a + b) / 2 * exp(lg(a - 0.5) + lg(b - 0.5) - lg(a) - lg(b))
    second = (a + b) / 4 * ((a - b) ** 2 + a + b - 2) / ((a - 1) * (b - 1))
    return m + s * first, s * s * (second - first**2) if min(a, b) > 1 else mp.inf


def segments(heights):
    return [(mp.mpf(l), mp.mpf(r), f, g) for l, r, f, g in zip(POINTS, POINTS[1:], heights, heights[1:])]


def interpolated(*arguments):
    heights, x = arguments[:-1], arguments[-1]
    total = mp.fsum((r - l) * (f + g) / 2 for l, r, f, g in segments(heights))
    for l, r, f, g in segments(heights):
        if l <= x <= r:
            return log((f * (r - x) + g * (x - l)) / (r - l) / total)
    return -mp.inf


def interpolated_tails(*arguments):
    heights, x = arguments[:-1], arguments[-1]
    below = above = mp.mpf(0)
    for l, r, f, g in segments(heights):
        c = min(max(x, l), r)
        height = (f * (r - c) + g * (c - l)) / (r - l)
        below += (c - l) * (f + height) / 2
        above += (r - c) * (g + height) / 2
    if below < above:
        return both(log(below / (below + above)), True)
    return both(log(above / (below + above)), False)


def interpolated_moments(*heights):
    total = mp.fsum((r - l) * (f + g) / 2 for l, r, f, g in segments(heights))
    def moment(n):
        return mp.fsum(mp.quad(lambda t: t**n * (f * (r - t) + g * (t - l)) / (r - l), [l, r]) for l, r, f, g in segments(heights)) / total
    return moment(1), moment(2) - moment(1) ** 2


def kernel_density(*arguments):
    samples, h, x = arguments[:-2], arguments[-2], arguments[-1]
    logs = [-((x - c) / h) ** 2 / 2 for c in samples]
    most = max(logs)
    return most + log(mp.fsum(exp(v - most) for v in logs)) - log(len(samples) * h * sqrt(2 * mp.pi))


def kernel_density_tails(*arguments):
    samples, h, x = arguments[:-2], arguments[-2], arguments[-1]
    tails = [mp.fsum(mp.erfc(sign * (x - c) / h / sqrt(2)) for c in samples) / (2 * len(samples)) for sign in (-1, 1)]
    return both(log(tails[0]), True) if tails[0] < tails[1] else both(log(tails[1]), False)


def kernel_density_moments(*arguments):
    samples, h = arguments[:-1], arguments[-1]
    mean = mp.fsum(samples) / len(samples)
    return mean, h * h + mp.fsum((c - mean) ** 2 for c in samples) / len(samples)


def wiener(a, tau, w, v, x):
    t = abs(x) - tau
    if t <= 0:
        return -mp.inf
    if x > 0:
        w, v = 1 - w, -v
    u = t / a**2
    if u > 1:
        terms = [k * mp.sin(k * mp.pi * w) * exp(-(k * k - 1) * mp.pi**2 * u / 2) for k in range(1, 60)]
        passage = log(mp.pi * mp.fsum(terms)) - mp.pi**2 * u / 2
    else:
        terms = [(w + 2 * k) * exp(-(2 * k) * (2 * k + 2 * w) / (2 * u)) for k in range(-60, 61)]
        passage = log(mp.fsum(terms)) - w * w / (2 * u) - log(2 * mp.pi * u**3) / 2
    return passage - 2 * log(a) - v * a * w - v * v * t / 2


def log_cosh(b):
    return b - log(2) + mp.log1p(exp(-2 * b))


def polya_gamma_saddle(h, x):
    """About the c at which e^(2xw) cosh(√w)^-h is least for w = c² - π²/4 > -π²/4."""
    if 4 * x > 50 * h:
        return sqrt(h / (2 * x))
    if 4 * x < h / 50:
        return h / (4 * x)
    ratio = float(4 * x / h)

    def height(c):
        b = cmath.sqrt(c * c - math.pi**2 / 4 + 0j)
        return ratio * c * c / 2 - math.log(abs(cmath.cosh(b)))

    low, high = 1e-9, 1 / ratio + 3
    for _ in range(60):
        left, right = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, right) if height(left) < height(right) else (left, high)
    return mp.mpf(low)


def polya_gamma_path(h, z, x, c, of):
    """(1/2πi) ∫ e^(sx) (cosh a/cosh √w)^h of(w) ds with w = a² + s/2, a = z/2, along √(w + π²/4) = c + iv.

    It is the midpoint rule, whose steps are halved until it changes no more. A logarithm, and what its exponential is multiplied by.
    """
    a, edge = abs(z) / 2, mp.pi**2 / 4

    def exponent(v):
        w = mp.mpc(c, v) ** 2 - edge
        return w, 2 * x * (w - a * a) - h * (log_cosh(sqrt(w)) - log_cosh(a))

    step, before = mp.mpf("0.12") / sqrt(2 * x), None
    scale = mp.re(exponent(step / 2)[1])
    while True:
        total, k, quiet = mp.mpf(0), 0, 0
        while quiet < 3:
            v = step * (k + mp.mpf(0.5))
            w, power = exponent(v)
            term = exp(power - scale) * mp.mpc(c, v) * of(w)
            total += mp.re(term)
            quiet = quiet + 1 if abs(term) < mp.mpf(10) ** -85 * abs(total) else 0
            k += 1
        # ds = 4i (c + iv) dv, and both halves of the path.
        total *= step * 4 / mp.pi
        if before is not None and abs(total - before) < mp.mpf(10) ** -60 * abs(total):
            return scale, total
        before, step = total, step / 2


def polya_gamma_digits(h, x):
    return mp.workdps(90 + 2 * abs(int(mp.log10(x / h))))


def polya_gamma(h, z, x):
    """By the inverse Laplace transform, but by the first term of the alternating series where that is all of it."""
    if x == mp.inf:
        return -mp.inf
    if (h + 1) / (2 * x) > 2000:
        return h * (log_cosh(abs(z) / 2) + log(2)) + log(h) - log(8 * mp.pi * x**3) / 2 - h * h / (8 * x) - z * z * x / 2
    with polya_gamma_digits(h, x):
        scale, total = polya_gamma_path(h, z, x, max(polya_gamma_saddle(h, x), 3 / sqrt(2 * x)), lambda w: 1)
        return scale + log(total)


def polya_gamma_tails(h, z, x):
    """By paths on the right and on the left of the pole at s = 0."""
    with polya_gamma_digits(h, x):
        a = abs(z) / 2
        pole, width, place = sqrt(a * a + mp.pi**2 / 4), 3 / sqrt(2 * x), polya_gamma_saddle(h, x)
        is_lower = place > pole
        c = max(place, pole + width) if is_lower else min(max(place, width), max(pole - width, pole / 2))
        scale, total = polya_gamma_path(h, z, x, c, lambda w: 1 / (w - a * a) if is_lower else 1 / (a * a - w))
        return both(scale + log(total / 2), is_lower)


def polya_gamma_moments(h, z):
    if z == 0:
        return h / 4, h / 24
    return h * mp.tanh(z / 2) / (2 * z), h * (mp.sinh(z) - z) / (4 * z**3 * mp.cosh(z / 2) ** 2)
def passage_probability(w, m):
    """That a process from w with drift m leaves the unit interval at 0."""
    return 1 - w if m == 0 else exp(-m * w) * mp.sinh(m * (1 - w)) / mp.sinh(m)


def late_passage(u, w, m):
    """The probability that it leaves there after u, by the series for long times."""
    total, k = mp.mpf(0), 1
    while True:
        rate = (k * k * mp.pi**2 + m * m) / 2
        term = exp(-(k * k - 1) * mp.pi**2 * u / 2) / rate
        total += mp.pi * k * mp.sin(k * mp.pi * w) * term
        if k * term < mp.mpf(10) ** -(mp.mp.dps + 5) * min(w, 1 - w):
            return exp(-m * w - (mp.pi**2 + m * m) * u / 2) * total
        k += 1


def early_passage(u, w, m):
    """That it leaves there up to u, by images of the process."""
    def alone(x):
        return exp(-m * x) * mp.erfc((x - m * u) / sqrt(2 * u)) + exp(m * x) * mp.erfc((x + m * u) / sqrt(2 * u))
    m, front = abs(m), exp(-m * w) / 2
    total, k, first = alone(w), 1, alone(w)
    while True:
        terms = alone(2 * k - w), alone(2 * k + w)
        total += terms[1] - terms[0]
        if terms[0] < mp.mpf(10) ** -(mp.mp.dps + 5) * first:
            return front * total
        k += 1


def passages(u, w, m):
    """The probabilities of both."""
    whole = passage_probability(w, m)
    if u > 0.05:
        late = late_passage(u, w, m)
        return whole - late, late
    early = early_passage(u, w, m)
    return early, whole - early


def wiener_tails(a, tau, w, v, x):
    if x < 0:
        return tuple(reversed(wiener_tails(a, tau, 1 - w, -v, -x)))
    with mp.workdps(2 * mp.mp.dps + 60):
        t = x - tau
        if t <= 0:
            return log(passage_probability(w, v * a)), log(passage_probability(1 - w, -v * a))
        early, late = passages(t / a**2, 1 - w, -v * a)
        return log(passage_probability(w, v * a) + early), log(late)


def von_mises(m, k, x):
    return -2 * k * mp.sin((x - m) / 2) ** 2 - log(2 * mp.pi * scaled_bessel(k))


PI = mp.mpf(float(mp.pi))


@functools.lru_cache
def nodes(precision):
    return GaussLegendre(mp.mp).get_nodes(-1, 1, 5, precision)


def arc(start, length, k):
    """The integral of exp(-k (1 - cos t)) from a start on, outwards from each peak in fourteen pieces."""
    total = mp.mpf(0)
    low = start - 2 * mp.pi * mp.nint(start / (2 * mp.pi))
    for _ in range(5):
        if length <= 0:
            break
        if low >= mp.pi:
            low = -mp.pi
        stop = mp.mpf(0) if low < 0 else +mp.pi
        step = min(length, stop - low)
        near = low if low >= 0 else -low - step
        height = lambda s: 2 * k * mp.sin(near + s / 2) * mp.sin(s / 2)
        end = step
        if height(end) > 200:
            least = mp.mpf(0)
            for _ in range(2000):
                middle = (least + end) / 2
                least, end = (least, middle) if height(middle) > 170 else (middle, end)
                if 150 < height(end) <= 200:
                    break
        part = mp.fsum(
            weight * exp(-height(end * (i + (1 + node) / 2) / 14))
            for i in range(14) for node, weight in nodes(mp.mp.prec)) * end / 28
        total += exp(-2 * k * mp.sin(near / 2) ** 2) * part
        low, length = stop if step < length or step == stop - low else low + step, length - step
    return total


def von_mises_tails(m, k, x):
    whole = log(arc(-PI, 2 * PI, k))
    lower, upper = (log(arc(-PI - sign * m, PI + sign * x, k)) - whole for sign in (1, -1))
    return both(lower, True) if lower < upper else both(upper, False)


DENSITIES = {
    "Rice": rice, "SkewStudentT": skew_student_t, "Interpolated": interpolated, "KernelDensity": kernel_density, "Wiener": wiener,
    "PolyaGamma": polya_gamma}
TAILS = {
    "Rice": rice_tails, "SkewStudentT": skew_student_t_tails, "Interpolated": interpolated_tails,
    "KernelDensity": kernel_density_tails, "Wiener": wiener_tails, "VonMises": von_mises_tails,
    "PolyaGamma": polya_gamma_tails}
MOMENTS = {
    "Rice": rice_moments, "SkewStudentT": skew_student_t_moments, "Interpolated": interpolated_moments,
    "KernelDensity": kernel_density_moments, "PolyaGamma": polya_gamma_moments}

# Parameters and values of ordinary size, for densities.py.
ORDINARY = {
    "Rice": ([(1, 1), (0.3, 0.5), (20, 3), (200, 2), (1e-3, 4)], [1e-8, 0.3, 1, 2.5, 21, 205]),
    "SkewStudentT": ([(2, 3, 0, 1), (4, 1.75, -3, 0.5), (0.75, 0.6, 1, 2), (40, 30, 2, 3)], [0, -3.1, 2.5, -40, 300]),
    "Interpolated": ([(0.5, 2, 0.25), (1, 3, 0.25), (2, 0.5, 6)], [1e-9, 0.3, 0.75, 2, 3.5, 4 - 2.0**-30]),
    "KernelDensity": ([(-1, 0.5, 2, 0.75), (10, 10.25, 30, 3), (0, 0, 1, 0.125)], [-2, 0.25, 1.5, 11, 40]),
    "Wiener": (
        [(1.5, 0.25, 0.4, 0.75), (2, 0.05, 0.5, -1), (0.75, 0.125, 0.7, 3), (3, 0.2, 0.01, 0.5)],
        [0.3, -0.3, 0.5, -0.75, 1.5, -2.5, 6]),
    "PolyaGamma": ([(1, 0), (0.3, -4), (4, 0.01), (40, 2), (1e-3, 0)], [1e-3, 0.02, 0.2, 1.1, 8]),
}

# Places for extreme-densities.py.
EXTREME = {
    "Rice": [(v, s, v + s * t) for v, s in [(1e5, 1), (1e4, 2), (500, 0.25)] for t in (-20, -2, 0.5, 6)] + [
        (1, 1, x) for x in (1e-100, 1e-8, 300.0)] + [(1e-100, 1, 2), (1e-8, 1, 1e-8)],
    "SkewStudentT": [(2, 3, 0, 1, x) for x in (-1e100, -1e8, 1e-8, 1e8, 1e100)] + [
        (1e4, 2e4, 0, 1, x) for x in (-60, -45, -41, 1.5)] + [(1e6, 1e6, 0, 1, x) for x in (-6, -0.5, 0.25, 3)],
    "Interpolated": [(0.5, 1e-8, 3, x) for x in (1e-200, 0.3, 0.99, 1.5)] + [(1e100, 2e100, 1e99, x) for x in (0.25, 3.75)],
    "KernelDensity": [(-1, 0.5, 2, 0.75, x) for x in (-1e6, -300, 300, 1e6)] + [
        (-1, 0.5, 2, 1e-3, x) for x in (-1.001, 0.2, 0.5005, 3.0)],
    "Wiener": [(1.5, 0.25, w, 0.75, 0.25 + t) for w in (1e-6, 0.3, 0.51, 1 - 2.0**-20) for t in (1e-3, 0.05, 0.7, 0.9, 30)] + [
        (1.5, 0.25, w, -2, -0.25 - t) for w in (1e-6, 0.3, 0.51, 1 - 2.0**-20) for t in (1e-3, 0.05, 0.7, 0.9, 30)],
    "PolyaGamma": [(h, z, x) for h, z in [(1, 0), (0.25, 3), (5, -0.5), (60, 8)] for x in (
        1e-200, 1e-20, 1e-3, 0.0125, 0.026, 0.05, 0.3, 2, 15, 60, 140, 1e5, 1e100)] + [
        (h, z, f * h * (0.25 if z == 0 else math.tanh(z / 2) / (2 * z))) for h, z in [
            (1e-12, 1), (1e-3, 0), (4, 2.5), (4.5, 2.5), (1e3, 1e-8), (1e5, 3), (1e8, 0), (1e8, 30), (1e12, 0.5), (1, 1e3), (7, 1e8)]
        for f in (0.5, 0.99, 1, 1 + 2.0**-13, 1.75)],
}

# Places for distribution-functions.py.
PLACES = {
    "Rice": [(v, s, s * z) for v, s, zs in [
        (1, 1, (1e-8, 0.02, 0.5, 1.4, 1.5, 3, 9, 37)), (0.25, 0.5, (1e-3, 0.4, 1.1, 1.3, 6, 30)), (30, 2, (0.5, 3, 9, 14.8, 15.2, 19, 40)),
        (1e-3, 4, (0.01, 0.9, 1.2, 8))] for z in zs],
    "SkewStudentT": [(a, b, m, s, m + s * z) for a, b, m, s in [(2, 3, 0, 1), (4, 1.75, -3, 0.5), (0.75, 0.6, 1, 2), (40, 30, 2, 3)]
                     for z in (-1e8, -30.5, -3, -0.75, 0.3, 1.2, 5, 40, 1e8)],
    "Interpolated": [(*h, x) for h in [(0.5, 2, 0.25), (1, 3, 0.25), (2, 0.5, 6)] for x in (1e-100, 1e-3, 0.4, 0.9, 1.2, 2, 3, 3.9)],
    # Where no sample is so far that its derivative is lost among the digits.
    "KernelDensity": [(*p, x) for p in [(-1, 0.5, 2, 0.75), (10, 10.25, 15, 3), (0, 0.25, 1, 0.375)] for x in
                      (-9, -3, -0.5, 0.3, 0.7, 2.2, 4, 10.5, 17, 25) if abs(x - p[1]) < 7 * p[3]],
    "PolyaGamma": [(h, z, x) for h, z, xs in [
        (1, 0, (1e-3, 0.01, 0.05, 0.2, 0.25, 0.4, 1, 6, 60)), (2.5, 1.5, (0.02, 0.2, 0.45, 0.55, 0.7, 2, 20)),
        (0.3, -4, (1e-4, 0.01, 0.03, 0.04, 0.1, 1, 15)), (4, 0.25, (0.1, 0.7, 0.99, 1, 1.5, 9)), (60, 3, (3, 8, 9, 9.1, 10.5, 30)),
        (1e6, 0, (249000.0, 249900.0, 250010.0, 251000.0)), (0.01, 0, (1e-4, 1e-3, 0.02, 0.3))] for x in xs],
    "Wiener": [(a, t, w, v, s * (t + 2.0**e)) for a, t, w, v in [
        (1.5, 0.25, 0.4, 0.75), (2, 0.0625, 0.5, -1), (0.75, 0.125, 0.75, 3), (3, 0.25, 2.0**-7, 0.5), (1, 0.5, 0.875, 2.0**-10),
        (4, 0.25, 0.5, 12)] for s in (-1, 1) for e in (-8, -5, -3, -1, 0, 2, 5)],
    "VonMises": [(m, k, m + x) for m, k, xs in [
        (0, 1, (-3, -1, -1e-3, 0.5, 2, 3.125)), (0.5, 1e-6, (-3, 0.25, 2)), (2, 8, (-5, -4, -3, -1, 0, 0.5, 1)),
        (-1, 0.015625, (-2, 0.25, 3)), (-0.25, 900, (-1, -0.125, -0.01, 0.0625, 0.5, 2)), (0, 1e6, (-0.125, -0.01, -1e-3, 1e-3, 0.25)),
        (3, 30, (-6, -5.5, -3, -0.5, 0.125)), (0, 0.0, (-2, 0.5, 3))] for x in xs],
}

# Members for tails.py, and the doubles between which their quantiles lie.
FAR = {
    "Rice": (lambda v, s: (1e-300, v + 60 * s), [(1, 1), (0.25, 0.5), (12, 2), (1e-3, 4)]),
    "SkewStudentT": (lambda a, b, m, s: (-1e220, 1e220), [(2, 3, 0, 1), (4, 2.75, 0, 0.5), (40, 30, 0, 3)]),
    "Interpolated": (lambda *h: (1e-305, 4 - 2.0**-51), [(0.5, 2, 0.25), (1, 3, 0.25), (2, 0.5, 6), (0, 1, 4)]),
    "KernelDensity": (lambda *p: (-200 * p[-1] - 100, 200 * p[-1] + 100), [(-1, 0.5, 2, 0.75), (10, 10.25, 30, 3), (0, 0.25, 1, 0.125)]),
    "Wiener": (lambda a, t, w, v: (-t - 2e3, t + 2e3), [(1.5, 0.25, 0.4, 0.75), (1, 0.125, 0.75, -2), (3, 0.0, 0.5, 0.25)]),
    "VonMises": (None, [(0, 400), (0.5, 2), (2, 500), (-0.75, 0.01)]),
}

POSITIVE = [5e-324, 1e-310, 1e-300, 1e-100, 1e-10, 1.0, 1e10, 1e100, 1e300, 1e307, mp.inf]
REAL = [-x for x in POSITIVE] + [0.0] + POSITIVE
# Members and values for densities-at-ends.py.
ENDS = {
    "Rice": (rice, [(1, 1), (0.25, 0.5), (12, 2)], POSITIVE),
    "SkewStudentT": (skew_student_t, [(2, 3, 0, 1), (4, 2.75, -3, 0.5), (0.5, 0.25, 1, 2)], REAL),
    "KernelDensity": (kernel_density, [(-1, 0.5, 2, 0.75), (10, 10.25, 30, 3)], REAL),
    "Wiener": (wiener, [(1.5, 0.25, 0.4, 0.75), (2, 0.05, 0.5, -1)], REAL),
    "PolyaGamma": (polya_gamma, [(1, 0), (2.5, 1.5), (0.3, -4)], POSITIVE),
}
