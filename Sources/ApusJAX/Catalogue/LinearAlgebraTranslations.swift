// Linear algebra in Python: products, factors, solutions, triangles.

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

extension Translation {
  static let linearAlgebra: [Translation] = [
    .expression(MatMul.self) { op, site in
      let sides = zip(site.operands, [op.transposesFirst, op.transposesSecond]).enumerated().map { index, side in
        side.1 ? side.0.matrixTransposed(rank: site.type(index).shape.rank) : side.0
      }
      return .binary("@", .product, sides[0], sides[1])
    },
    .arrays(Cholesky.self, "cholesky", "a") { _, _, operands in
      // Only the lower triangle is read, as by LAPACK.
      .call("jax.lax.linalg.cholesky", operands, "symmetrize_input=False")
    },
    .expression(TriangularSolve.self) { op, site in
      let isLower = op.isLower ? "True" : "False"
      return site.type(0).shape.rank == 2
        ? .call(
          "jax.scipy.linalg.solve_triangular", site.operands, "lower=\(isLower)", "trans=\(op.isTransposed ? 1 : 0)")
        : .call(
          "jax.lax.linalg.triangular_solve", site.operands, "left_side=True", "lower=\(isLower)",
          "transpose_a=\(op.isTransposed ? "True" : "False")")
    },
    .expression(CholeskyInverse.self) { _, site in
      let shape = site.resultType.shape
      let identity =
        shape.rank == 2 ? "jnp.eye(\(shape[-1]))" : "jnp.broadcast_to(jnp.eye(\(shape[-1])), \(shape))"
      return .call(
        "jax.scipy.linalg.cho_solve",
        [PythonExpression("(\(site.operands[0].text), True)"), PythonExpression(identity)])
    },
    .arrays(GaussianLogKernel.self, "gaussian_log_kernel", "covariance", "factor", "columns", "solutions") {
      _, _, operands in
      let (factor, solutions) = (operands[1], operands[3])
      return PythonExpression(
        "-0.5 * jnp.sum(jnp.square(\(solutions.text)), axis=0) - jnp.sum(jnp.log(jnp.diagonal(\(factor.text))))",
        .sum)
    },
    .expression(GeneralSolve.self) { op, site in
      let matrix = op.isTransposed ? site.operands[0].matrixTransposed(rank: site.type(0).shape.rank) : site.operands[0]
      return .call("jnp.linalg.solve", [matrix, site.operands[1]])
    },
    .expression(LogAbsoluteDeterminant.self) { _, site in .call("jnp.linalg.slogdet", site.operands).subscripted("1") },
    .arrays(KroneckerNoiseKernel.self, "kronecker_noise", "noise", "rows", numbered: "factor") { _, _, operands in
      .call("kronecker_noise_kernel", operands)
    },
    .arrays(SymmetricEigen.self, "eigh", "a") { _, _, operands in .call("symmetric_eigen", operands) },
    .arrays(RealEigen.self, "eig", "a") { _, _, operands in .call("real_eigen", operands) },
    .expression(TriangularPart.self) { op, site in .call(op.keepsLower ? "jnp.tril" : "jnp.triu", site.operands) },
    .expression(Diagonal.self) { _, site in
      site.type(0).shape.rank == 2
        ? .call("jnp.diagonal", site.operands) : .call("jnp.diagonal", site.operands, "axis1=-2", "axis2=-1")
    },
    .expression(DiagonalMatrix.self) { _, site in
      if site.type(0).shape.rank == 1 { return .call("jnp.diag", site.operands) }
      site.contents.use("diagonal_matrix")
      return .call("diagonal_matrix", site.operands)
    },
  ]
}

extension PythonExpression {
  /// The matrices in the last two axes transposed.
  fileprivate func matrixTransposed(rank: Int) -> PythonExpression { member(rank == 2 ? "T" : "mT") }
}
