// Integrals without a closed form: sums by the trapezoidal rule, which has all digits where an integrand is smooth and ends nowhere.

internal import ApusGraph
internal import ApusOps

/// log ∫ exp g(y) dy from `first` steps after the origin up, for a smooth g that falls from one peak at least as an exponential.
///
/// The error of the trapezoidal rule falls as e^(−2πd/h) with the step h and the distance d from the real line in which the integrand
/// stays of its size: a step of a quarter, or of 0.4 standard deviations of a narrow peak, has all digits. Derivatives are means with the
/// weights of the sum; none come by way of the origin and the step, on which the integral does not depend.
///
/// Reference: Trefethen and Weideman (2014), The Exponentially Convergent Trapezoidal Rule.
func logIntegral(
  from first: Tensor = Tensor(-Double.infinity), origin: Tensor, step: Tensor, _ parameters: [Tensor],
  _ term: (_ y: Tensor, _ parameters: [Tensor]) -> Tensor
) -> Tensor {
  let fixed = [stopGradient(origin), stopGradient(step)]
  let sum = logSeries(from: first, to: Tensor(Double.infinity), near: 0, fixed + parameters) { given in
    term(given[1] + given[0] * given[2], Array(given.dropFirst(3)))
  }
  return log(fixed[1]) + sum
}
