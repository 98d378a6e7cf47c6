// A transform of numbers as a function of what its formulas depend on.

internal import ApusFunctions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// A transform whose tensors can be replaced by others.
struct TransformMap: Sendable {
  let transform: any Transform
  /// The tensors that the transform's formulas contain, and what stands in their places.
  private let captures: [Tensor]
  let operands: [Tensor]

  private init(_ transform: any Transform, _ captures: [Tensor], _ operands: [Tensor]) {
    self.transform = transform
    self.captures = captures
    self.operands = operands
  }

  init(_ transform: any Transform) {
    let formulas = FunctionGraph(of: [.float64()]) { arguments in
      [
        transform.constrain(arguments[0]), transform.unconstrain(arguments[0]), transform.logJacobian(arguments[0]),
      ]
    }
    let captures = (try? formulas.captures()) ?? []
    self.init(transform, captures, captures)
  }

  func rebuilt(on operands: [Tensor]) -> TransformMap { TransformMap(transform, captures, operands) }

  func constrain(_ x: Tensor) -> Tensor { value(x) { transform.constrain($0) } }
  func unconstrain(_ y: Tensor) -> Tensor { value(y) { transform.unconstrain($0) } }
  func logJacobian(_ x: Tensor) -> Tensor { value(x) { transform.logJacobian($0) } }

  private func value(_ x: Tensor, _ formula: (Tensor) -> Tensor) -> Tensor {
    guard operands != captures, x.error == nil else { return formula(x) }
    let function = FunctionGraph(of: [x.type] + operands.map(\.type)) { arguments in
      let places = Dictionary(zip(captures, arguments.dropFirst())) { first, _ in first }
      let result = formula(arguments[0])
      return (try? Traversal.substitute(places, in: [result])) ?? [result]
    }
    return function.inlined(on: [x] + operands)[0]
  }

  /// By two points, of which one is greater.
  var direction: MonotoneStep.Direction {
    let falls = constrain(Tensor(1.0)) .< constrain(Tensor(0.0))
    guard let known = try? ApusInterpreter.evaluate(falls) else { return .fallingWhere(falls) }
    return known.doubles.contains(1) ? (known.doubles.contains(0) ? .fallingWhere(falls) : .falling) : .rising
  }

  /// The x of a y, and another one's where the transform gives no number for y.
  func undo(_ y: Tensor) -> (x: Tensor, y: Tensor, isBelow: Tensor?, isAbove: Tensor?) {
    let inside = constrain(Tensor(0.0))
    let isOutside = .!isFinite(unconstrain(y))
    let inner = select(isOutside .& (y .== y), inside, y)
    return (unconstrain(inner), inner, isOutside .& (y .< inside), isOutside .& (y .> inside))
  }
}
