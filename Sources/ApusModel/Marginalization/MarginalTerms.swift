// The terms of a model's log density that depend on marginalized parameters, summed over these.

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

/// The terms that depend on marginalized parameters, in groups that share none.
struct MarginalTerms: Sendable {
  /// Parameters that terms connect, and what becomes of these terms.
  struct Group: Sendable {
    /// Whether the distribution of its variables given the parameters is not their own: others depend on them, besides data.
    var isLearntFromOthers: Bool { !priors.isEmpty || !potentials.isEmpty }

    /// The discrete parameters, by their numbers.
    let variables: [Int]
    /// Continuous parameters whose priors depend on them.
    let priors: [String]
    let observations: [String]
    let potentials: [String]
    /// Whether there is one observation, and each of its elements depends on the parameter's element at its place alone.
    let isElementwise: Bool
    /// What stands for the terms.
    let terms: [LocatedTerm]
    /// The names of the axes of a term with one number for each element of a parameter.
    let dims: [String]
    let steps: [EliminationStep]
  }

  let variables: [DiscreteVariable]
  let groups: [Group]

  /// Whether a term of a variable is in a group.
  func absorbs(_ name: String, _ source: LogDensityTerm.Source) -> Bool {
    groups.contains { group in
      switch source {
      case .prior: group.priors.contains(name)
      case .likelihood: group.observations.contains(name)
      case .potential: group.potentials.contains(name)
      case .jacobian: false
      }
    }
  }

  var terms: [LocatedTerm] { groups.flatMap(\.terms) }

  /// The terms of a source with the names of their axes.
  func named(_ source: LogDensityTerm.Source) -> [(name: String, value: Tensor, dims: [String])] {
    groups.flatMap { group in
      group.terms.map(\.term).filter { $0.source == source }.map { ($0.name, $0.value, group.dims) }
    }
  }

  /// Whether numbers of an observation's log likelihood belong to several of its elements, or to elements elsewhere.
  func mixes(_ observation: String) -> Bool {
    groups.contains { $0.observations.contains(observation) && !$0.isElementwise }
  }
}

/// A term as it was declared, in parts that are added up.
private struct DeclaredTerm {
  let name: String
  let source: LogDensityTerm.Source
  let parts: [Tensor]
  let location: SourceLocation
  var variables: Set<Int> = []
}

/// Makes the terms of a model.
struct Marginalization {
  private let model: Model
  let variables: [DiscreteVariable]
  private let enumeration: TermEnumeration
  private var declared: [DeclaredTerm] = []

  /// - Throws: ``ModelError`` where the values of a parameter are not known, or a term cannot be built.
  init(_ model: Model) throws(ModelError) {
    self.model = model
    // Data that are observed may be replaced by simulated ones, while graphs are kept.
    let observed = Set(model.observations.map(\.value))
    let data = model.dataBindings.filter { !observed.contains($0.key) }
    var variables: [DiscreteVariable] = []
    var next = 0
    for parameter in model.marginalizedParameters {
      let values = try FiniteValues(of: parameter, data)
      variables.append(DiscreteVariable(parameter: parameter, values: values, firstAtom: next))
      next += parameter.value.type.elementCount
    }
    self.variables = variables
    let discrete = variables.map(\.parameter.value)
    let guarded = ImpossibleValues(discrete)
    for parameter in model.sites.parameters {
      declared.append(
        DeclaredTerm(
          name: parameter.name, source: .prior,
          parts: [guarded.logDensity(of: parameter.distribution, at: parameter.value)], location: parameter.location))
    }
    for observation in model.observations {
      declared.append(
        DeclaredTerm(
          name: observation.name, source: .likelihood,
          parts: [guarded.logDensity(of: observation.distribution, at: observation.value)],
          location: observation.location))
    }
    for potential in model.potentials {
      declared.append(
        DeclaredTerm(
          name: potential.name, source: .potential, parts: Self.summands(potential.value), location: potential.location)
      )
    }
    var scopes = DependenceScopes(atoms: variables.map { ($0.parameter.value, $0.firstAtom) }, data: data)
    do throws(GraphError) { try scopes.find(in: declared.flatMap(\.parts)) } catch { throw .graph(error) }
    enumeration = TermEnumeration(variables: variables, scopes: scopes)
    for (place, term) in declared.enumerated() {
      for part in term.parts {
        for number in Set(scopes(part) ?? []) {
          guard number >= 0 else { throw refused(Refusal.tooManyAtoms(ScopeTable.mostAtoms), for: term) }
          declared[place].variables.formUnion(scopes.table.scopes[number].map(enumeration.variable))
        }
      }
    }
    try checkTransforms(discrete)
    try checkShapes()
  }

  /// The terms of which a potential is the sum: all elements are added up, so that what is summed may stand for the sum.
  private static func summands(_ value: Tensor) -> [Tensor] {
    guard let node = value.node else { return [value] }
    if node.op is Sum { return summands(node.operands[0]) }
    let haveOneShape = node.operands.allSatisfy { $0.shape == value.shape }
    if node.op is Add, haveOneShape { return node.operands.flatMap(summands) }
    if node.op is Subtract, haveOneShape { return summands(node.operands[0]) + summands(-node.operands[1]) }
    guard value.shape.isScalar, node.op is Multiply || node.op is Negate else { return [value] }
    // A multiple of a sum is the sum of multiples.
    for place in node.operands.indices {
      guard let inner = node.operands[place].node, inner.op is Sum else { continue }
      var operands = node.operands
      operands[place] = inner.operands[0]
      return summands(.apply(node.op, operands, at: node.location).first ?? value)
    }
    return [value]
  }

  private func checkTransforms(_ discrete: [Tensor]) throws(ModelError) {
    for parameter in model.parameters where !parameter.isDiscrete {
      let image = [
        parameter.transform.constrain(parameter.unconstrained),
        parameter.transform.logJacobian(parameter.unconstrained),
      ]
      let order = (try? Traversal.topologicalOrder(of: image)) ?? []
      guard
        let variable = variables.first(where: { variable in
          order.contains { $0 == variable.parameter.value.node }
        })
      else { continue }
      throw refusal(
        of: variable.parameter,
        "the bounds of '\(parameter.name)' depend on it, so that its transform would have to change with its values")
    }
  }

  /// Each density has a number for each event of its value.
  private func checkShapes() throws(ModelError) {
    func check(
      _ name: String, _ source: LogDensityTerm.Source, _ distribution: any Distribution, _ value: Tensor,
      _ location: SourceLocation
    ) throws(ModelError) {
      guard let term = declared.first(where: { $0.name == name && $0.source == source }), !term.variables.isEmpty else {
        return
      }
      let density = LogDensityTerm(name: name, source: source, value: term.parts[0])
      try model.check(density, distribution, value, location)
    }
    for site in model.sites {
      switch site {
      case .parameter(let site): try check(site.name, .prior, site.distribution, site.value, site.location)
      case .observation(let site): try check(site.name, .likelihood, site.distribution, site.value, site.location)
      default: continue
      }
    }
  }

  /// The groups with their terms.
  func terms() throws(ModelError) -> MarginalTerms {
    var groups: [MarginalTerms.Group] = []
    for members in components() {
      let own = declared.filter { !$0.variables.isDisjoint(with: members) }
      groups.append(try group(members, own))
    }
    return MarginalTerms(variables: variables, groups: groups)
  }

  /// The variables that terms connect.
  private func components() -> [[Int]] {
    var parent = Array(variables.indices)
    func root(_ variable: Int) -> Int {
      var place = variable
      while parent[place] != place { place = parent[place] }
      return place
    }
    for term in declared {
      guard let first = term.variables.min() else { continue }
      for other in term.variables {
        let (a, b) = (root(first), root(other))
        parent[max(a, b)] = min(a, b)
      }
    }
    return Dictionary(grouping: variables.indices, by: root).sorted { $0.key < $1.key }.map(\.value)
  }

  /// The logarithm of the whole sum with weights, whose logarithms are arguments: of each variable a matrix of its values' and its
  /// elements'.
  func weightedTotal() throws(ModelError) -> (total: Tensor, logWeights: [Tensor]) {
    let logWeights = variables.map { variable in
      Tensor.argument("log weights of \(variable.name)", .float64([variable.values.count, variable.elementCount]))
    }
    var total = Tensor(0.0)
    for members in components() {
      let own = declared.filter { !$0.variables.isDisjoint(with: members) }
      let weights = members.map { FactorTable(atoms: [Array(variables[$0].atoms)], table: logWeights[$0]) }
      total = total + ApusOps.sum(try sum(of: own, over: members, weighedBy: weights).value)
    }
    return (total, logWeights)
  }

  private func group(_ members: [Int], _ terms: [DeclaredTerm]) throws(ModelError) -> MarginalTerms.Group {
    let discrete = Set(members.map { variables[$0].name })
    let priors = terms.filter { $0.source == .prior && !discrete.contains($0.name) }
    let observations = terms.filter { $0.source == .likelihood }
    let potentials = terms.filter { $0.source == .potential }
    let all = try sum(of: terms, over: members)
    var result: [LocatedTerm] = []
    func add(_ members: [DeclaredTerm], _ source: LogDensityTerm.Source, _ value: Tensor) {
      result.append(
        LocatedTerm(
          term: LogDensityTerm(name: members.map(\.name).joined(separator: "+"), source: source, value: value),
          location: members[0].location, isOfApus: true))
    }
    let data = observations.isEmpty ? potentials : observations
    let source: LogDensityTerm.Source = observations.isEmpty ? .potential : .likelihood
    if data.isEmpty {
      if !priors.isEmpty { add(priors, .prior, all.value) }
    } else if priors.isEmpty {
      add(data, source, all.value)
    } else {
      // The priors' own sum, and what the data add to it.
      let prior = try sum(of: terms.filter { $0.source == .prior }, over: members).value
      add(priors, .prior, prior)
      let isAlike = prior.shape == all.value.shape
      add(data, source, isAlike ? all.value - prior : ApusOps.sum(all.value) - ApusOps.sum(prior))
    }
    return MarginalTerms.Group(
      variables: members, priors: priors.map(\.name), observations: observations.map(\.name),
      potentials: potentials.map(\.name), isElementwise: isElementwise(observations, members), terms: result,
      dims: all.dims, steps: all.steps)
  }

  private func isElementwise(_ observations: [DeclaredTerm], _ members: [Int]) -> Bool {
    guard observations.count == 1, members.count == 1, let scopes = enumeration.scopes(observations[0].parts[0]) else {
      return false
    }
    return scopes.map { enumeration.scopes.table.scopes[$0] } == variables[members[0]].atoms.map { [$0] }
  }

  /// The logarithm of the sum over all values of some variables: a number for each element of a variable where these are
  /// independent of one another, else one number.
  private func sum(
    of terms: [DeclaredTerm], over members: [Int], weighedBy weights: [FactorTable] = []
  ) throws(ModelError) -> (value: Tensor, dims: [String], steps: [EliminationStep]) {
    var tables = members.compactMap { enumeration.mask(of: variables[$0]) } + weights
    var rests: [Tensor] = []
    for term in terms {
      do {
        for part in term.parts {
          let (found, rest) = try enumeration.tables(of: part)
          tables += found
          if let rest { rests.append(rest) }
        }
      } catch { throw refused(error, for: term) }
    }
    let elimination: VariableElimination
    do { elimination = try VariableElimination(tables, over: members, of: variables) } catch {
      throw refused(error, for: terms[0])
    }
    if elimination.results.count == 1, rests.isEmpty {
      let step = elimination.steps[elimination.results[0].step]
      let variable = variables[step.variable]
      if step.atoms == Array(variable.atoms) {
        let value = elimination.results[0].value.reshaped(to: variable.shape)
        return (value, variable.parameter.dims, elimination.steps)
      }
    }
    let sums = elimination.results.map { ApusOps.sum($0.value) } + rests.map { ApusOps.sum($0) }
    return (sums.dropFirst().reduce(sums.first ?? Tensor(0.0), +), [], elimination.steps)
  }

  private func refusal(of parameter: Parameter, _ reason: String) -> ModelError {
    .misuse(name: parameter.name, reason: "it cannot be summed out: \(reason)", location: parameter.location)
  }

  /// What cannot be summed, as the model's error.
  private func refused(_ error: any Error, for term: DeclaredTerm) -> ModelError {
    let place = "the \(term.source.rawValue) of '\(term.name)' (\(term.location))"
    switch error {
    case Refusal.tooManyAtoms(let most):
      let order = (try? Traversal.topologicalOrder(of: term.parts)) ?? []
      let nodes = Set(order)
      let found = variables.filter { $0.parameter.value.node.map(nodes.contains) ?? false }
      let largest = found.max { $0.elementCount < $1.elementCount } ?? variables[0]
      let names = found.map { "'\($0.name)'" }.joined(separator: ", ")
      return refusal(
        of: largest.parameter,
        "a number of \(place) depends on more than \(most) elements of \(names) at once, as far as the graph tells, so "
          + "that these can only be summed together. Write it such that each of its elements depends on few, as by "
          + "z[group] or an axis for each element")
    case Refusal.tooLarge(let members, let sizes, let rows):
      let names = members.map { "'\(variables[$0].name)'" }.joined(separator: ", ")
      let size = sizes.map(String.init).joined(separator: " × ")
      return refusal(
        of: variables[members.first ?? 0].parameter,
        "the sum over \(names) needs a table of \(size) values for each of \(rows) row\(rows == 1 ? "" : "s"), and at "
          + "most 2²⁴ numbers are allowed: its elements depend on too many others at once")
    case let error as GraphError: return .graph(error.located(at: term.location))
    default: return refusal(of: variables[0].parameter, "\(error)")
    }
  }
}
