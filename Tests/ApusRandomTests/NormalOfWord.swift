// The normal number of a chosen word, found through the generator's bijection.

import ApusRandom

enum NormalOfWord {
  /// The standard normal number of a word: drawn by a generator whose next word it is.
  ///
  /// Philox is a bijection of its counter for a fixed key, so some counter gives a block that begins with the word: the rounds
  /// are run backwards.
  static func value(_ word: UInt64) -> Double {
    let key = SIMD2<UInt64>(0, 0)
    var counter = inverse(of: SIMD4(word, 0, 0, 0), key: key)
    // The generator increments before it makes a block.
    for index in 0..<4 {
      counter[index] &-= 1
      if counter[index] != .max { break }
    }
    var generator = Philox4x64(key: key, counter: counter)
    var copy = generator
    precondition(copy.next() == word, "the bijection was not inverted")
    return generator.standardNormal()
  }

  /// The counter whose block is given.
  private static func inverse(of block: SIMD4<UInt64>, key: SIMD2<UInt64>) -> SIMD4<UInt64> {
    let (m, n): (UInt64, UInt64) = (0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157)
    var (a, b, c, d) = (block.x, block.y, block.z, block.w)
    for round in stride(from: 9, through: 0, by: -1) {
      let k = key.x &+ UInt64(round) &* 0x9E37_79B9_7F4A_7C15
      let l = key.y &+ UInt64(round) &* 0xBB67_AE85_84CA_A73B
      let (x, z) = (d &* reciprocal(m), b &* reciprocal(n))
      let (first, second) = (x.multipliedFullWidth(by: m), z.multipliedFullWidth(by: n))
      (a, b, c, d) = (x, a ^ second.high ^ k, z, c ^ first.high ^ l)
    }
    return SIMD4(a, b, c, d)
  }

  /// The inverse of an odd number modulo 2⁶⁴.
  private static func reciprocal(_ m: UInt64) -> UInt64 {
    var x = m
    for _ in 0..<6 { x = x &* (2 &- m &* x) }
    return x
  }
}
