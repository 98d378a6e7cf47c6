// Every row of the law tests as a function in Python, with the values and the vector-Jacobian products that Apus computes.

import ApusExtension
import ApusOrbits
import ApusOpLaws
import ApusTestSupport

/// The functions of the catalogue at sample points.
struct Catalogue {
  private var functions: [JAXFunctions.Function] = []
  private var arrays: [(String, NDArray)] = []

  /// All rows, at ordinary points and at the edges of their domains.
  init() throws {
    let elementwise: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    for row in ElementwiseLaws.all {
      guard let reference = elementwise[row.name] else { continue }
      try add(row.name, reference.columns()) { [row.build($0)] }
      let edges = reference.edges.map(\.point)
      guard !edges.isEmpty else { continue }
      let columns = (0..<reference.operandCount).map { operand in NDArray(edges.map { $0[operand] }) }
      try add("\(row.name), edges", columns) { [row.build($0)] }
      // Operands that broadcast: a row against a column.
      if reference.operandCount > 1 {
        let broadcast = reference.columns().enumerated().map { index, column in
          index == 0 ? column.reshaped([column.count, 1]) : column
        }
        try add("\(row.name), broadcast", broadcast) { [row.build($0)] }
      }
    }
    try addKepler()
    let distributions: [String: [[Double]]] = try Reference.load("special-distributions")
    let points = distributions["studentT"] ?? []
    let students = [NDArray(points.map { $0[0] }), NDArray(points.map { $0[1] })]
    let skewed: [[Double]] = [[-30, -3, -0.4, 0, 0.001, 0.7, 5, 20], [0.5, 4, -2, 3, 1e3, -0.3, 0, -1.5]]
    try add("logSkewNormalCDF", skewed.map { NDArray($0) }) { [.apply(LogSkewNormalCDF(), $0[0], $0[1])] }
    try add("logStudentTCDF", students) { [.apply(LogStudentTCDF(), $0[0], $0[1])] }
    try add("Student's hazard", students) { [.apply(StudentTHazard(), $0[0], $0[1])] }
    let rows: [NDArray] = [
      NDArray([0.5, 2]), NDArray((0..<12).map { 0.75 * Double($0 % 5) - 1 }, shape: [2, 1, 6]),
      NDArray([2, 0.5, 0.5, 0.75, 1, 0, 0, 1], shape: [2, 2, 2]),
      NDArray([4, 2, 1, 2, 3, 0.5, 1, 0.5, 2, 2, 0, 0, 0, 2, 0, 0, 0, 2], shape: [2, 3, 3]),
    ]
    try add("KroneckerNoiseKernel", rows) { [.apply(KroneckerNoiseKernel(), $0)[0]] }
    let ofArrays: [String: ArrayReference] = try Reference.load("ops-arrays")
    for row in ArrayLaws.all {
      guard let reference = ofArrays[row.name] else { continue }
      for (number, sample) in reference.samples.enumerated() {
        try add("\(row.name), sample \(number)", sample.operands.map(\.array), row.build)
      }
      for (number, sample) in reference.edges.enumerated() {
        try add("\(row.name), edge \(number)", sample.operands.map(\.array), row.build)
      }
    }
  }

  /// Kepler's equation with its rule: anomalies of many turns, eccentricities up to 1 − 1e-9.
  private mutating func addKepler() throws {
    var numbers = TestNumbers(seed: 3)
    let points = (0..<400).map { index in
      (
        numbers.uniform(-1, 1) * [4, 100, 1e4, 1e6][index % 4],
        index % 3 == 0 ? 1 - 1e-9 * numbers.uniform(1, 1e6) : numbers.uniform()
      )
    }
    try add("Kepler", [NDArray(points.map(\.0)), NDArray(points.map(\.1))]) {
      Kepler.function.results([$0[0], $0[1]])
    }
  }

  /// Adds a function at a point, with its results, cotangents and products.
  mutating func add(_ name: String, _ operands: [NDArray], _ build: ([Tensor]) -> [Tensor]) throws {
    let number = functions.count
    let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, operands))
    let results = build(arguments)
    functions.append(JAXFunctions.Function(name, arguments, results))
    for (index, operand) in operands.enumerated() { arrays.append(("\(number)/operand/\(index)", operand)) }
    for (index, value) in try evaluate(results, bindings).enumerated() {
      arrays.append(("\(number)/result/\(index)", value))
    }
    let cotangents = results.enumerated().map { index, result in
      result.type.isDifferentiable ? Tensor(Self.weights(result.shape, salt: index)) : nil
    }
    for (index, cotangent) in cotangents.enumerated() {
      if let value = cotangent?.constantValue { arrays.append(("\(number)/cotangent/\(index)", value)) }
    }
    let real = arguments.filter { $0.type.isDifferentiable }
    guard cotangents.contains(where: { $0 != nil }), !real.isEmpty else { return }
    let products = try vectorJacobianProduct(of: results, cotangents: cotangents, withRespectTo: real)
    let values = try evaluate(zip(real, products).map { $1 ?? .zeros($0.type) }, bindings)
    for (argument, value) in zip(real, values) {
      let index = arguments.firstIndex(of: argument) ?? 0
      arrays.append(("\(number)/product/\(index)", value))
    }
  }

  /// Saves the module.
  func write(to path: String) throws {
    var module = try JAXFunctions(functions, simplifying: false)
    for (name, value) in arrays { module.add(name, value) }
    try module.write(to: path)
  }

  /// Numbers of both signs between ½ and 3/2.
  private static func weights(_ shape: Shape, salt: Int) -> NDArray {
    var numbers = TestNumbers(seed: UInt64(salt + 1))
    return NDArray(
      (0..<shape.elementCount).map { ($0.isMultiple(of: 2) ? 1 : -1) * numbers.uniform(0.5, 1.5) }, shape: shape)
  }
}
