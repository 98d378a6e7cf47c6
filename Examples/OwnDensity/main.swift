// The user has a whole log density with its gradient: every sampler takes it, without any graph.

import Apus

/// A banana: x ~ N(0, 1), y | x ~ N(x², 0.5).
let banana = ClosureLogDensity(dimension: 2) { position, gradient in
  let (x, y) = (position[0], position[1])
  let residual = (y - x * x) / 0.25
  gradient[0] = -x + 2 * x * residual
  gradient[1] = -residual
  return -0.5 * x * x - 0.5 * residual * (y - x * x)
}

let chains = try sample(banana, sampler: NUTS(targetAcceptance: 0.95), draws: 2000, warmup: 1000, chains: 4, seed: 1)
print(
  Summary(
    ["x", "y"].enumerated().map { index, name in
      (name, ScalarDraws((0..<4).map { chain in (0..<2000).map { chains[chain, $0].dropFirst(index).first ?? .nan } }))
    }))
