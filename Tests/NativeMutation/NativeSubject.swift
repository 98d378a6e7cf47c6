// Models whose native code is broken on purpose: one row a family, each with data of any seed.

package import ApusExtension

/// A family of models.
package struct NativeSubject: Sendable {
  /// Its name.
  package let name: String
  /// A model with data drawn from a generator.
  package let model: @Sendable (inout Philox4x64) throws -> Model

  init(_ name: String, _ model: @escaping @Sendable (inout Philox4x64) throws -> Model) {
    self.name = name
    self.model = model
  }

  /// All families.
  package static let all = regressions + hierarchies + series
}

extension Philox4x64 {
  /// A number of an interval.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Numbers of an interval.
  mutating func numbers(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in number(range) }
  }

  /// A whole number of a range.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(uniform() * Double(range.count))
  }

  /// Numbers with mean 0 and standard deviation 1.
  mutating func standardised(_ count: Int) -> [Double] {
    let values = numbers(count, -3...3)
    let mean = values.reduce(0, +) / Double(count)
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    return values.map { ($0 - mean) / deviation }
  }
}
