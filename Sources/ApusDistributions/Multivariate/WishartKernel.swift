// What the densities of the Wishart family have in common: those of their independent elements.

internal import ApusGraph
internal import ApusOps

/// Densities of lower-triangular matrices whose squared diagonal elements are chi-squared numbers, and whose other elements are normal
/// ones, as in Bartlett's decomposition.
enum WishartKernel {
  /// Σ_i log of the density t^s e^−t/Γ(s) at t = a_i²/2, s = f_i/2, and −Σ a_ij²/2 below the diagonal, less p(p − 1)/4 log 2π: what is
  /// left are powers of the diagonal.
  ///
  /// Each chi-squared density is in Loader's form, in which nothing cancels for many degrees of freedom f_i.
  ///
  /// - Parameter freedoms: f_i along the last axis, behind the batch's.
  static func logKernel(_ a: Tensor, freedoms: Tensor) -> Tensor {
    let size = a.shape[-1]
    let shapes = 0.5 * freedoms
    let halfSquares = 0.5 * diagonal(a).squared()
    let below = a * strictlyLower(size)
    let chiSquared = sum(logPoissonKernel(shapes, halfSquares) + log(shapes), axes: [-1])
    let pairs = 0.5 * Double(size * (size - 1))
    return chiSquared - 0.5 * sum(below.squared(), axes: [-2, -1]) - pairs * Normal.logRootTwoPi
  }

  static func strictlyLower(_ size: Int) -> Tensor {
    Tensor(NDArray((0..<size * size).map { $0 % size < $0 / size ? 1 : 0 }, shape: [size, size]))
  }

  /// Degrees of freedom that are greater than p − 1; NaN elsewhere.
  static func valid(_ degreesOfFreedom: Tensor, order: Int) -> Tensor {
    let df = degreesOfFreedom.asFloat64
    return df.valid(where: df .> Double(order - 1))
  }

  static func domain(order: Int) -> ParameterDomain {
    .above("the number of rows less 1", Tensor(Double(order - 1)))
  }

  /// A batch of matrices, with the identity in place of those that are outside a support.
  static func replacing(_ matrix: Tensor, where isOutside: Tensor) -> Tensor {
    select(isOutside.withLastAxis.withLastAxis, Tensor.identity(matrix.shape[-1]), matrix)
  }
}

extension Tensor {
  /// Whether each of the lower-triangular factors of matrices is one.
  var hasPositiveDiagonal: Tensor { ApusOps.all(diagonal(self) .> 0, axes: [-1]) }
}
