// Small square matrices of numbers in row-major order, for draws.

internal import ApusNumerics
internal import ApusRandom

/// A square matrix.
struct SmallMatrix {
  let size: Int
  private(set) var elements: [Double]

  init(_ size: Int, _ elements: some Collection<Double>) {
    self.size = size
    self.elements = Array(elements)
  }

  init(_ size: Int) { self.init(size, repeatElement(0, count: size * size)) }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  /// The lower-triangular Cholesky factor; NaN where the matrix is not positive definite.
  var choleskyFactor: SmallMatrix {
    var factor = SmallMatrix(size)
    for row in 0..<size {
      for column in 0...row {
        let dot = (0..<column).reduce(0) { $0 + factor[row, $1] * factor[column, $1] }
        let rest = self[row, column] - dot
        factor[row, column] = row == column ? (rest > 0 ? rest.squareRoot() : .nan) : rest / factor[column, column]
      }
    }
    return factor
  }

  /// The lower triangle where the diagonal is positive, NaN elsewhere: the factor that was given.
  var validFactor: SmallMatrix {
    let isValid = (0..<size).allSatisfy { self[$0, $0] > 0 }
    var factor = SmallMatrix(size)
    for row in 0..<size { for column in 0...row { factor[row, column] = isValid ? self[row, column] : .nan } }
    return factor
  }

  /// L x for a lower-triangular matrix.
  func timesLower(_ x: [Double]) -> [Double] {
    (0..<size).map { row in (0...row).reduce(0) { $0 + self[row, $1] * x[$1] } }
  }

  /// The solution y of Lᵀ y = x.
  func solvedTransposed(_ x: [Double]) -> [Double] {
    var y = x
    for row in (0..<size).reversed() {
      let dot = (row + 1..<size).reduce(0) { $0 + self[$1, row] * y[$1] }
      y[row] = (y[row] - dot) / self[row, row]
    }
    return y
  }

  /// The product of two lower-triangular matrices.
  func timesLower(_ other: SmallMatrix) -> SmallMatrix {
    var product = SmallMatrix(size)
    for row in 0..<size {
      for column in 0...row {
        product[row, column] = (column...row).reduce(0) { $0 + self[row, $1] * other[$1, column] }
      }
    }
    return product
  }

  /// The inverse of a lower-triangular matrix.
  var lowerInverse: SmallMatrix {
    var inverse = SmallMatrix(size)
    for column in 0..<size {
      inverse[column, column] = 1 / self[column, column]
      for row in column + 1..<max(size, column + 1) {
        let dot = (column..<row).reduce(0) { $0 + self[row, $1] * inverse[$1, column] }
        inverse[row, column] = -dot / self[row, row]
      }
    }
    return inverse
  }

  /// L Lᵀ of a lower-triangular matrix; both triangles are the same numbers.
  var timesOwnTranspose: SmallMatrix {
    var product = SmallMatrix(size)
    for row in 0..<size {
      for column in 0...row {
        let dot = (0...column).reduce(0) { $0 + self[row, $1] * self[column, $1] }
        product[row, column] = dot
        product[column, row] = dot
      }
    }
    return product
  }
}

extension Philox4x64 {
  /// Standard normal numbers.
  mutating func standardNormals(_ count: Int) -> [Double] { (0..<count).map { _ in standardNormal() } }
}
