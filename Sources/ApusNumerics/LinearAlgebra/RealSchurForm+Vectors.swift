// The eigenvectors of a matrix from its Schur form: solutions with the triangle, turned and scaled back.

internal import RealModule

extension RealSchurForm {
  /// The eigenvalues in ascending order, and the eigenvectors of norm 1 as columns, row by row.
  ///
  /// The sign of a vector is that with which its first element of at least 0.9 of the greatest magnitude is positive.
  func eigenvectors() -> (values: [Double], vectors: [Double]) {
    let order = (0..<n).sorted { (h[$0 * n + $0], $0) < (h[$1 * n + $1], $1) }
    var vectors = [Double](repeating: 0, count: n * n)
    for (column, k) in order.enumerated() {
      let vector = original(ofTriangle(k))
      for i in 0..<n { vectors[i * n + column] = vector[i] }
    }
    return (order.map { h[$0 * n + $0] }, vectors)
  }

  /// The eigenvector y of the triangle for its diagonal element k.
  ///
  /// Where an equal eigenvalue stands above, and the two have one vector, it is that of the other one.
  private func ofTriangle(_ k: Int) -> [Double] {
    let value = h[k * n + k]
    var y = [Double](repeating: 0, count: n)
    y[k] = 1
    var (last, greatest) = (k, 1.0)
    for i in stride(from: k - 1, through: 0, by: -1) {
      var rest = 0.0
      for j in (i + 1)...last { rest += h[i * n + j] * y[j] }
      let gap = h[i * n + i] - value
      if gap == 0 {
        if rest.magnitude <= rounding * greatest { continue }
        for j in (i + 1)...last { y[j] = 0 }
        (y[i], last, greatest) = (1, i, 1)
      } else {
        y[i] = -rest / gap
        greatest = max(greatest, y[i].magnitude)
        if greatest > 0x1p400 {
          for j in i...last { y[j] /= greatest }
          greatest = 1
        }
      }
    }
    return y
  }

  /// The vector of the matrix for one of the triangle.
  private func original(_ y: [Double]) -> [Double] {
    let turned = (0..<n).map { i in (0..<n).reduce(0) { $0 + z[i * n + $1] * y[$1] } }
    // The greatest element becomes 1 before scales are multiplied: powers of two, so that no digit is lost.
    let top =
      turned.indices.map { turned[$0] == 0 ? Int.min / 2 : Int(turned[$0].exponent) + Int(scales[$0].exponent) }.max()
      ?? 0
    var x = [Double](repeating: 0, count: n)
    for i in 0..<n {
      x[places[i]] = Double(sign: .plus, exponent: max(-2000, Int(scales[i].exponent) - top), significand: turned[i])
    }
    let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return x }
    let greatest = x.reduce(0) { max($0, $1.magnitude) }
    let isNegative = (x.first { $0.magnitude >= 0.9 * greatest } ?? 0) < 0
    return x.map { $0 / (isNegative ? -norm : norm) }
  }
}
