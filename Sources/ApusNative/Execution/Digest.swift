// A digest of bytes that names code: 128 bits of two multiplicative hashes, for telling texts apart, not for secrets.

/// A running digest.
package struct Digest {
  private var first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  /// Nothing taken in yet.
  package init() {}

  /// Takes in bytes.
  package mutating func combine(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      var place = 0
      while place + 8 <= raw.count {
        mix(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place += 8
      }
      var rest: UInt64 = 0
      for byte in raw[place...] { rest = rest << 8 | UInt64(byte) }
      mix(rest)
      mix(UInt64(raw.count))
    }
  }

  private mutating func mix(_ word: UInt64) {
    let product = (first ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    first = product.high ^ product.low
    let other = (second ^ word &+ 0x8EBC_6AF0_9C88_C6E3).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    second = (other.high &+ 0x5899_65CC_7537_4CC3) ^ other.low
  }

  /// 32 hexadecimal digits.
  package var hexadecimal: String {
    [first, second].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
