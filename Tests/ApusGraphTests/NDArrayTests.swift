// Tests of concrete arrays: equality by bits, conversions, and their text.

import ApusGraph
import Testing

@Suite struct NDArrayTests {
  @Test func `equality is that of bits`() {
    #expect(NDArray(0.0) != NDArray(-0.0))
    #expect(NDArray(Double.nan) == NDArray(Double.nan))
    #expect(NDArray(Double.nan) != NDArray(Double(nan: 5, signaling: false)))
    #expect(NDArray([1.0, 2.0]) == NDArray([1.0, 2.0]))
  }

  @Test func `equality is that of types`() {
    #expect(NDArray([0.0]) != NDArray(0.0))
    #expect(NDArray([0.0, 0.0], shape: [2]) != NDArray([0.0, 0.0], shape: [1, 2]))
    #expect(NDArray([0.0]) != NDArray([0]))
    #expect(NDArray([Double]()) == NDArray([Double]()))
    #expect(NDArray([Double](), shape: [0, 2]) != NDArray([Double](), shape: [2, 0]))
  }

  @Test func `equal arrays hash equally, also where the hash leaves elements out`() {
    let values = (0..<1000).map { Double($0) }
    #expect(NDArray(values).hashValue == NDArray(values).hashValue)
    var other = values
    other[17] = -1
    #expect(NDArray(values) != NDArray(other))
  }

  @Test func `elements convert to doubles`() {
    #expect(NDArray([true, false]).doubles == [1, 0])
    #expect(NDArray([3, -4]).doubles == [3, -4])
    #expect(NDArray([3, -4]).integers == [3, -4])
    #expect(NDArray(2.5).integers == nil)
    #expect(NDArray([7.0], shape: [1, 1]).scalar == 7)
  }

  @Test func `rows become a row-major matrix`() {
    let matrix = NDArray(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.shape == [2, 3])
    #expect(matrix.doubles == [1, 2, 3, 4, 5, 6])
    #expect(matrix.reshaped([3, 2]).shape == [3, 2])
    #expect(NDArray(rows: []).shape == [0, 0])
    #expect([[[Int]]]().tensor.type == .int64([0, 0, 0]))
  }

  @Test func `rows of different counts make an array with a fault and no numbers`() {
    let ragged = NDArray(rows: [[1, 2], [3, 4, 5], [6]])
    #expect(ragged.fault == TypeError(.shape, "rows of 2 and of 3 elements make no matrix"))
    #expect(ragged.shape == [3, 2] && ragged.doubles.allSatisfy(\.isNaN))
    #expect(NDArray(rows: [[], [1]]).fault == TypeError(.shape, "rows of 0 and of 1 elements make no matrix"))
  }

  @Test func `the text is short`() {
    #expect("\(NDArray(2.5))" == "2.5")
    #expect("\(NDArray([1, 2]))" == "[1, 2]")
    #expect("\(NDArray(rows: [[1, 2], [3, 4]]))" == "[1.0, 2.0, 3.0, 4.0] of (2, 2)")
    #expect("\(NDArray([Bool](repeating: true, count: 7)))" == "[true, true, true, true, true, true, …] of (7,)")
  }
}
