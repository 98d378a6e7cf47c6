// The incomplete gamma and beta functions as Ops against mpmath, with their derivatives in the shapes and in the argument.

import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

/// A function of the tables that Scripts/reference/distribution-functions.py wrote.
struct IncompleteFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let argumentCount: Int
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  static let all: [IncompleteFunction] = [
    IncompleteFunction(name: "P", argumentCount: 2) { regularizedGammaP($0[0], $0[1]) },
    IncompleteFunction(name: "Q", argumentCount: 2) { regularizedGammaQ($0[0], $0[1]) },
    IncompleteFunction(name: "log P", argumentCount: 2) { logRegularizedGammaP($0[0], $0[1]) },
    IncompleteFunction(name: "log Q", argumentCount: 2) { logRegularizedGammaQ($0[0], $0[1]) },
    IncompleteFunction(name: "I", argumentCount: 3) { regularizedBeta($0[0], $0[1], $0[2]) },
    IncompleteFunction(name: "log I", argumentCount: 3) { logRegularizedBeta($0[0], $0[1], $0[2]) },
    IncompleteFunction(name: "log(1 - I)", argumentCount: 3) { logRegularizedBetaComplement($0[0], $0[1], $0[2]) },
  ]
}

@Suite struct IncompleteFunctionReferenceTests {
  @Test(arguments: IncompleteFunction.all) func `the value and its derivatives in every argument agree to 1e-12`(
    row: IncompleteFunction
  ) throws {
    let tables: [String: [[Double]]] = try Reference.load("incomplete-functions")
    let rows = try #require(tables[row.name])
    #expect(rows.count > 50)
    let table = SlopeTable(
      name: row.name, rows: rows, argumentCount: row.argumentCount, differentiable: Array(0..<row.argumentCount))
    for backend in try Backend.present {
      let findings = try table.findings(backend, row.function)
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }
}
