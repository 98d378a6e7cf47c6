// Whether a transform that the user gave maps onto the support of its distribution: tried with numbers, so that a transform
// of the user's own is judged like Apus's.

internal import ApusDistributions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusRandom

/// The check of one parameter's transform against its distribution's support.
///
/// Values of the transform must lie in the support. Where something can be drawn from the distribution, values of the support
/// must also be values of the transform: else the prior is another distribution than the one that was written.
struct TransformCheck {
  private let parameter: Parameter
  private let bindings: [Tensor: NDArray]
  private let image: Tensor

  init(_ parameter: Parameter, _ start: StartBindings) throws(ModelError) {
    self.parameter = parameter
    if parameter.isDiscrete {
      throw .misuse(
        name: parameter.name,
        reason: "\(parameter.distribution.name) has discrete values, which are not transformed: leave `transform:` out",
        location: parameter.location)
    }
    image = parameter.transform.constrain(parameter.unconstrained)
    bindings = try start.bindings(for: parameter)
  }

  private var support: Support { parameter.distribution.support.elements }
  private var transformName: String { "\(type(of: parameter.transform))" }

  /// - Throws: ``ModelError/misuse(name:reason:location:)`` with what to write instead.
  func run() throws(ModelError) {
    if let error = image.error { throw .graph(error.located(at: parameter.location)) }
    guard image.type == parameter.value.type else {
      throw .shape(
        name: parameter.name,
        reason: "\(transformName) makes \(image.type) of the unconstrained \(parameter.unconstrained.type), "
          + "where the parameter is \(parameter.value.type)", location: parameter.location)
    }
    guard parameter.value.type.elementCount > 0, !isTheSupportsOwn else { return }
    try checkImage()
    if parameter.distribution.isProper {
      try checkReach()
      try checkEnds()
    }
  }

  /// Whether it is the default, of a support without bounds.
  private var isTheSupportsOwn: Bool {
    guard support.bounds.isEmpty, let standard = support.defaultTransform else { return false }
    return type(of: standard) == type(of: parameter.transform) && standard.eventRank == parameter.transform.eventRank
  }

  /// Values of the transform that are outside the support.
  private func checkImage() throws(ModelError) {
    for point in Self.points(parameter.unconstrained.shape) {
      let value = try number(image, [parameter.unconstrained: point])
      var inside = try number(support.contains(Tensor(value)), [:]).doubles.map { $0 == 1 }
      if case .circle = support { inside = value.doubles.map { abs($0) <= Double.pi } }
      guard let first = inside.firstIndex(of: false) else { continue }
      let text = inside.count == value.count ? PointExplanation.text(value.doubles[first]) : "\(value)"
      throw misuse(
        "\(transformName) gives \(text), which is outside the support of \(parameter.distribution.name), "
          + "\(support.words): \(Self.leaveOut(support)), or give a transform onto that support")
    }
  }

  /// Values of the support that the transform cannot give.
  private func checkReach() throws(ModelError) {
    guard let standard = support.defaultTransform else { return }
    let free = Tensor.argument("free", .float64(standard.unconstrainedShape(parameter.value.shape)))
    let known = standard.constrain(free)
    let back = parameter.transform.unconstrain(parameter.value)
    for point in Self.points(free.shape) {
      let value = try number(known, [free: point])
      let coordinates = try number(back, [parameter.value: value])
      let again = try number(image, [parameter.unconstrained: coordinates]).doubles
      let isReached = zip(again, value.doubles).map { abs($0 - $1) <= 1e-6 * (1 + abs($1)) }
      guard let first = isReached.firstIndex(of: false) else { continue }
      let text = value.count == 1 || value.shape.rank == 0 ? "\(value.doubles[first])" : "\(value)"
      let way =
        "`unconstrain` makes it \(coordinates), and `constrain` makes that \(NDArray(again, shape: value.shape))"
      throw partOnly("\(text) is not among them (\(way))")
    }
  }

  /// Ends of the support that an elementwise transform does not come near.
  private func checkEnds() throws(ModelError) {
    guard parameter.transform.eventRank == 0, parameter.unconstrained.type == parameter.value.type,
      let ends = support.ends
    else { return }
    let shape = parameter.value.shape
    let (low, high) = (ends.lower.broadcast(to: shape), ends.upper.broadcast(to: shape))
    guard low.error == nil, high.error == nil else { return }
    let (lower, upper) = (try number(low, [:]).doubles, try number(high, [:]).doubles)
    var least = [Double](repeating: .infinity, count: lower.count)
    var greatest = [Double](repeating: -.infinity, count: lower.count)
    for far in [-Double.infinity, -1e300, -1e6, -1e3, 1e3, 1e6, 1e300, .infinity] {
      let point = NDArray([Double](repeating: far, count: lower.count), shape: shape)
      for (index, value) in try number(image, [parameter.unconstrained: point]).doubles.enumerated() where !value.isNaN
      {
        least[index] = min(least[index], value)
        greatest[index] = max(greatest[index], value)
      }
    }
    func isNear(_ value: Double, _ end: Double) -> Bool {
      end.isFinite ? abs(value - end) <= 1e-6 * max(1, abs(end)) : end > 0 ? value > 1e12 : value < -1e12
    }
    for index in lower.indices {
      if !isNear(least[index], lower[index]) { throw partOnly("they end at \(least[index])") }
      if !isNear(greatest[index], upper[index]) { throw partOnly("they end at \(greatest[index])") }
    }
  }

  private func partOnly(_ reason: String) -> ModelError {
    let (name, distribution) = (parameter.name, parameter.distribution.name)
    let shape = parameter.value.shape.isScalar ? "" : "shape: \(parameter.value.shape.dimensions)"
    let isPositive = parameter.transform is LogTransform
    let prior = isPositive ? "HalfFlat(\(shape))" : "Flat(\(shape)), transform: …"
    let ready =
      isPositive
      ? "a distribution of positive numbers (HalfNormal, HalfCauchy, Exponential, …)" : "a distribution on that part"
    let way =
      advice.map { "\($0) without `transform:`. Else" }
      ?? "Distributions of otherwise constrained vectors are not supported yet:"
    return misuse(
      "the values of \(transformName) are only a part of the support of \(distribution), \(support.words): \(reason). "
        + "The prior would not be \(distribution), and draws from it would lie outside. \(way) "
        + "\(Self.leaveOut(support)), or write \(ready), or a flat prior and the density as a potential: "
        + "let \(name) = m.parameter(\"\(name)\", \(prior)); "
        + "m.potential(\"prior of \(name)\", \(distribution)(…).logDensity(\(name)))")
  }

  /// How to write the distribution on the transform's values, where there is one.
  private var advice: String? {
    let (distribution, transform) = (parameter.distribution, parameter.transform)
    guard distribution.eventRank == 0 else { return nil }
    let name = distribution.name
    let counts = parameter.value.shape.dimensions
    // The elements of a vector have the same distribution, or else have no order and no sum among themselves.
    let isAlike = distribution.shape.isScalar
    switch transform {
    case is SumToZeroTransform where isAlike && distribution is Normal:
      let event = Array(counts.suffix(transform.eventRank))
      return "For values with sum 0 write `ZeroSumNormal(…, shape: \(event))`"
    case is SimplexTransform where transform.eventRank == 1, is IsometricLogRatioTransform:
      return "For values with sum 1 write `Dirichlet(…)`"
    case is OrderedTransform where isAlike && distribution.hasTails:
      return "To put its values in order write `Ordered(\(name)(…), count: \(counts.last ?? 1))`"
    case let ordered as BoundedOrderedTransform where isAlike && distribution.hasTails:
      let bounds = Self.bounds(ordered.lower, ordered.upper)
      return "To put its values in order within bounds write "
        + "`Ordered(Truncated(\(name)(…), \(bounds)), count: \(counts.last ?? 1))`"
    default:
      guard distribution.hasTails, transform.eventRank == 0 else { return nil }
      let bounds =
        switch transform {
        case is LogTransform, is SoftplusTransform: "lower: 0"
        case let interval as IntervalTransform: Self.bounds(interval.lower, interval.upper)
        case let bound as LowerBoundTransform: Self.bounds(bound.bound, nil)
        case let bound as UpperBoundTransform: Self.bounds(nil, bound.bound)
        default: "lower: …, upper: …"
        }
      return "To truncate it write `Truncated(\(name)(…), \(bounds))`"
    }
  }

  /// Bounds as arguments of ``Truncated``.
  private static func bounds(_ lower: Tensor?, _ upper: Tensor?) -> String {
    [lower.map { "lower: \(Support.text($0))" }, upper.map { "upper: \(Support.text($0))" }].compactMap { $0 }
      .joined(separator: ", ")
  }

  private static func leaveOut(_ support: Support) -> String {
    let name = support.defaultTransform.map { " (the support's own is \(type(of: $0)))" } ?? ""
    return "leave `transform:` out\(name)"
  }

  private func misuse(_ reason: String) -> ModelError {
    .misuse(name: parameter.name, reason: reason, location: parameter.location)
  }

  private func number(_ tensor: Tensor, _ more: [Tensor: NDArray]) throws(ModelError) -> NDArray {
    try ModelError.lifting { try evaluate(tensor, bindings.merging(more) { $1 }) }
  }

  /// Points of the unconstrained space: 0, and some around it.
  private static func points(_ shape: Shape) -> [NDArray] {
    var generator = Philox4x64(seed: 1)
    return [0, 0.5, 1, 3, 3, 5, 5, 5].map { width in
      NDArray((0..<shape.elementCount).map { _ in width * (2 * generator.openUniform() - 1) }, shape: shape)
    }
  }
}
