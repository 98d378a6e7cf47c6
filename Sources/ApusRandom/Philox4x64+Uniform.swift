// Uniform numbers: in the unit interval, and integers below a bound.

extension Philox4x64 {
  /// A uniform number in [0, 1): a multiple of 2⁻⁵³.
  ///
  /// Exactly one word.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform number in (0, 1), symmetric about ½: an odd multiple of 2⁻⁵³.
  ///
  /// Exactly one word.
  public mutating func openUniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// A uniform integer in 0 ..< `bound`, without bias.
  ///
  /// One word, seldom more.
  ///
  /// - Precondition: `bound` is positive.
  ///
  /// Reference: Lemire (2019), Fast random integer generation in an interval.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer is in 0 ..< \(bound)")
    let n = UInt64(bound)
    var product = next().multipliedFullWidth(by: n)
    if product.low < n {
      // 2⁶⁴ mod n words are too many for an even share: those are drawn again.
      let surplus = (0 &- n) % n
      while product.low < surplus { product = next().multipliedFullWidth(by: n) }
    }
    return Int(product.high)
  }
}
