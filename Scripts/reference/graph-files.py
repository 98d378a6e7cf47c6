#!/usr/bin/env python3
"""Expected values and gradients of the graphs in Tests/Graphs, by mpmath 1.3 at 120 digits; gradients by differences there.

For each file that FUNCTIONS names, the lines `//! value` and `//! gradient` after each `//! at` are written anew. A function
takes the arguments as flat lists and gives the outputs as flat lists; what a rule of the file's own changes is in GRADIENTS.
Run twice, it writes the same bytes.
"""

import base64
import hashlib
import re
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 120
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Graphs"


def rows(flat, width):
    return [flat[k : k + width] for k in range(0, len(flat), width)]


def scan_reshaped(z):
    sums, total = [], mpf(0)
    for row in rows(z, 2):
        total += sum(row)
        sums.append(total)
    return [[sums[0] + 10 * sums[1] + 100 * sums[2]], sums]


def scan_in_scan(x):
    c = list(x)
    for e in [1, 2]:
        inner = list(c)
        for weight in [mpf("0.5"), mpf("0.25"), mpf("0.75")]:
            d = sum(inner)
            for f in [-1, 2]:
                d = mp.sin(d) * f
            inner = [value + weight * d for value in inner]
        c = [value + k * e * (new - value) for value, new, k in zip(c, inner, [10, 20])]
    return [[c[0] + 3 * c[1]], c]


def other_index(x):
    u = [2 * value for value in x]
    b = [value - other for value, other in zip(u, reversed(u))]
    bu = [p * q for p, q in zip(b, u)]
    scale = mp.sqrt(1 + sum(p * q for p, q in zip(bu, u)) ** 2)
    density = [value / scale for value in bu]
    return [[sum(density[3 * i + j] for i in range(3) for j in range(2))], density]


def normalised_subnormal(x):
    return [[value / sum(x) for value in x]]


def log_normal_cdf(x):
    def term(value):
        return mp.log(mp.erfc(-value / mp.sqrt(2)) / 2)

    terms = [term(value) for value in x]
    return [[sum(terms)], terms]


def log_sum_exp(x):
    terms = [mp.log(sum(mp.exp(value) for value in row)) for row in rows(x, 3)]
    return [[sum(terms)], terms]


def softplus(x):
    terms = [mp.log(1 + mp.exp(value)) for value in x]
    return [[sum(terms)], terms]


def own_rule(x):
    return [[sum(value**2 for value in x)]]


def modifiers(x):
    return [[sum(mp.exp(value) + 2 * value**2 for value in x)]]


def gather_repeated(x):
    weights = rows([mpf(w) for w in ["1", "-2", "3", "0.5", "0.25", "4", "-1", "2"]], 2)
    chosen = [rows(x, 2)[k] for k in [2, 0, 2, 2]]
    sums = [sum(row[j] ** 2 * weight[j] for row, weight in zip(chosen, weights)) for j in range(2)]
    return [[sum(sums)], sums]


def cholesky(x, y):
    matrix = mp.matrix(rows(x, 2))
    covariance = matrix * matrix.T + mp.eye(3)
    column = mp.matrix(y)
    form = (column.T * mp.lu_solve(covariance, column))[0]
    return [[mp.log(mp.det(covariance)) / 2 - form]]


def select(x):
    terms = [mp.log(value) if value > 0 else value**2 for value in x]
    return [[sum(terms)], terms]


def integers(x):
    table = rows(x, 3)
    greatest = [row.index(max(row)) for row in table]
    whole = [[int(value) for value in row] for row in table]
    above = [[value >= 0.5 for value in row] for row in table]
    return [
        greatest,
        [whole[0][j] + whole[1][j] for j in range(3)],
        [not (above[0][j] and above[1][j]) for j in range(3)],
        [index for row in table for index in sorted(range(3), key=lambda k: row[k])],
        [mpf(sum(sum(row) for row in above))],
    ]


TABLE = [1 / (k + 1.5) for k in range(20)]


def reversed_scan(a):
    carried, outputs = a[0], [None] * 20
    for k in reversed(range(20)):
        outputs[k] = mp.tanh(carried * a[0])
        carried = outputs[k] + mpf(TABLE[k])
    sums = [sum(outputs[k:]) for k in [0, 5, 10, 15]]
    return [[sum(sums)], sums]


def special(a, x):
    def upper(shape, value):
        return mp.log(mp.gammainc(shape, value, mp.inf, regularized=True))

    def student(value, df):
        tail = mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + value**2), regularized=True) / 2
        return mp.log(1 - tail if value > 0 else tail)

    gammas = [upper(shape, value) for shape, value in zip(a, x)]
    students = [student(value, df) for df, value in zip(a, x)]
    return [[sum(mp.loggamma(shape) for shape in a) + sum(gammas) + sum(students)], gammas, students]


# Each file: the function, the relative error of values and of gradients; None where there are no gradients.
FUNCTIONS = {
    "scan-reshaped": (scan_reshaped, "1e-15", "0"),
    "scan-in-scan": (scan_in_scan, "1e-14", "1e-13"),
    "other-index": (other_index, "1e-14", "1e-13"),
    "normalised-subnormal": (normalised_subnormal, "3e-16", None),
    "log-normal-cdf": (log_normal_cdf, "1e-14", "1e-14"),
    # exp(x − y) takes over the rounding of y, up to 1.1e-13 near 2000.
    "log-sum-exp": (log_sum_exp, "1e-15", "2e-13"),
    "softplus": (softplus, "1e-15", "1e-15"),
    "own-rule": (own_rule, "0", "0"),
    "modifiers": (modifiers, "1e-15", "1e-15"),
    "gather-repeated": (gather_repeated, "1e-15", "1e-15"),
    "cholesky": (cholesky, "1e-14", "1e-13"),
    "select": (select, "1e-15", "1e-15"),
    "integers": (integers, "0", None),
    "reversed-scan": (reversed_scan, "1e-14", "1e-13"),
    "special": (special, "1e-13", "1e-12"),
}

# What rules of the files' own say in place of the derivative.
GRADIENTS = {
    "own-rule": lambda point: {"x": [7 * value for value in point["x"]]},
    "modifiers": lambda point: {
        "x": [min(2, max(-1, mp.exp(v))) + v / 2 + v for v in point["x"]],
    },
}


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int) else repr(float(value))


def listed(values, is_scalar):
    return text(values[0]) if is_scalar else "[" + ", ".join(map(text, values)) + "]"


def gradients(function, point, step=mpf(10) ** -40):
    """The gradients of the first output, which is a scalar."""
    result = {}
    for name in point:
        slopes = []
        for k, value in enumerate(point[name]):
            size = step * max(1, abs(value)) if abs(value) > 1e-3 or value == 0 else step * abs(value)
            ends = []
            for sign in [1, -1]:
                moved = {other: list(values) for other, values in point.items()}
                moved[name][k] = value + sign * size
                ends.append(function(**moved)[0][0])
            slopes.append((ends[0] - ends[1]) / (2 * size))
        result[name] = slopes
    return result


def types(source):
    arguments = dict(re.findall(r'^%\w+ = Argument\(label: "(\w+)"\): \w+(\(.*?\))', source, re.M))
    return {name: shape == "()" for name, shape in arguments.items()}


def expectations(stem, source, points):
    function, value_error, gradient_error = FUNCTIONS[stem]
    is_scalar = types(source)
    for line in points:
        yield line
        point = {}
        for part in line.removeprefix("//! at ").split("; "):
            name, numbers = part.split(" = ")
            point[name] = [mpf(float(number)) for number in numbers.strip("[]").split(", ")]
        # The digits that exponentials of large arguments, and tails next to 1, take.
        mp.dps = 1500 if stem in ("softplus", "log-sum-exp", "log-normal-cdf") else 120
        for place, output in enumerate(function(**point)):
            alone = len(output) == 1 and (place == 0 or stem == "integers")
            yield f"//! value {place} = {listed(output, alone)} within {value_error}"
        if gradient_error is None:
            continue
        step = mpf(10) ** (-mp.dps // 3)
        found = GRADIENTS[stem](point) if stem in GRADIENTS else gradients(function, point, step)
        for name, slopes in found.items():
            yield f"//! gradient 0 {name} = {listed(slopes, is_scalar[name])} within {gradient_error}"


def write_table(source):
    """The table of reversed-scan, as bytes at the end of its text."""
    data = b"".join(struct.pack("<d", value) for value in TABLE)
    digest = hashlib.sha256(data).hexdigest()
    source = re.sub(r"sha256:[0-9a-f@]+", "sha256:" + digest, source)
    parts = [data[k : k + 72] for k in range(0, len(data), 72)]
    lines = "".join(f'  "{base64.b64encode(part).decode()}"\n' for part in parts)
    head = source.split("\narray ")[0].rstrip("\n")
    return f'{head}\n\narray "sha256:{digest}"\n{lines}'


def main():
    for stem in FUNCTIONS:
        path = FOLDER / f"{stem}.apus"
        lines = path.read_text().splitlines()
        source = "\n".join(line for line in lines if not line.startswith("//!")).rstrip("\n") + "\n"
        points = [line for line in lines if line.startswith("//! at ")]
        others = [line for line in lines if line.startswith("//! rewritten ")]
        if stem == "reversed-scan":
            source = write_table(source)
            points = points or ["//! at a = 0.7", "//! at a = -1.3"]
        path.write_text(source + "\n" + "\n".join(others + list(expectations(stem, source, points))) + "\n")


main()
