// The dense linear algebra that Apus computes with: a library found at run time, or the plain Swift code of this folder.

internal import ApusSystem

/// An implementation of dense linear algebra on `Double` matrices in memory that the caller owns.
///
/// Three of them can be named: ``reference`` (plain Swift), ``loaded`` (OpenBLAS or Accelerate, where one was found) and
/// ``shared``, which is what Apus itself uses: the library for work that is worth a call to it, plain Swift for the rest.
///
/// Conventions, which hold for every operation:
///
/// - A matrix of `rows` × `columns` is **row-major** and contiguous: element (i, j) is at `pointer[i * columns + j]`.
///   LAPACK reads columns first, so it sees every matrix transposed; each operation is arranged so that this never shows
///   (the lower triangle here is the upper triangle there).
/// - Parameters have the same names everywhere. `order` is n, the rows and columns of a square A, and `rightHandSides` is m:
///   X and B are n × m. `rows`, `columns` and `inner` are the extents of the result and of the sum over which a product runs.
///   `a`, `b`, `c`, `x`, `y` point to A, B, C, x, y, and what is written replaces what was there. `transposeA` says that op(A)
///   is Aᵀ. `alpha` multiplies the product and `beta` the old result.
/// - The caller owns all memory. Buffers that are written must not overlap any other argument of the call.
/// - Counts may be zero: such a call touches nothing, except that a product over an empty inner dimension is zero.
/// - Bad numbers are data. Nothing traps on NaN, infinities, singular or indefinite matrices; each operation says what
///   it returns for them.
/// - The same arguments give the same bits, on any thread and at any address, on one machine. Plain Swift code
///   gives the same bits on every machine; the library may not, since it chooses its kernels by processor.
///
/// Work of O(n²) on O(n²) numbers (`gemv`, a triangular solve with one right-hand side) is limited by
/// memory and is always done in plain Swift, which takes 0.1 to 1.5 times the time of OpenBLAS 0.3.21.
///
/// Law: every operation of ``loaded`` agrees with that of ``reference`` to rounding.
package struct BLAS: Sendable, CustomStringConvertible {
  /// The implementation's name, with version and kernel where the library tells: `"plain Swift"`, `"OpenBLAS 0.3.21, Zen"`.
  package let implementationName: String

  /// One line that says where the implementation came from or, for plain Swift, why no library is used.
  package let origin: String

  /// Name and origin in one line, for a person.
  package var description: String { "\(implementationName) (\(origin))" }

  /// The library's routines; `nil` for plain Swift.
  let library: BLASLibrary?

  /// The least work for which the library is called.
  let crossover: BLASCrossover

  /// Plain Swift code, which runs everywhere and against which the libraries are tested.
  package static let reference = BLAS(origin: "asked for by name")

  /// The library that was found, called for matrices of every size; `nil` where none was found or `APUS_BLAS=off`.
  package static let loaded: BLAS? = {
    guard let library = shared.library else { return nil }
    return BLAS(library: library, origin: shared.origin, crossover: .everyCall)
  }()

  /// What Apus uses: chosen once, at first use, by ``choose(_:)`` from the environment variable `APUS_BLAS`.
  package static let shared = choose(environmentVariable("APUS_BLAS"))

  init(origin: String) {
    implementationName = "plain Swift"
    self.origin = origin
    library = nil
    crossover = .everyCall
  }

  init(library: BLASLibrary, origin: String, crossover: BLASCrossover) {
    implementationName = library.name
    self.origin = origin
    self.library = library
    self.crossover = crossover
  }
}
