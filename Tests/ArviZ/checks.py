"""Compares Apus's files and numbers with ArviZ: `python checks.py FOLDER`; the last line counts. For ArviZ 0.23 and 1.x.

Any warning is a failure.
"""

import json
import os
import pathlib
import sys
import traceback
import warnings

os.environ.setdefault("MPLBACKEND", "agg")
import arviz as az
import numpy as np
import xarray as xr

folder = pathlib.Path(sys.argv[1])
IS_NEW = not az.__version__.startswith("0.")
GROUPS = ["posterior", "sample_stats", "log_likelihood", "posterior_predictive", "prior", "prior_predictive", "observed_data"]


def close(ours, theirs):
    """Whether numbers agree to 1e-8, relative."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    return ours.shape == theirs.shape and np.allclose(ours, theirs, rtol=1e-8, atol=1e-10, equal_nan=True)


def opened(path):
    """A file as this ArviZ opens it."""
    path = str(path)
    if "folders" in path:
        return xr.open_datatree(path, engine="zarr", consolidated=False) if IS_NEW else None
    if path.endswith(".zarr"):
        return az.from_zarr(path) if IS_NEW else None
    return az.from_netcdf(path)


def same_arrays(data, archive):
    """What differs between a file that ArviZ opened and the arrays that Apus has of it."""
    problems, count = [], 0
    for key in archive:
        group, _, name = key.partition("/")
        if name.endswith(".dims"):
            continue
        if name.startswith("coords/"):
            name = name[7:]
            if name not in data[group].coords:
                continue
        values, ours = data[group][name].values, archive[key]
        if ours.dtype.kind == "U":
            values = np.array([str(value) for value in values])
        count += 1
        if not np.array_equal(values, ours, equal_nan=ours.dtype.kind == "f"):
            problems.append(f"{key} differs")
        if f"{key}.dims" in archive and tuple(archive[f"{key}.dims"]) != data[group][name].dims:
            problems.append(f"{key} has dims {data[group][name].dims}")
        if values.dtype.kind == "b" != ours.dtype.kind:
            problems.append(f"{key} is {values.dtype}")
    return problems + (["there are few arrays"] if count < 5 else [])


def arrays(path):
    """The arrays of an archive by name."""
    with np.load(path) as archive:
        return dict(archive)


def element(dataset, name):
    """An element such as `theta[Choate]` of an array."""
    variable, _, label = name.partition("[")
    array = dataset[variable]
    for dim, text in zip(array.dims, label[:-1].split(", ") if label else []):
        array = array.sel({dim: int(text) if array[dim].dtype.kind in "iu" else text})
    return float(array)


def same_summary(data, report):
    """What differs between the summaries of ArviZ and of Apus.

    ArviZ 1.x has the effective sample size of the tail for other quantiles in its summary: it is asked for that at 5 and 95 %.
    """
    table = az.summary(data, round_to="none")
    if IS_NEW:
        tails = az.ess(data["posterior"].dataset, method="tail", prob=(0.05, 0.95))
        table["ess_tail"] = [element(tails, name) for name in table.index]
    problems = []
    if len(report["rows"]) != len(table):
        problems.append(f"{len(report['rows'])} rows, ArviZ has {len(table)}")
    for row in report["rows"]:
        for column in ["mean", "sd", "mcse_mean", "mcse_sd", "ess_bulk", "ess_tail", "r_hat"]:
            if not close(row[column], table.loc[row["name"], column]):
                problems.append(f"{row['name']} {column}: {row[column]}, ArviZ {table.loc[row['name'], column]}")
        if not IS_NEW and not close([row["hdi_lower"], row["hdi_upper"]], table.loc[row["name"], ["hdi_3%", "hdi_97%"]]):
            problems.append(f"{row['name']} interval")
    return problems


def same_ranks(data, report):
    """What differs between effective sample sizes for the median, and the energies' fractions."""
    median = az.ess(data["posterior"].dataset if IS_NEW else data.posterior, method="median")
    problems = [
        f"ess median {name}: {value}, ArviZ {element(median, name)}"
        for name, value in report["ess_median"] if not close(value, element(median, name))
    ]
    fractions = az.bfmi(data)
    fractions = fractions["energy"].values if IS_NEW else fractions
    if not close(report["bfmi"], fractions):
        problems.append(f"bfmi {report['bfmi']}, ArviZ {fractions}")
    return problems


def same_loo(data, report):
    """What differs between leave-one-out cross-validations.

    ArviZ 0.23 and Apus smooth the ⌈m⌉ largest weights, as the paper says, ArviZ 1.x ⌊m⌋ of them: it is given a relative efficiency
    by which it takes as many. Its standard error has the divisor n − 1, that of the others n.
    """
    if not IS_NEW:
        loo = az.loo(data, pointwise=True)
        theirs = dict(elpd=loo.elpd_loo, se=loo.se, p=loo.p_loo, k=loo.pareto_k.values, elpd_i=loo.loo_i.values)
    else:
        posterior = data["posterior"].dataset
        count = posterior.sizes["chain"] * posterior.sizes["draw"]
        means = az.ess(posterior, method="mean")
        efficiency = np.hstack([means[name].values.ravel() for name in means.data_vars]).mean() / count
        tail = np.ceil(min(count / 5, 3 * np.sqrt(count / efficiency)))
        loo = az.loo(data, pointwise=True, reff=9 * count / (tail + 0.5) ** 2)
        se = loo.se * np.sqrt(1 - 1 / loo.elpd_i.size)
        theirs = dict(elpd=loo.elpd, se=se, p=loo.p, k=loo.pareto_k.values, elpd_i=loo.elpd_i.values)
    ours = report["loo"]
    return [f"loo {key}: {ours[key]}, ArviZ {value}" for key, value in theirs.items() if not close(ours[key], value)]


NEW_PLOTS = {
    "plot_autocorr": {}, "plot_dist": {}, "plot_ess": {}, "plot_ess_evolution": {}, "plot_energy": {}, "plot_forest": {},
    "plot_mcse": {}, "plot_pair": dict(var_names=["mu", "tau"]), "plot_ppc_dist": {}, "plot_ppc_interval": {}, "plot_prior_posterior": dict(var_names=["mu", "tau"]),
    "plot_rank": {}, "plot_rank_dist": {}, "plot_ridge": {}, "plot_trace": {}, "plot_trace_dist": {}, "plot_convergence_dist": {},
    # Not plot_parallel: it cannot draw a fit with one divergence or none.
    "plot_loo_pit": {}, "plot_ppc_pit": {},
}
OLD_PLOTS = {
    "plot_autocorr": dict(var_names=["mu", "tau"]), "plot_bpv": {}, "plot_density": {}, "plot_dist_comparison": dict(var_names=["mu", "tau"]), "plot_ess": {}, "plot_energy": {}, "plot_forest": {},
    "plot_mcse": {}, "plot_pair": dict(var_names=["mu", "tau"], divergences=True), "plot_posterior": {}, "plot_ppc": {}, "plot_rank": {}, "plot_trace": {}, "plot_violin": {},
    "plot_parallel": {}, "plot_loo_pit": dict(y="y"),
}


def draws_plot(data, name, options):
    import matplotlib.pyplot as plt

    getattr(az, name)(data, **options)
    plt.close("all")
    return []


def checks():
    """Names and functions that return what is wrong."""
    ours = json.loads((folder / "apus.json").read_text())
    archive = arrays(folder / "apus.npz")
    files = ["apus.nc"] + (["apus.zarr"] if IS_NEW else [])
    for file in files:
        yield f"{file} has the same arrays", lambda f=file: same_arrays(opened(folder / f), archive)
        yield f"{file}: every group is there", lambda f=file: [g for g in GROUPS if g not in list_groups(opened(folder / f))]
        yield f"{file}: summary", lambda f=file: same_summary(opened(folder / f), ours)
        yield f"{file}: ranks and energies", lambda f=file: same_ranks(opened(folder / f), ours)
        yield f"{file}: leave-one-out", lambda f=file: same_loo(opened(folder / f), ours)
    for engine in ["h5netcdf", "netcdf4"]:
        yield f"apus.nc by {engine}", lambda e=engine: by_xarray("apus.nc", e)
    if IS_NEW:
        yield "apus.zarr by xarray", lambda: by_xarray("apus.zarr", "zarr")
    plots = {name: options for name, options in (NEW_PLOTS if IS_NEW else OLD_PLOTS).items() if hasattr(az, name)}
    for file in files:
        yield f"{file}: {len(plots)} plot functions", lambda: [] if len(plots) >= 15 else [f"only {list(plots)}"]
        for name, options in plots.items():
            yield f"{file}: {name}", lambda f=file, n=name, o=options: draws_plot(opened(folder / f), n, o)
    for path in sorted(folder.glob("read.*.json")):
        source = folder / path.name[5:-5]
        yield f"{source.name} is read", lambda p=path, s=source: read(p, s)


def list_groups(data):
    return list(data.children) if IS_NEW else data.groups()


def by_xarray(file, engine):
    tree = xr.open_datatree(str(folder / file), engine=engine)
    posterior, stats = tree["posterior"], tree["sample_stats"]
    problems = []
    if posterior.attrs.get("creation_library") != "apus" or list(posterior.attrs.get("sample_dims", [])) != ["chain", "draw"]:
        problems.append(f"attributes {posterior.attrs}")
    if list(posterior["school"].values)[-1] != "Ünï" or posterior["chain"].dtype != "int64":
        problems.append("coordinates")
    if stats["diverging"].dtype != bool or stats["tree_depth"].dtype != "int64" or posterior["mu"].dtype != "float64":
        problems.append(f"types {stats.dtypes}")
    tree.close()
    return problems


def read(report, source):
    """What differs between a file of another program as Apus has read it and as it is."""
    ours, archive = json.loads(report.read_text()), arrays(str(report)[:-5] + ".npz")
    if source.name == "cmdstan-1.csv":
        truth = arrays(folder / "cmdstan.truth.npz")
        groups = {name: "sample_stats" if name in ("diverging", "n_steps") else "posterior" for name in truth}
        return [name for name, group in groups.items() if not np.array_equal(archive[f"{group}/{name}"], truth[name])]
    if source.suffix == ".npz":
        truth = arrays(source)
        return [name for name in truth if not np.array_equal(archive[f"posterior/{name}"], truth[name].astype(float))] + (
            [] if tuple(archive["posterior/mu.dims"]) == ("chain", "draw") else ["dims"])
    data = opened(source)
    if data is None:
        return []
    problems = same_arrays(data, archive)
    # ArviZ computes with single precision where a file has it.
    for group in ["posterior", "log_likelihood"]:
        if group in list_groups(data):
            narrow = {name: "float64" for name, array in data[group].data_vars.items() if array.dtype == "float32"}
            whole = data[group].dataset if IS_NEW else data[group]
            whole = whole.assign({name: whole[name].astype(type) for name, type in narrow.items()})
            data[group] = xr.DataTree(whole) if IS_NEW else whole
    problems += same_summary(data, ours)
    if "loo" in ours:
        # These programs' draws may well need this warning.
        warnings.filterwarnings("ignore", "Estimated shape parameter of Pareto")
        problems += same_loo(data, ours)
    return problems


passed = failed = 0
for name, check in checks():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            problems = check()
        except Exception:
            problems = [traceback.format_exc(limit=-3)]
    if problems:
        failed += 1
        print(f"FAILED  ArviZ {az.__version__}, {name}: " + "; ".join(str(problem) for problem in problems[:5]), flush=True)
    else:
        passed += 1
print(f"ArviZ {az.__version__}: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
