// The generator against NumPy's, and the laws of its state.

import ApusRandom
import Foundation
import Testing

@Suite struct PhiloxTests {
  @Test func `the words are NumPy's, for every key and counter, and also where the counter carries`() throws {
    let cases = try RandomReference.shared.get().philox
    #expect(cases.count == 10)
    for item in cases {
      var generator = Philox4x64(
        key: SIMD2(item.key[0], item.key[1]),
        counter: SIMD4(item.counter[0], item.counter[1], item.counter[2], item.counter[3]))
      #expect(item.words.map { _ in generator.next() } == item.words, "key \(item.key), counter \(item.counter)")
    }
  }

  @Test func `a seed and a stream are the two words of the key`() {
    var a = Philox4x64(seed: 17, stream: 23)
    var b = Philox4x64(key: SIMD2(17, 23))
    var c = Philox4x64(seed: 23, stream: 17)
    let words = (0..<9).map { _ in a.next() }
    #expect(words == (0..<9).map { _ in b.next() })
    #expect(Set(words).isDisjoint(with: (0..<9).map { _ in c.next() }))
  }

  @Test(arguments: 0..<9)
  func `a stored generator goes on with the same words, from any place in a block`(spent: Int) throws {
    var generator = Philox4x64(seed: .max, stream: 1 << 63)
    for _ in 0..<spent { _ = generator.next() }
    let stored = try JSONEncoder().encode(generator)
    var restored = try JSONDecoder().decode(Philox4x64.self, from: stored)
    #expect(restored == generator)
    #expect(restored.hashValue == generator.hashValue)
    for _ in 0..<9 { #expect(restored.next() == generator.next()) }
  }

  @Test func `generators are equal exactly where their words to come are`() {
    var generator = Philox4x64(seed: 1)
    var seen: Set<Philox4x64> = [generator]
    for _ in 0..<20 {
      _ = generator.next()
      #expect(seen.insert(generator).inserted)
    }
    #expect(Philox4x64(seed: 1) != Philox4x64(seed: 2))
    #expect(Philox4x64(seed: 1, stream: 1) != Philox4x64(seed: 1, stream: 2))
    // After a whole block the state is that of a generator which starts at that block's counter.
    var whole = Philox4x64(seed: 1)
    for _ in 0..<4 { _ = whole.next() }
    #expect(whole == Philox4x64(key: SIMD2(1, 0), counter: SIMD4(1, 0, 0, 0)))
  }

  @Test(arguments: [0, 5, -1])
  func `a stored place outside the block is refused`(place: Int) {
    let text = #"{"key":[1,2],"counter":[0,0,0,0],"spentCount":\#(place)}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Philox4x64.self, from: Data(text.utf8)) }
  }
}
