// The user has a distribution: parameters, support, formula, draws, here also tails and moments. Its laws are checked.

import ApusExtension
import ApusTesting
import Foundation

/// The largest of many values: f(x) = exp(−z − exp(−z)) / σ with z = (x − μ)/σ. The package's own is `Gumbel`.
struct Maxima: UnivariateDistribution, DistributionWithMoments {
  let location: Tensor
  let scale: Tensor

  init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    (self.location, self.scale) = (location.tensor, scale.tensor)
  }

  func rebuilt(on operands: [Tensor]) -> Maxima { Maxima(operands[0], operands[1]) }

  var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }

  var support: Support { .real }
  var mean: Tensor { location + 0.5772156649015329 * scale }
  var variance: Tensor { Double.pi * Double.pi / 6 * scale.squared() }

  private func z(_ x: Tensor) -> Tensor { (x - location) / scale }

  func logDensity(_ value: Tensor) -> Tensor { elementwise(value) { -z($0) - exp(-z($0)) - log(scale) } }

  func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { -exp(-z($0)) } }

  func logSurvival(_ value: Tensor) -> Tensor { elementwise(value, "logSurvival") { log1mexp(-exp(-z($0))) } }

  // −log p is softplus(−logit).
  func quantile(logit: Tensor) -> Tensor { location - scale * log(softplus(-logit)) }

  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { $0[0] - $0[1] * log(generator.standardExponential()) }
  }
}

print(try checkLaws(of: Maxima(1.5, 2)))

/// The highest water of twelve years, in metres.
let levels = [4.1, 3.7, 5.2, 4.4, 3.9, 6.1, 4.8, 4.0, 4.6, 5.0, 3.8, 4.3]
let model = try Model { m in
  let location = m.parameter("location", Normal(4, 2))
  let scale = m.parameter("scale", HalfNormal(2))
  m.deterministic("once in a century", Maxima(location, scale).quantile(survival: 0.01))
  m.observe("levels", Maxima(location, scale), levels)
}
print(try model.sample(using: .nuts(targetAcceptance: 0.95), draws: 5000, seed: 1).summary())
// It can be truncated, like the distributions of the package.
print(try checkLaws(of: Truncated(Maxima(1.5, 2), lower: 0)))
if CommandLine.arguments.count > 1 { _ = try model.exportJAX(to: CommandLine.arguments[1]) }
