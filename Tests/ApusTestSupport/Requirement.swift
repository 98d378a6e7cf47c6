// What tests need of the machine: they are skipped where it is missing, and fail where APUS_REQUIRE names it.

public import Foundation

/// A part of the machine without which some tests cannot run.
///
/// `APUS_REQUIRE=llvm,blas` turns each test that would be skipped for want of LLVM or BLAS into a failure: continuous integration
/// sets what it has installed, so that a broken installation is not green.
public enum Requirement: String, CaseIterable, Sendable {
  /// libLLVM, for native code.
  case llvm
  /// A BLAS library.
  case blas
  /// libnetcdf, for NetCDF files.
  case netcdf
  /// libblosc, for Zarr stores that are packed by it.
  case blosc
  /// JAX, NumPyro and BlackJAX: needed by `make jax` alone.
  case jax
  /// ArviZ: needed by `make arviz` alone.
  case arviz
  /// Chromium, in which reports are opened: needed by `make report` alone.
  case chromium
  /// The reference posteriors.
  case reference

  /// A required thing that is missing, or a name that `APUS_REQUIRE` should not have.
  public struct Missing: Error, CustomStringConvertible {
    /// One line.
    public let description: String
  }

  /// Whether a test can run: that what it needs is present.
  ///
  /// - Throws: ``Missing`` where it is not, and is required.
  public func isMet(_ isPresent: Bool, in environment: [String: String] = ProcessInfo.processInfo.environment) throws
    -> Bool
  {
    if !isPresent, try Self.required(in: environment).contains(self) {
      throw Missing(description: "APUS_REQUIRE names \(rawValue), which is missing")
    }
    return isPresent
  }

  /// What `APUS_REQUIRE` names.
  ///
  /// - Throws: ``Missing`` where it names something else.
  public static func required(in environment: [String: String]) throws -> Set<Requirement> {
    let names = (environment["APUS_REQUIRE"] ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    return Set(
      try names.map { name in
        guard let requirement = Requirement(rawValue: name) else {
          let known = allCases.map(\.rawValue).joined(separator: ", ")
          throw Missing(description: "APUS_REQUIRE names '\(name)'; it may name \(known)")
        }
        return requirement
      })
  }
}
