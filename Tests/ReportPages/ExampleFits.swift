// Datasets as fits leave them, good and bad, from a small generator: the same numbers on every machine.

package import ApusData
internal import ApusGraph
package import ApusReport

/// Datasets for reports.
package enum ExampleFits {
  /// The names of the pages.
  package static let names = [
    "schools", "counts", "many", "one-chain", "broken", "hostile", "divergent", "wide", "foreign", "bare", "empty",
    "no-draws", "one-draw",
  ]

  /// The report of a name; nil where there is none.
  package static func report(_ name: String) -> Report? {
    guard let dataset = try? dataset(name) else { return nil }
    switch name {
    case "schools":
      return Report(
        dataset, title: "Eight schools",
        description: "Four chains of 500 draws of the model of eight schools by Rubin (1981), with centred effects.",
        gradientReport:
          "EightSchools: 3 rules\n  Normal.logDensity     automatic\n  EccentricAnomaly      user's rule; 25 derivatives agree with differences to 9e-11",
        diagram: schoolsDiagram)
    case "hostile":
      return Report(
        dataset, title: "<script>alert(\"title\")</script> & <b>bold</b>", description: "</p><script>alert(2)</script>",
        gradientReport: "</pre><script>alert(3)</script>", diagram: hostileDiagram)
    default: return Report(dataset, title: "Page \(name)")
    }
  }

  /// The dataset of a name.
  package static func dataset(_ name: String) throws(DataError) -> Dataset {
    switch name {
    case "schools": try schools(divergentShare: 0.02)
    case "divergent": try schools(divergentShare: 0.3)
    case "counts": try counts()
    case "many": try parameters(30, chains: 4, draws: 1000).adding(observations: 100)
    case "wide": try parameters(10_000, chains: 2, draws: 20)
    case "one-chain": try parameters(3, chains: 1, draws: 400)
    case "one-draw": try parameters(3, chains: 4, draws: 1)
    case "no-draws": try parameters(3, chains: 4, draws: 0)
    case "broken": try broken()
    case "hostile": try hostile()
    case "foreign": try foreign()
    case "bare": Dataset([try DataGroup(.observedData, [try DataArray("y", NDArray([1.0, 2]), dims: ["i"])])])
    default: Dataset()
    }
  }

  // MARK: Fits

  /// Names of schools.
  private static let schoolNames = Labels.text(
    [
      "Choate", "Deerfield", "Phillips Andover", "Phillips Exeter", "Hotchkiss", "Lawrenceville", "St. Paul's",
      "Mt. Hermon",
    ])

  private static func schools(divergentShare: Double) throws(DataError) -> Dataset {
    let (chains, draws) = (4, 500)
    let effects = [28.0, 8, -3, 7, -1, 1, 18, 12]
    let errors = [15.0, 10, 16, 11, 9, 11, 10, 18]
    var numbers = Generator(seed: 7)
    var (mu, tau, theta, y, logLikelihood): ([Double], [Double], [Double], [Double], [Double]) = ([], [], [], [], [])
    var (priorMu, priorTau): ([Double], [Double]) = ([], [])
    var (energy, diverging): ([Double], [Bool]) = ([], [])
    for _ in 0..<chains {
      var (u, v) = (numbers.normal(), numbers.normal())
      for _ in 0..<draws {
        u = 0.6 * u + 0.8 * numbers.normal()
        v = 0.8 * v + 0.6 * numbers.normal()
        let (m, t) = (4.4 + 3.2 * u, numbers.exp(0.9 + 0.8 * v))
        mu.append(m)
        tau.append(t)
        for school in 0..<8 {
          let weight = t * t / (t * t + errors[school] * errors[school])
          let spread = (weight).squareRoot() * errors[school]
          let value = m + weight * (effects[school] - m) + spread * numbers.normal()
          theta.append(value)
          y.append(value + errors[school] * numbers.normal())
          let z = (effects[school] - value) / errors[school]
          logLikelihood.append(-0.5 * z * z - numbers.log(errors[school]) - 0.919)
        }
        energy.append(60 + 5 * v + 3 * numbers.normal())
        diverging.append(t < 2.2 && numbers.uniform() < 3 * divergentShare)
        priorMu.append(5 * numbers.normal())
        priorTau.append(5 * abs(numbers.normal() / (0.05 + abs(numbers.normal()))))
      }
    }
    let school = ["school": schoolNames]
    func effect(_ name: String, _ values: [Double]) throws(DataError) -> DataArray {
      try DataArray(
        name, NDArray(values, shape: [chains, draws, 8]), dims: ["chain", "draw", "school"], coords: school)
    }
    func scalar(_ name: String, _ values: [Double]) throws(DataError) -> DataArray {
      try DataArray(name, NDArray(values, shape: [chains, draws]), dims: ["chain", "draw"])
    }
    return Dataset(
      [
        try DataGroup(.posterior, [try scalar("mu", mu), try scalar("tau", tau), try effect("theta", theta)]),
        try DataGroup(
          .sampleStats,
          [
            try scalar("energy", energy),
            try DataArray("diverging", NDArray(diverging, shape: [chains, draws]), dims: ["chain", "draw"]),
          ]),
        try DataGroup(.prior, [try scalar("mu", priorMu), try scalar("tau", priorTau)]),
        try DataGroup(.posteriorPredictive, [try effect("y", y)]),
        try DataGroup(.logLikelihood, [try effect("y", logLikelihood)]),
        try DataGroup(.observedData, [try DataArray("y", NDArray(effects), dims: ["school"], coords: school)]),
      ], attributes: ["inference_library": "apus", "sampling_time": 1.25])
  }

  private static func counts() throws(DataError) -> Dataset {
    let (chains, draws, count) = (4, 400, 120)
    var numbers = Generator(seed: 11)
    let observed = (0..<count).map { index in numbers.poisson(numbers.exp(0.8 + 0.7 * (Double(index) / 60 - 1))) }
    var (alpha, beta): ([Double], [Double]) = ([], [])
    var (y, groups, flags): ([Int], [Int], [Bool]) = ([], [], [])
    for _ in 0..<(chains * draws) {
      let (a, b) = (0.8 + 0.06 * numbers.normal(), 0.7 + 0.1 * numbers.normal())
      alpha.append(a)
      beta.append(b)
      groups.append(numbers.poisson(3))
      flags.append(numbers.uniform() < 0.3)
      for index in 0..<count { y.append(numbers.poisson(numbers.exp(a + b * (Double(index) / 60 - 1)))) }
    }
    func array(_ name: String, _ values: NDArray) throws(DataError) -> DataArray {
      try DataArray(name, values, dims: ["chain", "draw"])
    }
    return Dataset([
      try DataGroup(
        .posterior,
        [
          try array("alpha", NDArray(alpha, shape: [chains, draws])),
          try array("beta", NDArray(beta, shape: [chains, draws])),
          try array("group", NDArray(groups, shape: [chains, draws])),
          try array("flag", NDArray(flags, shape: [chains, draws])),
        ]),
      try DataGroup(
        .sampleStats,
        [try array("diverging", NDArray([Bool](repeating: false, count: chains * draws), shape: [chains, draws]))]),
      try DataGroup(
        .posteriorPredictive,
        [try DataArray("y", NDArray(y, shape: [chains, draws, count]), dims: ["chain", "draw", "i"])]),
      try DataGroup(.observedData, [try DataArray("y", NDArray(observed), dims: ["i"])]),
    ])
  }

  /// Autoregressive chains, some of which lie apart; statistics with energies.
  private static func parameters(_ count: Int, chains: Int, draws: Int) throws(DataError) -> Dataset {
    var numbers = Generator(seed: 3)
    var values = [Double](repeating: 0, count: chains * draws * count)
    for chain in 0..<chains {
      for element in 0..<count {
        let memory = 0.9 * Double(element % 10) / 10
        let shift = element % 13 == 5 && chain == 1 ? 0.8 : 0
        var x = numbers.normal()
        for draw in 0..<draws {
          x = memory * x + (1 - memory * memory).squareRoot() * numbers.normal()
          values[(chain * draws + draw) * count + element] = Double(element) + shift + x
        }
      }
    }
    let energies = (0..<(chains * draws)).map { _ in 100 + 4 * numbers.normal() }
    let dims = ["chain", "draw"]
    return Dataset([
      try DataGroup(
        .posterior, [try DataArray("theta", NDArray(values, shape: [chains, draws, count]), dims: dims + ["i"])]),
      try DataGroup(
        .sampleStats,
        [
          try DataArray("energy", NDArray(energies, shape: [chains, draws]), dims: dims),
          try DataArray("diverging", NDArray(energies.map { $0 > 111 }, shape: [chains, draws]), dims: dims),
        ]),
    ])
  }

  /// NaN, infinite, constant and far draws.
  private static func broken() throws(DataError) -> Dataset {
    let (chains, draws) = (4, 200)
    var numbers = Generator(seed: 5)
    func array(_ name: String, _ value: (Int, inout Generator) -> Double) throws(DataError) -> DataArray {
      let values = (0..<(chains * draws)).map { value($0, &numbers) }
      return try DataArray(name, NDArray(values, shape: [chains, draws]), dims: ["chain", "draw"])
    }
    return Dataset([
      try DataGroup(
        .posterior,
        [
          try array("good") { $1.normal() }, try array("some NaN") { $0 % 97 == 5 ? .nan : $1.normal() },
          try array("all NaN") { _, _ in .nan }, try array("some infinite") { $0 % 50 == 3 ? .infinity : $1.normal() },
          try array("constant") { _, _ in 2.5 }, try array("heavy") { $1.normal() / abs($1.normal()) },
          try array("huge") { 1e300 * $1.normal() + Double($0) },
          try array("tiny") { 1e-300 * $1.normal() + 0 * Double($0) },
          try array("bimodal") { ($0 % 3 == 0 ? -4 : 4) + $1.normal() },
          try array("stuck") { $0 < 200 ? 1 : $1.normal() },
        ])
    ])
  }

  private static func hostile() throws(DataError) -> Dataset {
    let names = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a & b", "κόσμος", "日本語の母数", "🪐 planet",
      "a_very_long_name_of_a_parameter_without_any_space_that_does_not_fit_anywhere_at_all_in_a_chart_or_a_table",
      "\u{202E}turned", "line\nend", "javascript:alert(1)", "", "]]>", "'quoted'",
    ]
    var numbers = Generator(seed: 9)
    var arrays: [DataArray] = []
    for name in names {
      let values = (0..<400).map { _ in numbers.normal() }
      arrays.append(try DataArray(name, NDArray(values, shape: [2, 200]), dims: ["chain", "draw"]))
    }
    let labels = Labels.text(["</title><script>alert(4)</script>", "b"])
    let effects = (0..<800).map { _ in numbers.normal() }
    arrays.append(
      try DataArray(
        "effect", NDArray(effects, shape: [2, 200, 2]), dims: ["chain", "draw", "<dim>"], coords: ["<dim>": labels]))
    return Dataset([try DataGroup(.posterior, arrays)], attributes: ["<attribute>": "<script>alert(5)</script>"])
  }

  /// The names of PyMC's statistics.
  private static func foreign() throws(DataError) -> Dataset {
    var dataset = try parameters(4, chains: 4, draws: 300)
    var numbers = Generator(seed: 13)
    func array(_ name: String, _ value: (inout Generator) -> Double) throws(DataError) -> DataArray {
      let values = (0..<1200).map { _ in value(&numbers) }
      return try DataArray(name, NDArray(values, shape: [4, 300]), dims: ["chain", "draw"])
    }
    dataset.set(
      try DataGroup(
        .sampleStats,
        [
          try array("lp") { -$0.uniform() }, try array("tree_depth") { 3 + ($0.uniform() * 3).rounded() },
          try array("energy") { $0.normal() }, try array("diverging") { $0.uniform() < 0.01 ? 1 : 0 },
        ]))
    return dataset
  }
}

extension Dataset {
  /// The same with observations of the first array, their predictions and log likelihoods.
  fileprivate func adding(observations count: Int) throws(DataError) -> Dataset {
    var numbers = Generator(seed: 17)
    let draws = self[.posterior]?.arrays.first?.doubles ?? []
    let observed = (0..<count).map { _ in 1.5 + 2 * numbers.normal() }
    let (chains, length) = (self[.posterior]?.chainCount ?? 0, self[.posterior]?.drawCount ?? 0)
    var (predicted, logLikelihoods): ([Double], [Double]) = ([], [])
    let stride = max(draws.count / max(chains * length, 1), 1)
    for draw in 0..<(chains * length) {
      let mean = draws[draw * stride + 1]
      for value in observed {
        predicted.append(mean + 2 * numbers.normal())
        logLikelihoods.append(-0.125 * (value - mean) * (value - mean) - 1.612)
      }
    }
    func array(_ values: [Double]) throws(DataError) -> DataArray {
      try DataArray("y", NDArray(values, shape: [chains, length, count]), dims: ["chain", "draw", "observation"])
    }
    return adding(
      try DataGroup(.posteriorPredictive, [try array(predicted)]),
      try DataGroup(.logLikelihood, [try array(logLikelihoods)]),
      try DataGroup(.observedData, [try DataArray("y", NDArray(observed), dims: ["observation"])]))
  }
}
