"""Every Op of the catalogue: values and vector-Jacobian products in JAX against Apus's own."""

import jax
import jax.numpy as jnp
import numpy as np

from exports import load

VALUE_TOLERANCE = 1e-12
PRODUCT_TOLERANCE = 1e-11

# Rows whose difference is known and wanted, with the reason.
KNOWN = {
    "cholesky, edge 0": "XLA fills the lower triangle alone with NaN where a matrix is not positive definite",
    "cholesky, edge 2": "the same",
    "product at edges, edge 7": "differentiated, jnp.prod multiplies in another order, which does not overflow",
}
# Products whose operands magnify rounding, with the tolerance.
SENSITIVE = {"eigh, eigenvalues, edge 5": 1e-9}  # Forty eigenvalues, of which some are near one another.
# Singular matrices give infinities here and NaN there.
SINGULAR = ("solve", "GeneralSolve", "inverse", "logAbsoluteDeterminant")


def checks(folder):
    module = load(folder, "catalogue")
    parts = {}
    for key, value in np.load(folder / "catalogue.npz").items():
        if key.count("/") == 2:
            number, kind, index = key.split("/")
            parts.setdefault(int(number), {}).setdefault(kind, {})[int(index)] = value
    for number, name in enumerate(module.names):
        function = getattr(module, f"function_{number}")
        if name not in KNOWN:
            yield f"catalogue: {name}", lambda f=function, p=parts[number], n=name: compare(n, f, p)


def difference(found, expected, is_loose=False):
    """The largest difference, relative to each element, or to a thousandth of the largest one.

    Where it is loose, whatever is not finite equals whatever is not finite.
    """
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape or found.dtype != expected.dtype:
        return np.inf
    if expected.dtype != float:
        return 0.0 if np.array_equal(found, expected) else np.inf
    finite = np.abs(expected[np.isfinite(expected)])
    with np.errstate(all="ignore"):
        relative = np.abs(found - expected) / (np.abs(expected) + 1e-3 * finite.max(initial=0.0))
    equal = (found == expected) | (np.isnan(found) & np.isnan(expected))
    if is_loose:
        equal |= ~np.isfinite(found) & ~np.isfinite(expected)
    relative = np.where(equal, 0.0, np.where(np.isnan(relative), np.inf, relative))
    return float(np.max(relative, initial=0.0))


def compare(name, function, parts):
    """What differs between a function in JAX and Apus's numbers."""
    operands = [jnp.asarray(parts["operand"][i]) for i in sorted(parts.get("operand", {}))]
    products = parts.get("product", {})
    real = sorted(products)

    def of_real(*values):
        arguments = list(operands)
        for index, value in zip(real, values):
            arguments[index] = value
        return function(arguments)

    if real:
        results, pullback = jax.vjp(of_real, *[operands[i] for i in real])
    else:
        results, pullback = function(operands), None
    problems = []
    for index, expected in parts["result"].items():
        worst = difference(results[index], expected, is_loose=name.startswith(SINGULAR))
        if worst > VALUE_TOLERANCE:
            problems.append(f"result {index} differs by {worst:.1e}")
    if not real:
        return problems
    cotangents = [
        jnp.asarray(parts["cotangent"][i])
        if i in parts["cotangent"]
        else np.zeros(result.shape, jax.dtypes.float0)
        for i, result in enumerate(results)
    ]
    for index, found in zip(real, pullback(cotangents)):
        # The gradient at NaN, and what kind of no number a gradient is, are nobody's concern.
        is_number = ~np.isnan(np.asarray(operands[index]))
        for result in parts["result"].values():
            if result.shape == is_number.shape and result.dtype == float:
                is_number &= ~np.isnan(result)
        expected = products[index]
        worst = difference(np.asarray(found)[is_number], expected[is_number], is_loose=True)
        if worst > SENSITIVE.get(name, PRODUCT_TOLERANCE):
            problems.append(f"the product for operand {index} differs by {worst:.1e}")
    return problems
