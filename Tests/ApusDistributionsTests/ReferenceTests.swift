// Log densities, gradients, distribution functions, moments and transforms against mpmath and SciPy.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusTestSupport
import Testing

/// The numbers that Scripts/reference/densities.py wrote.
struct DensityReference: Decodable, Sendable {
  struct Member: Decodable, Sendable {
    let family: String
    let parameters: [Double]
    let mean: Double?
    let variance: Double?
    let rows: [Row]
  }
  struct Row: Decodable, Sendable {
    let value: Double
    let logDensity: Double
    let gradient: [Double?]
    let logCDF: Double?
  }
  struct Event: Decodable, Sendable {
    let family: String
    let parameters: [[Double]]
    let value: [Double]
    let logDensity: Double
    let gradient: [Double]
  }
  let univariate: [Member]
  let multivariate: [Event]

  static let shared = Result { try Reference.load("densities", as: DensityReference.self) }
}

/// The numbers of events that Scripts/reference/densities.py wrote.
struct EventReference: Decodable, Sendable {
  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
    var array: NDArray { NDArray(values, shape: Shape(shape)) }
  }
  let family: String
  let operands: [Numbers]
  let value: Numbers
  let logDensity: Double
  /// The derivatives in each operand, and in the value; none where they may not be moved.
  let gradients: [[Double]?]

  static let shared = Result { try Reference.load("event-densities", as: [EventReference].self) }
}

/// The numbers that Scripts/reference/bijections.py wrote.
struct BijectionReference: Decodable {
  let transform: String
  let unconstrained: [Double]
  let constrained: [Double]
  let logJacobian: Double
}

@Suite struct ReferenceTests {
  /// Whether a number agrees to a relative tolerance; log densities are sums of terms near 1, whose rounding is `floor`.
  private func agree(_ given: Double, _ expected: Double, _ tolerance: Double, floor: Double) -> Bool {
    given == expected || abs(given - expected) <= tolerance * abs(expected) + floor
  }

  private func members(of family: Family) throws -> [DensityReference.Member] {
    let members = try DensityReference.shared.get().univariate.filter { $0.family == family.name }
    #expect(!members.isEmpty, "\(family.name) has no reference numbers")
    return members
  }

  @Test(arguments: Family.all) func `the log density agrees to 1e-12`(family: Family) throws {
    for member in try members(of: family) {
      for row in member.rows {
        let given = try number(family(member.parameters).logDensity(Tensor(row.value)))
        #expect(
          agree(given, row.logDensity, 1e-12, floor: 1e-14),
          "\(family.name)\(member.parameters) at \(row.value): \(given), \(row.logDensity)")
      }
    }
  }

  @Test(arguments: Family.all) func `the gradient agrees to 1e-9`(family: Family) throws {
    for member in try members(of: family) {
      let probe = try GradientProbe(count: member.parameters.count + 1) { arguments in
        family.make(Array(arguments.dropLast())).logDensity(arguments[member.parameters.count])
      }
      for row in member.rows {
        for (index, slope) in try probe.slopes(member.parameters + [row.value]).enumerated() {
          guard let expected = row.gradient[index] else { continue }
          #expect(
            agree(slope, expected, 1e-9, floor: 1e-15),
            "\(family.name)\(member.parameters) at \(row.value), argument \(index): \(slope), \(expected)")
        }
      }
    }
  }

  @Test(arguments: Family.withCDF) func `the log distribution function agrees to 1e-10`(family: Family) throws {
    var count = 0
    for member in try members(of: family) {
      let distribution = try family.withCDF(member.parameters)
      for row in member.rows {
        guard let expected = row.logCDF else { continue }
        count += 1
        let given = try number(distribution.logCDF(Tensor(row.value)))
        #expect(
          agree(given, expected, 1e-10, floor: 1e-15),
          "\(family.name)\(member.parameters) at \(row.value): \(given), \(expected)")
      }
    }
    #expect(count > 0, "\(family.name) has no reference numbers")
  }

  @Test(arguments: Family.withMoments) func `mean and variance agree`(family: Family) throws {
    for member in try members(of: family) {
      let distribution = try family.withMoments(member.parameters)
      let (mean, variance) = (try number(distribution.mean), try number(distribution.variance))
      if let expected = member.mean, expected.isFinite {
        #expect(agree(mean, expected, 1e-13, floor: 0), "\(family.name)\(member.parameters): \(mean), \(expected)")
      }
      if let expected = member.variance, expected.isFinite {
        #expect(
          agree(variance, expected, 1e-12, floor: 0), "\(family.name)\(member.parameters): \(variance), \(expected)")
      }
    }
  }

  @Test func `multivariate log densities and their gradients agree`() throws {
    for event in try DensityReference.shared.get().multivariate {
      let parameter = Tensor.argument("parameter", .float64([event.parameters[0].count]))
      let size = parameter.shape[0]
      let (distribution, shape): (any Distribution, Shape)
      switch event.family {
      case "Dirichlet": (distribution, shape) = (Dirichlet(parameter), [size])
      case "MvNormal":
        let covariance = NDArray(event.parameters[1], shape: [size, size])
        (distribution, shape) = (MvNormal(parameter, covariance: covariance), [size])
      case "ZeroSumNormal":
        shape = Shape(event.parameters[1].map { Int($0) })
        distribution = ZeroSumNormal(parameter.reshaped(to: []), shape: shape)
      case "CAR":
        shape = [event.value.count]
        let matrix = NDArray(event.parameters[2], shape: [shape[0], shape[0]])
        distribution = CAR(
          event.parameters[1][0], alpha: parameter[0], precision: parameter[1], adjacency: matrix)
      case "ICAR":
        shape = [event.value.count]
        let matrix = NDArray(event.parameters[1], shape: [shape[0], shape[0]])
        distribution = ICAR(parameter.reshaped(to: []), adjacency: matrix)
      default:
        let dimension = Int(Double(event.value.count).squareRoot())
        let eta = parameter.reshaped(to: [])
        (distribution, shape) = (LKJCholesky(dimension, eta: eta), [dimension, dimension])
      }
      let density = distribution.logDensity(Tensor(NDArray(event.value, shape: shape)))
      let outputs = try evaluate(
        [density, try gradient(of: density, withRespectTo: parameter)], [parameter: NDArray(event.parameters[0])])
      let given = outputs[0].scalar
      #expect(agree(given, event.logDensity, 1e-12, floor: 1e-14), "\(event.family): \(given), \(event.logDensity)")
      for (slope, expected) in try paired(outputs[1].doubles, event.gradient) {
        #expect(agree(slope, expected, 1e-9, floor: 1e-14), "\(event.family): \(slope), \(expected)")
      }
    }
  }

  @Test(arguments: OperandRow.events) func `log densities of events agree to 1e-12, their gradients to 1e-11`(
    row: OperandRow
  ) throws {
    let places = try EventReference.shared.get().filter { $0.family == row.name }
    #expect(!places.isEmpty, "\(row.name) has no reference numbers")
    for place in places {
      let numbers = place.operands.map(\.array) + [place.value.array]
      let arguments = numbers.enumerated().map { Tensor.argument("x\($0)", $1.type) }
      let density = row.make(Array(arguments.dropLast())).logDensity(arguments[arguments.count - 1])
      let moved = arguments.indices.filter { place.gradients[$0] != nil }
      let slopes = try gradient(of: density, withRespectTo: moved.map { arguments[$0] })
      let found = try evaluate([density] + slopes, Dictionary(uniqueKeysWithValues: zip(arguments, numbers)))
      let given = found[0].scalar
      #expect(
        agree(given, place.logDensity, 1e-12, floor: 1e-14), "\(row.name)\(numbers): \(given), \(place.logDensity)")
      for (index, argument) in moved.enumerated() {
        let expected = place.gradients[argument] ?? []
        let scale = expected.map(\.magnitude).max() ?? 0
        for (slope, expected) in try paired(found[index + 1].doubles, expected) {
          #expect(
            agree(slope, expected, 1e-11, floor: 1e-14 * scale + 1e-14),
            "\(row.name)\(numbers), argument \(argument): \(slope), \(expected)")
        }
      }
    }
  }

  @Test func `transforms and their log-Jacobians agree`() throws {
    let cases = try Reference.load("bijections", as: [BijectionReference].self)
    let rows = Dictionary(uniqueKeysWithValues: TransformRow.all.map { ($0.name, $0) })
    for item in cases {
      let row = try #require(rows[item.transform])
      let point = Tensor(NDArray(item.unconstrained, shape: row.transform.unconstrainedShape(row.shape)))
      for (given, expected) in try paired(numbers(row.transform.constrain(point)), item.constrained) {
        #expect(agree(given, expected, 1e-14, floor: 0), "\(item.transform): \(given), \(expected)")
      }
      let given = try number(row.transform.logJacobian(point))
      #expect(agree(given, item.logJacobian, 1e-13, floor: 1e-15), "\(item.transform): \(given), \(item.logJacobian)")
    }
  }
}
