// Models as text: what is written, and what is refused with its place.

import ApusDistributions
import ApusGraph
import ApusModel
import ApusOps
import ApusTestSupport
import ApusText
import Testing

@Suite struct ModelTextTests {
  private func model() throws -> Model {
    try Model(coords: ["school": ["A \"x\"", "B", "C"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      let y = m.data("effects", NDArray([28.0, 8, -3]), dims: ["school"])
      m.observe("y", Normal(theta, 10), y)
      m.deterministic("spread", tau.squared())
      m.potential("penalty", -0.5 * mu.squared())
    }
  }

  @Test func `a model reads back with its variables, data and labels`() throws {
    let text = try model().textModel
    let printed = try ModelText(text)
    #expect(printed.text.contains("coords \"school\": [\"A \\\"x\\\"\", \"B\", \"C\"]\n"))
    #expect(
      printed.text.contains("data \"effects\"(dims: [\"school\"], argument: %effects, value: [28.0, 8.0, -3.0])\n"))
    #expect(printed.text.contains("parameter \"tau\"(family: \"HalfCauchy\", transform: \"LogTransform\", argument: %"))
    let read = try GraphReader().readModel(printed.text, arguments: printed.arguments)
    #expect(read.logDensity == text.logDensity)
    #expect(read.parameters.map(\.dims) == [[], [], ["school"]])
    #expect(read.parameters.map(\.constrained) == text.parameters.map(\.constrained))
    #expect(read.data.map(\.value) == [NDArray([28.0, 8, -3])])
    #expect(read.coords == ["school": ["A \"x\"", "B", "C"]])
    let digest = try ModelText.digest(of: text)
    #expect(try ModelText.digest(of: try model().textModel) == digest)
  }

  @Test func `mistakes in a model's text have their place`() throws {
    let head =
      "apus model 1\n%x = Argument(label: \"x\"): float64()\n%1 = Exp(%x): float64()\n%n = Argument(label: \"n\"): int64()\n"
    let x = "parameter \"x\"(family: \"F\", transform: \"T\", argument: %x, value: %1, prior: %1)\n"
    let n = "data \"n\"(argument: %n, value: 3)\n"
    #expect(try GraphReader().readModel(head + n + x).parameters.count == 1)
    let rows: [(String, GraphTextError.Kind, Int, Int)] = [
      (x, .name, 5, 11), (n + n + x, .name, 6, 6), (n + x + x, .name, 7, 11),
      (n + x + "return %x", .syntax, 7, 1), (n + "prior \"x\"()", .syntax, 6, 1),
      (n + "parameter \"x\"(family: 1)", .attribute, 6, 23), (n + "parameter \"x\"()", .attribute, 6, 11),
      ("data \"n\"(argument: %1, value: 3)", .type, 5, 6), ("data \"n\"(argument: %y, value: 3)", .name, 5, 20),
      ("data \"n\"(argument: %n, value: 3.5)", .number, 5, 31), ("data \"n\"(argument: %n)", .attribute, 5, 6),
      (n + "potential \"p\"(value: %n)", .type, 6, 11), (n + "potential \"p\"(value: 3)", .attribute, 6, 22),
      (n + "potential \"p\"(value: %1, of: 3)", .attribute, 6, 26),
      ("coords \"a\": [1]", .attribute, 5, 13), ("coords \"a\": [\"b\"]\ncoords \"a\": [\"b\"]", .name, 6, 8),
    ]
    for (text, kind, line, column) in rows {
      let error = #expect(throws: GraphTextError.self, "\(text)") { try GraphReader().readModel(head + text) }
      #expect(
        error?.kind == kind && error?.line == line && error?.column == column,
        "\(text): \(error.map { "\($0)" } ?? "")")
    }
    #expect(throws: GraphTextError.self) { try GraphReader().readModel("apus graph 1 return") }
    #expect(throws: GraphTextError.self) { try GraphReader().read("apus model 1") }
  }

  @Test func `three thousand mutated models are read, or refused`() throws {
    let seed = Array(try ModelText(try model().textModel).text.utf8)
    var random = TestNumbers(seed: 7)
    var (readCount, refusedCount) = (0, 0)
    for _ in 0..<3000 {
      var text = seed
      // Most of the mutations in the lines of variables.
      let start = random.integer(below: 3) == 0 ? 0 : seed.count / 2
      for _ in 0...random.integer(below: 2) {
        let place = min(text.count - 1, start + random.integer(below: seed.count - start))
        switch random.integer(below: 4) {
        case 0: text[place] = seed[random.integer(below: seed.count)]
        case 1: text.removeSubrange(place..<min(text.count, place + 1 + random.integer(below: 20)))
        case 2: text.insert(contentsOf: seed[(seed.count / 2)..<min(seed.count, seed.count / 2 + 30)], at: place)
        default: text.swapAt(place, random.integer(below: text.count))
        }
      }
      do throws(GraphTextError) {
        _ = try GraphReader().readModel(text)
        readCount += 1
      } catch {
        refusedCount += 1
        #expect(error.line >= 1 && error.column >= 1)
      }
    }
    #expect(readCount > 30 && refusedCount > 1000, "\(readCount) read, \(refusedCount) refused")
  }
}
