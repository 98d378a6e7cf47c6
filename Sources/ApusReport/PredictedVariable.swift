// An observed variable with what the posterior predicts for it.

internal import ApusData
internal import ApusFigures

/// Observations with draws of predictions of each.
struct PredictedVariable {
  let name: String
  /// The observations, in row-major order.
  let observed: [Double]
  /// Predicted sets of observations: `[draw]`, all chains one after the other, at most so many as were asked for.
  let replications: [[Double]]
  /// Whether observations and predictions are counts: whole numbers that are not negative.
  let isCount: Bool

  /// The variables that both groups have, with as many elements.
  ///
  /// - Parameter replicationCount: how many predicted sets are taken at most, evenly chosen.
  static func all(_ dataset: Dataset, group: DataGroup.Name, replicationCount: Int = 400) -> [PredictedVariable] {
    guard let observed = dataset[.observedData], let predictions = dataset[group] else { return [] }
    return observed.arrays.compactMap { array -> PredictedVariable? in
      guard let predicted = predictions[array.name], predicted.sampleRank == 2, predicted.elementCount == array.count,
        array.count > 0
      else { return nil }
      let count = predicted.elementCount
      let total = predicted.shape[0] * predicted.shape[1]
      guard total > 0 else { return nil }
      let values = predicted.doubles
      let replications = stride(from: 0, to: total, by: max(1, (total + replicationCount - 1) / replicationCount)).map {
        Array(values[($0 * count)..<(($0 + 1) * count)])
      }
      let data = array.doubles
      let areWhole = array.elementType != .float64 || data.allSatisfy { $0 == $0.rounded() }
      let isCount =
        areWhole && data.allSatisfy { $0 >= 0 && $0 < 1e6 }
        && replications.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < 1e9 && $0 == $0.rounded() } }
      return PredictedVariable(name: array.name, observed: data, replications: replications, isCount: isCount)
    }
  }

  /// The predictions of one observation.
  func predictions(of observation: Int) -> [Double] { replications.map { $0[observation] } }
}

extension PredictedVariable {
  /// The probability integral transforms of at most two thousand observations.
  var transforms: [Double] {
    var chance = TieBreaker()
    return stride(from: 0, to: observed.count, by: max(1, (observed.count + 1999) / 2000)).compactMap { index in
      ProbabilityIntegral.share(observed[index], among: predictions(of: index), chance: chance.next())
    }
  }
}
