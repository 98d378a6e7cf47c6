// Both tails of every univariate family and their quantiles against mpmath, at 200 points a family or more, down to 1e-300.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

/// Points of one tail of a family: parameters, x, and the logarithm of the tail there.
private struct TailTable {
  let columns: [[Double]]
  let values: [Double]
  let logarithms: [Double]

  init(_ name: String, parameterCount: Int) throws {
    let rows = try #require(try TailReferenceTests.tables.get()[name], "no table of \(name)")
    columns = (0..<parameterCount).map { index in rows.map { $0[index] } }
    values = rows.map { $0[parameterCount] }
    logarithms = rows.map { $0[parameterCount + 1] }
  }
}

@Suite struct TailReferenceTests {
  /// The tables that Scripts/reference/tails.py wrote.
  fileprivate static let tables = Result {
    try ["tails", "tails-closed-forms", "tails-further", "tails-made"].reduce(into: [String: [[Double]]]()) {
      tables, name in
      try tables.merge(Reference.load(name)) { first, _ in first }
    }
  }

  /// The values of functions of a family's member and of a row's numbers, at all rows of a table.
  private func values(
    _ backend: Backend, _ family: Family, _ table: TailTable, _ operand: [Double],
    _ functions: (any UnivariateDistribution, Tensor) -> [Tensor]
  ) throws -> [[Double]] {
    let arguments = (0...table.columns.count).map { Tensor.argument("argument \($0)", .float64([operand.count])) }
    let member = try #require(family.make(Array(arguments.dropLast())) as? any UnivariateDistribution)
    let bindings = try paired(arguments, (table.columns + [operand]).map { NDArray($0) })
    return try backend.values(of: functions(member, arguments[table.columns.count]), bindings)
  }

  @Test(arguments: Family.withCDF) func `each tail agrees to 1e-10 where it is small`(family: Family) throws {
    for isUpper in [false, true] {
      let table = try TailTable(family.name + (isUpper ? " above" : ""), parameterCount: family.points[0].count)
      for backend in try Backend.present {
        let given = try values(backend, family, table, table.values) { member, x in
          [isUpper ? member.logSurvival(x) : member.logCDF(x)]
        }[0]
        for (row, pair) in try paired(given, table.logarithms).enumerated() where !(abs(pair.0 - pair.1) <= 1e-10) {
          Issue.record(
            "\(family.name)\(table.columns.map { $0[row] }) at \(table.values[row]) by \(backend): \(pair.0), \(pair.1)"
          )
        }
      }
    }
  }

  @Test(arguments: Family.withCDF) func `quantiles of either tail agree to 1e-10, and those of counts exactly`(
    family: Family
  ) throws {
    let tolerance = family(family.points[0]).support.elementType == .int64 ? 0 : 1e-10
    for isUpper in [false, true] {
      let table = try TailTable(family.name + (isUpper ? " above" : ""), parameterCount: family.points[0].count)
      for backend in try Backend.present {
        let given = try values(backend, family, table, table.logarithms) { member, logarithm in
          isUpper
            ? [member.quantile(logSurvival: logarithm), member.quantile(survival: exp(logarithm))]
            : [member.quantile(logCDF: logarithm), member.quantile(exp(logarithm))]
        }
        for quantiles in given {
          for (row, pair) in try paired(quantiles, table.values).enumerated()
          where !(abs(pair.0 - pair.1) <= tolerance * abs(pair.1)) {
            Issue.record(
              "\(family.name)\(table.columns.map { $0[row] }) at \(table.logarithms[row]) by \(backend): \(pair)")
          }
        }
      }
    }
  }

  @Test func `every family has both tails, down to 1e-300 where they go so far`() throws {
    let tables = try Self.tables.get()
    #expect(Set(tables.keys) == Set(Family.withCDF.flatMap { [$0.name, $0.name + " above"] }))
    for family in Family.withCDF {
      let both = [family.name, family.name + " above"].map { tables[$0] ?? [] }
      #expect(both[0].count + both[1].count >= 200 && both.allSatisfy { $0.count >= 50 }, "\(family.name)")
      let depths = both.map { $0.compactMap(\.last).min() ?? 0 }
      #expect(depths[0] < family.depths.below && depths[1] < family.depths.above, "\(family.name): \(depths)")
    }
  }
}
