// Log densities whose moments are known.

import ApusInference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

enum Targets {
  /// Independent normals with the given standard deviations.
  static func normal(_ scales: [Double]) -> ClosureLogDensity {
    ClosureLogDensity(dimension: scales.count) { q, gradient in
      var sum = 0.0
      for (index, scale) in scales.enumerated() {
        let z = q[index] / scale
        gradient[index] = -z / scale
        sum -= 0.5 * z * z
      }
      return sum
    }
  }

  /// A standard normal.
  static func standardNormal(_ dimension: Int) -> ClosureLogDensity {
    normal(Array(repeating: 1, count: dimension))
  }

  /// A normal in two dimensions with unit variances and a correlation.
  static func correlatedNormal(_ correlation: Double) -> ClosureLogDensity {
    let determinant = 1 - correlation * correlation
    return ClosureLogDensity(dimension: 2) { q, gradient in
      gradient[0] = (correlation * q[1] - q[0]) / determinant
      gradient[1] = (correlation * q[0] - q[1]) / determinant
      return 0.5 * (q[0] * gradient[0] + q[1] * gradient[1])
    }
  }

  /// Student's t in one dimension.
  static func studentT(_ freedom: Double) -> ClosureLogDensity {
    ClosureLogDensity(dimension: 1) { q, gradient in
      let s = 1 + q[0] * q[0] / freedom
      gradient[0] = -(freedom + 1) * q[0] / (freedom * s)
      return -0.5 * (freedom + 1) * log(s)
    }
  }

  /// Neal's funnel: v ~ N(0, 3), x | v ~ N(0, e^(v/2)), the last coordinates.
  static func funnel(_ dimension: Int) -> ClosureLogDensity {
    ClosureLogDensity(dimension: dimension) { q, gradient in
      let precision = exp(-q[0])
      var squares = 0.0
      for index in 1..<dimension {
        squares += q[index] * q[index]
        gradient[index] = -precision * q[index]
      }
      let n = Double(dimension - 1)
      gradient[0] = -q[0] / 9 - 0.5 * n + 0.5 * precision * squares
      return -q[0] * q[0] / 18 - 0.5 * n * q[0] - 0.5 * precision * squares
    }
  }

  /// A standard exponential in each coordinate, −∞ outside the support.
  static func exponential(_ dimension: Int) -> ClosureLogDensity {
    ClosureLogDensity(dimension: dimension) { q, gradient in
      for value in q where value < 0 { return -.infinity }
      gradient.update(repeating: -1)
      return -q.reduce(0, +)
    }
  }

  /// A standard normal that has no number above a limit of the first coordinate.
  static func normalWithHole(_ dimension: Int, above limit: Double, value: Double, gradient hole: Double)
    -> ClosureLogDensity
  {
    ClosureLogDensity(dimension: dimension) { q, gradient in
      for index in q.indices { gradient[index] = -q[index] }
      let density = -0.5 * q.reduce(0) { $0 + $1 * $1 }
      guard q[0] > limit else { return density }
      gradient[0] = hole
      return value
    }
  }
}
