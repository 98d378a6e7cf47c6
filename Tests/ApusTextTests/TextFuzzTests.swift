// Ten thousand mutated texts: each is read, or refused with a line and a column, and none ends the process.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusOps
import ApusOrbits
import ApusTestSupport
import ApusText
import Testing

@Suite struct TextFuzzTests {
  /// Texts with all that the grammar has.
  private static func seeds() throws -> [[UInt8]] {
    let x = Tensor.argument("x", .float64([3, 2]))
    let a = Tensor.argument("a")
    let n = Tensor.argument("n", .int64([2]))
    let table = Tensor((0..<20).map { 1 / Double($0 + 1) })
    let rows = gather(table.reshaped(to: [10, 2]), n) * x[0..<2] + select(x[0] .> a, x[1], Tensor(-.infinity))
    let matrix = matmul(x.transposed(), x) + Tensor.identity(2)
    let density =
      sum(log(normalCDF(rows))) + logDeterminantPositiveDefinite(matrix)
      + sum(cumulativeSum(concatenate([x, x * 2], axis: 1), axis: 0)) + sum(polygammaOf(x[0, 0]))
    let loop = scan([a], over: [x]) { carry, elements in
      ([tanh(carry[0]) + sum(elements[0])], [carry[0] * table[1]])
    }
    let inner = scan([a], over: [x]) { carry, elements in
      ([scan(carry, over: [elements[0]]) { ([$0[0] * $1[0]], []) }.carry[0]], [])
    }
    let square = CustomFunction(
      "square", operandNames: ["the side"], domains: [0: .positive], accuracy: Accuracy(value: 1e-3, rule: 1e-3)
    ) {
      [$0[0] * $0[0]]
    } pullback: {
      [.value($0.cotangent() * 2 * $0.operands[0])]
    } pushforward: { site in
      [site.tangents[0].map { $0 * 2 * site.operands[0] }]
    }
    let orbit = keplerPosition(meanAnomaly: x, eccentricity: a)
    let outputs: [Tensor] = [
      density, sum(loop.outputs[0]) + loop.carry[0], inner.carry[0], square(a), sum(orbit.sinTrueAnomaly),
      sum(clipGradient(x, -1, 1).sorted(axis: 0).flipped().tiled([2, 1])) + argMax(x).asFloat64,
    ]
    var texts: [[UInt8]] = []
    for output in outputs {
      let gradients = try gradient(of: output, withRespectTo: [x, a].filter { depends(output, on: $0) })
      texts.append(
        Array(try GraphText([output] + gradients, arguments: [x, a], locations: texts.count == 1).text.utf8))
    }
    return texts
  }

  private static func polygammaOf(_ x: Tensor) -> Tensor { digamma(x) + regularizedGammaP(2, x.squared()) }

  private static func depends(_ output: Tensor, on input: Tensor) -> Bool {
    ((try? Traversal.topologicalOrder(of: [output])) ?? []).contains { $0 === input.node }
  }

  private static let numbers = [
    "0", "-1", "1", "2", "3", "7", "24", "65536", "4294967296", "9223372036854775807", "-9223372036854775808",
    "9223372036854775808", "1e308", "1e999", "nan", "inf", "-inf", "nan(0x7ff8000000000001)", "[]", "()", "nil", "true",
  ]

  /// One change: bytes flipped, parts cut, doubled, moved or taken from another text, numbers put in others' places.
  private static func mutate(_ text: inout [UInt8], _ random: inout TestNumbers, _ others: [[UInt8]]) {
    guard !text.isEmpty else { return }
    let place = random.integer(below: text.count)
    let end = min(text.count, place + 1 + random.integer(below: 40))
    func wordOfAnother(_ random: inout TestNumbers, where isPart: (UInt8) -> Bool) -> [UInt8] {
      let other = random.element(of: others)
      return Array(other[random.integer(below: other.count)...].drop { !isPart($0) }.prefix(while: isPart))
    }
    // Half of the changes keep the grammar, so that they reach what comes after it.
    switch random.integer(below: 16) {
    case 0: text[place] ^= 1 << UInt8(random.integer(below: 8))
    case 1: text[place] = UInt8(random.integer(below: 256))
    case 2: text.removeSubrange(place..<end)
    case 3: text.insert(contentsOf: text[place..<end], at: random.integer(below: text.count))
    case 4: text.removeSubrange(place...)
    case 5:
      let other = random.element(of: others)
      let start = random.integer(below: other.count)
      text.insert(contentsOf: other[start..<min(other.count, start + 60)], at: place)
    case 6:
      var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      lines.swapAt(random.integer(below: lines.count), random.integer(below: lines.count))
      text = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    case 7: text.swapAt(place, random.integer(below: text.count))
    case 8, 9: replaceWord(&text, at: place, by: Array(random.element(of: numbers).utf8)) { $0.isDigitOrSign }
    case 10, 11: replaceWord(&text, at: place, by: Array("\(random.integer(below: 9))".utf8)) { $0.isDigitOrSign }
    case 12, 13: replaceWord(&text, at: place, by: wordOfAnother(&random) { $0.isLetter }) { $0.isLetter }
    default: replaceWord(&text, at: place, by: wordOfAnother(&random) { $0.isOfReference }) { $0.isOfReference }
    }
  }

  /// Puts a word in the place of the next run of such bytes.
  private static func replaceWord(
    _ text: inout [UInt8], at place: Int, by word: [UInt8], where isPart: (UInt8) -> Bool
  ) {
    guard let start = text[place...].firstIndex(where: isPart) else { return }
    let end = text[start...].firstIndex { !isPart($0) } ?? text.endIndex
    text.replaceSubrange(start..<end, with: word)
  }

  @Test func `ten thousand mutated texts are read, or refused with line and column`() throws {
    let seeds = try Self.seeds()
    var reader = GraphReader()
    reader.limits.elements = 1 << 20
    for seed in seeds { _ = try reader.read(seed) }
    var random = TestNumbers(seed: 20261129)
    var (readCount, kinds) = (0, [GraphTextError.Kind: Int]())
    for _ in 0..<10_000 {
      // Short texts more often than long ones: the same changes in less time.
      let pair = [random.element(of: seeds), random.element(of: seeds)]
      var text = pair[0].count < pair[1].count ? pair[0] : pair[1]
      for _ in 0...random.integer(below: 2) { Self.mutate(&text, &random, seeds) }
      do throws(GraphTextError) {
        let graph = try reader.read(text)
        readCount += 1
        // What was read is a sound graph: it is printed and read again.
        if let printed = try? GraphText(graph.outputs, arguments: graph.arguments) {
          let again = try reader.read(printed.text, arguments: printed.arguments)
          #expect(again.outputs == graph.outputs)
        } else {
          Issue.record("what was read is not printed")
        }
      } catch {
        kinds[error.kind, default: 0] += 1
        let lineCount = text.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(error.line >= 1 && error.line <= lineCount && error.column >= 1 && error.column <= text.count + 1)
        #expect(error.reason.hasPrefix("expected") || error.reason.contains(": ") || error.reason.contains("attribute"))
      }
    }
    // The mutations reach all parts of the reader.
    #expect(readCount > 300 && kinds.values.reduce(0, +) > 5000, "\(readCount) read, \(kinds)")
    for kind: GraphTextError.Kind in [
      .encoding, .syntax, .number, .name, .type, .unknownOp, .attribute, .array, .limit,
    ] {
      #expect(kinds[kind, default: 0] > 0, "\(kind): \(kinds)")
    }
  }
}

extension UInt8 {
  fileprivate var isDigitOrSign: Bool { (0x30...0x39).contains(self) || self == UInt8(ascii: "-") }
  fileprivate var isLetter: Bool { (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self) }
  /// A byte of `%12.1`.
  fileprivate var isOfReference: Bool { (0x30...0x39).contains(self) || self == 0x25 || self == 0x2e }
}
