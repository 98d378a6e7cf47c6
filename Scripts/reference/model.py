"""The log density of a small model with its gradient and Hessian, by mpmath at 50 digits.

mu ~ N(1, 2); tau ~ HalfCauchy(5); w ~ Beta(2, 3); y_i ~ N(mu + w x_i, tau), with tau = exp(b) and w = 1/(1 + exp(-c))
on the unconstrained space. Writes Tests/Reference/model.json.

    pip install mpmath && python Scripts/reference/model.py
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 50
X = [0.5, -1.25, 2.0, 3.5]
Y = [1.1, -0.3, 2.9, 2.2]
POSITIONS = [[0.3, -0.2, 0.5], [-1.7, 1.4, -2.6]]


def normal(x, mean, sd):
    return -((x - mean) ** 2) / (2 * sd**2) - mp.log(sd) - mp.log(2 * mp.pi) / 2


def terms(a, b, c):
    tau, w = mp.exp(b), 1 / (1 + mp.exp(-c))
    prior = [
        normal(a, mp.mpf(1), mp.mpf(2)),
        mp.log(2 / (mp.pi * 5 * (1 + (tau / 5) ** 2))),
        mp.log(w) + 2 * mp.log(1 - w) - mp.log(mp.beta(2, 3)),
    ]
    jacobian = [mp.mpf(0), b, mp.log(w) + mp.log(1 - w)]
    likelihood = [normal(mp.mpf(y), a + w * mp.mpf(x), tau) for x, y in zip(X, Y)]
    return prior, jacobian, likelihood


def log_density(a, b, c):
    prior, jacobian, likelihood = terms(a, b, c)
    return sum(prior) + sum(jacobian) + sum(likelihood)


def main():
    cases = []
    for position in POSITIONS:
        point = [mp.mpf(p) for p in position]
        prior, jacobian, likelihood = terms(*point)
        unit = lambda *axes: tuple(axes.count(i) for i in range(3))
        cases.append({
            "position": position,
            "prior": [float(p) for p in prior],
            "jacobian": [float(j) for j in jacobian],
            "likelihood": [float(l) for l in likelihood],
            "logDensity": float(log_density(*point)),
            "gradient": [float(mp.diff(log_density, tuple(point), unit(i))) for i in range(3)],
            "hessian": [float(mp.diff(log_density, tuple(point), unit(i, j))) for i in range(3) for j in range(3)],
        })
    target = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Reference" / "model.json"
    target.write_text(json.dumps({"x": X, "y": Y, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
