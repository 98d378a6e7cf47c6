// Loops as native code: scalars, vectors, products, loops within loops, and their gradients.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct NativeScanTests {
  private func expectAgreement(_ outputs: [Tensor], _ bindings: [(Tensor, NDArray)]) throws {
    let findings = try NativeAgreement.findings("scan", outputs, bindings)
    #expect(findings == [])
  }

  @Test(arguments: [0, 1, 5, 100], [false, true]) func `a recursion of scalars`(length: Int, reversed: Bool) throws {
    let x = Tensor.argument("x")
    let phi = Tensor.argument("phi")
    let noise = Tensor.argument("noise", .float64([length]))
    let loop = scan([x], over: [noise], reversed: reversed) { carry, elements in
      let next = phi * carry[0] + tanh(elements[0])
      return ([next], [next * next])
    }
    let total = loop.carry[0] + sum(loop.outputs[0])
    try expectAgreement(
      [loop.carry[0], loop.outputs[0], total] + gradient(of: total, withRespectTo: [x, phi, noise]),
      [(x, NDArray(0.3)), (phi, NDArray(0.9)), (noise, NativeProgramTests.numbers([length]))])
  }

  @Test(arguments: [3, 8, 11]) func `states that are vectors and matrices`(n: Int) throws {
    let state = Tensor.argument("state", .float64([n]))
    let matrix = Tensor.argument("matrix", .float64([n, n]))
    let drive = Tensor.argument("drive", .float64([6, n]))
    let loop = scan([state, matrix], over: [drive]) { carry, elements in
      let next = matmul(carry[1], carry[0]) * 0.1 + elements[0]
      return ([next, carry[1] * 0.9], [sum(next), softplus(next)])
    }
    let total = sum(loop.carry[0]) + sum(loop.carry[1]) + sum(loop.outputs[0]) + sum(loop.outputs[1])
    try expectAgreement(
      loop.carry + loop.outputs + [total] + gradient(of: total, withRespectTo: [state, matrix, drive]),
      [
        (state, NativeProgramTests.numbers([n])), (matrix, NativeProgramTests.numbers([n, n], seed: 2)),
        (drive, NativeProgramTests.numbers([6, n], seed: 3)),
      ])
  }

  @Test func `a loop within a loop, with constants inside`() throws {
    let x = Tensor.argument("x", .float64([2]))
    let table = Tensor([0.5, -0.25, 2, 1])
    let loop = scan([x], length: 3) { carry, _ in
      let inner = scan([carry[0]], over: [table]) { c, e in ([c[0] * e[0] + table[0..<2]], [sum(c[0])]) }
      return ([inner.carry[0]], [inner.outputs[0]])
    }
    let total = sum(loop.carry[0]) + sum(loop.outputs[0])
    try expectAgreement(
      [loop.carry[0], loop.outputs[0], total] + gradient(of: total, withRespectTo: [x]),
      [(x, NDArray([0.4, -1.5]))])
  }

  @Test func `states of integers and truth values`() throws {
    let x = Tensor.argument("x")
    let loop = scan([Tensor(NDArray(1 as Int)), Tensor(NDArray(true)), x], length: 7) { carry, _ in
      let count = carry[0] * Tensor(NDArray(2 as Int))
      return (
        [count, .!carry[1], select(carry[1], carry[2] * 1.5, carry[2] - 1)], [count.cast(to: .float64), carry[1]]
      )
    }
    try expectAgreement(loop.carry + loop.outputs, [(x, NDArray(2.0))])
  }
}
