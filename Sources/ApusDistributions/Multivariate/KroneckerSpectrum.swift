// The eigenvalues and eigenvectors of a Kronecker product of covariances with noise, for numbers.

internal import ApusNumerics

/// K₁ ⊗ K₂ ⊗ … + s 1 by the eigenvalues λ_i and eigenvectors V_i of its factors: (V₁ ⊗ V₂ ⊗ …) diag(D) (V₁ ⊗ V₂ ⊗ …)ᵀ with
/// D = λ₁ ⊗ λ₂ ⊗ … + s.
struct KroneckerSpectrum {
  /// The numbers of rows n_i of the factors.
  let extents: [Int]
  /// s.
  let noise: Double
  /// λ_i, ascending.
  let values: [[Double]]
  /// V_i, with the eigenvectors as columns, row by row.
  let vectors: [[Double]]
  /// D, the last axis fastest.
  let grid: [Double]

  /// The spectrum of factors of which only the lower triangles are read.
  init(_ factors: [[Double]], extents: [Int], noise: Double) {
    (self.extents, self.noise) = (extents, noise)
    var (values, vectors) = ([[Double]](), [[Double]]())
    for (factor, extent) in zip(factors, extents) {
      var (matrix, eigenvalues) = (factor, [Double](repeating: 0, count: extent))
      BLAS.shared.symmetricEigen(order: extent, a: &matrix, eigenvalues: &eigenvalues)
      values.append(eigenvalues)
      vectors.append(matrix)
    }
    (self.values, self.vectors) = (values, vectors)
    grid = Self.products(values).map { $0 + noise }
  }

  /// Whether it is positive definite, of positive semidefinite factors.
  var isValid: Bool {
    noise >= 0 && grid.allSatisfy { $0 > 0 && $0.isFinite } && isSemidefinite
  }

  /// Whether no factor has an eigenvalue that is negative beyond its rounding.
  var isSemidefinite: Bool {
    values.allSatisfy { eigenvalues in
      let greatest = eigenvalues.reduce(0) { max($0, $1.magnitude) }
      return eigenvalues.allSatisfy { $0 >= -Self.rounding * Double(eigenvalues.count) * greatest }
    }
  }

  /// What the eigenvalues of a matrix of one row may be below 0, in parts of the greatest.
  static let rounding = 0x1p-46

  /// The products of one element of each list, the last list fastest.
  static func products(_ lists: [[Double]]) -> [Double] {
    lists.reduce([1]) { products, list in products.flatMap { product in list.map { product * $0 } } }
  }

  /// (V₁ ⊗ V₂ ⊗ …)ᵀ x, or with V_i in place of V_iᵀ.
  ///
  /// The axis that comes first is turned, and goes behind the others: after all of them the order is the first one.
  func turned(_ x: [Double], back: Bool = false) -> [Double] {
    var (current, next) = (x, x)
    for (extent, matrix) in zip(extents, vectors) where extent > 0 {
      BLAS.shared.gemm(
        rows: x.count / extent, columns: extent, inner: extent, a: current, transposeA: true, b: matrix,
        transposeB: back, c: &next)
      swap(&current, &next)
    }
    return current
  }

  /// (V₁ ⊗ V₂ ⊗ …) √D z: a draw from standard normal numbers, with the same bits on every machine.
  func rootTimes(_ z: [Double]) -> [Double] {
    var x = zip(z, grid).map { $0 * $1.squareRoot() }
    for (extent, matrix) in zip(extents, vectors) where extent > 0 {
      let rest = x.count / extent
      x = (0..<rest).flatMap { [x] place in
        (0..<extent).map { row in
          (0..<extent).reduce(0) { $0 + matrix[row * extent + $1] * x[$1 * rest + place] }
        }
      }
    }
    return x
  }

  /// V_i diag(g) V_iᵀ for one factor.
  func matrix(_ factor: Int, diagonal: [Double]) -> [Double] {
    let (extent, vectors) = (extents[factor], vectors[factor])
    var (scaled, result) = (vectors, vectors)
    for place in scaled.indices { scaled[place] *= diagonal[place % extent] }
    BLAS.shared.gemm(
      rows: extent, columns: extent, inner: extent, a: scaled, b: vectors, transposeB: true, c: &result)
    return result
  }

  /// The derivative of log det in one factor: in its eigenvectors diagonal, with the elements Σ μ/(λ μ + s) over the products μ of the
  /// other factors' eigenvalues.
  func logDeterminantSlope(_ factor: Int) -> [Double] {
    var others = values
    others.remove(at: factor)
    let products = Self.products(others)
    return matrix(
      factor, diagonal: values[factor].map { value in products.reduce(0) { $0 + $1 / (value * $1 + noise) } })
  }
}
