"""Celerite processes by dense factorisations at 130 digits: log densities, gradients, Hessians, conditional means and variances.

The kernels are written by celerite2's definitions of its terms; derivatives are differences with steps of 1e-25. celerite2's own
log likelihood stands beside. Needs python-flint 0.9.0 and celerite2 0.3.3 (numpy 2.4); takes some ten minutes.
"""
import json
import math
import pathlib
import random
import sys

import celerite2
import flint
import numpy as np
from celerite2 import terms as official
from flint import acb, arb, arb_mat

flint.ctx.dps = 130
PI = arb.pi()


def oscillator(S0, w0, Q, tau):
    """A stochastically driven harmonic oscillator; sqrt(4 Q^2 - 1) is imaginary where it is overdamped."""
    decay = (-w0 * tau / (2 * Q)).exp()
    square = 4 * Q * Q - 1
    x = w0 * tau / (2 * Q)
    if square == 0:
        return S0 * w0 * Q * decay * (1 + x)
    root = acb(square).sqrt()
    return S0 * w0 * Q * decay * ((root * x).cos() + (root * x).sin() / root).real


def covariance(kind, p, tau):
    """k(tau) of one term, tau >= 0."""
    if kind == "real":
        return p[0] * (-p[1] * tau).exp()
    if kind == "complex":
        a, b, c, d = p
        return (-c * tau).exp() * (a * (d * tau).cos() + b * (d * tau).sin())
    if kind == "sho(S0:w0:Q:)":
        return oscillator(*p, tau)
    if kind == "sho(sigma:w0:Q:)":
        sigma, w0, Q = p
        return oscillator(sigma**2 / (w0 * Q), w0, Q, tau)
    if kind == "sho(sigma:rho:Q:)":
        sigma, rho, Q = p
        return covariance("sho(sigma:w0:Q:)", [sigma, 2 * PI / rho, Q], tau)
    if kind == "sho(sigma:rho:tau:)":
        sigma, rho, damping = p
        w0 = 2 * PI / rho
        return covariance("sho(sigma:w0:Q:)", [sigma, w0, w0 * damping / 2], tau)
    if kind == "rotation":
        sigma, period, Q0, dQ, f = p
        amplitude = sigma**2 / (1 + f)
        Q1, Q2 = arb("0.5") + Q0 + dQ, arb("0.5") + Q0
        w1 = 4 * PI * Q1 / (period * (4 * Q1**2 - 1).sqrt())
        w2 = 8 * PI * Q2 / (period * (4 * Q2**2 - 1).sqrt())
        return oscillator(amplitude / (w1 * Q1), w1, Q1, tau) + oscillator(f * amplitude / (w2 * Q2), w2, Q2, tau)
    if kind == "matern32":
        sigma, rho, eps = p
        w0 = arb(3).sqrt() / rho
        sine = tau if eps == 0 else (eps * tau).sin() / eps
        return sigma**2 * (-w0 * tau).exp() * ((eps * tau).cos() + w0 * sine)
    raise ValueError(kind)


def official_term(kind, p):
    """The term of celerite2; None where it has none."""
    if kind == "real":
        return official.RealTerm(a=p[0], c=p[1])
    if kind == "complex":
        return official.ComplexTerm(a=p[0], b=p[1], c=p[2], d=p[3])
    if kind.startswith("sho"):
        names = kind[4:-2].split(":")
        return official.SHOTerm(**dict(zip(names, p)))
    if kind == "rotation":
        return official.RotationTerm(**dict(zip(["sigma", "period", "Q0", "dQ", "f"], p)))
    return official.Matern32Term(sigma=p[0], rho=p[1], eps=p[2]) if p[2] != 0 else None


class Case:
    """Data and a kernel; the parameters are those of the terms, the mean and the jitter."""

    def __init__(self, name, terms, times, scale=1.0, mean=0.3, jitter=0.2, error=0.3):
        self.name, self.terms, self.times = name, terms, times
        self.values = [round(random.gauss(0.5, 1), 4) * scale for _ in times]
        self.variances = [(round(random.uniform(0.5, 1.5), 3) * error * scale) ** 2 for _ in times]
        self.parameters = [x for _, values in terms for x in values] + [mean * scale, jitter * scale]

    def kernel(self, p, tau):
        total, place = arb(0), 0
        for kind, values in self.terms:
            total += covariance(kind, p[place : place + len(values)], tau)
            place += len(values)
        return total

    def matrix(self, p):
        n = len(self.times)
        t = [arb(x) for x in self.times]
        known = {}
        rows = [[None] * n for _ in range(n)]
        for i in range(n):
            for j in range(i + 1):
                tau = abs(t[i] - t[j])
                key = tau.str(110)
                if key not in known:
                    known[key] = self.kernel(p, tau)
                rows[i][j] = rows[j][i] = known[key]
            rows[i][i] = rows[i][i] + arb(self.variances[i]) + p[-1] ** 2
        return arb_mat(rows)

    def log_density(self, p):
        n = len(self.times)
        K = self.matrix(p)
        y = arb_mat([[arb(x) - p[-2]] for x in self.values])
        alpha = K.solve(y)
        square = (y.transpose() * alpha)[0, 0]
        return -(square + K.det().log() + n * (2 * PI).log()) / 2

    def solved(self, new_times):
        """Derivatives for residuals and variances, and the process at new times."""
        p = [arb(x) for x in self.parameters]
        n = len(self.times)
        K = self.matrix(p)
        y = arb_mat([[arb(x) - p[-2]] for x in self.values])
        t = [arb(x) for x in self.times]
        inverse = K.inv()
        alpha = inverse * y
        cross = [[self.kernel(p, abs(arb(s) - x)) for x in t] for s in new_times]
        mean, variance = [], []
        for row in cross:
            k = arb_mat([[x] for x in row])
            mean.append((k.transpose() * alpha)[0, 0])
            variance.append(self.kernel(p, arb(0)) - (k.transpose() * (inverse * k))[0, 0])
        return {
            "ofResiduals": [float(-alpha[i, 0]) for i in range(n)],
            "ofVariances": [float((alpha[i, 0] ** 2 - inverse[i, i]) / 2) for i in range(n)],
            "newTimes": new_times,
            "newMean": [float(x) for x in mean],
            "newVariance": [float(x) for x in variance],
        }

    def row(self, new_times):
        x = [arb(v) for v in self.parameters]
        h = [arb(10) ** -25 * (abs(arb(v)) if v != 0 else 1) for v in self.parameters]
        count = len(x)

        def at(*moves):
            p = list(x)
            for index, sign in moves:
                p[index] = p[index] + sign * h[index]
            return self.log_density(p)

        centre = at()
        up = [at((i, 1)) for i in range(count)]
        down = [at((i, -1)) for i in range(count)]
        gradient = [(up[i] - down[i]) / (2 * h[i]) for i in range(count)]
        hessian = [[None] * count for _ in range(count)]
        for i in range(count):
            hessian[i][i] = (up[i] - 2 * centre + down[i]) / h[i] ** 2
            for j in range(i):
                mixed = at((i, 1), (j, 1)) - up[i] - up[j] + 2 * centre - down[i] - down[j] + at((i, -1), (j, -1))
                hessian[i][j] = hessian[j][i] = mixed / (2 * h[i] * h[j])
        for number in [centre] + gradient + [v for r in hessian for v in r]:
            assert number.rel_accuracy_bits() > 60 or abs(number) < arb(10) ** -30, (self.name, number)
        result = {
            "name": self.name,
            "terms": [{"kind": kind, "values": values} for kind, values in self.terms],
            "mean": self.parameters[-2],
            "jitter": self.parameters[-1],
            "times": self.times,
            "values": self.values,
            "variances": self.variances,
            "logDensity": float(centre),
            "gradient": [float(g) for g in gradient],
            "hessian": [[float(v) for v in r] for r in hessian],
            "celerite2": self.official(),
        }
        result.update(self.solved(new_times))
        print(self.name, result["logDensity"], result["celerite2"], flush=True)
        return result

    def official(self):
        found = [official_term(kind, values) for kind, values in self.terms]
        if any(term is None for term in found):
            return None
        order = sorted(range(len(self.times)), key=lambda i: self.times[i])
        t, y, v = (np.array(x)[order] for x in (self.times, self.values, self.variances))
        term = found[0]
        for other in found[1:]:
            term = term + other
        process = celerite2.GaussianProcess(term, mean=self.parameters[-2])
        process.compute(t, diag=v + self.parameters[-1] ** 2)
        return float(process.log_likelihood(y))


random.seed(42)
few = [round(random.uniform(0, 60), 3) for _ in range(30)]
some = sorted(few)
many = sorted(round(random.uniform(0, 900), 3) for _ in range(200))
S, W, R, D = "sho(S0:w0:Q:)", "sho(sigma:w0:Q:)", "sho(sigma:rho:Q:)", "sho(sigma:rho:tau:)"
rotation = ("rotation", [1.2, 23.4, 1.5, 0.7, 0.4])
cases = [
    Case("rotation", [rotation], many),
    Case("rotation of 100 days and a long trend", [("rotation", [0.8, 101.5, 0.4, 2.2, 0.9]), (S, [1.3, 0.02, 0.7])], many),
    Case("a real term", [("real", [0.9, 0.21])], some),
    Case("a complex term", [("complex", [0.9, 0.11, 0.21, 0.8])], some),
    Case("two real terms and a complex one", [("real", [0.9, 0.21]), ("complex", [0.5, 0.1, 0.1, 2.3]), ("real", [0.2, 3.0])], some),
    Case("unsorted times", [rotation], few),
    Case("equal times", [(D, [1.1, 8.0, 12.0])], [float(round(t / 3)) for t in few]),
    Case("gaps of a million", [rotation], [t + 1e6 * (i // 10) for i, t in enumerate(some)]),
    Case("a close cadence", [(R, [1.1, 20.0, 2.0])], [0.001 * i for i in range(30)]),
    Case("small numbers, long times", [("rotation", [1.2e-6, 23.4e6, 1.5, 0.7, 0.4])], [t * 1e6 for t in some], scale=1e-6),
    Case("large numbers, short times", [("rotation", [1.2e6, 23.4e-6, 1.5, 0.7, 0.4])], [t * 1e-6 for t in some], scale=1e6),
    Case("a Matern term", [("matern32", [1.3, 6.0, 0.0])], some),
    Case("a Matern term of celerite2", [("matern32", [1.3, 6.0, 0.01])], some),
    Case("one point", [rotation], [3.0]),
    Case("two points", [rotation], [3.0, 4.5]),
    Case("a nearly critical rotation", [("rotation", [1.2, 23.4, 1e-4, 1e-3, 0.4])], some),
]
for Q in [1e-3, 0.05, 0.3, 0.49, 0.4999, math.nextafter(0.5, 0), 0.5, 0.5 + 1e-9, 0.5001, 0.51, 0.7, 20.0, 1e4]:
    cases.append(Case(f"Q = {Q}", [(S, [0.9, 0.7, Q])], some))
cases.append(Case("sigma, w0, Q below 1/2", [(W, [1.1, 0.7, 0.2])], some))
cases.append(Case("sigma, rho, tau below 1/2", [(D, [1.1, 9.0, 1.0])], some))

chosen = [case for case in cases if len(sys.argv) < 2 or sys.argv[1] in case.name]
rows = []
for case in chosen:
    low, high = min(case.times), max(case.times)
    width = high - low or 1.0
    new_times = [high + 0.1 * width, low - 0.05 * width, case.times[0]] + [low + width * k / 7 for k in (1, 2, 5)]
    rows.append(case.row(new_times))
if len(sys.argv) < 2:
    target = pathlib.Path(__file__).parents[2] / "Tests" / "Reference" / "celerite.json"
    target.write_text("[\n" + ",\n".join(json.dumps(row, allow_nan=False) for row in rows) + "\n]\n")
