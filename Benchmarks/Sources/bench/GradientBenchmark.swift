// `bench gradient MODEL`: the time of one value and gradient, beside the hand-written limit in the same process.

import ApusExtension
import ArgumentParser
import BenchmarkModels
import Foundation

struct GradientBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradient", abstract: "Time a value and gradient, beside hand-written C.")

  @ArgumentParser.Argument(help: "The model: \(BenchmarkModel.names.joined(separator: ", ")).") var model: String
  @Option(help: "Rows of glm-large, nodes of chain, steps of scan.") var size: Int?
  @Option(help: "Timed turns, each of about 10 ms.") var repeats = 40
  @Option(help: "Another limit than the model's: the name of a file in Limits, such as radon_sorted.") var limit:
    String?
  @Flag(help: "Print one line of JSON.") var json = false
  @Flag(help: "Print the compiled program's steps.") var explain = false

  struct Figures: Encodable {
    let model: String
    let grad_ns: Double
    let limit_ns: Double?
    let ratio: Double?
    let ready_ms: Double
    let codegen_ms: Double?
    let arena_bytes: Int?
    let shared_bytes: Int?
  }

  func run() throws {
    let benchmark = try BenchmarkModel.named(model, size: size)
    let built = try benchmark.build()
    let start = Clock.now()
    let density = try built.logDensityFunction()
    let evaluator = try density.makeEvaluator()
    let ready = Clock.now() - start
    if explain, let text = density.explain() { print(text) }
    let position = (0..<density.dimension).map { 0.1 + 0.03 * Double($0 % 7) }
    var gradient = position
    let limit = Limit(benchmark, named: limit)
    if let limit { try compare(evaluator, limit, position) }
    var limitGradient = position
    let times = Self.interleaved(repeats) { count in
      position.withUnsafeBufferPointer { q in
        gradient.withUnsafeMutableBufferPointer { g in
          for _ in 0..<count { _ = evaluator.valueAndGradient(at: q, gradient: g) }
        }
      }
    } limit: { count in
      guard let limit else { return }
      for _ in 0..<count { _ = limit(position, &limitGradient) }
    }
    let hasLimit = limit != nil
    let figures = Figures(
      model: model, grad_ns: times.own * 1e9, limit_ns: hasLimit ? times.limit * 1e9 : nil,
      ratio: hasLimit ? times.ratio : nil, ready_ms: ready * 1e3,
      codegen_ms: density.native.map { $0.seconds.code * 1e3 }, arena_bytes: density.native?.arenaByteCount,
      shared_bytes: density.native?.sharedByteCount)
    try report(figures)
  }

  /// Holds value and gradient against the limit's.
  private func compare(_ evaluator: any LogDensityEvaluator, _ limit: Limit, _ position: [Double]) throws {
    var own = position
    var theirs = position
    let value = position.withUnsafeBufferPointer { q in
      own.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: q, gradient: $0) }
    }
    let expected = limit(position, &theirs)
    let size = theirs.reduce(0) { max($0, abs($1)) }
    for (index, (x, y)) in zip([value] + own, [expected] + theirs).enumerated()
    where !(abs(x - y) <= 1e-10 * max(abs(y), index == 0 ? 1 : size)) {
      throw DataError("\(model): \(index == 0 ? "the value" : "gradient \(index - 1)") is \(x), not \(y)")
    }
  }

  /// The median times of both, taken in turns, and the median of their ratios.
  private static func interleaved(
    _ repeats: Int, own: (Int) -> Void, limit: (Int) -> Void
  ) -> (own: Double, limit: Double, ratio: Double) {
    func count(_ body: (Int) -> Void) -> Int {
      var count = 1
      while true {
        let start = Clock.now()
        body(count)
        let elapsed = Clock.now() - start
        if elapsed > 0.01 || count >= 1 << 24 { return max(1, Int(Double(count) * 0.01 / elapsed)) }
        count *= 2
      }
    }
    func time(_ count: Int, _ body: (Int) -> Void) -> Double {
      let start = Clock.now()
      body(count)
      return (Clock.now() - start) / Double(count)
    }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let (ownCount, limitCount) = (count(own), count(limit))
    var (ours, theirs): ([Double], [Double]) = ([], [])
    for _ in 0..<max(1, repeats) {
      ours.append(time(ownCount, own))
      theirs.append(time(limitCount, limit))
    }
    return (median(ours), median(theirs), median(zip(ours, theirs).map { $0 / $1 }))
  }

  private func report(_ figures: Figures) throws {
    if json {
      print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
      return
    }
    func text(_ value: Double?) -> String { value.map { String(format: "%.4g", $0) } ?? "?" }
    let bytes = figures.arena_bytes.map { "\($0)" } ?? "?"
    print(
      "\(model): \(text(figures.grad_ns)) ns a gradient; hand-written C \(text(figures.limit_ns)) ns; ratio "
        + "\(text(figures.ratio)); ready in \(text(figures.ready_ms)) ms, of them code \(text(figures.codegen_ms)) ms; "
        + "\(bytes) bytes a chain")
  }
}
