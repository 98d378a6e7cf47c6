// Philox4x64-10: a counter-based generator whose streams are independent and whose state is a handful of numbers.

/// The counter-based generator Philox4x64-10: each block of four words is a keyed bijection of a 256-bit counter.
///
/// The key is (seed, stream): streams of one seed are independent, 2⁶⁴ of them, each of 2²⁵⁸ words. The words are those of
/// `numpy.random.Philox(key=[seed, stream]).random_raw()`: the counter is incremented before a block is made.
///
/// A value can be stored (Codable) and goes on with the same words. Two generators are equal if all their words to come are.
///
/// Reference: Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
/// Checked against: `numpy.random.Philox`, several keys and counters.
public struct Philox4x64: RandomNumberGenerator, Sendable {
  /// Four words: a counter, or a block of output.
  public typealias Block = SIMD4<UInt64>

  /// The key: (seed, stream).
  public let key: SIMD2<UInt64>
  /// The counter of the block that is being given out, its least significant word first.
  public private(set) var counter: Block
  /// How many words of the current block have been given out; 4 where a new block is due.
  private var spentCount: Int
  private var block: Block

  /// The generator of a stream of a seed.
  public init(seed: UInt64, stream: UInt64 = 0) { self.init(key: SIMD2(seed, stream)) }

  /// The generator of a key that starts at a counter: its first block is that of `counter` + 1.
  public init(key: SIMD2<UInt64>, counter: Block = .zero) {
    self.key = key
    self.counter = counter
    spentCount = 4
    block = .zero
  }

  /// The next word.
  public mutating func next() -> UInt64 {
    if spentCount == 4 {
      increment()
      block = Self.block(counter: counter, key: key)
      spentCount = 1
      return block.x
    }
    spentCount += 1
    switch spentCount {
    case 2: return block.y
    case 3: return block.z
    default: return block.w
    }
  }

  /// The four words that belong to a counter under a key: ten rounds of the bijection.
  public static func block(counter: Block, key: SIMD2<UInt64>) -> Block {
    var (a, b, c, d) = (counter.x, counter.y, counter.z, counter.w)
    var (k, l) = (key.x, key.y)
    for _ in 0..<10 {
      let first = a.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let second = c.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (a, b, c, d) = (second.high ^ b ^ k, second.low, first.high ^ d ^ l, first.low)
      k &+= 0x9E37_79B9_7F4A_7C15
      l &+= 0xBB67_AE85_84CA_A73B
    }
    return Block(a, b, c, d)
  }

  private mutating func increment() {
    counter.x &+= 1
    guard counter.x == 0 else { return }
    counter.y &+= 1
    guard counter.y == 0 else { return }
    counter.z &+= 1
    guard counter.z == 0 else { return }
    counter.w &+= 1
  }
}

extension Philox4x64: Hashable {
  /// Whether all words to come are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.key == b.key && a.counter == b.counter && a.spentCount == b.spentCount
  }

  /// Hashes what ``==(_:_:)`` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(counter)
    hasher.combine(spentCount)
  }
}

extension Philox4x64: Codable {
  private enum CodingKeys: String, CodingKey { case key, counter, spentCount }

  /// A generator that goes on with the words of the one that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try container.decode(SIMD2<UInt64>.self, forKey: .key),
      counter: try container.decode(Block.self, forKey: .counter))
    let count = try container.decode(Int.self, forKey: .spentCount)
    guard (1...4).contains(count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .spentCount, in: container, debugDescription: "\(count) spent words of a block of 4")
    }
    guard count < 4 else { return }
    spentCount = count
    block = Self.block(counter: counter, key: key)
  }

  /// Encodes the key, the counter and the place in the block.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(key, forKey: .key)
    try container.encode(counter, forKey: .counter)
    try container.encode(spentCount, forKey: .spentCount)
  }
}
