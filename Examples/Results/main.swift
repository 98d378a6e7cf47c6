// What one does with a fit: draws by label, quantities made of them, cross-validation, predictions, files.

import Apus

// Counts of stars with planets among stars looked at, by type of star and by survey (made-up numbers).
let model = try Model(coords: ["type": ["F", "G", "K", "M"], "survey": ["HARPS", "Keck"]]) { m in
  let mean = m.parameter("mean", Normal(-2, 1))
  let spread = m.parameter("spread", HalfNormal(1))
  let offset = m.parameter("offset", Normal(0, 1), dims: ["type"])
  let bias = m.parameter("bias", Normal(0, 0.3), dims: ["survey"])
  let logit = mean + spread * offset.expandedDimensions(axis: 1) + bias
  let rate = m.deterministic("rate", sigmoid(logit), dims: ["type", "survey"])
  let looked = m.data(
    "looked", NDArray([120, 80, 150, 140, 90, 100, 60, 75], shape: [4, 2]), dims: ["type", "survey"])
  m.observe(
    "found", Binomial(trials: looked, probability: rate), NDArray([14, 12, 22, 27, 11, 16, 5, 9], shape: [4, 2]),
    dims: ["type", "survey"])
}

// The draws are written while the chains run; Ctrl-C keeps them too.
let posterior = try model.sample(into: .file("/tmp/apus-results.npz"), using: .nuts(targetAcceptance: 0.95), seed: 1)
print(posterior.summary(["rate[G, Keck]", "bias"]))

// One rate by its labels, and the ratio of two types' rates: axes are aligned by name.
if let rate = posterior["rate"], let cool = rate["M"], let warm = rate["F"] {
  print("rate of G stars at Keck:", try rate["G", "Keck"]!.mean().values)
  let ratio = try cool / warm
  for survey in ["HARPS", "Keck"] {
    let one = ratio.selecting("survey", .text(survey))!
    print("M over F, \(survey): \(try one.quantile(0.05).values) to \(try one.quantile(0.95).values)")
  }
}

// Any expression of the model's values, computed at the draws.
let expected = try model.draws(
  of: model["rate"]! * model["looked"]!, named: "expected", dims: ["type", "survey"], at: posterior.draws)
print("expected number among M stars:", try expected["M"]!.mean().values)

// How well do the other counts predict each one?
print(try model.leaveOneOut(posterior))

// Predictions join the draws and the data in one dataset, which is written to a file.
let predicted = try model.posteriorPredictive(posterior, seed: 2)
print("predicted for K stars:", try predicted["found", "K"]!.mean().values)
let all = posterior.dataset.adding(
  predicted.dataset[.posteriorPredictive]!, try model.logLikelihood(at: posterior.draws))
print(all)
try all.write("/tmp/apus-results.npz")
try posterior.write("/tmp/apus-results.csv")
