// Log densities against mpmath where plain formulas fail: at counts and shapes of 1e5 to 1e16, whose terms cancel, and so far
// out that the square of the deviation overflows.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct ExtremeDensityTests {
  /// The tables that Scripts/reference/extreme-densities.py wrote.
  private static let tables = Result { try Reference.load("extreme-densities", as: [String: [[Double]]].self) }

  /// The rounding of a log density near its zeros: it is a sum of terms near 1.
  private static let floor = 4e-15

  @Test(
    arguments: Family.all.filter {
      !["Uniform", "VonMises", "BernoulliProbability", "BernoulliLogit", "DiscreteUniform"].contains($0.name)
    })
  func `log densities and their derivatives in every argument agree to 1e-12`(family: Family) throws {
    let rows = try #require(Self.tables.get()[family.name], "no table of \(family.name)")
    #expect(rows.count >= 6)
    let count = family.points[0].count
    let isContinuous = family(family.points[0]).support.elementType == .float64
    let differentiable = (family.differentiable ?? Array(0..<count)) + (isContinuous ? [count] : [])
    let table = SlopeTable(name: family.name, rows: rows, argumentCount: count + 1, differentiable: differentiable)
    for backend in try Backend.present {
      let differences = family.differences + (["StudentT", "HalfStudentT"].contains(family.name) ? [0] : [])
      let findings = try table.findings(backend, floor: Self.floor, differences: differences) { arguments in
        family.make(Array(arguments.dropLast())).logDensity(arguments[count])
      }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }

  @Test func `an LKJ density at concentrations of 1e8 agrees to 1e-12, with its derivative in the concentration`()
    throws
  {
    let rows = try #require(Self.tables.get()["LKJCholesky"])
    #expect(rows.count >= 8)
    let table = SlopeTable(name: "LKJCholesky", rows: rows, argumentCount: 6, differentiable: [0])
    for backend in try Backend.present {
      let findings = try table.findings(backend, floor: Self.floor) { arguments in
        let column = arguments.map { $0.reshaped(to: [rows.count, 1]) }
        let (zero, one) = (0 * column[0], 1 + 0 * column[0])
        let elements = [one, zero, zero, column[1], column[4], zero, column[2], column[3], column[5]]
        return LKJCholesky(3, eta: arguments[0]).logDensity(
          concatenate(elements, axis: 1).reshaped(to: [rows.count, 3, 3]))
      }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }

  @Test func `a Dirichlet density at concentrations of 1e8 agrees to the rounding of its arguments`() throws {
    let rows = try #require(Self.tables.get()["Dirichlet"])
    #expect(rows.count >= 40)
    let table = SlopeTable(name: "Dirichlet", rows: rows, argumentCount: 6, differentiable: Array(0..<6))
    func joined(_ columns: ArraySlice<Tensor>) -> Tensor {
      concatenate(columns.map { $0.reshaped(to: [rows.count, 1]) }, axis: 1)
    }
    for backend in try Backend.present {
      // An ulp of an element of the simplex moves the density by Σα ulp: more than one is not to be lost.
      let findings = try table.findings(backend, units: 1, floor: Self.floor) { arguments in
        Dirichlet(joined(arguments[0..<3])).logDensity(joined(arguments[3..<6]))
      }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }
}
