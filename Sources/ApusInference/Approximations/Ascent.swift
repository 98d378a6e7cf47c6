// One ascent from one start, advanced one iteration at a time.

/// The limited-memory BFGS method at work. It belongs to one thread.
final class Ascent {
  private let settings: LBFGS
  private let probe: DensityProbe
  private(set) var state: AscentState
  private var point: DensityPoint

  init(_ state: AscentState, _ settings: LBFGS, _ density: any LogDensity) throws(SamplingError) {
    self.settings = settings
    self.state = state
    probe = try DensityProbe(density)
    point = probe.point(state.position)
    // So that a state that was read back goes on with the same count.
    probe.evaluationCount = max(state.evaluationCount, 1)
    if !point.isUsable { self.state.verdict = .badStart }
  }

  var value: Double { point.value }
  var gradient: [Double] { point.gradient }

  /// The largest |gradient| in standard deviations along a coordinate, by the curvatures that were measured last.
  var scaledGradient: Double {
    zip(point.gradient, state.curvatures).map { gradient, curvature in
      gradient == 0 ? 0 : gradient.magnitude / curvature.magnitude.squareRoot()
    }.max() ?? 0
  }

  /// Makes one iteration, or finds that there is nothing left to do.
  func advance() {
    defer {
      state.position = point.position
      state.evaluationCount = probe.evaluationCount
    }
    // Curvatures of where the ascent began say little of where it is: they are measured again, not more than once in as many
    // iterations as there are coordinates.
    if state.curvatures.isEmpty || state.iteration > 0 && state.iteration.isMultiple(of: max(20, probe.dimension)) {
      state.curvatures = probe.curvatures(at: point, before: state.curvatures)
    }
    if scaledGradient <= settings.tolerance, settle() { return }
    if state.iteration >= settings.maxIterations {
      state.verdict = .limitReached
      return
    }
    state.iteration += 1
    climb()
  }

  /// Measures the curvatures here, and forgets what was learnt elsewhere.
  private func measure() {
    state.curvatures = probe.curvatures(at: point, before: state.curvatures)
    (state.steps, state.falls) = ([], [])
  }

  /// Looks whether this is a maximum, and moves on where the log density is higher a deviation away.
  ///
  /// - Returns: whether the iteration ends here.
  private func settle() -> Bool {
    measure()
    guard scaledGradient <= settings.tolerance else { return false }
    let rounding = 1e-12 * max(point.value.magnitude, 1e-3)
    var flat: Int?
    var higher: DensityPoint?
    for coordinate in 0..<probe.dimension {
      let curvature = state.curvatures[coordinate]
      let deviation =
        curvature == 0 ? max(1, point.position[coordinate].magnitude) : 1 / curvature.magnitude.squareRoot()
      for distance in [deviation, -deviation] {
        let other = probe.point(point, coordinate: coordinate, by: distance)
        if other.isUsable, other.value > (higher?.value ?? point.value + rounding) { higher = other }
        if other.value > point.value - 1e-3, flat == nil { flat = coordinate }
      }
    }
    if let higher, state.iteration < settings.maxIterations {
      state.iteration += 1
      point = higher
      measure()
    } else {
      state.verdict = flat.map { .flat(coordinate: $0) } ?? .converged
    }
    return true
  }

  private func climb() {
    for _ in 0..<2 {
      let metric = self.metric
      var direction = self.direction(metric)
      var slope = zip(direction, point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if !(slope > 0) || !slope.isFinite {
        (state.steps, state.falls) = ([], [])
        direction = zip(metric, point.gradient).map { $0 * $1 }
        slope = zip(direction, point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      }
      guard slope > 0, slope.isFinite else { break }
      let found = LineSearch.run(from: point, along: direction, slope: slope, firstStep: 1, probe)
      if let next = found.point {
        learn(from: next, metric)
        point = next
        if let coordinate = next.position.firstIndex(where: { $0.magnitude > 1e100 }) {
          state.verdict = .ranToInfinity(coordinate: coordinate)
        }
        return
      }
      if found.metNoNumber, let coordinate = runaway(direction) {
        state.verdict = .ranToInfinity(coordinate: coordinate)
        return
      }
      // The estimate may be of another region: once more with what is measured here.
      measure()
    }
    // Where rounding lets no step go up, a small gradient is as good as none.
    state.verdict = scaledGradient <= 1e-4 ? .converged : .stuck
  }

  /// The coordinate that left all scales on a logarithmic axis, where one has: exp(300) is 10¹³⁰.
  private func runaway(_ direction: [Double]) -> Int? {
    point.position.indices.first { coordinate in
      let place = point.position[coordinate]
      return place.magnitude > 300 && (place > 0) == (direction[coordinate] > 0) && direction[coordinate] != 0
    }
  }

  /// The inverse of the curvatures, kept from moves of more than a hundred times a coordinate's size.
  private var metric: [Double] {
    (0..<probe.dimension).map { coordinate in
      let size = 100 * max(1, point.position[coordinate].magnitude)
      let curvature = max(state.curvatures[coordinate].magnitude, point.gradient[coordinate].magnitude / size)
      return curvature > 1e-300 ? 1 / curvature : 1
    }
  }

  /// The inverse Hessian that the last steps tell of, times the gradient.
  private func direction(_ metric: [Double]) -> [Double] {
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var direction = point.gradient
    var factors: [Double] = []
    for (step, fall) in zip(state.steps, state.falls).reversed() {
      let factor = product(step, direction) / product(step, fall)
      factors.append(factor)
      for i in direction.indices { direction[i] -= factor * fall[i] }
    }
    var scale = 1.0
    if let step = state.steps.last, let fall = state.falls.last {
      let size = zip(fall, metric).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      scale = product(step, fall) / size
      if !(scale > 0) || !scale.isFinite { scale = 1 }
    }
    for i in direction.indices { direction[i] *= scale * metric[i] }
    for ((step, fall), factor) in zip(zip(state.steps, state.falls), factors.reversed()) {
      let correction = factor - product(fall, direction) / product(step, fall)
      for i in direction.indices { direction[i] += correction * step[i] }
    }
    return direction
  }

  /// Keeps the step to the next point, where the gradient fell along it.
  private func learn(from next: DensityPoint, _ metric: [Double]) {
    let step = zip(next.position, point.position).map { $0 - $1 }
    let fall = zip(point.gradient, next.gradient).map { $0 - $1 }
    let product = zip(step, fall).reduce(0) { $0 + $1.0 * $1.1 }
    let sizes =
      (zip(step, metric).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } * zip(fall, metric).reduce(0) { $0 + $1.0 * $1.0 * $1.1 })
      .squareRoot()
    guard product > 1e-12 * sizes, product.isNormal, sizes.isFinite else { return }
    state.steps.append(step)
    state.falls.append(fall)
    if state.steps.count > settings.memory {
      state.steps.removeFirst()
      state.falls.removeFirst()
    }
  }
}
