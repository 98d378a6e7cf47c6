// Tests of loops: values, lengths, directions, integer states, nesting, and the errors of wrong loops.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct ScanTests {
  let xs = Tensor.argument("xs", .float64([5]))
  let phi = Tensor.argument("phi")

  @Test func `a first-order autoregression carries its state`() throws {
    let phi = phi
    let loop = scan([0], over: [xs]) { carry, elements in
      let next = phi * carry[0] + elements[0]
      return ([next], [next])
    }
    let values = try evaluate(loop.carry + loop.outputs, [xs: [1, 0, 2, -1, 0], phi: NDArray(0.5)])
    #expect(values == [NDArray(0.0625), [1, 0.5, 2.25, 0.125, 0.0625]])
  }

  @Test(arguments: [false, true]) func `a cumulative sum runs in either direction`(isReversed: Bool) throws {
    let loop = scan([0], over: [xs], reversed: isReversed) { carry, elements in
      ([carry[0] + elements[0]], [carry[0], carry[0] + elements[0]])
    }
    let values = try evaluate(loop.carry + loop.outputs, [xs: [1, 2, 3, 4, 5]])
    let expected: [NDArray] =
      isReversed ? [[14, 12, 9, 5, 0], [15, 14, 12, 9, 5]] : [[0, 1, 3, 6, 10], [1, 3, 6, 10, 15]]
    #expect(values == [NDArray(15.0)] + expected)
  }

  @Test func `Fibonacci's numbers need no sequence, and a state may swap its parts`() throws {
    let loop = scan([0, 1], length: 10) { carry, _ in ([carry[1], carry[0] + carry[1]], [carry[0]]) }
    let values = try evaluate(loop.carry + loop.outputs)
    #expect(values == [NDArray(55.0), NDArray(89.0), [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]])
  }

  @Test func `integers are carried and read as integers`() throws {
    let steps = Tensor([3, 5, 7])
    let loop = scan([Tensor(NDArray(10 as Int)), 0], over: [steps]) { carry, elements in
      ([carry[0] + elements[0], carry[1] + carry[0].asFloat64 * 0.5], [carry[0] * elements[0]])
    }
    let values = try evaluate(loop.carry + loop.outputs)
    #expect(values == [NDArray(25 as Int), NDArray(20.5), NDArray([30, 65, 126] as [Int])])
  }

  @Test func `no steps leave the state and give empty outputs`() throws {
    let none = Tensor.argument("none", .float64([0, 2]))
    let start = Tensor.argument("start", .float64([2]))
    let loop = scan([start], over: [none]) { carry, elements in ([carry[0] + elements[0]], [carry[0] * 2]) }
    let nothing = NDArray([Double](), shape: [0, 2])
    let gradients = try gradient(of: sum(loop.carry[0] * 3) + sum(loop.outputs[0]), withRespectTo: [start, none])
    let values = try evaluate(loop.carry + loop.outputs + gradients, [none: nothing, start: [1, 2]])
    #expect(values == [[1, 2], nothing, [3, 3], nothing])
  }

  @Test func `one step is the body`() throws {
    let one = Tensor.argument("one", .float64([1]))
    let phi = phi
    let loop = scan([2], over: [one]) { carry, elements in ([carry[0] * elements[0] * phi], [carry[0]]) }
    let gradients = try gradient(of: loop.carry[0], withRespectTo: [one, phi])
    let values = try evaluate(loop.carry + loop.outputs + gradients, [one: [3], phi: NDArray(5.0)])
    #expect(values == [NDArray(30.0), [2], [10], NDArray(6.0)])
  }

  @Test func `a loop without a state maps over its sequences`() throws {
    let loop = scan([], over: [xs, xs]) { _, elements in ([], [elements[0] * elements[1], 7]) }
    #expect(loop.carry.isEmpty)
    #expect(try evaluate(loop.outputs, [xs: [1, 2, 3, 4, 5]]) == [[1, 4, 9, 16, 25], [7, 7, 7, 7, 7]])
  }

  @Test func `equal loops are one node`() {
    let phi = phi
    func loop(_ factor: Double) -> Tensor {
      scan([0], over: [xs]) { carry, elements in ([carry[0] * phi + elements[0] * factor], []) }.carry[0]
    }
    #expect(loop(2) == loop(2))
    #expect(loop(2) != loop(3))
  }

  @Test func `a loop in a loop sees the outer state, elements and captured values`() throws {
    let matrix = Tensor.argument("m", .float64([3, 4]))
    let phi = phi
    let outer = scan([1], over: [matrix]) { carry, rows in
      let inner = scan([carry[0]], over: [rows[0]]) { state, elements in
        let next = state[0] * phi + elements[0] * carry[0]
        return ([next], [next])
      }
      return (inner.carry, [sum(inner.outputs[0])])
    }
    let rows: [[Double]] = [[1, 2, 3, 4], [0, -1, 0, 1], [2, 0, 1, 0]]
    let values = try evaluate(outer.carry + outer.outputs, [matrix: NDArray(rows: rows), phi: NDArray(0.5)])
    var (state, sums): (Double, [Double]) = (1, [])
    for row in rows {
      var (inner, total) = (state, 0.0)
      for element in row {
        inner = inner * 0.5 + element * state
        total += inner
      }
      sums.append(total)
      state = inner
    }
    #expect(values == [NDArray(state), NDArray(sums)])
  }

  @Test func `a loop of 100,000 steps and its gradient are evaluated`() throws {
    let count = 100_000
    let long = Tensor.argument("long", .float64([count]))
    let phi = phi
    let loop = scan([0], over: [long]) { carry, elements in
      let next = phi * carry[0] + elements[0]
      return ([next], [next * next])
    }
    let loss = sum(loop.outputs[0])
    let data = (0..<count).map { Double($0 % 7) - 3 }
    let values = try evaluate(
      [loss] + gradient(of: loss, withRespectTo: [phi, long]), [long: NDArray(data), phi: NDArray(0.9)])
    var (state, slope, total, totalSlope) = (0.0, 0.0, 0.0, 0.0)
    for x in data {
      slope = 0.9 * slope + state
      state = 0.9 * state + x
      total += state * state
      totalSlope += 2 * state * slope
    }
    #expect(agree(values[0], NDArray(total), within: 1e-10))
    #expect(agree(values[1], NDArray(totalSlope), within: 1e-10))
    // Only the last output depends on the last element.
    #expect(agree(NDArray(values[2].doubles[count - 1]), NDArray(2 * state)))
  }

  @Test func `a loop whose length is not known or not one is refused`() {
    let other = Tensor.argument("other", .float64([4]))
    func reason(_ loop: ScanResult) -> String? { loop.carry.first?.error?.cause.reason }
    let unknown = scan([0]) { carry, _ in (carry, []) }
    #expect(reason(unknown) == "the number of steps is not known")
    #expect(reason(scan([0], over: [xs, other]) { carry, _ in (carry, []) }) == "lengths [4, 5] differ")
    #expect(reason(scan([0], over: [xs], length: 6) { carry, _ in (carry, []) }) == "lengths [5, 6] differ")
    #expect(reason(scan([0], over: [phi]) { carry, _ in (carry, []) }) == "a sequence needs a leading axis")
  }

  @Test func `a body that changes the state's number or types is refused`() throws {
    let fewer = scan([0, 0], over: [xs]) { carry, _ in ([carry[0]], []) }
    #expect(fewer.carry[0].error?.cause.reason == "the body carries 1 values on, and was given 2")
    let wider = scan([0], over: [xs]) { carry, _ in ([carry[0].broadcast(to: [2])], []) }
    let line = #line - 1
    let error = try #require(wider.carry[0].error)
    #expect(error.description.hasPrefix("ApusFunctionsTests/ScanTests.swift:\(line): Scan of 5 steps of "))
    #expect(
      error.cause.reason
        == "the body turns a state of types [float64()] into [float64(2,)]: they must be equal")
  }

  @Test func `an error in the body poisons the loop with its own place`() throws {
    let wide = Tensor.argument("wide", .float64([3]))
    let loop = scan([wide], over: [xs]) { carry, elements in
      let bad = sum(carry[0], axes: [2], file: "User/Model.swift", line: 12)
      return ([carry[0] + bad], [])
    }
    #expect(loop.carry[0].error?.description.hasPrefix("User/Model.swift:12: Sum along [2] of ") == true)
    #expect(scan([wide + Tensor.ones([2])], over: [xs]) { carry, _ in (carry, []) }.carry[0].error?.operation == "Add")
  }
}
