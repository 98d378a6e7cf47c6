// Native code computes every distribution's log density and gradient as the interpreter does.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }))
struct NativeTests {
  @Test(arguments: Family.all) func `native code gives what the interpreter gives`(family: Family) throws {
    let isContinuous = family(family.points[0]).support.elementType == .float64
    for point in family.points {
      let inside = try typicalValues(family(point), count: 9)
      let values = inside + [-2.5, -1, 0, 0.5, 1, 3, 1e6]
      let parameters = point.indices.map { Tensor.argument("parameter \($0)") }
      let value = Tensor.argument("value", .float64([values.count]))
      let density = family.make(parameters).logDensity(value)
      let differentiable = (family.differentiable ?? Array(point.indices)).map { parameters[$0] }
      let inner = family.make(parameters).logDensity(Tensor(inside))
      let gradients = try gradient(
        of: sum(inner), withRespectTo: differentiable)
      let slopes = isContinuous ? try gradient(of: sum(density), withRespectTo: [value]) : []
      let bindings = zip(parameters, point.map { NDArray($0) }) + [(value, NDArray(values))]
      let findings = try NativeAgreement.findings(family.name, [density] + gradients + slopes, Array(bindings))
      #expect(findings == [])
    }
  }
}
