// Celerite kernels as functions of the lag: continuity through the critical damping, sums, spectra, and refusals.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct CeleriteKernelTests {
  static let kernels: [(String, CeleriteKernel)] = [
    ("real", .real(a: 0.9, c: 0.2)), ("complex", .complex(a: 0.9, b: 0.1, c: 0.2, d: 1.3)),
    ("overdamped", .sho(sigma: 1.2, rho: 6.0, Q: 0.1)), ("critical", .sho(sigma: 1.2, rho: 6.0, Q: 0.5)),
    ("oscillating", .sho(sigma: 1.2, rho: 6.0, Q: 5.0)), ("Matern", .matern32(sigma: 0.7, rho: 3.0)),
    ("rotation", .rotation(sigma: 1.1, period: 9.0, Q0: 0.8, dQ: 0.5, f: 0.3)),
    ("a sum", .real(a: 0.9, c: 0.2) + .sho(sigma: [1.2, 0.4], rho: [6.0, 2.0], Q: 3.0)),
  ]

  @Test(arguments: kernels) func `a covariance matrix gives the density of the multivariate normal distribution`(
    name: String, kernel: CeleriteKernel
  ) throws {
    let times = [0.3, 0.31, 2.0, 2.0, 7.5, 30.0, 44.0]
    let lags = times.map { t in times.map { t - $0 } }
    let variances = times.indices.map { 0.1 + 0.01 * Double($0) }
    let diagonal = times.indices.map { i in times.indices.map { i == $0 ? variances[i] : 0 } }
    let values = [0.2, 0.1, -0.5, -0.4, 1.0, 0.3, 0.9]
    let dense = MvNormal(0.1 * Tensor.ones([times.count]), covariance: kernel.covariance(lag: lags) + diagonal.tensor)
    let process = CeleriteProcess(kernel, times: times, mean: 0.1, variances: variances)
    let found = try evaluate([process.logDensity(values.tensor), dense.logDensity(values.tensor)]).map(\.scalar)
    #expect((found[0] - found[1]).magnitude < 1e-12, "\(name): \(found)")
    let moments = try evaluate([process.variance, dense.variance]).map(\.doubles)
    for (a, b) in try paired(moments[0], moments[1]) { #expect((a - b).magnitude < 1e-14) }
  }

  @Test(arguments: kernels) func `the spectrum's integral is the variance`(name: String, kernel: CeleriteKernel) throws
  {
    // ω = tan φ maps the integral over all frequencies to one of a smooth periodic function.
    let count = 200_000
    let angles = (0..<count).map { (Double($0) + 0.5) / Double(count) * Double.pi - Double.pi / 2 }
    let spectrum = try evaluate(kernel.powerSpectrum(angularFrequency: angles.map { tan($0) })).doubles
    let sum = try paired(spectrum, angles).reduce(0) { $0 + $1.0 / pow(cos($1.1), 2) }
    let integral = sum * Double.pi / Double(count) / (2 * Double.pi).squareRoot()
    let variance = try evaluate(kernel.covariance(lag: 0.0)).scalar
    #expect((integral / variance - 1).magnitude < 1e-4, "\(name): \(integral), not \(variance)")
  }

  @Test func `an oscillator's kernel and its derivative for Q are continuous through Q = 1/2`() throws {
    let Q = Tensor.argument("Q")
    let lags = [0.0, 0.01, 0.7, 3.0, 40.0]
    let kernel = CeleriteKernel.sho(sigma: 1.3, rho: 5.0, Q: Q).covariance(lag: lags)
    let slope = try jacobian(of: kernel, withRespectTo: Q)
    func at(_ quality: Double) throws -> [[Double]] {
      try evaluate([kernel, slope], [Q: NDArray(quality)]).map(\.doubles)
    }
    let center = try at(0.5)
    for distance in [1e-3, 1e-6, 1e-9, 1e-12] {
      for side in [try at(0.5 - distance), try at(0.5 + distance)] {
        for (a, b) in try paired(side[0] + side[1], center[0] + center[1]) {
          #expect((a - b).magnitude <= 60 * distance + 1e-13, "\(distance): \(side), not \(center)")
        }
      }
    }
    let x = 2 * Double.pi / 5 * 0.7
    #expect((center[0][2] / (1.69 * exp(-x) * (1 + x)) - 1).magnitude < 1e-14)
  }

  @Test func `the columns are counted`() {
    #expect(Self.kernels.map(\.1.columnCount) == [1, 2, 2, 2, 2, 2, 4, 5])
  }

  @Test func `hyperparameters of wrong shapes are refused with the user's line`() throws {
    let matrix = Tensor([[1.0, 2.0], [3.0, 4.0]])
    for kernel in [
      CeleriteKernel.real(a: matrix, c: 1), .sho(sigma: [1.0, 2.0], rho: [1.0, 2.0, 3.0], Q: 1.0),
    ] {
      let error = try #require(CeleriteProcess(kernel, times: [1.0], variances: 1).logDensity([0.3].tensor).error)
      #expect(error.description.contains("a vector with an element for each term"), "\(error)")
      #expect(error.description.contains("CeleriteKernelTests.swift"), "\(error)")
    }
  }
}
