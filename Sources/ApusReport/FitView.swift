// A fit as its report looks at it: its scalar parameters with their draws and diagnostics, the worst first.

internal import ApusData
internal import ApusDiagnostics
internal import ApusFigures

/// The draws of a posterior, element by element, with what their summary says.
struct FitView {
  /// One element of the posterior.
  struct Parameter {
    let name: String
    let draws: ScalarDraws
    let row: SummaryRow
    /// Whether its draws are whole numbers of few values, of which there are bars rather than a density.
    let isDiscrete: Bool
    /// The place in the dataset.
    let place: Int

    /// The name, short enough for an axis.
    func label(width: Double, size: Double = 12) -> RichText { RichText(name).truncated(to: width, size: size) }

    /// Whether the draws vary and are all finite.
    var varies: Bool {
      draws.values.allSatisfy(\.isFinite) && draws.values.contains { $0 != draws.values[0] }
    }
  }

  /// In the order of the dataset.
  let parameters: [Parameter]
  /// The places of the parameters, the worst first.
  let worstFirst: [Int]
  let summary: Summary
  let sampler: SamplerDraws?
  let dataset: Dataset

  /// The elements of a posterior.
  ///
  /// - Parameter names: arrays or elements; nil: all.
  init(_ dataset: Dataset, names: [String]? = nil) {
    self.dataset = dataset
    let sampler = dataset[.sampleStats].map(SamplerDraws.init)
    self.sampler = sampler
    var columns: [(name: String, draws: ScalarDraws, isWhole: Bool)] = []
    for array in dataset[.posterior]?.arrays ?? [] {
      let isWhole = array.elementType != .float64
      let isShown = names?.contains(array.name) ?? true
      for ((name, draws), position) in zip(array.scalars, array.positionNames)
      where isShown || names?.contains(where: { $0 == name || $0 == position }) ?? true {
        columns.append((name, draws, isWhole))
      }
    }
    let summary = Summary(columns.map { ($0.name, $0.draws) }, sampler: sampler?.statistics)
    self.summary =
      dataset[.posterior] == nil
      ? Summary(summary, [.unknownNames(["posterior"], known: dataset.groups.map(\.name.rawValue))])
      : dataset.judged(summary)
    let parameters = zip(columns, summary.rows).enumerated().map { place, pair in
      let (column, row) = pair
      return Parameter(
        name: column.name.isEmpty ? "(no name)" : column.name, draws: column.draws, row: row,
        isDiscrete: Self.isDiscrete(column.draws.values, isWhole: column.isWhole), place: place)
    }
    self.parameters = parameters
    worstFirst = parameters.indices.sorted { Self.badness(parameters[$0]) > Self.badness(parameters[$1]) }
  }

  /// How bad the diagnostics are: the greater of (R-hat − 1)/0.01 and the wanted over the actual sample size. Draws that are not
  /// numbers come first; constants come last.
  private static func badness(_ parameter: Parameter) -> Double {
    let values = parameter.draws.values
    if values.contains(where: { !$0.isFinite }) { return .infinity }
    guard let first = values.first, values.contains(where: { $0 != first }) else { return -1 }
    let size = min(parameter.row.bulkSampleSize, parameter.row.tailSampleSize)
    let wanted = Concern.leastSampleSizePerChain * Double(parameter.draws.chainCount)
    let apart = (parameter.row.rHat - 1) / (Concern.greatestRHat - 1)
    return max(size > 0 ? wanted / size : 0, apart.isNaN ? 0 : apart)
  }

  /// Whether all numbers are whole and few differ.
  static func isDiscrete(_ values: [Double], isWhole: Bool) -> Bool {
    guard isWhole || values.count >= 20 else { return false }
    var seen: Set<Double> = []
    for value in values where value.isFinite {
      guard value == value.rounded(), abs(value) < 1e9 else { return false }
      seen.insert(value)
      if seen.count > 200 { return false }
    }
    return !seen.isEmpty
  }

  /// The worst parameters, as many as `count` and no constants.
  func worst(_ count: Int) -> [Parameter] {
    Array(worstFirst.lazy.map { parameters[$0] }.filter(\.varies).prefix(count))
  }

  /// Whether each draw of the posterior is the end of a divergent transition, chain by chain as the draws are; empty where it is
  /// not known, or the statistics have another shape than the draws.
  var isDivergent: [Bool] {
    guard let sampler, let first = parameters.first?.draws, sampler.divergent.count == first.chainCount,
      sampler.divergent.allSatisfy({ $0.count == first.drawCount })
    else { return [] }
    return Array(sampler.divergent.joined())
  }

  /// The number of chains.
  var chainCount: Int { parameters.map(\.draws.chainCount).max() ?? 0 }

  /// The draws of the prior of an element, where there are any.
  func prior(of parameter: Parameter) -> [Double] {
    guard let group = dataset[.prior] else { return [] }
    for array in group.arrays where parameter.name.hasPrefix(array.name) && array.sampleRank == 2 {
      if let element = array.elementNames.firstIndex(of: parameter.name) {
        return Array(array.draws(ofElement: element).joined())
      }
    }
    return []
  }
}
