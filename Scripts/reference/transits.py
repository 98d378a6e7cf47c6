"""Light curves of transits by direct integration at 40 digits, with first and second derivatives.

The star's disc is integrated in rings, each weighted with the arc that the planet covers; the derivatives are integrals along
the planet's edge, and the second ones differences of these at 40 digits. Nothing of this is how Apus computes them. Then light
curves of planets on Keplerian orbits: derivatives for all elements are differences at 40 digits. The values are compared with
exoplanet-core and jaxoplanet too, whose largest difference is printed, and kept in the file. Writes
Tests/Reference/transits.json. Takes about six minutes.

    pip install mpmath==1.3.0 numpy==2.4.* exoplanet-core==0.3.1 jax==0.10.* jaxoplanet==0.2.0
    python Scripts/reference/transits.py
"""
import json
import math
import pathlib
import random

import exoplanet_core
import jax
import numpy as np
from mpmath import acos, atan, cbrt, cos, mp, mpf, pi, quad, sin, sqrt, tan

jax.config.update("jax_enable_x64", True)
from jaxoplanet.core.limb_dark import light_curve as jaxoplanet_light_curve  # noqa: E402
from jaxoplanet.light_curves.limb_dark import light_curve as orbit_light_curve  # noqa: E402
from jaxoplanet.light_curves.transforms import integrate  # noqa: E402
from jaxoplanet.orbits.keplerian import Body, Central, System  # noqa: E402

mp.dps = 40
STEP = mpf(10) ** -13


def clamp(x):
    return max(mpf(-1), min(mpf(1), x))


def overlaps(b, k):
    """The integrals of z^n, n = 0, 1, 2, over the covered part of the disc, with z^2 = 1 - rho^2."""
    if b >= 1 + k or k == 0:
        return [mpf(0)] * 3
    inner = [mpf(0)] * 3
    if k > b:
        r = min(k - b, mpf(1))
        inner = [pi * r**2, 2 * pi / 3 * (1 - (1 - r * r) ** mpf(1.5)), pi * (r**2 - r**4 / 2)]
    low, high = abs(b - k), min(mpf(1), b + k)
    if low >= high:
        return inner

    def ring(rho, n):
        # The half-angle of the arc: its cosine by products, so that the ends of the range keep their digits.
        t = (rho * rho + b * b - k * k) / (2 * b * rho)
        return 2 * rho * acos(clamp(t)) * (1 - rho * rho if rho < 1 else mpf(0)) ** (mpf(n) / 2)

    middle = (low + high) / 2
    return [inner[n] + quad(lambda rho: ring(rho, n), [low, middle, high]) for n in range(3)]


def edges(b, k):
    """The integrals of 2 k z^n and -2 k z^n cos(psi) along the covered half of the planet's edge: derivatives for k and b."""
    if b >= 1 + k or k >= 1 + b or k == 0:
        return [mpf(0)] * 3, [mpf(0)] * 3
    end = pi if b + k <= 1 else acos(clamp((b * b + k * k - 1) / (2 * b * k)))

    def z(psi):
        return sqrt(max(mpf(0), 1 - b * b - k * k + 2 * b * k * cos(psi)))

    dk = [quad(lambda p: 2 * k * z(p) ** n, [0, end / 2, end]) for n in range(3)]
    db = [quad(lambda p: -2 * k * z(p) ** n * cos(p), [0, end / 2, end]) for n in range(3)]
    return dk, db


def combine(parts, u1, u2):
    """The decrease, and its derivatives for u1 and u2, from the three integrals."""
    d0, d1, d2 = parts
    n = (1 - u1 - u2) * d0 + (u1 + 2 * u2) * d1 - u2 * d2
    flux = pi * (1 - u1 / 3 - u2 / 6)
    return n / flux, (d1 - d0) / flux + n * (pi / 3) / flux**2, (2 * d1 - d0 - d2) / flux + n * (pi / 6) / flux**2


def gradient(b, k, u1, u2, parts=None):
    dk, db = edges(b, k)
    _, du1, du2 = combine(parts or overlaps(b, k), u1, u2)
    return [combine(db, u1, u2)[0], combine(dk, u1, u2)[0], du1, du2]


def row(b, k, u1, u2, hessian):
    x = [mpf(b), mpf(k), mpf(u1), mpf(u2)]
    parts = overlaps(x[0], x[1])
    value = combine(parts, x[2], x[3])[0]
    slopes = gradient(*x, parts)
    second = []
    if hessian:
        for j in range(2):
            up, down = list(x), list(x)
            up[j] += STEP
            down[j] -= STEP
            # Derivatives for u1 and u2 follow by symmetry from those of the derivatives for b and k.
            dk1, db1 = edges(up[0], up[1])
            dk0, db0 = edges(down[0], down[1])
            dk, db = edges(x[0], x[1])
            slope = [(p - q) / (2 * STEP) for p, q in zip(db1, db0)], [(p - q) / (2 * STEP) for p, q in zip(dk1, dk0)]
            own = db if j == 0 else dk
            second += [combine(slope[0], x[2], x[3])[0], combine(slope[1], x[2], x[3])[0], *combine(own, x[2], x[3])[1:]]
        for j in range(2, 4):
            up, down = list(x), list(x)
            up[j] += STEP
            down[j] -= STEP
            dk, db = edges(x[0], x[1])
            first, last = combine(parts, up[2], up[3]), combine(parts, down[2], down[3])
            second += [combine(db, x[2], x[3])[j - 1], combine(dk, x[2], x[3])[j - 1]]
            second += [(p - q) / (2 * STEP) for p, q in zip(first[1:], last[1:])]
    return [float(v) for v in [b, k, u1, u2, value, *slopes, *second]]


def away(b, k):
    """Whether a point is away from the contacts, where second derivatives are infinite."""
    return min(abs(1 - k - b), abs(1 + k - b), abs(k - 1 - b)) > 1e-3 * k and b > 1e-8 and k > 1e-8


def solve(M, e):
    """E - e sin E = M by Newton's method."""
    E = M if e < 0.7 else pi * (1 if M > 0 else -1)
    for _ in range(200):
        step = (E - e * sin(E) - M) / (1 - e * cos(E))
        E -= step
        if abs(step) < mpf(10) ** -38:
            return E
    raise ArithmeticError((M, e))


def conjunction(e, w):
    """The mean anomaly where f + w is a quarter turn, by the tangent of half the anomalies."""
    f = pi / 2 - w
    E = 2 * atan(sqrt((1 - e) / (1 + e)) * tan(f / 2))
    return E - e * sin(E)


def place(period, tc, e, w, a, inclination, t):
    """X, Y, Z of the planet: Z is towards the observer."""
    M = 2 * pi * (t - tc) / period + conjunction(e, w)
    M -= 2 * pi * mp.nint(M / (2 * pi))
    E = solve(M, e)
    # In the orbit's plane, then turned by the star's argument of periastron.
    x, y = a * (cos(E) - e), a * sqrt(1 - e * e) * sin(E)
    along, towards = cos(w) * x - sin(w) * y, sin(w) * x + cos(w) * y
    return -along, -towards * cos(inclination), towards * sin(inclination)


def curve(x, t):
    """The light curve at an instant, of the elements P, Tc, e, w, a, i, k, u1, u2."""
    X, Y, Z = place(*x[:6], t)
    return -combine(overlaps(sqrt(X * X + Y * Y), x[6]), x[7], x[8])[0] if Z > 0 else mpf(0)


def slopes_of_curve(x, t, step=mpf(10) ** -13):
    found = []
    for j in range(len(x)):
        up, down = list(x), list(x)
        up[j] += step
        down[j] -= step
        found.append((curve(up, t) - curve(down, t)) / (2 * step))
    return found


def hessian_of_curve(x, t, step=mpf(10) ** -9):
    def at(*moves):
        y = list(x)
        for j, sign in moves:
            y[j] += sign * step
        return curve(y, t)

    n = len(x)
    rows = [[mpf(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            four = at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))
            rows[i][j] = rows[j][i] = four / (4 * step * step)
    return rows


def jaxoplanet_curve(x, times, exposure=None):
    """The same by jaxoplanet, whose star has the density that Kepler's third law gives it."""
    period, tc, e, w, a, inclination, k, u1, u2 = x
    star = Central.from_orbital_properties(period=period, semimajor=a, radius=1.0)
    body = Body(period=period, time_transit=tc, eccentricity=e, omega_peri=w, inclination=inclination, radius=k)
    orbit = System(star, bodies=[body]).bodies[0]
    function = orbit_light_curve(orbit, u1, u2)
    return np.asarray(integrate(function, exposure)(np.array(times))).ravel()


def orbit_cases():
    random.seed(21)
    cases = []
    for number in range(12):
        period, tc = random.uniform(1, 30), random.uniform(-3, 3)
        e, w = [0.0, random.uniform(0, 0.3), random.uniform(0.3, 0.9)][number % 3], random.uniform(-math.pi, math.pi)
        k, a = random.choice([0.01, 0.1, 0.15]), random.uniform(4, 30)
        b = random.uniform(0, 0.9)
        # Orbits that stay outside of the star.
        a = max(a, 1.6 / (1 - e))
        inclination = math.acos(b * (1 + e * math.sin(w)) / (a * (1 - e * e)))
        x = [period, tc, e, w, a, inclination, k, random.uniform(0, 0.6), random.uniform(0, 0.4)]
        speed = 2 * math.pi * a / period * (1 + e * math.sin(w)) / math.sqrt(1 - e * e)
        half = math.sqrt((1 + k) ** 2 - b * b) / speed
        times = [tc + half * s for s in (-1.2, -0.93, -0.5, 0.0, 0.31, 0.8)] + [tc + period / 2, tc + 3 * period + 0.4 * half]
        cases.append((x, times, half / 3))
    return cases


def orbit_row(number, x, times, exposure):
    exact = [mpf(v) for v in x]
    period, tc, e, w, a, inclination = exact[:6]
    separations = []
    for t in times:
        X, Y, Z = place(*exact[:6], mpf(t))
        separations.append([float(sqrt(X * X + Y * Y)), float(Z)])
    width = mpf(exposure)
    means = [
        float(sum(curve(exact, mpf(t) + width * (2 * mpf(s) + 1 - 7) / 14) for s in range(7)) / 7) for t in times[:3]]
    anomaly = conjunction(e, w)
    density = 3 * pi * a**3 / (mpf("6.67430e-8") * 86400**2 * period**2)
    sun = cbrt(mpf("6.67430e-8") * mpf("1.41") * (86400 * period) ** 2 / (3 * pi))
    return {
        "elements": x, "times": times, "separation, z": separations,
        "curve": [float(curve(exact, mpf(t))) for t in times],
        "gradient": [[float(v) for v in slopes_of_curve(exact, mpf(t))] for t in times],
        "Hessian at time 2": [[float(v) for v in r] for r in hessian_of_curve(exact, mpf(times[2]))] if number < 4 else [],
        "exposure": exposure, "mean over exposure": means,
        "mean anomaly at conjunction": float(anomaly), "periastron time": float(tc - period * anomaly / (2 * pi)),
        "impact parameter": float(a * cos(inclination) * (1 - e * e) / (1 + e * sin(w))),
        "density": float(density), "semi-major axis for 1.41 g/cm3": float(sun),
        "jaxoplanet": jaxoplanet_curve(x, times).tolist(),
        "jaxoplanet, over exposure": jaxoplanet_curve(x, times[:3], exposure).tolist(),
    }


def main():
    random.seed(20)
    points = []
    for k in [1e-4, 1e-3, 0.009, 0.011, 0.0625, 0.125, 0.5, 0.75, 1.0, 1.25, 3.0]:
        # Contacts, exact where k is a binary fraction, and points beside them.
        for contact in [abs(1 - k), 1 + k]:
            for shift in [0.0, 1e-15, -1e-15, 1e-10, -1e-10, 1e-6 * k, -1e-6 * k, 1e-2 * k, -1e-2 * k]:
                points.append((contact + shift, k))
        # The planet's edge at the star's centre, the centre itself, and ordinary points.
        points += [(0.0, k), (1e-12, k), (1e-3, k), (k, k), (k * (1 + 1e-9), k), (k * (1 - 1e-6), k), (k / 2, k), (2 * k, k)]
        points += [(x, k) for x in [0.3, 0.6, 0.9, 0.95, 0.99, 1.0, 1 - k / 2, 1 + k / 2, 1 - 3 * k, 1 - 9 * k]]
    points += [(1.0, 1e-6), (0.3, 1e-6), (0.3, 0.0), (2.5, 0.3), (1.5, 0.5), (0.0, 1.0), (0.5, 2.0), (0.2, 1.1)]
    points = [(b, k) for b, k in points if b >= 0]
    laws = [(0.4, 0.25), (0.0, 0.0), (1.0, 0.0), (0.1, -0.2), (0.9, 0.1), (0.3, 0.6)]
    cases = [(b, k, *laws[i % len(laws)], i % 3 == 0 and away(b, k)) for i, (b, k) in enumerate(points)]
    for _ in range(150):
        k = random.choice([random.uniform(0.001, 0.2), 10 ** random.uniform(-4, 0.5)])
        b = random.uniform(0, 1 + k)
        q1, q2 = random.random(), random.random()
        u1, u2 = 2 * math.sqrt(q1) * q2, math.sqrt(q1) * (1 - 2 * q2)
        cases.append((b, k, u1, u2, away(b, k)))
    rows = [row(*case) for case in cases]

    table = np.array([r[:5] for r in rows])
    b, k, u1, u2, expected = table.T
    core = np.array([
        -exoplanet_core.quad_limbdark_light_curve(u1[i], u2[i], np.array([b[i]]), np.array([k[i]]))[0] for i in range(len(rows))])
    theirs = np.array([
        -float(jaxoplanet_light_curve(jax.numpy.array([u1[i], u2[i]]), b[i], k[i])) for i in range(len(rows))])
    print("largest difference from exoplanet-core, absolute:", np.nanmax(np.abs(core - expected)))
    print("largest difference from jaxoplanet, absolute:", np.nanmax(np.abs(theirs - expected)))
    orbits = [orbit_row(number, *case) for number, case in enumerate(orbit_cases())]
    for key, other in [("curve", "jaxoplanet"), ("mean over exposure", "jaxoplanet, over exposure")]:
        worst = max(abs(p - q) for r in orbits for p, q in zip(r[key], r[other], strict=True))
        print(f"largest difference of the {key} from jaxoplanet, absolute:", worst)
    target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "transits.json"
    target.write_text(json.dumps({
        "columns": ["b", "k", "u1", "u2", "decrease", "gradient (b, k, u1, u2)", "Hessian, by rows, in some"],
        "rows": rows,
        "exoplanet-core": core.tolist(),
        "jaxoplanet": theirs.tolist(),
        "orbits": orbits,
    }) + "\n")
    print(len(rows), "rows,", sum(len(r) > 9 for r in rows), "with second derivatives")


if __name__ == "__main__":
    main()
