#!/usr/bin/env python3
"""Writes Tests/Reference/maxima.json: the maxima of log densities by SciPy's optimizers, with covariance and log evidence of Laplace's
method from exact Hessians.

- logistic: y_i ~ Bernoulli(1/(1 + exp(−x_i·b))), b ~ N(0, 2²): trust-exact with the exact Hessian.
- scaled: Σ (p_i u_i − ln cosh u_i) − ¼ Σ (u_i − u_{i+1})², u = (x − m)/s with scales from 1e-6 to 1e6: by SciPy in u.
- rosenbrock: −Σ (100 (x_{i+1} − x_i²)² + (1 − x_i)²)/20.

Made with NumPy 2.4, SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der, rosen_hess
from scipy.special import expit

random = np.random.Generator(np.random.Philox(17))


def maximum(f, gradient, hessian, start):
    """The maximum by SciPy, and Newton's method from there down to rounding."""
    x = minimize(lambda x: -f(x), start, jac=lambda x: -gradient(x), hess=lambda x: -hessian(x), method="trust-exact",
                 options={"gtol": 1e-10, "maxiter": 10000}).x
    for _ in range(5):
        x = x - np.linalg.solve(hessian(x), gradient(x))
    covariance = np.linalg.inv(-hessian(x))
    evidence = f(x) + 0.5 * (len(x) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1])
    return {"position": x.tolist(), "value": float(f(x)), "covariance": covariance.tolist(), "logEvidence": float(evidence)}


def logistic():
    x = np.round(np.c_[np.ones(60), random.normal(size=(60, 3))], 6)
    y = (random.uniform(size=60) < expit(x @ [0.5, 1.5, -1, 0.2])).astype(float)
    prior = -0.5 * np.log(2 * np.pi * 4) * 4

    def f(b):
        z = x @ b
        return np.sum(y * z - np.logaddexp(0, z)) - b @ b / 8 + prior

    def gradient(b):
        return x.T @ (y - expit(x @ b)) - b / 4

    def hessian(b):
        p = expit(x @ b)
        return -(x.T * (p * (1 - p))) @ x - np.eye(4) / 4

    return {"x": x.tolist(), "y": y.tolist(), **maximum(f, gradient, hessian, np.zeros(4))}


def scaled():
    m = np.array([2e-6, 1.0, 3e6])
    s = np.array([1e-6, 1.0, 1e6])
    pull = np.array([0.3, -0.5, 0.6])

    def f(u):
        return np.sum(pull * u - np.log(np.cosh(u))) - 0.25 * np.sum(np.diff(u) ** 2)

    coupling = 0.5 * np.array([[1, -1, 0], [-1, 2, -1], [0, -1, 1.0]])

    def gradient(u):
        return pull - np.tanh(u) - coupling @ u

    def hessian(u):
        return -np.diag(1 / np.cosh(u) ** 2) - coupling

    found = maximum(f, gradient, hessian, np.zeros(3))
    return {
        "m": m.tolist(),
        "s": s.tolist(),
        "pull": pull.tolist(),
        "position": (m + s * found["position"]).tolist(),
        "value": found["value"],
        "covariance": (np.array(found["covariance"]) * np.outer(s, s)).tolist(),
        "logEvidence": found["logEvidence"] + float(np.sum(np.log(s))),
    }


def rosenbrock(n):
    return maximum(lambda x: -rosen(x) / 20, lambda x: -rosen_der(x) / 20, lambda x: -rosen_hess(x) / 20, np.zeros(n))


content = {"logistic": logistic(), "scaled": scaled(), "rosenbrock": [rosenbrock(2), rosenbrock(10)]}
target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "maxima.json"
target.write_text(json.dumps(content, separators=(",", ":")) + "\n")
