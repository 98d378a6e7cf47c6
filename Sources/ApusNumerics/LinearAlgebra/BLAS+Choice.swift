// How a BLAS library is found at run time, and what the environment variable APUS_BLAS changes about it.

internal import ApusSystem

/// Why a file could not serve as the BLAS library.
package enum BLASLoadError: Error, Equatable, CustomStringConvertible {
  /// The dynamic linker could not open the file; `reason` is its message.
  case cannotOpen(path: String, reason: String)
  /// The file lacks a routine that Apus calls.
  case missingRoutine(path: String, name: String)
  /// The library was built with 64-bit integers (ILP64), and Apus passes 32-bit ones.
  case wideIntegers(path: String)
  /// The routine gave other numbers than plain Swift in the trial that is made of every library when it is loaded.
  case wrongNumbers(path: String, routine: String)

  /// One line for a person.
  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason): reason.contains(path) ? reason : "\(path): \(reason)"
    case .missingRoutine(let path, let name): "\(path): has no routine \(name)"
    case .wideIntegers(let path): "\(path): is built with 64-bit integers"
    case .wrongNumbers(let path, let routine): "\(path): \(routine) gives wrong numbers on this processor"
    }
  }
}

extension BLAS {
  /// Loads a BLAS library with LAPACK (`cblas_dgemm`, `dpotrf_` and their like) from a file.
  ///
  /// OpenBLAS is told to use one thread, for the whole process: chains run in parallel, and one thread gives the same
  /// bits each time. The library stays loaded until the process ends.
  ///
  /// - Parameter path: an absolute path, or a name that the dynamic linker looks up, like `libopenblas.so.0`.
  /// - Throws: ``BLASLoadError`` if the file cannot be opened, lacks a routine, has 64-bit integers, or gives wrong numbers.
  package init(loading path: String) throws(BLASLoadError) {
    self.init(library: try BLASLibrary(path: path), origin: path, crossover: .measured)
  }

  /// The choice that ``shared`` makes for a value of the environment variable `APUS_BLAS`.
  ///
  /// - Parameter setting: `nil` or empty to look in the usual places, `"off"` for plain Swift, else the library's path.
  /// - Returns: the library, or plain Swift with an ``origin`` that says why no library is used.
  package static func choose(_ setting: String?) -> BLAS {
    guard let setting, !setting.isEmpty else { return firstThatLoads(of: usualPlaces) }
    return setting == "off" ? BLAS(origin: "APUS_BLAS=off") : firstThatLoads(of: [setting])
  }

  /// The first library that loads; if none does, plain Swift with the most telling reason.
  ///
  /// A file that is there and cannot be used tells more than one that is not there.
  private static func firstThatLoads(of paths: [String]) -> BLAS {
    var reasons: [BLASLoadError] = []
    for path in paths {
      do {
        return try BLAS(loading: path)
      } catch {
        reasons.append(error)
      }
    }
    let telling = reasons.first { if case .cannotOpen = $0 { false } else { true } }
    return BLAS(origin: (telling ?? reasons.first)?.description ?? "no library is known for this system")
  }

  /// Where libraries are, best first.
  private static var usualPlaces: [String] {
    #if canImport(Darwin)
      [
        "/System/Library/Frameworks/Accelerate.framework/Accelerate",
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
        "/usr/local/opt/openblas/lib/libopenblas.dylib",
      ]
    #else
      [
        "libopenblas.so.0",
        "libopenblas.so",
        "/home/linuxbrew/.linuxbrew/opt/openblas/lib/libopenblas.so",
      ]
    #endif
  }

  /// The value of an environment variable of this process.
  static func environmentValue(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
