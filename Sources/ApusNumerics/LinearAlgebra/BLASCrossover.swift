// From which size on the library is called instead of plain Swift.

/// The least sizes for which ``BLAS`` calls its library; below them it uses plain Swift.
struct BLASCrossover: Sendable {
  /// Matrix product: rows × columns × inner dimension.
  var gemm: Int
  /// Triangular solve: order² × right-hand sides.
  var trsm: Int
  /// Cholesky factor: order.
  var cholesky: Int
  /// LU factors: order.
  var lu: Int

  /// The library for every call; for tests and measurements.
  static let everyCall = BLASCrossover(gemm: 0, trsm: 0, cholesky: 0, lu: 0)

  /// What ``BLAS/shared`` uses.
  ///
  /// OpenBLAS 0.3.21 with one thread overtakes plain Swift at order 7 (product), 8 (triangular solve), 11 (Cholesky) and
  /// 50 (LU) on an x86-64 processor with AVX2. The crossovers are a little later, where a call gains more than 0.1 µs,
  /// because plain Swift gives the same bits on every machine.
  static let measured = BLASCrossover(gemm: 2048, trsm: 2048, cholesky: 16, lu: 64)
}
