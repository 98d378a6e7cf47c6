// The namespace of the ratios and polynomials that stand for functions on an interval.

/// Ratios of polynomials and polynomials that agree with a function on an interval to double precision.
///
/// `Scripts/reference/special-function-fits.py` made the coefficients and says how. A ratio sums the even and the odd
/// powers of numerator and denominator apart, in the four lanes of a row, so that the chain of dependent operations is
/// half as long as that of Horner's rule; a polynomial sums four subsequences apart.
enum Fit {
  /// Coefficients of the same power: of a ratio, even and odd ones of the numerator, then of the denominator.
  typealias Row = SIMD4<Double>
}
