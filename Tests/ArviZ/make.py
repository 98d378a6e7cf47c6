"""Makes files by PyMC, nutpie, NumPyro and in CmdStan's format: `python make.py FOLDER`. Runs with ArviZ 0.23.

Each file NAME.nc has what ArviZ makes of the draws; the CSV files hold those of one of them.
"""

import json
import os
import pathlib
import sys
import warnings

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=4")
warnings.simplefilter("ignore")

import arviz as az
import numpy as np

EFFECTS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
SCHOOLS = ["Choate", "Deerfield", "Phillips Andover", "Phillips Exeter", "Hotchkiss", "Lawrenceville", "St. Paul's", "Ünï"]


def schools():
    """The eight schools as a model of PyMC."""
    import pymc as pm

    with pm.Model(coords={"school": SCHOOLS}) as model:
        mu = pm.Normal("mu", 0, 5)
        tau = pm.HalfCauchy("tau", 5)
        z = pm.Normal("z", 0, 1, dims="school")
        theta = pm.Deterministic("theta", mu + tau * z, dims="school")
        pm.Normal("y", theta, pm.Data("sigma", ERRORS, dims="school"), observed=EFFECTS, dims="school")
    return model


def by_pymc(folder):
    """PyMC's own sampler with predictions and log likelihood, and nutpie."""
    import nutpie
    import pymc as pm

    compiled = nutpie.compile_pymc_model(schools())
    data = nutpie.sample(compiled, draws=400, tune=300, chains=4, seed=1, progress_bar=False, save_warmup=True)
    # Records of settings, which NetCDF has no attributes for, become text.
    for part in [data, *(data[group] for group in data.groups())]:
        part.attrs = {key: json.dumps(value) if isinstance(value, dict) else value for key, value in part.attrs.items()}
    data.to_netcdf(str(folder / "nutpie.nc"))
    with schools():
        options = dict(draws=400, tune=400, chains=4, random_seed=1, progressbar=False)
        data = pm.sample(**options, nuts_sampler="pymc", cores=1, idata_kwargs={"log_likelihood": True})
        data.extend(pm.sample_prior_predictive(200, random_seed=2))
        pm.sample_posterior_predictive(data, random_seed=3, extend_inferencedata=True, progressbar=False)
    data.to_netcdf(str(folder / "pymc.nc"), engine="h5netcdf")
    data.to_netcdf(str(folder / "pymc_netcdf4.nc"), engine="netcdf4", compress=False)


def by_numpyro(folder):
    import jax
    import numpyro
    import numpyro.distributions as dist
    from numpyro.infer import MCMC, NUTS

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 5))
        tau = numpyro.sample("tau", dist.HalfCauchy(5))
        with numpyro.plate("school", 8):
            z = numpyro.sample("z", dist.Normal(0, 1))
            numpyro.sample("y", dist.Normal(mu + tau * z, ERRORS), obs=EFFECTS)

    run = MCMC(NUTS(model), num_warmup=300, num_samples=400, num_chains=4, chain_method="sequential", progress_bar=False)
    run.run(jax.random.PRNGKey(1), extra_fields=("diverging", "energy", "num_steps", "accept_prob"))
    data = az.from_numpyro(run, coords={"school": SCHOOLS}, dims={"z": ["school"], "y": ["school"]})
    data.to_netcdf(str(folder / "numpyro.nc"))
    # The draws as NumPyro's users save them.
    np.savez(folder / "numpyro_plain.npz", **{k: np.asarray(v) for k, v in run.get_samples(group_by_chain=True).items()})


def as_cmdstan(folder):
    """PyMC's draws in CmdStan's format: ArviZ reads these files too."""
    data = az.from_netcdf(str(folder / "pymc.nc"))
    posterior, stats = data.posterior, data.sample_stats
    random = np.random.default_rng(1)
    matrix = random.normal(size=(4, 400, 2, 3))
    names = ["lp__", "accept_stat__", "stepsize__", "treedepth__", "n_leapfrog__", "divergent__", "energy__", "mu", "tau"]
    names += [f"z.{school + 1}" for school in range(8)] + [f"m.{row + 1}.{column + 1}" for column in range(3) for row in range(2)]
    for chain in range(4):
        head = ["stan_version_major = 2", "stan_version_minor = 36", "stan_version_patch = 0", "model = schools_model",
                "method = sample (Default)", "  sample", "    num_samples = 400", "    num_warmup = 400",
                "    save_warmup = false (Default)", "    thin = 1 (Default)", f"id = {chain + 1}"]
        lines = [f"# {line}" for line in head] + [",".join(names)]
        lines += ["# Adaptation terminated", "# Step size = 0.5", "# Diagonal elements of inverse mass matrix:", "# 1, 1"]
        for draw in range(400):
            at = dict(chain=chain, draw=draw)
            row = [float(stats.lp.isel(at)), float(stats.acceptance_rate.isel(at)), float(stats.step_size.isel(at)),
                   int(stats.tree_depth.isel(at)), int(stats.n_steps.isel(at)), int(stats.diverging.isel(at)),
                   float(stats.energy.isel(at)), float(posterior.mu.isel(at)), float(posterior.tau.isel(at))]
            row += [float(value) for value in posterior.z.isel(at).values]
            row += [float(value) for value in matrix[chain, draw].ravel(order="F")]
            lines.append(",".join(repr(value) for value in row))
        lines += ["# ", "#  Elapsed Time: 0.1 seconds (Warm-up)", "#                0.1 seconds (Sampling)", "# "]
        (folder / f"cmdstan-{chain + 1}.csv").write_text("\n".join(lines) + "\n")
    # What these files say, by our own hand.
    arrays = {name: posterior[name].values for name in ["mu", "tau", "z"]} | {"m": matrix}
    np.savez(folder / "cmdstan.truth.npz", **arrays, diverging=stats.diverging.values, n_steps=stats.n_steps.values)


folder = pathlib.Path(sys.argv[1])
by_pymc(folder)
by_numpyro(folder)
as_cmdstan(folder)
