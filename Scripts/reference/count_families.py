"""Families of counts in mpmath, for the scripts beside this one: log probabilities, both tails, means and variances.

Sums run over positive terms from the tail's end to where terms vanish: nothing cancels. The functions take mpmath's numbers and its
current precision. Made with mpmath 1.3.
"""

import functools

import mpmath as mp

log, lg = mp.log, mp.loggamma


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def complement(log_tail):
    return mp.log(-mp.expm1(log_tail)) if log_tail > -0.7 else mp.log1p(-mp.exp(log_tail))


def both(log_tail, is_lower):
    return (log_tail, complement(log_tail)) if is_lower else (complement(log_tail), log_tail)


def log_sum(term, first, step, last=mp.inf, ratio=None):
    """The log of the sum of e^term from `first` on, in steps of 1 or -1 up to `last`; by ratios of neighbours where these are given."""
    if ratio:
        total = part = mp.mpf(1)
        k, least = first, mp.mpf(10) ** -(mp.mp.dps + 8)
        while (last - k) * step > 0:
            share = ratio(k) if step > 0 else 1 / ratio(k - 1)
            part *= share
            total += part
            k += step
            if share < 0.999 and part < least * total:
                break
        return term(first) + mp.log(total)
    total, greatest, k, before = mp.mpf(0), term(first), first, -mp.inf
    while (last - k) * step >= 0:
        value = term(k)
        total += mp.exp(value - greatest)
        if value < before and value - greatest < mp.log(total) - (mp.mp.dps + 8) * mp.log(10) and mp.exp(value - before) < 0.999:
            break
        before = value
        k += step
    return greatest + mp.log(total)


def summed(term, mean, first=0, last=mp.inf, ratio=None):
    """Both tails at k of e^term, by the one on k's own side of the mean; `ratio` is that of the term at k + 1 to the one at k."""
    def tails(k):
        k = mp.floor(k)
        if k < mean:
            return both(log_sum(term, k, -1, first, ratio), True)
        return both(log_sum(term, k + 1, 1, last, ratio), False)
    return tails


# Ordered categories.

def log_normal_cdf(z):
    return log(mp.erfc(-z / mp.sqrt(2)) / 2)


def between(cdf, eta, cuts, k):
    """The log of the probability between two cutpoints, on their side of the middle."""
    k = int(mp.nint(k))
    low = cuts[k - 1] - eta if k > 0 else -mp.inf
    high = cuts[k] - eta if k < len(cuts) else mp.inf
    if low + high > 0 or high == mp.inf:
        low, high = -high, -low
    return log(cdf(high) - (cdf(low) if low > -mp.inf else 0))


def normal_cdf(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def ordered_logistic(eta, *rest):
    return between(sigmoid, eta, rest[:-1], rest[-1])


def ordered_probit(eta, *rest):
    return between(normal_cdf, eta, rest[:-1], rest[-1])


def ordered_tails(cdf):
    def tails(eta, *rest):
        z = rest[int(mp.floor(rest[-1]))] - eta
        return both(log(cdf(z)), True) if z < 0 else both(log(cdf(-z)), False)
    return tails


# Families by gamma functions.

def log_beta(a, b):
    return lg(a) + lg(b) - lg(a + b)


def choose(n, k):
    return lg(n + 1) - lg(k + 1) - lg(n - k + 1)


def beta_binomial(n, a, b, k):
    return choose(n, k) + log_beta(k + a, n - k + b) - log_beta(a, b)


def hypergeometric(size, marked, drawn, k):
    return choose(marked, k) + choose(size - marked, drawn - k) - choose(size, drawn)


def beta_negative_binomial(r, a, b, k):
    return lg(r + k) - lg(k + 1) - lg(r) + log_beta(a + r, b + k) - log_beta(a, b)


def beta_negative_tails(r, a, b, k):
    """By the sum up to k, with the digits of its complement too; or by 3F2(1, a + b, a + r; a + 1, a + b + r + k + 1; 1), far out."""
    k = mp.floor(k)
    term = lambda j: beta_negative_binomial(r, a, b, j)
    if k < r * b / a or k < 400:
        ratio = lambda j: (r + j) * (b + j) / ((j + 1) * (a + b + r + j))
        with mp.workdps(mp.mp.dps + 340):
            return both(log_sum(term, k, -1, 0, ratio), True)
    front = log_beta(a + r, b + k + 1) - log_beta(r, k + 1) - log(a) - log_beta(a, b)
    total = part = mp.mpf(1)
    n, least = 0, mp.mpf(10) ** -(mp.mp.dps + 8)
    while True:
        share = (a + b + n) * (a + r + n) / ((a + 1 + n) * (a + b + r + k + 1 + n))
        part *= share
        total += part
        n += 1
        if share < 0.999 and part < least * total:
            return both(front + log(total), False)


def poisson(r, k):
    return k * log(r) - r - lg(k + 1)


def generalized_poisson_term(t, d, k):
    return log(t) + (k - 1) * log(t + d * k) - t - d * k - lg(k + 1)


def generalized_poisson_weights(t, d, place=0):
    """The terms of λ < 0, for the counts k with θ + λ k > 0 until they are below the precision of those about a place."""
    weights, least = [], mp.mpf(10) ** -(mp.mp.dps + 10)
    for k in range(int(mp.ceil(-t / d))):
        weights.append(mp.exp(generalized_poisson_term(t, d, k)))
        if k > max(t, place + 1) and weights[-1] < least * weights[place + 1]:
            break
    return weights


def generalized_poisson(t, d, k):
    if d >= 0:
        return generalized_poisson_term(t, d, k)
    return generalized_poisson_term(t, d, k) - log(mp.fsum(generalized_poisson_weights(t, d)))


def generalized_poisson_tails(t, d, k):
    if d >= 0:
        return summed(lambda j: generalized_poisson_term(t, d, j), t / (1 - d))(k)
    k = int(mp.floor(k))
    weights = generalized_poisson_weights(t, d, k)
    below, above = mp.fsum(weights[:k + 1]), mp.fsum(weights[k + 1:])
    if not above:
        return log(below / (below + above)), -mp.inf
    return both(log(min(below, above) / (below + above)), below < above)


def generalized_poisson_moments(t, d):
    if d >= 0:
        return t / (1 - d), t / (1 - d) ** 3
    weights = generalized_poisson_weights(t, d)
    total = mp.fsum(weights)
    mean = mp.fsum(w * j for j, w in enumerate(weights)) / total
    return mean, mp.fsum(w * (j - mean) ** 2 for j, w in enumerate(weights)) / total


def yule_simon(r, k):
    return log(r) + log_beta(k, r + 1)


def yule_simon_tails(r, k):
    return both(log(k) + log_beta(k, r + 1), False)


def discrete_weibull(q, b, k):
    return k**b * log(q) + log(-mp.expm1(((k + 1) ** b - k**b) * log(q))) if k > 0 else mp.log1p(-q)


def discrete_weibull_tails(q, b, k):
    return both((k + 1) ** b * log(q), False)


def skellam(a, b, k):
    return -a - b + k * log(a / b) / 2 + log(mp.besseli(abs(k), 2 * mp.sqrt(a * b)))


@functools.lru_cache(maxsize=None)
def _log_z(rate, nu, dps):
    mode = mp.exp(log(rate) / nu)
    start = mp.floor(mode)
    peak = start * log(rate) - nu * lg(start + 1)
    total = mp.mpf(1)
    least = mp.mpf(10) ** -(dps + 8)
    for step in (1, -1):
        term, k = mp.mpf(1), start
        while k + step >= 0:
            term *= rate / (k + 1) ** nu if step > 0 else k**nu / rate
            k += step
            total += term
            if term < least * total:
                break
    return peak + log(total)


def conway(rate, nu, k):
    # More digits than these would cost hours at large rates.
    with mp.workdps(min(mp.mp.dps, 80)):
        return k * log(rate) - nu * lg(k + 1) - _log_z(rate, nu, mp.mp.dps)


# Zeros besides.

def zero_inflated(p, r, k):
    return log(p + (1 - p) * mp.exp(-r)) if k == 0 else mp.log1p(-p) + poisson(r, k)


def hurdle(p, r, k):
    return log(p) if k == 0 else mp.log1p(-p) + poisson(r, k) - log(-mp.expm1(-r))


def with_zeros(tails, p, r, k, share):
    """Of a tail above k in a share 1 - p of the cases."""
    lower, upper = tails(r, k)
    upper += mp.log1p(-p) + share
    if upper > -0.7:
        lower = log(p + (1 - p) * (mp.exp(lower) if share == 0 else -mp.expm1(upper - mp.log1p(-p))))
        return lower, complement(lower)
    return complement(upper), upper


def poisson_tails(r, k):
    return summed(lambda j: poisson(r, j), r, ratio=lambda j: r / (j + 1))(k)


def zero_inflated_tails(p, r, k):
    return with_zeros(poisson_tails, p, r, k, 0)


def hurdle_tails(p, r, k):
    if k < r:
        # The sum from 1 on.
        part = log_sum(lambda j: poisson(r, j), k, -1, 1) - log(-mp.expm1(-r)) if k >= 1 else -mp.inf
        lower = log(p + (1 - p) * mp.exp(part))
        return lower, complement(lower)
    return with_zeros(poisson_tails, p, r, k, -log(-mp.expm1(-r)))


def uniform_tails(a, b, k):
    return both(log((k - a + 1) / (b - a + 1)), True) if k - a < b - k else both(log((b - k) / (b - a + 1)), False)


# Each family: the log probability, both tails or None, which arguments have derivatives, mean and variance or None.
FAMILIES = {
    "OrderedLogistic": (ordered_logistic, ordered_tails(sigmoid), [0, 1, 2, 3], None),
    "OrderedProbit": (ordered_probit, ordered_tails(normal_cdf), [0, 1, 2, 3], None),
    "BetaBinomial": (
        beta_binomial, lambda n, a, b, k: summed(
            lambda j: beta_binomial(n, a, b, j), n * a / (a + b), 0, n,
            lambda j: (n - j) * (a + j) / (j + 1) / (n - j - 1 + b))(k), [1, 2],
        lambda n, a, b: (n * a / (a + b), n * a * b * (a + b + n) / (a + b) ** 2 / (a + b + 1))),
    "ZeroInflated": (
        zero_inflated, zero_inflated_tails, [0, 1], lambda p, r: ((1 - p) * r, (1 - p) * r * (1 + p * r))),
    "Hurdle": (
        hurdle, hurdle_tails, [0, 1],
        lambda p, r: ((1 - p) * r / -mp.expm1(-r), (1 - p) * (r + r * r) / -mp.expm1(-r) - ((1 - p) * r / mp.expm1(-r)) ** 2)),
    "DiscreteUniform": (
        lambda a, b, k: -log(b - a + 1), uniform_tails, [], lambda a, b: ((a + b) / 2, ((b - a + 1) ** 2 - 1) / 12)),
    "Hypergeometric": (
        hypergeometric,
        lambda s, m, n, k: summed(
            lambda j: hypergeometric(s, m, n, j), n * m / s, max(0, m + n - s), min(m, n),
            lambda j: (m - j) * (n - j) / (j + 1) / (s - m - n + j + 1))(k), [],
        lambda s, m, n: (n * m / s, n * m / s * (s - m) / s * (s - n) / (s - 1))),
    "DiscreteWeibull": (discrete_weibull, discrete_weibull_tails, [0, 1], None),
    "BetaNegativeBinomial": (
        beta_negative_binomial, beta_negative_tails, [0, 1, 2],
        lambda r, a, b: (r * b / (a - 1), r * (r + a - 1) * b * (a + b - 1) / (a - 2) / (a - 1) ** 2)),
    "Skellam": (
        skellam, lambda a, b, k: summed(lambda j: skellam(a, b, j), a - b, -mp.inf)(k), [0, 1], lambda a, b: (a - b, a + b)),
    "YuleSimon": (
        yule_simon, yule_simon_tails, [0],
        lambda r: (r / (r - 1) if r > 1 else mp.inf, r * r / (r - 1) ** 2 / (r - 2) if r > 2 else mp.inf)),
    "GeneralizedPoisson": (
        generalized_poisson, generalized_poisson_tails, [0, 1], generalized_poisson_moments),
    "ConwayMaxwellPoisson": (
        conway, lambda r, v, k: summed(
            lambda j: conway(r, v, j), mp.exp(log(r) / v), ratio=lambda j: r / (j + 1) ** v)(k), [0, 1], None),
}


class Member:
    """A family with parameters, with what the scripts ask of SciPy's frozen distributions; by double-precision sums of mpmath's terms."""

    class Kind:
        name = "counts"

        def pmf(self):
            pass

    dist = Kind()

    def __init__(self, name, parameters, first=0, last=4000):
        with mp.workdps(20):
            exact = [mp.mpf(p) for p in parameters]
            term, self.first = FAMILIES[name][0], first
            self.logs = [float(term(*exact, mp.mpf(k))) for k in range(first, last + 1)]

    def places(self, p):
        """About the quantiles below and above which there is the probability p."""
        import numpy as np
        if not hasattr(self, "below"):
            chances = np.exp(self.logs)
            self.below, self.above = np.cumsum(chances), np.cumsum(chances[::-1])[::-1] - chances
            self.above = np.append(np.cumsum(chances[::-1])[::-1][1:], 0.0)
        return (self.first + int(np.argmax(self.below >= p)), self.first + int(np.argmax(self.above <= p)))
