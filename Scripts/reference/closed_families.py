"""Log densities, tails, moments and quantiles of the continuous families with closed forms, in mpmath: for the scripts beside it.

Each is written from its definition, to whatever precision is set. The parameters stand in the order of the Swift families; outside
the support a log density is -inf. Tails are (log F, log(1 - F)), of which the smaller one is known, and the other its complement.
"""

import mpmath as mp

log, exp, sqrt, lg = mp.log, mp.exp, mp.sqrt, mp.loggamma


def gamma_density(a, b, x):
    return a * log(b) - lg(a) + (a - 1) * log(x) - b * x


def inverse_gamma_density(a, b, x):
    return a * log(b) - lg(a) - (a + 1) * log(x) - b / x


def gumbel(m, s, x):
    z = (x - m) / s
    return -z - exp(-z) - log(s)


def weibull(k, s, x):
    return log(k) - log(s) + (k - 1) * log(x / s) - (x / s) ** k


def pareto(a, m, x):
    return log(a) + a * log(m) - (a + 1) * log(x) if x >= m else -mp.inf


def pareto_type_2(a, m, s, x):
    return log(a) - log(s) - (a + 1) * mp.log1p((x - m) / s) if x >= m else -mp.inf


def rayleigh(s, x):
    return log(x) - 2 * log(s) - (x / s) ** 2 / 2


def maxwell(s, x):
    return log(2 / mp.pi) / 2 + 2 * log(x) - 3 * log(s) - (x / s) ** 2 / 2


def levy(m, c, x):
    return log(c / (2 * mp.pi)) / 2 - 3 * log(x - m) / 2 - c / (2 * (x - m)) if x > m else -mp.inf


def frechet(a, s, x):
    return log(a) - log(s) - (a + 1) * log(x / s) - (x / s) ** -a


def half_student_t(n, s, x):
    constant = lg((n + 1) / 2) - lg(n / 2) - log(n * mp.pi) / 2
    return log(2) + constant - log(s) - (n + 1) / 2 * mp.log1p((x / s) ** 2 / n)


def chi_squared(n, x):
    return gamma_density(n / 2, mp.mpf(1) / 2, x)


def inverse_chi_squared(n, x):
    return inverse_gamma_density(n / 2, mp.mpf(1) / 2, x)


def scaled_inverse_chi_squared(n, s, x):
    return inverse_gamma_density(n / 2, n * s**2 / 2, x)


def asymmetric_laplace(k, m, s, x):
    z = (x - m) / s
    return -log(s) - log(k + 1 / k) - (k * z if z >= 0 else -z / k)


def log_logistic(a, b, x):
    w = b * log(x / a)
    return log(b) - log(x) - abs(w) - 2 * mp.log1p(exp(-abs(w)))


def log_uniform(a, b, x):
    return -log(x) - log(log(b / a)) if a <= x <= b else -mp.inf


def kumaraswamy(a, b, x):
    return log(a) + log(b) + (a - 1) * log(x) + (b - 1) * mp.log1p(-(x**a)) if 0 < x < 1 else -mp.inf


def triangular(a, c, b, x):
    if not a <= x <= b:
        return -mp.inf
    return log(2) - log(b - a) + (log((x - a) / (c - a)) if x < c else log((b - x) / (b - c)))


def moyal(m, s, x):
    z = (x - m) / s
    return -(z + exp(-z)) / 2 - log(2 * mp.pi) / 2 - log(s)


# Each family's log density in its parameters and the value.
DENSITIES = {
    "Gumbel": gumbel,
    "Weibull": weibull,
    "Pareto": pareto,
    "ParetoType2": pareto_type_2,
    "Rayleigh": rayleigh,
    "Maxwell": maxwell,
    "Levy": levy,
    "Frechet": frechet,
    "HalfStudentT": half_student_t,
    "ChiSquared": chi_squared,
    "InverseChiSquared": inverse_chi_squared,
    "ScaledInverseChiSquared": scaled_inverse_chi_squared,
    "AsymmetricLaplace": asymmetric_laplace,
    "LogLogistic": log_logistic,
    "LogUniform": log_uniform,
    "Kumaraswamy": kumaraswamy,
    "Triangular": triangular,
    "Moyal": moyal,
}


def moments(name, *p):
    """(mean, variance); infinite or nan where there is none."""
    p = [mp.mpf(x) for x in p]
    return MOMENTS[name](*p)


def beyond(a, mean, variance):
    """Moments of a tail of the order x^-a: the mean is infinite for a <= 1, the variance for a <= 2."""
    return mean() if a > 1 else mp.inf, variance() if a > 2 else mp.inf if a > 1 else mp.nan


def weibull_moments(k, s):
    first = mp.gamma(1 + 1 / k)
    return s * first, s**2 * (mp.gamma(1 + 2 / k) - first**2)


def frechet_moments(a, s):
    first = lambda: mp.gamma(1 - 1 / a)
    return beyond(a, lambda: s * first(), lambda: s**2 * (mp.gamma(1 - 2 / a) - first() ** 2))


def half_student_t_moments(n, s):
    first = lambda: 2 * s * sqrt(n / mp.pi) * mp.gamma((n + 1) / 2) / mp.gamma(n / 2) / (n - 1)
    return beyond(n, first, lambda: s**2 * n / (n - 2) - first() ** 2)


def inverse_gamma_moments(a, b):
    return beyond(a, lambda: b / (a - 1), lambda: b**2 / ((a - 1) ** 2 * (a - 2)))


def log_logistic_moments(a, b):
    t = mp.pi / b
    first = lambda: a * t / mp.sin(t)
    return beyond(b, first, lambda: a**2 * 2 * t / mp.sin(2 * t) - first() ** 2)


def log_uniform_moments(a, b):
    first = (b - a) / log(b / a)
    return first, (b**2 - a**2) / (2 * log(b / a)) - first**2


def kumaraswamy_moments(a, b):
    first, second = (b * mp.beta(1 + n / a, b) for n in (mp.mpf(1), mp.mpf(2)))
    return first, second - first**2


def pareto_type_2_moments(a, m, s):
    return beyond(a, lambda: m + s / (a - 1), lambda: a * s**2 / ((a - 1) ** 2 * (a - 2)))


MOMENTS = {
    "Gumbel": lambda m, s: (m + mp.euler * s, mp.pi**2 / 6 * s**2),
    "Weibull": weibull_moments,
    "Pareto": lambda a, m: beyond(a, lambda: a * m / (a - 1), lambda: a * m**2 / ((a - 1) ** 2 * (a - 2))),
    "ParetoType2": pareto_type_2_moments,
    "Rayleigh": lambda s: (s * sqrt(mp.pi / 2), s**2 * (2 - mp.pi / 2)),
    "Maxwell": lambda s: (2 * s * sqrt(2 / mp.pi), s**2 * (3 - 8 / mp.pi)),
    "Frechet": frechet_moments,
    "HalfStudentT": half_student_t_moments,
    "ChiSquared": lambda n: (n, 2 * n),
    "InverseChiSquared": lambda n: inverse_gamma_moments(n / 2, mp.mpf(1) / 2),
    "ScaledInverseChiSquared": lambda n, s: inverse_gamma_moments(n / 2, n * s**2 / 2),
    "AsymmetricLaplace": lambda k, m, s: (m + s * (1 / k - k), s**2 * (1 / k**2 + k**2)),
    "LogLogistic": log_logistic_moments,
    "LogUniform": log_uniform_moments,
    "Kumaraswamy": kumaraswamy_moments,
    "Triangular": lambda a, c, b: ((a + b + c) / 3, (a**2 + b**2 + c**2 - a * b - a * c - b * c) / 18),
    "Moyal": lambda m, s: (m + s * (mp.euler + log(2)), s**2 * mp.pi**2 / 2),
}


def both(log_tail, is_lower):
    """(log F, log(1 - F)) of the tail that is known."""
    other = log(-mp.expm1(log_tail)) if log_tail > -0.7 else mp.log1p(-exp(log_tail))
    return (log_tail, other) if is_lower else (other, log_tail)


def asymmetric_laplace_tails(k, m, s, x):
    z = (x - m) / s
    return both(z / k - mp.log1p(1 / k**2), True) if z < 0 else both(-k * z - mp.log1p(k**2), False)


def log_uniform_tails(a, b, x):
    width, low, high = log(b / a), log(x / a), log(b / x)
    return both(log(low / width), True) if low < high else both(log(high / width), False)


def triangular_tails(a, c, b, x):
    if x < c:
        return both(log((x - a) ** 2 / ((b - a) * (c - a))), True)
    return both(log((b - x) ** 2 / ((b - a) * (b - c))), False)


# Each family's two tails, where they are elementary functions.
TAILS = {
    "Gumbel": lambda m, s, x: both(-exp(-(x - m) / s), True),
    "Weibull": lambda k, s, x: both(-((x / s) ** k), False),
    "Pareto": lambda a, m, x: both(-a * log(x / m), False),
    "ParetoType2": lambda a, m, s, x: both(-a * mp.log1p((x - m) / s), False),
    "Rayleigh": lambda s, x: both(-((x / s) ** 2) / 2, False),
    "Frechet": lambda a, s, x: both(-((x / s) ** -a), True),
    "AsymmetricLaplace": asymmetric_laplace_tails,
    "LogLogistic": lambda a, b, x: both(-mp.log1p((x / a) ** b), False),
    "LogUniform": log_uniform_tails,
    "Kumaraswamy": lambda a, b, x: both(b * mp.log1p(-(x**a)), False),
    "Triangular": triangular_tails,
}


def at_tails(by_survival):
    """The quantiles of p and of 1 - p, of a function of -log(1 - F) and of -log F."""
    def pair(p, *parameters):
        near, far = -mp.log1p(-p), -log(p)
        return by_survival(near, far, *parameters), by_survival(far, near, *parameters)
    return pair


def asymmetric_laplace_quantile(s, f, k, m, c):
    is_below = f > mp.log1p(1 / k**2)
    return m + c * (k * (mp.log1p(1 / k**2) - f) if is_below else (s - mp.log1p(k**2)) / k)


def triangular_quantile(s, f, a, c, b):
    is_below = exp(-f) * (b - a) < c - a
    return a + sqrt(exp(-f) * (b - a) * (c - a)) if is_below else b - sqrt(exp(-s) * (b - a) * (b - c))


# Each family's quantiles below and above which there is the probability p, given s = -log(1 - F) and f = -log F.
QUANTILES = {
    "Gumbel": at_tails(lambda s, f, m, c: m - c * log(f)),
    "Weibull": at_tails(lambda s, f, k, c: c * s ** (1 / k)),
    "Pareto": at_tails(lambda s, f, a, m: m * exp(s / a)),
    "ParetoType2": at_tails(lambda s, f, a, m, c: m + c * mp.expm1(s / a)),
    "Rayleigh": at_tails(lambda s, f, c: c * sqrt(2 * s)),
    "Frechet": at_tails(lambda s, f, a, c: c * f ** (-1 / a)),
    "AsymmetricLaplace": at_tails(asymmetric_laplace_quantile),
    "LogLogistic": at_tails(lambda s, f, a, b: a * exp((s - f) / b)),
    "LogUniform": at_tails(lambda s, f, a, b: a * exp(log(b / a) * exp(-f))),
    "Kumaraswamy": at_tails(lambda s, f, a, b: exp(log(-mp.expm1(-s / b)) / a)),
    "Triangular": at_tails(triangular_quantile),
}
