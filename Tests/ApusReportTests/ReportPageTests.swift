// The page of a report: whole, escaped, small enough, with the sections that its dataset has, whatever is in it.

import ApusData
import ApusDiagnostics
import ApusGraph
import ApusReport
import ApusTestSupport
import Foundation
import ReportPages
import Testing

@Suite struct ReportPageTests {
  /// The page without its first line, its style and its script, which are no XML.
  private func root(_ html: String) throws -> SVGElement {
    var text = try #require(html.split(separator: "<!DOCTYPE html>\n").first)[...]
    var kept = ""
    for name in ["style", "script"] {
      let start = try #require(text.range(of: "<\(name)>"))
      let end = try #require(text.range(of: "</\(name)>", range: start.upperBound..<text.endIndex))
      kept += text[..<start.lowerBound]
      text = text[end.upperBound...]
    }
    return try SVGElement(kept + text)
  }

  private func page(_ name: String) throws -> (html: String, root: SVGElement) {
    let html = try #require(ExampleFits.report(name)).html
    return (html, try root(html))
  }

  private func headings(_ root: SVGElement) -> [String] { root.all(named: "h2").map(\.text) }

  @Test(arguments: ExampleFits.names) func `every element is closed, and every figure has words`(name: String) throws {
    let (html, root) = try page(name)
    #expect(root.name == "html")
    let identifiers = root.all(named: "main")[0].allIdentifiers
    #expect(Set(identifiers).count == identifiers.count)
    for figure in root.all(named: "figure") {
      let svg = try #require(figure.all(named: "svg").first)
      #expect(svg.attributes["role"] == "img")
      let words = (svg.attributes["aria-labelledby"] ?? "").split(separator: " ")
      #expect(words.count == 2 && words.allSatisfy { identifiers.contains(String($0)) })
      #expect(svg.children.prefix(2).allSatisfy { !$0.text.isEmpty })
      let caption = try #require(figure.all(named: "figcaption").first)
      #expect(caption.text.hasSuffix("."), "\(caption.text)")
    }
    // Nothing is fetched: the only addresses are the names of SVG.
    for scheme in ["http:", "https:", "//www", "url(\"", "@import", "src="] {
      let rest = html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
        .replacingOccurrences(of: "src=x", with: "")
      #expect(!rest.contains(scheme), "\(scheme)")
    }
  }

  @Test func `names are text wherever they stand`() throws {
    let (html, root) = try page("hostile")
    #expect(html.components(separatedBy: "<script").count == 2)
    #expect(html.components(separatedBy: "</script").count == 2)
    for tag in ["<img", "<b>", "</p><", "<dim", "<plate", "onerror=alert(1)>\""] {
      #expect(!html.contains(tag), "\(tag)")
    }
    let names = root.all(named: "tbody")[0].all(named: "th").map(\.text)
    let expected = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a & b", "κόσμος", "日本語の母数", "🪐 planet",
      "a_very_long_name_of_a_parameter_without_any_space_that_does_not_fit_anywhere_at_all_in_a_chart_or_a_table",
      "turned",
      "line end", "javascript:alert(1)", "(no name)", "]]>", "'quoted'", "effect[</title><script>alert(4)</script>]",
      "effect[b]",
    ]
    for (name, wanted) in try paired(names, expected) {
      #expect(name.trimmingCharacters(in: .newlines) == wanted)
    }
    #expect(root.all(named: "title")[0].text == "<script>alert(\"title\")</script> & <b>bold</b>")
    #expect(root.all(named: "pre")[0].text.contains("</pre><script>alert(3)</script>"))
    #expect(root.all(class: "node").contains { $0.attributes["data-name"] == "<script>alert(6)</script>" })
  }

  @Test func `thirty parameters of four chains of a thousand draws take less than a megabyte`() throws {
    // With predictions and log likelihoods of a hundred observations.
    let html = try #require(ExampleFits.report("many")).html
    #expect(html.utf8.count < 1_000_000 && html.utf8.count > 300_000, "\(html.utf8.count)")
    // Long chains take as much.
    let dataset = try ExampleFits.dataset("many")
    let posterior = try #require(dataset[.posterior])
    let theta = try #require(posterior["theta"])
    let long = (0..<8).flatMap { _ in theta.doubles }
    let array = try DataArray("theta", NDArray(long, shape: [4, 8000, 30]), dims: theta.dims)
    let longer = Report(Dataset([try DataGroup(.posterior, [array])])).html
    #expect(longer.utf8.count < 1_000_000, "\(longer.utf8.count)")
  }

  @Test func `sections are there where their groups are`() throws {
    let always = ["Verdict"]
    let drawn = ["Summary", "Intervals", "Parameters"]
    let expected: [(String, [String])] = [
      ("empty", always), ("bare", always + ["Data of this report"]),
      ("no-draws", always + drawn + ["Sampler", "Data of this report"]),
      ("one-draw", always + drawn + ["Pairs", "Sampler", "Energy", "Data of this report"]),
      ("one-chain", always + drawn + ["Pairs", "Effective sample sizes", "Sampler", "Energy", "Data of this report"]),
      (
        "counts",
        always + drawn + ["Pairs", "Effective sample sizes", "Sampler", "Posterior predictions", "Data of this report"]
      ),
      (
        "schools",
        always + drawn + [
          "Pairs", "Effective sample sizes", "Sampler", "Energy", "Posterior predictions", "Cross-validation", "Model",
          "Data of this report",
        ]
      ),
    ]
    for (name, wanted) in expected { #expect(headings(try page(name).root) == wanted, "\(name)") }
    // Taking a group away takes its section away.
    let whole = try ExampleFits.dataset("schools")
    for (group, section) in [
      (DataGroup.Name.posteriorPredictive, "Posterior predictions"), (.logLikelihood, "Cross-validation"),
      (.sampleStats, "Energy"),
    ] {
      let rest = Dataset(whole.groups.filter { $0.name != group })
      #expect(!headings(try root(Report(rest).html)).contains(section))
      #expect(headings(try root(Report(whole).html)).contains(section))
    }
    let prior = try DataGroup(.priorPredictive, whole[.posteriorPredictive]?.arrays ?? [])
    #expect(headings(try root(Report(whole.adding(prior)).html)).contains("Prior predictions"))
  }

  @Test func `ten thousand elements are folded to the worst thirty, and the page says so`() throws {
    let (_, root) = try page("wide")
    #expect(root.all(class: "parameter").count == 30)
    #expect(root.all(named: "tbody")[0].all(named: "tr").count == 200)
    let texts = root.all(class: "text").map(\.text)
    #expect(texts.contains { $0.hasPrefix("The 30 worst of 10000 parameters") && $0.contains("9970 are not drawn") })
    #expect(texts.contains { $0.hasPrefix("The 200 worst of 10000 parameters") })
  }

  @Test func `the worst parameter comes first`() throws {
    let (_, root) = try page("many")
    let summary = try ExampleFits.dataset("many").summary()
    let worst = try #require(summary.rows.max { $0.rHat < $1.rHat })
    #expect(worst.rHat > 1.05)
    #expect(root.all(class: "parameter")[0].all(named: "h3")[0].text == worst.name)
    let broken = try page("broken").root.all(class: "parameter").map { $0.all(named: "h3")[0].text }
    #expect(Set(broken.prefix(3)) == ["some NaN", "all NaN", "some infinite"] && broken.last == "constant")
  }

  @Test func `the table has the numbers of the summary`() throws {
    let (_, root) = try page("schools")
    let summary = try ExampleFits.dataset("schools").summary()
    for (element, row) in try paired(root.all(named: "tbody")[0].all(named: "tr"), summary.rows) {
      let numbers = element.all(named: "td").map { $0.number("data-value") }
      let expected = [
        row.mean, row.standardDeviation, row.q05, row.q50, row.q95, row.meanError, row.bulkSampleSize,
        row.tailSampleSize, row.rHat,
      ]
      #expect(numbers == expected)
    }
    // What is worse than it should be is marked by more than a color.
    let marked = root.all(named: "td").filter { $0.has(class: "bad") }
    #expect(!marked.isEmpty && marked.allSatisfy { $0.text.hasPrefix("! ") })
    #expect(root.all(class: "concerns")[0].all(named: "li").count == summary.concerns.count)
  }

  @Test func `divergent transitions are counted and drawn`() throws {
    for name in ["schools", "foreign"] {
      let (_, root) = try page(name)
      let diverging = try #require(try ExampleFits.dataset(name)[.sampleStats]?["diverging"])
      let count = diverging.doubles.count { $0 != 0 }
      #expect(count > 3)
      let said = try #require(root.all(named: "p").first { $0.attributes["id"] == "divergence-count" })
      #expect(said.text == "\(count) transitions diverged.")
      let ticks = root.all(class: "tick-row").filter { $0.attributes["data-name"] == "divergent transitions" }
      #expect(!ticks.isEmpty && ticks.allSatisfy { $0.attributes["data-count"] == "\(count)" })
      let marks = root.all(class: "points").filter { $0.attributes["data-name"] == "divergent" }
      #expect(marks.count == 6)
    }
    let (_, calm) = try page("counts")
    #expect(calm.all(named: "p").contains { $0.text == "No transition diverged." })
  }

  @Test func `the sampler's statistics are found under the names of other programs`() throws {
    let (_, root) = try page("foreign")
    let table = try #require(root.all(class: "sampler").first)
    #expect(
      table.all(named: "thead")[0].all(named: "th").map(\.text) == [
        "chain", "divergent transitions", "deepest tree", "BFMI",
      ])
    let stats = try #require(try ExampleFits.dataset("foreign")[.sampleStats])
    let fractions = ScalarDraws(try #require(stats["energy"]).doubles.chunked(300)).fractionsOfMissingInformation()
    for (row, chain) in try paired(table.all(named: "tbody")[0].all(named: "tr"), 0..<4) {
      let cells = row.all(named: "td").map(\.text)
      let count = try #require(stats["diverging"]).doubles.chunked(300)[chain].count { $0 != 0 }
      #expect(cells[0] == (count > 0 ? "! \(count)" : "0") && cells[1] == "6")
      #expect(cells[2] == String(format: "%.2f", fractions[chain]))
    }
    // Stan's names.
    let draws = try #require(stats["diverging"])
    let renamed = try DataGroup(
      .sampleStats,
      [draws.named("divergent__"), draws.named("energy__"), draws.named("accept_stat__"), draws.named("stepsize__")])
    let stan = try self.root(Report(try ExampleFits.dataset("foreign").adding(renamed)).html)
    let heads = try #require(stan.all(class: "sampler").first).all(named: "thead")[0].all(named: "th").map(\.text)
    #expect(heads == ["chain", "divergent transitions", "mean acceptance", "step size", "BFMI"])
    #expect(stan.all(class: "concerns")[0].all(named: "li").contains { $0.text.contains("transitions diverged") })
  }

  @Test func `any shapes make a whole page`() throws {
    var numbers = TestNumbers(seed: 21)
    for _ in 0..<60 {
      var groups: [DataGroup] = []
      for name in [
        DataGroup.Name.posterior, .sampleStats, .prior, .posteriorPredictive, .observedData, .logLikelihood,
        .priorPredictive,
      ] where numbers.uniform() < 0.8 {
        var arrays: [DataArray] = []
        for array in ["a", "y", "diverging", "energy"] where numbers.uniform() < 0.7 {
          let isSampled = name != .observedData && numbers.uniform() < 0.9
          var dimensions = isSampled ? [numbers.integer(below: 4), numbers.integer(below: 40)] : []
          var dims = isSampled ? ["chain", "draw"] : []
          for axis in 0..<numbers.integer(below: 3) {
            dimensions.append(numbers.integer(below: 4))
            dims.append("\(array) \(axis)")
          }
          let count = dimensions.reduce(1, *)
          let special = numbers.element(of: [0, 0, .nan, .infinity, -1e308, 1e-308])
          let values = (0..<count).map { _ in numbers.uniform() < 0.1 ? special : numbers.uniform(-2, 2) }
          let shape = Shape(dimensions)
          let kind = numbers.integer(below: 4)
          let part =
            kind == 0
            ? NDArray(values.map { $0.isFinite && abs($0) < 9 ? Int($0) : 7 }, shape: shape)
            : kind == 1 ? NDArray(values.map { $0 > 0 }, shape: shape) : NDArray(values, shape: shape)
          // Arrays of one group share the length of a dim.
          if let made = try? DataArray(array, part, dims: dims) { arrays.append(made) }
        }
        var group = try DataGroup(name)
        for array in arrays { try? group.add(array) }
        groups.append(group)
      }
      let dataset = Dataset(groups)
      _ = try root(Report(dataset).html)
      for kind in Plot.Kind.allCases {
        if let plot = try? dataset.plot(kind) { _ = try SVGElement(plot.svg) }
      }
    }
  }
}

extension SVGElement {
  /// All identifiers of the element and of what is in it.
  fileprivate var allIdentifiers: [String] {
    (attributes["id"].map { [$0] } ?? []) + children.flatMap(\.allIdentifiers)
  }
}

extension [Double] {
  /// The list in parts of one length.
  fileprivate func chunked(_ length: Int) -> [[Double]] {
    stride(from: 0, to: count, by: length).map { Array(self[$0..<($0 + length)]) }
  }
}
