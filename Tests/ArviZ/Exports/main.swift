// Writes Apus's files and diagnostics for ArviZ, and reads the files of other programs: what `make arviz` compares.

import ApusExtension
import Foundation

func stop(_ text: String) -> Never {
  print(text)
  exit(64)
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2 else { stop("usage: ArviZExports write FOLDER | read FOLDER FILE ...") }
let folder = URL(fileURLWithPath: arguments[1])
func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

/// A number as Python's JSON reads it.
func number(_ value: Double) -> Any { value.isFinite ? value : "\(value)" }

/// What the diagnostics say of a dataset.
func report(_ dataset: Dataset) -> [String: Any] {
  var report: [String: Any] = ["attributes": dataset.attributes.mapValues(\.description)]
  if let draws = dataset[.posterior] {
    report["rows"] = draws.summary().rows.map { row in
      [
        "name": row.name, "mean": number(row.mean), "sd": number(row.standardDeviation),
        "mcse_mean": number(row.meanError), "mcse_sd": number(row.standardDeviationError),
        "ess_bulk": number(row.bulkSampleSize), "ess_tail": number(row.tailSampleSize), "r_hat": number(row.rHat),
        "hdi_lower": number(row.interval.lower), "hdi_upper": number(row.interval.upper),
      ]
    }
    report["ess_median"] = draws.arrays.flatMap { array in
      zip(array.elementNames, array.scalarDraws).map { [$0, number($1.effectiveSampleSize(for: .median))] }
    }
    if let likelihood = dataset[.logLikelihood]?.arrays.first {
      let loo = LeaveOneOut(likelihood, posterior: draws)
      report["loo"] = [
        "elpd": number(loo.expectedLogDensity), "se": number(loo.standardError),
        "p": number(loo.effectiveParameterCount), "k": loo.observations.map { number($0.paretoShape) },
        "elpd_i": loo.observations.map { number($0.expectedLogDensity) },
      ]
    }
  }
  if let energy = dataset[.sampleStats]?["energy"]?.scalarDraws.first {
    report["bfmi"] = energy.fractionsOfMissingInformation().map(number)
  }
  return report
}

func save(_ report: [String: Any], _ name: String) throws {
  try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys]).write(
    to: folder.appendingPathComponent(name))
}

switch arguments[0] {
case "write":
  let schools = [
    "Choate", "Deerfield", "Phillips Andover", "Phillips Exeter", "Hotchkiss", "Lawrenceville", "St. Paul's", "Ünï",
  ]
  let model = try Model(coords: ["school": schools]) { m in
    let mu = m.parameter("mu", Normal(0, 5))
    let tau = m.parameter("tau", HalfCauchy(5))
    let z = m.parameter("z", Normal(0, 1), dims: ["school"])
    let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
    m.observe(
      "y", Normal(theta, [15, 10, 16, 11, 9, 11, 10, 18]), [28.4, 7.9, -2.8, 6.8, -0.6, 0.6, 18.0, 12.2],
      dims: ["school"])
  }
  let posterior = try model.sample(draws: 1000, warmup: 1000, chains: 4, seed: 1)
  var dataset = posterior.dataset.adding(try model.logLikelihood(at: posterior.draws))
  for part in [
    try model.posteriorPredictive(posterior, seed: 2).dataset, try model.priorPredictive(draws: 1000, seed: 3).dataset,
  ] {
    for group in part.groups where group.chainCount > 0 { dataset.set(group) }
  }
  for end in ["zarr", "nc", "npz", "csv"] { try dataset.write(path("apus.\(end)")) }
  try save(report(dataset), "apus.json")
case "read":
  for file in arguments.dropFirst(2) {
    let name = URL(fileURLWithPath: file).lastPathComponent
    // Files with a number at their end are chains of one run.
    let chains = name.hasSuffix("-1.csv") ? (1...4).map { file.replacing("-1.csv", with: "-\($0).csv") } : nil
    let dataset = try chains.map { try Dataset(contentsOf: $0) } ?? Dataset(contentsOf: file)
    try dataset.write(path("read.\(name).npz"))
    try save(report(dataset), "read.\(name).json")
  }
default: stop("there is no command \(arguments[0])")
}
