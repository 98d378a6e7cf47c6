// Correct Ops on arrays whose rules are graphs, with one or two results, and one with a pushforward of its own.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom
internal import Foundation

/// A x for a matrix and a vector.
struct MatrixVector: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[1]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (A, x, n) = (operands[0].float64, operands[1].float64, operands[1].count)
    for i in 0..<n { results[0].float64[i] = scale * (0..<n).reduce(0) { $0 + A[i * n + $1] * x[$1] } }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (A, x, c) = (site.operands[0], site.operands[1], scale * site.cotangent())
    return [
      .value(outer(c, x)),
      .value(Tensor.apply(MatMul(transposesFirst: true), A, c.reshaped(to: [3, 1])).reshaped(to: [3])),
    ]
  }
}

/// Σ xᵢ² yᵢ₊₁, the last y first.
struct ShiftedForm: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0].float64, operands[1].float64)
    results[0].float64[0] = scale * x.indices.reduce(0) { $0 + x[$1] * x[$1] * y[($1 + 1) % x.count] }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, y, c) = (site.operands[0], site.operands[1], scale * site.cotangent())
    let next = Tensor.apply(Reordered(order: .forward), y)
    return [.value(c * 2 * x * next), .value(c * Tensor.apply(Reordered(order: .backward), x * x))]
  }
}

/// x / |x|.
struct Normalized: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let x = operands[0].float64
    let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for i in x.indices { results[0].float64[i] = scale * x[i] / length }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, c) = (site.operands[0], scale * site.cotangent())
    let length = sqrt(sum(x * x))
    return [.value(c / length - x * (sum(c * x) / (length * length * length)))]
  }
}

/// log Σ exp xᵢ.
struct LogOfSum: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let x = operands[0].float64
    let most = x.reduce(-Double.infinity) { max($0, $1) }
    results[0].float64[0] = scale * (most + Foundation.log(x.reduce(0) { $0 + Foundation.exp($1 - most) }))
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent() * scale * exp(site.operands[0] - site.results[0] / scale))]
  }
}

/// yₖ = Σ_{i ≤ k} xᵢ³, without a pushforward.
struct RunningCubes: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    var total = 0.0
    for (i, x) in operands[0].float64.enumerated() {
      total += x * x * x
      results[0].float64[i] = scale * total
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, c) = (site.operands[0], site.cotangent())
    let later = sum(c) - cumulativeSum(c) + c
    return [.value(later * (3 * scale) * x * x)]
  }
}

/// (r cos φ, r sin φ).
struct Polar: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count {
      let (r, phi) = (operands[0].float64[i], operands[1].float64[i])
      (results[0].float64[i], results[1].float64[i]) = (
        scale * r * Foundation.cos(phi), scale * r * Foundation.sin(phi)
      )
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (r, phi) = (site.operands[0], site.operands[1])
    let (a, b) = (scale * site.cotangent(0), scale * site.cotangent(1))
    return [.value(a * cos(phi) + b * sin(phi)), .value(r * (b * cos(phi) - a * sin(phi)))]
  }
}

/// (x², x³), the second result used by the rule of the first.
struct TwoPowers: Op {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for (i, x) in operands[0].float64.enumerated() {
      (results[0].float64[i], results[1].float64[i]) = (scale * x * x, scale * x * x * x)
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent(0) * (2 * scale) * site.operands[0] + site.cotangent(1) * 3 * site.results[0])]
  }
}

/// x³ + x y with a pullback and a pushforward.
struct Cubic: ForwardDifferentiable {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count {
      let (x, y) = (operands[0].float64[i], operands[1].float64[i])
      results[0].float64[i] = scale * (x * x * x + x * y)
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, y, c) = (site.operands[0], site.operands[1], scale * site.cotangent())
    return [.value(c * (3 * x * x + y)), .value(c * x)]
  }

  func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    let (x, y) = (site.operands[0], site.operands[1])
    return [scale * (site.tangent(0) * (3 * x * x + y) + site.tangent(1) * x)]
  }
}

extension Subject {
  static let arrays = [
    Subject(name: "matrix times vector", op: { MatrixVector(scale: $0) }) { random, _ in
      [random.array([3, 3]) { $0.signed(-2...1) }, random.array([3]) { $0.signed(-2...1) }]
    },
    Subject(name: "shifted form", op: { ShiftedForm(scale: $0) }) { random, _ in
      [random.array([4]) { $0.signed(-2...1) }, random.array([4]) { $0.signed(-2...1) }]
    },
    Subject(name: "normalized vector", op: { Normalized(scale: $0) }) { random, _ in
      let size = random.positive(-3...3)
      return [random.array([4]) { size * $0.signed(-1...0) }]
    },
    Subject(name: "log of a sum", op: { LogOfSum(scale: $0) }) { random, _ in [random.array([4]) { $0.number(-4...4) }]
    },
    Subject(name: "running cubes", op: { RunningCubes(scale: $0) }) { random, _ in
      [random.array([4]) { $0.signed(-1...1) }]
    },
    Subject(name: "polar", op: { Polar(scale: $0) }) { random, _ in
      [random.array([3]) { $0.positive(-2...2) }, random.array([3]) { $0.signed(-2...1.5) }]
    },
    Subject(name: "two powers", op: { TwoPowers(scale: $0) }) { random, _ in [random.array([3]) { $0.signed(-2...2) }]
    },
    Subject(name: "cubic", op: { Cubic(scale: $0) }) { random, _ in
      [random.array([3]) { $0.signed(-2...1) }, random.array([3]) { $0.signed(-2...1) }]
    },
  ]
}
