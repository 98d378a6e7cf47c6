// The bijection onto Cholesky factors of correlation matrices, by canonical partial correlations.

public import ApusGraph
internal import ApusOps

/// K(K − 1)/2 unconstrained numbers along the last axis give the lower-triangular K × K factor L of a correlation matrix
/// L Lᵀ: its rows have norm 1, its diagonal is positive.
///
/// The numbers fill the rows below the diagonal in order. With the partial correlations z = tanh(y),
/// L_ij = z_ij Π_{m<j} √(1 − z_im²) for j < i, and L_ii = Π_{m<i} √(1 − z_im²).
/// log |J| = Σ_{j<i} (i − j + 1) log sech y_ij, by the elements below the diagonal (rows and columns counted from 0).
///
/// Reference: Lewandowski, Kurowicka and Joe (2009), J. Multivariate Analysis 100, 1989; Stan Reference Manual, "Cholesky
/// factors of correlation matrices".
public struct CorrelationCholeskyTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= 2 else { return shape }
    let (product, overflows) = shape[-1].multipliedReportingOverflow(by: shape[-1] - 1)
    return shape.droppingLast(2).appending(overflows ? .max : product / 2)
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let size = Self.size(unconstrained.lastExtent)
    let below = Triangle(size).matrix(unconstrained)
    let identity = Tensor(NDArray((0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }, shape: [size, size]))
    let logRest = Self.logSech(below)
    let before = cumulativeSum(logRest, axis: -1) - logRest
    return (tanh(below) + identity) * exp(before)
  }

  /// asinh(L_ij / √Σ_{m>j} L_im²), the sum over the rest of the row.
  public func unconstrain(_ value: Tensor) -> Tensor {
    let size = value.lastExtent
    guard size > 1 else { return Triangle(size).elements(value) }
    let rest = cumulativeSum(value.squared(), axis: -1, reversed: true)
    let left = value.along(0..<size - 1) / sqrt(rest.along(1..<size))
    return asinh(Triangle(size).elements(left))
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    Self.logJacobian(unconstrained) { place, _ in Double(place.row - place.column + 1) }
  }

  /// Σ w_ij log sech y_ij, with weights that depend on the place and on the number of rows.
  static func logJacobian(
    _ unconstrained: Tensor, weight: (_ place: (row: Int, column: Int), _ size: Int) -> Double
  ) -> Tensor {
    let triangle = Triangle(Self.size(unconstrained.lastExtent))
    let weights = triangle.places.map { weight($0, triangle.size) }
    return sum(Tensor(weights) * Self.logSech(unconstrained), axes: [-1])
  }

  /// log(1/cosh y) = y − softplus(2y) + log 2.
  private static func logSech(_ y: Tensor) -> Tensor { (y - softplus(2 * y)) + 0.693_147_180_559_945_309_42 }

  private static func size(_ count: Int) -> Int { (1 + Int(Double(1 + 8 * count).squareRoot())) / 2 }
}

/// The elements below the diagonal of a square matrix, row by row; with those on it if asked for.
struct Triangle {
  let size: Int
  /// Row and column of each element.
  let places: [(row: Int, column: Int)]

  init(_ size: Int, withDiagonal: Bool = false) {
    self.size = size
    places = (0..<size).flatMap { row in (0..<(withDiagonal ? row + 1 : row)).map { (row, $0) } }
  }

  /// Whether each element lies on the diagonal.
  var isDiagonal: Tensor { Tensor(places.map { $0.row == $0.column }) }

  /// The matrix with the elements of the last axis at their places, and zeros elsewhere.
  func matrix(_ elements: Tensor) -> Tensor {
    let shape = elements.shape.droppingLast(1)
    guard !places.isEmpty else { return .zeros(.float64(shape.appending(size, size))) }
    var indices = [Int](repeating: 0, count: size * size)
    var mask = [Double](repeating: 0, count: size * size)
    for (index, place) in places.enumerated() {
      indices[place.row * size + place.column] = index
      mask[place.row * size + place.column] = 1
    }
    return (elements.gathered(indices) * Tensor(mask)).reshaped(to: shape.appending(size, size))
  }

  /// The elements of the last two axes, of which the last may lack the matrix's last columns.
  func elements(_ matrix: Tensor) -> Tensor {
    let columnCount = matrix.lastExtent
    let flat = matrix.reshaped(to: matrix.shape.droppingLast(2).appending(size * columnCount))
    return flat.gathered(places.map { $0.row * columnCount + $0.column })
  }
}
