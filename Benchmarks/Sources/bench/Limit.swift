// The hand-written limit of a density: compiled by the C compiler when the benchmark runs, and called in the same process.

import BenchmarkModels
import Foundation

/// A value and gradient in C.
final class Limit {
  private typealias Open =
    @convention(c) (UnsafePointer<UnsafePointer<Double>?>, UnsafePointer<Int64>) -> UnsafeMutableRawPointer?
  private typealias Density =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double

  private let density: Density
  private let data: UnsafeMutableRawPointer

  /// The limit of a model; nil where there is no C compiler, or a library that it needs.
  init?(_ model: BenchmarkModel, named other: String? = nil) {
    let name = other ?? (model.name == "glm-large" ? "glm" : model.name)
    guard let library = Self.library, let open = dlsym(library, "\(name)_open"),
      let gradient = dlsym(library, "\(name)_gradient")
    else { return nil }
    let columns = model.columns.map { column in
      let copy = UnsafeMutableBufferPointer<Double>.allocate(capacity: max(1, column.count))
      _ = copy.initialize(from: column)
      return UnsafePointer(copy.baseAddress)
    }
    defer { for column in columns { column?.deallocate() } }
    guard let data = unsafeBitCast(open, to: Open.self)(columns, model.columns.map { Int64($0.count) }) else {
      return nil
    }
    self.data = data
    density = unsafeBitCast(gradient, to: Density.self)
  }

  func callAsFunction(_ position: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    density(data, position, gradient)
  }

  /// The shared library of all limits.
  nonisolated(unsafe) private static let library: UnsafeMutableRawPointer? = {
    let folder = BenchmarkData.folder.appending(path: "Limits")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let sources = names.filter { $0.hasSuffix(".c") }.sorted().map { folder.appending(path: $0).path }
    let output = FileManager.default.temporaryDirectory.appending(path: "apus-limits-\(getpid()).so")
    defer { try? FileManager.default.removeItem(at: output) }
    for compiler in ["gcc", "cc"] {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments =
        [compiler, "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"] + sources + ["-o", output.path]
      #if os(Linux)
        process.arguments? += ["-lmvec", "-lm"]
      #endif
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return dlopen(output.path, RTLD_NOW | RTLD_LOCAL) }
    }
    return nil
  }()
}
