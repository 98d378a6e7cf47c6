// A correct Op with the points at which it is verified: what the mutation suite breaks in every way it knows.

package import ApusGraph
package import ApusRandom

/// A correct Op, at any scale of its values.
package struct Subject: Sendable {
  /// Its name.
  package let name: String
  /// The Op, whose values are multiplied by a number.
  package let op: @Sendable (Double) -> any Op
  /// Operands inside the domain; some of them broadcast where that is asked for.
  package let operands: @Sendable (inout Philox4x64, Bool) -> [NDArray]

  /// The scales at which subjects are verified.
  package static let scales = [1.0, 1e-5, 1e8]

  /// All subjects.
  package static let all = unary + binary + ternary + arrays + blackBoxes + symbolic + closures
}

extension Philox4x64 {
  /// A number of an interval.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A positive number between two powers of ten, equally likely at any scale between them.
  mutating func positive(_ exponents: ClosedRange<Double>) -> Double { tenToThe(number(exponents)) }

  /// A number of either sign between two powers of ten.
  mutating func signed(_ exponents: ClosedRange<Double>) -> Double { (uniform() < 0.5 ? -1 : 1) * positive(exponents) }

  /// An array of random numbers.
  mutating func array(_ shape: Shape, _ draw: (inout Philox4x64) -> Double) -> NDArray {
    NDArray((0..<shape.elementCount).map { _ in draw(&self) }, shape: shape)
  }
}
