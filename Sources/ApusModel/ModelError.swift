// What can be wrong with a model or with what is asked of it, with the variable's name and the user's line.

public import ApusData
public import ApusDiagnostics
public import ApusDifferentiation
internal import ApusDistributions
public import ApusGraph
public import ApusInference
public import ApusInterpreter
public import ApusStore

/// A mistake in a model, in its data, or in how it is used.
public enum ModelError: Error, Sendable, CustomStringConvertible {
  /// An expression could not be built.
  case graph(GraphError)
  /// A gradient that is needed does not exist.
  case gradient(GradientError)
  /// The user's own rule is wrong at a point of the model: the verifier's findings.
  case wrongRule([ModelVerification.Finding])
  /// The graph could not be evaluated.
  case evaluation(EvaluationError)
  /// Native code was requested and cannot be made, or does not agree with the interpreter.
  case native(String)
  /// The sampler could not start or run.
  case sampling(SamplingError)
  /// A calibration cannot be made, or gone on with.
  case calibration(CalibrationError)
  /// Draws could not be written, or do not fit together.
  case data(DataError)
  /// The store of a run cannot be used.
  case store(StoreError)
  /// Two variables of one name.
  case duplicateName(String, first: SourceLocation, second: SourceLocation)
  /// A label that two positions of a dimension have.
  case duplicateLabel(String, dimension: String, first: Int, second: Int, location: SourceLocation?)
  /// A variable of a shape that its distribution, dims or data do not have.
  case shape(name: String, reason: String, location: SourceLocation)
  /// Missing values in observed data.
  case missingValues(name: String, count: Int, first: Int, location: SourceLocation)
  /// An observed value that depends on parameters, or another misuse of a variable.
  case misuse(name: String, reason: String, location: SourceLocation)
  /// A name that the model does not have.
  case unknownName(String, known: [String])
  /// A constant or datum outside the values that it may take.
  case invalidValue(InvalidValue)
  /// A scalar with the name of an element of another variable, so that two columns of draws would have one name.
  case duplicateColumn(String, first: SourceLocation, second: SourceLocation, array: String)
  /// A draw of a discrete variable that is no integer, or too large for one, where its integer is needed.
  case drawWithoutInteger(name: String, draw: Double, parameters: String, location: SourceLocation)
  /// The model has potentials, which draws from the prior would ignore.
  case potentialsIgnored([String])
  /// A value of another type than the variable's.
  case wrongType(name: String, expected: TensorType, given: TensorType)
  /// A parameter with discrete values where continuous ones are needed.
  case discreteParameter(DiscreteParameter)
  /// The gradient of a parameter is zero everywhere, though the log density may depend on it.
  case zeroGradient(ZeroGradient)
  /// A parameter without a proper prior where draws from it are needed.
  case improperPrior(String)

  /// The error of missing values in data; nil where none is missing.
  static func missing(in array: NDArray, of name: String, at location: SourceLocation) -> ModelError? {
    guard case .float64(let values) = array.elements, let first = values.firstIndex(where: \.isNaN) else { return nil }
    return .missingValues(name: name, count: values.count { $0.isNaN }, first: first, location: location)
  }

  static func dataShape(
    _ name: String, _ shape: Shape, _ distribution: some Distribution, _ location: SourceLocation
  ) -> ModelError {
    .shape(
      name: name,
      reason:
        "the data have shape \(shape), to which the distribution's shape \(distribution.shape) does not broadcast",
      location: location)
  }

  public var description: String {
    switch self {
    case .graph(let error): return error.description
    case .gradient(let error): return error.description
    case .wrongRule(let findings):
      return ModelVerification.Finding.lines(findings, limit: 3).joined(separator: "\n")
    case .evaluation(let error): return error.description
    case .native(let reason): return reason
    case .sampling(let error): return "\(error)"
    case .data(let error): return error.description
    case .store(let error): return error.description
    case .calibration(let error): return error.description
    case .duplicateName(let name, let first, let second):
      return "\(second): the name '\(name)' is taken: \(first) declares it"
    case .duplicateLabel(let label, let dimension, let first, let second, let location):
      return (location.map { "\($0): " } ?? "")
        + "the coords of the dimension '\(dimension)' have the label '\(label)' twice, at \(first) and \(second)"
    case .shape(let name, let reason, let location): return "\(location): '\(name)': \(reason)"
    case .missingValues(let name, let count, let first, let location):
      return "\(location): '\(name)' has \(count) missing values (NaN), the first at index \(first): "
        + "values can be missing only where `observe` gets the numbers themselves; here, leave them out"
    case .misuse(let name, let reason, let location): return "\(location): '\(name)': \(reason)"
    case .unknownName(let name, let known):
      return "the model has no '\(name)': it has \(known.joined(separator: ", "))"
    case .wrongType(let name, let expected, let given):
      return "'\(name)' has type \(expected) and was given \(given)"
    case .discreteParameter(let parameter): return parameter.description
    case .invalidValue(let value): return value.description
    case .duplicateColumn(let name, let first, let second, let array):
      return "\(second): the name '\(name)' is that of an element of '\(array)' (\(first)): choose another"
    case .drawWithoutInteger(let name, let draw, let parameters, let location):
      let number = PointExplanation.text(draw)
      return "\(location): a draw of '\(name)' is \(number), which is no integer below 2^63 (\(parameters)), and other "
        + "variables are made from it: give its distribution parameters whose draws are smaller, or a narrower prior"
    case .potentialsIgnored(let names):
      return
        "draws from the prior cannot follow potentials (\(names.map { "'\($0)'" }.joined(separator: ", "))): write each as the "
        + "distribution of a parameter or an observation, or say priorPredictive(…, ignoringPotentials: true) for draws from the "
        + "distributions alone"
    case .zeroGradient(let finding): return finding.description
    case .improperPrior(let name):
      return "the parameter '\(name)' has an improper prior, from which nothing can be drawn"
    }
  }
}

extension ModelError {
  /// Runs work whose errors are those of other layers, and gives them this layer's type.
  static func lifting<Value>(_ work: () throws -> Value) throws(ModelError) -> Value {
    do { return try work() } catch {
      switch error {
      case let error as ModelError: throw error
      case let error as GraphError: throw .graph(error)
      case let error as GradientError: throw .gradient(error)
      case let error as EvaluationError: throw .evaluation(error)
      case let error as SamplingError: throw .sampling(error)
      case let error as DataError: throw .data(error)
      case let error as StoreError: throw .store(error)
      default:
        throw .graph(
          GraphError(operation: "model", operands: [], cause: TypeError(.attribute, "\(error)"), location: nil))
      }
    }
  }
}

extension GraphError {
  /// The error with a place, where it has none, or none that can be told.
  func located(at place: SourceLocation) -> GraphError {
    if location?.fileAndLine != nil { return self }
    return GraphError(operation: operation, operands: operands, cause: cause, location: place)
  }
}
