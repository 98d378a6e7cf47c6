// Points of a model: where sampling starts, and the way between constrained values by name and flat positions.

internal import ApusDistributions
public import ApusGraph
internal import ApusInterpreter
internal import ApusRandom

extension Model {
  /// The constrained values where sampling starts: the given initial value; else the prior's mean, if it has a formula; else the
  /// image of 0.
  ///
  /// - Throws: ``ModelError/evaluation(_:)``.
  public func initialPoint() throws(ModelError) -> [String: NDArray] {
    try start.values.value { () throws(ModelError) in
      try ModelError.lifting {
        var known = dataBindings
        var point: [String: NDArray] = [:]
        for parameter in parameters {
          let value = try startingValue(of: parameter, &known)
          known[parameter.value] = value
          point[parameter.name] = value
        }
        return point
      }
    }
  }

  /// - Parameter known: the values before it; what it takes in on the way is the caller's to replace. A copy for each of many
  ///   parameters would take time that grows as their number squared.
  private func startingValue(of parameter: Parameter, _ known: inout [Tensor: NDArray]) throws -> NDArray {
    if let initial = parameter.initial { return initial }
    if parameter.distribution.hasClosedMoments, let prior = parameter.distribution as? any DistributionWithMoments {
      let mean = prior.mean.broadcast(to: parameter.value.shape)
      // An Op that throws at the mean says nothing of other points.
      if mean.error == nil, let value = try? evaluate(mean, known) {
        let converted = value.type == parameter.value.type ? value : parameter.value.type.converted(value)
        if try isInside(converted, parameter, &known) { return converted }
      }
    }
    let origin = NDArray.zeros(parameter.unconstrained.type)
    if parameter.isDiscrete { return origin }
    known[parameter.unconstrained] = origin
    return try evaluate(parameter.transform.constrain(parameter.unconstrained), known)
  }

  /// Whether a value has finite coordinates on the unconstrained space.
  private func isInside(_ value: NDArray, _ parameter: Parameter, _ known: inout [Tensor: NDArray]) throws -> Bool {
    guard !parameter.isDiscrete else { return true }
    known[parameter.value] = value
    return try evaluate(parameter.transform.unconstrain(parameter.value), known).doubles.allSatisfy(\.isFinite)
  }

  /// The flat position of constrained values by name.
  ///
  /// - Throws: ``ModelError/unknownName(_:known:)`` where a parameter is missing or a name is unknown,
  ///   ``ModelError/wrongType(name:expected:given:)``. Values outside the support give NaN or infinite coordinates.
  public func unconstrain(_ values: [String: NDArray]) throws(ModelError) -> [Double] {
    let names = Set(parameters.map(\.name))
    if let stranger = values.keys.filter({ !names.contains($0) }).min() {
      throw .unknownName(stranger, known: parameters.map(\.name))
    }
    return try Unconstraining(self).position(values)
  }

  /// The constrained values by name at a flat position.
  ///
  /// - Precondition: the position has as many coordinates as the model.
  /// - Throws: ``ModelError/evaluation(_:)``.
  public func constrain(_ position: [Double]) throws(ModelError) -> [String: NDArray] {
    let values = try compile(parameters.map(\.value))(position)
    return Dictionary(uniqueKeysWithValues: zip(parameters.map(\.name), values))
  }

  /// The flat position where sampling starts: that of ``initialPoint()``.
  ///
  /// - Throws: ``ModelError/evaluation(_:)``.
  public func initialPosition() throws(ModelError) -> [Double] {
    try start.position.value { () throws(ModelError) in try unconstrain(initialPoint()) }
  }

  /// Positions drawn from the prior; none where a parameter's prior is improper and `nearInitial` is false, else points whose
  /// coordinates are up to 1 from the initial ones.
  package func priorPositions(count: Int, seed: UInt64, nearInitial: Bool = true) throws(ModelError) -> [[Double]] {
    var generator = Philox4x64(seed: seed, stream: UInt64.max)
    guard parameters.allSatisfy({ $0.distribution.isProper }) else {
      guard nearInitial else { return [] }
      let center = try initialPosition()
      return (0..<count).map { _ in center.map { $0 + 2 * generator.openUniform() - 1 } }
    }
    let sampler = try AncestralSampler(self, upTo: .parameters)
    let unconstraining = try Unconstraining(self)
    var positions: [[Double]] = []
    // Draws where an Op throws are no points of the model.
    for _ in 0..<(20 * count) where positions.count < count {
      let (values, thrown) = try sampler.draw(using: &generator)
      if thrown.isEmpty { positions.append(try unconstraining.position(values)) }
    }
    return positions
  }

  /// Positions drawn from the prior, one after another; where an Op throws, the coordinates are NaN.
  func priorDraws(count: Int, seed: UInt64, stream: UInt64) throws(ModelError) -> [Double] {
    var generator = Philox4x64(seed: seed, stream: stream)
    let sampler = try AncestralSampler(self, upTo: .parameters)
    let unconstraining = try Unconstraining(self)
    let width = dimension
    var draws: [Double] = []
    draws.reserveCapacity(count * width)
    for _ in 0..<count {
      let (values, thrown) = try sampler.draw(using: &generator)
      draws += thrown.isEmpty ? try unconstraining.position(values) : [Double](repeating: .nan, count: width)
    }
    return draws
  }

  /// The size of the prior along each coordinate: the standard deviation of a few prior draws on the unconstrained space,
  /// at most 1. It scales the jitter of the chains' starts, so that a tight prior (a known period) is not left.
  package func startScales(seed: UInt64) throws(ModelError) -> [Double] {
    startScales(of: try priorPositions(count: Self.priorDrawCount, seed: seed, nearInitial: false))
  }

  static let priorDrawCount = 32

  /// The same where the draws are known.
  func startScales(of draws: [[Double]]) -> [Double] {
    var scales = [Double](repeating: 1, count: dimension)
    for coordinate in scales.indices {
      let values = draws.map { $0[coordinate] }.filter(\.isFinite)
      guard values.count > 1 else { continue }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      scales[coordinate] = min(1, variance.squareRoot())
    }
    return scales
  }
}

/// The way from constrained values to flat positions, as often as one likes: its graph is built once.
struct Unconstraining {
  private let parameters: [Parameter]
  private let evaluator: Evaluator
  private let arguments: Set<Tensor>

  init(_ model: Model) throws(ModelError) {
    parameters = model.parameters
    let free = parameters.map { $0.isDiscrete ? $0.value : $0.transform.unconstrain($0.value) }
    let data = model.dataBindings
    (evaluator, arguments) = try ModelError.lifting {
      let program = try Program(free)
      let evaluator = try ThrownErrors.$current.withValue(nil) { try Evaluator(program, data: data) }
      return (evaluator, Set(program.arguments))
    }
  }

  func position(_ values: [String: NDArray]) throws(ModelError) -> [Double] {
    for parameter in parameters {
      guard let value = values[parameter.name] else { throw .unknownName(parameter.name, known: values.keys.sorted()) }
      guard parameter.value.type.exactly(value).type == parameter.value.type else {
        throw .wrongType(name: parameter.name, expected: parameter.value.type, given: value.type)
      }
    }
    return try ModelError.lifting {
      for parameter in parameters where arguments.contains(parameter.value) {
        if let value = values[parameter.name] {
          try evaluator.bind(parameter.value, to: parameter.value.type.exactly(value))
        }
      }
      let errorCount = evaluator.errors.count
      try evaluator.run()
      if evaluator.errors.count != errorCount, let first = evaluator.errors.endPoint().first {
        throw EvaluationError.thrown(op: first.op, message: first.message)
      }
      return withExtendedLifetime(evaluator) { parameters.indices.flatMap { evaluator.output($0).array.doubles } }
    }
  }
}

extension NDArray {
  static func zeros(_ type: TensorType) -> NDArray {
    switch type.elementType {
    case .float64: NDArray([Double](repeating: 0, count: type.elementCount), shape: type.shape)
    case .int64: NDArray([Int](repeating: 0, count: type.elementCount), shape: type.shape)
    case .bool: NDArray([Bool](repeating: false, count: type.elementCount), shape: type.shape)
    }
  }
}

extension TensorType {
  /// An array in this type's elements where that changes no number: integers as numbers, whole numbers as integers; else as it is.
  func exactly(_ array: NDArray) -> NDArray {
    switch (array.type.elementType, elementType) {
    case (.int64, .float64): return NDArray(array.doubles, shape: array.shape)
    case (.float64, .int64) where array.doubles.allSatisfy({ $0.rounded() == $0 && $0.magnitude <= 0x1p53 }):
      return NDArray(array.doubles.map { Int($0) }, shape: array.shape)
    default: return array
    }
  }

  /// An array's numbers, rounded where this type has integers, in this type.
  func converted(_ array: NDArray) -> NDArray {
    let values = array.doubles
    switch elementType {
    case .float64: return NDArray(values, shape: shape)
    case .int64: return NDArray(values.map { Int(nearest: $0) }, shape: shape)
    case .bool: return NDArray(values.map { $0 >= 0.5 }, shape: shape)
    }
  }
}
