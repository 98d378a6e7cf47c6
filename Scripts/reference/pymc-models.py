#!/usr/bin/env python3
"""Writes Tests/Reference/pymc-models.json: 32 models in PyMC, each with its data, five points and PyMC's log density there.
The same models in Stan are in the folder `stan`: it is checked that their log densities are PyMC's, but for a constant.

The models are those that people write first: regressions, hierarchies, mixtures, counts, survival, choices. A point has the values
of the parameters, not of their transforms, and the log density has no Jacobian of a transform. Points come from PyMC's initial point
by steps on its unconstrained space.

Where PyMC's parameter is not that of the same model in Apus, `values` tells the latter and `correction` adds the logarithm of the
determinant between the two.

Needs Python 3.12, and stanli and bridgestan beside PyMC. Made with PyMC 6.4.0, stanli 0.24.0, NumPy 2.5, SciPy 1.18.
"""

import json
import os
import pathlib

# PyTensor takes small whole numbers for 8-bit ones, whose logarithms and roots are float32 then: log 2 has eight digits.
os.environ["PYTENSOR_FLAGS"] = "cast_policy=numpy+floatX"

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import stanli

random = np.random.Generator(np.random.Philox(616))
models = {}
ordered = pm.distributions.transforms.ordered


def model(function):
    """Registers a model: a function from data to the values that tests compare, by their names in Apus."""
    models[function.__name__] = function
    return function


def numbers(*shape, scale=1.0):
    return np.round(scale * random.normal(size=shape), 4)


def positive(*shape):
    return np.round(random.gamma(2, 1, size=shape), 4)


def counts(mean, *shape):
    return random.poisson(mean, shape)


def groups(count, *shape):
    return random.integers(0, count, shape)


@model
def eightSchools(data):
    data["y"] = [28, 8, -3, 7, -1, 1, 18, 12]
    data["sigma"] = [15, 10, 16, 11, 9, 11, 10, 18]
    mu = pm.Normal("mu", 0, 5)
    tau = pm.HalfCauchy("tau", 5)
    z = pm.Normal("z", 0, 1, shape=8)
    pm.Normal("y", mu + tau * z, data["sigma"], observed=data["y"])


@model
def radon(data):
    data["county"], data["floor"] = groups(12, 90), groups(2, 90)
    data["uranium"], data["level"] = numbers(12), numbers(90)
    mean, spread = pm.Normal("mean", 0, 10), pm.Exponential("spread", 1)
    slope, z = pm.Normal("slope", 0, 1), pm.Normal("z", 0, 1, shape=12)
    intercept = mean + slope * data["uranium"] + z * spread
    effect, sigma = pm.Normal("effect", 0, 10), pm.Exponential("sigma", 1)
    pm.Normal("y", intercept[data["county"]] + effect * data["floor"], sigma, observed=data["level"])


@model
def linearRegression(data):
    data["x"], data["y"] = numbers(60, 4), numbers(60)
    a, b, s = pm.Normal("a"), pm.Normal("b", 0, 1, shape=4), pm.HalfNormal("s")
    pm.Normal("y", a + data["x"] @ b, s, observed=data["y"])


@model
def logisticRegression(data):
    data["x"], data["y"] = numbers(80, 5), groups(2, 80)
    a, b = pm.Normal("a"), pm.Normal("b", 0, 1, shape=5)
    pm.Bernoulli("y", logit_p=a + pt.dot(data["x"], b), observed=data["y"])


@model
def poissonRegression(data):
    data["x"], data["y"] = numbers(70, 3), counts(2, 70)
    b = pm.Normal("b", 0, 1, shape=3)
    pm.Poisson("y", pt.exp(pt.dot(data["x"], b)), observed=data["y"])


@model
def negativeBinomialRegression(data):
    data["x"], data["y"] = numbers(70, 3), counts(2, 70)
    b, dispersion = pm.Normal("b", 0, 1, shape=3), pm.Exponential("dispersion", 0.5)
    pm.NegativeBinomial("y", mu=pt.exp(data["x"] @ b), alpha=dispersion, observed=data["y"])


@model
def robustLocation(data):
    data["y"] = numbers(50, scale=3)
    a, s, nu = pm.Normal("a"), pm.HalfNormal("s"), pm.Gamma("nu", 2, 0.1)
    pm.StudentT("y", nu=nu, mu=a, sigma=s, observed=data["y"])


@model
def horseshoe(data):
    data["x"], data["y"] = numbers(30, 20), numbers(30)
    tau, local = pm.HalfCauchy("tau", 0.1), pm.HalfCauchy("lambda", 1, shape=20)
    slab = pm.InverseGamma("slab", 2, 2)
    shrunk = local * pt.sqrt(slab / (slab + tau**2 * local**2))
    z, s = pm.Normal("z", shape=20), pm.HalfNormal("s")
    pm.Normal("y", data["x"] @ (z * tau * shrunk), s, observed=data["y"])


@model
def normalMixture(data):
    data["y"] = numbers(40, scale=3)
    w = pm.Dirichlet("w", np.ones(3))
    mu = pm.Normal("mu", 0, 5, shape=3, transform=ordered, initval=[-1, 0, 1])
    s = pm.HalfNormal("s", 1, shape=3)
    pm.NormalMixture("y", w, mu, s, observed=data["y"])
    # Our ordered prior is normalised: 3! times PyMC's.
    return lambda values: (values, np.log(6.0))


@model
def varyingSlopes(data):
    data["group"], data["x"], data["y"] = groups(6, 50), numbers(50), numbers(50)
    factor, _, _ = pm.LKJCholeskyCov("factor", n=2, eta=2, sd_dist=pm.Exponential.dist(1.0, shape=2))
    z, mu, s = pm.Normal("z", shape=(6, 2)), pm.Normal("mu", shape=2), pm.Exponential("s", 1)
    ab = mu + z @ factor.T
    mean = ab[data["group"], 0] + ab[data["group"], 1] * data["x"]
    pm.Normal("y", mean, s, observed=data["y"])
    return lambda values: covariance_factor(values, 2)


@model
def multivariateNormal(data):
    data["y"] = numbers(20, 3)
    factor, _, _ = pm.LKJCholeskyCov("factor", n=3, eta=2, sd_dist=pm.Exponential.dist(1.0, shape=3))
    mu = pm.Normal("mu", shape=3)
    pm.MvNormal("y", mu, chol=factor, observed=data["y"])
    return lambda values: covariance_factor(values, 3)


def covariance_factor(values, size):
    """Standard deviations and the correlations' factor in place of the packed factor of the covariance.

    A row of the factor is s (l₁, …, l_i, √(1 − Σ l²)): its determinant by (l₁, …, l_i, s) is s^i / √(1 − Σ l²).
    """
    factor = np.zeros((size, size))
    factor[np.tril_indices(size)] = values.pop("factor")
    deviations = np.sqrt((factor**2).sum(axis=1))
    correlations = factor / deviations[:, None]
    values["deviations"], values["correlations"] = deviations, correlations
    rows = np.arange(size)
    return values, float((rows * np.log(deviations)).sum() - np.log(np.diag(correlations)).sum())


@model
def censored(data):
    data["y"] = np.minimum(numbers(50), 1.0)
    mu, s = pm.Normal("mu"), pm.HalfNormal("s")
    pm.Censored("y", pm.Normal.dist(mu, s), lower=None, upper=1.0, observed=data["y"])


@model
def truncated(data):
    data["y"] = np.round(random.uniform(0, 3, 50), 4)
    mu, s = pm.Normal("mu"), pm.HalfNormal("s")
    pm.Truncated("y", pm.Normal.dist(mu, s), lower=0.0, upper=3.0, observed=data["y"])


@model
def ordinal(data):
    data["x"], data["y"] = numbers(50, 2), groups(5, 50)
    cuts = pm.Normal("cuts", 0, 3, shape=4, transform=ordered, initval=[-2, -1, 0, 1])
    b = pm.Normal("b", shape=2)
    pm.OrderedLogistic("y", eta=data["x"] @ b, cutpoints=cuts, observed=data["y"])
    return lambda values: (values, np.log(24.0))


@model
def dirichletMultinomial(data):
    data["y"] = random.multinomial(50, np.ones(4) / 4, size=10)
    share, c = pm.Dirichlet("share", np.ones(4)), pm.LogNormal("c", 1, 1)
    pm.DirichletMultinomial("y", n=50, a=share * c, observed=data["y"])


@model
def zeroInflatedPoisson(data):
    data["y"] = counts(2, 60) * groups(2, 60)
    p, rate = pm.Beta("p", 1, 1), pm.Gamma("rate", 2, 0.5)
    pm.ZeroInflatedPoisson("y", p, rate, observed=data["y"])


@model
def zeroInflatedNegativeBinomial(data):
    data["y"] = counts(2, 60) * groups(2, 60)
    p, mean = pm.Beta("p", 1, 1), pm.Gamma("mean", 2, 0.5)
    dispersion = pm.Exponential("dispersion", 1)
    pm.ZeroInflatedNegativeBinomial("y", p, mu=mean, alpha=dispersion, observed=data["y"])


@model
def softmaxRegression(data):
    data["x"], data["y"] = numbers(50, 3), groups(3, 50)
    b = pm.Normal("b", shape=(3, 3))
    pm.Categorical("y", logit_p=data["x"] @ b, observed=data["y"])


@model
def betaBinomial(data):
    data["y"] = groups(20, 30)
    a, b = pm.HalfNormal("a", 5), pm.HalfNormal("b", 5)
    pm.BetaBinomial("y", alpha=a, beta=b, n=20, observed=data["y"])


@model
def binomialHierarchy(data):
    data["n"] = random.integers(10, 50, 30)
    data["y"] = random.binomial(data["n"], 0.3)
    mu, s, z = pm.Normal("mu"), pm.HalfNormal("s"), pm.Normal("z", shape=30)
    pm.Binomial("y", n=data["n"], logit_p=mu + s * z, observed=data["y"])


@model
def weibullSurvival(data):
    data["time"], data["event"] = np.round(random.weibull(1.5, 60), 4) + 0.001, groups(2, 60)
    shape, scale = pm.Gamma("shape", 2, 1), pm.HalfNormal("scale", 5)
    died = data["event"] == 1
    pm.Weibull("t", shape, scale, observed=data["time"][died])
    pm.Potential("survivors", -((data["time"][~died] / scale) ** shape).sum())


@model
def missingValues(data):
    y = numbers(30)
    y[[2, 11, 12, 25]] = np.nan
    data["y"] = y
    mu, s = pm.Normal("mu"), pm.HalfNormal("s")
    pm.Normal("y", mu, s, observed=np.ma.masked_invalid(y))

    def renamed(values):
        values["y_missing"] = values.pop("y_unobserved")
        return values, 0.0

    return renamed


@model
def zeroSumEffects(data):
    data["group"], data["y"] = groups(5, 60), numbers(60)
    spread = pm.HalfNormal("spread")
    effect = pm.ZeroSumNormal("effect", sigma=spread, shape=5)
    mu, s = pm.Normal("mu"), pm.HalfNormal("s")
    pm.Normal("y", mu + effect[data["group"]], s, observed=data["y"])


@model
def smallNetwork(data):
    data["x"], data["y"] = numbers(60, 2), groups(2, 60)
    hidden, output = pm.Normal("hidden", shape=(2, 5)), pm.Normal("output", shape=5)
    pm.Bernoulli("y", logit_p=pt.tanh(data["x"] @ hidden) @ output, observed=data["y"])


@model
def itemResponse(data):
    data["item"], data["person"], data["y"] = groups(10, 200), groups(25, 200), groups(2, 200)
    ability = pm.Normal("ability", shape=25)
    slope, difficulty = pm.LogNormal("slope", 0, 0.5, shape=10), pm.Normal("difficulty", shape=10)
    eta = slope[data["item"]] * (ability[data["person"]] - difficulty[data["item"]])
    pm.Bernoulli("y", logit_p=eta, observed=data["y"])


@model
def conditionalAutoregression(data):
    adjacency = np.zeros((10, 10))
    for k in range(9):
        adjacency[k, k + 1] = adjacency[k + 1, k] = 1
    data["edges"] = [[k, k + 1] for k in range(9)]
    data["y"] = counts(2, 10)
    alpha, tau = pm.Beta("alpha", 1, 1), pm.Gamma("tau", 2, 2)
    phi = pm.CAR("phi", mu=np.zeros(10), W=adjacency, alpha=alpha, tau=tau)
    pm.Poisson("y", pt.exp(phi), observed=data["y"])
    # PyMC leaves out the constants of the normal density.
    constant = 0.5 * np.log(adjacency.sum(axis=0)).sum() - 5 * np.log(2 * np.pi)
    return lambda values: (values, float(constant))


@model
def stickBreaking(data):
    data["y"] = numbers(40, scale=2)
    alpha = pm.Gamma("alpha", 1, 1)
    w = pm.StickBreakingWeights("w", alpha=alpha, K=9)
    mu = pm.Normal("mu", 0, 3, shape=10)
    pm.NormalMixture("y", w, mu, 1.0, observed=data["y"])


@model
def anglesAndTimes(data):
    data["angle"], data["time"] = np.round(random.uniform(-3, 3, 40), 4), np.round(random.uniform(0.1, 3, 30), 4)
    kappa, mu, wald = pm.HalfNormal("kappa"), pm.VonMises("mu", 0, 1), pm.HalfNormal("wald")
    pm.VonMises("angle", mu, kappa, observed=data["angle"])
    pm.Wald("time", wald, 1.0, observed=data["time"])


@model
def skewedErrors(data):
    data["y"], data["z"] = numbers(40), numbers(40)
    a, s, nu = pm.Normal("a"), pm.HalfNormal("s"), pm.HalfNormal("nu")
    pm.SkewNormal("y", mu=0, sigma=s, alpha=a, observed=data["y"])
    pm.ExGaussian("z", mu=a, sigma=s, nu=nu, observed=data["z"])


@model
def ownDensity(data):
    data["y"] = numbers(40)
    mu = pm.Normal("mu")
    pm.CustomDist("y", mu, logp=lambda value, mu: -pt.abs(value - mu), observed=data["y"])


@model
def hurdleGamma(data):
    data["y"] = np.where(random.uniform(size=50) < 0.3, 0, positive(50))
    p, shape, rate = pm.Beta("p", 1, 1), pm.HalfNormal("shape"), pm.HalfNormal("rate")
    pm.HurdleGamma("y", p, shape, rate, observed=data["y"])


@model
def potentials(data):
    a, b = pm.Normal("a"), pm.Normal("b")
    pm.Potential("ring", -((a**2 + b**2 - 2) ** 2))


folder = pathlib.Path(__file__).resolve().parent / "stan"


def check_stan(name, data, points):
    """Stan's log density, which lacks constants, differs from PyMC's by the same number at all points.

    The same program without a model has the log-Jacobians of its transforms alone.
    """
    given = {key: value for key, value in data.items()}
    if name == "missingValues":
        there = [value for value in data["y"] if value is not None]
        given = {"n": len(there), "y_there": there}
    text = (folder / f"{name}.stan").read_text()
    declarations = text[: text.index("\nmodel {")] + "\nmodel {}\n"
    program, jacobian = (stanli.bridgestan_model(stan_code=code, data=json.dumps(given)) for code in (text, declarations))
    differences = []
    for point in points:
        place = program.param_unconstrain_json(json.dumps(point["values"]))
        differences.append(program.log_density(place) - jacobian.log_density(place) - point["logDensity"])
    spread = max(differences) - min(differences)
    print(f"{name}: Stan's differs by {differences[0]:.6g}, the same at all points to {spread:.2g}", flush=True)
    assert spread < 1e-9 * (1 + abs(points[0]["logDensity"])), differences


def plain(value):
    return np.asarray(value).tolist()


rows = []
for name, declare in models.items():
    data = {}
    with pm.Model() as built:
        renamed = declare(data) or (lambda values: (values, 0.0))
    free = {rv: built.rvs_to_values[rv] for rv in built.free_RVs}
    constrained = built.compile_fn(built.replace_rvs_by_values(built.free_RVs), point_fn=True)
    log_density = built.compile_logp(jacobian=False)
    start = built.initial_point(0)
    points = []
    for _ in range(5):
        point = {key: np.asarray(value + 0.4 * random.normal(size=np.shape(value))) for key, value in start.items()}
        values = {rv.name: np.asarray(value) for rv, value in zip(built.free_RVs, constrained(point))}
        values, correction = renamed(values)
        points.append(
            {
                "values": {key: plain(value) for key, value in values.items()},
                "logDensity": float(log_density(point)) + correction,
            }
        )
    data = {key: plain(np.where(np.isnan(value), None, value)) if np.issubdtype(np.asarray(value).dtype, np.floating)
            else plain(value) for key, value in data.items()}
    check_stan(name, data, points)
    rows.append({"name": name, "data": data, "points": points})

target = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "pymc-models.json"
target.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
