"""Exported models: values and gradients at the written-down points, the user's rules, second order."""

import contextlib
import io
import pathlib
import re

import jax
import jax.numpy as jnp
import numpy as np

from exports import load

EXACT = ["schools", "regression", "loop", "one_planet", "two_planets", "modifiers", "oddities", "rules_in_loop", "everything"]
PROGRAMS = [
    "symbolic", "scalar", "black_box", "line", "swift_derivative", "stellar_activity", "own_ops", "transit", "astrometry"
]


# The derivatives by periods are sums of hundreds of large terms that cancel.
TOLERANCES = {"one_planet": 1e-9, "two_planets": 1e-9}


def checks(folder):
    for name in EXACT + PROGRAMS:
        tolerance = TOLERANCES.get(name, 1e-10)
        yield (
            f"{name}: value and gradient at 20 points, to {tolerance:g}",
            lambda n=name, t=tolerance: same_numbers(folder, n, t),
        )
        yield f"{name}: constrain and unconstrain are inverse", lambda n=name: round_trip(folder, n)
    yield "a rule of 100 times the cotangent on x² gives 100, by jax.grad", lambda: hundredfold(folder)
    yield "... and in NumPyro's potential", lambda: hundredfold_numpyro(folder)
    yield "... and in BlackJAX's state", lambda: hundredfold_blackjax(folder)
    yield "both rules of a function, each in its mode", lambda: both_rules(folder)
    yield "second derivatives in all combinations of modes", lambda: second_order(folder)
    yield "second derivatives of a routine's own", lambda: second_order_of_routine(folder)
    yield "rules in a loop are the user's also in second derivatives", lambda: rules_in_loop(folder)
    yield "Kepler's rule is in the jaxpr of the gradient", lambda: kepler_in_jaxpr(folder)
    yield "a check that fails says so and ends with status 1", lambda: loud_failure(folder)
    yield "the Python of the page runs", lambda: page_code(folder)
    yield "a second derivative that nobody has is an error", lambda: missing_shape_derivative(folder)
    yield "a missing derivative is an error, with its reason", lambda: missing_derivative(folder)


def same_numbers(folder, name, tolerance):
    module = load(folder, name)
    numbers = np.load(folder / f"{name}.npz")
    finite = np.isfinite(numbers["check_values"]) & np.isfinite(numbers["check_gradients"]).all(axis=1)
    if finite.sum() < 20:
        return [f"only {finite.sum()} points of {finite.size} are finite"]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        passed = module.check(tolerance=tolerance)
    return [] if passed else [output.getvalue()]


def round_trip(folder, name):
    module = load(folder, name)
    position = module.initial_position(jax.random.key(3))
    values = module.constrain(position)
    again = module.constrain(module.unconstrain(values))
    return [
        f"{key} is {again[key]}, not {value}"
        for key, value in values.items()
        if not np.allclose(again[key], value, rtol=1e-9, atol=1e-9)
    ]


def expect(found, expected, what):
    return [] if np.allclose(found, expected, rtol=1e-12) else [f"{what} is {found}, not {expected}"]


def hundredfold(folder):
    module = load(folder, "deliberately_wrong")
    position = {"x": jnp.array(2.0)}
    apus = np.load(folder / "deliberately_wrong.npz")["check_gradients"][0, 0]
    return (
        expect(module.log_density(position), 4.0, "the value")
        + expect(jax.grad(module.log_density)(position)["x"], 100.0, "jax.grad")
        + expect(apus, 100.0, "Apus's gradient")
    )


def hundredfold_numpyro(folder):
    from numpyro.infer import NUTS

    module = load(folder, "deliberately_wrong")
    kernel = NUTS(potential_fn=module.potential_fn)
    state = kernel.init(jax.random.key(0), 10, {"x": jnp.array(2.0)}, (), {})
    return expect(state.z_grad["x"], -100.0, "the gradient in NumPyro's state")


def hundredfold_blackjax(folder):
    import blackjax

    module = load(folder, "deliberately_wrong")
    nuts = blackjax.nuts(module.log_density, step_size=0.1, inverse_mass_matrix=jnp.ones(1))
    state = nuts.init({"x": jnp.array(2.0)})
    return expect(state.logdensity_grad["x"], 100.0, "the gradient in BlackJAX's state")


def both_rules(folder):
    module = load(folder, "two_rules")
    position = {"x": jnp.array(0.7), "y": jnp.array(1.3)}
    slope = {"x": np.cos(0.7) * 1.3, "y": np.sin(0.7)}
    gradient = jax.grad(module.log_density)(position)
    forward = jax.jacfwd(module.log_density)(position)
    vectorized = jax.vmap(jax.grad(module.log_density))(jax.tree.map(lambda v: jnp.stack([v, v]), position))
    problems = []
    for name in slope:
        problems += expect(gradient[name], 3 * slope[name], f"the gradient for {name}")
        problems += expect(forward[name], 2 * slope[name], f"the forward derivative for {name}")
        problems += expect(vectorized[name][1], 3 * slope[name], f"the vectorized gradient for {name}")
    return problems


def second_order(folder):
    problems = []
    for name in ["schools", "regression", "loop"]:
        module = load(folder, name)
        position = module.initial_position()
        key = next(iter(position))

        def density(value):
            return module.log_density({**position, key: value})

        value = position[key]
        expected = jax.jacrev(jax.jacrev(density))(value)
        problems += expect(jax.jacfwd(jax.jacrev(density))(value), expected, f"{name}: forward over reverse")
        problems += expect(jax.jacfwd(jax.jacfwd(density))(value), expected, f"{name}: forward over forward")
    module = load(folder, "one_planet")
    position = module.initial_position()

    def along(period):
        return module.log_density({**position, "log P_b": period})

    second = jax.jacrev(jax.jacrev(along))(position["log P_b"])
    slope = jax.jit(jax.grad(along))
    step = 3e-6
    difference = (slope(position["log P_b"] + step) - slope(position["log P_b"] - step)) / (2 * step)
    if not np.allclose(np.ravel(second), np.ravel(difference), rtol=1e-5):
        problems.append(f"Kepler's second derivative is {second}, by differences {difference}")
    return problems


def second_order_of_routine(folder):
    module = load(folder, "transit")
    position = module.initial_position()

    def along(radius, impact):
        return module.log_density({**position, "k": radius, "b": impact})

    point = (position["k"], position["b"])
    second = np.array([[np.ravel(x)[0] for x in row] for row in jax.jacrev(jax.grad(along, (0, 1)), (0, 1))(*point)])
    slope, step = jax.jit(jax.grad(along, (0, 1))), 1e-6
    columns = []
    for moves in [(step, 0), (0, step)]:
        up = slope(*(x + move for x, move in zip(point, moves)))
        down = slope(*(x - move for x, move in zip(point, moves)))
        columns.append([np.ravel(p - q)[0] / (2 * step) for p, q in zip(up, down)])
    difference = np.array(columns).T
    if not np.allclose(second, difference, rtol=1e-5, atol=1e-7 * np.abs(second).max()):
        return [f"the second derivatives are {second}, by differences {difference}"]
    return expect(second, second.T, "the matrix of second derivatives")


def rules_in_loop(folder):
    module = load(folder, "rules_in_loop")

    def density(x):
        return module.log_density({"x": x})

    # y = x² + x, z = y² + y, with the derivatives 7x + 3 and 7y + 3, and with 7 as the derivative of 7x.
    x = 0.5
    y = x * x + x
    slope, outer = 7 * x + 3, 7 * y + 3
    return (
        expect(jax.grad(density)(x), outer * slope, "the gradient")
        + expect(jax.grad(jax.grad(density))(x), 7 * slope * slope + 7 * outer, "the second derivative")
    )


def kepler_in_jaxpr(folder):
    module = load(folder, "one_planet")
    position = module.initial_position()
    before = dict(module.rule_traces)
    lowered = jax.jit(jax.value_and_grad(module.potential_fn)).lower(position).as_text(debug_info=True)
    problems = []
    if before["Kepler"] != 0 or module.rule_traces["Kepler"] == 0:
        problems.append(f"the rule was traced {before} times before and {module.rule_traces} times after")
    if "the gradient rule of Kepler" not in lowered:
        problems.append("the program that XLA gets has nothing of Kepler's rule")
    return problems


def loud_failure(folder):
    module = load(folder, "schools")
    true_density = module.log_density
    module.log_density = lambda position: true_density(position) * (1 + 1e-8)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        passed = module.check()
    return [] if not passed and "FAILED" in output.getvalue() else ["an error of 1e-8 was not noticed"]


def missing_derivative(folder):
    module = load(folder, "swift_derivative")
    try:
        position = module.initial_position()
        third = jax.jacrev(jax.jacrev(jax.jacrev(module.log_density)))(position)
    except NotImplementedError as error:
        return [] if "third derivative" in str(error) else [f"the reason is: {error}"]
    return [f"there is a third derivative: {third}"]


def missing_shape_derivative(folder):
    module = load(folder, "everything")
    position = module.initial_position()

    def along(nu):
        return module.log_density({**position, "nu": nu})

    slope = jax.grad(along)(position["nu"])
    try:
        second = jax.grad(jax.grad(along))(position["nu"])
    except NotImplementedError as error:
        # Tails of Student's and of gamma distributions depend on nu here; the first one that JAX meets is named.
        named = re.search("the second derivative of .* in its (shape|degrees of freedom) is not there", str(error))
        return [] if np.isfinite(slope) and named else [str(error)]
    return [f"the second derivative in a shape is {second}"]


def page_code(folder):
    import shutil
    import subprocess
    import sys
    import tempfile

    code = pathlib.Path(__file__).parent / "page_code.py"
    with tempfile.TemporaryDirectory() as place:
        for ending in ["py", "npz"]:
            shutil.copy(folder / f"symbolic.{ending}", f"{place}/fit_jax.{ending}")
        shutil.copy(code, place)
        run = subprocess.run([sys.executable, "page_code.py"], cwd=place, capture_output=True, text=True)
    return [] if run.returncode == 0 else [run.stderr]
