// Progress as lines of JSON, for programs that watch a run from outside.

enum ProgressJSON {
  /// A reading as one line of JSON: `phase`, `elapsed`, `iterations`, `iteration_count`, `divergences`, and `chains`, each with `chain`,
  /// `phase`, `iteration`, `iteration_count`, `divergences`, `step_size`, `gradients`, `speed`, `elapsed`, `remaining`.
  ///
  /// Times are in seconds. What is not known is `null`.
  static func line(_ chains: [ChainProgress], elapsed: Duration) -> String {
    func total(_ count: (ChainProgress) -> Int) -> Int { chains.reduce(0) { $0 + count($1) } }
    let parts = [
      "\"phase\":\"\(chains.phase.rawValue)\"", "\"elapsed\":\(seconds(elapsed))",
      "\"iterations\":\(total(\.iteration))", "\"iteration_count\":\(total(\.iterationCount))",
      "\"divergences\":\(total(\.divergenceCount))", "\"chains\":[\(chains.map(object).joined(separator: ","))]",
    ]
    return "{\(parts.joined(separator: ","))}"
  }

  private static func object(_ chain: ChainProgress) -> String {
    let parts = [
      "\"chain\":\(chain.chain)", "\"phase\":\"\(chain.phase.rawValue)\"", "\"iteration\":\(chain.iteration)",
      "\"iteration_count\":\(chain.iterationCount)", "\"divergences\":\(chain.divergenceCount)",
      "\"step_size\":\(number(chain.stepSize))", "\"gradients\":\(chain.gradientCount)",
      "\"speed\":\(number((chain.speed * 1000).rounded() / 1000))", "\"elapsed\":\(seconds(chain.elapsed))",
      "\"remaining\":\(chain.remaining.map(seconds) ?? "null")",
    ]
    return "{\(parts.joined(separator: ","))}"
  }

  private static func seconds(_ duration: Duration) -> String {
    number((duration / .milliseconds(1)).rounded() / 1000)
  }

  /// JSON has neither NaN nor infinities.
  private static func number(_ x: Double) -> String { x.isFinite ? "\(x)" : "null" }
}
