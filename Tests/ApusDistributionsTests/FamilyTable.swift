// The page of all families and transforms, made of what the code has: conformances, and the Ops of its graphs.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusOps

/// The page, as it must stand in `Sources/Apus/Apus.docc/FamilyTable.md`.
enum FamilyTable {
  /// Ops that exports to JAX call as routines in Swift.
  static let routines = [
    "LogSeries", "QuantileSearch", "LogRiceTail", "LogFirstPassage", "FirstPassageSlope", "LogPolyaGamma",
    "LogPolyaGammaTail", "LogArcMass",
  ]

  /// One member of each family.
  static var members: [any Distribution] {
    let univariate = Family.all.map { $0($0.points[0]) }
    let others: [any Distribution] = [
      Flat(), HalfFlat(), DiracDelta(1), Categorical(probabilities: [0.25, 0.75]), Truncated(Normal(0, 1), lower: 0),
      Censored(Normal(0, 1), lower: 0), IntervalCensored(Normal(0, 1)), Discretized(Normal(0, 1)),
      Transformed(Normal(0, 1), LogTransform()), IID(Normal(0, 1), 2), Independent(Normal([0, 1], 1)),
      Multinomial(trials: 3, probabilities: [0.5, 0.5]), DirichletMultinomial(trials: 3, concentration: [1, 2]),
      OrderedMultinomial(trials: 3, predictor: 0.5, cutpoints: [0, 1]),
      ZeroOneInflatedBeta(mean: 0.5, concentration: 3, zero: 0.25, one: 0.125),
      Masked(Normal(0, 1), [true, false]), Weighted(Normal(0, 1), [1, 2]),
      CustomDistribution([Tensor(2.0)], support: .positive) { x, p in log(p[0]) - p[0] * x },
    ]
    var seen: Set<String> = []
    return (univariate + others + MultivariateRow.all.map(\.distribution)).filter { seen.insert($0.name).inserted }
      .sorted { $0.name < $1.name }
  }

  static func page() throws -> String {
    let names = Dictionary(uniqueKeysWithValues: OtherNames.families.map { ($0.own, $0) })
    let rows = try members.map { member in try row(member, names[member.name]) }
    let missing = OtherNames.missingFamilies.map { cells(["\($0.own): missing", code($0.pymc), code($0.stan)]) }
    let transformNames = Dictionary(uniqueKeysWithValues: OtherNames.transforms.map { ($0.own, $0) })
    let transforms = Set(TransformRow.all.map { "\(type(of: $0.transform))" }).sorted().map { name in
      cells(["`\(name)`", code(transformNames[name]?.pymc), code(transformNames[name]?.stan)])
    }
    let missingTransforms = OtherNames.missingTransforms.map {
      cells(["\($0.own): missing", code($0.pymc), code($0.stan)])
    }
    let parts: [String?] = [
      """
      # All families and transforms

      What each family and transform has, beside the names that PyMC 6.4 and Stan 2.39 give it. Time series are not in the table.

      `Scripts/family-table` makes this page of the code's conformances and graphs, and a test compares it with them. The parameters
      stand in <doc:Distributions>.

      ## Families

      Every log density has a gradient in each parameter that is a real number, and of a continuous family in the value. *Tails* are
      `logCDF` and `logSurvival`. A *quantile* is closed, or searched in the tails. *JAX* says what an export writes as Python; the rest
      runs there as a routine in Swift.

      | family | PyMC | Stan | tails | quantile | draws | moments | gradient | JAX |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """,
      rows.joined(separator: "\n"),
      besides("family", missing),
      """

      ## Transforms

      Every transform has its inverse and its log-Jacobian, with gradients, and is written as Python for JAX.

      | transform | PyMC | Stan |
      | --- | --- | --- |
      """,
      transforms.joined(separator: "\n"),
      besides("transform", missingTransforms),
    ]
    return parts.compactMap { $0 }.joined(separator: "\n") + "\n"
  }

  /// The table of what is missing; nothing where nothing is.
  private static func besides(_ kind: String, _ rows: [String]) -> String? {
    if rows.isEmpty { return nil }
    let head = "\nPyMC or Stan has these besides:\n\n| \(kind) | PyMC | Stan |\n| --- | --- | --- |\n"
    return head + rows.joined(separator: "\n")
  }

  private static func cells(_ texts: [String]) -> String { "| " + texts.joined(separator: " | ") + " |" }

  private static func code(_ names: String?) -> String {
    guard let names, !names.isEmpty else { return "–" }
    // A pair of bounds is one name.
    if names.contains("[") || names.contains("=") { return "`\(names)`" }
    return names.split(separator: ",").map { "`\($0.drop { $0 == " " })`" }.joined(separator: ", ")
  }

  private static func row(_ member: any Distribution, _ names: OtherNames?) throws -> String {
    let arguments = member.parameters.map { Tensor.argument($0.name, $0.value.type) }
    let value = Tensor.argument("value", .float64(member.shape))
    let traced = member.rebuilt(on: arguments)
    let density = traced.logDensity(value)
    let tailed = traced as? any UnivariateDistribution
    let tails = tailed.map { [$0.logCDF(value), $0.logSurvival(value)] } ?? []
    let quantile = try tailed.map {
      try ops([$0.quantile(logit: value)]).contains("QuantileSearch") ? "searched" : "closed"
    }
    let isContinuous = member.support.elementType == .float64
    let variables = arguments.filter { $0.type.isDifferentiable } + (isContinuous ? [value] : [])
    let labels =
      member.parameters.filter { $0.value.type.isDifferentiable }.map(\.name) + (isContinuous ? ["value"] : [])
    let slopes = try vectorJacobianProduct(
      of: [density], cotangents: [Tensor(1.0).broadcast(to: density.shape)], withRespectTo: variables)
    let without = zip(labels, slopes).filter { $0.1 == nil }.map(\.0)
    let gradient =
      variables.isEmpty || without.count == labels.count && labels.count > 1
      ? "–" : without.isEmpty ? "all" : "not in " + without.joined(separator: ", ")
    let isWritten = try !ops([density]).contains(where: routines.contains)
    let areTailsWritten = try tails.isEmpty || !ops(tails).contains(where: routines.contains)
    let jax = !isWritten ? "by a routine" : tails.isEmpty || areTailsWritten ? "all" : "density"
    return cells([
      "``\(member.name)``", code(names?.pymc), code(names?.stan), tailed == nil ? "–" : "both", quantile ?? "–",
      !member.isProper || !member.hasDraws ? "–" : "yes", member is any DistributionWithMoments ? "yes" : "–", gradient,
      jax,
    ])
  }

  private static func ops(_ outputs: [Tensor]) throws -> Set<String> {
    Set(try Traversal.topologicalOrder(of: outputs).map { "\(type(of: $0.op))" })
  }
}
