"""The posterior of the two planets of HD 164922 by a sampler without gradients, in NumPy alone.

The density is that of Sources/ApusVelocities/RadialVelocityModel.swift: for each planet log P ~ N(log P0, width),
log K ~ N(log K0, 1), e ~ Beta(0.867, 3.03), argument of periastron and phase uniform; for each instrument gamma ~ N(0, 10) and
log s ~ N(0, 1). The coordinates are others than Apus's: sqrt(e) cos w, sqrt(e) sin w and the mean longitude. The sampler is
differential evolution (ter Braak and Vrugt, Stat. Comput. 18 (2008)): 240 walkers in two halves, 24,000 steps, the first quarter
left out. Writes Tests/Reference/radial-velocity.json: mean and standard deviation, and the Monte Carlo standard error of
the mean by batches. Takes about twenty minutes.

    pip install numpy && python Scripts/reference/radial-velocity.py
"""

import csv
import json
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PERIODS, WIDTHS, AMPLITUDES, EPOCH = np.array([1201.1, 75.765]), np.array([0.02, 0.005]), np.array([7.0, 2.2]), 2453000
WALKERS, STEPS, BURN_IN, THINNING, BATCHES = 240, 24_000, 6_000, 5, 12
# The size of the small noise that keeps the walkers from lying in a hyperplane, a coordinate each.
NOISE = 1e-6 * np.array([0.01] * 2 + [0.1] * 8 + [1] * 3 + [0.1] * 3)
ANGLES = slice(8, 10)

with open(ROOT / "Examples" / "Data" / "hd164922.csv") as file:
    rows = list(csv.reader(file))[1:]
TIMES = np.array([float(row[0]) for row in rows]) - EPOCH
VELOCITIES = np.array([float(row[1]) for row in rows])
ERRORS = np.array([float(row[2]) for row in rows])
NAMES = list(dict.fromkeys(row[3] for row in rows))
INSTRUMENT = np.array([NAMES.index(row[3]) for row in rows])


def eccentric_anomaly(mean, e):
    """Solves E - e sin E = M by Halley's method; six steps reach rounding for e < 0.99."""
    mean = np.mod(mean + np.pi, 2 * np.pi) - np.pi
    anomaly = mean + 0.85 * e * np.sign(np.sin(mean))
    for _ in range(6):
        sine, cosine = np.sin(anomaly), np.cos(anomaly)
        value, slope = anomaly - e * sine - mean, 1 - e * cosine
        anomaly = anomaly - value / (slope - 0.5 * value * e * sine / slope)
    return anomaly


def log_density(x):
    """Of points (walker, coordinate): log P, log K, sqrt(e) cos w, sqrt(e) sin w, longitude, gamma, log s."""
    log_p, log_k, h, k, longitude, gamma, log_s = (x[:, s] for s in (
        slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 8), ANGLES, slice(10, 13), slice(13, 16)))
    e = h * h + k * k
    outside = (e >= 1).any(1) | (np.abs(log_k) > 20).any(1)
    e = np.minimum(e, 0.999999)
    omega = np.arctan2(k, h)
    # de dw = 2 dh dk, so that the density in (h, k) is that of e.
    result = -0.5 * (((log_p - np.log(PERIODS)) / WIDTHS) ** 2).sum(1) - 0.5 * ((log_k - np.log(AMPLITUDES)) ** 2).sum(1)
    result += ((0.867 - 1) * np.log(e) + (3.03 - 1) * np.log1p(-e)).sum(1)
    result -= 0.5 * ((gamma / 10) ** 2).sum(1) + 0.5 * (log_s**2).sum(1)
    mean = 2 * np.pi * TIMES / np.exp(log_p)[:, :, None] + (longitude - omega)[:, :, None]
    e, omega = e[:, :, None], omega[:, :, None]
    anomaly = eccentric_anomaly(mean, e)
    distance = 1 - e * np.cos(anomaly)
    cosine, sine = (np.cos(anomaly) - e) / distance, np.sqrt(1 - e * e) * np.sin(anomaly) / distance
    orbit = np.exp(log_k)[:, :, None] * (np.cos(omega) * (cosine + e) - np.sin(omega) * sine)
    variance = ERRORS**2 + np.exp(2 * log_s)[:, INSTRUMENT]
    residual = VELOCITIES - orbit.sum(1) - gamma[:, INSTRUMENT]
    result -= 0.5 * (residual**2 / variance + np.log(variance)).sum(1)
    result[outside] = -np.inf
    return result


def sample():
    rng = np.random.default_rng(164922)
    x = np.zeros((WALKERS, 16))
    x[:, 0:2] = np.log(PERIODS) + 0.3 * WIDTHS * rng.standard_normal((WALKERS, 2))
    x[:, 2:4] = np.log(AMPLITUDES) + 0.1 * rng.standard_normal((WALKERS, 2))
    e, omega = 0.9 * rng.beta(0.867, 3.03, (WALKERS, 2)), rng.uniform(0, 2 * np.pi, (WALKERS, 2))
    x[:, 4:6], x[:, 6:8] = np.sqrt(e) * np.cos(omega), np.sqrt(e) * np.sin(omega)
    x[:, ANGLES] = rng.uniform(0, 2 * np.pi, (WALKERS, 2))
    x[:, 10:13], x[:, 13:16] = rng.standard_normal((WALKERS, 3)), 0.5 + 0.3 * rng.standard_normal((WALKERS, 3))
    density, draws, half = log_density(x), [], WALKERS // 2
    for step in range(STEPS):
        for side in (0, 1):
            own, other = np.arange(side, WALKERS, 2), np.arange(1 - side, WALKERS, 2)
            first = rng.integers(0, half, half)
            difference = x[other[first]] - x[other[(first + rng.integers(1, half, half)) % half]]
            difference[:, ANGLES] = np.mod(difference[:, ANGLES] + np.pi, 2 * np.pi) - np.pi
            # Now and then the whole difference, which leads from mode to mode, or a quarter of its coordinates.
            kind = rng.random()
            factor = 1.0 if kind < 0.1 else 2.38 / np.sqrt(8) if kind < 0.25 else 2.38 / np.sqrt(32)
            if 0.1 <= kind < 0.25:
                difference *= rng.random((half, 16)) < 0.25
            proposal = x[own] + factor * difference * (1 + 0.01 * rng.standard_normal((half, 1)))
            proposal += NOISE * rng.standard_normal((half, 16))
            proposal[:, ANGLES] = np.mod(proposal[:, ANGLES], 2 * np.pi)
            proposed = log_density(proposal)
            accepted = np.log(rng.random(half)) < proposed - density[own]
            x[own[accepted]], density[own[accepted]] = proposal[accepted], proposed[accepted]
        if step < BURN_IN and step % 200 == 199:
            # Walkers that are stuck in modes of no weight start anew from others.
            stuck = density < np.median(density) - 30
            source = rng.choice(np.where(~stuck)[0], stuck.sum())
            x[stuck], density[stuck] = x[source], density[source]
        if step >= BURN_IN and step % THINNING == 0:
            draws.append(x.copy())
    return np.array(draws)


def quantities(x):
    for i, letter in enumerate("bc"):
        h, k = x[..., 4 + i], x[..., 6 + i]
        e, omega = h * h + k * k, np.arctan2(k, h)
        phase = x[..., 8 + i] - omega
        yield f"P_{letter} [d]", np.exp(x[..., i])
        yield f"K_{letter} [m/s]", np.exp(x[..., 2 + i])
        yield f"e_{letter}", e
        yield f"e_{letter} cos w_{letter}", e * np.cos(omega)
        yield f"e_{letter} sin w_{letter}", e * np.sin(omega)
        yield f"cos(phase_{letter})", np.cos(phase)
        yield f"sin(phase_{letter})", np.sin(phase)
    for i, name in enumerate(NAMES):
        yield f"gamma_{name} [m/s]", x[..., 10 + i]
        yield f"log s_{name}", x[..., 13 + i]


def main():
    table = {}
    for name, values in quantities(sample()):
        batches = np.array([batch.mean() for batch in np.array_split(values, BATCHES)])
        table[name] = {
            "mean": float(values.mean()), "sd": float(values.std()), "mcse": float(batches.std(ddof=1) / BATCHES**0.5)}
    target = ROOT / "Tests" / "Reference" / "radial-velocity.json"
    target.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
