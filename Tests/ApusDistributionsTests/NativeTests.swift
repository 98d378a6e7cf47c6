// Native code computes every distribution's log density, distribution function and gradients as the interpreter does.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }))
struct NativeTests {
  /// Places within and outside supports, and far out.
  private static let edges: [Double] = [-2.5, -1, 0, 0.5, 1, 3, 1e6]

  /// The findings for a function of a family's parameters and the value, at all points, each with its own gradient.
  private func findings(_ family: Family, _ function: ([Tensor], Tensor) throws -> Tensor) throws -> [String] {
    let isContinuous = family(family.points[0]).support.elementType == .float64
    let values = try family.points.map { try typicalValues(family($0), count: 9) + Self.edges }
    let columns = try family.points[0].indices.map { index in
      try paired(family.points, values).flatMap { point, values in values.map { _ in point[index] } }
    }
    let value = values.flatMap { $0 }
    let arguments = (0...columns.count).map { Tensor.argument("argument \($0)", .float64([value.count])) }
    let result = try function(Array(arguments.dropLast()), arguments[columns.count])
    let moved = (family.differentiable ?? Array(columns.indices)) + (isContinuous ? [columns.count] : [])
    let slopes = try gradient(of: sum(result), withRespectTo: moved.map { arguments[$0] })
    let bindings = try paired(arguments, (columns + [value]).map { NDArray($0) })
    return try PointwiseAgreement.findings(family.name, [result] + slopes, bindings, moved: moved)
  }

  @Test(arguments: Family.all) func `native code gives what the interpreter gives, point by point`(
    family: Family
  ) throws {
    let findings = try findings(family) { family.make($0).logDensity($1) }
    #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
  }

  @Test(arguments: Family.withCDF) func `native distribution functions are the interpreter's, point by point`(
    family: Family
  ) throws {
    let findings = try findings(family) { parameters, value in
      try #require(family.make(parameters) as? any UnivariateDistribution).logCDF(value)
    }
    #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
  }

  @Test(arguments: Family.withCDF) func `native upper tails are the interpreter's, point by point`(
    family: Family
  ) throws {
    let findings = try findings(family) { parameters, value in
      try #require(family.make(parameters) as? any UnivariateDistribution).logSurvival(value)
    }
    #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
  }

  @Test(arguments: MultivariateRow.all) func `native multivariate densities are the interpreter's`(
    row: MultivariateRow
  ) throws {
    let transform = try #require(row.transform)
    let shape = transform.unconstrainedShape(row.distribution.shape)
    for scale in [0.1, 1, 4] {
      let point = Tensor.argument("point", .float64(shape))
      let density = row.distribution.logDensity(transform.constrain(point))
      let slope = try gradient(of: density, withRespectTo: point)
      let numbers = (0..<shape.elementCount).map { scale * (0.4 - 0.7 * Double($0)) }
      let bindings = [(point, NDArray(numbers, shape: shape))]
      let findings = try PointwiseAgreement.findings(row.name, [density, slope], bindings, moved: [0])
      #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }
  }

  @Test func `a difference of 1e-11 at a near point is found beside a far one`() throws {
    let value = Tensor.argument("value", .float64([2]))
    let (near, far) = (0.3, 1e6)
    let bindings = [(value, NDArray([near, far]))]
    let density = Normal(0, 1).logDensity(value)
    #expect(try PointwiseAgreement.findings("right", [density], bindings, moved: [0]) == [])
    let off = density * (1 + Tensor([1e-11, 0]))
    let expected = try Backend.interpreter.values(of: [density], bindings)[0]
    let given = try Backend.native.values(of: [off], bindings)[0]
    #expect(
      (given[0] - expected[0]).magnitude > 1e-12 * expected[0].magnitude + 8 * Double.ulpOfOne
        && given[1] == expected[1])
  }
}
