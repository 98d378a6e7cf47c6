// Decimal numbers from bytes: correctly rounded, whatever the locale.

package enum DecimalNumber {
  /// The number that the bytes spell, correctly rounded; nil where they spell none.
  ///
  /// A sign, digits with at most one point, and an exponent after `e` or `E`; or `nan`, `inf`, `infinity` in any case, with
  /// a sign. No hexadecimal, no digit separators, no spaces. A number beyond the range of `Double` is infinite.
  ///
  /// Up to 2⁵³ and 10^±22 one exact multiplication or division rounds correctly (Clinger 1990); the rest goes to the
  /// standard library.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    let count = bytes.count
    var isNegative = false
    if count > 0, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = bytes[0] == UInt8(ascii: "-")
      index = 1
    }
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    var isExact = true
    var hasPoint = false
    while index < count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit < 10 {
        digitCount += 1
        if mantissa < 100_000_000_000_000_000 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if hasPoint { exponent -= 1 }
        } else {
          isExact = false
        }
      } else if bytes[index] == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index += 1
    }
    if digitCount == 0 { return hasPoint ? nil : word(bytes, from: index, isNegative) }
    if index < count {
      guard let (shift, end) = exponentPart(bytes, from: index), end == count else { return nil }
      exponent += shift
    }
    if isExact, mantissa <= 1 << 53, exponent.magnitude <= 22 {
      let magnitude =
        exponent < 0 ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
      return isNegative ? -magnitude : magnitude
    }
    return Double(Substring(decoding: bytes, as: UTF8.self))
  }

  /// `e`, a sign, digits: the exponent, and where it ends.
  private static func exponentPart(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (Int, Int)? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    var isNegative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    let first = index
    var exponent = 0
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      exponent = min(exponent * 10 + Int(digit), 1_000_000)
      index += 1
    }
    return index == first ? nil : (isNegative ? -exponent : exponent, index)
  }

  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ isNegative: Bool) -> Double? {
    guard bytes.count - start <= 8 else { return nil }
    switch String(decoding: bytes[start...].map { $0 | 0x20 }, as: UTF8.self) {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  /// 10⁰ to 10²², which are exact.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
