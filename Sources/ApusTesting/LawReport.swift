// What a check of laws found.

/// The laws that were checked of something, and those that it breaks.
///
/// ```swift
/// let report = try checkLaws(of: Maxima(1, 2))
/// #expect(report.isLawful, "\(report)")
/// ```
public struct LawReport: Sendable, Hashable, CustomStringConvertible {
  /// What was checked.
  public let subject: String
  /// How many statements were tried.
  public private(set) var checkCount = 0
  /// The statements that do not hold, with the numbers.
  public private(set) var violations: [String] = []

  init(_ subject: String) { self.subject = subject }

  /// Whether all statements hold.
  public var isLawful: Bool { violations.isEmpty && checkCount > 0 }

  public var description: String {
    let outcome = violations.isEmpty ? "all hold" : "\(violations.count) broken"
    return (["\(subject): \(checkCount) statements, \(outcome)"] + violations.map { "  \($0)" }).joined(separator: "\n")
  }

  mutating func expect(_ holds: Bool, _ statement: @autoclosure () -> String) {
    checkCount += 1
    if !holds { violations.append(statement()) }
  }

  /// Whether a mean of independent numbers is what it should be, within 5.5 of its standard errors: chance alone breaks it once in
  /// thirty million.
  mutating func expectMean(of values: [Double], is expected: Double, _ name: String) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let error = (variance / n).squareRoot()
    // Where all values are the same there is no error.
    let distance = (mean - expected).magnitude
    expect(
      distance <= 5.5 * error || distance <= 1e-12 * expected.magnitude,
      "\(name) is \(mean) ± \(error), not \(expected)")
  }
}
