// The fine print of gradients: modifiers, the second derivatives of a black box, and what lies outside a domain.

import ApusExtension
import Foundation

// A modifier is the identity with another gradient.
let x = Tensor.argument("x")
for (text, value) in [
  ("x * stopGradient(x)", x * stopGradient(x)),
  ("clipGradient(x, -1, 1).squared()", clipGradient(x, -1, 1).squared()),
  ("scaleGradient(x, by: 100).squared()", scaleGradient(x, by: 100).squared()),
  ("zeroGradient(x).squared()", zeroGradient(x).squared()),
] {
  let slope = try evaluate(gradient(of: value, withRespectTo: x), [x: NDArray([2.0], shape: [])])
  print("The gradient of \(text) at 2 is \(slope.scalar)")
}

/// The sum of x sin x: a black box that knows its gradient, sin x + x cos x, and no second derivative.
struct Swell: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64.reduce(0) { $0 + $1 * sin($1) }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (x, c) = (call.operands[0].float64, call.cotangents[0].float64[0])
    if let dx = cotangents[0]?.float64 { for i in 0..<x.count { dx[i] = c * (sin(x[i]) + x[i] * cos(x[i])) } }
  }
}

let point = NDArray([0.5, 1.5, 2.5])
let xs = Tensor.argument("xs", .float64([3]))
let curvature = try hessian(of: Swell()(xs), withRespectTo: xs)
let found = try evaluate(curvature, [xs: point]).doubles
let error = point.doubles.enumerated().map { abs(found[4 * $0] / (2 * cos($1) - $1 * sin($1)) - 1) }.max() ?? .nan
print("The second derivatives of Swell are exact to \(error < 1e-7 ? "1e-7" : "\(error)")")
let ownRules = try Traversal.topologicalOrder(of: [curvature]).filter { $0.op.rule != .builtIn }
for line in Set(ownRules.map { "Rule of \($0.op.name): \($0.op.rule)" }).sorted() { print(line) }

/// The square root. Outside its domain it is not called: it is NaN, and so is its derivative.
struct Root: UnaryElementwiseOp, DomainContract {
  func evaluate(_ x: Double) -> Double { x.squareRoot() }
  func partials(_ x: Double, result y: Double) -> Double { 0.5 / y }
  func domain(ofOperand index: Int) -> OperandDomain? { .positive }
  func nameOfOperand(_ index: Int) -> String { "area" }
}

// The prior reaches below 0, where the root has no value: no draw lies there, and each attempt is counted.
let model = try Model { m in
  let area = m.parameter("area", Normal(1, 0.5))
  m.observe("side", Normal(Root()(area), 0.5), 0.3)
}
let posterior = try model.sample(seed: 1)
for exit in posterior.gradientReport.domainExits { print(exit) }
print(posterior.summary())
