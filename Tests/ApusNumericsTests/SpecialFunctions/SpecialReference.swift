// The reference numbers of Scripts/reference/special-functions.py, and how near to them a function comes.

import ApusNumerics
import ApusTestSupport
import Foundation
import Testing

/// A file of reference numbers: lists of rows, a list a function, a row its arguments and then its values.
struct SpecialReference {
  let name: String
  private let tables: [String: [[Double]]]

  init(_ name: String) throws {
    self.name = name
    tables = try Reference.load("special-\(name)")
  }

  /// Expects `function` to agree with a column of values in every row.
  ///
  /// - Parameters:
  ///   - key: the function's name in the file.
  ///   - arguments: how many arguments a row begins with.
  ///   - column: which of the values is meant.
  ///   - tolerance: the largest relative error.
  ///   - scale: what errors are at least relative to: it is not 0 where a function passes through zero.
  func expect(
    _ key: String, arguments: Int = 1, column: Int = 0, within tolerance: Double,
    scale: ([Double]) -> Double = { _ in 0 }, location: SourceLocation = #_sourceLocation,
    _ function: ([Double]) -> Double
  ) throws {
    let rows = try #require(tables[key], "no list \(key) in \(name)", sourceLocation: location)
    #expect(rows.count >= 20, sourceLocation: location)
    var worst = (error: -1.0, text: "")
    for row in rows {
      let input = Array(row[0..<arguments])
      let expected = row[arguments + column]
      let value = function(input)
      let error = Self.error(of: value, expected, scale(row))
      if !(error <= worst.error) { worst = (error, "\(key)\(input) = \(value), not \(expected), error \(error)") }
      if error.isNaN { break }
    }
    #expect(worst.error <= tolerance, "\(worst.text)", sourceLocation: location)
  }

  /// The error relative to the larger of the expected value and a scale; zero within the spacing of subnormal numbers.
  static func error(of value: Double, _ expected: Double, _ scale: Double = 0) -> Double {
    if value == expected { return 0 }
    let difference = abs(value - expected)
    if abs(expected) < 1e-307, difference <= 4 * Double.leastNonzeroMagnitude { return 0 }
    return difference / max(abs(expected), scale)
  }
}

/// Expects values at edges: what was called, its value, the value that its documentation says.
///
/// NaN is equal to NaN here,
/// and the sign of a zero counts.
func expectEdges(
  _ edges: [(call: String, value: Double, expected: Double)], location: SourceLocation = #_sourceLocation
) {
  for (call, value, expected) in edges {
    let isSame = (value.isNaN && expected.isNaN) || (value == expected && value.sign == expected.sign)
    #expect(isSame, "\(call) is \(value), not \(expected)", sourceLocation: location)
  }
}

/// Expects two numbers to agree to a relative error.
func expectClose(
  _ value: Double, _ expected: Double, within tolerance: Double, _ comment: @autoclosure () -> String = "",
  location: SourceLocation = #_sourceLocation
) {
  let error = SpecialReference.error(of: value, expected)
  #expect(error <= tolerance, "\(comment()): \(value), not \(expected), error \(error)", sourceLocation: location)
}

/// The unit roundoff, 2⁻⁵³, in which the documentation states accuracies.
let unitRoundoff = 0.5 * Double.ulpOfOne

/// Points spread evenly in the logarithm, with digits that are not special.
func spread(from low: Double, to high: Double, count: Int) -> [Double] {
  (0..<count).map { low * pow(high / low, (Double($0) + 0.37) / Double(count)) }
}
