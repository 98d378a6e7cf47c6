// Pseudorandom numbers for tests: the same for the same seed, on every platform and with every standard library.

/// SplitMix64 (Steele, Lea and Flood 2014), with the few draws that tests need.
public struct TestNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Numbers of a seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer from 0 up to, without, `bound`, which is positive and small beside 2^64.
  public mutating func integer(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A number in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in [low, high).
  public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

  /// One of the elements of a list that is not empty.
  public mutating func element<Element>(of list: [Element]) -> Element { list[integer(below: list.count)] }
}
