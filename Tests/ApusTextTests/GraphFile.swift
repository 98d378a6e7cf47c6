// A file of Tests/Graphs: the text of a graph, then what is expected of it, in comments that begin with `//!`.
//
//     //! rewritten has LogSumExp(         the rewritten graph's text has this
//     //! rewritten lacks = Log(           it has not this
//     //! at x = [1, 2]; y = 0.5           a point: what follows is expected there
//     //! value 0 = 3.5 within 1e-14       an output, each element to a relative error
//     //! gradient 0 x = [1, 2] within 0   the gradient of an output with respect to an argument
//
// Values and gradients are those of the rewritten graph, on the interpreter and natively: as models are evaluated.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusRewriting
import ApusTestSupport
import ApusText
import Foundation
import Testing

/// A graph with expectations.
struct GraphFile: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String

  var testDescription: String { name }

  /// The files of the folder.
  static let all: [GraphFile] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Graphs")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "apus" }.sorted { $0.path < $1.path }.map {
      GraphFile(name: $0.lastPathComponent, text: (try? String(contentsOf: $0, encoding: .utf8)) ?? "")
    }
  }()

  /// A line that is no expectation.
  struct BadLine: Error { let line: String }

  /// What does not hold, as sentences; and how many values were compared.
  func findings() throws -> (sentences: [String], comparisons: Int) {
    let graph = try GraphReader().read(text, file: name)
    var run = try Run(graph)
    for line in text.split(separator: "\n") where line.hasPrefix("//! ") { try run.check(String(line.dropFirst(4))) }
    return (run.findings, run.comparisons)
  }

  /// The expectations of a file, one after another.
  private struct Run {
    let graph: TextGraph
    /// As models make their graphs: stable forms before differentiation.
    let stable: [Tensor]
    let rewritten: String
    private var bindings: [Tensor: NDArray] = [:]
    var findings: [String] = []
    var comparisons = 0

    init(_ graph: TextGraph) throws {
      self.graph = graph
      stable = try rewrite(graph.outputs, with: .stabilize).outputs
      rewritten = try GraphText(try rewrite(stable, with: .specialize).outputs, arguments: graph.arguments).text
    }

    mutating func check(_ line: String) throws {
      func rest(_ prefix: String) -> String? { line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : nil }
      if let part = rest("rewritten has ") {
        if !rewritten.contains(part) { findings.append("the rewritten graph has no '\(part)':\n\(rewritten)") }
        comparisons += 1
      } else if let part = rest("rewritten lacks ") {
        if rewritten.contains(part) { findings.append("the rewritten graph has '\(part)':\n\(rewritten)") }
        comparisons += 1
      } else if let point = rest("at ") {
        for binding in point.components(separatedBy: "; ") {
          let parts = binding.components(separatedBy: " = ")
          guard parts.count == 2, let argument = graph.argument(parts[0]) else { throw BadLine(line: line) }
          bindings[argument] = try array(parts[1], argument.type)
        }
      } else {
        try compare(line)
      }
    }

    private mutating func compare(_ line: String) throws {
      let value = #/value (?<number>\d+) = (?<expected>.*) within (?<error>\S+)/#
      let slope = #/gradient (?<number>\d+) (?<argument>\w+) = (?<expected>.*) within (?<error>\S+)/#
      let (tensor, text, error): (Tensor, Substring, Substring)
      if let match = line.wholeMatch(of: value), let output = Int(match.number), stable.indices.contains(output) {
        (tensor, text, error) = (stable[output], match.expected, match.error)
      } else if let match = line.wholeMatch(of: slope), let output = Int(match.number),
        stable.indices.contains(output), let argument = graph.argument(String(match.argument))
      {
        let product = try vectorJacobianProduct(
          of: [stable[output]], cotangents: [.ones(stable[output].shape)], withRespectTo: [argument])
        (tensor, text, error) = (product[0] ?? .zeros(argument.type), match.expected, match.error)
      } else {
        throw BadLine(line: line)
      }
      let expected = try array(String(text), tensor.type)
      guard let tolerance = Double(error) else { throw BadLine(line: line) }
      let specialized = try rewrite([tensor], with: .specialize).outputs
      var values = [("by the interpreter", try evaluate(specialized, bindings)[0])]
      if NativeAgreement.isAvailable {
        let varying = graph.arguments.compactMap { argument in bindings[argument].map { (argument, $0) } }
        values.append(("natively", try NativeAgreement.native(specialized, varying)[0]))
      }
      for (backend, found) in values {
        comparisons += 1
        guard found.type == expected.type else {
          findings.append("\(line): \(found.type) \(backend)")
          continue
        }
        for (place, (x, y)) in zip(found.doubles, expected.doubles).enumerated() {
          let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= tolerance * y.magnitude
          if !isRight { findings.append("\(line): element \(place) is \(x), not \(y), \(backend)") }
        }
      }
    }

    /// An array of a type, written as in the text of a graph.
    private func array(_ text: String, _ type: TensorType) throws -> NDArray {
      try GraphReader().array(text, type)
    }
  }
}
