// Log densities whose maxima SciPy has found.

import ApusInference
import ApusTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference file of maxima.
struct MaximaReference: Decodable {
  struct Truth: Decodable {
    let position: [Double]
    let value: Double
    let covariance: [[Double]]
    let logEvidence: Double
  }
  struct Logistic: Decodable {
    let x: [[Double]]
    let y: [Double]
  }
  struct Scaled: Decodable {
    let m: [Double]
    let s: [Double]
    let pull: [Double]
  }
  struct Problem {
    let name: String
    let density: ClosureLogDensity
    let start: [Double]
    let truth: Truth
  }
  private struct Both<First: Decodable>: Decodable {
    let first: First
    let truth: Truth
    init(from decoder: any Decoder) throws {
      first = try First(from: decoder)
      truth = try Truth(from: decoder)
    }
  }

  let problems: [Problem]

  private enum CodingKeys: String, CodingKey { case logistic, scaled, rosenbrock }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let logistic = try container.decode(Both<Logistic>.self, forKey: .logistic)
    let scaled = try container.decode(Both<Scaled>.self, forKey: .scaled)
    let valleys = try container.decode([Truth].self, forKey: .rosenbrock)
    problems =
      [
        Problem(
          name: "logistic", density: Self.logistic(logistic.first), start: [0, 0, 0, 0], truth: logistic.truth),
        Problem(name: "scaled", density: Self.scaled(scaled.first), start: [0, 0, 0], truth: scaled.truth),
      ]
      + valleys.map { truth in
        let n = truth.position.count
        return Problem(
          name: "valley in \(n) dimensions", density: Self.valley(n),
          start: (0..<n).map { $0 % 2 == 0 ? -1.2 : 1 }, truth: truth)
      }
  }

  /// Logistic regression with the prior N(0, 2).
  static func logistic(_ data: Logistic) -> ClosureLogDensity {
    ClosureLogDensity(dimension: 4) { b, gradient in
      var sum = -0.5 * log(2 * Double.pi * 4) * 4
      for j in 0..<4 {
        sum -= b[j] * b[j] / 8
        gradient[j] = -b[j] / 4
      }
      for (row, y) in zip(data.x, data.y) {
        let z = zip(row, b).reduce(0) { $0 + $1.0 * $1.1 }
        sum += y * z - (z > 0 ? z + log1p(exp(-z)) : log1p(exp(z)))
        for j in 0..<4 { gradient[j] += row[j] * (y - 1 / (1 + exp(-z))) }
      }
      return sum
    }
  }

  /// Coordinates of very different sizes.
  static func scaled(_ data: Scaled) -> ClosureLogDensity {
    ClosureLogDensity(dimension: 3) { x, gradient in
      let u = (0..<3).map { (x[$0] - data.m[$0]) / data.s[$0] }
      var slope = [0.0, 0, 0]
      var sum = 0.0
      for i in 0..<3 {
        sum += data.pull[i] * u[i] - (abs(u[i]) + log1p(exp(-2 * abs(u[i]))) - log(2))
        slope[i] += data.pull[i] - tanh(u[i])
      }
      for i in 0..<2 {
        let difference = u[i] - u[i + 1]
        sum -= 0.25 * difference * difference
        slope[i] -= 0.5 * difference
        slope[i + 1] += 0.5 * difference
      }
      for i in 0..<3 { gradient[i] = slope[i] / data.s[i] }
      return sum
    }
  }

  /// Rosenbrock's curved valley.
  static func valley(_ dimension: Int) -> ClosureLogDensity {
    ClosureLogDensity(dimension: dimension) { x, gradient in
      var sum = 0.0
      gradient.update(repeating: 0)
      for i in 0..<(dimension - 1) {
        let (bend, rest) = (x[i + 1] - x[i] * x[i], 1 - x[i])
        sum -= (100 * bend * bend + rest * rest) / 20
        gradient[i] += (400 * x[i] * bend + 2 * rest) / 20
        gradient[i + 1] -= 200 * bend / 20
      }
      return sum
    }
  }
}
