"""Kepler's equation at 60 digits: E, sin f, cos f, 1 - e cos E and the partial derivatives of E at exact double inputs."""
import json
import math
import pathlib
import random

from mpmath import cos, floor, mp, mpf, pi, sin, sqrt

mp.dps = 60


def solve(M, e):
    """E with E - e sin E = M, by bisection and Newton's method on [0, pi], odd and continued over all turns."""
    turns = floor((M + pi) / (2 * pi))
    m = M - 2 * pi * turns
    if m == 0:
        return 2 * pi * turns
    a = abs(m)
    low, high = a, min(a + e, pi)
    E = (low + high) / 2
    for _ in range(2000):
        f = E - e * sin(E) - a
        if f > 0:
            high = E
        else:
            low = E
        step = E - f / (1 - e * cos(E))
        if not low <= step <= high:
            step = (low + high) / 2
        if abs(step - E) <= mpf(10) ** -55 * abs(E):
            E = step
            break
        E = step
    return (E if m > 0 else -E) + 2 * pi * turns


def row(M, e):
    exact_M, exact_e = mpf(M), mpf(e)
    E = solve(exact_M, exact_e)
    r = 1 - exact_e * cos(E)
    sin_f = sqrt((1 - exact_e) * (1 + exact_e)) * sin(E) / r
    cos_f = (cos(E) - exact_e) / r
    return [M, e] + [float(x) for x in (E, sin_f, cos_f, r, 1 / r, sin(E) / r)]


eccentricities = [0.0, 1e-12, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-9]
anomalies = [
    0.0, 1e-300, 1e-12, -1e-12, 1e-8, -1e-8, 1e-4, -1e-4, 0.01, -0.01, 0.1, 0.5, 1.0, 2.0, 3.0, math.pi,
    math.pi - 1e-8, math.pi + 1e-8, math.nextafter(math.pi, 4), math.nextafter(math.pi, 3), 4.0, 5.0, 6.2,
    2 * math.pi - 1e-6, 2 * math.pi + 1e-6, 10.0, -20.0, 1e3, 12345.678, 1e5, -1e6, 999999.9,
]
random.seed(20)
points = [(M, e) for e in eccentricities for M in anomalies]
points += [(random.uniform(-10, 10), random.random()) for _ in range(150)]
points += [(10 ** random.uniform(-8, 0), 1 - 10 ** random.uniform(-9, -1)) for _ in range(100)]
points += [(M, e) for e in eccentricities for M in [7e6, -12345678.9, 123456789.125, 987654321.0, -1e9, 1e9]]
rows = [row(M, e) for M, e in points]
target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "kepler.json"
target.write_text(json.dumps({"columns": ["M", "e", "E", "sin f", "cos f", "r", "dE/dM", "dE/de"], "rows": rows}))
print(len(rows), "rows")
