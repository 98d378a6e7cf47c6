// Regressions and crossed effects on ten thousand rows that a generator makes.

import Apus
import Foundation

extension BenchmarkModel {
  private static let (rows, columns) = (10_000, 25)

  /// A linear predictor of covariates in (−1, 1), and uniform numbers.
  private static func made() -> (x: [Double], predictor: [Double], uniform: [Double]) {
    var numbers = Xorshift()
    let x = (0..<(rows * columns)).map { _ in 2 * numbers.next() - 1 }
    let slopes = (0..<columns).map { 0.3 * Double($0 % 5 - 2) / 2 }
    let predictor = (0..<rows).map { row in (0..<columns).reduce(0) { $0 + x[row * columns + $1] * slopes[$1] } }
    return (x, predictor, (0..<rows).map { _ in numbers.next() })
  }

  /// A count whose distribution is that of a mean and a uniform number: the number is inverted in a geometric one.
  private static func count(_ mean: Double, _ uniform: Double) -> Double {
    (log(1 - uniform) / log(mean / (1 + mean))).rounded(.down)
  }

  static func poisson() -> BenchmarkModel {
    let (x, predictor, uniform) = made()
    let y = zip(predictor, uniform).map { count(exp($0 + 0.5), $1) }
    return BenchmarkModel("poisson", columns: [y, x]) {
      try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 2.5))
        let beta = m.parameter("beta", Normal(0, 1), shape: [columns])
        let X = m.data("X", NDArray(x, shape: [rows, columns]))
        m.observe("y", Poisson(logRate: alpha + matmul(X, beta)), y.map { Int($0) })
      }
    }
  }

  static func negativeBinomial() -> BenchmarkModel {
    let (x, predictor, uniform) = made()
    let y = zip(predictor, uniform).map { count(exp($0 + 0.5), $1) }
    return BenchmarkModel("negative_binomial", columns: [y, x]) {
      try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 2.5))
        let beta = m.parameter("beta", Normal(0, 1), shape: [columns])
        let phi = m.parameter("phi", Exponential(rate: 1))
        let X = m.data("X", NDArray(x, shape: [rows, columns]))
        let mean = exp(alpha + matmul(X, beta))
        m.observe("y", NegativeBinomial(mean: mean, dispersion: phi), y.map { Int($0) })
      }
    }
  }

  static func ordered() -> BenchmarkModel {
    let (x, predictor, uniform) = made()
    let y = zip(predictor, uniform).map { predictor, uniform in
      let value = predictor + log(uniform / (1 - uniform))
      return Double([-2, -0.5, 0.5, 2].count { $0 < value })
    }
    return BenchmarkModel("ordered", columns: [y, x]) {
      try Model { m in
        let cuts = m.parameter("cuts", Ordered(Normal(0, 3), count: 4))
        let beta = m.parameter("beta", Normal(0, 1), shape: [columns])
        let X = m.data("X", NDArray(x, shape: [rows, columns]))
        m.observe("y", OrderedLogistic(predictor: matmul(X, beta), cutpoints: cuts), y.map { Int($0) })
      }
    }
  }

  static func crossed() -> BenchmarkModel {
    let (first, second) = (200, 50)
    var numbers = Xorshift()
    let groups = (0..<rows).map { _ in (Int(numbers.next() * Double(first)), Int(numbers.next() * Double(second))) }
    let y = groups.map { Double($0.0 % 7 - 3) / 3 + Double($0.1 % 5 - 2) / 2 + 2 * numbers.next() - 1 }
    let columns = [y, groups.map { Double($0.0) }, groups.map { Double($0.1) }, [Double(first), Double(second)]]
    return BenchmarkModel("crossed", columns: columns) {
      try Model { m in
        let mu = m.parameter("mu", Normal(0, 5))
        let sigmaA = m.parameter("sigma_a", HalfNormal(1))
        let sigmaB = m.parameter("sigma_b", HalfNormal(1))
        let sigma = m.parameter("sigma", HalfNormal(1))
        let a = m.parameter("a", Normal(0, 1), shape: [first])
        let b = m.parameter("b", Normal(0, 1), shape: [second])
        let mean = mu + sigmaA * a[Tensor(groups.map(\.0))] + sigmaB * b[Tensor(groups.map(\.1))]
        m.observe("y", Normal(mean, sigma), y)
      }
    }
  }
}

/// Marsaglia's generator of three shifts (2003), for data that need no better.
struct Xorshift {
  private var state: UInt64 = 88_172_645_463_325_252

  /// A number in [0, 1).
  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) * 0x1p-53
  }
}
