// Log densities against mpmath where plain formulas fail: at counts and shapes of 1e5 to 1e16, whose terms cancel, and so far
// out that the square of the deviation overflows.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

/// A density of events as a function of columns of numbers: what a reference row begins with.
struct EventTable: Sendable, CustomTestStringConvertible {
  let name: String
  let argumentCount: Int
  let differentiable: [Int]
  /// The arguments whose derivative is a small difference of large terms.
  var differences: [Int] = []
  let logDensity: @Sendable ([Tensor]) -> Tensor
  var testDescription: String { name }

  /// Numbers side by side: one vector a row.
  private static func vectors(_ columns: ArraySlice<Tensor>) -> Tensor { stack(Array(columns), axis: 1) }

  /// Lower-triangular matrices of two rows.
  private static func factors(_ columns: ArraySlice<Tensor>) -> Tensor {
    let elements = Array(columns)
    let zero = 0 * elements[0]
    return stack([elements[0], zero, elements[1], elements[2]], axis: 1)
      .reshaped(to: [elements[0].shape[0], 2, 2])
  }

  static let all: [EventTable] = [
    EventTable(name: "Multinomial", argumentCount: 7, differentiable: [1, 2, 3]) {
      Multinomial(trials: $0[0], probabilities: vectors($0[1..<4])).logDensity(vectors($0[4..<7]))
    },
    EventTable(name: "MultinomialLogits", argumentCount: 7, differentiable: [1, 2, 3], differences: [1, 2, 3]) {
      Multinomial(trials: $0[0], logits: vectors($0[1..<4])).logDensity(vectors($0[4..<7]))
    },
    EventTable(name: "DirichletMultinomial", argumentCount: 7, differentiable: [1, 2, 3]) {
      DirichletMultinomial(trials: $0[0], concentration: vectors($0[1..<4])).logDensity(vectors($0[4..<7]))
    },
    EventTable(name: "OrderedMultinomial", argumentCount: 7, differentiable: [1, 2, 3], differences: [1, 2, 3]) {
      OrderedMultinomial(trials: $0[0], predictor: $0[1], cutpoints: vectors($0[2..<4])).logDensity(vectors($0[4..<7]))
    },
    EventTable(name: "MvStudentT", argumentCount: 6, differentiable: Array(0..<6), differences: [0]) {
      MvStudentT(degreesOfFreedom: $0[0], location: [0, 0], choleskyFactor: factors($0[1..<4])).logDensity(
        vectors($0[4..<6]))
    },
    EventTable(name: "WishartCholesky", argumentCount: 7, differentiable: Array(0..<7)) {
      WishartCholesky(degreesOfFreedom: $0[0], choleskyFactor: factors($0[1..<4])).logDensity(factors($0[4..<7]))
    },
    EventTable(name: "InverseWishartCholesky", argumentCount: 7, differentiable: Array(0..<7)) {
      InverseWishartCholesky(degreesOfFreedom: $0[0], choleskyFactor: factors($0[1..<4])).logDensity(
        factors($0[4..<7]))
    },
    EventTable(name: "VonMisesFisher", argumentCount: 4, differentiable: [0]) {
      VonMisesFisher([0.6, 0.8, 0], $0[0]).logDensity(vectors($0[1..<4]))
    },
  ]
}

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

  @Test(arguments: EventTable.all) func `densities of events agree to 1e-12 far out, with their derivatives`(
    event: EventTable
  ) throws {
    let tables = try Reference.load("extreme-event-densities", as: [String: [[Double]]].self)
    let rows = try #require(tables[event.name], "no table of \(event.name)")
    #expect(rows.count >= 8)
    let table = SlopeTable(
      name: event.name, rows: rows, argumentCount: event.argumentCount, differentiable: event.differentiable)
    for backend in try Backend.present {
      let findings = try table.findings(
        backend, floor: Self.floor, differences: event.differences, event.logDensity)
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }
}
