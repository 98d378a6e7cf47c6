#!/usr/bin/env python3
"""Writes Sources/Apus/Apus.docc/FromPyMCAndStan.md: models in PyMC, Stan and Swift, beside each other.

Each text is that which tests run: `pymc-models.py` and `stan` have PyMC's and Stan's, whose log densities they compare, and
Tests/ApusModelTests/PyMC/PyMCModels.swift has those in Swift, whose log densities are compared with PyMC's.
"""

import pathlib
import re
import textwrap

root = pathlib.Path(__file__).resolve().parents[2]
PYTHON = "Scripts/reference/pymc-models.py"
SWIFT = "Tests/ApusModelTests/PyMC/PyMCModels.swift"
PAGE = root / "Sources" / "Apus" / "Apus.docc" / "FromPyMCAndStan.md"

SECTIONS = {
    "Regressions": {
        "linearRegression": "Linear regression",
        "logisticRegression": "Logistic regression",
        "poissonRegression": "Counts",
        "negativeBinomialRegression": "Counts that vary more",
        "softmaxRegression": "Categories",
        "ordinal": "Ordered categories",
        "robustLocation": "Errors with heavy tails",
        "skewedErrors": "Skewed errors",
        "anglesAndTimes": "Angles and waiting times",
        "horseshoe": "A regularised horseshoe",
        "smallNetwork": "A neural network",
    },
    "Groups": {
        "eightSchools": "Eight schools",
        "radon": "Radon in counties",
        "varyingSlopes": "Correlated intercepts and slopes",
        "binomialHierarchy": "Successes of many groups",
        "itemResponse": "Abilities and difficulties",
        "zeroSumEffects": "Effects that sum to zero",
        "multivariateNormal": "Correlated measurements",
        "conditionalAutoregression": "Neighbouring areas",
    },
    "Mixtures and counts": {
        "normalMixture": "A mixture of normal distributions",
        "stickBreaking": "A Dirichlet process, truncated",
        "zeroInflatedPoisson": "Too many zeros",
        "zeroInflatedNegativeBinomial": "Too many zeros, and counts that vary more",
        "hurdleGamma": "Rain: none, or an amount",
        "betaBinomial": "Successes with varying probability",
        "dirichletMultinomial": "Shares that vary",
    },
    "Data that are not all there": {
        "missingValues": "Missing values",
        "censored": "A detector that saturates",
        "truncated": "A sample that is cut off",
        "weibullSurvival": "Survival",
    },
    "Densities of your own": {
        "ownDensity": "An observation with a density of your own",
        "potentials": "Terms of the log density",
    },
}

INTRODUCTION = """# From PyMC and Stan to Apus

Models that people write first, in PyMC, in Stan, and here.

## Overview

Each row is one model three times. A script has compared the log densities of the first two at five points, and tests compare ours with
these numbers: they are equal to ten digits, but for constants that Stan leaves out.

| PyMC | Stan | Apus |
| --- | --- | --- |
| `with pm.Model(coords=…) as m:` | `data`, `parameters`, `model` | `Model(coords: …) { m in … }` |
| `pm.Normal("x", 0, 1, shape=3)` | `vector[3] x; x ~ normal(0, 1);` | `m.parameter("x", Normal(0, 1), shape: [3])` |
| `pm.Normal("y", x, 1, observed=y)` | `y ~ normal(x, 1);` | `m.observe("y", Normal(x, 1), y)` |
| `pm.Deterministic("d", e)` | `transformed parameters` | `m.deterministic("d", e)` |
| `pm.Potential("p", e)` | `target += e;` | `m.potential("p", e)` |
| `pm.Data("x", x)` | `data { … }` | `m.data("x", x)` |
| `a[group]`, zero-based | `a[group]`, one-based | `a[group]`, zero-based |
| `X @ b`, `x * y` | `X * b`, `x .* y` | `matmul(x, b)`, `x * y` |
| `pm.sample()` | `model.sample(…)` | `model.sample()` |

Lists of numbers are tensors in distributions and observations. In arithmetic they are made so: `slope * Tensor(x)`.
"""


def dedented(lines):
    return textwrap.dedent("\n".join(lines)).strip("\n")


def python(name):
    text = (root / PYTHON).read_text()
    body = text[text.index(f"def {name}(data):") :].split("\n")[1:]
    body = body[: next(i for i, line in enumerate(body) if line and not line.startswith(" "))]
    made = next(i for i, line in enumerate(body) if "pm." in line)
    body = body[made:]
    end = next((i for i, line in enumerate(body) if re.match(r"    (return|def |# )", line)), len(body))
    return dedented(body[:end])


def swift(name):
    lines = (root / SWIFT).read_text().split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(f'    "{name}": {{'))
    end = next(i for i in range(start, len(lines)) if lines[i] == "    },")
    return dedented(lines[start + 1 : end])


def stan(name):
    return (root / "Scripts" / "reference" / "stan" / f"{name}.stan").read_text().strip("\n")


def block(language, source, text):
    return f"<!-- from: {source} -->\n```{language}\n{text}\n```"


def row(name, title):
    columns = [
        ("PyMC", block("python", PYTHON, python(name))),
        ("Stan", block("stan", f"Scripts/reference/stan/{name}.stan", stan(name))),
        ("Apus", block("swift", SWIFT, swift(name))),
    ]
    inside = "\n".join(f"@Column {{\n**{head}**\n\n{text}\n}}" for head, text in columns)
    return f"### {title}\n\n@Row {{\n{inside}\n}}"


parts = [INTRODUCTION.strip("\n")]
for section, models in SECTIONS.items():
    parts.append(f"## {section}")
    parts += [row(name, title) for name, title in models.items()]
PAGE.write_text("\n\n".join(parts) + "\n")
print(sum(len(models) for models in SECTIONS.values()), "models")
