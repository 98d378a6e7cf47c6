// Laws of transforms: round trips, supports, and log-Jacobians against the determinant of the derivative.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

/// A transform with the shape of its values and which of their elements are free.
struct TransformRow: Sendable, CustomTestStringConvertible {
  let name: String
  let transform: any Transform
  var shape: Shape = []
  var free: [Int] = [0]
  var support: Support?
  /// Whether values, given by their elements, are of a kind that no support has.
  var isMember: (@Sendable ([Double]) -> Bool)?
  /// What the log-Jacobian measures the constrained side by; nothing where the map is no bijection.
  var measure: Measure = .freeElements
  /// The relative error of a round trip, in which the values' condition has its part.
  var tolerance = 1e-12
  enum Measure { case freeElements, area, nothing }
  var testDescription: String { name }

  static let all: [TransformRow] = numbers + vectors + matrices + ordered

  private static let numbers: [TransformRow] = [
    TransformRow(name: "identity", transform: IdentityTransform(), support: .real),
    TransformRow(name: "log", transform: LogTransform(), support: .positive),
    TransformRow(name: "logit", transform: IntervalTransform.logit, support: .unitInterval),
    TransformRow(name: "interval", transform: IntervalTransform(-3, 7.5), support: .interval(lower: -3, upper: 7.5)),
    TransformRow(name: "lowerBound", transform: LowerBoundTransform(2), support: .lowerBounded(2)),
    TransformRow(name: "upperBound", transform: UpperBoundTransform(-1), support: .upperBounded(-1)),
    TransformRow(name: "affine", transform: AffineTransform(offset: -3, multiplier: 0.25), support: .real),
    TransformRow(name: "affine backwards", transform: AffineTransform(offset: 1, multiplier: -8), support: .real),
    TransformRow(name: "softplus", transform: SoftplusTransform(), support: .positive),
    TransformRow(name: "circular", transform: CircularTransform(), support: .circle),
  ]

  private static let vectors: [TransformRow] = [
    TransformRow(
      name: "ordered", transform: OrderedTransform(), shape: [4], free: [0, 1, 2, 3], support: .ordered(count: 4)),
    TransformRow(
      name: "decreasing", transform: OrderedTransform(descending: true), shape: [4], free: [0, 1, 2, 3],
      support: .ordered(count: 4, descending: true)),
    TransformRow(
      name: "decreasing of one", transform: OrderedTransform(descending: true), shape: [1],
      support: .ordered(count: 1, descending: true)),
    TransformRow(name: "ordered of one", transform: OrderedTransform(), shape: [1], support: .ordered(count: 1)),
    TransformRow(
      name: "simplex", transform: SimplexTransform(), shape: [4], free: [0, 1, 2], support: .simplex(count: 4)),
    TransformRow(name: "simplex of two", transform: SimplexTransform(), shape: [2], support: .simplex(count: 2)),
    TransformRow(
      name: "simplex of one", transform: SimplexTransform(), shape: [1], free: [], support: .simplex(count: 1)),
    TransformRow(
      name: "isometricLogRatio", transform: IsometricLogRatioTransform(), shape: [4], free: [0, 1, 2],
      support: .simplex(count: 4)),
    TransformRow(
      name: "isometricLogRatio of one", transform: IsometricLogRatioTransform(), shape: [1], free: [],
      support: .simplex(count: 1)),
    TransformRow(
      name: "sumToZero", transform: SumToZeroTransform(), shape: [5], free: [0, 1, 2, 3, 4],
      support: .sumToZero(shape: [5]), measure: .area),
    TransformRow(
      name: "sumToZero of one", transform: SumToZeroTransform(), shape: [1], free: [],
      support: .sumToZero(shape: [1]), measure: .area),
    TransformRow(
      name: "sumToOne", transform: SumToOneTransform(), shape: [4], free: [0, 1, 2], isMember: hasSumOne),
    TransformRow(name: "sumToOne of one", transform: SumToOneTransform(), shape: [1], free: [], isMember: hasSumOne),
    TransformRow(
      name: "unitVector", transform: UnitVectorTransform(), shape: [3], support: .unitVector(count: 3),
      measure: .nothing),
    TransformRow(
      name: "unitVector of one", transform: UnitVectorTransform(), shape: [1], support: .unitVector(count: 1),
      measure: .nothing),
    TransformRow(
      name: "chain", transform: ChainTransform(OrderedTransform(), LogTransform()), shape: [3], free: [0, 1, 2],
      support: .ordered(count: 3, within: .positive)),
  ]

  private static let matrices: [TransformRow] = [
    TransformRow(
      name: "correlationCholesky", transform: CorrelationCholeskyTransform(), shape: [4, 4],
      free: [4, 8, 9, 12, 13, 14], support: .correlationCholesky(order: 4)),
    TransformRow(
      name: "correlationCholesky of two", transform: CorrelationCholeskyTransform(), shape: [2, 2], free: [2],
      support: .correlationCholesky(order: 2)),
    TransformRow(
      name: "correlationCholesky of one", transform: CorrelationCholeskyTransform(), shape: [1, 1], free: [],
      support: .correlationCholesky(order: 1)),
    TransformRow(
      name: "simplex of columns", transform: SimplexTransform(axis: -2), shape: [3, 2], free: [0, 1, 2, 3],
      isMember: isStochastic),
    TransformRow(
      name: "sumToZero of a matrix", transform: SumToZeroTransform(axisCount: 2), shape: [3, 4],
      free: Array(0..<12), support: .sumToZero(shape: [3, 4]), measure: .area),
    TransformRow(
      name: "correlation", transform: CorrelationTransform(), shape: [4, 4], free: [4, 8, 9, 12, 13, 14],
      support: .correlation(order: 4), tolerance: 1e-6),
    TransformRow(
      name: "correlation of one", transform: CorrelationTransform(), shape: [1, 1], free: [],
      support: .correlation(order: 1)),
    TransformRow(
      name: "covarianceCholesky", transform: CovarianceCholeskyTransform(), shape: [3, 3],
      free: [0, 3, 4, 6, 7, 8],
      support: .choleskyFactor(order: 3)),
    TransformRow(
      name: "covarianceCholesky of five rows", transform: CovarianceCholeskyTransform(columns: 2), shape: [5, 2],
      free: [0, 2, 3, 4, 5, 6, 7, 8, 9], isMember: isTallFactor),
    TransformRow(
      name: "covarianceCholesky of as many rows as columns", transform: CovarianceCholeskyTransform(columns: 2),
      shape: [2, 2], free: [0, 2, 3], support: .choleskyFactor(order: 2)),
    TransformRow(
      name: "covarianceCholesky of one column", transform: CovarianceCholeskyTransform(columns: 1), shape: [3, 1],
      free: [0, 1, 2], isMember: { $0[0] > 0 }),
    TransformRow(
      name: "covariance", transform: CovarianceTransform(), shape: [3, 3], free: [0, 3, 4, 6, 7, 8],
      support: .covariance(order: 3), tolerance: 1e-6),
    TransformRow(
      name: "covariance of one", transform: CovarianceTransform(), shape: [1, 1], support: .covariance(order: 1)),
  ]

  private static let ordered: [TransformRow] = [
    ("between bounds", .interval(lower: -3, upper: 7.5)), ("above a bound", .lowerBounded(2)),
    ("below a bound", .upperBounded(-1)), ("of positive numbers", .positive),
    ("on half a circle", .interval(lower: 0, upper: Tensor(Double.pi))),
    ("on a circle", .circle),
  ].flatMap { (name: String, elements: Support) in
    [false, true].compactMap { isDescending -> TransformRow? in
      let support = Support.ordered(count: 3, within: elements, descending: isDescending)
      guard let transform = support.defaultTransform else { return nil }
      return TransformRow(
        name: (isDescending ? "decreasing " : "ordered ") + name, transform: transform, shape: [3], free: [0, 1, 2],
        support: support)
    }
  }

  /// Five rows of two columns, the first two of them a triangle with a positive diagonal.
  @Sendable private static func isTallFactor(_ x: [Double]) -> Bool { x[0] > 0 && x[1] == 0 && x[3] > 0 }

  @Sendable private static func hasSumOne(_ x: [Double]) -> Bool {
    abs(x.reduce(-1, +)) <= 1e-15 * x.reduce(1) { $0 + abs($1) }
  }

  /// Two columns with sum 1.
  @Sendable private static func isStochastic(_ x: [Double]) -> Bool {
    (0..<2).allSatisfy { column in
      let total: Double = x[column] + x[column + 2] + x[column + 4]
      return abs(total - 1) < 1e-14
    } && x.allSatisfy { $0 >= 0 }
  }

  /// Points of the unconstrained side within one turn of the circle.
  func points(_ scale: Double) -> [[Double]] {
    let count = transform.unconstrainedShape(shape).elementCount
    return (0..<6).map { row in
      (0..<count).map { column -> Double in
        let phase: Double = 1 + 2.3 * Double(row) + 1.7 * Double(column)
        return scale * sine(phase)
      }
    }
  }
}

@Suite struct TransformTests {
  @Test(arguments: TransformRow.all) func `a round trip returns the point`(row: TransformRow) throws {
    let shape = row.transform.unconstrainedShape(row.shape)
    for point in row.points(3) {
      let value = row.transform.constrain(Tensor(NDArray(point, shape: shape)))
      #expect(value.shape == row.shape)
      let back = row.transform.unconstrain(value)
      #expect(back.shape == shape)
      let again = row.transform.constrain(back)
      // Of a simplex or a factor of one row there is no unconstrained number.
      for (a, b) in try paired(numbers(back), point, mayBeEmpty: row.free.isEmpty) where row.measure != .nothing {
        #expect(abs(a - b) <= row.tolerance * max(1, abs(b)), "\(row.name)")
      }
      for (a, b) in try paired(numbers(again), numbers(value)) {
        #expect(abs(a - b) <= 0.1 * row.tolerance * max(abs(b), 1e-3), "\(row.name)")
      }
    }
  }

  @Test(arguments: TransformRow.all) func `values lie in the support`(row: TransformRow) throws {
    let shape = row.transform.unconstrainedShape(row.shape)
    for scale in [0, 1, 5] {
      for point in row.points(Double(scale)) {
        let value = row.transform.constrain(Tensor(NDArray(point, shape: shape)))
        if let isMember = row.isMember {
          #expect(isMember(try numbers(value)), "\(row.name) at \(point)")
        } else {
          let support = try #require(row.support)
          #expect(try evaluate(support.contains(value)).doubles == [1], "\(row.name) at \(point)")
        }
      }
    }
  }

  @Test(arguments: TransformRow.all.filter { $0.measure != .nothing })
  func `the log-Jacobian is that of the derivative`(row: TransformRow) throws {
    let shape = row.transform.unconstrainedShape(row.shape)
    let argument = Tensor.argument("y", .float64(shape))
    let value = row.transform.constrain(argument).reshaped(to: [row.shape.elementCount])
    let logJacobian = row.transform.logJacobian(argument)
    #expect(logJacobian.shape == [])
    let rows = try row.free.map { index in
      let element = sum(value * Tensor((0..<row.shape.elementCount).map { $0 == index ? 1.0 : 0 }))
      return try gradient(of: element, withRespectTo: argument)
    }
    for point in row.points(2) {
      let bindings = [argument: NDArray(point, shape: shape)]
      let matrix = try evaluate(rows, bindings).map(\.doubles)
      let expected = row.measure == .area ? 0.5 * logDeterminant(productsOfColumns(matrix)) : logDeterminant(matrix)
      let given = try evaluate(logJacobian, bindings).scalar
      #expect(abs(given - expected) <= 1e-11 * max(1, abs(expected)), "\(row.name) at \(point): \(given), \(expected)")
    }
  }

  @Test(arguments: TransformRow.all) func `batches are transformed one by one`(row: TransformRow) throws {
    let one = row.transform.unconstrainedShape(row.shape)
    let batch = Shape([2, 3] + one.dimensions)
    #expect(row.transform.unconstrainedShape(Shape([2, 3] + row.shape.dimensions)) == batch)
    let points = row.points(2)
    let together = Tensor(NDArray(points.flatMap { $0 }, shape: batch))
    let (values, logJacobian) = (row.transform.constrain(together), row.transform.logJacobian(together))
    #expect(values.shape == Shape([2, 3] + row.shape.dimensions))
    #expect(logJacobian.shape == [2, 3])
    #expect(row.transform.unconstrain(values).shape == batch)
    let singles = points.map { Tensor(NDArray($0, shape: one)) }
    #expect(try numbers(values) == (try singles.flatMap { try numbers(row.transform.constrain($0)) }))
    #expect(try numbers(logJacobian) == (try singles.flatMap { try numbers(row.transform.logJacobian($0)) }))
  }

  @Test func `a direction that is said to be uniform has the area of the sphere`() throws {
    let transform = UnitVectorTransform()
    let axis = (0..<121).map { -12.9 + 0.2 * Double($0) }
    let line = Tensor(NDArray(axis, shape: [axis.count, 1]))
    #expect(abs(try number(sum(exp(transform.logJacobian(line)))) * 0.2 - 2) < 1e-12)
    let plane = Tensor(NDArray(axis.flatMap { x in axis.flatMap { [x, $0] } }, shape: [axis.count * axis.count, 2]))
    #expect(abs(try number(sum(exp(transform.logJacobian(plane)))) * 0.04 - 2 * Double.pi) < 1e-12)
    // Its mean square along an axis is 1/2.
    let x = transform.constrain(plane).sliced(axis: -1, 0..<1).reshaped(to: [axis.count * axis.count])
    let weights = exp(transform.logJacobian(plane)) * (0.04 / (2 * Double.pi))
    #expect(abs(try number(sum(weights * x.squared())) - 0.5) < 1e-12)
    // Where samplers start there is a direction, and the gradient is one.
    let y = Tensor.argument("y", .float64([3]))
    let slope = try gradient(of: sum(transform.constrain(y) * Tensor([1.0, 0, 0])), withRespectTo: y)
    let found = try evaluate([transform.constrain(y), slope], [y: NDArray([0.0, 0, 0])]).map(\.doubles)
    for element in found[0] { #expect(abs(element - 0.577_350_269_189_625_8) < 1e-15) }
    for (given, expected) in try paired(found[1], [2.0, -1, -1]) {
      #expect(abs(given - expected / 3 / 1.732_050_807_568_877_2) < 1e-15)
    }
  }

  @Test func `sums that are to be zero are so, of any size, and lengths are kept`() throws {
    for scale in [1e-200, 1, 1e150] {
      let y = [0.3, -2, 1.7, 0, 5].map { $0 * scale }
      let x = try numbers(SumToZeroTransform().constrain(Tensor(y)))
      #expect(abs(x.reduce(0, +)) <= 1e-15 * 10 * scale)
      let (one, two) = (y.reduce(0) { $0 + $1 / scale * ($1 / scale) }, x.reduce(0) { $0 + $1 / scale * ($1 / scale) })
      #expect(abs(one - two) <= 1e-14 * one)
    }
    let support = Support.sumToZero(shape: [2, 2])
    for (rows, isInside) in [
      ([1.0, -1, -1, 1], 1.0), ([1, -1, 1, -1], 0), ([0, 0, 0, 0], 1), ([1e-9, -1e-9, -1e-9, 2e-9], 0),
      ([.infinity, -1, -1, 1], 0), ([.nan, 0, 0, 0], 0),
    ] {
      #expect(try evaluate(support.contains(Tensor(NDArray(rows, shape: [2, 2])))).doubles == [isInside], "\(rows)")
    }
  }

  @Test func `bounds by expressions of other parameters enter the Jacobian and the gradient`() throws {
    let arguments = ["a", "b", "y"].map { Tensor.argument($0, .float64()) }
    let (a, b, y) = (arguments[0], arguments[1], arguments[2])
    let bounded: [any Transform] = [
      LowerBoundTransform(a + exp(b)), UpperBoundTransform(a * b), IntervalTransform(a, a + exp(b)),
      AffineTransform(offset: a * b, multiplier: exp(b)), BoundedOrderedTransform(lower: a, upper: a + exp(b)),
    ]
    for transform in bounded {
      let point = transform.eventRank == 0 ? y : y.reshaped(to: [1])
      let value = transform.constrain(point).reshaped(to: [])
      let slopes = try gradient(of: value, withRespectTo: arguments)
      let bends = try gradient(of: transform.logJacobian(point), withRespectTo: arguments)
      func at(_ numbers: [Double], _ outputs: [Tensor]) throws -> [Double] {
        try evaluate(outputs, Dictionary(uniqueKeysWithValues: zip(arguments, numbers.map { NDArray($0) }))).map(
          \.scalar)
      }
      let place = [0.4, -0.7, 0.3]
      let given = try at(place, slopes + bends)
      // The determinant of (a, b, y) ↦ (a, b, x) is ∂x/∂y.
      #expect(abs(try at(place, [transform.logJacobian(point)])[0] - logarithm(abs(given[2]))) < 1e-13)
      for index in 0..<3 {
        let ends = try [1e-3, -1e-3].map { step in
          var moved = place
          moved[index] += step
          return try at(moved, [value, transform.logJacobian(point)])
        }
        #expect(abs(given[index] - (ends[0][0] - ends[1][0]) / 2e-3) < 1e-6, "\(transform), \(index)")
        #expect(abs(given[3 + index] - (ends[0][1] - ends[1][1]) / 2e-3) < 1e-6, "\(transform), \(index)")
      }
    }
  }

  @Test func `log-Jacobians neither overflow nor cancel far out`() throws {
    let far = Tensor([-800.0, 800])
    #expect(try numbers(IntervalTransform.logit.logJacobian(far)) == [-800, -800])
    let simplex = try number(SimplexTransform().logJacobian(Tensor([800.0, -800])))
    #expect(abs(simplex - (-2 * (800 - Self.logTwo) - 800)) < 1e-12)
    let factor = try number(CorrelationCholeskyTransform().logJacobian(Tensor([800.0])))
    #expect(abs(factor - 2 * (Self.logTwo - 800)) < 1e-12)
  }

  @Test func `small elements of a simplex keep their relative accuracy`() throws {
    let value = try numbers(SimplexTransform().constrain(Tensor([40.0, 0, 0])))
    #expect(value[0] == 1)
    let rest = exponential(-40)
    for element in value.dropFirst() { #expect(abs(element - rest) <= 1e-14 * rest) }
  }

  @Test func `an angle comes back from any number of turns`() throws {
    let turns = [0.0, 1, -1, 5, -7].map { 0.3 + 2 * Double.pi * $0 }
    for angle in try numbers(CircularTransform().constrain(Tensor(turns))) { #expect(abs(angle - 0.3) < 1e-14) }
  }

  @Test func `bounds may be parameters, and pass their gradient`() throws {
    let lower = Tensor.argument("lower")
    let density = IntervalTransform(lower, 5).logJacobian(0.3)
    let slope = try gradient(of: density, withRespectTo: lower)
    #expect(try evaluate(slope, [lower: 1]).scalar == -0.25)
  }

  @Test func `every continuous support has a transform onto it, no discrete one has`() {
    for row in TransformRow.all {
      #expect((row.support == nil) != (row.isMember == nil))
      guard let support = row.support else { continue }
      #expect(support.defaultTransform?.eventRank == row.transform.eventRank)
    }
    let discrete: [Support] = [.booleans, .nonnegativeIntegers, .positiveIntegers, .integers(lower: 0, upper: 3)]
    for support in discrete { #expect(support.defaultTransform == nil && support.elementType == .int64) }
  }

  private static let logTwo = 0.6931471805599453

  /// The products of the columns of the derivative of all elements, whose determinant is the square of an area.
  private func productsOfColumns(_ matrix: [[Double]]) -> [[Double]] {
    let columns = (matrix.first ?? []).indices
    return columns.map { i in columns.map { j in matrix.reduce(0) { $0 + $1[i] * $1[j] } } }
  }

  /// log |det| by elimination with pivots.
  private func logDeterminant(_ matrix: [[Double]]) -> Double {
    var rows = matrix
    var total = 0.0
    for column in rows.indices {
      guard let pivot = (column..<rows.count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }) else { break }
      rows.swapAt(column, pivot)
      total += logarithm(abs(rows[column][column]))
      for row in rows.indices.dropFirst(column + 1) {
        let factor = rows[row][column] / rows[column][column]
        for k in column..<rows.count { rows[row][k] -= factor * rows[column][k] }
      }
    }
    return total
  }

  @Test func `a chain's log-Jacobian is one number for each matrix`() throws {
    let chain = ChainTransform(AffineTransform(offset: 0, multiplier: 0.5), CorrelationCholeskyTransform())
    let free = NDArray([0.5, -1, 2, 0.25, -0.75, 1.5], shape: [2, 3])
    let found = try evaluate(chain.logJacobian(Tensor(free)))
    let own = try evaluate(CorrelationCholeskyTransform().logJacobian(0.5 * Tensor(free)))
    #expect(found.shape == [2])
    for (a, b) in zip(found.doubles, own.doubles) { #expect(abs(a - (b - 2.079_441_541_679_835_7)) < 1e-14) }
  }
}
