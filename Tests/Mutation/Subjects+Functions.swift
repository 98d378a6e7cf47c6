// Correct symbolic functions and closures: the user's own, and one that the Swift compiler differentiates.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps
internal import ApusRandom
internal import ApusSwiftDerivatives
internal import Foundation
internal import _Differentiation

private func logistic(_ scale: Double) -> CustomFunction {
  CustomFunction("logistic") { x in
    [scale / (1 + exp(-x[0]))]
  } pullback: { site in
    [.value(site.cotangent() * site.results[0] * (1 - site.results[0] / scale))]
  }
}

private func keplerByNewton(_ scale: Double) -> CustomFunction {
  CustomFunction("Kepler by Newton's method") { x in
    let (M, e) = (x[0], x[1])
    var E = M + 0.85 * e * sign(M)
    for _ in 0..<10 { E = E - (E - e * sin(E) - M) / (1 - e * cos(E)) }
    return [scale * E]
  } pullback: { site in
    let (M, e, E) = (site.operands[0], site.operands[1], site.results[0] / scale)
    let dM = scale * site.cotangent() / (1 - e * cos(E))
    return [.value(dM.summed(to: M.shape)), .value((dM * sin(E)).summed(to: e.shape))]
  }
}

private func rotation(_ scale: Double) -> CustomFunction {
  CustomFunction("rotation") { x in
    [scale * (x[0] * cos(x[2]) - x[1] * sin(x[2])), scale * (x[0] * sin(x[2]) + x[1] * cos(x[2]))]
  } pullback: { site in
    let (phi, a, b) = (site.operands[2], site.cotangent(0), site.cotangent(1))
    return [
      .value(scale * (a * cos(phi) + b * sin(phi))), .value(scale * (b * cos(phi) - a * sin(phi))),
      .value(b * site.results[0] - a * site.results[1]),
    ]
  }
}

/// A closure and its derivative as an Op; it is equal to itself alone.
struct ClosureRoutine: UnaryElementwiseOp {
  final class Closures: Hashable, Sendable {
    let value: @Sendable (Double) -> Double
    let slope: @Sendable (Double) -> Double

    init(_ value: @escaping @Sendable (Double) -> Double, _ slope: @escaping @Sendable (Double) -> Double) {
      (self.value, self.slope) = (value, slope)
    }

    static func == (a: Closures, b: Closures) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  let closures: Closures
  func evaluate(_ x: Double) -> Double { closures.value(x) }
  func partials(_ x: Double, result: Double) -> Double { closures.slope(x) }
}

extension Subject {
  /// The call of a custom function on operands of given shapes.
  private static func call(_ function: CustomFunction, _ shapes: [Shape]) -> any Op {
    let arguments = shapes.enumerated().map { Tensor.argument("x\($0)", .float64($1)) }
    guard let op = function.results(arguments)[0].node?.op else {
      preconditionFailure("\(function.name) cannot be built")
    }
    return op
  }

  static let symbolic = [
    Subject(name: "logistic", op: { call(logistic($0), [[3]]) }) { random, _ in
      [random.array([3]) { $0.signed(-2...1) }]
    },
    Subject(name: "Kepler's equation, symbolic", op: { call(keplerByNewton($0), [[3], []]) }) { random, _ in
      [random.array([3]) { $0.signed(-2...0.4) }, NDArray(random.number(0.02...0.8))]
    },
    Subject(name: "rotation", op: { call(rotation($0), [[2], [2], [2]]) }) { random, _ in
      [
        random.array([2]) { $0.signed(-2...2) }, random.array([2]) { $0.signed(-2...2) },
        random.array([2]) { $0.signed(-2...1) },
      ]
    },
  ]

  static let closures = [
    Subject(
      name: "closure",
      op: { scale in
        ClosureRoutine(
          closures: .init({ scale * Foundation.exp(-$0 * $0) }, { -2 * scale * $0 * Foundation.exp(-$0 * $0) }))
      }
    ) { random, _ in [random.array([3]) { $0.signed(-3...0.5) }] },
    Subject(
      name: "Swift's derivative",
      op: { scale in
        DifferentiableFunction("ratio") { (x: Double, y: Double) in scale * x / (1 + y * y) }
      }
    ) { random, broadcasts in
      let y = random.array(broadcasts ? [] : [3]) { $0.signed(-2...2) }
      return [random.array([3]) { $0.signed(-2...2) }, y]
    },
  ]
}
