// The reference file of celerite processes as kernels and processes of the library.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation

/// A row of `celerite.json`: data, a kernel, and what dense factorisations say of them.
struct CeleriteReference: Decodable, Sendable, CustomStringConvertible {
  struct Term: Decodable, Sendable {
    let kind: String
    let values: [Double]
  }
  struct UnknownTerm: Error { let kind: String }

  let name: String
  let terms: [Term]
  let mean: Double
  let jitter: Double
  let times: [Double]
  let values: [Double]
  let variances: [Double]
  let logDensity: Double
  let gradient: [Double]
  let hessian: [[Double]]
  let celerite2: Double?
  let ofResiduals: [Double]
  let ofVariances: [Double]
  let newTimes: [Double]
  let newMean: [Double]
  let newVariance: [Double]

  static let all = (try? Reference.load("celerite", as: [CeleriteReference].self)) ?? []

  var description: String { name }
  /// The terms' parameters, the mean and the jitter.
  var parameters: [Double] { terms.flatMap(\.values) + [mean, jitter] }

  /// The kernel with these parameters.
  func kernel(_ parameters: [Tensor]) throws -> CeleriteKernel {
    var place = 0
    var sum: CeleriteKernel?
    for term in terms {
      let next = try Self.kernel(term.kind, Array(parameters[place..<(place + term.values.count)]))
      sum = sum.map { $0 + next } ?? next
      place += term.values.count
    }
    guard let sum else { throw UnknownTerm(kind: "none") }
    return sum
  }

  /// The process with these parameters, mean and jitter among them.
  func process(_ parameters: [Tensor]) throws -> CeleriteProcess {
    let jitter = parameters[parameters.count - 1]
    return CeleriteProcess(
      try kernel(parameters), times: times, mean: parameters[parameters.count - 2],
      variances: variances.tensor + jitter.squared())
  }

  private static func kernel(_ kind: String, _ p: [Tensor]) throws -> CeleriteKernel {
    switch kind {
    case "real": .real(a: p[0], c: p[1])
    case "complex": .complex(a: p[0], b: p[1], c: p[2], d: p[3])
    case "sho(S0:w0:Q:)": .sho(S0: p[0], w0: p[1], Q: p[2])
    case "sho(sigma:w0:Q:)": .sho(sigma: p[0], w0: p[1], Q: p[2])
    case "sho(sigma:rho:Q:)": .sho(sigma: p[0], rho: p[1], Q: p[2])
    case "sho(sigma:rho:tau:)": .sho(sigma: p[0], rho: p[1], tau: p[2])
    case "rotation": .rotation(sigma: p[0], period: p[1], Q0: p[2], dQ: p[3], f: p[4])
    case "matern32": .matern32(sigma: p[0], rho: p[1], eps: p[2])
    default: throw UnknownTerm(kind: kind)
    }
  }
}
