#!/usr/bin/env python3
"""Prints the coefficients in Sources/ApusNative/Math of the special functions' fits, by mpmath 1.3.

A fit interpolates the function at Chebyshev's points, which is within a small factor of the best one of its degrees: a
polynomial, or a ratio of polynomials whose denominator begins with 1. Its variable, x in the code, is given with each.
The error that is printed is the largest relative one with the coefficients rounded to double precision.
"""

import sys

import mpmath as mp

mp.mp.dps = 60


def points(a, b, count):
    return [(a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def fit(name, f, a, b, m, n=0):
    """Prints the ratio of degrees m and n, for n = 0 the polynomial, that fits f on [a, b]."""
    a, b = mp.mpf(a), mp.mpf(b)
    xs = points(a, b, m + n + 1)
    matrix = mp.matrix(m + n + 1, m + n + 1)
    right = mp.matrix(m + n + 1, 1)
    for i, x in enumerate(xs):
        fx = f(x)
        for j in range(m + 1):
            matrix[i, j] = x**j / fx
        for j in range(1, n + 1):
            matrix[i, m + j] = -(x**j)
        right[i] = 1
    solution = mp.lu_solve(matrix, right)
    p = [float(solution[j]) for j in range(m + 1)]
    q = [1.0] + [float(solution[m + j]) for j in range(1, n + 1)]
    value = lambda x: mp.polyval(p[::-1], x) / mp.polyval(q[::-1], x)
    error = max(abs(value(x) / f(x) - 1) for k in range(300) for x in [a + (b - a) * (k + mp.mpf(1) / 2) / 300])
    print(f"\n{name}: [{mp.nstr(a, 8)}, {mp.nstr(b, 8)}], degrees {m} and {n}, error {mp.nstr(error, 2)}")
    show(p)
    if n:
        show(q)


def show(numbers):
    line = "   "
    for text in [f"{repr(number)}," for number in numbers]:
        if len(line) + len(text) > 118:
            print(line)
            line = "   "
        line += " " + text
    print(line)


def error_function():
    erfcx = lambda x: mp.exp(x * x) * mp.erfc(x) if x < 1e4 else (1 - 1 / (2 * x * x) + 3 / (4 * x**4)) / (x * mp.sqrt(mp.pi))
    # t = 1 − 8/(4 + x), which is −1 at 0 and 1 at ∞.
    def excess(t):
        if 1 - t < mp.mpf(10) ** -20:
            return 1 / mp.sqrt(mp.pi) - mp.mpf(1) / 2
        x = 8 / (1 - t) - 4
        return ((mp.mpf(1) / 2 + x) * erfcx(x) - mp.mpf(1) / 2) * (4 + x) / x

    fit("((½ + x) erfcx x − ½) (4 + x)/x in 1 − 8/(4 + x)", excess, -1, 1, 23)
    near = lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1 if z else 2 / mp.sqrt(mp.pi) - 1
    fit("erf x / x − 1 in x²", near, 0, mp.mpf(1) / 4, 8)


def gamma():
    with mp.workdps(100):
        root = mp.findroot(lambda x: mp.psi(0, x), mp.mpf("1.4616321449683623"))
    high = float(root - 1)
    print(f"\nroot of ψ less one: {high!r} + {float(root - 1 - high)!r}")
    delta = lambda x: mp.loggamma(x) - ((x - mp.mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)

    def far(f, limit):
        def g(w):
            if w < 1e-16:
                return mp.mpf(limit)
            with mp.workdps(120):
                return f(1 / mp.sqrt(w))
        return g

    ninth = mp.mpf(1) / 9
    over_zeros = lambda x: mp.loggamma(1 + x) / (x * (x - 1)) if x != 1 else 1 - mp.euler
    fit("log Γ(1 + x) / (x (x − 1))", over_zeros, 0, 2, 8, 8)
    fit("x δ(x) in 1/x²", far(lambda x: x * delta(x), mp.mpf(1) / 12), 0, ninth, 12)
    fit("ψ(1 + x) / (1 + x − root)", lambda x: mp.psi(0, 1 + x) / (1 + x - root), 0, 2, 7, 7)
    rest = lambda x: (mp.log(x) - 1 / (2 * x) - mp.psi(0, x)) * x * x
    fit("(log x − 1/2x − ψ(x)) x² in 1/x²", far(rest, mp.mpf(1) / 12), 0, ninth, 14)
    fit("ψ′(1 + x)", lambda x: mp.psi(1, 1 + x), 0, 2, 7, 7)
    rest = lambda x: (mp.psi(1, x) - 1 / x - 1 / (2 * x * x)) * x**3
    fit("(ψ′(x) − 1/x − 1/2x²) x³ in 1/x²", far(rest, mp.mpf(1) / 6), 0, ninth, 14)


def log_gamma_zeros():
    """The zeros of log|Γ| between −16.5 and −2, with the series of the function around each up to an eighth of its
    distance to the nearest pole: head and tail of the zero, that radius, the coefficients of h, h², … h¹⁶."""
    print("\nzeros of log |Γ|")
    for m in range(2, 17):
        for sign in (1, -1):
            if m == 2 and sign == 1:
                continue
            with mp.workdps(100):
                f = lambda x: mp.log(abs(mp.gamma(x)))
                start = {(2, -1): mp.mpf("-2.4570247"), (3, 1): mp.mpf("-2.7476827")}.get((m, sign))
                zero = start if start is not None else -m + sign / mp.factorial(m)
                for _ in range(60):
                    step = f(zero) / mp.psi(0, zero)
                    zero -= step
                    if abs(step) < mp.mpf(10) ** -80:
                        break
                distance = min(abs(zero + m), 1 - abs(zero + m))
                series = [mp.psi(k, zero) / mp.factorial(k + 1) for k in range(16)]
            head = float(zero)
            show([head, float(zero - head), float(distance / 8)] + [float(c) for c in series])


def bessel():
    i0 = lambda t: mp.hyp0f1(1, t)
    fit("(I₀(x) − 1)/t in t = x²/4", lambda t: (i0(t) - 1) / t if t else mp.mpf(1), 0, 16, 15)
    fit("2 I₁(x)/x in t = x²/4", lambda t: mp.hyp0f1(2, t), 0, 16, 15)
    for order in (0, 1):
        def scaled(u):
            t = (u + 1) / 16
            return mp.besseli(order, 1 / t) * mp.exp(-1 / t) / mp.sqrt(t) if t > 1e-12 else 1 / mp.sqrt(2 * mp.pi)
        fit(f"√x e⁻ˣ I{order}(x) in 16/x − 1", scaled, -1, 1, 23)


FITS = {f.__name__: f for f in (error_function, gamma, log_gamma_zeros, bessel)}

if __name__ == "__main__":
    for name in sys.argv[1:] or FITS:
        FITS[name]()
