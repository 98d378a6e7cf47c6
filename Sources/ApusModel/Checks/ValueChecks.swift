// Holds every number that is known before sampling against what it may be: parameters of distributions, observed values,
// initial values, terms that depend on data alone.

internal import ApusDistributions
internal import ApusGraph
internal import ApusInterpreter

struct ValueChecks {
  private let model: Model
  private let bindings: [Tensor: NDArray]
  /// The nodes that depend on what is not known, or not asked for.
  private let unknown: Set<Node>
  private let terms: [LocatedTerm]
  private let isComplete: Bool
  private let start: StartBindings

  /// - Parameters:
  ///   - terms: the model's terms as functions of the constrained values.
  ///   - changed: the data that alone are new; all where nil. What depends on other data too is left for later, when
  ///   these may be new as well.
  init(_ model: Model, _ terms: [LocatedTerm], _ start: StartBindings, changed: Tensor? = nil) throws(ModelError) {
    self.model = model
    self.terms = terms
    self.start = start
    bindings = start.data
    isComplete = changed == nil
    var tensors = terms.map(\.term.value) + model.observations.map(\.value)
    for distribution in model.parameters.map(\.distribution) + model.observations.map(\.distribution) {
      tensors += distribution.support.bounds
      for parameter in distribution.parameters {
        tensors.append(parameter.value)
        tensors += parameter.domain?.bounds.map(\.value) ?? []
      }
    }
    var unasked = model.sites.parameters.flatMap { [$0.value, $0.unconstrained] }
    if let changed { unasked += model.data.map(\.argument).filter { $0 != changed } }
    let order: [Node]
    do throws(GraphError) { order = try Traversal.topologicalOrder(of: tensors.filter { $0.error == nil }) } catch {
      throw .graph(error)
    }
    unknown = Traversal.dependents(of: unasked, in: order)
  }

  /// Throws the first value that cannot be, in the order of declaration.
  func run() throws(ModelError) {
    for site in model.sites {
      switch site {
      case .parameter(let parameter):
        try checkParameters(of: parameter.distribution, parameter.name, parameter.location)
        if isComplete {
          try checkInitial(parameter)
          try checkDensity(parameter)
        }
      case .observation(let observation):
        try checkParameters(of: observation.distribution, observation.name, observation.location)
        guard let value = known(observation.value) else { continue }
        try checkSupport(
          value, "the observed value", observation.distribution, observation.name, observation.location, bindings,
          isKnown: { known($0) != nil })
      case .deterministic, .potential, .data: continue
      }
    }
    for term in terms where term.term.source == .likelihood || term.term.source == .potential {
      try checkTerm(term)
    }
  }

  /// The value of a tensor that depends on known numbers alone.
  private func known(_ tensor: Tensor) -> NDArray? {
    if let constant = tensor.constantValue { return constant }
    guard let node = tensor.node, !unknown.contains(node) else { return nil }
    return try? bindings[tensor] ?? evaluate(tensor, bindings)
  }

  private func checkParameters(
    of distribution: any Distribution, _ name: String, _ location: SourceLocation
  ) throws(ModelError) {
    for parameter in distribution.parameters {
      guard let domain = parameter.domain, let value = known(parameter.value) else { continue }
      let bounds = domain.bounds.compactMap { known($0.value) }
      guard bounds.count == domain.bounds.count else { continue }
      guard let outside = domain.firstOutside(value, bounds: bounds) else { continue }
      throw .invalidValue(
        InvalidValue(
          name: name, role: "the \(parameter.name) of \(distribution.name)",
          element: outside.batch.elementName("", outside.place), problem: outside.text, count: outside.count,
          requirement: "it must be \(domain.requirement)", location: location))
    }
  }

  /// Values outside the support, as far as its bounds are known.
  private func checkSupport(
    _ value: NDArray, _ role: String, _ distribution: any Distribution, _ name: String, _ location: SourceLocation,
    _ bindings: [Tensor: NDArray], isKnown: (Tensor) -> Bool
  ) throws(ModelError) {
    let support = distribution.support.elements
    var isInside: [Bool]
    let batch: Shape
    switch support {
    case _ where distribution is IntervalCensored:
      // Infinite numbers leave a side open.
      let numbers = value.doubles
      isInside = numbers.indices.map { numbers[$0 - $0 % 2] <= numbers[min(numbers.count - 1, $0 - $0 % 2 + 1)] }
      batch = value.shape
    case .real, .circle:
      isInside = value.doubles.map(\.isFinite)
      batch = value.shape
    default:
      guard let found = try? evaluate(support.widened(where: isKnown).contains(Tensor(value)), bindings) else { return }
      isInside = found.doubles.map { $0 == 1 }
      batch = found.shape
    }
    if let counted = distribution.countedElements(in: batch), let counts = try? evaluate(counted, bindings) {
      isInside = zip(isInside, counts.doubles).map { $0 || $1 == 0 }
    }
    guard let first = isInside.firstIndex(of: false) else { return }
    let numbers = value.doubles
    var problem = batch == value.shape ? "is \(PointExplanation.text(numbers[first]))" : "is outside"
    if case .simplex = support, let outside = ParameterDomain.simplex.firstOutside(value) { problem = outside.text }
    if case .counts(let size, _) = support, numbers.count == isInside.count * size {
      problem = "has the sum \(PointExplanation.text(numbers[first * size..<(first + 1) * size].reduce(0, +)))"
    }
    let advice = ObservationAdvice.text(distribution, numbers) ?? ""
    throw .invalidValue(
      InvalidValue(
        name: name, role: role, element: batch.elementName("", first), problem: problem,
        count: isInside.count { !$0 },
        requirement: distribution is IntervalCensored
          ? "an interval's upper number is not below its lower one"
          : "the support of \(distribution.name) is \(support.words)\(advice)",
        location: location))
  }

  /// An initial value outside the support, or on its edge, from which no sampler starts.
  private func checkInitial(_ parameter: Parameter) throws(ModelError) {
    guard let initial = parameter.initial else { return }
    let bindings = try start.bindings(for: parameter)
    try checkSupport(
      initial, "the initial value", parameter.distribution, parameter.name, parameter.location, bindings,
      isKnown: { _ in true })
    if parameter.isDiscrete { return }
    var inside = bindings
    inside[parameter.value] = initial
    guard let free = try? evaluate(parameter.transform.unconstrain(parameter.value), inside),
      let first = free.doubles.firstIndex(where: { !$0.isFinite })
    else { return }
    let problem =
      initial.count == free.count ? "is \(PointExplanation.text(initial.doubles[first]))" : "is on the edge"
    throw .invalidValue(
      InvalidValue(
        name: parameter.name, role: "the initial value", element: free.shape.elementName("", first), problem: problem,
        count: free.doubles.count { !$0.isFinite },
        requirement: "a start must lie inside the support of \(parameter.distribution.name), "
          + "\(parameter.distribution.support.words), not on its edge", location: parameter.location))
  }

  /// A prior that says nothing of its parameters' domains, with known parameters, whose density is NaN inside its support.
  private func checkDensity(_ parameter: Parameter) throws(ModelError) {
    let distribution = parameter.distribution
    guard !distribution.parameters.isEmpty, distribution.parameters.allSatisfy({ $0.domain == nil }),
      distribution.parameters.allSatisfy({ known($0.value) != nil })
    else { return }
    var bindings = try start.bindings(for: parameter)
    bindings[parameter.unconstrained] = .zeros(parameter.unconstrained.type)
    if bindings[parameter.value] == nil {
      let map = parameter.transform.constrain(parameter.unconstrained)
      bindings[parameter.value] =
        parameter.isDiscrete ? .zeros(parameter.value.type) : try? evaluate(map, bindings)
    }
    let density = distribution.logDensity(parameter.value)
    guard let values = try? evaluate(density, bindings), let first = values.doubles.firstIndex(where: \.isNaN) else {
      return
    }
    throw .invalidValue(
      InvalidValue(
        name: parameter.name, role: "the log density of \(distribution.name)",
        element: values.shape.elementName("", first), problem: "is nan", count: values.doubles.count { $0.isNaN },
        requirement: "its parameters are outside their domain: \(parameters(of: distribution))",
        location: parameter.location))
  }

  /// A likelihood or a potential that depends on data alone and is not finite: then no draw has a density.
  private func checkTerm(_ located: LocatedTerm) throws(ModelError) {
    let term = located.term
    guard term.value.error == nil, let values = known(term.value),
      let first = values.doubles.firstIndex(where: { !$0.isFinite })
    else { return }
    let observed = model.observations.first { $0.name == term.name && term.source == .likelihood }
    let reason = observed.map { " (\(parameters(of: $0.distribution)))" } ?? ""
    throw .invalidValue(
      InvalidValue(
        name: term.name, role: "its log density", element: values.shape.elementName("", first),
        problem: "is \(PointExplanation.text(values.doubles[first]))", count: values.doubles.count { !$0.isFinite },
        requirement: "it depends on data alone\(reason), so no parameters have a finite density",
        location: located.location))
  }

  private func parameters(of distribution: any Distribution) -> String {
    distribution.parameters.map { "\($0.name) = \(known($0.value).map { "\($0)" } ?? $0.value.expression(depth: 1))" }
      .joined(separator: ", ")
  }
}

/// What most likely happened to values outside a support.
private enum ObservationAdvice {
  static func text(_ distribution: any Distribution, _ values: [Double]) -> String? {
    guard let least = values.min(), let greatest = values.max() else { return nil }
    let count = (distribution as? Categorical)?.categoryCount ?? (distribution as? any OrderedCategories)?.categoryCount
    if let count, least >= 1, greatest == Double(count) {
      return ": categories are counted from 0, so subtract 1"
    }
    switch distribution.support {
    case .booleans where least == 1 && greatest == 2: return ": subtract 1"
    case .booleans where least == -1 && greatest == 1: return ": write (y + 1) / 2"
    case .positiveIntegers where least == 0: return ": it counts the trials, the last one included, so add 1"
    default: return nil
    }
  }
}

extension Model {
  func checkValues(changed: Tensor) throws(ModelError) {
    try ValueChecks(self, constrainedTerms(jacobian: false), StartBindings(self), changed: changed).run()
  }

  /// Checks all constants and data once.
  func checkValues() throws(ModelError) {
    _ = try start.valuesChecked.value { () throws(ModelError) in
      try ValueChecks(self, constrainedTerms(jacobian: false), StartBindings(self)).run()
      return true
    }
  }
}
