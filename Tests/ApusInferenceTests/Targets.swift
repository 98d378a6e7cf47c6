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

  /// A normal whose covariance has eigenvalues from 1 down to 1/condition, in directions that are reflected again and again.
  ///
  /// - Returns: the density, the covariance by rows, and the directions of the largest and the smallest eigenvalue.
  static func rotatedNormal(_ dimension: Int, condition: Double) -> (
    density: ClosureLogDensity, covariance: [[Double]], widest: [Double], narrowest: [Double]
  ) {
    var rows = (0..<dimension).map { i in (0..<dimension).map { $0 == i ? 1.0 : 0 } }
    for turn in 1...dimension {
      // Numbers without a pattern, from the fractions of multiples of the square root of 2.
      var axis = (0..<dimension).map { i in
        let x = Double(turn * dimension + i) * 2.0.squareRoot()
        return x - x.rounded(.down) - 0.5
      }
      let length = axis.reduce(0) { $0 + $1 * $1 }.squareRoot()
      axis = axis.map { $0 / length }
      rows = rows.map { row in
        let twice = 2 * zip(row, axis).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(row, axis).map { $0 - twice * $1 }
      }
    }
    let variances = (0..<dimension).map { pow(condition, -Double($0) / Double(dimension - 1)) }
    func matrix(_ values: [Double]) -> [[Double]] {
      rows.map { a in
        rows.map { b in values.indices.reduce(0) { $0 + values[$1] * a[$1] * b[$1] } }
      }
    }
    let precision = matrix(variances.map { 1 / $0 })
    let density = ClosureLogDensity(dimension: dimension) { q, gradient in
      var value = 0.0
      for i in 0..<dimension {
        var sum = 0.0
        precision[i].withUnsafeBufferPointer { row in for j in 0..<dimension { sum += row[j] * q[j] } }
        gradient[i] = -sum
        value -= 0.5 * sum * q[i]
      }
      return value
    }
    return (density, matrix(variances), rows.map { $0[0] }, rows.map { $0[dimension - 1] })
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
