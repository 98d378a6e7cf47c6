// A large program is compiled in pieces at once: its numbers do not depend on how many, nor on where each piece comes from.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct CodePiecesTests {
  /// Some ten thousand scalar operations, functions of helpers of the module's own and a vector among them, with the gradient.
  private struct Subject {
    let outputs: [Tensor]
    let arguments: [Tensor]
    let points = [NDArray(0.3), NDArray([0.7, -0.2, 1.1, 0.4, -0.9])]

    init() throws {
      let x = Tensor.argument("x")
      let v = Tensor.argument("v", .float64([5]))
      var y = x
      for link in 0..<1200 {
        let bent = link % 3 == 0 ? sin(y) : link % 3 == 1 ? log1p(y.squared()) : besselI0e(y)
        y = 0.5 * bent + x * (1 - bent) / (2 + y.squared())
        if link % 100 == 0 { y = y + sum(v * y) / 10 }
      }
      arguments = [x, v]
      outputs = [y] + (try gradient(of: y, withRespectTo: arguments))
    }

    func program(level: Int, _ store: CodeStore) throws -> NativeProgram {
      try NativeProgram(
        outputs, varying: arguments, level: level, firstApart: false, verifying: false, processor: nil, store: store)
    }

    func numbers(_ program: NativeProgram) throws -> [Double] {
      let evaluator = NativeEvaluator(program, try program.bind([:]))
      for (index, point) in points.enumerated() { evaluator.load(index, point) }
      evaluator.run()
      return outputs.indices.flatMap { evaluator.value($0).doubles }
    }
  }

  private func store(threads: Int, cache: ObjectCache? = nil) throws -> CodeStore {
    try CodeStore(try #require(LLVMLibrary.shared), cache: cache, idleCount: 0, threadCount: threads)
  }

  @Test(arguments: [0, 1]) func `the numbers are the same bits in any number of pieces`(level: Int) throws {
    let subject = try Subject()
    let whole = try subject.numbers(subject.program(level: level, store(threads: 1)))
    for threads in [2, 3, 5, 64] {
      let store = try store(threads: threads)
      #expect(try subject.numbers(subject.program(level: level, store)) == whole, "\(threads) threads")
      // Nothing is left of the program: its names are free again.
      #expect(store.loadedCount == 0)
      #expect(try subject.numbers(subject.program(level: level, store)) == whole, "\(threads) threads, again")
    }
    let expected = try evaluate(subject.outputs, Dictionary(zip(subject.arguments, subject.points)) { a, _ in a })
    for (x, y) in zip(whole, expected.flatMap(\.doubles)) { #expect((x - y).magnitude <= 1e-9 * max(1, y.magnitude)) }
  }

  @Test func `a piece whose file is missing or damaged is compiled again`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-pieces-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ObjectCache(folder: folder.path)
    let subject = try Subject()
    func run() throws -> (numbers: [Double], source: String) {
      let program = try subject.program(level: 0, store(threads: 3, cache: cache))
      return (try subject.numbers(program), program.codeSource)
    }
    let first = try run()
    #expect(first.source == "compiled")
    let again = try run()
    #expect(again.source == "file" && again.numbers == first.numbers)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(files.count == 3)
    for (number, file) in files.enumerated() {
      let bytes = try Data(contentsOf: file)
      if number == 0 {
        try FileManager.default.removeItem(at: file)
      } else {
        try bytes.dropLast(number).write(to: file)
      }
      let mended = try run()
      #expect(mended.source == "compiled" && mended.numbers == first.numbers)
      #expect(try Data(contentsOf: file) == bytes)
    }
    // Another number of pieces has files of its own.
    let program = try subject.program(level: 0, store(threads: 2, cache: cache))
    #expect(program.codeSource == "compiled")
    #expect(try subject.numbers(program) == first.numbers)
  }
}
