# Array operations, gradient modifiers and refusals that JAX does not have as Apus does.
import functools

import jax
import jax.numpy as jnp


def mod(x, y):
    """The rest of a division that rounds down, with the sign of y; 0 for integers where y is 0."""
    if jnp.issubdtype(jnp.result_type(x, y), jnp.integer):
        return jnp.where(y == 0, 0, jnp.remainder(x, jnp.where(y == 0, 1, y)))
    return jnp.remainder(x, y)


def to_integer(x):
    """Numbers as int64, rounded towards zero; NaN is 0, what is too large the largest integer."""
    largest = jnp.iinfo(jnp.int64).max
    whole = jnp.where(jnp.abs(x) < 2.0**63, x, 0.0).astype(jnp.int64)
    return jnp.where(x >= 2.0**63, largest, jnp.where(x <= -(2.0**63), -largest - 1, whole))


def take(x, indices, axis):
    """Parts of x at indices along an axis; NaN, or 0, where an index is outside."""
    inside = (indices >= 0) & (indices < x.shape[axis])
    parts = jnp.take(x, jnp.where(inside, indices, 0), axis=axis)
    inside = jnp.reshape(inside, inside.shape + (1,) * (x.ndim - axis - 1))
    outside = jnp.nan if jnp.issubdtype(x.dtype, jnp.floating) else jnp.zeros((), x.dtype)
    return jnp.where(inside, parts, outside)


def scatter_add(indices, parts, axis, shape):
    """The sum of parts at indices along an axis of an array of the given shape; what is outside is left out."""
    places = jnp.where(indices < 0, shape[axis], indices)
    return jnp.zeros(shape).at[(slice(None),) * axis + (places,)].add(parts, mode="drop")


def true_indices(mask, count):
    """The indices of a mask's true elements, if there are as many as said; else -1, which is outside of everything."""
    found = jnp.nonzero(mask, size=count, fill_value=-1)[0]
    return jnp.where(jnp.sum(mask) == count, found, -1)


def diagonal_matrix(x):
    """Square matrices with the last axis of x on the diagonal."""
    return jnp.where(jnp.eye(x.shape[-1], dtype=bool), x[..., None, :], 0.0)


def symmetric_eigen(a):
    """Ascending eigenvalues and eigenvectors of a's lower triangle; the first large element of each vector is positive."""
    values, vectors = jnp.linalg.eigh(a, UPLO="L", symmetrize_input=False)
    if a.shape[-1] == 0:
        return values, vectors
    sizes = jnp.abs(vectors)
    first = jnp.argmax(sizes >= 0.9 * jnp.max(sizes, axis=-2, keepdims=True), axis=-2, keepdims=True)
    return values, jnp.where(jnp.take_along_axis(vectors, first, axis=-2) < 0, -vectors, vectors)


def real_eigen(a):
    """Ascending eigenvalues and eigenvectors of norm 1 of a matrix that has real ones, with signs as in symmetric_eigen; else NaN."""
    if a.shape[-1] == 0:
        return jnp.zeros(a.shape[:-1]), a
    is_finite = jnp.all(jnp.isfinite(a), axis=(-2, -1), keepdims=True)
    # LAPACK's own scaling of very small and very large matrices is not undone.
    _, exponent = jnp.frexp(jnp.max(jnp.abs(a), axis=(-2, -1), keepdims=True))
    values, vectors = jnp.linalg.eig(jnp.where(is_finite, jnp.ldexp(a, -exponent), 0.0))
    is_real = is_finite & jnp.all(jnp.imag(values) == 0, axis=-1)[..., None, None]
    order = jnp.argsort(jnp.real(values), axis=-1)
    values = jnp.take_along_axis(jnp.real(values), order, axis=-1)
    vectors = jnp.take_along_axis(jnp.real(vectors), order[..., None, :], axis=-1)
    sizes = jnp.abs(vectors)
    first = jnp.argmax(sizes >= 0.9 * jnp.max(sizes, axis=-2, keepdims=True), axis=-2, keepdims=True)
    vectors = jnp.where(jnp.take_along_axis(vectors, first, axis=-2) < 0, -vectors, vectors)
    values = jnp.ldexp(values, exponent[..., 0])
    return jnp.where(is_real[..., 0], values, jnp.nan), jnp.where(is_real, vectors, jnp.nan)


def kronecker_noise_kernel(noise, rows, *factors):
    """Log densities of rows, but for a constant, whose covariance is a Kronecker product with noise; and what their rule needs."""
    extents = [factor.shape[-1] for factor in factors]
    count = rows.shape[-1]
    spectra = [symmetric_eigen(factor) for factor in factors]
    batch = noise.shape

    def grid(left_out=None):
        products = jnp.ones(batch + (1,))
        for index, (values, _) in enumerate(spectra):
            if index != left_out:
                products = products[..., :, None] * values[..., None, :]
                products = jnp.reshape(products, batch + (products.shape[-2] * products.shape[-1],))
        return products

    def turned(x, back):
        for (_, vectors), extent in zip(spectra, extents):
            columns = jnp.reshape(x, x.shape[:-1] + (extent, count // max(1, extent)))
            matrix = jnp.swapaxes(vectors, -1, -2) if back else vectors
            x = jnp.reshape(jnp.swapaxes(columns, -1, -2) @ matrix[..., None, :, :], x.shape)
        return x

    eigenvalues = grid() + noise[..., None]
    valid = (noise >= 0) & jnp.all((eigenvalues > 0) & jnp.isfinite(eigenvalues), axis=-1)
    for values, _ in spectra:
        sizes = jnp.max(jnp.abs(values), axis=-1, keepdims=True, initial=0.0)
        valid &= jnp.all(values >= -(2.0**-46) * values.shape[-1] * sizes, axis=-1)
    eigenvalues = jnp.where(valid[..., None], eigenvalues, jnp.nan)
    own = turned(rows, False)
    scaled = own / eigenvalues[..., None, :]
    density = -0.5 * jnp.sum(own * scaled, axis=-1) - 0.5 * jnp.sum(jnp.log(eigenvalues), axis=-1)[..., None]
    slopes = []
    for index, (values, vectors) in enumerate(spectra):
        others = grid(index)[..., None, :]
        ratios = others / (values[..., None] * others + jnp.where(valid, noise, jnp.nan)[..., None, None])
        slopes.append((vectors * jnp.sum(ratios, axis=-1)[..., None, :]) @ jnp.swapaxes(vectors, -1, -2))
    return density, turned(scaled, True), jnp.sum(1 / eigenvalues, axis=-1), *slopes


def zero_gradient(x):
    """The value; its gradient is zero."""
    return jax.lax.stop_gradient(x)


def scale_gradient(x, factor):
    """The value; its gradient is multiplied by a factor, also in loops that are differentiated twice."""
    scaled = with_both_rules(
        lambda x: (x,),
        lambda operands, results, tangents: (tangents[0] * factor,),
        lambda operands, results, cotangents: (cotangents[0] * factor,),
    )
    return scaled(x)[0]


@functools.partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def clip_gradient(x, lower, upper):
    """The value; each element of its cotangent is moved into [lower, upper]."""
    return x


def _clip_gradient_forward(x, lower, upper):
    return clip_gradient(x, lower, upper), None


def _clip_gradient_backward(lower, upper, residuals, cotangent):
    return (jnp.minimum(jnp.maximum(cotangent, lower), upper),)


clip_gradient.defvjp(_clip_gradient_forward, _clip_gradient_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def without_gradient(x, reason):
    """The value; a gradient that has to pass here is an error, which says why there is none."""
    return x


def _without_gradient_forward(x, reason):
    return without_gradient(x, reason), None


def _without_gradient_backward(reason, residuals, cotangent):
    raise NotImplementedError(reason)


without_gradient.defvjp(_without_gradient_forward, _without_gradient_backward)
