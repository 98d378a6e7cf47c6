// Running products whose partial products overflow or underflow while the result does not, and gradients of products, on both
// backends.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct ProductRangeTests {
  /// Factors, their running products, and the same from the end, by decimal exponents.
  struct Row: Sendable {
    let factors: [Double]
    let forward: [Double]
    let backward: [Double]
    /// The product without each factor.
    let others: [Double]

    /// Whether the factors besides a 0 have a product beyond the numbers.
    var isPowerBeyondZero: Bool { factors.contains(0) && others.contains(.infinity) }

    /// Whether no partial product leaves the normal numbers: `product` multiplies plainly, as NumPy does.
    var isPlain: Bool {
      (factors + forward + backward).allSatisfy { $0.isNormal || factors.contains(0) && $0.isFinite }
    }
  }

  static let rows: [Row] = [
    Row(
      factors: [1e-250, 1e160, 1e160, 1e-60], forward: [1e-250, 1e-90, 1e70, 1e10],
      backward: [1e10, 1e260, 1e100, 1e-60],
      others: [1e260, 1e-150, 1e-150, 1e70]),
    Row(
      factors: [1e200, 1e200, -1e-300, 1e-50], forward: [1e200, .infinity, -1e100, -1e50],
      backward: [-1e50, -1e-150, -0.0, 1e-50], others: [-1e-150, -1e-150, .infinity, -1e100]),
    Row(
      factors: [1e-200, 1e-200, 1e300, 1e150], forward: [1e-200, 0, 1e-100, 1e50],
      backward: [1e50, 1e250, .infinity, 1e150],
      others: [1e250, 1e250, 1e-250, 1e-100]),
    Row(
      factors: [1e300, 1e300, 0, 1e300], forward: [1e300, .infinity, 0, 0], backward: [0, 0, 0, 1e300],
      others: [0, 0, .infinity, 0]),
    Row(
      factors: [0x1p-1060, 0x1p1000, 0x1p100, 2], forward: [0x1p-1060, 0x1p-60, 0x1p40, 0x1p41],
      backward: [0x1p41, .infinity, 0x1p101, 2], others: [.infinity, 0x1p-959, 0x1p-59, 0x1p40]),
    // The second running product is below the normal numbers and has lost digits, which the third must have.
    Row(
      factors: [1.1e-160, 1.3e-160, 1.7e160, 3], forward: [1.1e-160, 1.43e-320, 2.431e-160, 7.293e-160],
      backward: [7.293e-160, 6.63, 5.1e160, 3], others: [6.63, 5.61, 4.29e-320, 2.431e-160]),
    Row(
      factors: [3, -2, 0.5, 0], forward: [3, -6, -3, 0], backward: [0, 0, 0, 0], others: [0, 0, 0, -3]),
  ]

  /// The backends' values.
  private func values(_ outputs: [Tensor], _ x: Tensor, _ factors: [Double]) throws -> [(String, [[Double]])] {
    var found = [("the interpreter", try evaluate(outputs, [x: NDArray(factors)]).map(\.doubles))]
    if try Requirement.llvm.isMet(NativeAgreement.isAvailable) {
      found.append(("native code", try NativeAgreement.native(outputs, [(x, NDArray(factors))]).map(\.doubles)))
    }
    return found
  }

  private func expectEqual(_ given: [Double], _ expected: [Double], _ name: String) throws {
    let wrong = try paired(given, expected).enumerated().filter { _, pair in
      let (a, b) = pair
      // What is below the normal numbers has not all its digits.
      return !(a == b || abs(a - b) <= 2e-15 * abs(b) || abs(b) < 0x1p-1022 && abs(a - b) < 0x1p-1070)
    }
    #expect(wrong.isEmpty, "\(name): \(wrong.prefix(6).map { "element \($0.0) is \($0.1.0), not \($0.1.1)" })")
  }

  @Test(arguments: rows) func `running products are right where partial ones are beyond the numbers`(row: Row) throws {
    let x = Tensor.argument("x", .float64([4]))
    let outputs = [cumulativeProduct(x), cumulativeProduct(x, reversed: true), product(x)]
    for (name, found) in try values(outputs, x, row.factors) {
      try expectEqual(found[0], row.forward, "\(name), forward")
      try expectEqual(found[1], row.backward, "\(name), reversed")
      if row.isPlain { try expectEqual(found[2], [row.forward[3]], "\(name), product") }
    }
  }

  @Test(arguments: rows) func `the gradient of a product is the product of the others`(row: Row) throws {
    let x = Tensor.argument("x", .float64([4]))
    let last = cumulativeProduct(x).sliced(axis: 0, 3..<4)
    let outputs = [
      try gradient(of: product(x), withRespectTo: x), try gradient(of: sum(last), withRespectTo: x),
    ]
    for (name, found) in try values(outputs, x, row.factors) {
      try expectEqual(found[0], row.others, "\(name), of the product")
      if row.isPowerBeyondZero {
        // A product of 0 whose other factors' product is beyond the numbers: the slopes are said not to be known.
        #expect(zip(found[1], row.others).allSatisfy { $0.isNaN || $0 == $1 } && found[1].contains { $0.isNaN })
      } else {
        try expectEqual(found[1], row.others, "\(name), of the last running product")
      }
    }
  }

  @Test func `products along one axis, and of long rows, keep their range`() throws {
    // 600 factors that take the partial products to 1e-450 and back.
    let down = [Double](repeating: 0x1p-5, count: 300)
    let factors = down + down.map { 1 / $0 }
    let x = Tensor.argument("x", .float64([600]))
    let outputs = [cumulativeProduct(x), try gradient(of: product(x), withRespectTo: x)]
    for (name, found) in try values(outputs, x, factors) {
      #expect(
        found[0][599] == 1 && found[0][100] == 0x1p-505 && found[0][320] == 0 && found[0][550] == 0x1p-245, "\(name)")
      try expectEqual(found[1], factors.map { 1 / $0 }, "\(name), gradient")
    }
    let matrix = Tensor(NDArray(rows: [[1e-250, 1e160], [1e160, 1e160], [1e160, 1e-300], [1e-60, 1e-10]]))
    try expectEqual(
      evaluate(cumulativeProduct(matrix, axis: 0)).doubles, [1e-250, 1e160, 1e-90, .infinity, 1e70, 1e20, 1e10, 1e10],
      "columns")
  }
}
