// Two Keplerian orbits, the Gaussian process, and that of a rotating star in O(n).

import Apus
import ApusOrbits
import Foundation

extension BenchmarkModel {
  static func rv() throws -> BenchmarkModel {
    let file = BenchmarkData.folder.deletingLastPathComponent().appending(path: "Examples/Data/hd164922.csv")
    let rows = try BenchmarkData.rows(file)
    let instruments = ["k", "j", "a"]
    let times = rows.compactMap { Double($0[0]).map { $0 - 2_453_000 } }
    let velocities = rows.compactMap { Double($0[1]) }
    let errors = rows.compactMap { Double($0[2]) }
    let instrument = rows.compactMap { instruments.firstIndex(of: $0[3]) }
    let columns = [times, velocities, errors, instrument.map(Double.init)]
    return BenchmarkModel("rv", columns: columns) {
      try Model { m in
        let logP = m.parameter("logP", Normal([log(1201.1), log(75.765)], [0.02, 0.005]))
        let logK = m.parameter("logK", Normal([log(7.0), log(2.2)], 1.0))
        let e = m.parameter("e", Beta(0.867, 3.03), shape: [2])
        let wx = m.parameter("wx", Normal(0, 1), shape: [2])
        let wy = m.parameter("wy", Normal(0, 1), shape: [2])
        let px = m.parameter("px", Normal(0, 1), shape: [2])
        let py = m.parameter("py", Normal(0, 1), shape: [2])
        let gamma = m.parameter("gamma", Normal(0, 10), shape: [3])
        let logS = m.parameter("log_s", Normal(0, 1), shape: [3])
        let elements = KeplerianElements(
          period: exp(logP), amplitude: exp(logK), eccentricity: e, argumentOfPeriastron: atan2(wy, wx),
          phase: atan2(py, px))
        let index = Tensor(instrument)
        let velocity = radialVelocity(elements, times: m.data("t", times)) + gamma[index]
        let error = m.data("error", errors)
        let jitter = exp(2 * logS)
        m.observe("v", Normal(velocity, sqrt(error * error + jitter[index])), velocities)
      }
    }
  }

  static func gp() throws -> BenchmarkModel {
    let rows = try BenchmarkData.numbers("gp.csv")
    let (x, y) = (rows.map { $0[0] }, rows.map { $0[1] })
    let count = x.count
    return BenchmarkModel("gp", columns: [x, y]) {
      try Model { m in
        let rho = m.parameter("rho", InverseGamma(shape: 5, scale: 5))
        let alpha = m.parameter("alpha", HalfNormal(2))
        let sigma = m.parameter("sigma", HalfNormal(1))
        let place = m.data("x", x)
        let distance = place.reshaped(to: [count, 1]) - place.reshaped(to: [1, count])
        let shape = exp(-(distance * distance) / (2 * rho * rho))
        let noise = sigma * sigma + 1e-10
        let covariance = alpha * alpha * shape + noise * Tensor.identity(count)
        m.observe("y", MvNormal(Tensor.zeros(.float64([count])), covariance: covariance), y)
      }
    }
  }

  /// The activity of a star that rotates in some 3 time units, at irregular times.
  static func celerite(points: Int) -> BenchmarkModel {
    var times: [Double] = []
    for k in 0..<points { times.append((times.last ?? 0) + 0.001 + Double((k * 7919) % 1013) / 25_000) }
    let values = times.enumerated().map { k, t in
      sin(2 * t) + 0.4 * cos(4 * t + 0.1 * sin(0.2 * t)) + Double((k * 104_729) % 997) / 2000 - 0.25
    }
    return BenchmarkModel("celerite", columns: [times, values]) {
      try Model { m in
        let log = m.parameter("log", Normal(0, 1), shape: [6])
        let p = exp(log)
        let kernel = CeleriteKernel.rotation(sigma: p[0], period: p[1], Q0: p[2], dQ: p[3], f: p[4])
        let variance = p[5].squared()
        m.observe("y", CeleriteProcess(kernel, times: m.data("t", times), variances: variance), values)
      }
    }
  }
}
