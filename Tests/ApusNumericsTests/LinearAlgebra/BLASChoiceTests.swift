// How the implementation is chosen, and what is said where a library cannot be used.

import ApusNumerics
import Testing

@Suite struct BLASChoiceTests {
  #if canImport(Darwin)
    static let fileWithoutBLAS = "/usr/lib/libSystem.B.dylib"
  #else
    static let fileWithoutBLAS = "libc.so.6"
  #endif

  @Test func `off means plain Swift`() {
    let blas = BLAS.choose("off")
    #expect(blas.implementationName == "plain Swift")
    #expect(blas.origin == "APUS_BLAS=off")
  }

  @Test func `a file that is not there gives plain Swift, and the reason names the file`() {
    let blas = BLAS.choose("/no/such/libopenblas.so")
    #expect(blas.implementationName == "plain Swift")
    #expect(blas.origin.contains("/no/such/libopenblas.so"))
  }

  @Test func `loading a file that is not there throws`() {
    let error = #expect(throws: BLASLoadError.self) { try BLAS(loading: "/no/such/libopenblas.so") }
    guard case .cannotOpen(let path, let reason)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(path == "/no/such/libopenblas.so")
    #expect(!reason.isEmpty)
  }

  @Test func `loading a library that is no BLAS throws, and names the routine that it lacks`() {
    #expect(throws: BLASLoadError.missingRoutine(path: Self.fileWithoutBLAS, name: "cblas_dgemm")) {
      try BLAS(loading: Self.fileWithoutBLAS)
    }
    #expect(BLAS.choose(Self.fileWithoutBLAS).origin == "\(Self.fileWithoutBLAS): has no routine cblas_dgemm")
  }

  @Test func `each error is one line that names the file`() {
    let errors: [BLASLoadError] = [
      .cannotOpen(path: "f", reason: "why"), .missingRoutine(path: "f", name: "r"), .wideIntegers(path: "f"),
      .wrongNumbers(path: "f", routine: "r"),
    ]
    for error in errors {
      #expect(error.description.hasPrefix("f: "))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func `an empty setting means the usual places`() {
    #expect(BLAS.choose("").implementationName == BLAS.choose(nil).implementationName)
  }

  @Test func `the library is there exactly if the shared choice is not plain Swift`() {
    #expect((BLAS.loaded == nil) == (BLAS.shared.implementationName == "plain Swift"))
    #expect(BLAS.loaded.map(\.implementationName) ?? "plain Swift" == BLAS.shared.implementationName)
    #expect(BLAS.reference.implementationName == "plain Swift")
    #expect(!BLAS.shared.origin.isEmpty)
  }

  @Test func `a library that is found passes its trial`() {
    // Else every test of the library would be skipped, also if the fault is in how it is called.
    #expect(!BLAS.choose(nil).origin.contains("wrong numbers"))
  }
}
