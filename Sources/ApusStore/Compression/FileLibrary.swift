// Libraries for file formats, which are looked for when a file first needs them.

internal import ApusSystem

/// A library of the system that some files need.
package struct FileLibrary: Sendable {
  /// What people call it.
  package let name: String
  /// What it is for, as the end of a sentence.
  package let purpose: String
  private let packages: String
  private let library: DynamicLibrary?

  /// The file that was opened; nil where none was found.
  package var path: String? { library?.path }

  private init(_ name: String, _ purpose: String, linux: [String], macOS: [String], packages: String) {
    self.name = name
    self.purpose = purpose
    self.packages = packages
    #if canImport(Darwin)
      let files = macOS.flatMap { ["/opt/homebrew/lib/\($0)", "/usr/local/lib/\($0)", "/usr/lib/\($0)"] }
    #else
      let files = linux + linux.map { "/home/linuxbrew/.linuxbrew/lib/\($0)" }
    #endif
    library = files.lazy.compactMap { try? DynamicLibrary(path: $0) }.first
  }

  /// A function by name.
  func function<Function>(_ name: String, as type: Function.Type = Function.self) throws(StoreFault) -> Function {
    guard let library else { throw StoreFault("\(self.name), which \(purpose), was not found: \(advice)") }
    guard let function = library.function(name, as: type) else {
      throw StoreFault("the library \(library.path) has no \(name): \(advice)")
    }
    return function
  }

  /// How it is installed.
  package var advice: String { "install \(packages)" }

  package static let zlib = FileLibrary(
    "zlib", "unpacks DEFLATE", linux: ["libz.so.1"], macOS: ["libz.1.dylib"], packages: "zlib1g (Debian, Ubuntu)")
  package static let zstandard = FileLibrary(
    "zstd", "unpacks Zstandard", linux: ["libzstd.so.1"], macOS: ["libzstd.1.dylib"],
    packages: "libzstd1 (Debian, Ubuntu) or zstd (Homebrew)")
  package static let blosc = FileLibrary(
    "blosc", "unpacks Blosc", linux: ["libblosc.so.1"], macOS: ["libblosc.1.dylib"],
    packages: "libblosc1 (Debian, Ubuntu) or c-blosc (Homebrew)")
  package static let netCDF = FileLibrary(
    "netCDF", "reads and writes NetCDF files",
    linux: ["19", "22", "18", "15", "13"].map { "libnetcdf.so.\($0)" } + ["libnetcdf.so"],
    macOS: ["libnetcdf.dylib", "libnetcdf.22.dylib", "libnetcdf.19.dylib"],
    packages: "libnetcdf19 (Debian 12, Ubuntu 22.04 and 24.04), libnetcdf22 (Debian 13) or netcdf (Homebrew)")

  package static let all = [netCDF, zlib, zstandard, blosc]
}
