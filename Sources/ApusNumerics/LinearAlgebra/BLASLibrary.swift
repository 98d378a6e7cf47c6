// The routines of a BLAS library with LAPACK, bound by name at run time, so that building Apus needs no such library.

internal import ApusSystem

/// The routines that Apus calls in a loaded library: four of CBLAS, two of LAPACK, all with 32-bit integers.
///
/// CBLAS takes row-major matrices as they are. LAPACK is Fortran: every argument by address, matrices column-major, and
/// the lengths of the character arguments after all others.
struct BLASLibrary: Sendable {
  typealias Input = UnsafePointer<Double>
  typealias Output = UnsafeMutablePointer<Double>
  typealias Letter = UnsafePointer<CChar>
  typealias Integer = UnsafePointer<Int32>
  typealias Status = UnsafeMutablePointer<Int32>

  /// A matrix product: `cblas_dgemm(order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)`.
  typealias Gemm =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, Input, Int32, Input, Int32, Double, Output, Int32
    ) -> Void
  /// A triangular solve: `cblas_dtrsm(order, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)`.
  typealias Trsm =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Int32, Int32, Double, Input, Int32, Output, Int32
    ) -> Void
  /// A product with a triangle: `cblas_dtrmm(order, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)`.
  typealias Trmm = Trsm
  /// The product of a matrix with its transpose: `cblas_dsyrk(order, uplo, trans, n, k, alpha, a, lda, beta, c, ldc)`.
  typealias Syrk =
    @convention(c) @Sendable (
      Int32, Int32, Int32, Int32, Int32, Double, Input, Int32, Double, Output, Int32
    ) -> Void
  /// A Cholesky factor: `dpotrf_(uplo, n, a, lda, info, length)`.
  typealias Potrf = @convention(c) @Sendable (Letter, Integer, Output, Integer, Status, Int) -> Void
  /// LU factors: `dgetrf_(m, n, a, lda, pivots, info)`.
  typealias Getrf = @convention(c) @Sendable (Integer, Integer, Output, Integer, Status, Status) -> Void

  /// The library's name, version and kernel, as far as it tells them.
  let name: String
  let gemm: Gemm
  let trsm: Trsm
  let trmm: Trmm
  let syrk: Syrk
  let potrf: Potrf
  let getrf: Getrf

  init(path: String) throws(BLASLoadError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .cannotOpen(path: path, reason: dlerror().map { String(cString: $0) } ?? "cannot be opened")
    }
    func routine<Function>(_ name: String, as type: Function.Type) throws(BLASLoadError) -> Function {
      guard let address = dlsym(handle, name) else { throw .missingRoutine(path: path, name: name) }
      return unsafeBitCast(address, to: type)
    }
    gemm = try routine("cblas_dgemm", as: Gemm.self)
    trsm = try routine("cblas_dtrsm", as: Trsm.self)
    trmm = try routine("cblas_dtrmm", as: Trmm.self)
    syrk = try routine("cblas_dsyrk", as: Syrk.self)
    potrf = try routine("dpotrf_", as: Potrf.self)
    getrf = try routine("dgetrf_", as: Getrf.self)

    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    func text(_ name: String) -> String? {
      guard let address = dlsym(handle, name) else { return nil }
      return unsafeBitCast(address, to: Text.self)().map { String(cString: $0) }
    }
    // "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=128"
    if let configuration = text("openblas_get_config") {
      if configuration.contains("USE64BITINT") { throw .wideIntegers(path: path) }
      let version = configuration.split(separator: " ").prefix(2).joined(separator: " ")
      name = text("openblas_get_corename").map { "\(version), \($0)" } ?? version
    } else {
      name = String(path.split(separator: "/").last ?? "BLAS")
    }
    if let address = dlsym(handle, "openblas_set_num_threads") {
      unsafeBitCast(address, to: (@convention(c) (Int32) -> Void).self)(1)
    }
    if let routine = firstWrongRoutine() { throw .wrongNumbers(path: path, routine: routine) }
  }
}

extension BLASLibrary {
  /// The constants of `cblas.h` that Apus passes.
  enum Constant {
    static let rowMajor: Int32 = 101
    static func transposition(_ transposed: Bool) -> Int32 { transposed ? 112 : 111 }
    static func triangle(_ triangle: BLAS.Triangle) -> Int32 { triangle == .lower ? 122 : 121 }
    static func diagonal(isUnit: Bool) -> Int32 { isUnit ? 132 : 131 }
    static func side(_ side: BLAS.Side) -> Int32 { side == .left ? 141 : 142 }
  }

  /// The character arguments of LAPACK.
  enum Character {
    static let upper = CChar(UInt8(ascii: "U"))
  }
}
