// `bench sample MODEL`: the posterior, timed from the start of the process, with the keys of peers.py.

import ApusExtension
import ArgumentParser
import BenchmarkModels
import Foundation

struct SampleBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Time a posterior, from the start of the process.")

  @ArgumentParser.Argument(help: "The model: \(BenchmarkModel.names.joined(separator: ", ")).") var model: String
  @Option(help: "Rows of glm-large, nodes of chain, steps of scan.") var size: Int?
  @Option(help: "Draws that each chain keeps.") var draws = 1000
  @Option(help: "Draws before them.") var warmup = 1000
  @Option(help: "Chains.") var chains = 4
  @Option(help: "The seed.") var seed: UInt64 = 1
  @Flag(help: "Print one line of JSON.") var json = false

  struct Figures: Encodable {
    let system = "apus"
    let model: String
    let ready_s: Double
    let sample_s: Double
    let total_s: Double
    let grad_ns: Double
    let n_grad: Int
    let ess_min: Double
    let ess_per_s_sampling: Double
    let rhat_max: Double
    let mean: [String: [Double]]
    let sd: [String: [Double]]
  }

  func run() throws {
    Clock.begin()
    let built = try BenchmarkModel.named(model, size: size).build()
    let begin = Clock.now()
    let posterior = try built.sample(draws: draws, warmup: warmup, chains: chains, seed: seed)
    let elapsed = Clock.now() - begin
    let total = Clock.sinceStart()
    let chainSeconds = posterior.chains.duration / .seconds(1)
    let parameters = Set(posterior.layout.entries.map(\.name))
    func variable(_ row: SummaryRow) -> String { row.name.split(separator: "[").first.map(String.init) ?? row.name }
    let rows = posterior.summary().rows.filter { parameters.contains(variable($0)) }
    var (means, deviations): ([String: [Double]], [String: [Double]]) = ([:], [:])
    for row in rows {
      means[variable(row), default: []].append(row.mean)
      deviations[variable(row), default: []].append(row.standardDeviation)
    }
    let essMin = rows.map(\.bulkSampleSize).min() ?? .nan
    let figures = Figures(
      model: model, ready_s: elapsed - chainSeconds, sample_s: elapsed, total_s: total,
      grad_ns: try gradientTime(built.logDensityFunction()),
      n_grad: posterior.chains.chains.reduce(0) { $0 + $1.gradientCount }, ess_min: essMin,
      ess_per_s_sampling: essMin / chainSeconds, rhat_max: rows.map(\.rHat).max() ?? .nan, mean: means, sd: deviations)
    if json {
      print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    } else {
      let format = "ready in %.4g s, sampled in %.4g s, %.4g s in all; %d gradients of %.4g ns; "
      let quality = "smallest ESS %.4g, %.4g a second; largest R-hat %.4f"
      print(
        "\(model): "
          + String(format: format, figures.ready_s, elapsed, total, figures.n_grad, figures.grad_ns)
          + String(format: quality, essMin, figures.ess_per_s_sampling, figures.rhat_max))
    }
  }

  /// The time of one gradient at a point, in nanoseconds.
  private func gradientTime(_ density: ModelLogDensity) throws -> Double {
    let evaluator = try density.makeEvaluator()
    let position = [Double](repeating: 0.1, count: density.dimension)
    var gradient = position
    var (count, best) = (1, Double.infinity)
    for _ in 0..<30 {
      let start = Clock.now()
      position.withUnsafeBufferPointer { q in
        gradient.withUnsafeMutableBufferPointer { g in
          for _ in 0..<count { _ = evaluator.valueAndGradient(at: q, gradient: g) }
        }
      }
      let elapsed = Clock.now() - start
      best = min(best, elapsed / Double(count))
      if elapsed < 0.005 { count *= 2 }
    }
    return best * 1e9
  }
}
