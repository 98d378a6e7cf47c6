// Bytes of LLVM's textual IR, appended without intermediate strings.

/// A text that grows at its end.
package struct IRText {
  package private(set) var bytes: [UInt8] = []

  package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// Appends a literal.
  @inline(__always)
  package mutating func put(_ literal: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  package mutating func put(_ string: String) { bytes.append(contentsOf: string.utf8) }

  /// Appends another text.
  package mutating func put(_ other: IRText) { bytes.append(contentsOf: other.bytes) }

  /// Appends an integer in decimal.
  package mutating func put(_ integer: Int) {
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = integer.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Appends the 16 hexadecimal digits of a number's bits, as LLVM reads doubles.
  package mutating func putBits(_ number: Double) {
    put("0x")
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: (number.bitPattern >> UInt64(shift)) & 15)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
    }
  }

  package var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// Instructions are written as they are read: `"fadd \(a), \(bare: b)"`.
extension IRText: ExpressibleByStringInterpolation {
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text: IRText

    package init(literalCapacity: Int, interpolationCount: Int) {
      text = IRText(reserving: literalCapacity + 32 * interpolationCount)
    }
    package mutating func appendLiteral(_ literal: StaticString) { text.put(literal) }
    /// A value with its type.
    package mutating func appendInterpolation(_ value: IRValue) {
      text.put(value.type)
      text.put(" ")
      text.put(value)
    }
    /// A value without its type.
    package mutating func appendInterpolation(bare value: IRValue) { text.put(value) }
    package mutating func appendInterpolation(_ type: IRType) { text.put(type) }
    package mutating func appendInterpolation(_ number: Int) { text.put(number) }
    package mutating func appendInterpolation(_ name: StaticString) { text.put(name) }
    package mutating func appendInterpolation(_ name: String) { text.put(name) }
    package mutating func appendInterpolation(_ other: IRText) { text.put(other) }
  }

  package init(stringLiteral value: StaticString) {
    self.init()
    put(value)
  }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }
}
