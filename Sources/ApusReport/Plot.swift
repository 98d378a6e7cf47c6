// Single plots of a dataset as SVG files.

public import ApusData
internal import ApusFigures
public import ApusStore

/// A plot: the text of an SVG file.
///
/// ```swift
/// try posterior.dataset.plot(.trace, "mu").write("trace.svg")
/// ```
public struct Plot: Sendable {
  /// What is plotted.
  public enum Kind: String, Sendable, CaseIterable {
    /// The draws of each chain in their order, with divergences.
    case trace
    /// The ranks of each chain's draws among all.
    case rank
    /// The density of each chain.
    case density
    /// Pairs of parameters, divergent draws marked.
    case pairs
    /// Energies of the draws and of transitions.
    case energy
    /// Medians and intervals.
    case forest
    /// Effective sample sizes as draws are added, and by quantile.
    case effectiveSampleSize
    /// Autocorrelations of each chain.
    case autocorrelation
    /// Pareto shapes of leave-one-out cross-validation.
    case paretoShapes
    /// Predictions beside the data.
    case predictive
  }

  /// The text of the file.
  public let svg: String

  /// Writes the file, which appears under its name only when it is complete.
  ///
  /// - Throws: `TableError.unwritable`.
  public func write(_ path: String) throws(TableError) { try FileBytes.write(Array(svg.utf8), to: path) }
}

extension Dataset {
  /// A plot of arrays, or of elements such as `z[3]`.
  ///
  /// - Parameters:
  ///   - kind: what is plotted. Energies need the statistic `energy`, Pareto shapes the group `log_likelihood`, predictions the groups
  ///     `posterior_predictive` and `observed_data`.
  ///   - names: of the posterior, or of observed variables; those that are worst off where there are none.
  /// - Throws: `DataError.unknownName` where the dataset has no such array.
  public func plot(_ kind: Plot.Kind, _ names: String...) throws(DataError) -> Plot {
    let charts = try charts(kind, names)
    return Plot(svg: Chart.stacked(charts))
  }

  private func charts(_ kind: Plot.Kind, _ names: [String]) throws(DataError) -> [Chart] {
    switch kind {
    case .energy:
      guard let chart = self[.sampleStats].map(SamplerDraws.init).flatMap({ Chart.energy($0.energies) }) else {
        throw .unknownName("energy", known: self[.sampleStats]?.names ?? [])
      }
      return [chart]
    case .paretoShapes:
      let arrays = try chosen(names, of: self[.logLikelihood]?.arrays ?? [], group: "log_likelihood")
      let validations = arrays.compactMap { CrossValidation($0, in: self) }
      guard !validations.isEmpty else { throw .unknownName("log_likelihood", known: groups.map(\.name.rawValue)) }
      return validations.map(Chart.paretoShapes)
    case .predictive:
      let all = PredictedVariable.all(self, group: .posteriorPredictive)
      let variables = names.isEmpty ? all : all.filter { names.contains($0.name) }
      guard !variables.isEmpty else {
        throw .unknownName(
          names.first ?? "posterior_predictive", known: names.isEmpty ? groups.map(\.name.rawValue) : all.map(\.name))
      }
      return variables.prefix(12).map { .predictive($0) }
    case .trace, .rank, .density, .pairs, .forest, .effectiveSampleSize, .autocorrelation:
      return try draws(kind, names)
    }
  }

  /// The charts of a posterior's draws.
  private func draws(_ kind: Plot.Kind, _ names: [String]) throws(DataError) -> [Chart] {
    let posterior = self[.posterior]
    for name in names where posterior?[name] == nil { throw .unknownName(name, known: posterior?.names ?? []) }
    let fit = FitView(self, names: names.isEmpty ? nil : names)
    guard !fit.parameters.isEmpty else {
      throw .unknownName("posterior", known: groups.map(\.name.rawValue))
    }
    let limit = kind == .pairs ? 6 : kind == .forest ? 60 : 12
    let shown =
      fit.parameters.count <= limit
      ? fit.parameters : fit.worstFirst.prefix(limit).sorted().map { fit.parameters[$0] }
    let isDivergent = fit.isDivergent
    switch kind {
    case .pairs: return [.pairs(shown, isDivergent: isDivergent, dotCount: 1000)]
    case .forest: return [.forest(shown)]
    case .rank:
      let envelope = UniformEnvelope.ofRanks(chainCount: fit.chainCount)
      return shown.map { .rank($0, envelope: envelope) }
    case .density: return shown.map { .density($0, prior: fit.prior(of: $0), isDivergent: isDivergent) }
    case .effectiveSampleSize: return shown.map(Chart.sampleSize)
    case .autocorrelation: return shown.map { .autocorrelation($0) }
    default:
      let step = Chart.traceStep(shown, strokeCount: 100_000)
      return shown.map { .trace($0, isDivergent: isDivergent, step: step) }
    }
  }

  private func chosen(_ names: [String], of arrays: [DataArray], group: String) throws(DataError) -> [DataArray] {
    for name in names where !arrays.contains(where: { $0.name == name }) {
      throw .unknownName(name, known: arrays.map(\.name))
    }
    guard !arrays.isEmpty else { throw .unknownName(group, known: groups.map(\.name.rawValue)) }
    return names.isEmpty ? arrays : arrays.filter { names.contains($0.name) }
  }
}
