// Whole programs give the same bits on every processor, at every effort of code generation, on any number of threads.

import ApusNative
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct ProcessorTests {
  @Test(arguments: WholeProgram.all)
  func `code for other processors, and quick code, gives the same bits`(program: WholeProgram) throws {
    let expected = try program.values()
    for target in EmittedFunction.otherTargets() {
      let processor = target.level == 0 ? nil : target.processor
      let found = try program.values(level: Int(target.level), processor: processor)
      #expect(WholeProgram.difference(found, expected) == nil, "\(target.processor), level \(target.level)")
    }
  }

  @Test(arguments: WholeProgram.all.prefix(5))
  func `evaluators on several threads give the same bits`(program: WholeProgram) async throws {
    let expected = try program.values()
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 { group.addTask { try program.values() } }
      for try await found in group { #expect(WholeProgram.difference(found, expected) == nil) }
    }
  }
}
