// The leave-one-out cross-validation of each observed variable, with what is drawn of it.

internal import ApusData
internal import ApusDiagnostics

/// The cross-validation of one variable.
struct CrossValidation {
  let name: String
  let result: LeaveOneOut
  /// The names of the observations.
  let observations: [String]
  /// The probability integral transforms of the observations, each predicted from all others; empty without predictions.
  let transforms: [Double]

  /// Above so many numbers nothing is computed, which would take minutes.
  static let greatestCount = 60_000_000

  /// The cross-validation of an array of log likelihoods; nil where it has no draws, or too many numbers.
  init?(_ array: DataArray, in dataset: Dataset) {
    guard array.sampleRank == 2, array.elementCount > 0, array.shape[0] * array.shape[1] > 0,
      array.count <= Self.greatestCount
    else { return nil }
    name = array.name
    let parameters = (dataset[.posterior]?.arrays.flatMap(\.scalarDraws) ?? []).filter {
      $0.effectiveSampleSize(for: .mean).isFinite
    }
    let efficiency = parameters.isEmpty ? 1 : ScalarDraws.relativeEfficiency(of: parameters)
    result = LeaveOneOut(logLikelihoods: array.scalarDraws, relativeEfficiency: efficiency)
    observations = array.elementNames
    transforms = Self.transforms(array, in: dataset, efficiency: efficiency)
  }

  private static func transforms(_ array: DataArray, in dataset: Dataset, efficiency: Double) -> [Double] {
    guard let observed = dataset[.observedData]?[array.name],
      let predicted = dataset[.posteriorPredictive]?[array.name],
      predicted.sampleRank == 2, predicted.elementCount == array.elementCount, observed.count == array.elementCount,
      predicted.shape[0] == array.shape[0], predicted.shape[1] == array.shape[1]
    else { return [] }
    let data = observed.doubles
    var chance = TieBreaker()
    // Two thousand observations show as much as all.
    let step = max(1, (data.count + 1999) / 2000)
    return stride(from: 0, to: data.count, by: step).compactMap { index in
      let logLikelihood = array.draws(ofElement: index).joined()
      let weights = ParetoSmoothedWeights(
        smoothing: logLikelihood.map { -$0 }, relativeEfficiency: efficiency)
      return ProbabilityIntegral.share(
        data[index], among: Array(predicted.draws(ofElement: index).joined()), logWeights: weights.logWeights,
        chance: chance.next())
    }
  }
}
