// The shared library of a program: its plain C interface, called as another language calls it.

import ApusTestSupport
import Foundation
import Testing

@Suite struct LibraryTests {
  private typealias Main = @convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32
  private typealias Open = @convention(c) (Main, UnsafeMutablePointer<CChar>?, Int) -> Int
  private typealias Describe = @convention(c) (Int, UnsafeMutablePointer<CChar>?, Int) -> Void
  private typealias Evaluate =
    @convention(c) (
      Int, Int, UnsafePointer<UnsafeRawPointer?>, UnsafePointer<UnsafeMutableRawPointer?>, UnsafeMutablePointer<CChar>?,
      Int
    ) -> Int32

  /// A function of a loaded library.
  private func function<Function>(_ name: String, of library: UnsafeMutableRawPointer, as: Function.Type) throws
    -> Function
  {
    unsafeBitCast(try #require(dlsym(library, name), "\(name)"), to: Function.self)
  }

  /// The characters before the final zero.
  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test func `a routine and its pullback are evaluated by number, wrong calls have a message`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-library-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try BuiltProgram("BlackBoxKepler").run(
      ["export", "jax", folder.appendingPathComponent("fit.py").path])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".so") })
    let library = try #require(dlopen(folder.appendingPathComponent(name).path, RTLD_NOW | RTLD_LOCAL))
    let open = try function("apus_open", of: library, as: Open.self)
    let describe = try function("apus_describe", of: library, as: Describe.self)
    let evaluate = try function("apus_evaluate", of: library, as: Evaluate.self)
    let main = try function("BlackBoxKepler_main", of: library, as: Main.self)

    var text = [CChar](repeating: 0, count: 4096)
    let model = open(main, &text, text.count)
    try #require(model >= 0)
    describe(model, &text, text.count)
    let lines = Self.string(text).split(separator: "\n")
    #expect(lines.first == "EccentricAnomalies(float64(30,), float64()) -> float64(30,), float64(30,)")
    #expect(lines.count == 3 && lines[1].hasPrefix("pullback of EccentricAnomalies("))

    let M = (0..<30).map { 0.3 * Double($0) - 4 }
    let (e, cotangents) = ([0.4], [Double](repeating: 1, count: 30))
    var (E, slopes) = ([Double](repeating: 0, count: 30), [Double](repeating: 0, count: 30))
    #expect(call(evaluate, model, 0, [M, e], results: &E, &slopes) == 0)
    for index in M.indices {
      #expect(abs(E[index] - 0.4 * sin(E[index]) - M[index]) < 1e-13)
      #expect(abs(slopes[index] * (1 - 0.4 * cos(E[index])) - 1) < 1e-13)
    }
    var (dM, de) = ([Double](repeating: 0, count: 30), [0.0])
    #expect(call(evaluate, model, 1, [M, e, E, slopes, cotangents], results: &dM, &de) == 0)
    #expect(dM == slopes)
    #expect(abs(de[0] - E.indices.reduce(0) { $0 + slopes[$1] * sin(E[$1]) }) < 1e-12)

    let status = evaluate(model, 99, [nil], [nil], &text, text.count)
    #expect(status == 1 && Self.string(text).contains("there is no function 99"))
  }

  /// Calls a routine with two results.
  private func call(
    _ evaluate: Evaluate, _ model: Int, _ routine: Int, _ operands: [[Double]], results first: inout [Double],
    _ second: inout [Double]
  ) -> Int32 {
    let copies = operands.map { values in
      let copy = UnsafeMutablePointer<Double>.allocate(capacity: values.count)
      copy.initialize(from: values, count: values.count)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    let sources = copies.map { UnsafeRawPointer($0) as UnsafeRawPointer? }
    return first.withUnsafeMutableBytes { first in
      second.withUnsafeMutableBytes { second in
        evaluate(model, routine, sources, [first.baseAddress, second.baseAddress], nil, 0)
      }
    }
  }
}
