// Compiled code in the process: what programs hold stays, and what none holds is unloaded, however many there have been.

import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct CodeStoreTests {
  /// A program that no other is, as its argument has another size, and what the interpreter gives at a point.
  private struct Subject {
    let program: NativeProgram
    private let point: NDArray
    private let expected: [Double]

    init(_ number: Int, in store: CodeStore) throws {
      point = NDArray((0..<(3 + number)).map { Double($0 % 7) / 7 + 0.25 })
      let x = Tensor.argument("x", .float64([3 + number]))
      let y = exp(x) + sin(x)
      program = try NativeProgram(
        [y], varying: [x], level: 0, firstApart: false, verifying: false, processor: nil, store: store)
      expected = try evaluate(y, [x: point]).doubles
    }

    /// Whether the code computes what the interpreter does.
    func isRight() throws -> Bool {
      let evaluator = NativeEvaluator(program, try program.bind([:]))
      evaluator.load(0, point)
      evaluator.run()
      return zip(evaluator.value(0).doubles, expected).allSatisfy { ($0 - $1).magnitude <= 1e-13 * $1.magnitude }
    }
  }

  private func store(idleCount: Int) throws -> CodeStore {
    try CodeStore(try #require(LLVMLibrary.shared), cache: nil, idleCount: idleCount)
  }

  @Test func `what no program holds is unloaded, but for the last few`() throws {
    let store = try store(idleCount: 4)
    let held = try Subject(1000, in: store)
    for number in 0..<40 {
      #expect(try Subject(number, in: store).isRight())
      #expect(store.loadedCount <= 1 + 4 + 1)
    }
    #expect(store.loadedCount == 1 + 4)
    #expect(try held.isRight())
    // The last is still there; the first is compiled again, under the name that it had.
    #expect(try Subject(39, in: store).program.codeSource == "process")
    let again = try Subject(0, in: store)
    #expect(again.program.codeSource == "compiled")
    #expect(try again.isRight())
  }

  @Test func `code that two programs hold stays until both are gone`() throws {
    let store = try store(idleCount: 0)
    var first: Subject? = try Subject(1, in: store)
    let second = try Subject(1, in: store)
    #expect(second.program.codeSource == "process")
    #expect(try first?.isRight() == true)
    first = nil
    #expect(store.loadedCount == 1)
    #expect(try second.isRight())
  }

  @Test func `threads load and unload the same code`() async throws {
    let store = try store(idleCount: 0)
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<4 {
        group.addTask {
          try (0..<60).count { round in try !Subject((round + task) % 3, in: store).isRight() }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wrong == 0)
    #expect(store.loadedCount == 0)
  }

  @Test func `an object file that cannot be loaded is an error, and its name stays free`() throws {
    let library = try #require(LLVMLibrary.shared)
    let loader = try CodeLoader(library)
    let text = Array("define i64 @apus_here() { ret i64 7 }".utf8)
    let bytes = try CodeGenerator(library: library, target: .host(library)).generate(text)
    for _ in 0..<2 { #expect(throws: NativeError.self) { try loader.load([bytes], function: "apus_elsewhere") } }
    let object = try loader.load([bytes], function: "apus_here")
    loader.unload(object)
    _ = try loader.load([bytes], function: "apus_here")
  }
}
