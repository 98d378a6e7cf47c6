// A value in which native code and the interpreter differ, with how much of that rounding could explain.

/// A value of native code that differs from the interpreter's by more than rounding explains.
package struct NativeMismatch: Sendable, CustomStringConvertible {
  /// The value's name.
  package let name: String
  /// The element, by its index along each axis; empty for a scalar.
  package let index: [Int]
  /// What native code computes.
  package let native: Double
  /// What the interpreter computes.
  package let interpreted: Double
  /// How far apart the two may be.
  package let tolerance: Double
  /// The largest change of the interpreter's value when all roundings are changed, and in how many evaluations.
  package let change: (largest: Double, evaluations: Int)
  /// The first operation whose own value differs, with the user's line; nil where each is right by itself.
  package internal(set) var operation: String?

  /// The value, both numbers, their tolerance and where it comes from, and the operation.
  package var description: String {
    let element = index.isEmpty ? "" : ", element \(index.count == 1 ? "\(index[0])" : "\(index)"),"
    var text = "\(name)\(element) is \(native) by native code and \(interpreted) by the interpreter"
    if native.isFinite && interpreted.isFinite {
      text +=
        ", \((native - interpreted).magnitude) apart; rounding explains \(tolerance): \(Int(NativeCheck.margin)) times "
      text += "the largest change in \(change.evaluations) evaluations with other roundings"
    } else {
      text += ", also in \(change.evaluations) evaluations with other roundings"
    }
    if let operation { return "\(text). The first operation that differs: \(operation)" }
    return text
  }
}
