"""The helper functions of exported modules without Apus's rules: values, first and second derivatives in JAX against mpmath's."""

import json
import pathlib
import runpy

import jax
import jax.numpy as jnp
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of the value, of a first and of a second derivative; those of ratios of polynomials have fewer digits than they.
TOLERANCES = [1e-13, 1e-11, 1e-8]


def checks(folder):
    jax.config.update("jax_enable_x64", True)
    helpers = runpy.run_path(str(ROOT / "Sources/ApusJAX/Python/special.py"))
    tables = json.loads((ROOT / "Tests/Reference/helper-slopes.json").read_text())
    for name, table in tables.items():
        yield f"helpers: {name}", lambda f=helpers[name], t=table: compare(f, t["arguments"], t["rows"])


def derivatives(function, places):
    """The value, its derivatives in some arguments, and their own in the same ones."""
    def slope(place):
        return jax.grad(lambda *given: jnp.sum(function(*given)), place)

    def bend(place):
        return jax.grad(lambda *given: jnp.sum(slope(place)(*given)), place)

    return [function] + [slope(i) for i in places] + [bend(i) for i in places]


def compare(function, places, rows):
    """What differs from numbers, all rows at once."""
    numbers = np.array(rows, dtype=float)
    count = numbers.shape[1] - 1 - 2 * len(places)
    given = [jnp.asarray(column) for column in numbers[:, :count].T]
    problems = []
    for index, part in enumerate(derivatives(function, places)):
        found, expected = np.asarray(part(*given)), numbers[:, count + index]
        tolerance = TOLERANCES[0 if index == 0 else 1 if index <= len(places) else 2]
        with np.errstate(all="ignore"):
            # What is smaller than this is a difference of numbers of the size of 1.
            close = np.abs(found - expected) <= tolerance * np.abs(expected) + 1e-15
        for row in np.flatnonzero(~(close | (found == expected))):
            problems.append(f"output {index} at {numbers[row, :count].tolist()}: {found[row]}, not {expected[row]}")
    return problems
