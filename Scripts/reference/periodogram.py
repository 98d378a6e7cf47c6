"""Periodograms, their false-alarm probabilities, and orbits, by other programs.

Writes Tests/Reference/periodogram.json. All data are synthetic, from seeded random numbers, and stand in the file.

- Powers at given frequencies: of one instrument by Astropy's LombScargle (fit_mean, standard normalisation, method "slow"), of
  several instruments and with trends by weighted least squares in NumPy with 64 bits of mantissa. The two agree to 1e-12.
- False-alarm probabilities: Astropy's functions of the methods "baluev" and "davies", with the number of offsets and trend
  coefficients as degrees of freedom. And truth by simulation: in 20,000 periodograms of pure noise, the powers that the highest
  peak exceeds in 10 % and in 1 % of all, with their standard errors in probability.
- The highest peak on a grid of 400 frequencies in 1/span.
- The velocity of an orbit and its derivatives by ln P, K, e cos w, e sin w and the mean longitude: mpmath with 40 digits.
- A noiseless orbit of two planets.

Takes about a minute.

    pip install numpy==2.4.6 scipy==1.17.1 astropy==8.0.2 mpmath==1.4.1 && python Scripts/reference/periodogram.py
"""

import json
import pathlib

import mpmath
import numpy as np
from astropy.timeseries import LombScargle
from astropy.timeseries.periodograms.lombscargle import _statistics

ROOT = pathlib.Path(__file__).resolve().parents[2]
mpmath.mp.dps = 40
OVERSAMPLING = 6
SIMULATIONS = 20_000


def centered(times):
    """Times from the middle of the span, where phases keep their digits."""
    return times - (times.min() + 0.5 * (times.max() - times.min()))


def projected(columns, weights):
    """Orthonormal columns under the weights, in order; a column that the others make is left out."""
    basis, size = [], np.sqrt(weights.sum())
    for column in columns:
        column = column.copy()
        for _ in range(3):
            for other in basis:
                column -= (weights * column * other).sum() * other
        length = np.sqrt((weights * column * column).sum())
        basis.append(column / length if length > 1e-9 * size else None)
        basis = [b for b in basis if b is not None]
    return basis


def null_columns(times, instruments, degree):
    names = list(dict.fromkeys(instruments))
    half = 0.5 * (times.max() - times.min())
    x = centered(times).astype(np.longdouble)
    columns = [np.array([name == n for name in instruments], dtype=np.longdouble) for n in names]
    return columns + [(x / half) ** power for power in range(1, degree + 1)]


def powers(data, frequencies):
    """The share of chi squared that a sine takes away beside offsets and trend."""
    t = centered(data["times"]).astype(np.longdouble)
    w = 1 / data["errors"].astype(np.longdouble) ** 2
    basis = projected(null_columns(data["times"], data["instruments"], data["degree"]), w)
    y = data["velocities"].astype(np.longdouble)
    for _ in range(2):
        for b in basis:
            y = y - (w * y * b).sum() * b
    two_pi = np.longdouble("6.28318530717958647692528676655900577")
    result = []
    for f in frequencies:
        angle = two_pi * np.longdouble(f) * t
        more = projected(basis + [np.cos(angle), np.sin(angle)], w)[len(basis):]
        result.append(float(sum((w * y * b).sum() ** 2 for b in more) / (w * y * y).sum()))
    return result


def grid(data, shortest, longest, oversampling=OVERSAMPLING):
    span = data["times"].max() - data["times"].min()
    first, step = 1 / longest, 1 / (oversampling * span)
    count = int(np.ceil((1 / shortest - first) / step + 1))
    return first, step, count


def false_alarm(data, bandwidth):
    z = np.array([0.02, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99])
    n, instruments = len(data["times"]), len(dict.fromkeys(data["instruments"]))
    hypothesis = instruments + data["degree"]
    t, e = centered(data["times"]), data["errors"]
    # Of several instruments each counts with the share of its weight that an offset leaves; times and weights of one are Astropy's.
    if instruments > 1:
        w = 1 / e**2
        for name in dict.fromkeys(data["instruments"]):
            own = np.array([i == name for i in data["instruments"]])
            w[own] *= 1 - (w[own] ** 2).sum() / w[own].sum() ** 2
        e = 1 / np.sqrt(np.maximum(w, 1e-300))
    single = _statistics.fap_single(z, n, "standard", dH=hypothesis, dK=hypothesis + 2)
    tau = _statistics.tau_davies(z, bandwidth, t, None, e, "standard", dH=hypothesis, dK=hypothesis + 2)
    baluev = -np.expm1(-tau) + single * np.exp(-tau)
    if hypothesis == 1:
        assert np.array_equal(baluev, _statistics.fap_baluev(z, bandwidth, t, None, e))
        assert np.array_equal(single + tau, _statistics.fap_davies(z, bandwidth, t, None, e))
    return dict(power=z.tolist(), baluev=baluev.tolist(), davies=(single + tau).tolist())


def simulated(data, shortest, longest, rng):
    """The powers that the highest peak of pure noise exceeds in 10 % and 1 % of all periodograms."""
    first, step, count = grid(data, shortest, longest, 12)
    t, w = centered(data["times"]), 1 / data["errors"] ** 2
    root = np.sqrt(w)
    columns = [c.astype(float) for c in null_columns(data["times"], data["instruments"], data["degree"])]
    base, _ = np.linalg.qr(np.stack([root * c for c in columns], 1))
    noise = rng.standard_normal((len(t), SIMULATIONS))
    noise -= base @ (base.T @ noise)
    total = (noise * noise).sum(0)
    highest = np.zeros(SIMULATIONS)
    for f in first + step * np.arange(count):
        pair = np.stack([root * np.cos(2 * np.pi * f * t), root * np.sin(2 * np.pi * f * t)], 1)
        pair -= base @ (base.T @ pair)
        q, _ = np.linalg.qr(pair)
        highest = np.maximum(highest, ((q.T @ noise) ** 2).sum(0) / total)
    rows = []
    for p in (0.1, 0.01):
        rows.append(dict(probability=p, power=float(np.quantile(highest, 1 - p)),
                         error=float(np.sqrt(p * (1 - p) / SIMULATIONS))))
    return rows


def fine_peak(data, shortest, longest):
    """The highest power between two periods, on a fine grid."""
    first, step, count = grid(data, shortest, longest, 40)
    near = first + step * np.arange(count)
    best = near[int(np.argmax(powers(data, near)))]
    fine = best + step * np.linspace(-1.5, 1.5, 31)
    values = powers(data, fine)
    return dict(frequency=float(fine[int(np.argmax(values))]), power=max(values))


def noise_set(rng, times, errors, instruments, degree, offsets, signal=None):
    times, errors = np.array(times), np.array(errors)
    velocities = errors * rng.standard_normal(len(times)) + np.array([offsets[i] for i in instruments])
    if signal:
        period, amplitude = signal
        velocities = velocities + amplitude * np.sin(2 * np.pi * times / period + 0.7)
    # Decimals as in files, so that every program reads the same numbers.
    return dict(times=np.round(times, 6), velocities=np.round(velocities, 6), errors=np.round(errors, 6),
                instruments=list(instruments), degree=degree)


def sets():
    rng = np.random.default_rng(2008)

    def nights(count, span, start=0.0):
        return np.sort(start + span * rng.random(count))

    one = nights(40, 100)
    yield "one instrument", noise_set(rng, one, 0.5 + rng.random(40), ["a"] * 40, 0, {"a": 3.0}, (7.3, 1.5)), 1.0, 400.0
    jd = nights(60, 800, 2_455_000.5)
    yield ("Julian dates, weights over 1e6", noise_set(rng, jd, 10 ** rng.uniform(-1, 2, 60), ["a"] * 60, 0, {"a": -6.7e3},
                                                     (41.7, 5.0)), 10.0, 3200.0)
    names = ["a"] * 20 + ["b"] * 25
    yield ("two instruments", noise_set(rng, np.concatenate([nights(20, 120, 2_450_000), nights(25, 90, 2_450_080)]),
                                        0.3 + rng.random(45), names, 0, {"a": -6.7e3, "b": -33e3}, (11.2, 1.0)), 1.5, 680.0)
    yield ("two instruments, linear", noise_set(rng, np.concatenate([nights(20, 120), nights(25, 90, 80)]),
                                                0.3 + rng.random(45), names, 1, {"a": 10.0, "b": -7.0}, (11.2, 1.0)), 1.5, 680.0)
    names = ["a"] * 15 + ["b"] * 15 + ["c"] * 10
    yield ("three instruments, quadratic", noise_set(
        rng, np.concatenate([nights(15, 60), nights(15, 90, 30), nights(10, 80, 90)]), 0.5 + rng.random(40), names, 2,
        {"a": 0.0, "b": 5.0, "c": -5.0}, (5.5, 1.2)), 1.2, 600.0)
    seasons = np.concatenate([nights(12, 30, 365 * year) for year in range(4)])
    yield "four seasons", noise_set(rng, seasons, np.full(48, 1.0), ["a"] * 48, 0, {"a": 0.0}, (22.0, 3.0)), 5.0, 4500.0
    yield "three velocities", noise_set(rng, [0.0, 3.1, 10.0], [1.0, 1.1, 0.9], ["a"] * 3, 0, {"a": 0.0}, (4.0, 5.0)), 2.0, 40.0
    yield ("one phase", noise_set(rng, np.arange(12.0) ** 2, np.full(12, 1.0), ["a"] * 12, 0, {"a": 0.0}), 0.45, 1.0)


def written(name, data, shortest, longest, rng):
    first, step, count = grid(data, shortest, longest)
    indices = sorted({*range(min(12, count)), *range(0, count, max(1, count // 60)), count - 1})
    # The frequencies as they are in double precision, step by step.
    frequencies = [first + i * step for i in indices]
    values = powers(data, frequencies)
    if len(set(data["instruments"])) == 1 and data["degree"] == 0:
        search = LombScargle(centered(data["times"]), data["velocities"] - np.median(data["velocities"]), data["errors"],
                             fit_mean=True, center_data=True, normalization="standard")
        astropy = search.power(np.array(frequencies), method="slow", assume_regular_frequency=False) if name != "one phase" else None
        if astropy is not None:
            print(f"{name}: Astropy's powers differ by {np.abs(astropy - values).max():.1e}")
            assert np.abs(astropy - values).max() < 1e-11
            values = astropy.tolist()
    row = dict(name=name, times=data["times"].tolist(), velocities=data["velocities"].tolist(),
               errors=data["errors"].tolist(), instruments=data["instruments"], degree=data["degree"], shortest=shortest,
               longest=longest, count=count, indices=indices, frequencies=frequencies, powers=values)
    if len(data["times"]) > 20:
        row["falseAlarm"] = false_alarm(data, (count - 1) * step)
        row["simulated"] = simulated(data, shortest, longest, rng)
        # Aliases by the seasons are as high as the peak, to what a grid leaves open.
        if name != "four seasons":
            row["peak"] = fine_peak(data, shortest, longest)
    print(name, count, row.get("simulated"), row.get("peak"))
    return row


def velocity(log_p, k, h, s, longitude, t):
    """The velocity of an orbit in mpmath: ln P, K, e cos w, e sin w, mean longitude at time 0."""
    e, w = mpmath.sqrt(h * h + s * s), mpmath.atan2(s, h)
    mean = 2 * mpmath.pi * t / mpmath.exp(log_p) + longitude - w
    mean -= 2 * mpmath.pi * mpmath.nint(mean / (2 * mpmath.pi))
    low, high = mean - e - mpmath.mpf("1e-30"), mean + e + mpmath.mpf("1e-30")
    anomaly = mean
    for _ in range(400):
        value = anomaly - e * mpmath.sin(anomaly) - mean
        if value > 0:
            high = anomaly
        else:
            low = anomaly
        step = value / (1 - e * mpmath.cos(anomaly))
        following = anomaly - step
        if not low <= following <= high:
            following = (low + high) / 2
        if abs(following - anomaly) < mpmath.mpf(10) ** -38:
            anomaly = following
            break
        anomaly = following
    true = 2 * mpmath.atan2(mpmath.sqrt(1 + e) * mpmath.sin(anomaly / 2), mpmath.sqrt(1 - e) * mpmath.cos(anomaly / 2))
    return k * (mpmath.cos(w + true) + e * mpmath.cos(w))


def orbits():
    rng = np.random.default_rng(5)
    rows = []
    for e in (0.0, 1e-9, 1e-6, 1e-3, 0.1, 0.4, 0.7, 0.9, 0.97):
        for _ in range(4):
            w, longitude = rng.uniform(-np.pi, np.pi, 2)
            orbit = [float(np.log(rng.uniform(1, 500))), float(rng.uniform(1, 100)), float(e * np.cos(w)), float(e * np.sin(w)),
                     float(longitude)]
            times = [float(x) for x in rng.uniform(-1000, 1000, 3)]
            if e >= 0.7:
                # Near periastron, too.
                times.append(float((w - longitude) / (2 * np.pi) * np.exp(orbit[0]) + 0.002 * np.exp(orbit[0])))
            for t in times:
                x = [mpmath.mpf(value) for value in orbit]
                slopes = []
                for index in range(5):
                    h = mpmath.mpf(10) ** -12 * max(1, abs(x[index]))
                    up, down = list(x), list(x)
                    up[index] += h
                    down[index] -= h
                    slopes.append((velocity(*up, mpmath.mpf(t)) - velocity(*down, mpmath.mpf(t))) / (2 * h))
                rows.append(dict(orbit=orbit, eccentricity=e, time=t, velocity=float(velocity(*x, mpmath.mpf(t))),
                                 derivatives=[float(s) for s in slopes]))
    return rows


def two_planets():
    rng = np.random.default_rng(7)
    planets = [(30.25, 12.5, 0.3, 1.1, 0.4), (171.5, 33.25, 0.6, -2.0, 2.5)]
    times = np.round(np.sort(400 * rng.random(80)), 4)
    names = ["a" if x < 0.5 else "b" for x in rng.random(80)]
    middle = times.min() + 0.5 * (times.max() - times.min())
    elements = []
    for period, k, e, w, longitude in planets:
        elements.append([mpmath.log(period), mpmath.mpf(k), e * mpmath.cos(w), e * mpmath.sin(w), mpmath.mpf(longitude)])
    velocities = []
    for t, name in zip(times, names):
        total = sum(velocity(*x, mpmath.mpf(float(t - middle))) for x in elements)
        velocities.append(float(total + (5 if name == "a" else -8)))
    return dict(times=times.tolist(), velocities=velocities, instruments=names,
                planets=[dict(zip(("period", "amplitude", "eccentricity", "omega", "longitude"), p)) for p in planets])


if __name__ == "__main__":
    rng = np.random.default_rng(20_000)
    content = dict(sets=[written(*row, rng) for row in sets()], orbits=orbits(), twoPlanets=two_planets())
    (ROOT / "Tests/Reference/periodogram.json").write_text(json.dumps(content, indent=0) + "\n")
