// Numbers and bytes come back bit for bit; what is no number, or no base64, is refused.

import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import ApusText
import Testing

@Suite struct NumberTextTests {
  private func read(_ values: [Double]) throws -> [UInt64] {
    let constant = Tensor(NDArray(values))
    let read = try GraphReader().read(try GraphText([constant]).text)
    return try #require(read.outputs[0].constantValue).doubles.map(\.bitPattern)
  }

  @Test func `doubles at the ends of the range come back with the same bits`() throws {
    let values: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, .signalingNaN, Double(bitPattern: 0x7ff8_0000_0000_0001),
      Double(bitPattern: 0xfff0_0000_0000_0001), 5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308,
      1.7976931348623157e308, 0.1,
    ]
    #expect(try read(values) == values.map(\.bitPattern))
  }

  @Test func `any bits come back, in a line or as bytes`() throws {
    var numbers = TestNumbers(seed: 13)
    for count in [1, 16, 17, 400] {
      for _ in 0..<20 {
        let values = (0..<count).map { _ in Double(bitPattern: numbers.next()) }
        #expect(try read(values) == values.map(\.bitPattern))
      }
    }
  }

  @Test func `integers and truth values come back, in a line or as bytes`() throws {
    for count in [0, 1, 3, 16, 17, 18, 19, 100] {
      let integers = NDArray((0..<count).map { $0.isMultiple(of: 2) ? Int.min + $0 : Int.max - $0 })
      let truths = NDArray((0..<count).map { $0.isMultiple(of: 3) })
      let outputs = [Tensor(integers), Tensor(truths), Tensor(integers.reshaped([1, count]))]
      #expect(try roundTripFindings(outputs) == [])
    }
  }

  @Test func `base64 of any number of bytes comes back, and other texts are refused`() throws {
    var numbers = TestNumbers(seed: 5)
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
      #expect(Base64.bytes(Base64.text(bytes[...])) == bytes)
    }
    #expect(Base64.text(Array("foobar".utf8)[...]) == "Zm9vYmFy")
    #expect(Base64.text(Array("fooba".utf8)[...]) == "Zm9vYmE=")
    #expect(Base64.text(Array("foob".utf8)[...]) == "Zm9vYg==")
    for text in ["A", "AA", "AAA", "A===", "====", "AB==", "AAB=", "AA=A", "Zm9v YmE", "é===", "AA==AA=="] {
      #expect(Base64.bytes(text) == nil, "\(text)")
    }
  }

  @Test func `a digest is that of FIPS 180-4`() {
    #expect(
      ArrayBytes.digest(of: Array("abc".utf8))
        == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `the divisor of a mean is told from a number, and comes back`() throws {
    let x = Tensor.argument("x", .float64([5]))
    let outputs = [
      mean(x), sum(x) / 5, variance(x, correction: 1), sum(x) / 4, variance(x, correction: 7),
      variance(x, correction: -2),
      variance(x, correction: .max), variance(x, correction: .min),
    ]
    #expect(outputs[0] != outputs[1], "equal numbers, one of them with the mark")
    #expect(try roundTripFindings(outputs, arguments: [x]) == [])
    let text = try GraphText([mean(x), variance(x, correction: 1), sum(x) / 5], arguments: [x]).text
    for line in ["Constant(value: 5.0, countMinus: 0): float64()", "Constant(value: 4.0, countMinus: 1): float64()"] {
      #expect(text.contains(line), "\(text)")
    }
    // A text without the mark has a number there, as before.
    let old = text.replacing(/, countMinus: [01]/, with: "")
    let read = try GraphReader().read(old, arguments: [x])
    #expect(read.outputs[0] == sum(x) / 5 && read.outputs[0] == read.outputs[2])
    // The values are those of numbers.
    let bindings: [Tensor: NDArray] = [x: [0.1, 0.2, 0.7, 1.1, 3]]
    let values = try evaluate([outputs[0], outputs[1]], bindings)
    #expect(values[0].scalar.bitPattern == values[1].scalar.bitPattern)
  }

  @Test func `numbers that no double holds are refused where they stand`() throws {
    for text in ["1e999", "-1e999", "1e-999", "0.0000001e-400", "1.2.3", "1e", "0x12", "1_000", "-", "--1", "9e9e9"] {
      let source = "apus graph 1\n%0 = Constant(value: \(text)): float64()\nreturn %0\n"
      let error = #expect(throws: GraphTextError.self, "\(text)") { try GraphReader().read(source) }
      #expect(error?.line == 2 && error?.column == 22, "\(text): \(error.map(String.init(describing:)) ?? "")")
    }
    let large = "apus graph 1\n%0 = Constant(value: 9223372036854775808): int64()\nreturn %0\n"
    #expect(throws: GraphTextError.self) { try GraphReader().read(large) }
    let exact = "apus graph 1\n%0 = Constant(value: [0e-999, 1, -0.0]): float64(3,)\nreturn %0\n"
    #expect(try GraphReader().read(exact).outputs[0].constantValue?.doubles == [0, 1, 0])
  }
}
