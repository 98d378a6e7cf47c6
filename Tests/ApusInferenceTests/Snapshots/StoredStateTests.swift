// Any Codable value survives as its content, in memory and through JSON.

import ApusInference
import Foundation
import Testing

@Suite struct StoredStateTests {
  private struct Inner: Codable, Hashable {
    var flag: Bool
    var texts: [String]
    var nothing: Int?
    var range: Range<Int>
  }

  private enum Choice: Codable, Hashable {
    case none
    case some(Int, named: [Inner])
  }

  private class Base: Codable { var base = 1.5 }
  private final class Derived: Base {
    var own = 7
    enum CodingKeys: CodingKey { case own }
    override init() { super.init() }
    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      own = try container.decode(Int.self, forKey: .own)
      try super.init(from: container.superDecoder())
    }
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(own, forKey: .own)
      try super.encode(to: container.superEncoder())
    }
  }

  private struct Outer: Codable, Hashable {
    var numbers: [Double]
    var rows: [[Double]]
    var single: Float
    var widths: [UInt64]
    var byte: Int8
    var table: [String: Double]
    var byNumber: [Int: String]
    var choices: [Choice]
    var optional: Inner?
    var empty: [Inner]
  }

  private static let outer = Outer(
    numbers: [0.1, -0.0, 5e-324, 1e300, 3], rows: [[], [1, 2]], single: 0.1, widths: [.max, 0, 1 << 63], byte: -128,
    table: ["a": 1, "b": -2.5], byNumber: [3: "x"],
    choices: [.none, .some(4, named: [Inner(flag: true, texts: ["", "é"], nothing: nil, range: 2..<9)])],
    optional: Inner(flag: false, texts: [], nothing: 5, range: 0..<0), empty: [])

  @Test func `a value is the same after both ways`() throws {
    let state = try StoredState(Self.outer)
    #expect(try state.decoded(as: Outer.self) == Self.outer)
    let text = try JSONEncoder().encode(state)
    let read = try JSONDecoder().decode(StoredState.self, from: text)
    #expect(read == state)
    let back = try read.decoded(as: Outer.self)
    #expect(back == Self.outer)
    #expect(back.numbers.map(\.bitPattern) == Self.outer.numbers.map(\.bitPattern))
  }

  @Test func `single values, lists and classes`() throws {
    #expect(try StoredState(1.5).decoded(as: Double.self) == 1.5)
    #expect(try StoredState(UInt64.max).decoded(as: UInt64.self) == .max)
    #expect(try StoredState([1, 2]).decoded(as: [Int].self) == [1, 2])
    #expect(try StoredState("x").decoded(as: String.self) == "x")
    #expect(try StoredState(Int?.none).decoded(as: Int?.self) == nil)
    let derived = Derived()
    (derived.base, derived.own) = (2.5, 9)
    let read = try StoredState(derived).decoded(as: Derived.self)
    #expect(read.base == 2.5 && read.own == 9)
  }

  @Test func `content of another type is an error`() throws {
    let state = try StoredState(Self.outer)
    #expect(throws: DecodingError.self) { try state.decoded(as: Inner.self) }
    #expect(throws: DecodingError.self) { try state.decoded(as: Double.self) }
    #expect(throws: DecodingError.self) { try StoredState(300).decoded(as: Int8.self) }
    #expect(throws: DecodingError.self) { try StoredState([1.5]).decoded(as: [Int].self) }
    #expect(throws: DecodingError.self) { try StoredState("x").decoded(as: Bool.self) }
  }
}
