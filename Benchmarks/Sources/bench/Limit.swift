// The hand-written limit of a density: compiled by the C compiler when the benchmark runs, and called in the same process.

import BenchmarkModels
import Foundation

/// A value and gradient in C.
final class Limit {
  private typealias Density =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double

  private let density: Density
  private let data: UnsafeMutableRawPointer?

  /// The limit of a model; nil where there is no C compiler.
  init?(_ model: BenchmarkModel) {
    guard let library = Self.library, let symbol = dlsym(library, model.name == "glm-large" ? "glm" : model.name) else {
      return nil
    }
    density = unsafeBitCast(symbol, to: Density.self)
    data = Self.data(of: model, library)
  }

  func callAsFunction(_ position: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    density(data, position, gradient)
  }

  /// The shared library of all limits.
  nonisolated(unsafe) private static let library: UnsafeMutableRawPointer? = {
    let source = BenchmarkData.folder.appending(path: "Limits/limits.c")
    let output = FileManager.default.temporaryDirectory.appending(path: "apus-limits-\(getpid()).so")
    defer { try? FileManager.default.removeItem(at: output) }
    for compiler in ["gcc", "cc"] {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        compiler, "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", source.path, "-o", output.path,
      ]
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

  private static func data(of model: BenchmarkModel, _ library: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    typealias Pointer = UnsafePointer<Double>
    typealias Raw = UnsafeMutableRawPointer
    let (counts, columns) = (model.counts, model.columns)
    func symbol<Function>(_ name: String, _ type: Function.Type) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    switch model.name {
    case "glm", "glm-large":
      return symbol("glm_new", (@convention(c) (Int, Int, Pointer, Pointer) -> Raw?).self)?(
        counts[0], counts[1], columns[0], columns[1])
    case "radon":
      return symbol("radon_new", (@convention(c) (Int, Int, Pointer, Pointer, Pointer, Pointer) -> Raw?).self)?(
        counts[0], counts[1], columns[0], columns[1], columns[2], columns[3])
    case "rv":
      return symbol("rv_new", (@convention(c) (Int, Pointer, Pointer, Pointer, Pointer) -> Raw?).self)?(
        counts[0], columns[0], columns[1], columns[2], columns[3])
    case "gp":
      let names = ["libopenblas.so.0", "/System/Library/Frameworks/Accelerate.framework/Accelerate"]
      let blas = names.lazy.compactMap { dlopen($0, RTLD_NOW) }.first
      return symbol("gp_new", (@convention(c) (Int, Pointer, Pointer, Raw?, Raw?, Raw?) -> Raw?).self)?(
        counts[0], columns[0], columns[1], dlsym(blas, "dpotrf_"), dlsym(blas, "dpotri_"), dlsym(blas, "dpotrs_"))
    case "chain":
      return symbol("chain_new", (@convention(c) (Int) -> Raw?).self)?(counts[0])
    case "scan":
      return symbol("scan_new", (@convention(c) (Int, Pointer, Pointer) -> Raw?).self)?(
        counts[0], columns[0], columns[1])
    default: return nil
    }
  }
}
