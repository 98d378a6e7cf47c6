// The model's log density and its derivatives as graphs of the unconstrained values.

internal import ApusDifferentiation
internal import ApusDistributions
public import ApusGraph
internal import ApusOps
internal import ApusRewriting

/// One term of a model's log density.
public struct LogDensityTerm: Sendable {
  /// What a term comes from.
  public enum Source: String, Sendable {
    /// A parameter's prior.
    case prior
    /// The log-Jacobian of a parameter's transform.
    case jacobian
    /// The likelihood of an observation.
    case likelihood
    /// A potential.
    case potential
  }

  /// The name of the variable.
  public let name: String
  /// What the term comes from.
  public let source: Source
  /// The term, element by element, on the unconstrained space.
  public let value: Tensor
}

/// A term of the log density with the line of its variable's declaration.
struct LocatedTerm: Sendable {
  let term: LogDensityTerm
  let location: SourceLocation
  /// Whether Apus wrote the formula: then an error in it belongs to the line of the declaration.
  let isOfApus: Bool

  /// The error of the term, where it could not be built, at the line that the user can mend.
  var error: GraphError? {
    guard let error = term.value.error else { return nil }
    return isOfApus
      ? GraphError(operation: error.operation, operands: error.operands, cause: error.cause, location: location)
      : error.located(at: location)
  }
}

extension Model {
  /// The terms of the log density, in the order of declaration: priors (each with its Jacobian), observations, potentials.
  ///
  /// Exponentials and logarithms are rewritten into forms that neither cancel nor overflow, so their derivatives are accurate too.
  ///
  /// - Parameter jacobian: whether the density is that of the unconstrained values: with the transforms' log-Jacobians.
  public func logDensityTerms(jacobian: Bool = true) -> [LogDensityTerm] {
    let terms = graphs.densityTerms.value(builtDensityTerms)
    return jacobian ? terms : terms.filter { $0.source != .jacobian }
  }

  private func builtDensityTerms() -> [LogDensityTerm] {
    let constrained = constrainedValues
    let terms = StableLogarithm.$meanings.withValue(constrained) {
      // What was summed before has no stable logarithms.
      builtConstrainedTerms(hasMarginalized ? try? Marginalization(self).terms() : nil).map(\.term)
    }
    let values = terms.map(\.value)
    let error = values.lazy.compactMap(\.error).first
    let replaced =
      (try? rewrite(Traversal.substitute(constrained, in: values), with: .stabilize).outputs) ?? values
    return zip(terms, replaced).map { term, value in
      LogDensityTerm(
        name: term.name, source: term.source, value: error.map { Tensor(poisonedBy: $0) } ?? value)
    }
  }

  /// The terms as functions of the constrained values, each with the line of its variable.
  func constrainedTerms(jacobian: Bool) -> [LocatedTerm] {
    let terms = graphs.declaredTerms.value { builtConstrainedTerms(try? marginalTerms()) }
    return jacobian ? terms : terms.filter { $0.term.source != .jacobian }
  }

  /// - Parameter marginal: the terms that depend on parameters which are summed out.
  private func builtConstrainedTerms(_ marginal: MarginalTerms?) -> [LocatedTerm] {
    var terms: [LocatedTerm] = []
    func add(
      _ name: String, _ source: LogDensityTerm.Source, _ value: Tensor, by author: Any? = nil,
      _ location: SourceLocation
    ) {
      guard marginal?.absorbs(name, source) != true else { return }
      terms.append(
        LocatedTerm(
          term: LogDensityTerm(name: name, source: source, value: value), location: location,
          isOfApus: author is any BuiltInFormula))
    }
    for parameter in parameters {
      let (prior, transform) = (parameter.distribution, parameter.transform)
      add(parameter.name, .prior, prior.logDensity(parameter.value), by: prior, parameter.location)
      if !parameter.isDiscrete {
        add(
          parameter.name, .jacobian, transform.logJacobian(parameter.unconstrained), by: transform, parameter.location)
      }
    }
    for observation in observations {
      let distribution = observation.distribution
      add(
        observation.name, .likelihood, distribution.logDensity(observation.value), by: distribution,
        observation.location)
    }
    for potential in potentials { add(potential.name, .potential, potential.value, potential.location) }
    return terms + (marginal?.terms ?? [])
  }

  /// The log density of the unconstrained values, a scalar: the sum of all terms.
  ///
  /// - Parameter jacobian: with the transforms' log-Jacobians, as samplers need it; without, the density is that of the
  ///   constrained values.
  public func logDensity(jacobian: Bool = true) -> Tensor {
    graphs.densities.value(of: jacobian) { Self.total(logDensityTerms(jacobian: jacobian)) }
  }

  /// The sum of all elements of terms.
  static func total(_ terms: [LogDensityTerm]) -> Tensor {
    let sums = terms.map { sum($0.value) }
    return sums.dropFirst().reduce(sums.first ?? 0, +)
  }

  /// The log density as one scalar; if not summed, one tensor for each term.
  public func logDensity(sum: Bool, jacobian: Bool = true) -> [Tensor] {
    sum ? [logDensity(jacobian: jacobian)] : logDensityTerms(jacobian: jacobian).map(\.value)
  }

  /// The unconstrained values that the log density is a function of.
  package var unconstrainedArguments: [Tensor] { parameters.map(\.unconstrained) }

  /// The gradient of the log density with respect to each parameter's unconstrained value.
  ///
  /// - Throws: ``ModelError/gradient(_:)`` where a rule is missing or breaks its contract;
  ///   ``ModelError/discreteParameter(_:)``.
  public func gradient(jacobian: Bool = true) throws(ModelError) -> [Tensor] {
    try gradientWithRules(jacobian: jacobian).gradients
  }

  func gradientWithRules(jacobian: Bool = true) throws(ModelError) -> GradientWithProvenance {
    try requireContinuous()
    return try graphs.gradients.value(of: jacobian) { () throws(ModelError) in
      do throws(GradientError) {
        return try gradientWithProvenance(of: logDensity(jacobian: jacobian), withRespectTo: unconstrainedArguments)
      } catch { throw .gradient(error.naming(parameters)) }
    }
  }

  /// The log density and its Hessian as functions of the flat position: all unconstrained values, in order.
  ///
  /// - Returns: the position's argument (shape (dimension,)) and the Hessian (shape (dimension, dimension)).
  /// - Throws: ``ModelError/gradient(_:)``, also where a first derivative has no derivative of its own.
  public func hessian(jacobian: Bool = true) throws(ModelError) -> (position: Tensor, hessian: Tensor) {
    try requireContinuous()
    let position = Tensor.argument("position", .float64([dimension]))
    var places: [Tensor: Tensor] = [:]
    var offset = 0
    for argument in unconstrainedArguments {
      let count = argument.type.elementCount
      places[argument] = position[offset..<(offset + count)].reshaped(to: argument.shape)
      offset += count
    }
    let density = logDensity(jacobian: jacobian)
    let flat: Tensor
    do { flat = try Traversal.substitute(places, in: [density])[0] } catch { throw .graph(error) }
    do { return (position, try ApusDifferentiation.hessian(of: flat, withRespectTo: position)) } catch {
      throw .gradient(error.naming(parameters))
    }
  }
}

extension GradientError {
  /// The error with a parameter's name where it speaks of its unconstrained value.
  func naming(_ parameters: [Parameter]) -> GradientError {
    func name(of parameter: String, _ path: [String]) -> (parameter: String, path: [String]) {
      guard let match = parameters.first(where: { $0.unconstrained.argument?.label == parameter }) else {
        return (parameter, path)
      }
      return (match.name, path.map { $0 == parameter ? match.name : $0 })
    }
    func renamed(_ missing: MissingRule) -> MissingRule {
      let (parameter, path) = name(of: missing.parameter, missing.path)
      return MissingRule(
        parameter: parameter, op: missing.op, operand: missing.operand, path: path, reason: missing.reason,
        location: missing.location)
    }
    func renamed(_ broken: BrokenRule) -> BrokenRule {
      let (parameter, path) = name(of: broken.parameter, broken.path)
      return BrokenRule(broken, parameter: parameter, path: path)
    }
    switch self {
    case .undefined(let missing): return .undefined(renamed(missing))
    case .notImplemented(let missing): return .notImplemented(renamed(missing))
    case .wrongCotangent(let rule, let expected, let returned):
      return .wrongCotangent(renamed(rule), expected: expected, returned: returned)
    case .poisonedCotangent(let rule, let error): return .poisonedCotangent(renamed(rule), error)
    case .wrongAnswerCount(let rule, let expected, let returned):
      return .wrongAnswerCount(renamed(rule), expected: expected, returned: returned)
    default: return self
    }
  }
}
