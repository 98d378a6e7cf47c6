// The values that a parameter of a distribution may take, checked on numbers: what constants and data are held against.

internal import ApusNumerics
internal import ApusOps
public import ApusGraph

/// What values a parameter of a distribution may take.
///
/// A domain looks at numbers: a model checks with it whatever is known when it is built. Those of Apus are also conditions on a graph,
/// outside of which tails and quantiles are NaN.
public struct ParameterDomain: Sendable {
  /// What a value must be, as the end of a sentence: `positive and finite`.
  public let requirement: String
  /// The number of last axes that are looked at together.
  public let eventRank: Int
  /// Tensors that the value is compared with, and their names: one that it must be above, or two between which it must lie.
  package let bounds: [(name: String, value: Tensor)]
  /// The same as a condition on a graph, which tails take; it may let infinities pass. Nil where it is for the formula to say.
  private let condition: (@Sendable (Tensor) -> Tensor)?
  /// What is wrong with an event of the given extents, such as `is -1.0`; nil where nothing is.
  private let fault: @Sendable (_ event: ArraySlice<Double>, _ extents: [Int]) -> String?

  /// The domain of the numbers that `isInside` accepts.
  ///
  /// - Parameter requirement: what a value must be, as the end of a sentence: `between 0 and 24`.
  public init(_ requirement: String, isInside: @escaping @Sendable (Double) -> Bool) {
    self.init(requirement, where: nil, isInside: isInside)
  }

  /// The domain of the numbers that `isInside` accepts, with the same as a condition on a graph.
  init(
    _ requirement: String, where condition: (@Sendable (Tensor) -> Tensor)?,
    isInside: @escaping @Sendable (Double) -> Bool
  ) {
    self.init(requirement, eventRank: 0, where: condition) { event, _ in
      event.first.map(isInside) ?? true ? nil : event.first.map { "is \(ParameterDomain.text($0))" }
    }
  }

  private init(
    _ requirement: String, eventRank: Int, bounds: [(name: String, value: Tensor)] = [],
    where condition: (@Sendable (Tensor) -> Tensor)? = nil,
    fault: @escaping @Sendable (ArraySlice<Double>, [Int]) -> String?
  ) {
    self.requirement = requirement
    self.eventRank = eventRank
    self.bounds = bounds
    self.condition = condition
    self.fault = fault
  }

  /// Whether a value is in the domain, as far as a graph says it; nil where nothing is left to be said.
  func condition(_ value: Tensor) -> Tensor? {
    guard let condition, value.error == nil else { return nil }
    let known = ([value] + bounds.map(\.value)).map(\.constantValue)
    let numbers = known.compactMap { $0 }
    if numbers.count == known.count, firstOutside(numbers[0], bounds: Array(numbers.dropFirst())) == nil { return nil }
    return condition(value)
  }

  package struct Outside {
    /// The event's place among all events, in row-major order.
    package let place: Int
    package let batch: Shape
    /// What is wrong, such as `is -1.0` or `has the sum 1.1`.
    package let text: String
    package let count: Int
  }

  /// The first value outside the domain; nil where all are inside, or the value's shape has too few axes.
  ///
  /// - Parameter numbers: those that ``bounds`` stand for.
  package func firstOutside(_ value: NDArray, bounds numbers: [NDArray] = []) -> Outside? {
    if !numbers.isEmpty { return firstBeyond(numbers, value) }
    guard value.shape.rank >= eventRank else { return nil }
    let batch = value.shape.droppingLast(eventRank)
    let extents = Array(value.shape.dimensions.suffix(eventRank))
    let size = extents.reduce(1, *)
    let numbers = value.doubles
    var first: (place: Int, text: String)?
    var count = 0
    for place in 0..<batch.elementCount {
      guard let text = fault(numbers[place * size..<(place + 1) * size], extents) else { continue }
      if first == nil { first = (place, text) }
      count += 1
    }
    return first.map { Outside(place: $0.place, batch: batch, text: $0.text, count: count) }
  }

  private func firstBeyond(_ limits: [NDArray], _ value: NDArray) -> Outside? {
    guard let shape = Shape.common([value.shape] + limits.map(\.shape)) else { return nil }
    var first: (place: Int, text: String)?
    var count = 0
    ParameterReader([value] + limits, along: shape).forEachNumber { place, numbers in
      let x = numbers[0]
      // Where the limits themselves are in disorder, that is said of them.
      let isInside =
        limits.count > 1 ? numbers[1] > numbers[2] || x >= numbers[1] && x <= numbers[2] : x > numbers[1]
      if isInside && x.isFinite { return }
      if first == nil {
        let others = zip(bounds, numbers.dropFirst()).map { "\($0.name) is \(Self.text($1))" }
        first = (place, "is \(Self.text(x)), and \(others.joined(separator: " and "))")
      }
      count += 1
    }
    return first.map { Outside(place: $0.place, batch: shape, text: $0.text, count: count) }
  }

  /// A number without the sign that a NaN may have.
  private static func text(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }

  // MARK: Numbers

  /// All but NaN.
  public static let number = ParameterDomain("a number", where: { $0 .== $0 }) { !$0.isNaN }
  /// −∞ < x < ∞.
  public static let finite = ParameterDomain("finite", where: { abs($0) .< Double.infinity }) { $0.isFinite }
  /// 0 < x < ∞.
  public static let positive = ParameterDomain("positive and finite", where: { $0 .> 0 }) { $0 > 0 && $0.isFinite }
  /// 0 ≤ x < ∞.
  public static let nonnegative = ParameterDomain("finite and not negative", where: { $0 .>= 0 }) {
    $0 >= 0 && $0.isFinite
  }
  /// 0 ≤ x ≤ 1.
  public static let probability = ParameterDomain("between 0 and 1", where: { ProbabilityTerms($0).isValid }) {
    $0 >= 0 && $0 <= 1
  }
  /// 0 < x ≤ 1.
  public static let positiveProbability = ParameterDomain(
    "above 0 and at most 1", where: { ProbabilityTerms($0, ends: .one).isValid }
  ) { $0 > 0 && $0 <= 1 }
  /// 0, 1, 2, …
  public static let count = ParameterDomain(
    "a whole number, 0 or more", where: { .!$0.isNoCount .& ($0 .== $0) }
  ) {
    $0 >= 0 && $0.isFinite && $0.rounded(.down) == $0
  }
  /// …, −1, 0, 1, …
  package static let whole = ParameterDomain(
    "a whole number", where: { (floor($0) .== $0) .& (abs($0) .< Double.infinity) }
  ) { $0.isFinite && $0.rounded(.down) == $0 }
  /// −1 ≤ x < 1.
  package static let betweenOnes = ParameterDomain(
    "at least -1 and below 1", where: { ($0 .>= -1) .& ($0 .< 1) }
  ) { $0 >= -1 && $0 < 1 }
  /// 0 < x < 1.
  package static let openProbability = ParameterDomain(
    "above 0 and below 1", where: { ProbabilityTerms($0, ends: .none).isValid }
  ) { $0 > 0 && $0 < 1 }
  /// The logarithm of a finite number: −∞ ≤ x < ∞.
  public static let logarithm = ParameterDomain("below infinity", where: { $0 .< Double.infinity }) { $0 < .infinity }

  /// Finite numbers above a tensor, such as another parameter called `name`.
  public static func above(_ name: String, _ bound: Tensor) -> ParameterDomain {
    ParameterDomain("finite and greater than \(name)", eventRank: 0, bounds: [(name, bound)], where: { $0 .> bound }) {
      _, _ in nil
    }
  }

  /// Finite numbers between two tensors, which have names, these included.
  static func between(_ lower: (name: String, value: Tensor), _ upper: (name: String, value: Tensor)) -> ParameterDomain
  {
    ParameterDomain(
      "from \(lower.name) to \(upper.name)", eventRank: 0, bounds: [lower, upper],
      where: { ($0 .>= lower.value) .& ($0 .<= upper.value) }
    ) { _, _ in nil }
  }

  // MARK: Vectors and matrices

  /// Vectors of nonnegative numbers with sum 1, within 1e-8.
  public static let simplex = ParameterDomain(
    "not negative and sum to 1 along the last axis", eventRank: 1,
    where: { all($0 .>= 0, axis: -1) .& (abs(sum($0, axis: -1) - 1) .<= 1e-8) }
  ) { event, _ in
    if let bad = event.first(where: { !($0 >= 0 && $0 <= 1 + 1e-8) }) {
      return "has the element \(ParameterDomain.text(bad))"
    }
    let total = event.reduce(0, +)
    return abs(total - 1) <= 1e-8 ? nil : "has the sum \(ParameterDomain.text(total))"
  }

  /// Vectors of logarithms of weights, at least one of them finite.
  public static let logits = ParameterDomain(
    "below infinity, and one of them finite, along the last axis", eventRank: 1
  ) {
    event, _ in
    if let bad = event.first(where: { !($0 < .infinity) }) { return "has the element \(ParameterDomain.text(bad))" }
    return event.contains(where: \.isFinite) ? nil : "has no finite element"
  }

  /// Vectors of finite numbers, each greater than the one before it.
  package static let increasing = ParameterDomain(
    "finite and increasing along the last axis", eventRank: 1,
    where: { all($0 .== $0, axis: -1) .& all(differences($0) .> 0, axis: -1) }
  ) { event, _ in
    if let bad = event.first(where: { !$0.isFinite }) { return "has the element \(ParameterDomain.text(bad))" }
    let pair = zip(event, event.dropFirst()).first { $0 >= $1 }
    return pair.map { "has \($0.1) after \($0.0)" }
  }

  /// Vectors of norm 1, within 1e-8.
  package static let unitVector = ParameterDomain("of norm 1 along the last axis", eventRank: 1) { event, _ in
    if let bad = event.first(where: { !$0.isFinite }) { return "has the element \(ParameterDomain.text(bad))" }
    let norm = event.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return abs(norm - 1) <= 1e-8 ? nil : "has the norm \(ParameterDomain.text(norm))"
  }

  /// Symmetric positive definite matrices; the triangles may differ by rounding.
  public static let covariance = ParameterDomain("a symmetric positive definite matrix", eventRank: 2) {
    event, extents in
    guard extents[0] == extents[1] else { return nil }
    let (size, matrix) = (extents[0], Array(event))
    if let fault = asymmetry(of: matrix, size) { return fault }
    var factor = matrix
    let isDefinite = factor.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { BLAS.shared.cholesky(order: size, a: $0) } ?? true
    }
    return isDefinite ? nil : "is not positive definite"
  }

  /// Symmetric matrices without negative eigenvalues, but for rounding.
  package static let semidefinite = ParameterDomain("a symmetric positive semidefinite matrix", eventRank: 2) {
    event, extents in
    guard extents[0] == extents[1] else { return nil }
    let (size, matrix) = (extents[0], Array(event))
    if let fault = asymmetry(of: matrix, size) { return fault }
    return KroneckerSpectrum([matrix], extents: [size], noise: 0).isSemidefinite ? nil : "has a negative eigenvalue"
  }

  /// What is wrong with a matrix that is not finite or not symmetric; the triangles may differ by rounding.
  private static func asymmetry(of matrix: [Double], _ size: Int) -> String? {
    if let bad = matrix.first(where: { !$0.isFinite }) { return "has the element \(ParameterDomain.text(bad))" }
    for row in 0..<size {
      for column in 0..<row {
        let (low, high) = (matrix[row * size + column], matrix[column * size + row])
        let scale = (matrix[row * size + row] * matrix[column * size + column]).magnitude.squareRoot()
        if abs(low - high) > 1e-8 * scale {
          return "has \(low) at [\(row), \(column)] and \(high) at [\(column), \(row)]"
        }
      }
    }
    return nil
  }

  /// Lower-triangular matrices with a positive diagonal.
  public static let choleskyFactor = ParameterDomain(
    "a lower-triangular matrix with a positive diagonal", eventRank: 2
  ) { event, extents in
    guard extents[0] == extents[1] else { return nil }
    let (size, matrix) = (extents[0], Array(event))
    for row in 0..<size {
      for column in 0..<size {
        let element = matrix[row * size + column]
        let isInside = element.isFinite && (row == column ? element > 0 : row > column || element == 0)
        if !isInside { return "has \(ParameterDomain.text(element)) at [\(row), \(column)]" }
      }
    }
    return nil
  }
}
