#!/usr/bin/env python3
"""Writes Tests/Reference/warmup.json: the windows of Stan's warm-up, by the counters of its windowed_adaptation, the dual
averaging of Hoffman and Gelman, by mpmath, and regularised variances, by NumPy.

Made with NumPy 2.4, mpmath 1.3.
"""

import json
import pathlib

import mpmath
import numpy as np

mpmath.mp.dps = 40
random = np.random.Generator(np.random.Philox(6))


def window_ends(warmup, init_buffer, base_window, term_buffer):
    """The iterations at whose end the metric changes: the state machine, counter by counter."""
    if warmup < 20:
        return []
    if init_buffer + base_window + term_buffer > warmup:
        init_buffer, term_buffer = int(0.15 * warmup), int(0.1 * warmup)
        base_window = warmup - (init_buffer + term_buffer)
    size, end, ends = base_window, init_buffer + base_window - 1, []
    for counter in range(warmup):
        if not (init_buffer <= counter < warmup - term_buffer and counter == end):
            continue
        ends.append(counter)
        if end == warmup - term_buffer - 1:
            continue
        size *= 2
        end = counter + size
        if end != warmup - term_buffer - 1 and end + 2 * size >= warmup - term_buffer:
            end = warmup - term_buffer - 1
    return ends


def windows():
    settings = [(n, 75, 25, 50) for n in [*range(18, 60), 99, 100, 149, 150, 151, 170, 200, 250, 500, 999, 1000, 1001, 5000]]
    settings += [(300, 0, 10, 0), (300, 10, 1, 10), (64, 0, 64, 0), (1000, 100, 400, 100)]
    return [{"warmup": n, "initial": a, "first": b, "final": c, "ends": window_ends(n, a, b, c)} for n, a, b, c in settings]


def dual_averaging():
    target, start = mpmath.mpf("0.8"), mpmath.mpf(0.5)
    acceptances = [float(x) for x in random.uniform(0, 1, 60)] + [0.0] * 5 + [1.0] * 5
    mu, h, log_mean, steps, means = mpmath.log(10 * start), mpmath.mpf(0), mpmath.mpf(0), [], []
    for t, acceptance in enumerate(acceptances, 1):
        w = 1 / mpmath.mpf(t + 10)
        h = (1 - w) * h + w * (target - acceptance)
        x = mu - mpmath.sqrt(t) / mpmath.mpf("0.05") * h
        eta = mpmath.mpf(t) ** mpmath.mpf("-0.75")
        log_mean = eta * x + (1 - eta) * log_mean
        steps.append(float(mpmath.exp(x)))
        means.append(float(mpmath.exp(log_mean)))
    return {"target": 0.8, "start": 0.5, "acceptances": acceptances, "steps": steps, "means": means}


def variances():
    positions = random.standard_normal((40, 3)) * [1.0, 1e-3, 1e3] + [0.0, 1e3, -1e6]
    n = len(positions)
    regularized = n / (n + 5) * positions.var(axis=0, ddof=1) + 1e-3 * 5 / (n + 5)
    return {"positions": positions.tolist(), "variances": regularized.tolist()}


content = {"windows": windows(), "dualAveraging": dual_averaging(), "variances": variances()}
path = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "warmup.json"
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes")
