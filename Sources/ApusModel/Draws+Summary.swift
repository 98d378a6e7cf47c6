// The summary of draws by name.

internal import ApusDiagnostics
internal import ApusGraph

extension Draws {
  /// A table of means, quantiles, errors and diagnostics of each column, with what speaks against trusting it.
  ///
  /// - Parameters:
  ///   - names: the variables, or elements such as `z[3]`, to show; all where nil. A name that is not there is a concern.
  ///   - sampler: what the sampler reported.
  func summary(_ names: [String]?, sampler: SamplerStatistics?) -> Summary {
    var columns: [(String, ScalarDraws)] = []
    var index = 0
    var missing = names ?? []
    for variable in variables {
      missing.removeAll { $0 == variable.name }
      for name in variable.columnNames {
        missing.removeAll { $0 == name }
        if names.map({ $0.contains(variable.name) || $0.contains(name) }) ?? true {
          columns.append((name, ScalarDraws(column(index))))
        }
        index += 1
      }
    }
    let summary = Summary(columns, sampler: sampler)
    return missing.isEmpty ? summary : Summary(summary, .unknownNames(missing, known: variables.map(\.name)))
  }
}

extension Model {
  /// The parameters and deterministics on the constrained space at positions of several chains of equal length.
  ///
  /// What Ops throw in deterministics is NaN there, and told.
  func draws(at positions: [[Double]], count: Int, backend: Backend) throws(ModelError) -> Draws {
    try draws(at: positions, count: count, by: compile(keptValues, backend: backend))
  }

  /// What is kept with draws: the parameters and the deterministics.
  var keptValues: [Tensor] { parameters.map(\.value) + deterministics.map(\.value) }

  /// The same by a function that computes ``keptValues``.
  func draws(at positions: [[Double]], count: Int, by function: CompiledFunction) throws(ModelError) -> Draws {
    let variables =
      parameters.map { ($0.name, $0.value.shape, $0.dims) } + deterministics.map { ($0.name, $0.value.shape, $0.dims) }
    var draws = Draws(chainCount: positions.count, drawCount: count, variables)
    var thrown: [ThrownError] = []
    for chain in positions.indices {
      thrown = thrown.merged(
        with: try function.evaluate(at: positions[chain], count: count) { draw, values in
          draws.store(values, chain: chain, draw: draw)
        })
    }
    draws.throwingOps = thrown.map { ThrowingOp($0, outOf: positions.count * count, isRejected: false) }
    return draws
  }
}
