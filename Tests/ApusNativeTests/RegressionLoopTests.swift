// Loops over rows of a matrix of data, several vectors of rows a turn: random numbers of rows and columns, and random likelihoods.

import ApusDifferentiation
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct RegressionLoopTests {
  /// A log likelihood of a row with count k, linear predictor η and a scale.
  private static let likelihoods: [(String, @Sendable (Tensor, Tensor, Tensor) -> Tensor)] = [
    ("normal", { k, eta, scale in -0.5 * ((k - eta) / scale).squared() - log(scale) }),
    ("logistic", { k, eta, _ in select(k .> 1, -softplus(-eta), -softplus(eta)) }),
    ("Poisson", { k, eta, _ in -poissonDeviance(k, eta) }),
    ("negative binomial", { k, eta, scale in -negativeBinomialDeviance(k, scale, eta) }),
    ("largest", { k, eta, scale in maximum(eta * scale, k) - abs(eta) }),
  ]

  @Test(arguments: 0..<48) func `values and gradients are the interpreter's`(seed: Int) throws {
    var numbers = TestNumbers(seed: UInt64(seed))
    let rows = numbers.element(of: [63, 64, 65, 72, 79, 80, 81, 96, 127, 200, 333])
    let columns = numbers.element(of: [1, 2, 3, 7, 25, 63, 64, 65, 72, 100])
    let (name, likelihood) = Self.likelihoods[seed % Self.likelihoods.count]
    let beta = Tensor.argument("beta", .float64([columns]))
    let (intercept, logScale) = (Tensor.argument("intercept"), Tensor.argument("log scale"))
    let X = Tensor.argument("X", .float64([rows, columns]))
    let k = Tensor.argument("k", .int64([rows]))
    let eta = intercept + matmul(X, beta)
    let row = likelihood(k.cast(to: .float64), eta, exp(logScale))
    // Some programs have running values of several kinds.
    let value = seed % 3 == 0 ? sum(row) + 0.1 * max(eta) : sum(row)
    let outputs = try [value] + gradient(of: value, withRespectTo: [beta, intercept, logScale])
    let bindings: [(Tensor, NDArray)] = [
      (beta, NDArray((0..<columns).map { _ in numbers.uniform(-0.3, 0.3) })), (intercept, NDArray(0.4)),
      (logScale, NDArray(0.2)),
    ]
    let elements = (0..<(rows * columns)).map { _ in numbers.uniform(-1, 1) }
    let data = [
      X: NDArray(elements, shape: [rows, columns]), k: NDArray((0..<rows).map { _ in numbers.integer(below: 6) }),
    ]
    let label = "\(name), \(rows) × \(columns)"
    #expect(try NativeAgreement.findings(label, outputs, bindings, data: data, rounding: 1e-12) == [])
  }
}
