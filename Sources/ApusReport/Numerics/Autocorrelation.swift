// The autocorrelation of a chain at its first lags.

/// The correlations of a chain's draws with those some draws later, by the sums of products (divisor n); empty where they do not
/// vary or are not finite.
package func autocorrelation(_ draws: some Collection<Double>, lagCount: Int) -> [Double] {
  let values = Array(draws)
  let n = Double(values.count)
  guard values.count > 1, values.allSatisfy(\.isFinite) else { return [] }
  let mean = values.reduce(0) { $0 + $1 / n }
  let rest = values.map { $0 - mean }
  let variance = rest.reduce(0) { $0 + $1 * $1 }
  guard variance > 0, variance.isFinite else { return [] }
  return (0..<min(lagCount, values.count)).map { lag in
    var sum = 0.0
    for index in 0..<(rest.count - lag) { sum += rest[index] * rest[index + lag] }
    return sum / variance
  }
}
