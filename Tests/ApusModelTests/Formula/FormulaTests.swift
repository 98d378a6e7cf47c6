// Models as LaTeX and as diagrams.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct FormulaTests {
  @Test func `eight schools are written as in a paper`() throws {
    let model = try Model(coords: ["school": (0..<8).map { "s\($0)" }]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
      let sigma = m.data("sigma", [15.0, 10, 16, 11, 9, 11, 10, 18], dims: ["school"])
      m.observe("y", Normal(theta, sigma), [28.0, 8, -3, 7, -1, 1, 18, 12], dims: ["school"])
    }
    #expect(
      model.formula() == #"""
        \begin{aligned}
        \mu &\sim \mathrm{Normal}\left(0, 5\right) \\
        \tau &\sim \mathrm{HalfCauchy}\left(5\right) \\
        z_i &\sim \mathrm{Normal}\left(0, 1\right) & & i = 1, \ldots, 8\ \text{(school)} \\
        \theta_i &= \mu + \tau \, z_i & & i = 1, \ldots, 8\ \text{(school)} \\
        y_i &\sim \mathrm{Normal}\left(\theta_i, \sigma_i\right) & & i = 1, \ldots, 8\ \text{(school)}
        \end{aligned}
        """#)
  }

  private func lines(_ declare: (inout ModelBuilder) -> Void) throws -> [String] {
    try Model(declare).formula().components(separatedBy: "\n").dropFirst().dropLast().map {
      $0.hasSuffix(" \\\\") ? String($0.dropLast(3)) : $0
    }
  }

  @Test func `indices, matrices, sums, families with names, vectors`() throws {
    let rows = try lines { m in
      let alpha = m.parameter("alpha", Normal(0, 1), shape: [3])
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let w = m.parameter("w", Dirichlet([1, 1, 1]))
      let rate = m.parameter("rate_early", Gamma(shape: 2, rate: 0.5))
      let county = m.data("county", [0, 1, 2, 1])
      let X = m.data("X", NDArray([1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2]))
      let eta = matmul(X, beta) + alpha[county]
      m.observe("y", Bernoulli(logit: eta), [0, 1, 1, 0])
      m.observe("k", Poisson(rate: exp(rate) / (1 + rate)), 3)
      m.potential("tie", -0.5 * sum((alpha[1..<3] - alpha[0..<2]).squared()))
      m.deterministic("share", w[0] - 2 * w[2])
    }
    #expect(
      rows == [
        #"\alpha_i &\sim \mathrm{Normal}\left(0, 1\right) & & i = 1, \ldots, 3"#,
        #"\beta_i &\sim \mathrm{Normal}\left(0, 1\right) & & i = 1, \ldots, 2"#,
        #"\boldsymbol{w} &\sim \mathrm{Dirichlet}\left(\left[1, 1, 1\right]\right)"#,
        #"\mathrm{rate}_{\mathrm{early}} &\sim \mathrm{Gamma}\left(\mathrm{shape} = 2, \mathrm{rate} = 0.5\right)"#,
        #"y_i &\sim \mathrm{Bernoulli}\left(\sum_{j} X_{i, j} \, \beta_j + \alpha_{\mathrm{county}_i}\right) & & i = 1, \ldots, 4"#,
        #"k &\sim \mathrm{Poisson}\left(\frac{\exp\left(\mathrm{rate}_{\mathrm{early}}\right)}{1 + \mathrm{rate}_{\mathrm{early}}}\right)"#,
        #"\log p &\mathrel{+}= -0.5 \, \sum_{i} \left(\alpha_{i + 1} - \alpha_i\right)^2 \quad \text{(tie)}"#,
        #"\mathrm{share} &= w_1 - 2 \, w_3"#,
      ])
  }

  @Test func `what is summed out is said, and a long expression ends in dots`() throws {
    let model = try Model { m in
      let z = m.parameter("z", Bernoulli(probability: 0.3), shape: [2])
      let mu = m.parameter("mu", Normal(0, 1), shape: [2])
      m.observe("y", Normal(mu[z], 1), [0.3, 1])
    }.marginalized(over: ["z"])
    let lines = model.formula().components(separatedBy: "\n")
    #expect(lines[1].hasSuffix(#"\text{(summed out)} \\"#))
    #expect(lines[3] == #"y_i &\sim \mathrm{Normal}\left(\mu_{z_i}, 1\right) & & i = 1, \ldots, 2"#)
    let long = try Model { m in
      var x = m.parameter("x", Normal(0, 1))
      for _ in 0..<30 { x = sin(x) * x + x }
      m.deterministic("end", x)
    }
    let text = long.formula()
    #expect(text.contains("\\cdots"))
    #expect(text.count < 10_000)
  }

  @Test func `the diagram shows every variable, also one that is summed out`() throws {
    let model = try Model { m in
      let a = m.parameter("alpha", Normal(0, 1))
      m.observe("y", Normal(a, 1), 0.3)
    }
    let svg = model.graph()
    #expect(svg.hasPrefix("<svg"))
    #expect(svg.contains("alpha") && svg.contains("Normal"))
    let marginal = try Model { m in
      let z = m.parameter("zeta", Bernoulli(probability: 0.3))
      m.observe("y", Normal(z, 1), 0.3)
    }.marginalized(over: ["zeta"])
    #expect(marginal.graph().contains("zeta"))
  }
}
