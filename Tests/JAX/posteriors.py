"""Posteriors by NumPyro's and BlackJAX's NUTS against Apus's own, within 5 Monte Carlo standard errors."""

import csv
import re

import numpy as np

from exports import load

# Models with how many chains and draws each sampler gets.
SIZES = {
    "schools": (4, 2000),
    "regression": (4, 1000),
    "loop": (4, 1500),
    "two_planets": (2, 1000),
    "black_box": (4, 1000),
}


def checks(folder):
    for name in SIZES:
        for sampler in ["numpyro", "blackjax"]:
            yield f"{name}: posterior by {sampler}", lambda n=name, s=sampler: same_twice(folder, n, s)
    yield "NumPyro has traced Kepler's rule, and the routine in Swift has been sampled", lambda: traced


traced = ["no sampler has run"]


def apus_draws(folder, name):
    """Apus's draws by name, arrays of shape (chains, draws, ...)."""
    archive = folder / f"{name}.draws.npz"
    if archive.exists():
        return dict(np.load(archive))
    with open(folder / f"{name}.draws.csv") as file:
        rows = list(csv.DictReader(file))
    chains = sorted({row["chain"] for row in rows}, key=int)
    columns = [key for key in rows[0] if key not in ("chain", "draw") and not re.search(r"__$", key)]
    return {
        key: np.array([[float(row[key]) for row in rows if row["chain"] == chain] for chain in chains])
        for key in columns
    }


def same_twice(folder, name, sampler):
    """A difference is an alert; a failure it is if other draws have one too."""
    alert = same_posterior(folder, name, sampler, seed=1)
    if alert:
        print(f"        {name}, {sampler}: with seed 1 {'; '.join(alert)}: once more", flush=True)
    return alert and same_posterior(folder, name, sampler, seed=2)


def same_posterior(folder, name, sampler, seed):
    module = load(folder, name)
    chains, count = SIZES[name]
    run = module.run_numpyro if sampler == "numpyro" else module.run_blackjax
    target = {"target_accept_prob": 0.9} if sampler == "numpyro" else {"target_acceptance_rate": 0.9}
    draws = run(draws=count, warmup=1000, chains=chains, seed=seed, **target)
    if sampler == "numpyro" and name == "two_planets" and module.rule_traces["Kepler"] > 0:
        traced.clear()
    apus = apus_draws(folder, name)
    problems = []
    missing = [key for key in apus if key not in draws]
    if missing:
        return [f"there are no draws of {missing}"]
    worst = 0.0
    for key, expected in apus.items():
        found = draws[key]
        if found.shape != (chains, count, *expected.shape[2:]):
            return [f"{key} has shape {found.shape}"]
        # Means, and mean squares about a common centre: the posterior's location and its width.
        centre = expected.mean(axis=(0, 1))
        for power, what in [(1, "mean"), (2, "mean square")]:
            distance, error = compare((found - centre) ** power, (expected - centre) ** power)
            worst = max(worst, float(np.max(distance / error)))
            if np.any(distance > 5 * error):
                place = int(np.argmax(np.ravel(distance / error)))
                problems.append(f"the {what} of {key} (element {place}) is {np.max(distance / error):.1f} errors off")
    divergences = int(draws.statistics["diverging"].sum())
    print(f"        {name}, {sampler}: within {worst:.1f} errors, {divergences} divergences", flush=True)
    return problems


def compare(found, expected):
    """The distance of two means with its Monte Carlo standard error."""
    distance = np.abs(found.mean(axis=(0, 1)) - expected.mean(axis=(0, 1)))
    return distance, np.sqrt(squared_error(found) + squared_error(expected)) + 1e-300


def squared_error(draws):
    """The squared Monte Carlo standard error of the mean of draws of shape (chains, draws, ...)."""
    from numpyro.diagnostics import effective_sample_size

    variance = draws.var(axis=(0, 1))
    size = np.where(variance > 0, effective_sample_size(draws), draws.shape[0] * draws.shape[1])
    return variance / np.maximum(size, 1)
