// The harness that runs emitted mathematics: arrays of any length, several operands and results, both widths.

import ApusTestSupport
import Testing

import ApusNative

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct MathKernelTests {
  @Test(arguments: [true, false]) func `sums and products of arrays of any length`(isVector: Bool) throws {
    let kernel = try MathKernel(inputs: 2, isVector: isVector) { [$0.add($1[0], $1[1]), $0.multiply($1[0], $1[1])] }
    for count in [1, 7, 8, 9, 30] {
      let a = (0..<count).map { Double($0) }
      let b = a.map { 3 - 2 * $0 }
      #expect(kernel([a, b]) == [zip(a, b).map { $0 + $1 }, zip(a, b).map { $0 * $1 }])
    }
  }

  @Test(arguments: [true, false]) func `a rare block is run where any lane needs it`(isVector: Bool) throws {
    let kernel = try MathKernel(isVector: isVector) { builder, x in
      let isLarge = builder.compare(FloatComparison.greater, x[0], builder.constant(100))
      return builder.rarely(isLarge, else: [x[0]]) { b in
        [b.select(isLarge, b.negate(x[0]), x[0])]
      }
    }
    let x = (0..<64).map { Double($0 * 2) }
    #expect(kernel(x) == x.map { $0 > 100 ? -$0 : $0 })
  }
}
