// The laws of a distribution of numbers: its density is normalised, its draws have it, its tails are its integrals.

public import ApusExtension

/// Checks one member of a distribution of numbers: its parameters are those of one distribution.
///
/// The density sums or integrates to 1; draws have it, lie in the support and depend on the generator alone; outside the support the
/// density is 0, at NaN it is NaN; its gradients with respect to value and parameters agree with differences; rebuilt on its own operands
/// it has the same density; shapes broadcast; mean and variance are those of the draws, and both tails and quantiles those of the
/// density, where the distribution has them.
///
/// - Parameters:
///   - drawCount: the number of draws; more find smaller faults.
///   - seed: the seed of all draws.
/// - Throws: `GraphError`, `EvaluationError` and `GradientError` where the density cannot be built or evaluated at all.
public func checkLaws(
  of distribution: some Distribution, drawCount: Int = 20_000, seed: UInt64 = 1
) throws -> LawReport {
  var report = LawReport(distribution.name)
  guard distribution.shape == .scalar, distribution.eventRank == 0 else {
    report.expect(false, "the laws are those of one distribution of numbers; this has shape \(distribution.shape)")
    return report
  }
  let member = try Member(distribution, drawCount: drawCount, seed: seed)
  member.checkDraws(&report)
  try member.checkSupport(&report)
  try member.checkDensity(&report)
  try member.checkGradients(&report)
  try member.checkShapes(&report)
  if let moments = distribution as? any DistributionWithMoments { try member.checkMoments(moments, &report) }
  if distribution.hasTails, let univariate = distribution as? any UnivariateDistribution {
    try member.checkTails(univariate, &report)
  }
  return report
}

/// A distribution without a batch, its parameters as numbers, and sorted draws.
struct Member {
  let distribution: any Distribution
  let parameters: [NDArray]
  let draws: [Double]
  /// Others, independent of them, sorted.
  let sorted: [Double]
  let areDrawsRepeatable: Bool
  let drawnType: TensorType

  init(_ distribution: any Distribution, drawCount: Int, seed: UInt64) throws {
    self.distribution = distribution
    let parameters = try distribution.parameters.map { try evaluate($0.value) }
    self.parameters = parameters
    let shape = Shape([drawCount])
    func drawn(_ stream: UInt64) -> NDArray {
      var generator = Philox4x64(seed: seed, stream: stream)
      return distribution.draw(shape: shape, parameters: parameters, using: &generator)
    }
    let first = drawn(0)
    draws = first.doubles
    areDrawsRepeatable = drawn(0).doubles.map(\.bitPattern) == draws.map(\.bitPattern)
    drawnType = first.type
    sorted = drawn(1).doubles.sorted()
  }

  var isDiscrete: Bool { distribution.support.elementType != .float64 }

  /// The log density at some values.
  func logDensity(_ values: [Double]) throws -> [Double] {
    try evaluate(distribution.logDensity(Tensor(NDArray(values)))).doubles
  }

  /// The quantile p of the draws.
  func quantile(_ p: Double) -> Double { sorted[min(Int(p * Double(sorted.count)), sorted.count - 1)] }

  func checkDraws(_ report: inout LawReport) {
    let expected = distribution.support.elementType
    report.expect(
      drawnType.elementType == expected, "draws are \(drawnType.elementType)s, those of the support are \(expected)s")
    report.expect(
      drawnType.shape == Shape([draws.count]), "draws of shape (\(draws.count),) have shape \(drawnType.shape)")
    report.expect(areDrawsRepeatable, "the same generator gives other draws")
    report.expect(draws.allSatisfy(\.isFinite), "a draw is \(draws.first { !$0.isFinite } ?? .nan)")
    report.expect(Set(draws).count > 1, "all draws are \(draws.first ?? .nan)")
  }

  func checkSupport(_ report: inout LawReport) throws {
    let densities = try logDensity(draws)
    if let place = densities.indices.first(where: { !(densities[$0] > -.infinity) || densities[$0].isNaN }) {
      report.expect(false, "the log density is \(densities[place]) at the draw \(draws[place])")
    }
    for outside in try outsidePoints() where outside != .infinity {
      let density = try logDensity([outside])[0]
      report.expect(density == -.infinity, "the log density is \(density) at \(outside), outside the support")
    }
    let density = try logDensity([.nan])[0]
    report.expect(density.isNaN, "the log density is \(density) at NaN")
  }

  /// Values outside the support.
  private func outsidePoints() throws -> [Double] {
    switch distribution.support {
    case .positive, .nonnegative, .nonnegativeIntegers: [-1, -.infinity]
    case .positiveIntegers: [0, -1, 1.5]
    case .booleans: [-1, 2, 0.5]
    case .interval(let lower, let upper):
      [try evaluate(lower).doubles[0] - 1, try evaluate(upper).doubles[0] + 1]
    case .integers(let lower, let upper):
      [try evaluate(lower).doubles[0] - 1, try evaluate(upper).doubles[0] + 1]
    case .lowerBounded(let bound): [try evaluate(bound).doubles[0] - 1]
    case .upperBounded(let bound): [try evaluate(bound).doubles[0] + 1]
    default: []
    }
  }

  func checkShapes(_ report: inout LawReport) throws {
    for shape in [Shape([]), Shape([3]), Shape([2, 3])] {
      let value = Tensor(NDArray([Double](repeating: draws[0], count: shape.elementCount), shape: shape))
      let density = distribution.logDensity(value)
      report.expect(density.shape == shape, "the log density of values of shape \(shape) has shape \(density.shape)")
      var generator = Philox4x64(seed: 3)
      let drawn = distribution.draw(shape: shape, parameters: parameters, using: &generator)
      report.expect(drawn.type.shape == shape, "draws of shape \(shape) have shape \(drawn.type.shape)")
    }
    // Outside their domains, parameters have no number.
    for (index, parameter) in distribution.parameters.enumerated() where parameter.domain != nil {
      var generator = Philox4x64(seed: 3)
      var broken = parameters
      broken[index] = NDArray(Double.nan)
      let drawn = distribution.draw(shape: Shape([2]), parameters: broken, using: &generator).doubles
      report.expect(drawn.allSatisfy(\.isNaN), "a draw where '\(parameter.name)' is NaN is \(drawn[0])")
    }
  }

  func checkGradients(_ report: inout LawReport) throws {
    let value = Tensor.argument("value", .float64())
    let places = [0.05, 0.3, 0.5, 0.8, 0.97].map { quantile($0) }
    let spread = quantile(0.75) - quantile(0.25)
    if !isDiscrete {
      let density = distribution.logDensity(value)
      let slope = try gradient(of: density, withRespectTo: value)
      for place in places {
        let found = try evaluate(slope, [value: NDArray(place)]).doubles[0]
        guard let difference = try difference(at: place, size: spread, { try logDensity([$0])[0] }) else { continue }
        report.expect(
          agrees(found, difference, 1e-5), "the gradient at \(place) is \(found), differences give \(difference)")
      }
    }
    let own = distribution.rebuilt(on: distribution.parameters.map(\.value))
    for place in places {
      let (density, copy) = (try logDensity([place])[0], try evaluate(own.logDensity(Tensor(place))).doubles[0])
      report.expect(
        density == copy, "rebuilt on its own operands its log density at \(place) is \(copy), not \(density)")
    }
    for index in parameters.indices where parameters[index].type == .float64() {
      let number = parameters[index].doubles[0]
      let argument = Tensor.argument("parameter", .float64())
      var operands = parameters.map { Tensor($0) }
      operands[index] = argument
      let density = distribution.rebuilt(on: operands).logDensity(value)
      let slope = try gradient(of: density, withRespectTo: argument)
      for place in places {
        let found = try evaluate(slope, [value: NDArray(place), argument: NDArray(number)]).doubles[0]
        let size = max(number.magnitude, spread)
        let difference = try difference(at: number, size: size) {
          try evaluate(density, [value: NDArray(place), argument: NDArray($0)]).doubles[0]
        }
        guard let difference else { continue }
        report.expect(
          agrees(found, difference, 1e-5),
          "the gradient with respect to '\(distribution.parameters[index].name)' at \(place) is \(found), differences give \(difference)"
        )
      }
    }
  }

  private func agrees(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    (a - b).magnitude <= tolerance * max(1, a.magnitude, b.magnitude)
  }

  /// A central difference with one step of Richardson's extrapolation, with a step at which the function is nearly a line; nil where there is none,
  /// as at a jump, or where the function takes whole numbers alone.
  private func difference(at x: Double, size: Double, _ f: (Double) throws -> Double) rethrows -> Double? {
    let middle = try f(x)
    func slope(_ step: Double) throws -> (slope: Double, bend: Double) {
      let (low, high) = (x - step, x + step)
      let (below, above) = (try f(low), try f(high))
      return ((above - below) / (high - low), (above - middle) - (middle - below))
    }
    var step = 0.1 * size
    while step > 1e-9 * size && step > 1e4 * x.ulp {
      let wide = try slope(step)
      if wide.bend.magnitude < 1e-4 {
        let narrow = try slope(step / 2)
        // Of a smooth function the bend is a quarter at half the step.
        guard narrow.bend.magnitude < 0.5 * wide.bend.magnitude || wide.bend.magnitude < 1e-9 else { return nil }
        return (4 * narrow.slope - wide.slope) / 3
      }
      step /= 4
    }
    return nil
  }

  func checkMoments(_ moments: any DistributionWithMoments, _ report: inout LawReport) throws {
    let (mean, variance) = (try evaluate(moments.mean).doubles[0], try evaluate(moments.variance).doubles[0])
    // Draws tell of moments where the next ones exist; a heavy tail has none to compare.
    guard mean.isFinite, variance.isFinite else { return }
    report.expectMean(of: draws, is: mean, "the mean of the draws")
    let squares = draws.map { ($0 - mean) * ($0 - mean) }
    let spread = squares.max() ?? 0
    // One draw that has most of the sum says that the fourth moment may not exist.
    if spread < 0.02 * squares.reduce(0, +) {
      report.expectMean(of: squares, is: variance, "the variance of the draws")
    }
  }
}
