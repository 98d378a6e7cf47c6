// The terms of celerite kernels, with the parameters that celerite2 gives them.

public import ApusGraph
internal import ApusOps

extension CeleriteKernel {
  /// a e^{−cτ}: an Ornstein–Uhlenbeck process.
  ///
  /// - Parameters:
  ///   - a: the variance.
  ///   - c: the decay, c ≥ 0, in 1/time.
  public static func real(
    a: some TensorConvertible, c: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("real", [a.tensor, c.tensor], at: .line(file: file, line: line)) { $0 }
  }

  /// e^{−cτ}(a cos dτ + b sin dτ).
  ///
  /// - Parameters:
  ///   - a: the variance.
  ///   - b: the amplitude of the sine; |b d| ≤ a c makes the term positive definite.
  ///   - c: the decay, c ≥ 0, in 1/time.
  ///   - d: the angular frequency, in radians/time.
  public static func complex(
    a: some TensorConvertible, b: some TensorConvertible, c: some TensorConvertible, d: some TensorConvertible,
    file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    let hyperparameters = [a.tensor, b.tensor, c.tensor, d.tensor]
    return CeleriteKernel("complex", hyperparameters, at: .line(file: file, line: line)) { p in
      let (a, b, c, d) = (p[0], p[1], p[2], p[3])
      return [a, b * d, c, c.squared() + d.squared()]
    }
  }

  /// A harmonic oscillator with noise as its force: power S(ω) = √(2/π) S₀ ω₀⁴/((ω² − ω₀²)² + ω₀² ω²/Q²).
  ///
  /// Its variance is S₀ ω₀ Q. Below Q = 1/2 it is overdamped; value and derivatives are smooth through Q = 1/2, and accurate
  /// on both sides and there.
  ///
  /// - Parameters:
  ///   - S0: the power at ω = 0 is √(2/π) S₀.
  ///   - w0: the undamped angular frequency ω₀ > 0, in radians/time.
  ///   - Q: the quality factor, Q > 0.
  public static func sho(
    S0: some TensorConvertible, w0: some TensorConvertible, Q: some TensorConvertible, file: StaticString = #fileID,
    line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("sho", [S0.tensor, w0.tensor, Q.tensor], at: .line(file: file, line: line)) { p in
      oscillator(variance: p[0] * p[1] * p[2], frequency: p[1], decay: p[1] / (2 * p[2]))
    }
  }

  /// The oscillator of ``sho(S0:w0:Q:file:line:)`` with standard deviation σ: S₀ = σ²/(ω₀ Q).
  public static func sho(
    sigma: some TensorConvertible, w0: some TensorConvertible, Q: some TensorConvertible, file: StaticString = #fileID,
    line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("sho", [sigma.tensor, w0.tensor, Q.tensor], at: .line(file: file, line: line)) { p in
      oscillator(variance: p[0].squared(), frequency: p[1], decay: p[1] / (2 * p[2]))
    }
  }

  /// The oscillator with standard deviation σ, undamped period ρ = 2π/ω₀ and quality factor Q.
  public static func sho(
    sigma: some TensorConvertible, rho: some TensorConvertible, Q: some TensorConvertible,
    file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("sho", [sigma.tensor, rho.tensor, Q.tensor], at: .line(file: file, line: line)) { p in
      let w0 = 2 * Double.pi / p[1]
      return oscillator(variance: p[0].squared(), frequency: w0, decay: w0 / (2 * p[2]))
    }
  }

  /// The oscillator with standard deviation σ, undamped period ρ = 2π/ω₀ and damping time τ = 2Q/ω₀.
  public static func sho(
    sigma: some TensorConvertible, rho: some TensorConvertible, tau: some TensorConvertible,
    file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("sho", [sigma.tensor, rho.tensor, tau.tensor], at: .line(file: file, line: line)) { p in
      oscillator(variance: p[0].squared(), frequency: 2 * Double.pi / p[1], decay: 1 / p[2])
    }
  }

  /// Rotation of a spotted star: two oscillators, at the period and at half of it.
  ///
  /// The first has the quality factor Q₁ = 1/2 + Q₀ + dQ and the variance σ²/(1 + f), the second Q₂ = 1/2 + Q₀ and f σ²/(1 + f).
  /// Their damped periods are P and P/2: ω₁ = 4π Q₁/(P √(4Q₁² − 1)) and ω₂ = 8π Q₂/(P √(4Q₂² − 1)).
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation of the process.
  ///   - period: the rotation period P.
  ///   - Q0: the quality factor of the second oscillator, less one half; positive.
  ///   - dQ: what the first oscillator's quality factor is higher; Q₀ + dQ is positive.
  ///   - f: the second oscillator's variance over the first's.
  public static func rotation(
    sigma: some TensorConvertible, period: some TensorConvertible, Q0: some TensorConvertible,
    dQ: some TensorConvertible, f: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    let hyperparameters = [sigma.tensor, period.tensor, Q0.tensor, dQ.tensor, f.tensor]
    func mode(_ coefficients: @escaping (_ p: [Tensor], _ variance: Tensor) -> [Tensor]) -> CeleriteKernel {
      CeleriteKernel("rotation", hyperparameters, at: .line(file: file, line: line)) { p in
        coefficients(p, p[0].squared() / (1 + p[4]))
      }
    }
    // With q = Q − 1/2, the root of 4Q² − 1 = 4q(q + 1) does not cancel for small q.
    func damped(_ q: Tensor, _ variance: Tensor, period: Tensor) -> [Tensor] {
      let w = 2 * Double.pi * (0.5 + q) / (period * sqrt(q * (1 + q)))
      return oscillator(variance: variance, frequency: w, decay: w / (1 + 2 * q))
    }
    return mode { p, variance in damped(p[2] + p[3], variance, period: p[1]) }
      + mode { p, variance in damped(p[2], p[4] * variance, period: 0.5 * p[1]) }
  }

  /// The Matérn function with index 3/2, σ²(1 + √3 τ/ρ) e^{−√3 τ/ρ}.
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation.
  ///   - rho: the scale ρ > 0, in time.
  ///   - eps: 0 is exact. celerite2 has σ² (cos ετ + √3/(ρε) sin ετ) e^{−√3 τ/ρ}, with ε = 0.01 where it is not given.
  public static func matern32(
    sigma: some TensorConvertible, rho: some TensorConvertible, eps: some TensorConvertible = 0.0,
    file: StaticString = #fileID, line: UInt = #line
  ) -> CeleriteKernel {
    CeleriteKernel("matern32", [sigma.tensor, rho.tensor, eps.tensor], at: .line(file: file, line: line)) { p in
      let (a, c) = (p[0].squared(), 3.0.squareRoot() / p[1])
      return [a, a * c, c, c.squared() + p[2].squared()]
    }
  }

  /// a e^{−cτ}(C + c S), with the undamped angular frequency.
  private static func oscillator(variance a: Tensor, frequency: Tensor, decay c: Tensor) -> [Tensor] {
    [a, a * c, c, frequency.squared()]
  }
}
