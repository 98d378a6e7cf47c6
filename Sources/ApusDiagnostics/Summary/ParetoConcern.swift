// Observations on which the posterior depends so much that it cannot say what it would be without them.

internal import ApusData

extension Concern {
  private static let mostObservations = 2000

  /// The concern about observations whose Pareto shape is too large; nil where there is none, or there is no log likelihood.
  ///
  /// Of very many observations 2000 are looked at, evenly spaced: each takes half a millisecond.
  ///
  /// - Parameters:
  ///   - logLikelihood: the group `log_likelihood`.
  ///   - rows: those of the posterior, whose effective sample sizes count; where there are none, draws count as independent.
  static func unreliableLeaveOneOut(_ logLikelihood: DataGroup, _ rows: [SummaryRow]) -> Concern? {
    let all = logLikelihood.arrays.flatMap(\.scalars)
    let observations =
      all.count > mostObservations
      ? (0..<mostObservations).map { all[$0 * all.count / mostObservations] } : all
    guard let first = observations.first?.draws, first.values.count >= 100 else { return nil }
    let sizes = rows.map(\.bulkSampleSize).filter(\.isFinite)
    let mean = sizes.reduce(0, +) / Double(max(sizes.count, 1)) / Double(first.values.count)
    let result = LeaveOneOut(
      logLikelihoods: observations.map(\.draws), relativeEfficiency: sizes.isEmpty || first.chainCount == 1 ? 1 : mean)
    let bad = zip(observations, result.observations).filter { given, found in
      // What does not depend on the parameters has no tail, and is known.
      let isConstant = given.draws.values.allSatisfy { $0 == given.draws.values[0] && $0.isFinite }
      return !isConstant && (!(found.paretoShape <= result.goodShape) || found.expectedLogDensity.isNaN)
    }
    let shapes = bad.map { Worst(name: $0.0.name, value: $0.1.expectedLogDensity.isNaN ? .nan : $0.1.paretoShape) }
    let worst = shapes.first(where: \.value.isNaN) ?? shapes.max { $0.value < $1.value }
    return worst.map {
      .unreliableLeaveOneOut(
        count: bad.count, observationCount: observations.count, worst: $0, greatestShape: result.goodShape)
    }
  }
}
