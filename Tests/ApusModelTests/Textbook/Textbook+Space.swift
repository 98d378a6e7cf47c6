// Models of place and time: neighbours, random walks on maps, states that are hidden, orbits and transits.

import ApusExtension
import ApusOrbits

extension TextbookModel {
  private static func unit(_ values: [Double]) -> [Double] { Scaling.standardised.column(values) }

  /// The edges of a map of 4 × 6 fields.
  private static let edges: [(Int, Int)] = {
    var pairs: [(Int, Int)] = []
    for row in 0..<4 {
      for column in 0..<6 {
        let field = 6 * row + column
        if column < 5 { pairs.append((field, field + 1)) }
        if row < 3 { pairs.append((field, field + 6)) }
      }
    }
    return pairs
  }()

  /// The pairwise squared differences of an intrinsic autoregression, and a soft sum of zero.
  private static func smoothness(_ phi: Tensor) -> Tensor {
    let (a, b) = (edges.map { $0.0 }, edges.map { $0.1 })
    return -0.5 * sum((phi[a] - phi[b]).squared()) + Normal(0, 0.024).logDensity(sum(phi))
  }

  static let space: [TextbookModel] = [
    TextbookModel("counts on a map of neighbours") { m, d in
      let level = m.parameter("level", Normal(d.countScale.logarithm, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let phi = m.parameter("phi", Flat(), shape: [24])
      m.potential("prior of phi", smoothness(phi))
      m.observe("k", Poisson(logRate: level + sigma * phi), d.counts)
    },
    TextbookModel("counts on a map, structured and not") { m, d in
      let level = m.parameter("level", Normal(d.countScale.logarithm, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let rho = m.parameter("rho", Beta(0.5, 0.5))
      let phi = m.parameter("phi", Flat(), shape: [24])
      let theta = m.parameter("theta", Normal(0, 1), shape: [24])
      m.potential("prior of phi", smoothness(phi))
      let both = sqrt(1 - rho) * theta + sqrt(rho / 0.7) * phi
      m.observe("k", Poisson(logRate: level + sigma * both), d.counts)
    },
    TextbookModel("a proper autoregression on a map") { m, d in
      let alpha = m.parameter("alpha", Uniform(0, 0.95))
      let tau = m.parameter("tau", Gamma(shape: 2, rate: 2))
      var adjacency = [[Double]](repeating: [Double](repeating: 0, count: 24), count: 24)
      for (a, b) in edges {
        adjacency[a][b] = 1
        adjacency[b][a] = 1
      }
      let degree = diagonalMatrix(adjacency.map { $0.reduce(0, +) }.tensor)
      let precision = tau * (degree - alpha * Tensor(NDArray(rows: adjacency)))
      let y = unit(d.y).tensor
      let quadratic = sum(y * matmul(precision, y))
      m.potential("y", 0.5 * logDeterminantPositiveDefinite(precision) - 0.5 * quadratic)
    },
    TextbookModel("a field on a grid, by two small factors") { m, d in
      let length = m.parameter("length", LogNormal(0, 0.5), shape: [2])
      let size = m.parameter("size", HalfNormal(1))
      let z = m.parameter("z", Normal(0, 1), shape: [4, 6])
      func factor(_ count: Int, _ length: Tensor) -> Tensor {
        let t = (0..<count).map(Double.init).tensor
        let gaps = (t.reshaped(to: [count, 1]) - t.reshaped(to: [1, count])).squared()
        return cholesky(exp(-0.5 * gaps / length.squared()) + 1e-6 * Tensor.identity(count))
      }
      let field = matmul(matmul(factor(4, length[0]), z), factor(6, length[1]).transposed())
      m.observe("k", Poisson(logRate: d.countScale.logarithm + size * field.reshaped(to: [24])), d.counts)
    },
    TextbookModel("kriging in two dimensions") { m, d in
      let range = m.parameter("range", InverseGamma(shape: 3, scale: 2))
      let sill = m.parameter("sill", HalfNormal(1))
      let nugget = m.parameter("nugget", HalfNormal(0.5))
      let (a, b) = (Array(unit(d.x)[..<12]).tensor, Array(unit(d.z)[..<12]).tensor)
      func gaps(_ t: Tensor) -> Tensor { (t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12])).squared() }
      let distance = sqrt(gaps(a) + gaps(b) + 1e-9)
      let covariance =
        sill.squared() * exp(-distance / range) + (nugget.squared() + 1e-4) * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: covariance), unit(Array(d.y[..<12])))
    },
    TextbookModel("a length for each predictor") { m, d in
      let relevance = m.parameter("relevance", HalfNormal(1), shape: [2])
      let size = m.parameter("size", LogNormal(0, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let places = stack([Array(unit(d.x)[..<12]).tensor, Array(unit(d.z)[..<12]).tensor], axis: 1) * relevance
      let product = matmul(places, places.transposed())
      let squares = sum(places.squared(), axes: [1])
      let gaps = maximum(squares.reshaped(to: [12, 1]) + squares.reshaped(to: [1, 12]) - 2 * product, 0)
      let covariance = size.squared() * exp(-0.5 * gaps) + (sigma.squared() + 1e-3) * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: covariance), unit(Array(d.y[..<12])))
    },
    TextbookModel("a Student process, by its scale") { m, d in
      let nu = m.parameter("nu", Gamma(shape: 4, rate: 1))
      let scale = m.parameter("scale", InverseGamma(shape: nu / 2, scale: nu / 2))
      let t = Array(unit(d.times)[..<12]).tensor
      let gaps = (t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12])).squared()
      let covariance = scale * (exp(-0.5 * gaps) + 0.1 * Tensor.identity(12))
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: covariance), unit(Array(d.y[..<12])))
    },
    TextbookModel("two processes added") { m, d in
      let size = m.parameter("size", HalfNormal(1), shape: [2])
      let length = m.parameter("length", LogNormal([1.0, -1], 0.3))
      let sigma = m.parameter("sigma", HalfNormal(0.5))
      let t = Array(unit(d.times)[..<12]).tensor
      let gaps = (t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12])).squared()
      let slow = size[0].squared() * exp(-0.5 * gaps / length[0].squared())
      let fast = size[1].squared() * exp(-0.5 * gaps / length[1].squared())
      let covariance = slow + fast + (sigma.squared() + 1e-3) * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: covariance), unit(Array(d.y[..<12])))
    },
    TextbookModel("a continuous-time drift to a mean") { m, d in
      let theta = m.parameter("theta", LogNormal(0, 0.5))
      let mu = m.parameter("mu", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let y = unit(d.series)
      let (now, next) = (Array(y.dropLast()).tensor, Array(y.dropFirst()))
      let memory = exp(-theta * 0.5)
      let variance = sigma.squared() * -expm1(-theta) / (2 * theta)
      m.observe("y", Normal(mu + (now - mu) * memory, sqrt(variance)), next)
    },
    TextbookModel("three hidden states") { m, d in
      let rows = m.parameter("rows", Dirichlet([4.0, 1, 1]), shape: [3, 3])
      let mu = m.parameter("mu", Flat(shape: [3]), transform: OrderedTransform(), initial: [-1, 0, 1])
      m.potential("prior of mu", Normal(0, 1).logDensity(mu))
      let sigma = m.parameter("sigma", LogNormal(-0.5, 0.3))
      let y = unit(d.series).tensor
      let emitted = Normal(mu.reshaped(to: [1, 3]), sigma).logDensity(y.reshaped(to: [24, 1]))
      let change = log(rows)
      let start = Tensor(NDArray([-1.0986, -1.0986, -1.0986]))
      let loop = scan([start], over: [emitted]) { carry, elements in
        ([logSumExp(carry[0].reshaped(to: [3, 1]) + change, axes: [0]) + elements[0]], [])
      }
      m.potential("y", logSumExp(loop.carry[0]))
    },
    TextbookModel("hidden states of counts") { m, d in
      let stay = m.parameter("stay", Beta(5, 1), shape: [2])
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 2 / d.countScale), shape: [2])
      let k = d.counts.tensor
      let emitted = stack([Poisson(rate: rate[0]).logDensity(k), Poisson(rate: rate[1]).logDensity(k)], axis: 1)
      let change = stack([stack([stay[0], 1 - stay[0]]), stack([1 - stay[1], stay[1]])])
      // In plain probabilities with a running scale.
      let loop = scan([Tensor(NDArray([0.5, 0.5])), Tensor(0.0)], over: [emitted]) { carry, elements in
        let top = max(elements[0])
        let joint = matmul(carry[0], change) * exp(elements[0] - top)
        let total = sum(joint)
        return ([joint / total, carry[1] + log(total) + top], [])
      }
      m.potential("k", loop.carry[1])
    },
    TextbookModel("semesters of a school: a seasonal local level") { m, d in
      let tau = m.parameter("tau", HalfNormal(0.5), shape: [2])
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      let season = m.parameter("season", Normal(0, 1), shape: [3])
      let sigma = m.parameter("sigma", HalfNormal(0.5))
      let all = concatenate([season, -sum(season).reshaped(to: [1])]) * tau[1]
      m.observe("y", Normal(tau[0] * cumulativeSum(z) + all.tiled([6]), sigma), unit(d.series))
    },
    TextbookModel("a bootstrap of lags in a matrix") { m, d in
      let beta = m.parameter("beta", Laplace(0, 0.5), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let y = unit(d.series)
      let lags = stack((1...4).map { lag in Array(y[(4 - lag)..<(24 - lag)]).tensor }, axis: 1)
      m.observe("y", Normal(matmul(lags, beta), sigma), Array(y[4...]))
    },
    TextbookModel("integrated noise of order 2") { m, d in
      let tau = m.parameter("tau", HalfNormal(0.3))
      let f = m.parameter("f", Flat(), shape: [24])
      m.potential("prior of f", Normal(0, tau).logDensity(differences(differences(f))))
      m.potential("level of f", Normal(0, 3).logDensity(f[0]) + Normal(0, 1).logDensity(f[1] - f[0]))
      m.observe("y", Normal(f, 0.5), unit(d.series))
    },
    TextbookModel("an epidemic in small steps of four states") { m, d in
      let rates = m.parameter("rates", LogNormal([-0.5, -1, -1.5], 0.2))
      let phi = m.parameter("phi", Exponential(rate: 0.2))
      let loop = scan([Tensor(0.97), Tensor(0.02), Tensor(0.01)], length: 24) { carry, _ in
        let caught = rates[0] * carry[0] * carry[2]
        let (ill, well) = (rates[1] * carry[1], rates[2] * carry[2])
        return ([carry[0] - caught, carry[1] + caught - ill, carry[2] + ill - well], [ill])
      }
      m.observe("k", NegativeBinomial(mean: 30 * d.countScale * loop.outputs[0], dispersion: phi), d.counts)
    },
    TextbookModel("a pendulum by leapfrog") { m, d in
      let omega = m.parameter("omega", LogNormal(0, 0.2))
      let start = m.parameter("start", Normal(1, 0.3))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let loop = scan([start, Tensor(0.0)], length: 24) { carry, _ in
        let half = carry[1] - 0.15 * omega.squared() * sin(carry[0])
        let place = carry[0] + 0.3 * half
        return ([place, half - 0.15 * omega.squared() * sin(place)], [place])
      }
      m.observe("y", Normal(loop.outputs[0], sigma), unit(d.series))
    },
    TextbookModel("heat along a rod, in steps") { m, d in
      let conductivity = m.parameter("conductivity", Beta(2, 5))
      let hot = m.parameter("hot", Normal(2, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let start = concatenate([hot.reshaped(to: [1]), Tensor.zeros(.float64([7]))])
      let loop = scan([start], length: 24) { carry, _ in
        let u = carry[0]
        let flow = 0.5 * conductivity * differences(u)
        let zero = Tensor.zeros(.float64([1]))
        return ([u + concatenate([flow, zero]) - concatenate([zero, flow])], [u[3]])
      }
      m.observe("y", Normal(loop.outputs[0], sigma), unit(d.series))
    },
    TextbookModel("two planets") { m, d in
      let periods = m.parameter("periods", LogNormal([d.period.logarithm, (2.7 * d.period).logarithm], 0.01))
      let amplitude = m.parameter("amplitude", HalfNormal(d.yScale), shape: [2])
      let e = m.parameter("e", Beta(1, 5), shape: [2])
      let omega = m.parameter("omega", VonMises(0, 0), shape: [2])
      let phase = m.parameter("phase", VonMises(0, 0), shape: [2])
      let jitter = m.parameter("jitter", HalfNormal(d.yScale))
      let velocities = (0..<2).map { planet in
        radialVelocity(
          KeplerianElements(
            period: periods[planet], amplitude: amplitude[planet], eccentricity: e[planet],
            argumentOfPeriastron: omega[planet], phase: phase[planet]), times: d.times)
      }
      m.observe("v", Normal(d.yCenter + velocities[0] + velocities[1], jitter), d.y)
    },
    TextbookModel("an orbit by e cos ω and e sin ω") { m, d in
      let h = m.parameter("h", Normal(0, 0.2), shape: [2])
      let amplitude = m.parameter("amplitude", LogNormal(d.yScale.logarithm, 0.5))
      let phase = m.parameter("phase", VonMises(0, 0))
      let jitter = m.parameter("jitter", Exponential(rate: 1 / d.yScale))
      let e = minimum(sqrt(sum(h.squared()) + 1e-8), 0.95)
      let orbit = KeplerianElements(
        period: Tensor(d.period), amplitude: amplitude, eccentricity: e, argumentOfPeriastron: atan2(h[1], h[0] + 1e-9),
        phase: phase)
      m.observe("v", Normal(d.yCenter + radialVelocity(orbit, times: d.times), jitter), d.y)
    },
    TextbookModel("velocities with a drift and two instruments") { m, d in
      let amplitude = m.parameter("amplitude", HalfNormal(d.yScale))
      let phase = m.parameter("phase", VonMises(0, 0))
      let offset = m.parameter("offset", Normal(d.yCenter, 5 * d.yScale), shape: [2])
      let jitter = m.parameter("jitter", HalfNormal(d.yScale), shape: [2])
      let drift = m.parameter("drift", Normal(0, d.yScale))
      let angle = 2 * Double.pi / d.period * d.times.tensor + phase
      let trend = drift * unit(d.times).tensor
      m.observe("v", Normal(offset[d.answers] + trend + amplitude * cos(angle), jitter[d.answers]), d.y)
    },
    TextbookModel("a transit as a box with soft edges") { m, d in
      let depth = m.parameter("depth", HalfNormal(1))
      let middle = m.parameter("middle", Normal(0, 0.5))
      let width = m.parameter("width", LogNormal(-0.5, 0.3))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let t = (unit(d.times).tensor - middle) / width
      m.observe("flux", Normal(-depth * (sigmoid(8 * (t + 1)) - sigmoid(8 * (t - 1))), sigma), unit(d.y))
    },
    TextbookModel("distances from parallaxes") { m, d in
      let length = m.parameter("length", LogNormal(0, 0.5))
      let distance = m.parameter("distance", Gamma(shape: 3, rate: 1 / length), shape: [24])
      let parallax = d.waits.map { d.waitScale / $0 }
      m.observe("parallax", Normal(1 / (distance + 0.01), 0.3), parallax)
    },
    TextbookModel("a luminosity function of three parameters") { m, d in
      let slope = m.parameter("slope", Beta(2, 2))
      let scale = m.parameter("scale", LogNormal(0, 0.5))
      let size = d.waits.tensor / d.waitScale
      // A gamma law: Schechter's with a slope above −1.
      m.potential("sizes", Gamma(shape: slope + 0.1, rate: 1 / scale).logDensity(size))
      m.observe("count", Poisson(logRate: m.parameter("log count", Normal(3, 1))), [24])
    },
    TextbookModel("a hidden place from four bearings") { m, d in
      let place = m.parameter("place", Normal(0, 2), shape: [2])
      let kappa = m.parameter("kappa", Gamma(shape: 2, rate: 0.5))
      let (u, v) = ((0..<24).map { 3 + Double($0 % 4) }.tensor, (0..<24).map { 3 - Double($0 / 6) }.tensor)
      m.observe("bearing", VonMises(atan2(place[1] - v, place[0] - u), kappa), d.angles)
    },
    TextbookModel("a walk that turns") { m, d in
      let kappa = m.parameter("kappa", HalfNormal(3))
      let mean = m.parameter("mean", VonMises(0, 1))
      let shape = m.parameter("shape", Gamma(shape: 2, rate: 1))
      m.observe("turn", VonMises(mean, kappa), d.angles)
      m.observe("step", Gamma(shape: shape, rate: shape / d.waitScale), d.waits)
    },
    TextbookModel("a wrapped season in cosines of the day") { m, d in
      let a = m.parameter("a", Normal(0, 1), shape: [3])
      let b = m.parameter("b", Normal(0, 1), shape: [3])
      let order = (1...3).map(Double.init).tensor.reshaped(to: [1, 3])
      let phase = 2 * Double.pi * (mod(d.times.tensor, d.period) / d.period).reshaped(to: [24, 1]) * order
      let eta = matmul(cos(phase), a) + matmul(sin(phase), b)
      m.observe("k", Poisson(logRate: d.countScale.logarithm + 0.3 * eta), d.counts)
    },
    TextbookModel("a density by a histogram that is smooth") { m, d in
      let tau = m.parameter("tau", HalfNormal(1))
      let z = m.parameter("z", Normal(0, 1), shape: [6])
      let logits = tau * cumulativeSum(z)
      m.observe("bin", Categorical(logits: logits), d.block)
    },
    TextbookModel("a lattice of spins, by its pseudo-likelihood") { m, d in
      let coupling = m.parameter("coupling", Normal(0, 0.5))
      let field = m.parameter("field", Normal(0, 1))
      let spins = d.answers.map { Double(2 * $0 - 1) }
      var around = [Double](repeating: 0, count: 24)
      for (a, b) in edges {
        around[a] += spins[b]
        around[b] += spins[a]
      }
      m.observe("spin", Bernoulli(logit: 2 * (field + coupling * around.tensor)), d.answers)
    },
    TextbookModel("a step function by three knots that are sorted") { m, d in
      let knots = m.parameter("knots", Flat(shape: [3]), transform: OrderedTransform(), initial: [-1, 0, 1])
      m.potential("prior of knots", Normal(0, 1).logDensity(knots))
      let level = m.parameter("level", Normal(0, 1), shape: [4])
      let weights = sigmoid(5 * (unit(d.times).tensor.reshaped(to: [24, 1]) - knots.reshaped(to: [1, 3])))
      m.observe("y", Normal(level[0] + matmul(weights, differences(level)), 0.7), unit(d.y))
    },
    TextbookModel("a monotone curve of positive steps") { m, d in
      let steps = m.parameter("steps", Dirichlet([1.0, 1, 1, 1, 1, 1]))
      let beta = m.parameter("beta", Normal(0, 2))
      let alpha = m.parameter("alpha", Normal(0, 1))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let level = concatenate([Tensor.zeros(.float64([1])), cumulativeSum(steps)])
      m.observe("y", Normal(alpha + beta * level[d.block], sigma), unit(d.y))
    },
  ]
}
