"""The posterior of the two planets of HD 164922 by radvel (Fulton et al. 2018, PASP 130, 044504).

This file is radvel's set-up of the star and, run as a script, what turns radvel's chains into
Tests/Reference/radvel-hd164922.json: of each quantity the mean, the standard deviation and the quantiles of 16, 50 and 84 %,
and how radvel's sampler ended. The run on a machine of two processors takes about ten minutes. From the repository's folder,
with Python 3.11:

    pip install radvel==1.6.7 numpy==2.4.6 scipy==1.17.1 emcee==3.1.6
    radvel fit -s Scripts/reference/radvel-hd164922.py -d OUT
    radvel mcmc -s Scripts/reference/radvel-hd164922.py -d OUT --headless
    python Scripts/reference/radvel-hd164922.py OUT
"""

import numpy as np
import pandas as pd
import radvel

starname, nplanets, instnames, ntels = "HD164922", 2, ["k", "j", "a"], 3
planet_letters = {1: "b", 2: "c"}
fitting_basis, bjd0 = "per tc secosw sesinw k", 0.0

data = pd.read_csv("Examples/Data/hd164922.csv")
data.columns = ["time", "mnvel", "errvel", "tel"]
time_base = 2456000.0
stellar = dict(mstar=0.874, mstar_err=0.012)

anybasis_params = radvel.Parameters(nplanets, basis="per tc e w k", planet_letters=planet_letters)
for name, value in dict(per1=1206.3, tc1=2456779.0, e1=0.01, w1=np.pi / 2, k1=10.0,
                        per2=75.771, tc2=2456277.6, e2=0.01, w2=np.pi / 2, k2=1.0, dvdt=0.0, curv=0.0).items():
    anybasis_params[name] = radvel.Parameter(value=value)
for tel in instnames:
    anybasis_params["gamma_" + tel] = radvel.Parameter(value=0.1)
    anybasis_params["jit_" + tel] = radvel.Parameter(value=2.0)

params = anybasis_params.basis.to_any_basis(anybasis_params, fitting_basis)
mod = radvel.RVModel(params, time_base=time_base)
mod.params["dvdt"].vary = False
mod.params["curv"].vary = False

priors = [radvel.prior.EccentricityPrior(nplanets), radvel.prior.PositiveKPrior(nplanets)]
priors += [radvel.prior.Gaussian("tc1", 2456779.0, 300.0)]
priors += [radvel.prior.HardBounds("jit_" + tel, 0.0, 10.0) for tel in instnames]


CYCLES = {1: 3, 2: 43}


def write(folder):
    """Writes the reference file from the chains and the state in radvel's output folder."""
    import configparser
    import json
    import pathlib

    root = pathlib.Path(__file__).resolve().parents[2]
    chains = pd.read_csv(f"{folder}/radvel-hd164922_chains.csv.bz2")
    draws = {}
    for index, letter in ((1, "b"), (2, "c")):
        h, k = chains[f"secosw{index}"].to_numpy(), chains[f"sesinw{index}"].to_numpy()
        e = h * h + k * k
        period, conjunction = chains[f"per{index}"].to_numpy(), chains[f"tc{index}"].to_numpy()
        draws[f"P_{letter} [d]"] = period
        draws[f"K_{letter} [m/s]"] = chains[f"k{index}"].to_numpy()
        draws[f"e_{letter}"] = e
        draws[f"e_{letter} cos w_{letter}"] = np.sqrt(e) * h
        draws[f"e_{letter} sin w_{letter}"] = np.sqrt(e) * k
        # Counted back to the conjunction near 2453000, as Apus gives it.
        draws[f"Tc_{letter} [BJD]"] = conjunction - CYCLES[index] * period
    for tel in instnames:
        draws[f"gamma_{tel} [m/s]"] = chains["gamma_" + tel].to_numpy()
        draws[f"jitter_{tel} [m/s]"] = np.abs(chains["jit_" + tel].to_numpy())
    rows = {}
    for name, values in draws.items():
        low, median, high = np.quantile(values, [0.158655, 0.5, 0.841345])
        rows[name] = dict(mean=float(values.mean()), sd=float(values.std()), low=float(low), median=float(median),
                          high=float(high))
    state = configparser.ConfigParser()
    state.read(f"{folder}/radvel-hd164922_radvel.stat")
    run = {name: float(state["mcmc"][name]) for name in (
        "nwalkers", "nensembles", "nsteps", "nburn", "minafactor", "maxarchange", "mintz", "maxgr")}
    versions = dict(radvel=radvel.__version__, numpy=np.__version__)
    content = dict(versions=versions, run=run, saved=len(chains), quantities=rows)
    text = json.dumps(content, indent=1)
    (root / "Tests/Reference/radvel-hd164922.json").write_text(text + "\n")


if __name__ == "__main__":
    import sys

    write(sys.argv[1])
