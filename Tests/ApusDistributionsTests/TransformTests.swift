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
  var testDescription: String { name }

  static let all: [TransformRow] =
    [
      TransformRow(name: "identity", transform: IdentityTransform(), support: .real),
      TransformRow(name: "log", transform: LogTransform(), support: .positive),
      TransformRow(name: "logit", transform: IntervalTransform.logit, support: .unitInterval),
      TransformRow(name: "interval", transform: IntervalTransform(-3, 7.5), support: .interval(lower: -3, upper: 7.5)),
      TransformRow(name: "lowerBound", transform: LowerBoundTransform(2), support: .lowerBounded(2)),
      TransformRow(name: "upperBound", transform: UpperBoundTransform(-1), support: .upperBounded(-1)),
      TransformRow(
        name: "ordered", transform: OrderedTransform(), shape: [4], free: [0, 1, 2, 3], support: .ordered(count: 4)),
      TransformRow(name: "ordered of one", transform: OrderedTransform(), shape: [1], support: .ordered(count: 1)),
      TransformRow(
        name: "simplex", transform: SimplexTransform(), shape: [4], free: [0, 1, 2], support: .simplex(count: 4)),
      TransformRow(name: "simplex of two", transform: SimplexTransform(), shape: [2], support: .simplex(count: 2)),
      TransformRow(
        name: "simplex of one", transform: SimplexTransform(), shape: [1], free: [], support: .simplex(count: 1)),
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
        name: "choleskyFactor", transform: CholeskyFactorTransform(), shape: [3, 3], free: [0, 3, 4, 6, 7, 8],
        support: .choleskyFactor(order: 3)),
      TransformRow(
        name: "covariance", transform: CovarianceTransform(), shape: [3, 3], free: [0, 3, 4, 6, 7, 8],
        support: .covariance(order: 3)),
      TransformRow(
        name: "covariance of one", transform: CovarianceTransform(), shape: [1, 1], support: .covariance(order: 1)),
      TransformRow(name: "circular", transform: CircularTransform(), support: .circle),
      TransformRow(
        name: "chain", transform: ChainTransform(OrderedTransform(), LogTransform()), shape: [3], free: [0, 1, 2],
        support: .ordered(count: 3, within: .positive)),
    ]
    + [
      ("between bounds", .interval(lower: -3, upper: 7.5)), ("above a bound", .lowerBounded(2)),
      ("below a bound", .upperBounded(-1)), ("of positive numbers", .positive),
      ("on half a circle", .interval(lower: 0, upper: Tensor(Double.pi))),
      ("on a circle", .circle),
    ].compactMap { (name: String, elements: Support) -> TransformRow? in
      let support = Support.ordered(count: 3, within: elements)
      guard let transform = support.defaultTransform else { return nil }
      return TransformRow(name: "ordered " + name, transform: transform, shape: [3], free: [0, 1, 2], support: support)
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
      for (a, b) in try paired(numbers(back), point, mayBeEmpty: row.free.isEmpty) {
        #expect(abs(a - b) <= 1e-12 * max(1, abs(b)), "\(row.name)")
      }
      for (a, b) in try paired(numbers(again), numbers(value)) {
        #expect(abs(a - b) <= 1e-13 * max(abs(b), 1e-3), "\(row.name)")
      }
    }
  }

  @Test(arguments: TransformRow.all) func `values lie in the support`(row: TransformRow) throws {
    let support = try #require(row.support)
    let shape = row.transform.unconstrainedShape(row.shape)
    for scale in [0, 1, 5] {
      for point in row.points(Double(scale)) {
        let value = row.transform.constrain(Tensor(NDArray(point, shape: shape)))
        #expect(try evaluate(support.contains(value)).doubles == [1], "\(row.name) at \(point)")
      }
    }
  }

  @Test(arguments: TransformRow.all) func `the log-Jacobian is that of the derivative`(row: TransformRow) throws {
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
      let expected = logDeterminant(matrix)
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
    for row in TransformRow.all { #expect(row.support?.defaultTransform?.eventRank == row.transform.eventRank) }
    let discrete: [Support] = [.booleans, .nonnegativeIntegers, .positiveIntegers, .integers(lower: 0, upper: 3)]
    for support in discrete { #expect(support.defaultTransform == nil && support.elementType == .int64) }
  }

  private static let logTwo = 0.6931471805599453

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
}
