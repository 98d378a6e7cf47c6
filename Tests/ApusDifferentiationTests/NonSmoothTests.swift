// Tests of the verifier where a function has no derivative, or no value on one side: it says so and refuses no right rule.

import ApusDifferentiation
import ApusGraph
import ApusOps
import Foundation
import Testing

/// A scalar function with corners, jumps or edges, and a slope that a test chooses.
private struct Edgy: UnaryElementwiseOp {
  enum Function: Hashable { case magnitude, floor, root, halfParabola, halfSquare, logarithm, cubeRoot }
  let function: Function
  var slope: Double?
  var factor = 1.0

  func evaluate(_ x: Double) -> Double {
    switch function {
    case .magnitude: Swift.abs(x)
    case .floor: Foundation.floor(x)
    case .root: x.squareRoot()
    case .halfParabola: x < 0 ? .nan : x * x + 3 * x
    case .halfSquare: x < 0 ? .nan : x * x
    case .logarithm: Foundation.log(x)
    case .cubeRoot: cbrt(x)
    }
  }

  func partials(_ x: Double, result y: Double) -> Double { slope ?? factor * right(x, y) }

  private func right(_ x: Double, _ y: Double) -> Double {
    switch function {
    case .magnitude: x < 0 ? -1 : 1
    case .floor: 0
    case .root: 0.5 / y
    case .halfParabola: 2 * x + 3
    case .halfSquare: 2 * x
    case .logarithm: 1 / x
    case .cubeRoot: 1 / (3 * y * y)
    }
  }
}

@Suite struct NonSmoothTests {
  private func found(_ op: Edgy, at x: [Double]) throws -> Verification { try verifyGradient(of: op, at: [NDArray(x)]) }

  @Test(arguments: [-1, -0.25, 0, 1.0]) func `any slope between those of the sides is right at a kink`(slope: Double)
    throws
  {
    let found = try found(Edgy(function: .magnitude, slope: slope), at: [0])
    #expect(found.failures.map(\.description) == [])
    let note = try #require(found.notes.first)
    #expect(note.contains("has a kink at operand 0 = 0.0: its slope is -1 below and 1 above, the rule gives "))
  }

  @Test(arguments: [-1.01, 1.01, 7.0]) func `a slope outside those of the sides is wrong at a kink`(slope: Double)
    throws
  {
    let found = try found(Edgy(function: .magnitude, slope: slope), at: [0])
    let failure = try #require(found.failures.first)
    #expect((failure.expected - (slope < 0 ? -1 : 1)).magnitude < 1e-6)
  }

  @Test(arguments: [1e-300, 1e-12, -1e-12, 1e-9, 1e-4, 0.3]) func `right beside a kink the slope of its side is right`(
    x: Double
  ) throws {
    #expect(try found(Edgy(function: .magnitude), at: [x]).passed)
    #expect(try !found(Edgy(function: .magnitude, factor: 2), at: [x]).passed)
  }

  @Test(arguments: [2.0, 2 + 1e-12, 2 - 1e-12]) func `at a jump the slope of the sides is right`(x: Double) throws {
    #expect(try found(Edgy(function: .floor), at: [x]).failures.map(\.description) == [])
    #expect(try found(Edgy(function: .floor), at: [x]).notes.contains { $0.contains("jumps at operand 0 = ") })
    #expect(try !found(Edgy(function: .floor), at: [2.5]).notes.contains { $0.contains("jumps") })
  }

  @Test func `at the edge of the domain the other side is used where it has a slope`() throws {
    for function in [Edgy.Function.halfParabola, .halfSquare] {
      let right = try found(Edgy(function: function), at: [0])
      #expect(right.passed && right.notes.count == 1 && right.comparisonCount == 1)
      #expect(right.notes[0].contains("the domain of Edgy ends at operand 0 = 0.0: it is not finite below"))
      #expect(try !found(Edgy(function: function, slope: 1), at: [0]).passed)
    }
    let root = try found(Edgy(function: .root), at: [0])
    #expect(root.passed && root.comparisonCount == 0)
    #expect(root.notes.first?.contains("the slope has no limit") == true)
  }

  @Test(arguments: [1e-12, 1e-9, 1e-6, 1e-3]) func `close to the edge of the domain rules are compared`(x: Double)
    throws
  {
    for function in [Edgy.Function.root, .logarithm] {
      let right = try found(Edgy(function: function), at: [x])
      #expect(right.passed && right.comparisonCount == 1, "\(right)")
      #expect(try !found(Edgy(function: function, factor: 1.001), at: [x]).passed)
    }
  }

  @Test func `an infinite slope is right where the function is vertical`() throws {
    let found = try found(Edgy(function: .cubeRoot), at: [0])
    #expect(found.failures.map(\.description) == [])
    #expect(found.notes.first?.contains("has no limit") == true)
  }

  @Test func `where some results are no numbers the others are compared`() throws {
    let right = try found(Edgy(function: .logarithm), at: [0.5, -1, 2])
    #expect(right.passed && right.comparisonCount >= 2)
    #expect(right.notes.contains { $0.contains("is not finite at this point") })
    let wrong = try found(Edgy(function: .logarithm, factor: 1.5), at: [0.5, -1, 2])
    #expect(Set(wrong.failures.filter { $0.check == .differences }.map(\.element)) == [0, 2])
  }

  @Test func `elements with the same to say share a note`() throws {
    let found = try found(Edgy(function: .magnitude), at: [0, 1, 0, 0])
    #expect(found.notes.count == 1 && found.notes[0].hasSuffix("(the same at 2 more of its elements)"))
  }

  @Test func `NaN and infinity are refused where there is a derivative`() throws {
    for slope in [Double.nan, .infinity] {
      let found = try found(Edgy(function: .logarithm, slope: slope), at: [0.7])
      #expect(found.failures.contains { $0.likelyMistake == .notFinite })
    }
  }
}
