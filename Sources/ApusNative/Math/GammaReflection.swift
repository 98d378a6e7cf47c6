// The gamma functions of numbers that are not positive: bodies of helper functions, at scalar width.
//
// With d the distance to the nearest whole number, which is exact, ψ(x) = ψ(1 − x) − π cot πd, its derivative, and
// log |Γ(x)| = log π − log |sin πd| − log Γ(1 − x) (DLMF 5.5.3, 5.5.4). The last cancels near the zeros between −16.5
// and −2: around each the function's own series is used (GammaZeros.swift); further down no number lies so near a zero
// that it matters.

extension IRBuilder {
  /// Returns log |Γ(x)| for x ≤ 0.
  package mutating func logGammaReflected(_ x: IRValue) {
    emit("br label %search\nsearch:\n  %row = phi i64 [ 0, %0 ], [ %following, %again ]")
    let columns = GammaZeros.columns
    let row = emit(IRType(.pointer), "getelementptr [\(columns) x double], ptr @\(GammaZeros.name), i64 %row")
    let (head, tail, radius) = (column(0, of: row), column(1, of: row), column(2, of: row))
    let h = subtract(subtract(x, head), tail)
    let isNear = compare(FloatComparison.less, magnitude(h), radius)
    emit("br \(isNear), label %series, label %again\nagain:\n  %following = add i64 %row, 1")
    emit("%more = icmp ult i64 %following, \(GammaZeros.rows.count)")
    emit("br i1 %more, label %search, label %reflect\nseries:")
    var sum = column(columns - 1, of: row)
    for number in (3..<(columns - 1)).reversed() { sum = fma(sum, h, column(number, of: row)) }
    giveBack(multiply(sum, h))
    text.put("reflect:\n")
    let turn = halfTurn(x)
    let reflected = subtract(
      subtract(constant(1.1447298858494002), logarithm(turn.sine)), logGamma(ofPositive: subtract(constant(1), x)))
    // π times a tiny number may have fewer digits than the number.
    let isTiny = compare(FloatComparison.greater, x, constant(-0x1p-60))
    let value = select(isTiny, negate(logarithm(magnitude(x))), reflected)
    giveBack(select(turn.isPole, constant(.infinity), value))
    define(GammaZeros.name, GammaZeros.definition)
  }

  /// Returns ψ(x) for x ≤ 0.
  package mutating func digammaReflected(_ x: IRValue) {
    let turn = halfTurn(x)
    let cotangent = copySign(divide(turn.cosine, turn.sine), from: turn.distance)
    let mirrored = digamma(ofPositive: subtract(constant(1), x))
    let value = fma(constant(-Double.pi), cotangent, mirrored)
    let isZero = compare(FloatComparison.equal, x, constant(0))
    let pole = select(isZero, divide(constant(-1), x), constant(.nan))
    giveBack(select(turn.isPole, pole, value))
  }

  /// Returns ψ′(x) for x ≤ 0.
  package mutating func trigammaReflected(_ x: IRValue) {
    let turn = halfTurn(x)
    let ratio = divide(constant(.pi), turn.sine)
    let mirrored = trigamma(ofPositive: subtract(constant(1), x))
    let value = fma(ratio, ratio, negate(mirrored))
    let isInfinite = compare(FloatComparison.equal, x, constant(-.infinity))
    giveBack(select(turn.isPole, select(isInfinite, constant(.nan), constant(.infinity)), value))
  }

  /// The distance d of x ≤ 0 to the nearest whole number, |sin πd|, cos πd ≥ 0, and whether x is whole or −∞.
  private mutating func halfTurn(
    _ x: IRValue
  ) -> (distance: IRValue, sine: IRValue, cosine: IRValue, isPole: IRValue) {
    let distance = subtract(x, roundedToEven(x))
    let size = magnitude(distance)
    let isSmall = compare(FloatComparison.lessOrEqual, size, constant(0.25))
    let angle = multiply(constant(.pi), select(isSmall, size, subtract(constant(0.5), size)))
    let z = multiply(angle, angle)
    let sine = fma(multiply(angle, z), polynomial(z, Self.seriesOfSine), angle)
    let cosine = fma(z, polynomial(z, Self.seriesOfCosine), constant(1))
    // d is 0 at whole numbers and NaN at −∞.
    let isInside = compare(FloatComparison.greater, size, constant(0))
    return (distance, select(isSmall, sine, cosine), select(isSmall, cosine, sine), not(isInside))
  }

  /// −1/3!, 1/5!, … up to 1/17!, in the square of the angle, which is at most π/4.
  private static let seriesOfSine = alternating((1...8).map { 2 * $0 + 1 })
  /// −1/2!, 1/4!, … up to −1/18!.
  private static let seriesOfCosine = alternating((1...9).map { 2 * $0 })

  private static func alternating(_ orders: [Int]) -> [Double] {
    orders.enumerated().map { index, order in
      (index % 2 == 0 ? -1 : 1) / (1...order).reduce(1.0) { $0 * Double($1) }
    }
  }

  /// A number of the row of the table of zeros.
  private mutating func column(_ number: Int, of row: IRValue) -> IRValue {
    let place = emit(IRType(.pointer), "getelementptr double, \(row), i64 \(number)")
    return emit(IRType(.float64), "load double, \(place), align 8")
  }

  private mutating func giveBack(_ value: IRValue) { emit("ret \(value.fitted(to: 1))") }
}
