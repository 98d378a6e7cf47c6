"""Functions with both gradient rules given by the user: a pushforward and a pullback.

JAX's own decorators take one of the two (custom_jvp or custom_vjp), and its linear_call knows
neither vmap nor second derivatives. `with_both_rules` defines, in JAX's documented way, one
primitive for the linear map from tangents to tangents, whose transpose is the user's pullback.
"""

import jax
import jax.numpy as jnp
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

# The primitive's operands are the residuals, n of them, and then the linear operands, all flat.
# `apply` and `transpose` are functions (residuals, linear operands) -> tuple of results, each
# linear in the second and the other's transpose; `shapes` are the shapes of apply's results.
_linear_rule = Primitive("linear_rule")
_linear_rule.multiple_results = True


@_linear_rule.def_impl
def _evaluate(*operands, n, apply, transpose, shapes):
    return list(apply(operands[:n], operands[n:]))


mlir.register_lowering(_linear_rule, mlir.lower_fun(_evaluate, multiple_results=True))


@_linear_rule.def_abstract_eval
def _result_types(*operands, n, apply, transpose, shapes):
    return [jax.core.ShapedArray(shape, jnp.dtype(float)) for shape in shapes]


def _pushforward(primals, tangents, *, n, apply, transpose, shapes):
    rule = dict(n=n, apply=apply, transpose=transpose, shapes=shapes)
    residuals, linear = primals[:n], primals[n:]
    given = [not isinstance(t, ad.Zero) for t in tangents]
    tangents = [ad.instantiate_zeros(t) for t in tangents]
    results = _linear_rule.bind(*primals, **rule)
    parts = []
    if any(given[n:]):  # The map is linear: it is its own derivative.
        parts.append(_linear_rule.bind(*residuals, *tangents[n:], **rule))
    if any(given[:n]):  # In the residuals, JAX differentiates the user's rule as it is written.
        in_residuals = lambda *residuals: list(apply(residuals, linear))
        parts.append(jax.jvp(in_residuals, residuals, tuple(tangents[:n]))[1])
    return results, [sum(terms[1:], terms[0]) for terms in zip(*parts)]


def _pullback(cotangents, *operands, n, apply, transpose, shapes):
    residuals, linear = operands[:n], operands[n:]
    linear_shapes = tuple(x.aval.shape if ad.is_undefined_primal(x) else x.shape for x in linear)
    rule = dict(n=n, apply=transpose, transpose=apply, shapes=linear_shapes)
    cotangents = [ad.instantiate_zeros(c) for c in cotangents]
    results = _linear_rule.bind(*residuals, *cotangents, **rule)
    wanted = [r if ad.is_undefined_primal(x) else None for r, x in zip(results, linear)]
    return [None] * n + wanted


def _vectorize(operands, axes, *, n, apply, transpose, shapes):
    size = next(x.shape[a] for x, a in zip(operands, axes) if a is not None)
    residual_axes = tuple(axes[:n])
    linear = [
        jnp.broadcast_to(x, (size, *x.shape)) if a is None else jnp.moveaxis(x, a, 0)
        for x, a in zip(operands[n:], axes[n:])
    ]
    rule = dict(
        n=n,
        apply=jax.vmap(apply, in_axes=(residual_axes, 0), axis_size=size),
        transpose=jax.vmap(transpose, in_axes=(residual_axes, 0), axis_size=size),
        shapes=tuple((size, *shape) for shape in shapes),
    )
    results = _linear_rule.bind(*operands[:n], *linear, **rule)
    return results, [0] * len(results)


ad.primitive_jvps[_linear_rule] = _pushforward
ad.primitive_transposes[_linear_rule] = _pullback
batching.primitive_batchers[_linear_rule] = _vectorize


# The function itself is a primitive too: JAX drops custom_jvp inside of a loop that it differentiates twice.
_function = Primitive("function_with_rules")
_function.multiple_results = True


@_function.def_impl
def _evaluate_function(*operands, function, pushforward, pullback):
    return list(function(*operands))


mlir.register_lowering(_function, mlir.lower_fun(_evaluate_function, multiple_results=True))


@_function.def_abstract_eval
def _function_types(*operands, function, pushforward, pullback):
    operands = [jax.ShapeDtypeStruct(x.shape, x.dtype) for x in operands]
    return [jax.core.ShapedArray(x.shape, x.dtype) for x in jax.eval_shape(function, *operands)]


def _differentiate_function(operands, tangents, *, function, pushforward, pullback):
    results = _function.bind(*operands, function=function, pushforward=pushforward, pullback=pullback)
    count = len(operands)
    result_tangents = _linear_rule.bind(
        *operands,
        *results,
        *[ad.instantiate_zeros(tangent) for tangent in tangents],
        n=count + len(results),
        apply=lambda saved, x: tuple(pushforward(saved[:count], saved[count:], x)),
        transpose=lambda saved, x: tuple(pullback(saved[:count], saved[count:], x)),
        shapes=tuple(jnp.shape(result) for result in results),
    )
    return results, result_tangents


def _vectorize_function(operands, axes, *, function, pushforward, pullback):
    size = next(x.shape[a] for x, a in zip(operands, axes) if a is not None)
    operands = [
        jnp.broadcast_to(x, (size, *x.shape)) if a is None else jnp.moveaxis(x, a, 0)
        for x, a in zip(operands, axes)
    ]
    results = _function.bind(
        *operands,
        function=jax.vmap(function, axis_size=size),
        pushforward=jax.vmap(pushforward, axis_size=size),
        pullback=jax.vmap(pullback, axis_size=size),
    )
    return results, [0] * len(results)


ad.primitive_jvps[_function] = _differentiate_function
batching.primitive_batchers[_function] = _vectorize_function


def with_both_rules(function, pushforward, pullback):
    """The function with the user's two rules, each used as it is given.

    function(*operands) -> tuple of results
    pushforward(operands, results, tangents) -> tuple of the results' tangents
    pullback(operands, results, cotangents) -> tuple of the operands' cotangents
    All are float64 arrays; tangents and cotangents have the shapes of what they belong to.
    """

    def call(*operands):
        operands = [jnp.asarray(operand, float) for operand in operands]
        rules = dict(function=function, pushforward=pushforward, pullback=pullback)
        return tuple(_function.bind(*operands, **rules))

    return call
