// JSON: what is written is read back, what is no JSON is an error with its place.

import ApusData
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct JSONValueTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// A random value, at most a few levels deep.
  private func value(_ generator: inout TestNumbers, depth: Int = 0) -> JSONValue {
    let alphabet = Array("ab\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é日😀\u{2028}")
    func text(_ generator: inout TestNumbers) -> String {
      String((0..<generator.integer(below: 8)).map { _ in generator.element(of: alphabet) })
    }
    switch generator.integer(below: depth > 3 ? 5 : 7) {
    case 0: return .null
    case 1: return .flag(generator.integer(below: 2) == 0)
    case 2: return .integer(Int(truncatingIfNeeded: generator.next()))
    case 3:
      let number = Double(bitPattern: generator.next())
      return .number(number.isFinite ? number : 0.5)
    case 4: return .text(text(&generator))
    case 5: return .list((0..<generator.integer(below: 4)).map { _ in value(&generator, depth: depth + 1) })
    default:
      return .record(
        (0..<generator.integer(below: 4)).map { _ in
          JSONValue.Member(text(&generator), value(&generator, depth: depth + 1))
        })
    }
  }

  @Test func `what is written is read back, indented or not`() throws {
    var generator = TestNumbers(seed: 1)
    for _ in 0..<3000 {
      let value = value(&generator)
      for isIndented in [false, true] {
        let bytes = value.bytes(isIndented: isIndented)
        #expect(try JSONValue(parsing: bytes) == value)
        if !isIndented { #expect(!bytes.contains(0x0A)) }
      }
    }
  }

  @Test func `other readers read what is written`() throws {
    var generator = TestNumbers(seed: 2)
    for _ in 0..<500 {
      let value = value(&generator)
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(value.bytes()), options: [.fragmentsAllowed])
      }
    }
  }

  @Test(
    arguments: [
      ("0", .integer(0)), ("-12", .integer(-12)), ("1.0", .number(1)), ("-0.0", .number(-0.0)), ("1e3", .number(1000)),
      ("-0", .number(-0.0)), ("9223372036854775808", .number(0x1p63)), (" [ ] ", .list([])), ("{}", .record([])),
      ("\"a\\/b\"", .text("a/b")), ("\"\\u00e9\\n\\\"\"", .text("é\n\"")), ("\"\\ud83d\\ude00\"", .text("😀")),
      ("\"\\ud83d\"", .text("\u{FFFD}")), ("\"\\ud83dx\"", .text("\u{FFFD}x")),
      ("\"\\ude00\\ud83d\"", .text("\u{FFFD}\u{FFFD}")), ("Infinity", .number(.infinity)),
      ("-Infinity", .number(-.infinity)), ("[1,\t2 ,\r\n3]", [1, 2, 3]),
      ("{\"a\":1,\"a\":2}", .record([.init("a", 1), .init("a", 2)])),
    ] as [(String, JSONValue)])
  func `documents mean what RFC 8259 says`(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test func `NaN is a number, as Python writes it`() throws {
    #expect(try parse("[NaN]").list?.first?.number?.isNaN == true)
  }

  @Test(
    arguments: [
      "", " ", "nul", "truefalse", "+1", ".5", "0x10", "-nan", "-inf", "1 2", "[1,]", "[,1]", "[1", "{\"a\"}",
      "{\"a\":}",
      "{a:1}", "{\"a\":1,}", "{\"a\":1", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"a\nb\"", "]", "--1",
      "1-2",
      "'a'", "1e", "\u{FEFF}1",
    ])
  func `what is no document is an error with its place`(text: String) {
    let error = #expect(throws: JSONError.self) { try parse(text) }
    #expect((0...text.utf8.count).contains(error?.place ?? -1))
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `text that is not UTF-8 is an error`() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }
  }

  @Test func `deep documents are an error, not an overflow`() throws {
    #expect(try parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).list?.count == 1)
    for open in ["[", "{\"a\":", "[{\"a\":"] {
      #expect(throws: JSONError.self) { try parse(String(repeating: open, count: 200_000)) }
    }
  }

  @Test func `bytes of all kinds never crash`() throws {
    var generator = TestNumbers(seed: 3)
    let alphabet = Array("{}[]\",:\\u0123456789eE+-.truefalsnNaIity \n\u{7F}é".utf8)
    var documents = 0
    for _ in 0..<30_000 {
      let bytes = (0..<generator.integer(below: 12)).map { _ in generator.element(of: alphabet) }
      if let value = try? JSONValue(parsing: bytes) {
        documents += 1
        let again = try JSONValue(parsing: value.bytes())
        #expect(again.bytes() == value.bytes())
      }
    }
    #expect(documents > 500, "\(documents)")
  }

  @Test func `members are found, set and kept in order`() throws {
    var value = try parse(#"{"b": 1, "a": [1, 2.5], "c": {"d": ["x"]}}"#)
    #expect(
      value["b"]?.integer == 1 && value["b"]?.number == 1 && value["z"] == nil && value["c"]?["d"]?.texts == ["x"])
    #expect(value["a"]?.integers == nil && value["a"]?.list?.count == 2)
    value.set("a", true)
    value.set("e", .null)
    #expect(String(decoding: value.bytes(), as: UTF8.self) == #"{"b":1,"a":true,"c":{"d":["x"]},"e":null}"#)
    #expect(JSONValue.integer(1)["a"] == nil && JSONValue.text("a").members.isEmpty)
  }

  @Test func `attributes become JSON and come back`() throws {
    let attributes: [String: Attribute] = [
      "a": "é", "b": 3, "c": 0.5, "d": true, "e": .list(["x", 1, 2.5, false, .list([])]),
    ]
    #expect([String: Attribute](attributes.json) == attributes)
    #expect(attributes.json.members.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(Attribute(JSONValue.null) == nil)
    #expect(Attribute(try parse(#"{"a": [1]}"#)) == #"{"a":[1]}"#)
    #expect([String: Attribute](nil).isEmpty)
  }
}
