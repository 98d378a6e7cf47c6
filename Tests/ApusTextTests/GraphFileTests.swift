// Every file of Tests/Graphs: its graph reads back, and computes what the file expects, on every backend.

import ApusText
import Testing

@Suite struct GraphFileTests {
  @Test(arguments: GraphFile.all)
  func `a graph file holds what it expects`(file: GraphFile) throws {
    let graph = try GraphReader().read(file.text, file: file.name)
    #expect(try roundTripFindings(graph.outputs, arguments: graph.arguments) == [])
    let (sentences, comparisons) = try file.findings()
    #expect(sentences == [])
    #expect(comparisons > 0)
  }

  @Test func `there are files, and what they expect can fail`() throws {
    #expect(GraphFile.all.count >= 15)
    let graph =
      "apus graph 1 %x = Argument(label: \"x\"): float64() %1 = Exp(%x): float64() return %1\n//! at x = 0.5\n"
    func findings(_ line: String) throws -> [String] {
      try GraphFile(name: "test", text: graph + "//! \(line)").findings().sentences
    }
    #expect(try findings("value 0 = 1.6487212707001282 within 1e-15") == [])
    #expect(try findings("value 0 = 1.6487212707001 within 1e-15").count >= 1)
    #expect(try findings("gradient 0 x = 1.6487212707001 within 1e-15").count >= 1)
    #expect(try findings("rewritten has Log(").count == 1)
    #expect(try findings("rewritten lacks Exp(").count == 1)
    #expect(throws: GraphFile.BadLine.self) { try findings("value 1 = 1 within 0") }
    #expect(throws: GraphFile.BadLine.self) { try findings("slope 0 = 1") }
  }
}
