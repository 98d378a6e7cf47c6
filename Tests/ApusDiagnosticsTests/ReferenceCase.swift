// The draws and diagnostics that Scripts/reference/diagnostics.py wrote, and what "equal" means.

import ApusDiagnostics
import ApusTestSupport
import Testing

/// Draws of one kind with what ArviZ says of them.
struct ReferenceCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var draws: [[Double]]
  var mean, standardDeviation: Double
  var quantiles, interval94, interval50: [Double]
  var rHat, bulk, tail, sizeMean, sizeDeviation, sizeMedian: Double
  var sizeQuantiles: [Double]
  var errorMean, errorDeviation, errorMedian: Double
  var errorQuantiles, fractions, summary: [Double]

  var testDescription: String { name }

  static let all: [ReferenceCase] = (try? Reference.load("diagnostics")) ?? []

  /// The cases in which no draw is NaN or infinite.
  static let finite = all.filter { $0.draws.joined().allSatisfy { $0.isFinite } }

  static subscript(name: String) -> ReferenceCase {
    all.first { $0.name == name } ?? all[0]
  }
}

/// Whether two numbers are equal to 1e-8 relative; NaN equals NaN.
func agrees(_ x: Double, _ reference: Double) -> Bool {
  if reference.isNaN { return x.isNaN }
  if x == reference { return true }
  return (x - reference).magnitude <= 1e-8 * reference.magnitude
}

/// Whether lists of numbers are equal to 1e-8 relative.
func agrees(_ x: [Double], _ reference: [Double]) -> Bool {
  x.count == reference.count && zip(x, reference).allSatisfy(agrees)
}

/// exp without importing a C library.
func exponential(_ x: Double) -> Double {
  let halvings = 20
  let small = x / Double(1 << halvings)
  var minusOne = small + small * small / 2 + small * small * small / 6
  for _ in 0..<halvings { minusOne = 2 * minusOne + minusOne * minusOne }
  return 1 + minusOne
}

/// Reproducible draws for laws that need no reference.
struct TestGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number in [0, 1).
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// A number close to standard normal.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
  }

  /// Draws of an autoregressive process with standard normal innovations.
  mutating func autoregressive(chains: Int, draws: Int, _ correlation: Double) -> ScalarDraws {
    ScalarDraws(
      (0..<chains).map { _ in
        var x = normal()
        return (0..<draws).map { _ in
          x = correlation * x + normal()
          return x
        }
      })
  }
}
