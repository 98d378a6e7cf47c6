// Eight schools, the Bernoulli regression and the radon model.

import Apus

extension BenchmarkModel {
  static func schools() -> BenchmarkModel {
    let errors: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]
    let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
    return BenchmarkModel("schools", columns: [effects, errors]) {
      try Model { m in
        let mu = m.parameter("mu", Normal(0, 5))
        let tau = m.parameter("tau", HalfCauchy(5))
        let z = m.parameter("z", Normal(0, 1), shape: [8])
        m.observe("y", Normal(mu + tau * z, errors), effects)
      }
    }
  }

  static func glm() throws -> BenchmarkModel {
    let rows = try BenchmarkData.numbers("glm.csv")
    return glm("glm", rows.map { Int($0[0]) }, NDArray(rows: rows.map { Array($0.dropFirst()) }))
  }

  /// The same density on made-up rows of 25 covariates.
  static func largeGLM(rows: Int) -> BenchmarkModel {
    let columns = 25
    var numbers = Xorshift()
    var x = [Double](repeating: 0, count: rows * columns)
    for place in x.indices { x[place] = 2 * numbers.next() - 1 }
    let y = (0..<rows).map { _ in numbers.next() < 0.4 ? 1 : 0 }
    return glm("glm-large", y, NDArray(x, shape: [rows, columns]))
  }

  private static func glm(_ name: String, _ y: [Int], _ x: NDArray) -> BenchmarkModel {
    BenchmarkModel(name, columns: [y.map(Double.init), x.doubles]) {
      try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 2.5))
        let beta = m.parameter("beta", Normal(0, 1), shape: [x.shape[1]])
        let X = m.data("X", x)
        m.observe("y", Bernoulli(logit: alpha + matmul(X, beta)), y)
      }
    }
  }

  static func radon() throws -> BenchmarkModel {
    let houses = try BenchmarkData.houses()
    let first = houses.county_idx.min() ?? 0
    let county = houses.county_idx.map { $0 - first }
    let columns = [
      houses.log_radon, houses.floor_measure, houses.log_uppm, county.map(Double.init), [Double(houses.J)],
    ]
    return BenchmarkModel("radon", columns: columns) {
      try Model { m in
        let muA = m.parameter("mu_a", Normal(0, 5))
        let muB = m.parameter("mu_b", Normal(0, 5))
        let gamma = m.parameter("gamma", Normal(0, 5))
        let sigmaA = m.parameter("sigma_a", HalfNormal(1))
        let sigmaB = m.parameter("sigma_b", HalfNormal(1))
        let sigmaY = m.parameter("sigma_y", HalfNormal(1))
        let zA = m.parameter("z_a", Normal(0, 1), shape: [houses.J])
        let zB = m.parameter("z_b", Normal(0, 1), shape: [houses.J])
        let a = muA + sigmaA * zA
        let b = muB + sigmaB * zB
        let index = Tensor(county)
        let floor = m.data("floor", houses.floor_measure)
        let uranium = m.data("log_uppm", houses.log_uppm)
        let mean = a[index] + b[index] * floor + gamma * uranium
        m.observe("y", Normal(mean, sigmaY), houses.log_radon)
      }
    }
  }
}
