// Single plots: files of their own, errors for what is not there.

import ApusData
import ApusReport
import ApusStore
import ApusTestSupport
import Foundation
import ReportPages
import Testing

@Suite struct PlotTests {
  @Test(arguments: Plot.Kind.allCases) func `every kind is a whole file, or an error that says what is missing`(
    kind: Plot.Kind
  ) throws {
    let plot = try ExampleFits.dataset("schools").plot(kind)
    let root = try SVGElement(plot.svg)
    #expect(root.attributes["xmlns"] == "http://www.w3.org/2000/svg")
    #expect(!root.all(class: "title").isEmpty && !root.all(class: "series").isEmpty)
    for name in ExampleFits.names {
      if let plot = try? ExampleFits.dataset(name).plot(kind) { _ = try SVGElement(plot.svg) }
    }
    #expect(throws: DataError.self) { try ExampleFits.dataset("empty").plot(kind) }
    #expect(throws: DataError.self) { try ExampleFits.dataset("bare").plot(kind) }
  }

  @Test func `names choose arrays and elements`() throws {
    let dataset = try ExampleFits.dataset("schools")
    func titles(_ names: String...) throws -> [String] {
      let root = try SVGElement(
        names.count == 1 ? dataset.plot(.trace, names[0]).svg : dataset.plot(.trace, names[0], names[1]).svg)
      return root.all(class: "title").map(\.text)
    }
    #expect(try titles("mu") == ["Trace of mu"])
    #expect(try titles("theta[Choate]") == ["Trace of theta[Choate]"])
    #expect(try titles("theta[1]", "tau") == ["Trace of tau", "Trace of theta[Deerfield]"])
    #expect(throws: DataError.unknownName("nu", known: ["mu", "tau", "theta"])) { try dataset.plot(.density, "nu") }
    #expect(throws: DataError.unknownName("x", known: ["y"])) { try dataset.plot(.paretoShapes, "x") }
    #expect(throws: DataError.unknownName("x", known: ["y"])) { try dataset.plot(.predictive, "x") }
  }

  @Test func `a trace keeps the least and the greatest draw`() throws {
    for (name, parameter) in [("schools", "tau"), ("many", "theta[3]")] {
      let dataset = try ExampleFits.dataset(name)
      let values = try #require(dataset[.posterior]?[parameter]).doubles
      let root = try SVGElement(dataset.plot(.trace, parameter).svg)
      let panel = try #require(root.all(class: "panel").first)
      var heights: [Double] = []
      for trace in root.all(class: "trace") { heights += Self.heights(try #require(trace.all(named: "path").first)) }
      let top = try #require(panel.number(at: heights.min() ?? .nan, axis: "y"))
      let bottom = try #require(panel.number(at: heights.max() ?? .nan, axis: "y"))
      let span = (values.max() ?? 0) - (values.min() ?? 0)
      #expect(abs(top - (values.max() ?? .nan)) < 0.02 * span)
      #expect(abs(bottom - (values.min() ?? .nan)) < 0.02 * span)
    }
  }

  /// The heights of a path in relative commands.
  private static func heights(_ path: SVGElement) -> [Double] {
    var result: [Double] = []
    var y = 0.0
    let text = Array(path.attributes["d"] ?? "")
    for (index, letter) in text.enumerated() where letter.isLetter {
      let rest = String(text[(index + 1)...].prefix { !$0.isLetter }).replacingOccurrences(of: "-", with: " -")
      let numbers = rest.split(separator: " ").compactMap { Double($0) }
      switch letter {
      case "M": y = numbers[1]
      case "l": y += numbers[1]
      case "v": y += numbers[0]
      default: break
      }
      result.append(y)
    }
    return result
  }

  @Test func `files are written whole, and errors name the file`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let dataset = try ExampleFits.dataset("one-chain")
    let plot = try dataset.plot(.trace)
    try plot.write(folder.path + "/trace.svg")
    #expect(try String(contentsOfFile: folder.path + "/trace.svg", encoding: .utf8) == plot.svg)
    try dataset.report(to: folder.path + "/fit.html", title: "One chain")
    #expect(
      try String(contentsOfFile: folder.path + "/fit.html", encoding: .utf8) == Report(dataset, title: "One chain").html
    )
    let place = folder.path + "/missing/fit.html"
    let error = #expect(throws: TableError.self) { try dataset.report(to: place) }
    #expect("\(try #require(error))".contains(place))
  }
}
