// A product of two numbers as a sum of two numbers.

/// A product in two parts: a · b = head + tail to about 106 bits, while neither part underflows or overflows.
///
/// Reference: Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).
struct ExactProduct {
  let head: Double
  let tail: Double

  @inline(__always) init(_ a: Double, _ b: Double) {
    // The upper 26 bits of each, the product of which is exact.
    let upperA = Double(bitPattern: a.bitPattern & 0xFFFF_FFFF_F800_0000)
    let upperB = Double(bitPattern: b.bitPattern & 0xFFFF_FFFF_F800_0000)
    let lowerA = a - upperA
    let lowerB = b - upperB
    head = a * b
    tail = ((upperA * upperB - head) + (upperA * lowerB + lowerA * upperB)) + lowerA * lowerB
  }
}
