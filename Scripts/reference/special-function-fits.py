#!/usr/bin/env python3
"""Prints the coefficients of the fits in Sources/ApusNumerics/SpecialFunctions/Fit+*.swift, by mpmath 1.3.

A ratio p(x) / q(x) interpolates the function at Chebyshev's points, which is within a small factor of the best ratio of
its degrees. A row of a ratio has p[2k], p[2k + 1], q[2k], q[2k + 1], the highest k first: even and odd powers are
summed apart, by Horner's rule in x². A row of a polynomial has c[4k] ... c[4k + 3]: Horner's rule in x⁴. A row of Temme's expansion has the
coefficients of one power of η in c₀ ... c₇, or in c₈ ... c₁₁. The error that
is printed is the largest relative one with the coefficients rounded to double precision.
"""

import sys

import mpmath as mp

mp.mp.dps = 60


def points(a, b, count):
    return [(a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def ratio(name, f, a, b, m, n):
    """Prints the ratio of degrees m and n that fits f on [a, b]."""
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
    report(name, f, a, b, value, f"degrees {m} and {n}")
    pairs = max(len(p), len(q)) + 1 & ~1
    p += [0.0] * (pairs - len(p))
    q += [0.0] * (pairs - len(q))
    show([(p[k], p[k + 1], q[k], q[k + 1]) for k in range(pairs - 2, -1, -2)], "w")


def polynomial(name, f, a, b, degree):
    """Prints the polynomial that fits f on [a, b]."""
    a, b = mp.mpf(a), mp.mpf(b)
    xs = points(a, b, degree + 1)
    matrix = mp.matrix(degree + 1, degree + 1)
    right = mp.matrix(degree + 1, 1)
    for i, x in enumerate(xs):
        fx = f(x)
        for j in range(degree + 1):
            matrix[i, j] = x**j / fx
        right[i] = 1
    solution = mp.lu_solve(matrix, right)
    c = [float(solution[j]) for j in range(degree + 1)]
    report(name, f, a, b, lambda x: mp.polyval(c[::-1], x), f"degree {degree}")
    c += [0.0] * (-len(c) % 4)
    show([tuple(c[k : k + 4]) for k in range(len(c) - 4, -1, -4)], "v")


def report(name, f, a, b, value, degrees):
    error = max(abs(value(x) / f(x) - 1) for k in range(500) for x in [a + (b - a) * (k + mp.mpf(1) / 2) / 500])
    print(f"\n{name}: [{mp.nstr(a, 8)}, {mp.nstr(b, 8)}], {degrees}, error {mp.nstr(error, 2)}")


def show(table, power):
    for index, row in enumerate(table):
        numbers = ", ".join(repr(v) if v else "0" for v in row)
        print(f"    var r = Row({numbers})" if index == 0 else f"    r = r * {power} + Row({numbers})")


def error_function():
    erfcx = lambda x: mp.exp(x * x) * mp.erfc(x)
    tail = lambda w: erfcx(1 / mp.sqrt(w)) / mp.sqrt(w) if w > 0 else 1 / mp.sqrt(mp.pi)
    ratio("erfcx", erfcx, 0, 2, 9, 9)
    ratio("erfcx", erfcx, 2, 8, 9, 9)
    ratio("x erfcx in 1/x²", tail, 0, mp.mpf(1) / 64, 5, 5)


def upper_quantile(log_q):
    """x > 0 with Φ(−x) = exp(log_q)."""
    with mp.workdps(80):
        x = mp.sqrt(-2 * log_q)
        for _ in range(100):
            tail = mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2)) / 2
            step = (mp.log(tail) - x * x / 2 - log_q) * tail * mp.sqrt(2 * mp.pi)
            x += step
            if abs(step) < mp.mpf(10) ** -60:
                break
        return x


def normal_quantile():
    def center(r):
        q = mp.sqrt(mp.mpf("0.180625") - r)
        if q < mp.mpf(10) ** -30:
            return mp.sqrt(2 * mp.pi)
        return mp.erfinv(2 * q) * mp.sqrt(2) / q

    tail = lambda start: lambda r: upper_quantile(-((r + start) ** 2))
    ratio("quantile over q, in 0.180625 − q²", center, 0, mp.mpf("0.180625"), 8, 8)
    ratio("quantile in √(−log p) − 1.6", tail(mp.mpf("1.6")), -0.1, 3.4, 8, 8)
    ratio("quantile in √(−log p) − 5", tail(5), 0, 9, 7, 7)
    ratio("quantile in √(−log p) − 14", tail(14), 0, 15, 7, 7)


def log_space():
    g = lambda w: (mp.atanh(mp.sqrt(w)) / mp.sqrt(w) - 1) / w if w > 1e-30 else mp.mpf(1) / 3
    polynomial("(artanh r − r)/r³ in r²", g, 0, mp.mpf(1) / 9, 11)
    polynomial("(eˣ − 1 − x)/x²", lambda x: (mp.expm1(x) - x) / x**2, -1, 1, 15)


def gamma():
    ratio("log Γ(1 + x) / (x (x − 1))", lambda x: mp.loggamma(1 + x) / (x * (x - 1)), -0.25, 1.25, 8, 8)
    delta = lambda x: mp.loggamma(x) - ((x - mp.mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)
    ratio("x times Stirling's correction in 1/x", lambda t: delta(1 / t) / t, mp.mpf(1) / 8, 1, 9, 9)
    def large(w):
        with mp.workdps(120):
            return delta(1 / mp.sqrt(w)) / mp.sqrt(w) if w > 1e-20 else mp.mpf(1) / 12 - w / 360
    polynomial("x times Stirling's correction in 1/x²", large, 0, mp.mpf(1) / 64, 7)


def digamma():
    with mp.workdps(100):
        root = mp.findroot(lambda x: mp.psi(0, x), mp.mpf("1.4616321449683623"))
    high = float(root)
    print(f"\nroot of ψ: {high!r} + {float(root - high)!r}")
    ratio("ψ(x) / (x − root) in x − 1", lambda t: mp.psi(0, 1 + t) / (1 + t - root), 0, 2, 7, 7)
    ratio("ψ(x) in x − 3", lambda t: mp.psi(0, 3 + t), 0, 7, 8, 8)
    rest = lambda w: (mp.log(x) - 1 / (2 * x) - mp.psi(0, x)) / w if (x := 1 / mp.sqrt(w)) < 1e8 else mp.mpf(1) / 12
    polynomial("(log x − 1/2x − ψ(x)) x² in 1/x²", rest, 0, mp.mpf(1) / 100, 7)


def polygamma():
    for n in (1, 2, 3, 4):
        def rest(w):
            if w < 1e-16:
                return mp.factorial(n + 1) / 12
            x = 1 / mp.sqrt(w)
            with mp.workdps(120):
                return (abs(mp.psi(n, x)) - mp.factorial(n - 1) / x**n - mp.factorial(n) / (2 * x ** (n + 1))) * x ** (n + 2)
        polynomial(f"(|ψ⁽{n}⁾(x)| − (n − 1)!/xⁿ − n!/2xⁿ⁺¹) xⁿ⁺² in 1/x²", rest, 0, mp.mpf(1) / 100, 7)


def bessel():
    i0 = lambda t: mp.hyp0f1(1, t)
    polynomial("(I₀(x) − 1)/t in t = x²/4", lambda t: (i0(t) - 1) / t if t else mp.mpf(1), 0, 16, 15)
    polynomial("2 I₁(x)/x in t = x²/4", lambda t: mp.hyp0f1(2, t), 0, 16, 15)
    for order in (0, 1):
        scaled = lambda t: mp.besseli(order, 1 / t) * mp.exp(-1 / t) / mp.sqrt(t) if t > 1e-12 else 1 / mp.sqrt(2 * mp.pi)
        polynomial(f"√x I{order}e(x) in 1/x", scaled, mp.mpf(1) / 20, mp.mpf(1) / 8, 15)
        polynomial(f"√x I{order}e(x) in 1/x", scaled, 0, mp.mpf(1) / 20, 11)


def temme():
    """The coefficients of Temme's expansion, c_k(η) = c'_{k−1}(η)/η + (−1)^k g_k/μ, as polynomials on |η| ≤ 0.7.

    DLMF 8.12.9 to 8.12.12. The power series of μ = λ − 1 in η follows from μ dμ/dη = η (1 + μ), and g_k from c_k
    having no pole at zero.
    """
    order, count, bound = 80, 12, mp.mpf("0.7")
    size = order + 2 * count + 4
    # μ = Σ m[i] η^i, i ≥ 1, with m[1] = 1: Σ_{i + j = n} j m[i] m[j] = m[n − 1] (m[0] standing for 1).
    m = [mp.mpf(0), mp.mpf(1)]
    for n in range(3, size + 2):
        known = sum(j * m[n - j] * m[j] for j in range(2, n - 1))
        m.append(((m[n - 2]) - known) / n)
    # 1/μ = Σ v[i] η^(i − 1).
    v = [mp.mpf(1)]
    for n in range(1, size):
        v.append(-sum(m[i + 1] * v[n - i] for i in range(1, n + 1)))
    # c[0] is 1/μ − 1/η; then c' / η has the pole c'(0)/η, which g_k/μ removes.
    c = [v[1:]]
    for k in range(1, count):
        slope = [(i + 1) * c[-1][i + 1] for i in range(len(c[-1]) - 1)]
        pole = -slope[0]
        c.append([slope[i + 1] + pole * v[i + 1] for i in range(len(slope) - 1)])
    table = []
    for k in range(count):
        f = lambda x: mp.polyval(c[k][: order][::-1], x)
        # The degree at which the error is small beside 20^k.
        for degree in range(0, 30):
            xs = points(-bound, bound, degree + 1)
            matrix = mp.matrix(degree + 1, degree + 1)
            for i, x in enumerate(xs):
                for j in range(degree + 1):
                    matrix[i, j] = x**j
            solution = mp.lu_solve(matrix, mp.matrix([f(x) for x in xs]))
            rounded = [mp.mpf(float(solution[j])) for j in range(degree + 1)]
            grid = [bound * (i / mp.mpf(50) - 1) for i in range(101)]
            exact = max(abs(mp.polyval(list(solution)[::-1], x) - f(x)) for x in grid)
            if exact < mp.mpf(20) ** k * mp.mpf("1.5e-18"):
                break
        table.append([float(x) for x in solution])
        print(f"c{k}: degree {degree}, error {mp.nstr(exact / mp.mpf(20) ** k, 2)} of 20^k")
    for first, last in ((0, 8), (8, 12)):
        for power in reversed(range(len(table[first]))):
            numbers = ", ".join(repr(c[power]) if power < len(c) else "0" for c in table[first:last])
            print(f"    next(Row({numbers}))")


FITS = {f.__name__: f for f in (log_space, error_function, normal_quantile, gamma, digamma, polygamma, bessel, temme)}

if __name__ == "__main__":
    for name in sys.argv[1:] or FITS:
        FITS[name]()
