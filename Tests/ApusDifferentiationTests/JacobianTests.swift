// Tests of Jacobians, Hessians and Hessian-vector products against closed forms.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct JacobianTests {
  let x = Tensor.argument("x", .float64([3]))
  let a = Tensor.argument("a", .float64([2, 3]))

  @Test func `the Jacobian has the output's shape, then the input's`() throws {
    let product = matmul(a, x)
    let values = try evaluate(
      [jacobian(of: product, withRespectTo: x), jacobian(of: product, withRespectTo: a)],
      [x: [1, 2, 3], a: NDArray(rows: [[1, 0, 2], [5, -1, 4]])])
    #expect(values[0] == NDArray(rows: [[1, 0, 2], [5, -1, 4]]))
    #expect(values[1] == NDArray([1.0, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3], shape: [2, 2, 3]))
    #expect(try jacobian(of: sum(x), withRespectTo: x).shape == [3])
  }

  @Test func `a Jacobian that is structurally zero is zeros`() throws {
    #expect(
      try evaluate(jacobian(of: matmul(a, Tensor([1.0, 2.0, 3.0])), withRespectTo: x)).doubles == [0, 0, 0, 0, 0, 0])
    let empty = Tensor.argument("e", .float64([0]))
    #expect(try jacobian(of: empty, withRespectTo: x).shape == [0, 3])
  }

  @Test func `the Hessian is symmetric and its product with a vector is the same`() throws {
    let f = sum(x * x * x) + x[0] * x[1] * x[2] + sin(x[0] * x[2])
    let vector = Tensor([0.5, -1.0, 2.0])
    let found = try hessian(of: f, withRespectTo: x)
    let product = try hessianVectorProduct(of: f, withRespectTo: x, vector: vector)
    let values = try evaluate([found, product, matmul(found, vector)], [x: [0.3, 1.2, -0.7]])
    let h = values[0].doubles
    let (s, c) = (-0.20845989984609956, 0.9780309147241483)  // sin and cos of −0.21
    let mixed = 1.2 + c + 0.21 * s
    let expected = [1.8 - 0.49 * s, -0.7, mixed, -0.7, 7.2, 0.3, mixed, 0.3, -4.2 - 0.09 * s]
    for (p, q) in try paired(h, expected) { #expect(abs(p - q) < 1e-14) }
    for (p, q) in try paired(values[1].doubles, values[2].doubles) { #expect(abs(p - q) < 1e-14) }
  }

  @Test func `a vector of another shape and an output without elements to differentiate are errors`() {
    let shape = errorOf { () throws(GradientError) in
      _ = try hessianVectorProduct(of: sum(x), withRespectTo: x, vector: .ones([2]))
    }
    #expect(
      shape?.description == "a cotangent or tangent of type float64(2,) was given for a value of type float64(3,)")
    let integers = errorOf { () throws(GradientError) in _ = try jacobian(of: x.cast(to: .int64), withRespectTo: x) }
    #expect(integers?.description.contains("it has no float64 elements") == true)
  }
}
