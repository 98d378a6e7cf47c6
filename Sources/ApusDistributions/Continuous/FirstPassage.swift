// The first-passage density of a Wiener process as Ops: it has no graph of elementary functions, and its derivatives are of its kind.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// The logarithm of the density f(u; w) of the time at which a standard Wiener process from w leaves the unit interval, at 0.
///
/// By the heat equation ∂f/∂u = ½ ∂²f/∂w² all its derivatives are derivatives in w, term by term of either series.
///
/// Reference: Navarro and Fuss (2009), Fast and accurate calculations for first-passage times in Wiener diffusion models; Foster and
/// Singmann (2021), Another Approximation of the First-Passage Time Densities for the Ratcliff Diffusion Decision Model.
/// Checked against: mpmath.
package struct LogFirstPassage: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ u: Double, _ w: Double) -> Double { Special.logFirstPassage(u, start: w) }

  package func partials(_ u: Tensor, _ w: Tensor, _ logF: Tensor) -> (Tensor, Tensor) {
    (0.5 * .apply(FirstPassageSlope(order: 2), u, w), .apply(FirstPassageSlope(order: 1), u, w))
  }
}

/// ∂ⁿf/∂wⁿ over f.
package struct FirstPassageSlope: BinaryElementwise, BuiltInOp {
  package let order: Int

  package init(order: Int) { self.order = order }

  package func value(_ u: Double, _ w: Double) -> Double { Special.firstPassageSlope(u, start: w, order: order) }

  package func partials(_ u: Tensor, _ w: Tensor, _ slope: Tensor) -> (Tensor, Tensor) {
    func other(_ order: Int) -> Tensor { .apply(FirstPassageSlope(order: order), u, w) }
    return (0.5 * (other(order + 2) - slope * other(2)), other(order + 1) - slope * other(1))
  }
}

/// The passage of a Wiener process with a drift through the lower end of the unit interval, before it reaches the upper one.
struct FirstPassage {
  /// Where it starts, as ``LogFirstPassage`` takes it: below 0 from the upper end.
  let place: Tensor
  /// The distances of the start from the lower end and from the upper one.
  let (distance, rest): (Tensor, Tensor)
  let drift: Tensor

  init(place: Tensor, distance: Tensor, rest: Tensor, drift: Tensor) {
    (self.place, self.distance, self.rest, self.drift) = (place, distance, rest, drift)
  }

  /// That through the upper end, as one through the lower end.
  var opposite: FirstPassage { FirstPassage(place: -place, distance: rest, rest: distance, drift: -drift) }

  /// log of (e^(−2mw) − e^(−2m))/(1 − e^(−2m)): that the lower end is reached first.
  var logProbability: Tensor {
    let isSmall = abs(drift) .< 0.01
    let m = drift.replacing(isSmall, with: 1)
    let size = select(m .> 0, m, -m)
    let large = log(expm1(-2 * size * rest) / expm1(-2 * size)) - (size + m) * distance
    // log sinh(x)/x = x²/6 − x⁴/180 + …
    let square = select(isSmall, drift, 0).squared()
    let part = rest.squared()
    let series = square * ((part - 1) / 6 - square * (part.squared() - 1) / 180)
    return select(isSmall, log(rest) - select(isSmall, drift, 0) * distance + series, large)
  }

  /// log of the probability that the lower end is reached first, and before u, or after it.
  ///
  /// Far in either tail, where the times that matter are too near u for numbers, it is the density over the rate at which that falls.
  func logTail(_ u: Tensor, isUpper: Bool) -> Tensor {
    let fall = drift.squared() + Double.pi * Double.pi
    let density = logDensity(u)
    // After long times the density is one exponential, to all digits. Before the shortest the error is of the order of 1 over the fall in
    // log u, and the logarithm of the order of that fall.
    let height = 0.5 * distance.squared() / u
    let rise = height - 0.5 * fall * u
    let isFar = isUpper ? u .> 4 : (height .> 1e9) .& (rise .> 0.5 * height)
    let far =
      isUpper ? density - log(0.5 * fall) : density + log(u) - log(rise.replacing(.!isFar, with: 1))
    let near = u.replacing(isFar, with: isUpper ? 1 : 1e-3)
    if isUpper { return select(isFar, far, logIntegral(near, fall: fall, isUpper: true)) }
    // From next to the end nearly all passages are early, over more scales of time than an integral has steps.
    let isNext = distance .< 1e-5 * minimum(sqrt(u), 1)
    let moved = FirstPassage(
      place: place.replacing(isNext, with: 0.5), distance: distance.replacing(isNext, with: 0.5),
      rest: rest.replacing(isNext, with: 0.5), drift: drift)
    let late = logTail(u, isUpper: true) - logProbability
    let complement = logProbability + log1mexp(late.replacing(.!isNext, with: -1))
    let early = select(isNext, complement, moved.logIntegral(near, fall: fall, isUpper: false))
    return select(isFar, far, early)
  }

  private func logDensity(_ u: Tensor) -> Tensor {
    Tensor.apply(LogFirstPassage(), u, place) - drift * distance - 0.5 * drift.squared() * u
  }

  /// The same as an integral: the times before u are u/(1 + e^(−y)), those after it u (1 + e^y), with y on the real line.
  private func logIntegral(_ u: Tensor, fall: Tensor, isUpper: Bool) -> Tensor {
    // Where t f(t) is greatest, or near there within the tail, and the curvature in log t.
    let peak = 2 * distance.squared() / (1 + sqrt(1 + 4 * fall * distance.squared()))
    let slope = 2 + 0.5 * (isUpper ? fall * u : distance.squared() / u)
    let near = isUpper ? maximum(peak, u * (1 + 1 / slope)) : minimum(peak, u * (1 - 1 / slope))
    let curvature = 0.5 * (distance.squared() / near + fall * near)
    let share = isUpper ? near / u - 1 : near / (u - near)
    let shrinkage = isUpper ? 1 - u / near : 1 - near / u
    let step = 0.4 / sqrt(2 + curvature * shrinkage)
    return ApusDistributions.logIntegral(origin: log(share), step: step, [u, place, distance, drift]) { y, given in
      let (u, place, distance, drift) = (given[0], given[1], given[2], given[3])
      let time = isUpper ? u + u * exp(y) : u * sigmoid(y)
      let measure = isUpper ? log(u) + y : log(u) + logSigmoid(y) + logSigmoid(-y)
      let density = Tensor.apply(LogFirstPassage(), time, place) - drift * distance - 0.5 * drift.squared() * time
      return density + measure
    }
  }
}
