// What is built from a model's sites once and kept with the model: the density's terms, its gradient, the starting point.

internal import ApusDifferentiation
internal import ApusGraph
internal import Synchronization

/// The graphs of a model. They depend on its sites alone, since data are arguments of graphs; copies of the model share them.
final class BuiltGraphs: Sendable {
  let constrainedValues = Once<[Tensor: Tensor]>()
  /// What is summed over discrete parameters, as functions of the constrained values.
  let marginalTerms = Once<MarginalTerms>()
  /// As functions of the constrained values, log-Jacobians included.
  let declaredTerms = Once<[LocatedTerm]>()
  /// As functions of the unconstrained values, log-Jacobians included.
  let densityTerms = Once<[LogDensityTerm]>()
  let densities = OnceForEach<Bool, Tensor>()
  /// The gradients with and without the log-Jacobians.
  let gradients = OnceForEach<Bool, GradientWithProvenance>()
}

/// What depends on the values of data, too: the point where sampling starts, and whether all values were checked.
final class StartingPoint: Sendable {
  let values = Once<[String: NDArray]>()
  let position = Once<[Double]>()
  let valuesChecked = Once<Bool>()
}

/// A value that is made when it is first asked for. Whoever else asks meanwhile waits.
final class Once<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  func value<Failure: Error>(_ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    try kept.withLock { kept throws(Failure) in
      if let kept { return kept }
      let made = try make()
      kept = made
      return made
    }
  }
}

/// A value for each key, made when it is first asked for.
final class OnceForEach<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let kept = Mutex<[Key: Value]>([:])

  func value<Failure: Error>(of key: Key, _ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    try kept.withLock { kept throws(Failure) in
      if let value = kept[key] { return value }
      let made = try make()
      kept[key] = made
      return made
    }
  }
}
