// Transforms against supports: what maps onto another set is refused with what to write, what maps onto the support is not.

import ApusExtension
import Testing

/// The positive numbers by log(1 + exp(y)).
private struct SoftplusTransform: Transform {
  func constrain(_ unconstrained: Tensor) -> Tensor { softplus(unconstrained) }
  func unconstrain(_ value: Tensor) -> Tensor { log(expm1(value)) }
  func logJacobian(_ unconstrained: Tensor) -> Tensor { -softplus(-unconstrained) }
}

/// The numbers between −width and width.
private struct TanhTransform: Transform {
  let width: Double
  func constrain(_ unconstrained: Tensor) -> Tensor { width * tanh(unconstrained) }
  func unconstrain(_ value: Tensor) -> Tensor { atanh(value / width) }
  func logJacobian(_ unconstrained: Tensor) -> Tensor { log(width * (1 - tanh(unconstrained).squared())) }
}

/// The real line, slowly.
private struct SinhTransform: Transform {
  func constrain(_ unconstrained: Tensor) -> Tensor { asinh(unconstrained) }
  func unconstrain(_ value: Tensor) -> Tensor { sinh(value) }
  func logJacobian(_ unconstrained: Tensor) -> Tensor { -0.5 * log1p(unconstrained.squared()) }
}

/// One number more than was asked for.
private struct LongTransform: Transform {
  func constrain(_ unconstrained: Tensor) -> Tensor { concatenate([unconstrained, unconstrained], axis: 0) }
  func unconstrain(_ value: Tensor) -> Tensor { value }
  func logJacobian(_ unconstrained: Tensor) -> Tensor { unconstrained * 0 }
}

/// Increasing numbers.
private struct Increasing: Distribution {
  var parameters: [DistributionParameter] { [] }
  func rebuilt(on operands: [Tensor]) -> Increasing { self }
  var support: Support { .ordered(count: 3) }
  func logDensity(_ value: Tensor) -> Tensor { sum(-0.5 * value.squared(), axes: [-1]) }
  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    NDArray((0..<shape.elementCount).map { _ in generator.standardNormal() }.sorted(), shape: shape)
  }
}

@Suite struct TransformCheckTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let distribution: any Distribution
    let transform: any Transform
    var shape: Shape?
    var says: [String] = []
    var testDescription: String { "\(distribution.name) with \(type(of: transform)) \(shape.map { "\($0)" } ?? "")" }
  }

  static let wrong: [Row] = [
    Row(
      distribution: StudentT(degreesOfFreedom: 3), transform: LogTransform(),
      says: [
        "part of the support", "Truncated(StudentT(…), lower: 0)", "HalfNormal", "HalfFlat()", "potential",
        "StudentT(…).logDensity(x)",
      ]),
    Row(
      distribution: Normal(0, 1), transform: OrderedTransform(), shape: [3],
      says: ["Flat(shape: [3])", "`Ordered(Normal(…), count: 3)` without `transform:`"]),
    Row(
      distribution: Normal(0, 1), transform: BoundedOrderedTransform(lower: 0), shape: [2, 4],
      says: ["`Ordered(Truncated(Normal(…), lower: 0), count: 4)` without `transform:`"]),
    Row(distribution: Normal([0.0, 1], 1), transform: OrderedTransform(), says: ["part of", "potential"]),
    Row(
      distribution: Normal(0, 1), transform: SumToZeroTransform(), shape: [3],
      says: ["`ZeroSumNormal(…, shape: [3])` without `transform:`"]),
    Row(
      distribution: Normal(0, 1), transform: SumToZeroTransform(axisCount: 2), shape: [5, 3, 2],
      says: ["`ZeroSumNormal(…, shape: [3, 2])`"]),
    Row(distribution: Gamma(shape: 2, rate: 1), transform: SimplexTransform(), shape: [3], says: ["`Dirichlet(…)`"]),
    Row(distribution: Normal(0, 1), transform: UnitVectorTransform(), shape: [3], says: ["part of", "potential"]),
    Row(
      distribution: ZeroSumNormal(1, shape: [3, 2]), transform: SumToZeroTransform(),
      says: ["outside", "SumToZeroTransform"]),
    Row(distribution: ZeroSumNormal(1, shape: [3]), transform: IdentityTransform(), says: ["outside", "with sum 0"]),
    Row(
      distribution: Dirichlet([1.0, 1, 1]), transform: SimplexTransform(axis: -2), shape: [3, 3],
      says: ["outside", "SimplexTransform"]),
    Row(distribution: Exponential(rate: 1), transform: AffineTransform(offset: 0, multiplier: 2), says: ["outside"]),
    Row(
      distribution: Normal(0, 1), transform: IntervalTransform(-2, 2),
      says: ["the real numbers", "`Truncated(Normal(…), lower: -2, upper: 2)` without `transform:`"]),
    Row(distribution: Normal(0, 1), transform: IntervalTransform(-1e6, 1e6), says: ["end at"]),
    Row(
      distribution: Normal(0, 1), transform: IntervalTransform(0, 1),
      says: ["`Truncated(Normal(…), lower: 0, upper: 1)`"]
    ),
    Row(
      distribution: Normal(0, 1), transform: LowerBoundTransform(-3.5),
      says: ["`Truncated(Normal(…), lower: -3.5)` without `transform:`"]),
    Row(
      distribution: Cauchy(0, 1), transform: UpperBoundTransform(100), says: ["`Truncated(Cauchy(…), upper: 100)`"]),
    Row(distribution: Normal(0, 1), transform: CircularTransform()),
    Row(distribution: Normal(0, 1), transform: TanhTransform(width: 50)),
    Row(distribution: Normal(0, 1), transform: SoftplusTransform()),
    Row(
      distribution: Gamma(shape: 2, rate: 1), transform: IdentityTransform(),
      says: ["outside the support", "LogTransform"]),
    Row(distribution: HalfNormal(1), transform: SinhTransform(), says: ["outside"]),
    Row(distribution: HalfNormal(1), transform: IntervalTransform(0, 1000), says: ["end at"]),
    Row(distribution: Exponential(rate: 1), transform: LowerBoundTransform(1), says: ["part of"]),
    Row(distribution: Beta(1, 1), transform: LogTransform(), says: ["outside"]),
    Row(distribution: Uniform(0, 2), transform: IntervalTransform(0, 1), says: ["part of"]),
    Row(distribution: Uniform(0, 2), transform: IntervalTransform(-1, 3), says: ["outside"]),
    Row(
      distribution: Dirichlet([1.0, 1, 1]), transform: IntervalTransform(0, 1), says: ["outside", "SimplexTransform"]),
    Row(distribution: LKJCholesky(2, eta: 1), transform: IdentityTransform()),
    Row(distribution: MvNormal([0, 0], covariance: NDArray(rows: [[1, 0], [0, 1]])), transform: OrderedTransform()),
    Row(distribution: VonMises(0, 1), transform: IdentityTransform(), says: ["-π to π"]),
    Row(distribution: Increasing(), transform: IdentityTransform(), says: ["OrderedTransform"]),
    Row(
      distribution: Increasing(), transform: ChainTransform(OrderedTransform(), LogTransform()), says: ["part of"]),
    Row(distribution: HalfFlat(), transform: IdentityTransform(), says: ["outside"]),
    Row(distribution: Poisson(rate: 3), transform: LogTransform(), says: ["discrete"]),
    Row(distribution: Normal(0, 1), transform: LongTransform(), shape: [2], says: ["(4,)", "(2,)"]),
  ]

  static let right: [Row] = [
    Row(distribution: Normal(0, 1), transform: IdentityTransform()),
    Row(distribution: Normal(0, 1), transform: SinhTransform(), shape: [4]),
    Row(distribution: Gamma(shape: 2, rate: 1), transform: SoftplusTransform()),
    Row(distribution: Normal(0, 1), transform: AffineTransform(offset: 3, multiplier: [0.5, 2]), shape: [2]),
    Row(distribution: Dirichlet([1.0, 1, 1]), transform: IsometricLogRatioTransform(), shape: [2, 3]),
    Row(distribution: ZeroSumNormal(1, shape: [3, 2]), transform: SumToZeroTransform(axisCount: 2)),
    Row(distribution: ICAR(1, edges: [(0, 1), (1, 2)]), transform: SumToZeroTransform()),
    Row(distribution: Flat(shape: [3]), transform: UnitVectorTransform()),
    Row(distribution: Flat(shape: [3, 3]), transform: CorrelationTransform()),
    Row(distribution: Flat(shape: [3, 3]), transform: CovarianceTransform()),
    Row(distribution: Flat(shape: [3, 2]), transform: SimplexTransform(axis: -2)),
    Row(distribution: Flat(shape: [3, 2]), transform: SumToZeroTransform(axisCount: 2)),
    Row(distribution: LogNormal(0, 1), transform: LogTransform(), shape: [3]),
    Row(distribution: Exponential(rate: 1), transform: LowerBoundTransform(0)),
    Row(distribution: Beta(2, 2), transform: IntervalTransform.logit),
    Row(distribution: Uniform(-3, 3), transform: TanhTransform(width: 3)),
    Row(distribution: Uniform(Tensor([0.0, 1]), Tensor([2.0, 4])), transform: IntervalTransform([0, 1], [2, 4])),
    Row(distribution: Uniform(1e9, 1e9 + 1), transform: IntervalTransform(1e9, 1e9 + 1)),
    Row(distribution: Dirichlet([1.0, 1, 1]), transform: SimplexTransform()),
    Row(distribution: LKJCholesky(3, eta: 1), transform: CorrelationCholeskyTransform()),
    Row(distribution: VonMises(0, 1), transform: CircularTransform()),
    Row(distribution: VonMises(0, 1), transform: IntervalTransform(-Double.pi, Double.pi)),
    Row(distribution: Increasing(), transform: OrderedTransform()),
    Row(distribution: Increasing(), transform: ChainTransform(IdentityTransform(), OrderedTransform())),
    Row(distribution: Flat(shape: [3]), transform: OrderedTransform()),
    Row(distribution: Flat(), transform: LogTransform()),
    Row(distribution: HalfFlat(), transform: IntervalTransform(0, 5)),
    Row(distribution: Normal(0, 1), transform: IdentityTransform(), shape: [0]),
    Row(distribution: Truncated(Normal(0, 1), lower: -2, upper: 2), transform: IntervalTransform(-2, 2)),
    Row(distribution: Truncated(StudentT(degreesOfFreedom: 3), lower: 0), transform: LogTransform()),
    Row(distribution: Truncated(Cauchy(0, 1), upper: 100), transform: UpperBoundTransform(100), shape: [2]),
  ]

  private func message(_ row: Row) -> String? {
    mistake { m in
      func open(_ distribution: some Distribution) {
        m.parameter("x", distribution, shape: row.shape, transform: row.transform)
      }
      open(row.distribution)
    }
  }

  @Test(arguments: wrong) func `a transform onto another set is refused`(row: Row) {
    expect(message(row), says: row.says + ["'x'", "TransformCheckTests.swift:"])
  }

  @Test(arguments: right) func `a transform onto the support is taken`(row: Row) { #expect(message(row) == nil) }

  @Test func `bounds that depend on parameters are those of the start`() throws {
    func build(_ width: Double) -> String? {
      mistake { m in
        let top = m.parameter("top", Uniform(0, 1))
        m.parameter("x", Uniform(0, top), transform: IntervalTransform(0, width * top))
      }
    }
    #expect(build(1) == nil)
    expect(build(2), says: ["'x'", "outside"])
    expect(build(0.5), says: ["'x'", "part of"])
  }

  @Test func `a transform whose bounds do not broadcast has the user's line`() {
    let line = #line + 2
    let text = mistake { m in
      m.parameter("x", Normal(0, 1), shape: [2], transform: IntervalTransform([0, 1, 2], 5))
    }
    expect(text, says: ["TransformCheckTests.swift:\(line)", "(3,)", "(2,)"])
  }

  @Test func `a distribution whose parameters do not broadcast has the user's line`() {
    let line = #line + 3
    let text = mistake { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      m.parameter("y", Normal(x, [1.0, 2]))
    }
    expect(text, says: ["TransformCheckTests.swift:\(line)", "Normal", "(3,)", "(2,)", "do not broadcast"])
    let next = #line + 3
    let observed = mistake { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      m.observe("y", MvNormal(x, covariance: NDArray(rows: [[1, 0], [0, 1]])), [1.0, 2, 3])
    }
    expect(observed, says: ["TransformCheckTests.swift:\(next)", "(3,)", "(2, 2)"])
  }

  @Test func `the half of a Student t that the message proposes has its density`() throws {
    let model = try Model { m in
      let x = m.parameter("x", HalfFlat())
      m.potential("prior of x", StudentT(degreesOfFreedom: 4).logDensity(x))
    }
    // log of the density of Student's t with 4 degrees of freedom at 2: SciPy, t.logpdf(2, 4); the Jacobian is log 2.
    let found = try model.compile([model.logDensity()])([0.693_147_180_559_945_3])[0].scalar
    #expect(abs(found - (-2.713_697_204_411_589_7 + 0.693_147_180_559_945_3)) < 1e-13)
  }
}
