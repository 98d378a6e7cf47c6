// Tests of the places that nodes remember: lines of functions, and lines of operators from debug information.

import ApusGraph
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite struct SourceLocationTests {
  let x = Tensor.argument("x", .float64([2]))

  @Test func `a function records the line of its call`() throws {
    let line = #line + 1
    let y = x.reshaped(to: [2, 1])
    #expect(y.node?.location?.description == "ApusGraphTests/SourceLocationTests.swift:\(line)")
  }

  #if os(Linux)
    @Test func `each operator records its line in debug information, in optimized code too`() throws {
      let condition = x .> 0
      let first = #line + 2
      let nodes = [
        x + x,
        x - x,
        x * 2,
        2 / x,
        -x,
        1 - x,
        x * x,
        x .< 2,
        (x .== x) .& condition,
        .!condition,
      ]
      let lines = nodes.map { $0.node?.location?.fileAndLine?.line }
      #expect(lines == (0..<nodes.count).map { first + $0 })
      let files = Set(nodes.map { $0.node?.location?.fileAndLine?.file })
      #expect(files == ["ApusGraphTests/SourceLocationTests.swift"])
    }

    @Test func `looking up the same place again costs next to nothing`() throws {
      let location = try #require((x + 17).node?.location)
      _ = location.fileAndLine
      let time = processorTime { for _ in 0..<1000 { _ = location.fileAndLine } }
      #expect(time < 0.1)
    }
  #endif

  @Test func `the targets of the manifest are those whose lines are no user's`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let declared = manifest.matches(of: #/(?:layer\(|name:)\s*"(?<name>\w+)"/#).map { String($0.name) }
    let sources = declared.filter { name in
      let files = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources/\(name)").path)
      // Those of C alone have no lines of Swift.
      return files.map { $0 != ["include"] && !$0.contains { $0.hasSuffix(".c") } } ?? false
    }
    #expect(Set(sources) == SourceLocation.ownModules)
    #expect(Set(sources).contains(SourceLocation.folderOfOperators.split(separator: "/")[1].description))
  }

  @Test func `a line of the package is no user's, and one of a module with a name like its own is`() {
    let z = Tensor.argument("z", .float64([2]))
    #expect(Tensor.apply(Negate(), z, file: "ApusOps/Sum.swift", line: 3).node?.location == nil)
    let tide = Tensor.apply(Sqrt(), z, file: "ApusTides/Sum.swift", line: 3)
    #expect(tide.node?.location?.description == "ApusTides/Sum.swift:3")
  }

  @Test func `an address without debug information is an unknown line`() {
    let nowhere = SourceLocation.returnAddresses(0, 16)
    #expect(nowhere.fileAndLine == nil)
    #expect(nowhere.description == "an unknown line")
    let error = GraphError(
      operation: "Add", operands: ["x: float64()"], cause: TypeError(.shape, "no"), location: nowhere)
    #expect(error.description == "Add of x: float64(): no")
  }
}
