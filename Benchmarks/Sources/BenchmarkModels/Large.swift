// A graph of very many nodes, and a loop of very many steps.

import Apus

extension BenchmarkModel {
  /// A chain of scalar operations, x ← x/2 + b x (1 − x), five nodes a link.
  static func chain(nodes: Int) -> BenchmarkModel {
    let links = nodes / 5
    return BenchmarkModel("chain", columns: [[Double(links)]]) {
      try Model { m in
        let start = m.parameter("x", Normal(0, 1))
        let b = m.parameter("b", Normal(0, 1))
        var x = start
        for _ in 0..<links {
          let growth = x * (1 - x)
          x = 0.5 * x + b * growth
        }
        m.potential("end", -0.5 * x * x)
      }
    }
  }

  /// An autoregressive state with given shocks, observed with unit noise.
  static func scanning(steps: Int) -> BenchmarkModel {
    let shocks = (0..<steps).map { Double(($0 * 7919) % 1013) / 506.5 - 1 }
    let observed = (0..<steps).map { Double(($0 * 104_729) % 997) / 300 - 1.6 }
    return BenchmarkModel("scan", columns: [shocks, observed]) {
      try Model { m in
        let mu = m.parameter("mu", Normal(0, 1))
        let phi = m.parameter("phi", Normal(0, 1))
        let s = m.parameter("s", Normal(0, 1))
        let w = m.data("w", shocks)
        let states = scan([mu], over: [w]) { carry, shock in
          let next = mu + phi * (carry[0] - mu) + s * shock[0]
          return ([next], [next])
        }
        m.observe("y", Normal(states.outputs[0], 1), observed)
      }
    }
  }
}
