"""Special functions of float64 arrays in plain jax.numpy, elementwise with broadcasting.

Ported from Apus's own; they need jax_enable_x64. Errors are relative unless said otherwise. A module gives them Apus's rules of
differentiation. Those of elementary functions have derivatives without a rule, too: what `where` does not take is harmless.
"""
import jax
import jax.numpy as jnp
import numpy as np


def _poly(c, x):
    """The polynomial Σ c[k] xᵏ by Horner's rule."""
    y = c[-1] + jnp.zeros_like(x)
    for v in c[-2::-1]:
        y = y * x + v
    return y


def _poly_slope(c, x):
    """The polynomial Σ c[k] xᵏ and its derivative."""
    y, d = c[-1] + jnp.zeros_like(x), jnp.zeros_like(x)
    for v in c[-2::-1]:
        y, d = y * x + v, d * x + y
    return y, d


def _ratio(c, x):
    """The ratio of polynomials c = (numerator, denominator)."""
    return _poly(c[0], x) / _poly(c[1], x)


def exp2(x):
    """2ˣ = 2ⁿ exp((x − n) log 2) with n the nearest integer; XLA's errs by 7e-14; 3e-16."""
    x = jnp.clip(x, -1100.0, 1100.0)
    n = jnp.round(x)
    return jnp.ldexp(jnp.exp(0.6931471805599453 * (x - n)), n.astype(jnp.int32))


def log1p(x):
    """log(1 + x); XLA's own errs by up to 3e-14 on (−0.415, −0.29); 4e-16."""
    inner = (x > -0.5) & (x < -0.25)
    return jnp.where(inner, jnp.log(1 + jnp.where(inner, x, 0.0)), jnp.log1p(x))


def log_one_plus_square(x):
    """log(1 + x²), also where x² is beyond the numbers; 4e-16."""
    far = jnp.abs(x) > 1e150
    value = log1p(jnp.where(far, jnp.abs(x), jnp.where(far, 0.0, x) ** 2))
    return jnp.where(far, 2 * value, value)


def sinh(x):
    """(eˣ − e⁻ˣ)/2 by expm1, for large |x| as a product of roots; XLA's errs by 6e-14; 7e-16."""
    size, sign = jnp.where(x < 0, -x, x), jnp.where(x < 0, -1.0, 1.0)
    e, h = jnp.expm1(jnp.where(size < 22, size, 0.0)), jnp.exp(0.5 * size)
    return sign * jnp.where(size < 22, 0.5 * (e + e / (e + 1)), (0.5 * h) * h)


def cosh(x):
    """(eˣ + e⁻ˣ)/2, for large |x| as a product of roots; XLA's errs by 6e-14; 6e-16."""
    size = jnp.where(x < 0, -x, x)
    e, h = jnp.exp(jnp.where(size < 22, size, 0.0)), jnp.exp(0.5 * size)
    return jnp.where(size < 22, 0.5 * (e + 1 / e), (0.5 * h) * h)


def atanh(x):
    """artanh x as ½ log1p(2 |x| / (1 − |x|)) with the sign of x; 4e-16."""
    size, sign = jnp.where(x < 0, -x, x), jnp.where(x < 0, -1.0, 1.0)
    return sign * (0.5 * jnp.log1p(2 * size / (1 - size)))


def log1mexp(x):
    """log(1 − eˣ) for x ≤ 0 after Mächler (R package Rmpfr, 2012), NaN above; 6e-16."""
    inner = x > -0.6931471805599453
    near = jnp.log(-jnp.expm1(jnp.where(inner, x, -1.0)))
    return jnp.where(inner, near, log1p(-jnp.exp(jnp.where(inner, -1.0, x))))


def xlog1py(x, y):
    """x log(1 + y), 0 at x = 0 for every y but NaN; 5e-16."""
    none = (x == 0) & ((y <= -1) | (y == jnp.inf))
    return x * log1p(jnp.where(none, 0.0, y))


def poisson_deviance(k, d):
    """k (eᵈ − 1 − d), eᵈ where k = 0; 2e-15."""
    near = jnp.abs(d) < 0.5
    x, total = jnp.where(near, d, 0.0), 0.0
    for n in range(16, 1, -1):
        total = (total + 1) * x / n
    none = k == 0
    far = jnp.where(none | (d == jnp.inf), 1.0, d)
    excess = jnp.where(near, k * x * total, k * jnp.where(d == jnp.inf, d, jnp.expm1(far) - far))
    return jnp.where(none, jnp.exp(jnp.where(none, d, 0.0)), excess)


def poisson_excess(k, d):
    """k (eᵈ − 1), eᵈ where k = 0; 5e-16."""
    none = k == 0
    return jnp.where(none, jnp.exp(jnp.where(none, d, 0.0)), k * jnp.expm1(jnp.where(none, 0.0, d)))


def _log_mean(k, phi, d):
    """log μ of μ = k eᵈ, or eᵈ where k = 0; whether μ is far above φ + k or beyond the numbers, and d where it is not."""
    value = d + jnp.log(jnp.where(k == 0, 1.0, k))
    large = (value - jnp.log(phi + k) > 300) | (value > 700)
    return jnp.where(large, value, 700.0), large, jnp.where(large, 0.0, d)


def log_mean_ratio(k, phi, d):
    """log((φ + μ)/(φ + k)) with μ = k eᵈ, or eᵈ where k = 0; 2e-15."""
    base = phi + k
    log_mean, large, d = _log_mean(k, phi, d)
    change = poisson_excess(k, d) / base
    near = jnp.abs(change) < 0.5
    total = phi + jnp.where(k == 0, 1.0, k) * jnp.exp(d)
    ratio = total / base
    far = ~((ratio > 1e-290) & (ratio < 1e290))
    logs = jnp.where(far, jnp.log(total) - jnp.log(base), jnp.log(jnp.where(far, 1.0, ratio)))
    value = jnp.where(near, log1p(jnp.where(near, change, 0.0)), logs)
    value = jnp.where(large, log_mean + log1p(phi * jnp.exp(-log_mean)) - jnp.log(base), value)
    return jnp.where((k >= 0) & (phi > 0), value, jnp.nan)


def mean_excess_share(k, phi, d):
    """(μ − k)/(φ + μ) with μ = k eᵈ, or eᵈ where k = 0; 6e-16."""
    log_mean, large, d = _log_mean(k, phi, d)
    total = phi + jnp.where(k == 0, 1.0, k) * jnp.exp(d)
    share = jnp.exp(-log_mean)
    value = jnp.where(large, (1 - k * share) / (1 + phi * share), poisson_excess(k, d) / total)
    return jnp.where((k >= 0) & (phi > 0), value, jnp.nan)


def negative_binomial_deviance(k, phi, d):
    """(φ + k) log((φ + μ)/(φ + k)) − k d with μ = k eᵈ, or eᵈ where k = 0, as a sum of two logarithms; 2e-15 of the larger."""
    count = jnp.where(k == 0, 1.0, k)
    first = phi * log_mean_ratio(k, phi, d)
    return jnp.where(k == 0, first, first + count * log_mean_ratio(phi, count, -d))


def log_subtract_exp(x, y):
    """log(eˣ − eʸ), −∞ at x = y, NaN for x < y; 1e-15 of the larger of |result|, |x|."""
    rest = (y == -jnp.inf) | ((x == jnp.inf) & (y < x))
    value = x + log1mexp(jnp.where(rest, -1.0, y - x))
    bad = (y > x) | (y == jnp.inf) | jnp.isnan(x + y)
    return jnp.where(rest & ~jnp.isnan(x), x, jnp.where(bad, jnp.nan, value))


# exp(x²) erfc x on [0, 2], on [2, 8]; x times it in 1/x² above.
ERFCX_LOW = ((
    1.0, 1.6816530005489896, 1.4380739667716258, 0.7710921129145303, 0.27902432326723625,
    0.06911150262491464, 0.011402986896605925, 0.0011452499994703037, 5.37431291183656e-05,
    -1.0188401745840405e-11), (
    1.0, 2.810032167644502, 3.608855723609927, 2.7854703389085462, 1.42708980520305,
    0.5045963406017289, 0.12351425423062168, 0.020258670712356545, 0.0020299189054587665,
    9.525645116211634e-05))
ERFCX_MIDDLE = ((
    1.0000002824665795, 2.1674392608586674, 2.311555425142339, 1.554754966907758,
    0.7168637873934618, 0.232272922875123, 0.05210949340727153, 0.007531853391420092,
    0.0005702619446521885, -4.513134626984773e-16), (
    1.0, 3.295820722282192, 5.030481651782254, 4.68750217290783, 2.9549038866531725,
    1.3162833725670022, 0.418367971417196, 0.09286705359772057, 0.013349862552644106,
    0.001010762979736015))
ERFCX_HIGH = ((
    0.5641895835477563, 14.118093280334191, 113.42570570946414, 339.55808259160443,
    323.28662084654445, 44.52185103506614), (
    1.0, 25.523668802171628, 213.0536632775013, 691.1101111327024, 800.0698031791294,
    222.12303632878917))


def _exp_of_square(c, x):
    """exp(c x²) for |c| ≤ 1 with x² in two parts, so that its rounding is not magnified; 4e-16."""
    x = jnp.clip(x, -60.0, 60.0)
    h = jnp.round(16 * x) / 16
    head = jnp.exp(c * h * h)
    # Not as a product of exponentials, which XLA makes that of a sum.
    return head * (1 + jnp.expm1(c * ((x - h) * (x + h))))


def erfcx(x):
    """exp(x²) erfc x by ratios of polynomials after Cody (Math. Comp. 23, 1969); 1e-15."""
    t = jnp.where(x < 0, -x, x)
    low, middle = t < 2, t < 8
    r = 1 / jnp.where(middle, 8.0, t)
    upper = jnp.where(low, _ratio(ERFCX_LOW, jnp.where(low, t, 1.0)),
                      jnp.where(middle, _ratio(ERFCX_MIDDLE, jnp.where(middle, t, 4.0)), _ratio(ERFCX_HIGH, r * r) * r))
    return jnp.where(x < 0, 2 * _exp_of_square(1, jnp.where(x < 0, x, 0.0)) - upper, upper)


def erfc(x):
    """1 − erf x, in the upper tail as exp(−x²) erfcx x; 1e-15."""
    return jnp.where(x < 1, jax.lax.erfc(1.0 * x), _exp_of_square(-1, x) * erfcx(jnp.where(x < 1, 1.0, x)))


def log_erfc(x):
    """log erfc x, also where erfc underflows; 1e-15."""
    lower, upper = jnp.where(x < 0.5, x, 0.0), jnp.where(x < 0.5, 1.0, x)
    return jnp.where(x < 0.5, log1p(-jax.lax.erf(1.0 * lower)), jnp.log(erfcx(upper)) - upper * upper)


def normal_cdf(x):
    """Φ(x) = ½ erfc(−x/√2), in the lower tail as ½ exp(−x²/2) erfcx(−x/√2); 1e-15."""
    z = -0.7071067811865476 * x
    tail = 0.5 * erfcx(jnp.where(x < -1, z, 1.0)) * _exp_of_square(-0.5, x)
    return jnp.where(x < -1, tail, 0.5 * jax.lax.erfc(z))


def log_normal_cdf(x):
    """log Φ(x), also where Φ underflows; 2e-15."""
    far, near = jnp.where(x < -1, x, -1.0), jnp.where(x < -1, 0.0, x)
    lower = jnp.log(0.5 * erfcx(-0.7071067811865476 * far)) - 0.5 * far * far
    return jnp.where(x < -1, lower, log1p(-normal_cdf(-near)))


def normal_quantile(logit):
    """The standard normal quantile of log-odds: the inverse error function in the middle; in the tails, from the leading terms
    of the asymptotic series (DLMF 7.17.4), Newton's steps on log Φ; 3e-15."""
    size = jnp.abs(logit)
    near = size < 2.5
    centre = 1.4142135623730951 * jax.lax.erf_inv(jnp.tanh(0.5 * jnp.where(near, logit, 0.0)))
    target = -jnp.logaddexp(0.0, jnp.where(near | (size == jnp.inf), 2.5, size))
    x = -jnp.sqrt(jnp.maximum(-2 * target - jnp.log(-4 * jnp.pi * target), 1.0))
    for _ in range(5):
        scaled = 0.5 * erfcx(-0.7071067811865476 * x)
        x = x - (jnp.log(scaled) - 0.5 * x * x - target) * scaled * 2.5066282746310002
    tail = jnp.where(logit < 0, x, -x)
    return jnp.where(near, centre, jnp.where(size == jnp.inf, logit, tail))


# (I₀(x) − 1) / t in t = x²/4, x ≤ 8.
BESSEL_I0_NEAR = (
    1.0, 0.25, 0.027777777777777762, 0.001736111111111147, 6.944444444440493e-05,
    1.929012345705309e-06, 3.936759887993035e-08, 6.151187361364193e-10, 7.594057685381156e-12,
    7.594070019494474e-14, 6.275948796822122e-16, 4.359498405380122e-18, 2.5722398177811744e-20,
    1.3440225063774028e-22, 5.062353740472856e-25, 3.548836657975522e-27)


def log_bessel_i0(x):
    """log I₀(x): a polynomial in x²/4 up to 8 (DLMF 10.25.2), |x| + log i0e above; 1e-15."""
    x = jnp.where(x < 0, -x, x)
    t = 0.25 * jnp.where(x <= 8, x, 8.0) ** 2
    near = jnp.log1p(t * _poly(BESSEL_I0_NEAR, t))
    inner = jnp.where((x <= 8) | (x == jnp.inf), 8.0, x)
    far = jnp.where(x == jnp.inf, x, x + jnp.log(jax.scipy.special.i0e(inner)))
    return jnp.where(x <= 8, near, far)


BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)

# log Γ(1 + x) / (x (x − 1)) on [−¼, 5/4].
LOG_GAMMA_ZEROS = ((
    0.5772156649015329, 1.9671383967492293, 2.6650504594025155, 1.8292029438980064,
    0.671067638051868, 0.12729312089582775, 0.011018304912742992, 0.00031641170651255956,
    6.614352111463532e-07), (
    1.0, 3.8328650793793355, 5.976330528394837, 4.8756371814772885, 2.2296691042615104,
    0.5686154165566684, 0.07568293496149685, 0.0044928542551770905, 8.05889217984538e-05))


def _stirling_far(x):
    """δ(x) = log Γ(x) − [(x − ½) log x − x + ½ log 2π] for x ≥ 8, DLMF 5.11.1."""
    r = 1 / x
    return r * _poly([b / ((2 * k + 2) * (2 * k + 1)) for k, b in enumerate(BERNOULLI)], r * r)


def _log_gamma_1p(x):
    """log Γ(1 + x) on [−¼, 5/4], small near its zeros 0 and 1."""
    return x * (x - 1) * _ratio(LOG_GAMMA_ZEROS, x)


def log_gamma(x):
    """log |Γ(x)|: DLMF 5.11.1, recurrence, reflection 5.5.3; 1e-15, of log Γ(1 − x) below 0."""
    z = jnp.where(x < 0, 1 - x, x)
    far = (z - 0.5) * jnp.log(z) - z + (0.9189385332046728 + _stirling_far(z))
    t, product = z, jnp.ones_like(z)
    for _ in range(6):
        down = t > 2.25
        t = jnp.where(down, t - 1, t)
        product = jnp.where(down, product * t, product)
    small = z < 0.75
    extra = jnp.log(jnp.where(small, z, product))
    near = _log_gamma_1p(jnp.where(small, z, t - 1)) + jnp.where(small, -extra, extra)
    value = jnp.where(z < 8, near, jnp.where(z == jnp.inf, z, far))
    nearest = jnp.round(x)
    mirrored = jnp.log(jnp.pi / jnp.abs(jnp.sin(jnp.pi * (x - nearest)))) - value
    return jnp.where(x > 0, value, jnp.where(x == nearest, jnp.inf, mirrored))


# ψ(1 + x) / (1 + x − x₀) on [0, 2], x₀ the zero of ψ, and ψ(3 + x) on [0, 7].
DIGAMMA_ROOT = ((
    1.2503801375034054, 2.0079983521060054, 1.1741604116033721, 0.31649933632550714,
    0.04049350826567144, 0.002235289521967761, 3.9117651665683125e-05, 4.097361930526724e-08), (
    1.0, 2.2894571233542136, 1.9022022748824643, 0.7470495002328587, 0.14810832904594673,
    0.014396602345897333, 0.0006000004112100302, 7.3778476243478865e-06))
DIGAMMA_MIDDLE = ((
    0.9227843350984671, 1.3511973634549281, 0.7204333496349604, 0.18507950954321872,
    0.024773495585498413, 0.001715276111921588, 5.671692044646975e-05, 7.393198722013521e-07,
    2.3214687884669043e-09), (
    1.0, 1.0362803747688938, 0.42071350284745584, 0.0855614195608486, 0.00925089709320249,
    0.0005208821351757527, 1.3910078286656079e-05, 1.4219030752587332e-07, 3.168433793043332e-10))


def _cot_turns(d):
    """cot πd for |d| ≤ ½."""
    size = jnp.abs(d)
    other = jnp.sign(d) * jnp.tan(jnp.pi * (0.5 - size))
    return jnp.where(size <= 0.25, 1 / jnp.tan(jnp.pi * d), other)


def _digamma_minus_log(x):
    """ψ(x) − log x for x ≥ 10, DLMF 5.11.2."""
    r = 1 / x
    w = r * r
    return -0.5 * r - w * _poly([b / (2 * k + 2) for k, b in enumerate(BERNOULLI)], w)


def digamma(x):
    """ψ(x): ratios, DLMF 5.11.2 from 10 on, reflection 5.5.4; 1e-15, of ψ(1 − x) below 0."""
    z = jnp.where(x < 0, 1 - x, x)
    t = jnp.where(z < 1, z, z - 1)
    slope = _ratio(DIGAMMA_ROOT, t)
    near = (t - 0.46163214496836225) * slope - 9.549995429965697e-17 * slope
    near = near - jnp.where(z < 1, 1 / z, 0.0)
    value = jnp.where(z < 3, near, _ratio(DIGAMMA_MIDDLE, jnp.minimum(z, 10) - 3))
    value = jnp.where(z >= 10, jnp.log(z) + _digamma_minus_log(z), value)
    nearest = jnp.round(x)
    mirrored = jnp.where(x == nearest, jnp.nan, value - jnp.pi * _cot_turns(x - nearest))
    return jnp.where(x > 0, value, jnp.where(x == 0, -1 / x, mirrored))


def polygamma(n, x):
    """ψ⁽ⁿ⁾(x), n = 1 … 4: DLMF 5.11.2 beyond recurrence to 16, reflection 5.15.6; 2e-15."""
    factorial = (1, 1, 2, 6, 24)
    z = jnp.asarray(jnp.where(x < 0, 1 - x, x))
    t = z[..., None] + np.arange(16)
    total = jnp.where(t < 16, (1 / t) ** (n + 1), 0.0).sum(-1)
    z = z + jnp.clip(jnp.ceil(16 - z), 0, 16)
    r = 1 / z
    # |ψ⁽ⁿ⁾(z)| ~ (n − 1)! / zⁿ + n! / (2 zⁿ⁺¹) + Σ B₂ₖ (2k + n − 1)! / (2k)! / z²ᵏ⁺ⁿ.
    c = [b * np.prod(np.arange(2.0 * k + 3, 2 * k + n + 2)) for k, b in enumerate(BERNOULLI)]
    series = factorial[n - 1] + r * (0.5 * factorial[n] + r * _poly(c, r * r))
    size = factorial[n] * total + r ** n * series
    nearest = jnp.round(x)
    # −π dⁿ/dxⁿ cot πx.
    c = _cot_turns(x - nearest)
    q = 1 + c * c
    bend = (1, -2 * c, 2 * (1 + 3 * c * c), -8 * c * (2 + 3 * c * c))[n - 1]
    mirrored = np.pi ** (n + 1) * q * bend - size
    if n % 2 == 1:
        return jnp.where(x > 0, size, jnp.where((x == nearest) & (x > -jnp.inf), jnp.inf, mirrored))
    pole = jnp.where(x == 0, -1 / x, jnp.nan)
    return jnp.where(x > 0, -size, jnp.where(x == nearest, pole, mirrored))


def _divided(c, u, v):
    """f(u) and the divided difference (f(u) − f(v)) / (u − v) of the polynomial f = Σ c[k] xᵏ."""
    value, slope = c[-1] + jnp.zeros_like(u), jnp.zeros_like(u)
    for k in c[-2::-1]:
        slope = slope * v + value
        value = value * u + k
    return value, slope


def digamma_difference(x, h):
    """ψ(x + h) − ψ(x) for x, x + h > 0 without cancellation; DLMF 5.5.2, 5.11.2; 1e-15."""
    low, high = jnp.broadcast_arrays(1.0 * x, x + h)
    h, near = h + jnp.zeros_like(low), jnp.minimum(low, high)
    t, u = low[..., None] + np.arange(12), high[..., None] + np.arange(12)
    total = jnp.where(jnp.minimum(t, u) < 12, h[..., None] / u / t, 0.0).sum(-1)
    steps = jnp.clip(jnp.ceil(12 - near), 0, 12)
    low, high = low + steps, high + steps
    p, q = 1 / high, 1 / low
    _, slope = _divided([0.0] + [b / (2 * k + 2) for k, b in enumerate(BERNOULLI)], p * p, q * q)
    value = total + log1p(h * q) + h * p * q * (0.5 + (p + q) * slope)
    return jnp.where(near > 0, jnp.where(h == jnp.inf, h, value), jnp.nan)


# (artanh r − r) / r³ in r², r² ≤ 1/9.
AREA_TANGENT = (
    0.3333333333333333, 0.20000000000000007, 0.1428571428571097, 0.11111111111665993,
    0.09090909043002827, 0.07692310126902081, 0.06666588474569089, 0.05883998883620518,
    0.05240199617182637, 0.04971012448277368, 0.03167055425885123, 0.07615631309714492)


def _log1pmx(x):
    """log(1 + x) − x, without cancellation near 0: 2 artanh(x / (2 + x)) less x; 1e-15."""
    r = x / (2 + x)
    w = r * r
    near = r * (2 * w * _poly(AREA_TANGENT, w) - x)
    return jnp.where((x < -0.5) | (x > 1), jnp.log1p(x) - x, near)


def _log_pochhammer(a, n):
    """log Γ(a + n) − log Γ(a) for a > 0 and 0 ≤ n ≤ max(1, a): recurrence to 10, DLMF 5.11.1."""
    t = a[..., None] + np.arange(10)
    excess = jnp.where(t < 10, jnp.log1p(n[..., None] / t), 0.0).sum(-1)
    a = a + jnp.clip(jnp.ceil(10 - a), 0, 10)
    x = n / a
    p, q = 1 / (a + n), 1 / a
    c = [b / ((2 * k + 2) * (2 * k + 1)) for k, b in enumerate(BERNOULLI)]
    value, slope = _divided(c, p * p, q * q)
    corrections = -n * p * q * (value + q * (p + q) * slope)
    shifted = (a + n - 0.5) * _log1pmx(x) + x * (n - 0.5) + corrections
    return n * jnp.log(a) + shifted - excess


def log_beta(x, y):
    """log B(x, y) after DiDonato and Morris (ACM TOMS 18, 1992); 3e-15 of max(1, |result|)."""
    small, large = 1.0 * jnp.minimum(x, y), 1.0 * jnp.maximum(x, y)
    near = log_gamma(small) - _log_pochhammer(large, small)
    ratio = small / large
    corrections = (_stirling_far(small) - _stirling_far(small + large)) + _stirling_far(large)
    powers = (small - 0.5) * jnp.log(ratio / (1 + ratio)) - large * log1p(ratio)
    far = powers + (0.9189385332046728 + corrections - 0.5 * jnp.log(large))
    value = jnp.where(small < 10, near, far)
    value = jnp.where(large == jnp.inf, -jnp.inf, value)
    return jnp.where(small >= 0, jnp.where(small == 0, jnp.inf, value), jnp.nan)


# x δ(x) in 1/x, 1 ≤ x ≤ 8, of Stirling's correction.
STIRLING_NEAR = ((
    0.08333333333366942, 0.5085962164903842, 1.5332272570644867, 2.5514217885594124,
    2.375355253898197, 0.9840800209250024, -0.07190838389867875, -0.17528045421265057,
    -0.021006970744505152, -0.00014168680127437115), (
    1.0, 6.103154598135129, 18.432060410824356, 30.820500081323647, 29.109139574878437,
    12.778200835854932, -0.06111265290245268, -1.9266885900958035, -0.4128867875816931,
    -0.01784465213237825))


def _stirling(x):
    """Stirling's correction δ(x) for x ≥ 1; 1e-15."""
    return jnp.where(x >= 8, _stirling_far(x), _ratio(STIRLING_NEAR, 1 / x) / x)


def _tail_value(exponent, factor):
    """e^exponent · factor, where the exponential alone may underflow."""
    root = jnp.exp(0.5 * exponent)
    return root * factor * root


def _tail_log(tail, upper):
    """The logarithm of the lower or upper probability, from the tail that is known."""
    is_lower, exponent, factor = tail[:3]
    other = log1p(-_tail_value(exponent, factor))
    return jnp.where(is_lower != upper, exponent + jnp.log(factor), other)


def _tail_probability(tail, upper):
    """The lower or upper probability, from the tail that is known."""
    value = _tail_value(tail[1], tail[2])
    return jnp.where(tail[0] != upper, value, 1 - value)


def _tail_slope(tail, slope):
    """The derivative of the lower probability, from that of the logarithm of the known tail."""
    value = _tail_value(tail[1], tail[2] * slope)
    return jnp.where(tail[0], value, -value)


def _tail_log_slope(tail, slope, upper):
    """The derivative of the logarithm of the lower or upper probability, likewise."""
    odds = _tail_value(tail[1], tail[2] * slope) / (1 - _tail_value(tail[1], tail[2]))
    return jnp.where(tail[0] != upper, slope, -odds)


# The coefficients c₀ … c₁₁ of DLMF 8.12.9 as polynomials in η, |η| ≤ 0.7.
TEMME = (
    (-0.3333333333333333, 0.08333333333333331, -0.014814814814814812, 0.0011574074074094543,
     0.0003527336860666595, -0.00017875514409141315, 3.919263179553036e-05,
     -2.1854477601256606e-06, -1.854062343438514e-06, 8.296660259313972e-07,
     -1.7665861884574608e-07, 6.72757927923648e-09, 1.0258268680860245e-08, -4.425432259795058e-09,
     9.226859436710172e-10, 2.5165382358965927e-11, -6.785306776577381e-11),
    (-0.0018518518518518448, -0.0034722222222222216, 0.002645502645500781, -0.000990226337448709,
     0.00020576131695251255, -4.0187756568098257e-07, -1.8098551647756062e-05,
     7.649160814675294e-06, -1.6120794832968738e-06, 4.647913545678084e-09, 1.3781661695328993e-07,
     -5.7528680330843706e-08, 1.2066649145560937e-08, -1.0603780355697026e-11,
     -1.1595187814753412e-09, 4.097395885058401e-10),
    (0.004133597883597883, -0.0026813271604944513, 0.0007716049382725261, 2.0093879072901482e-06,
     -0.00010736653233377442, 5.292344780702257e-05, -1.2760633646351274e-05,
     3.4245400948005245e-08, 1.3721808004253346e-06, -6.299444679768305e-07,
     1.4288013270406744e-07, -9.677399556961725e-11, -1.428781612718204e-08, 6.118573502222726e-09,
     -1.1082910571395487e-09),
    (0.0006494341563786008, 0.00022947209368695697, -0.00046918949449929997,
     0.00026772062835757164, -7.561801078124808e-05, -2.3959168700751077e-07,
     1.1082557494295448e-05, -5.675342592010189e-06, 1.4237619288390357e-06,
     1.1602113140999045e-09, -1.7184231110120546e-07, 7.953013020703872e-08,
     -1.551961651719561e-08),
    (-0.0008618882909167117, 0.0007840392223307608, -0.0002990724804242988,
     -1.4638801675884287e-06, 6.641498909516045e-05, -3.968307999937335e-05,
     1.1375612840862827e-05, -3.747362876154848e-09, -1.694605785759863e-06, 9.04387078835795e-07,
     -2.3211173577003392e-07, -2.2342354221734835e-08, 3.36901661803066e-08),
    (-0.00033679855336635813, -6.972819245793542e-05, 0.0002772753363052693,
     -0.00019932346411344988, 6.797732056701013e-05, 1.1625757759718768e-07,
     -1.3588449909975474e-05, 8.138434203623434e-06, -2.3181955356433818e-06,
     -2.463564543361783e-07, 4.0366253515633463e-07),
    (0.0005313079618234592, -0.0005921664341780315, 0.00027087561635011907, 7.899138473088447e-07,
     -8.149687249975344e-05, 5.6121855670410293e-05, -1.857984107909286e-05,
     -2.9022019706937797e-08, 4.080783993225063e-06, -1.9831898608084946e-06),
    (0.00034436760689237765, 5.1716544922044754e-05, -0.0003349291189246935,
     0.00028130540947894574, -0.00010983333897441992, -3.667353829873824e-07,
     2.823467009575711e-05, -1.7767347899408417e-05, 4.491780252997704e-06),
    (-0.0006526239185953094, 0.0008395728360015746, -0.0004384539340111689,
     -1.8211367526226877e-06, 0.0001689864727937608, -0.00012429972677700294,
     3.622219622343706e-05),
    (-0.0005971226542480705, -7.182870059377871e-05, 0.0006914414146659197, -0.0006482460929889512,
     0.00020763060628891484, 4.448392083075996e-05),
    (0.0013324454494800656, -0.0019458047389697933, 0.0011192938252633314, 0.00025846821174072015,
     -0.0005971170213581554),
    (0.001579727660730835, 0.0009346798784821928, -0.002381212668115256))


def _gamma_uniform(a, mu, decay, slopes):
    """The smaller tail for a ≥ 20 near x = a (1 + mu) by Temme's expansion, DLMF 8.12.3 to 8.12.10.

    With ½ η² = −decay and y² = ½ a η² the lower tail is e^(−y²) (½ erfcx |y| − S / √2πa),
    S = Σₖ cₖ(η) a⁻ᵏ, and the upper one has + S; ∂η/∂a = −mu / (a η), ∂(−y²)/∂a = log(x / a).
    """
    size = jnp.sqrt(-2 * decay)
    eta = jnp.where(mu <= 0, -size, size)
    r, scale = 1 / a, 1 / jnp.sqrt(2 * jnp.pi * a)
    ratio = jnp.where(mu == 0, 1.0, mu / jnp.where(mu == 0, 1.0, eta))
    total, change = jnp.zeros_like(a), jnp.zeros_like(a)
    for k in range(11, -1, -1):
        value, slope = _poly_slope(TEMME[k], eta)
        total, change = value + r * total, k * value + slope * ratio + r * change
    factor = 0.5 * erfcx(jnp.sqrt(-a * decay)) + jnp.where(mu <= 0, -total, total) * scale
    if not slopes:
        return factor, 0.0
    lower = 0.5 * eta - ratio - ((mu + decay - 0.5 * r) * total - r * change)
    return factor, jnp.where(mu <= 0, lower, -lower) * scale / factor


def _gamma_sums(a, x, slopes):
    """Series of P, DLMF 8.7.1, and Legendre's fraction of Q, 8.9.2, with derivatives, 80 terms.

    s = Σₙ xⁿ / ((a + 1) … (a + n)) by Horner's rule, for x up to about a. With −n/x + Mₙ the part
    of x / f from its n-th numerator on, Mₙ = (n/x) (1 + Mₙ₊₁) / (1 + (n − a)/x + Mₙ₊₁).
    The last result is Σₙ₌₁ (−x)ⁿ / (n! (a + n)), for x ≤ 1.5.
    """
    r, zero = 1 / x, jnp.zeros_like(x)

    def step(i, state):
        n = 80.0 - i
        s, ds, m, dm, t = state
        q = 1 / (a + n)
        w = r / ((1 + m) + (n - a) * r)
        if slopes:
            ds, dm = x * q * (ds - q * s), n * ((n - a) * dm + (1 + m)) * (w * w)
        return 1 + x * q * s, ds, n * (1 + m) * w, dm, q - x * t / (n + 1)

    s, ds, m, dm, t = jax.lax.fori_loop(0, 80, step, (zero + 1, zero, zero, zero, zero))
    d = (x - a) * r + m
    return s, ds / s, a * r / d, (r - dm) / d, -x * t


def _gamma_tail(a, x, slopes):
    """The smaller tail (is it the lower one, exponent, factor, ∂ log tail / ∂a), see gamma_p."""
    a, x = jnp.broadcast_arrays(1.0 * a, 1.0 * x)
    inside = (a > 0) & (x > 0) & (a < jnp.inf) & (x < jnp.inf)
    outside = ~(a >= 0) | ~(x >= 0) | ((a == x) & ~inside)
    edge_lower = (x == 0) | (a == jnp.inf)
    a, x = jnp.where(inside, a, 1.0), jnp.where(inside, x, 1.0)
    log_x = jnp.log(x)
    # xᵃ e⁻ˣ / Γ(a + 1), by Stirling's formula for a ≥ 1.
    small = a < 1
    b = jnp.maximum(a, 1)
    mu = (x - b) / b
    decay = jnp.where(mu < -0.5, jnp.where(x > 1e-300 * b, jnp.log(x / b), log_x - jnp.log(b)) - mu,
                      _log1pmx(mu))
    log_gamma_1p = _log_gamma_1p(jnp.minimum(a, 1))
    log_power = a * log_x - log_gamma_1p
    exponent = jnp.where(small, a * log_x - x, b * decay)
    front = jnp.where(small, jnp.exp(-log_gamma_1p),
                      jnp.exp(-_stirling(b)) / jnp.sqrt(2 * jnp.pi * b))
    is_uniform = (a >= 20) & (decay > -0.245)
    is_complement = small & (x <= 1.5) & (log_power >= -0.5)
    is_fraction = ~is_uniform & (x > 1.5) & (small | (x > a))
    # The series; the fraction; Q = −expm1(L) − e^L a s with L = log(xᵃ / Γ(a + 1)).
    series, series_slope, fraction, fraction_slope, s = _gamma_sums(a, x, slopes)
    uniform, uniform_slope = _gamma_uniform(
        jnp.maximum(a, 20), mu, jnp.maximum(decay, -0.245), slopes)
    complement = -jnp.expm1(log_power) - jnp.exp(log_power) * a * s
    lower = jnp.where(is_uniform, mu <= 0, ~is_fraction & ~is_complement)
    factor = jnp.where(is_uniform, uniform, front * jnp.where(is_fraction, fraction, series))
    factor = jnp.where(is_complement, complement, factor)
    exponent_here = jnp.where(is_complement, 0.0, exponent)
    slope = 0.0
    if slopes:
        psi = digamma(a + 1)
        slope = log_x - psi + jnp.where(is_fraction, fraction_slope + 1 / a, series_slope)
        odds = -jnp.exp(exponent) * front * series / complement
        slope = jnp.where(is_uniform, uniform_slope, jnp.where(is_complement, odds * slope, slope))
    edge = jnp.where(outside, jnp.nan, -jnp.inf)
    return (jnp.where(inside, lower, edge_lower), jnp.where(inside, exponent_here, edge),
            jnp.where(inside, factor, 1.0), slope)


def _gamma_front(a, x):
    """x^(a − 1) e⁻ˣ / Γ(a) as exponent and factor, for positive, finite a and x."""
    b = jnp.maximum(a, 1)
    mu = (x - b) / b
    decay = jnp.where(mu < -0.5, jnp.where(x > 1e-300 * b, jnp.log(x / b), jnp.log(x) - jnp.log(b)) - mu,
                      _log1pmx(mu))
    exponent = jnp.where(a < 1, a * jnp.log(x) - x, b * decay)
    large = jnp.exp(-_stirling(b)) / jnp.sqrt(2 * jnp.pi * b)
    factor = jnp.where(a < 1, jnp.exp(-_log_gamma_1p(jnp.minimum(a, 1))), large)
    return exponent, factor * (a / x)


def _over_tail(tail, exponent, factor, upper):
    """The density e^exponent · factor over the lower or upper probability."""
    other = 1 - _tail_value(tail[1], tail[2])
    return jnp.where(tail[0] != upper, _tail_value(exponent - tail[1], factor / tail[2]),
                     _tail_value(exponent, factor) / other)


def _gamma_slope(a, x, upper, zero, infinity):
    """The density, or where upper is no None the density over a tail, with limits at 0 and ∞."""
    a, x = jnp.broadcast_arrays(1.0 * a, 1.0 * x)
    good = (a > 0) & (a < jnp.inf) & (x >= 0)
    inside = good & (x > 0) & (x < jnp.inf)
    b, y = jnp.where(inside, a, 1.0), jnp.where(inside, x, 1.0)
    front = _gamma_front(b, y)
    value = _tail_value(*front) if upper is None else _over_tail(_gamma_tail(b, y, False), *front, upper)
    value = jnp.where(x == 0, zero(a), jnp.where(x == jnp.inf, infinity, value))
    return jnp.where(good, value, jnp.nan)


def _edge_density(a, b):
    """The beta density of shapes a, b at 0, and with b = 1 the gamma density."""
    return jnp.where(a < 1, jnp.inf, jnp.where(a == 1, b, 0.0))


def gamma_density(a, x):
    """x^(a − 1) e⁻ˣ / Γ(a), large parts cancelled on paper; 1e-14 (1 + 0.02 |log result|)."""
    return _gamma_slope(a, x, None, lambda a: _edge_density(a, 1.0), 0.0)


def gamma_density_over_lower_tail(a, x):
    """The gamma density over P(a, x), also where these underflow; as gamma_density."""
    return _gamma_slope(a, x, False, lambda a: jnp.inf, 0.0)


def gamma_density_over_upper_tail(a, x):
    """The gamma density over Q(a, x), also where these underflow; as gamma_density."""
    return _gamma_slope(a, x, True, lambda a: _edge_density(a, 1.0), 1.0)


def gamma_p(a, x):
    """P(a, x), DLMF 8.2.4: series, fraction, Temme's expansion; 2e-14 (1 + 0.02 |log P|)."""
    return _tail_probability(_gamma_tail(a, x, False), False)


def gamma_q(a, x):
    """Q(a, x) = 1 − P(a, x) without cancellation; 2e-14 (1 + 0.02 |log Q|)."""
    return _tail_probability(_gamma_tail(a, x, False), True)


def log_gamma_p(a, x):
    """log P(a, x), also where P underflows; 2e-15, near 0 that of Q."""
    return _tail_log(_gamma_tail(a, x, False), False)


def log_gamma_q(a, x):
    """log Q(a, x), also where Q underflows; 2e-15, near 0 that of P."""
    return _tail_log(_gamma_tail(a, x, False), True)


def _gamma_shape(a, x, pick, zero, infinity):
    """pick(tail, slope) in the domain, with the limits at x = 0 and ∞."""
    *tail, slope = _gamma_tail(a, x, True)
    value = jnp.where(x == 0, zero, jnp.where(x == jnp.inf, infinity, pick(tail, slope)))
    return jnp.where((a > 0) & (a < jnp.inf) & (x >= 0), value, jnp.nan)


def gamma_p_shape_derivative(a, x):
    """∂P(a, x)/∂a by the differentiated expansions (cf. Moore, AS 187, 1982); as gamma_p."""
    return _gamma_shape(a, x, _tail_slope, 0.0, 0.0)


def log_gamma_p_shape_derivative(a, x):
    """∂ log P(a, x)/∂a, also where P underflows, −∞ at x = 0, 0 at ∞; as gamma_p, gamma_q."""
    return _gamma_shape(a, x, lambda t, s: _tail_log_slope(t, s, False), -jnp.inf, 0.0)


def log_gamma_q_shape_derivative(a, x):
    """∂ log Q(a, x)/∂a, also where Q underflows, 0 at x = 0, ∞ at ∞; as gamma_p, gamma_q."""
    return _gamma_shape(a, x, lambda t, s: _tail_log_slope(t, s, True), 0.0, jnp.inf)


# (eˣ − 1 − x) / x² on [−1, 1].
EXP_EXCESS = (
    0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333, 0.001388888888888876,
    0.00019841269841269773, 2.4801587301690853e-05, 2.755731922404034e-06, 2.755731918331876e-07,
    2.505210836405804e-08, 2.0876765658642154e-09, 1.6059048396350562e-10, 1.1469721885352242e-11,
    7.646625361656657e-13, 4.842346201844238e-14, 2.8445264169895285e-15)

GAUSS_LEGENDRE = np.polynomial.legendre.leggauss(32)


def _expm1mx(x):
    """eˣ − 1 − x, without cancellation near 0; 1e-15."""
    near = x * x * _poly(EXP_EXCESS, jnp.clip(x, -1, 1))
    return jnp.where(jnp.abs(x) <= 1, near, jnp.expm1(x) - x)


def _beta_offset(a, b, x, y):
    """λ = a y − b x for y = 1 − x, from exact products (Dekker 1971); also right near the mean."""
    total = a + b
    part = total - a
    low = (a - (total - part)) + (b - part)
    u, shape = jnp.where(x < y, x, y), jnp.where(x < y, a, b)
    # Products of 26 bits are exact, whether or not they are fused with a sum.
    head, top = jax.lax.reduce_precision(total, 11, 25), jax.lax.reduce_precision(u, 11, 25)
    value = (shape - head * top) - (head * (u - top) + ((total - head) + low) * u)
    return jnp.where(x < y, value, -value)


def _beta_sums(a, b, x, y, offset, slopes):
    """Power series, DLMF 8.17.7, and continued fraction of I over its front, with derivatives.

    The series is Σₙ₌₁ cₙ xⁿ / (a + n), cₙ = (1 − b) … (n − b) / n!; the fraction DiDonato and
    Morris's equation 9 (1992) in 112 terms, backwards; derivatives by the same recurrences.
    """
    def step(i, state):
        n = 112.0 - i
        s, sa, sb, t, ta, tb = state
        # Σₘ₌ₙ cₘ / cₙ x^(m − n) / (a + m) from the same sum from n + 1 on.
        v, w = 1 / (a + n), x / (n + 1)
        ratio = (n + 1 - b) * w
        # The n-th partial numerator and denominator.
        q, r = 1 / (a + 2 * n - 1), 1 / (a + 2 * n + 1)
        rise, common, m = (a + n - 1) * q * x, n * x * q, offset + 1 + n * (1 + y)
        weight, product = (a + n) * r, n * (b - n) * x * q
        alpha = n * (b - n) * x * rise * ((a + b + n - 1) * q)
        g = 1 / (n + product + weight * m + t)
        last = alpha * g
        if slopes:
            sa, sb = ratio * sa - v * v, ratio * sb - w * s
            beta_a = (n + 1) * r * (r * m) - product * q + weight * y
            alpha_a = product * (((a + b + n - 1) + (a + n - 1)) * q * x) - 2 * alpha * q
            alpha_b = common * (rise * ((a + b + n - 1) + (b - n)))
            ta = (alpha_a - last * (beta_a + ta)) * g
            tb = (alpha_b - last * (common - weight * x + tb)) * g
        return v + ratio * s, sa, sb, last, ta, tb

    s, sa, sb, t, ta, tb = jax.lax.fori_loop(0, 112, step, (jnp.zeros_like(x),) * 6)
    c, weight = (1 - b) * x, a / (a + 1)
    d = weight * (offset + 1) + t
    slope = (offset + 1) / (a + 1) / (a + 1) + weight * y + ta
    return (c * s, c * sa, c * sb - x * s), (1 / d, -slope / d, (weight * x - tb) / d)


def _beta_quadrature(a, b, x, y, offset, slopes):
    """I over its front for x up to the mean and a, b > 1000, by Gauss–Legendre quadrature.

    With logit t = logit x − s it is ∫₀^∞ e^(−E(s)) ds, E = a s + (a + b) log(y + x e⁻ˢ), up to E of
    about 42; the derivatives of log I are means of log t, log(1 − t) less their expectations.
    """
    a, b, x, y, offset = (v[..., None] for v in (a, b, x, y, offset))
    count = a + b
    root = jnp.sqrt(84 * count * x * y)
    node, weight = GAUSS_LEGENDRE
    s = 42 / (offset + jnp.hypot(offset, root)) * (1 + node)
    plain = x <= 0.5
    fraction = jnp.where(plain, x, y)
    shift = jnp.where(plain, -s, s)
    excess = _expm1mx(shift)
    z = fraction * (shift + excess)
    bend = _log1pmx(z)
    mass = weight * jnp.exp(-offset * s - count * (bend + fraction * excess))
    total = mass.sum(-1)
    value = total * (42 / (offset + jnp.hypot(offset, root)))[..., 0]
    if not slopes:
        return value, 0.0, 0.0
    mean_shift, mean_log = (mass * s).sum(-1) / total, (mass * (bend + z)).sum(-1) / total
    a, b, x, offset, plain = (v[..., 0] for v in (a, b, x, offset, plain))
    whole, e = _digamma_minus_log(a + b), -offset / a
    log_ratio = jnp.where(e < -0.5, jnp.log(x / (a / (a + b))), log1p(e))
    slope_a = log_ratio - jnp.where(plain, mean_shift + mean_log, mean_log)
    slope_b = log1p(offset / b) - jnp.where(plain, mean_log, mean_log - mean_shift)
    return value, slope_a - _digamma_minus_log(a) + whole, slope_b - _digamma_minus_log(b) + whole


def _beta_tail(a, b, x, slopes, y=None):
    """A tail (is it the lower one, exponent, factor, and ∂ log tail in a and in b), see beta_i."""
    a, b, x = jnp.broadcast_arrays(1.0 * a, 1.0 * b, 1.0 * x)
    y = 1 - x if y is None else y
    inside = (a > 0) & (b > 0) & (a < jnp.inf) & (b < jnp.inf) & (x > 0) & (y > 0)
    outside = ~((a >= 0) & (b >= 0) & (x >= 0) & (y >= 0)) | (
        (a == b) & ((a == 0) | (a == jnp.inf)))
    edge_lower = (x == 0) | ((y != 0) & ((b == 0) | (a == jnp.inf)))
    a, b, x, y = (jnp.where(inside, v, w) for v, w in ((a, 1.0), (b, 1.0), (x, 0.5), (y, 0.5)))
    # The series for a ≤ 1 and small b x, the others for x up to the mean; else 1 − x, with b and a.
    direct = (a <= 1) & (x <= 0.7) & (b * x <= 1.5)
    series = direct | ((b <= 1) & (y <= 0.7) & (a * y <= 1.5))
    offset = _beta_offset(a, b, x, y)
    swap = jnp.where(series, ~direct, offset < 0)
    a, b = jnp.where(swap, b, a), jnp.where(swap, a, b)
    x, y, offset = jnp.where(swap, y, x), jnp.where(swap, x, y), jnp.where(swap, -offset, offset)
    log_x = jnp.where(y < 0.5, log1p(-y), jnp.log(x))
    log_y = jnp.where(x < 0.5, log1p(-x), jnp.log(y))
    # xᵃ yᵇ / B(a, b), by Stirling's formula for a, b ≥ 1.
    total, small = a + b, jnp.minimum(a, b)
    constant = _log_pochhammer(jnp.where(series, b, jnp.maximum(a, b)), jnp.where(series, a, small))
    one = jnp.where(series, a, small)
    constant = constant - _log_gamma_1p(jnp.minimum(one, 1))
    low, high = jnp.maximum(-offset / a, -1), jnp.maximum(offset / b, -1)
    bend = a * jnp.where(low < -0.5, jnp.log(x / (a / total)) - low, _log1pmx(low))
    bend = bend + b * jnp.where(high < -0.5, jnp.log(y / (b / total)) - high, _log1pmx(high))
    u, v = jnp.maximum(a, 1), jnp.maximum(b, 1)
    correction = _stirling(u) + _stirling(v) - _stirling(u + v)
    is_large = (small >= 1) & ~series
    exponent = jnp.where(is_large, bend, a * log_x + b * log_y + constant)
    front = jnp.exp(-correction) * jnp.sqrt(b * (a / total) / (2 * jnp.pi))
    front = jnp.where(is_large, front, small)
    (rest, rest_a, rest_b), (value, value_a, value_b) = _beta_sums(a, b, x, y, offset, slopes)
    wide = small > 1000
    c, d, e, f = (jnp.where(wide, v, w) for v, w in ((a, 2e3), (b, 2e3), (x, 0.5), (y, 0.5)))
    area, area_a, area_b = _beta_quadrature(c, d, e, f, jnp.where(wide, offset, 0.0), slopes)
    # L = log(xᵃ / (a B(a, b))); I = e^L (1 + a s), or 1 − I = −expm1(L) − e^L a s.
    log_power = a * log_x + constant
    is_upper = series & (log_power >= -0.5)
    upper = -jnp.expm1(log_power) - jnp.exp(log_power) * a * rest
    power_sum = 1 + a * rest
    factor = jnp.where(series, jnp.where(is_upper, upper, power_sum),
                       front * jnp.where(wide, area, value))
    exponent = jnp.where(series, jnp.where(is_upper, 0.0, log_power), exponent)
    slope_a = slope_b = 0.0
    if slopes:
        whole_b = digamma_difference(b, a)
        # ψ(a + b) less ψ(1 + a) for the series, less ψ(a) else.
        whole_a = log_x + digamma_difference(a + series, b) - jnp.where(series, 1 / total, 0.0)
        odds = jnp.where(is_upper, -jnp.exp(log_power) * power_sum / upper, 1.0)
        slope_a = jnp.where(series, odds * (whole_a + (rest + a * rest_a) / power_sum),
                            jnp.where(wide, area_a, whole_a + value_a))
        slope_b = jnp.where(series, odds * (whole_b + a * rest_b / power_sum),
                            jnp.where(wide, area_b, log_y + whole_b + value_b))
        slope_a, slope_b = jnp.where(swap, slope_b, slope_a), jnp.where(swap, slope_a, slope_b)
    edge = jnp.where(outside, jnp.nan, -jnp.inf)
    return (jnp.where(inside, is_upper == swap, edge_lower), jnp.where(inside, exponent, edge),
            jnp.where(inside, factor, 1.0), slope_a, slope_b)


def beta_i(a, b, x):
    """I_x(a, b), DLMF 8.17.2: series, fraction, quadrature; 2e-14 (1 + 0.02 |log I|)."""
    return _tail_probability(_beta_tail(a, b, x, False), False)


def log_beta_i(a, b, x):
    """log I_x(a, b), also where I underflows; 4e-15, near 0 that of 1 − I, 1e-14."""
    return _tail_log(_beta_tail(a, b, x, False), False)


def log_beta_i_complement(a, b, x):
    """log(1 − I_x(a, b)), also where it underflows; as log_beta_i."""
    return _tail_log(_beta_tail(a, b, x, False), True)


def _beta_front(a, b, x, y):
    """x^(a − 1) y^(b − 1) / B(a, b) as exponent and factor, inside the domain."""
    total, small = a + b, jnp.minimum(a, b)
    offset = _beta_offset(a, b, x, y)
    low, high = jnp.maximum(-offset / a, -1), jnp.maximum(offset / b, -1)
    bend = a * jnp.where(low < -0.5, jnp.log(x / (a / total)) - low, _log1pmx(low))
    bend = bend + b * jnp.where(high < -0.5, jnp.log(y / (b / total)) - high, _log1pmx(high))
    u, v = jnp.maximum(a, 1), jnp.maximum(b, 1)
    large = jnp.exp(_stirling(u + v) - _stirling(u) - _stirling(v)) * jnp.sqrt(b * (a / total) / (2 * jnp.pi))
    log_x = jnp.where(y < 0.5, log1p(-y), jnp.log(x))
    log_y = jnp.where(x < 0.5, log1p(-x), jnp.log(y))
    constant = _log_pochhammer(jnp.maximum(a, b), small) - _log_gamma_1p(jnp.minimum(small, 1))
    exponent = jnp.where(small >= 1, bend, a * log_x + b * log_y + constant)
    return exponent, jnp.where(small >= 1, large, small) / x / y


def _beta_slope(a, b, x, upper, at_zero, at_one):
    """The density, or where upper is no None the density over a tail, with limits at 0 and 1."""
    a, b, x = jnp.broadcast_arrays(1.0 * a, 1.0 * b, 1.0 * x)
    good = (a > 0) & (b > 0) & (a < jnp.inf) & (b < jnp.inf) & (x >= 0) & (x <= 1)
    inside = good & (x > 0) & (x < 1)
    c, d, z = jnp.where(inside, a, 1.0), jnp.where(inside, b, 1.0), jnp.where(inside, x, 0.5)
    front = _beta_front(c, d, z, 1 - z)
    value = _tail_value(*front)
    if upper is not None:
        value = _over_tail(_beta_tail(c, d, z, False), *front, upper)
    value = jnp.where(x == 0, at_zero(a, b), jnp.where(x == 1, at_one(b, a), value))
    return jnp.where(good, value, jnp.nan)


def beta_density(a, b, x):
    """x^(a − 1) (1 − x)^(b − 1) / B(a, b); 1e-14 (1 + 0.02 |log result|)."""
    return _beta_slope(a, b, x, None, _edge_density, _edge_density)


def beta_density_over_lower_tail(a, b, x):
    """The beta density over I_x(a, b), also where these underflow; as beta_density."""
    return _beta_slope(a, b, x, False, lambda a, b: jnp.inf, _edge_density)


def beta_density_over_upper_tail(a, b, x):
    """The beta density over 1 − I_x(a, b), also where these underflow; as beta_density."""
    return _beta_slope(a, b, x, True, _edge_density, lambda a, b: jnp.inf)


def _beta_shapes(a, b, x, pick, zeros, ones):
    """pick(tail, slope) for both slopes in the domain, with the limits at x = 0 and x = 1."""
    *tail, slope_a, slope_b = _beta_tail(a, b, x, True)
    good = (a > 0) & (b > 0) & (a < jnp.inf) & (b < jnp.inf) & (x >= 0) & (x <= 1)
    values = (jnp.where(x == 0, zero, jnp.where(x == 1, one, pick(tail, slope)))
              for slope, zero, one in zip((slope_a, slope_b), zeros, ones))
    return tuple(jnp.where(good, v, jnp.nan) for v in values)


def beta_i_shape_derivatives(a, b, x):
    """(∂I/∂a, ∂I/∂b) of I_x(a, b) (Boik and Robison-Cox, J. Stat. Softw. 3, 1998); as beta_i."""
    return _beta_shapes(a, b, x, _tail_slope, (0.0, 0.0), (0.0, 0.0))


def log_beta_i_shape_derivatives(a, b, x):
    """(∂ log I/∂a, ∂ log I/∂b) of I_x(a, b), also where I underflows; as beta_i."""
    def pick(tail, slope):
        return _tail_log_slope(tail, slope, False)
    return _beta_shapes(a, b, x, pick, (-jnp.inf, jnp.inf), (0.0, 0.0))


def log_beta_i_complement_shape_derivatives(a, b, x):
    """(∂ log(1 − I)/∂a, ∂ log(1 − I)/∂b) of I_x(a, b), also where these underflow; as beta_i."""
    def pick(tail, slope):
        return _tail_log_slope(tail, slope, True)
    return _beta_shapes(a, b, x, pick, (0.0, 0.0), (jnp.inf, -jnp.inf))


def log_skew_normal_cdf(z, alpha):
    """log F(z; alpha) of the skew normal distribution by one integral for z ≤ 0 ≤ alpha; 1e-14."""
    # The mirror image of a negative shape has its tails exchanged.
    is_mirrored = alpha < 0
    x, a = jnp.where(is_mirrored, -z, z), jnp.abs(alpha)
    w = jnp.where(jnp.isinf(x), 0.0, jnp.abs(x))
    b = jnp.hypot(1.0, a)
    c = jnp.where(jnp.isinf(a), 1.0, a / b)
    y = jnp.where(w == 0, 0.0, b * w)
    is_far = y > 1e154
    y = jnp.where(is_far, 1.0, y)
    node, weight = GAUSS_LEGENDRE
    end = 80 / (y + jnp.sqrt(y * y + 80))
    u = 0.5 * end[..., None] * (1 + node)
    falling = jnp.exp(-u * (y[..., None] + 0.5 * u))
    total = (weight * falling * erfcx(c[..., None] * (y[..., None] + u) * 0.7071067811865476)).sum(-1)
    tail = jnp.log(0.5 * end * total) - jnp.log(b) - 0.9189385332046727 - 0.5 * y * y
    tail = jnp.where(is_far, -jnp.inf, tail)
    normal = log_normal_cdf(-w)
    upper = normal + jnp.log(2 - jnp.exp(tail - normal))
    middle = jnp.log(jax.scipy.special.erf(w * 0.7071067811865476) + jnp.exp(tail))
    lower = jnp.where(upper < -0.7, log1p(-jnp.exp(upper)), middle)
    below, above = jnp.where(x > 0, lower, tail), jnp.where(x > 0, upper, log1p(-jnp.exp(tail)))
    below = jnp.where(jnp.isinf(x), jnp.where(x < 0, -jnp.inf, 0.0), below)
    above = jnp.where(jnp.isinf(x), jnp.where(x < 0, 0.0, -jnp.inf), above)
    return jnp.where(jnp.isnan(z) | jnp.isnan(alpha), jnp.nan, jnp.where(is_mirrored, above, below))


def log_student_t_cdf(z, df):
    """log F(z; df) of Student's t distribution by incomplete beta functions; as log_beta_i."""
    is_normal = df == jnp.inf
    nu = jnp.where(is_normal, 1.0, df)
    square, a = z * z, 0.5 * nu
    # Beyond, I_x(a, 1/2) is xᵃ / (a B(a, 1/2)) to double precision, also where x is no number.
    is_far = square > 1e20 * nu
    square = jnp.where(is_far, 0.0, square)
    total = nu + square
    near = _tail_log(_beta_tail(a, 0.5, nu / total, False, square / total), False)
    log_x = jnp.log(nu) - 2 * jnp.log(jnp.where(is_far, jnp.abs(z), 1.0))
    log_outside = jnp.where(is_far, a * log_x - jnp.log(a) - log_beta(a, 0.5), near)
    value = jnp.where(z < 0, log_outside - 0.6931471805599453, log1p(-0.5 * jnp.exp(log_outside)))
    value = jnp.where(is_normal, log_normal_cdf(z), value)
    return jnp.where((df > 0) & ~jnp.isnan(z), value, jnp.nan)


def _student_t_tail(size, nu):
    """The density over F(−size; nu) and ∂ log F/∂nu there, for nu ≥ 10, size > 2.5 by quadrature.

    With |t| = size eᵛ the tail is size · f ∫ e^(−E(v)) dv, E = (nu + 1)/2 · log(1 + k (e²ᵛ − 1)) − v.
    """
    root = size / jnp.sqrt(nu)
    far = root > 1e8
    square = jnp.where(far, 1.0, root) ** 2
    k, half = jnp.where(far, 1.0, square / (1 + square)), 0.5 * (nu + 1)
    length = 42 / ((nu + 1) * k - 1)
    for _ in range(12):
        length = jnp.minimum(length, 300)
        growth = jnp.exp(2 * length)
        slope = (nu + 1) * k * growth / (1 + k * (growth - 1)) - 1
        length = length - (half * log1p(k * jnp.expm1(2 * length)) - length - 42) / slope
    node, weight = GAUSS_LEGENDRE
    size, nu, root, square, k, half, far, length = (
        v[..., None] for v in (size, nu, root, square, k, half, far, length))
    v = 0.5 * length * (1 + node)
    mass = weight * jnp.exp(v - half * log1p(k * jnp.expm1(2 * v)))
    total = mass.sum(-1)
    near = _student_t_score(square * jnp.exp(2 * jnp.minimum(v, 150)), nu)
    peak = _student_t_peak_slope(nu)
    score = jnp.where(far, 0.5 * (peak + 1 / nu + 1 - 2 * (jnp.log(root) + v)), near)
    hazard = 2 / (size[..., 0] * length[..., 0] * total)
    return hazard, (mass * score).sum(-1) / total


def _student_t_peak_slope(nu):
    """ψ((nu + 1)/2) − ψ(nu/2) − 1/nu, which goes like 1/(2 nu²)."""
    a = 0.5 * nu
    b = jnp.minimum(a, 16)
    r = 1 / jnp.maximum(a, 16) ** 2
    far = r * _poly((1 / 8, -1 / 64, 1 / 128, -17 / 2048, 31 / 2048, -691 / 16384), r)
    return jnp.where(a >= 16, far, digamma_difference(b, 0.5) - 0.5 / b)


def _student_t_score(u, nu):
    """∂ log f/∂nu of Student's density where t²/nu is u."""
    share = u / (1 + u)
    bend = jnp.where(u < 1, _log1pmx(jnp.minimum(u, 1)) + u * share, log1p(u) - share)
    return 0.5 * (_student_t_peak_slope(nu) + share / nu - bend)


def _log_student_t_cdf_slopes(z, df):
    """(f/F, ∂ log F/∂df) of Student's t distribution, see log_student_t_cdf_degrees_derivative."""
    z, df = jnp.broadcast_arrays(1.0 * z, 1.0 * df)
    is_normal = df == jnp.inf
    good = (df > 0) & ~is_normal & (jnp.abs(z) < jnp.inf)
    nu, t = jnp.where(good, df, 4.0), jnp.where(good, z, 0.5)
    size = jnp.abs(t)
    lower = jnp.exp(log_student_t_cdf(-size, nu))
    probability = jnp.where(t < 0, lower, 1 - lower)
    is_near = size <= jnp.minimum(2.5, jnp.sqrt(nu))
    node, weight = GAUSS_LEGENDRE
    s = 0.5 * jnp.where(is_near, size, 1.0)[..., None] * (1 + node)
    wide = nu[..., None]
    a = 0.5 * nu
    peak = _log_pochhammer(a, jnp.full_like(a, 0.5)) - 0.5 * jnp.log(a) - 0.9189385332046728

    def density(t, nu, peak):
        return jnp.exp(peak - 0.5 * (nu + 1) * log1p(t * t / nu))

    mass = density(s, wide, peak[..., None]) * _student_t_score(s * s / wide, wide)
    integral = 0.5 * size * (weight * mass).sum(-1)
    near = (density(jnp.where(is_near, size, 1.0), nu, peak) / probability,
            jnp.where(t < 0, -integral, integral) / probability)
    # Beyond √nu for nu < 10 by the incomplete beta function, far out by its leading term.
    root = size / jnp.sqrt(nu)
    is_far = root > 1e10
    square = jnp.where(is_far | is_near | (nu >= 10), 1.0, root) ** 2
    b, half = jnp.minimum(a, 5.0), 0.5 + jnp.zeros_like(a)
    x, y = 1 / (1 + square), square / (1 + square)
    tail = _beta_tail(b, half, x, True, y)
    exponent, factor = _beta_front(b, half, x, y)
    front = _over_tail(tail, exponent, factor * x * y, False)
    far_slope = -jnp.log(root) + 0.5 + 0.5 * (digamma(b + 0.5) - digamma(b + 1))
    light = (jnp.where(is_far, nu, 2 * front) / size,
             jnp.where(is_far, far_slope, 0.5 * _tail_log_slope(tail[:3], tail[3], False) + front / nu))
    heavy = _student_t_tail(jnp.where(is_near, 3.0, size), jnp.maximum(nu, 10))
    odds = lower / (1 - lower)
    result = []
    for k in range(2):
        beyond = jnp.where(nu < 10, light[k], heavy[k])
        beyond = jnp.where(t < 0, beyond, (odds if k == 0 else -odds) * beyond)
        result.append(jnp.where(is_near, near[k], beyond))
    lowest = 0.7978845608028654 / erfcx(-0.7071067811865476 * jnp.minimum(z, 0))
    upper = 0.3989422804014327 * _exp_of_square(-0.5, jnp.maximum(z, 0)) / normal_cdf(z)
    hazard = jnp.where(is_normal, jnp.where(z < 0, lowest, upper), jnp.where(good, result[0], 0.0))
    slope = jnp.where(is_normal, 0.0, jnp.where(good, result[1], jnp.where(z < 0, -jnp.inf, 0.0)))
    bad = ~(df > 0) | jnp.isnan(z)
    return jnp.where(bad, jnp.nan, hazard), jnp.where(bad, jnp.nan, slope)


def student_t_hazard(z, df):
    """f/F of Student's t distribution, also where these underflow; 1e-13."""
    return _log_student_t_cdf_slopes(z, df)[0]


def log_student_t_cdf_degrees_derivative(z, df):
    """∂ log F(z; df)/∂df of Student's t distribution by the integral of ∂f/∂df; 1e-13."""
    return _log_student_t_cdf_slopes(z, df)[1]
