// Programs without calls, whose bits are to be the same wherever their code runs.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

/// A graph with the values of its arguments.
struct WholeProgram: CustomTestStringConvertible, Sendable {
  /// The outputs, the arguments that vary, and the data.
  struct Body {
    let outputs: [Tensor]
    let bindings: [(argument: Tensor, value: NDArray)]
    var data: [Tensor: NDArray] = [:]
  }

  let name: String
  let body: @Sendable () throws -> Body

  var testDescription: String { name }

  init(_ name: String, _ body: @escaping @Sendable () throws -> Body) {
    self.name = name
    self.body = body
  }

  /// The compiled program on buffers that hold its arguments.
  func evaluator(level: Int = 1, processor: String? = nil) throws -> NativeEvaluator {
    let body = try body()
    let program = try NativeProgram(
      body.outputs, varying: body.bindings.map(\.argument), level: level, firstApart: false, verifying: true,
      processor: processor)
    try #require(program.callCount == 0, "\(name) calls Ops")
    let evaluator = NativeEvaluator(program, try program.bind(body.data))
    for (index, binding) in body.bindings.enumerated() { evaluator.load(index, binding.value) }
    return evaluator
  }

  /// The values of all outputs after each other.
  func values(level: Int = 1, processor: String? = nil) throws -> [Double] {
    let evaluator = try evaluator(level: level, processor: processor)
    evaluator.run()
    return evaluator.program.outputs.indices.flatMap { evaluator.value($0).doubles }
  }

  /// The first place where values differ by a bit, all NaN taken for one; nil where they do not.
  static func difference(_ found: [Double], _ expected: [Double]) -> String? {
    guard found.count == expected.count else { return "\(found.count) values, not \(expected.count)" }
    let places = found.indices.filter { !found[$0].hasSameBits(as: expected[$0]) }
    return places.first.map { "\(places.count) differ; the first, number \($0), is \(found[$0]), not \(expected[$0])" }
  }

  static let all = [groups, eightSchools, logisticRegression, volatility, roundings] + everyFunction
}

extension WholeProgram {
  private static func numbers(_ shape: Shape, seed: Int = 1) -> NDArray {
    NativeProgramTests.numbers(shape, seed: seed)
  }

  /// A likelihood with groups, a loop, sums along both axes, and the gradients of it all.
  private static let groups = WholeProgram("groups") {
    let x = Tensor.argument("x", .float64([7, 21]))
    let s = Tensor.argument("s")
    let groups = gather(sum(x, axes: [1]), Tensor((0..<40).map { $0 * 3 % 7 }))
    let rates = softplus(groups * s) + exp(-groups.squared())
    let loop = scan([s], over: [rates]) { carry, rate in ([sin(carry[0]) * 0.5 + rate[0]], [tanh(carry[0])]) }
    let total = sum(log(rates)) + sum(loop.outputs[0]) + logSumExp(x) + sum(lgamma(1 + x.squared()) / (1 + s * s))
    let gradients = try gradient(of: total, withRespectTo: [x, s])
    return Body(
      outputs: [total, rates, sum(atan2(x, s), axes: [0])] + gradients,
      bindings: [(x, numbers([7, 21])), (s, NDArray(0.8))])
  }

  /// The eight schools, not centred, as a function of the unconstrained position.
  private static let eightSchools = WholeProgram("eight schools") {
    let mu = Tensor.argument("mu")
    let logTau = Tensor.argument("logTau")
    let eta = Tensor.argument("eta", .float64([8]))
    let effects = Tensor.argument("effects", .float64([8]))
    let errors = Tensor.argument("errors", .float64([8]))
    let tau = exp(logTau)
    let theta = mu + tau * eta
    let prior = -0.5 * (mu / 5).squared() - log1p((tau / 5).squared()) + logTau - 0.5 * sum(eta.squared())
    let density = prior - sum(0.5 * ((effects - theta) / errors).squared() + log(errors))
    return Body(
      outputs: [density, theta] + (try gradient(of: density, withRespectTo: [mu, logTau, eta])),
      bindings: [(mu, NDArray(4.4)), (logTau, NDArray(1.1)), (eta, numbers([8]))],
      data: [
        effects: [28, 8, -3, 7, -1, 1, 18, 12],
        errors: [15, 10, 16, 11, 9, 11, 10, 18],
      ])
  }

  /// A logistic regression: rows of a matrix of data, and their gradient.
  private static let logisticRegression = WholeProgram("logistic regression") {
    let intercept = Tensor.argument("intercept")
    let slopes = Tensor.argument("slopes", .float64([13]))
    let covariates = Tensor.argument("covariates", .float64([203, 13]))
    let outcomes = Tensor.argument("outcomes", .float64([203]))
    let logits = intercept + matmul(covariates, slopes)
    let density = sum(outcomes * logits - softplus(logits)) - 0.5 * sum(slopes.squared())
    return Body(
      outputs: [density] + (try gradient(of: density, withRespectTo: [intercept, slopes])),
      bindings: [(intercept, NDArray(-0.3)), (slopes, numbers([13]))],
      data: [
        covariates: numbers([203, 13], seed: 2), outcomes: NDArray((0..<203).map { Double($0 * 7 % 5 % 2) }),
      ])
  }

  /// Stochastic volatility: a loop of scalars and one of vectors and matrices, there and back.
  private static let volatility = WholeProgram("volatility") {
    let phi = Tensor.argument("phi")
    let state = Tensor.argument("state", .float64([11]))
    let matrix = Tensor.argument("matrix", .float64([11, 11]))
    let noise = Tensor.argument("noise", .float64([60]))
    let path = scan([phi], over: [noise], reversed: true) { carry, element in
      let next = phi * carry[0] + 0.3 * element[0]
      return ([next], [next + 0.5 * element[0].squared() * exp(-next)])
    }
    let mixed = scan([state], length: 20) { carry, _ in
      let next = tanh(sum(matrix * carry[0], axes: [1]) * 0.4 + state)
      return ([next], [sum(next)])
    }
    let total = -0.5 * sum(path.outputs[0]) + sum(mixed.carry[0]) * phi + product(1 + 0.1 * mixed.outputs[0])
    return Body(
      outputs: [total, path.outputs[0]] + (try gradient(of: total, withRespectTo: [phi, state, matrix, noise])),
      bindings: [
        (phi, NDArray(0.93)), (state, numbers([11])), (matrix, numbers([11, 11], seed: 3)),
        (noise, numbers([60], seed: 4)),
      ])
  }

  /// Roundings, extrema, comparisons, integers, truth values, and tables with indices outside them.
  private static let roundings = WholeProgram("roundings") {
    let count = extremes.count
    let x = Tensor.argument("x", .float64([count]))
    let y = Tensor.argument("y", .float64([count, 1]))
    let both = [maximum(x, y), minimum(x, y), x / y, x * y + x, (x .< y).cast(to: .float64)]
    let whole = x.cast(to: .int64)
    let places = (whole - whole * whole + Tensor(NDArray(3 as Int))).cast(to: .float64)
    let indices = Tensor.argument("indices", .int64([count]))
    let single = [floor(x), ceil(x), round(x), trunc(x), sign(x), abs(x), sqrt(x), x.squared(), 1 / x]
    let tables = [gather(x[0..<11], indices), scatterAdd(x, at: indices, extent: 11)]
    let reduced = [max(x * y, axes: [0]), min(x + y, axes: [1]), product(x), sum(x * y, axes: [1]), logSumExp(x)]
    let select = select(isFinite(x) .& (x .> 0.5), x, Tensor(-1.5))
    return Body(
      outputs: both + [whole.cast(to: .float64), places, select] + single + tables + reduced,
      bindings: [(x, NDArray(extremes)), (y, NDArray(extremes, shape: [count, 1]))],
      data: [indices: NDArray((0..<count).map { $0 * 5 % 13 - 1 })])
  }

  /// Numbers at which functions change their course or end.
  static let extremes: [Double] = {
    let magnitudes = [
      0, .leastNonzeroMagnitude, 0x1p-1030, 0x1p-1022, 1e-300, 1e-20, 0x1p-53, 1e-8, 0.1, 0.25, 0.4999999999999999, 0.5,
      0.75, 1,
      1.0000000000000002, 1.5, 2, 2.5, 3, Double.pi / 2, Double.pi, 4, 8.5, 10, 20.5, 26.6, 36.7, 170.6, 171.7, 708.4,
      709.8, 745.2, 1e5, 1e10, 0x1p52 + 0.5, 0x1p53, 0x1p62, 0x1p63, 1e22, 1e100, 1e300, .greatestFiniteMagnitude,
      .infinity,
    ]
    return magnitudes + magnitudes.map { -$0 } + [.nan]
  }()

  /// Each function of the catalogue at its reference's arguments and at extreme ones: in vectors, and in scalars.
  private static let everyFunction: [WholeProgram] = CatalogueFunction.all.map { function in
    WholeProgram(function.name) {
      let columns = try function.columns()
      let arguments = columns.indices.map { Tensor.argument("x\($0)", .float64([columns[$0].count])) }
      let vectors = function.apply(arguments)
      let scalars = scan([], over: arguments) { _, elements in ([], [function.apply(elements)]) }.outputs[0]
      let slopes = function.isSmooth ? try gradient(of: sum(vectors), withRespectTo: arguments) : []
      return Body(
        outputs: [vectors, scalars] + slopes, bindings: zip(arguments, columns.map { NDArray($0) }).map { ($0, $1) })
    }
  }
}
