"""The posterior of the two planets of HD 164922 by PyMC with nutpie, for comparison with radial-velocity.py.

The density is that of Sources/ApusOrbits/RadialVelocityModel.swift, written as PyMC's users write it: angles as those of vectors
of two standard normal components, Kepler's equation by exoplanet_core. Writes Tests/Reference/radial-velocity-pymc.json.
Made with PyMC 5.28.5, nutpie 0.16.8 and exoplanet_core 0.3.1; takes about half an hour.

    pip install pymc nutpie exoplanet_core && python Scripts/reference/radial-velocity-pymc.py
"""

import csv
import json
import pathlib

import arviz as az
import nutpie
import numpy as np
import pymc as pm
import pytensor.tensor as pt
from exoplanet_core.pymc.ops import Kepler

ROOT = pathlib.Path(__file__).resolve().parents[2]
EPOCH = 2453000

with open(ROOT / "Examples" / "Data" / "hd164922.csv") as file:
    rows = list(csv.reader(file))[1:]
TIMES = np.array([float(row[0]) for row in rows]) - EPOCH
VELOCITIES = np.array([float(row[1]) for row in rows])
ERRORS = np.array([float(row[2]) for row in rows])
NAMES = list(dict.fromkeys(row[3] for row in rows))
INSTRUMENT = np.array([NAMES.index(row[3]) for row in rows])


def model():
    with pm.Model() as result:
        log_p = pm.Normal("logP", np.log([1201.1, 75.765]), [0.02, 0.005], shape=2)
        log_k = pm.Normal("logK", np.log([7.0, 2.2]), 1.0, shape=2)
        e = pm.Beta("e", 0.867, 3.03, shape=2)
        wx, wy = pm.Normal("wx", shape=2), pm.Normal("wy", shape=2)
        px, py = pm.Normal("px", shape=2), pm.Normal("py", shape=2)
        gamma, log_s = pm.Normal("gamma", 0, 10, shape=3), pm.Normal("log_s", 0, 1, shape=3)
        omega, phase = pt.arctan2(wy, wx), pt.arctan2(py, px)
        mean = 2 * np.pi * TIMES[:, None] / pt.exp(log_p) + phase
        sine, cosine = Kepler()(mean, e + pt.zeros_like(mean))
        orbit = pt.exp(log_k) * (pt.cos(omega) * (cosine + e) - pt.sin(omega) * sine)
        jitter = pt.exp(2 * log_s)[INSTRUMENT]
        pm.Normal("v", pt.sum(orbit, axis=1) + gamma[INSTRUMENT], pt.sqrt(ERRORS**2 + jitter), observed=VELOCITIES)
    return result


def quantities(draws):
    for i, letter in enumerate("bc"):
        of = lambda name: draws[name].values[..., i]
        e, omega, phase = of("e"), np.arctan2(of("wy"), of("wx")), np.arctan2(of("py"), of("px"))
        yield f"P_{letter} [d]", np.exp(of("logP"))
        yield f"K_{letter} [m/s]", np.exp(of("logK"))
        yield f"e_{letter}", e
        yield f"e_{letter} cos w_{letter}", e * np.cos(omega)
        yield f"e_{letter} sin w_{letter}", e * np.sin(omega)
        yield f"cos(phase_{letter})", np.cos(phase)
        yield f"sin(phase_{letter})", np.sin(phase)
    for i, name in enumerate(NAMES):
        yield f"gamma_{name} [m/s]", draws["gamma"].values[..., i]
        yield f"log s_{name}", draws["log_s"].values[..., i]


def main():
    trace = nutpie.sample(
        nutpie.compile_pymc_model(model()), draws=8000, tune=3000, chains=4, cores=2, seed=12, target_accept=0.95,
        progress_bar=False)
    table = {
        name: {
            "mean": float(x.mean()), "sd": float(x.std()), "mcse": float(az.mcse(x)), "rhat": float(az.rhat(x)),
            "ess": float(az.ess(x))}
        for name, x in quantities(trace.posterior)
    }
    target = ROOT / "Tests" / "Reference" / "radial-velocity-pymc.json"
    target.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
