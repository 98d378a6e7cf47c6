// Numbers as text in columns: a fixed number of decimals, or a power of ten.

internal import ApusSystem

/// Numbers as the C library prints them, without Foundation.
package enum NumberText {
  /// The number with so many digits after the point; NaN as `NaN`, infinities as `inf` and `-inf`.
  package static func fixed(_ x: Double, decimals: Int) -> String { text(x, "%.\(min(max(decimals, 0), 340))f") }

  /// The number as d.ddde±xx with so many digits after the point.
  package static func scientific(_ x: Double, decimals: Int) -> String { text(x, "%.\(min(max(decimals, 0), 16))e") }

  /// The number with three significant digits, as short as they allow.
  package static func short(_ x: Double) -> String { text(x, "%.3g") }

  /// A percentage without needless decimals: `3%`, `2.5%`.
  package static func percent(_ x: Double) -> String {
    var text = fixed(x, decimals: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text + "%"
  }

  /// A probability with two digits: `0.031`, `3.1e-09`.
  package static func probability(_ x: Double) -> String {
    guard let exponent = exponent(x) else { return fixed(x, decimals: 2) }
    return exponent < -3 ? scientific(x, decimals: 1) : fixed(x, decimals: max(1 - exponent, 2))
  }

  package static func right(_ text: String, width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }

  package static func left(_ text: String, width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  /// The exponent of the leading decimal digit: ⌊log₁₀ |x|⌋; nil for zero and what is not finite.
  static func exponent(_ x: Double) -> Int? { x.isFinite && x != 0 ? Int(log10(x.magnitude).rounded(.down)) : nil }

  private static func text(_ x: Double, _ format: String) -> String {
    if x.isNaN { return "NaN" }
    if x.isInfinite { return x < 0 ? "-inf" : "inf" }
    return withVaList([x]) { arguments in
      // The longest fixed number has 309 digits before the point.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 700) { buffer in
        let count = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
        let bytes = buffer.prefix(max(min(Int(count), buffer.count - 1), 0)).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}
