"""Positions of companions on the sky at 40 digits, with first and second derivatives for the elements.

Kepler's equation by Newton's method, the orbit turned by three rotation matrices; derivatives are differences at 40 digits. The
positions are compared with jaxoplanet, whose largest difference is printed, and kept in the file. Writes
Tests/Reference/astrometry.json. Takes a few seconds.

    pip install mpmath==1.3.0 numpy==2.4.* jax==0.10.* jaxoplanet==0.2.0
    python Scripts/reference/astrometry.py
"""
import json
import math
import pathlib
import random

import jax
import numpy as np
from mpmath import atan2, cos, matrix, mp, mpf, pi, sin, sqrt

jax.config.update("jax_enable_x64", True)
from jaxoplanet.orbits.keplerian import Body, Central, System  # noqa: E402

mp.dps = 40


def solve(M, e):
    """E - e sin E = M by Newton's method."""
    M -= 2 * pi * mp.nint(M / (2 * pi))
    E = M if e < 0.7 else pi * (1 if M > 0 else -1)
    for _ in range(200):
        step = (E - e * sin(E) - M) / (1 - e * cos(E))
        E -= step
        if abs(step) < mpf(10) ** -38:
            return E
    raise ArithmeticError((M, e))


def turn(angle):
    return matrix([[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]])


def tilt(angle):
    return matrix([[1, 0, 0], [0, cos(angle), -sin(angle)], [0, sin(angle), cos(angle)]])


def position(x, t):
    """East and north of the elements a, P, Tp, e, w, node, i. Axes: north, east, away from the observer."""
    a, period, tp, e, w, node, inclination = x
    E = solve(2 * pi * (t - tp) / period, e)
    plane = matrix([a * (cos(E) - e), a * sqrt(1 - e * e) * sin(E), 0])
    north, east, _ = turn(node) * (tilt(inclination) * (turn(w) * plane))
    return east, north


def polar(x, t):
    east, north = position(x, t)
    angle = atan2(east, north)
    return sqrt(east * east + north * north), angle + 2 * pi if angle < 0 else angle


def constants(x):
    """A, B, F, G: where the orbit's plane's axes lie."""
    a, _, _, _, w, node, inclination = x
    rotation = turn(node) * (tilt(inclination) * turn(w))
    return [a * rotation[0, 0], a * rotation[1, 0], a * rotation[0, 1], a * rotation[1, 1]]


def slopes(function, x, t, step=mpf(10) ** -13):
    found = []
    for j in range(len(x)):
        up, down = list(x), list(x)
        up[j] += step
        down[j] -= step
        found.append([(p - q) / (2 * step) for p, q in zip(function(up, t), function(down, t))])
    return [[float(row[n]) for row in found] for n in range(2)]


def hessian(function, x, t, step=mpf(10) ** -9):
    def at(*moves):
        y = list(x)
        for j, sign in moves:
            y[j] += sign * step
        return function(y, t)[0]

    def second(i, j):
        return (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * step * step)

    return [[float(second(i, j)) for j in range(len(x))] for i in range(len(x))]


def jaxoplanet_position(x, times):
    """East and north by jaxoplanet: its argument of periastron is the star's."""
    a, period, tp, e, w, node, inclination = x
    star = Central.from_orbital_properties(period=period, semimajor=a, radius=1.0)
    body = Body(
        period=period, time_peri=tp, eccentricity=e, omega_peri=w + math.pi, asc_node=node, inclination=inclination)
    orbit = System(star, bodies=[body]).bodies[0]
    north, east, _ = jax.vmap(orbit.relative_position)(np.array(times))
    return np.stack([np.asarray(east).ravel(), np.asarray(north).ravel()], axis=1).tolist()


def main():
    random.seed(22)
    orbits = []
    for number in range(24):
        e = [0.0, random.uniform(0, 0.5), random.uniform(0.5, 0.95)][number % 3]
        x = [random.uniform(10, 2000), random.uniform(0.1, 100), random.uniform(-5, 5), e, random.uniform(0, 2 * math.pi),
             random.uniform(0, 2 * math.pi), random.uniform(0, math.pi)]
        times = [x[2]] + [x[2] + x[1] * random.uniform(-2, 2) for _ in range(5)]
        exact = [mpf(v) for v in x]
        orbits.append({
            "elements": x, "times": times,
            "A, B, F, G": [float(v) for v in constants(exact)],
            "east, north": [[float(v) for v in position(exact, mpf(t))] for t in times],
            "separation, angle": [[float(v) for v in polar(exact, mpf(t))] for t in times],
            "gradients of east and north": [slopes(position, exact, mpf(t)) for t in times],
            "gradients of separation and angle": [slopes(polar, exact, mpf(t)) for t in times],
            "Hessian of the separation at time 1": hessian(polar, exact, mpf(times[1])) if number < 6 else [],
            "jaxoplanet": jaxoplanet_position(x, times),
        })
    worst = max(
        abs(p - q) / r["elements"][0]
        for r in orbits for a, b in zip(r["east, north"], r["jaxoplanet"], strict=True) for p, q in zip(a, b, strict=True))
    print("largest difference from jaxoplanet, in semi-major axes:", worst)
    target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "astrometry.json"
    target.write_text(json.dumps({"orbits": orbits}) + "\n")


if __name__ == "__main__":
    main()
