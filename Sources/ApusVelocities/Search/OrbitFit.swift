// Least squares of orbits, offsets and trend by Levenberg and Marquardt's method, with the likeliest jitters.

internal import ApusNumerics
internal import RealModule

/// A time at which a planet transits: a datum beside the velocities.
struct SearchTransit: Sendable, Hashable {
  let planet: Int
  /// The time since the search's reference.
  let time: Double
  let error: Double
}

/// Fits orbits to velocities.
package struct OrbitFit: Sendable {
  var data: SearchData
  var isJitterShared = false
  /// Orbits whose eccentricity stays what it is, such as circles.
  var fixedEccentricities: Set<Int> = []
  /// Orbits whose period stays what it is.
  var fixedPeriods: Set<Int> = []
  var transits: [SearchTransit] = []

  package init(data: SearchData) { self.data = data }

  /// Moves a solution to a maximum of the likelihood, in turns the orbits by least squares and the jitters.
  ///
  /// - Parameters:
  ///   - rounds: how often the jitters are found anew.
  ///   - tolerance: the gain of log likelihood below which a step or a round is the last one.
  package func refined(_ start: OrbitSolution, rounds: Int = 8, tolerance: Double = 1e-4) -> OrbitSolution {
    var best = leastSquares(start, steps: 40, tolerance)
    for _ in 0..<rounds {
      var next = best
      next.jitters = data.likeliestJitters(best.residuals, isShared: isJitterShared)
      next = leastSquares(next, steps: 40, tolerance)
      guard next.logLikelihood > best.logLikelihood else { break }
      let gain = next.logLikelihood - best.logLikelihood
      best = next
      if gain < tolerance { break }
    }
    best.orbits = best.orbits.map(\.normalized)
    return best
  }

  /// The solution with residuals and likelihood of what it says.
  private func evaluated(_ solution: OrbitSolution) -> OrbitSolution {
    var result = solution
    var residuals = data.velocities
    for (segment, offset) in zip(data.segments, result.offsets) { for row in segment { residuals[row] -= offset } }
    for (column, coefficient) in zip(data.trendColumns, result.trend) {
      for row in residuals.indices { residuals[row] -= coefficient * column[row] }
    }
    for orbit in result.orbits {
      let velocity = SearchVelocity(orbit)
      for row in residuals.indices { residuals[row] -= velocity.value(at: data.times[row]) }
    }
    result.residuals = residuals
    result.logLikelihood = data.logLikelihood(of: residuals, result.jitters) + transitTerm(result)
    return result
  }

  private func transitTerm(_ solution: OrbitSolution) -> Double {
    transits.reduce(0) { sum, transit in
      guard transit.planet < solution.orbits.count else { return sum }
      let distance = Self.transitDistance(solution.orbits[transit.planet], transit.time) / transit.error
      return sum - 0.5 * distance * distance
    }
  }

  /// From the nearest time of conjunction to a time.
  static func transitDistance(_ orbit: SearchOrbit, _ time: Double) -> Double {
    let M = SearchOrbit.conjunctionAnomaly(orbit.eccentricity, orbit.omega)
    let turns = (M - orbit.meanAnomaly) / (2 * .pi) - time / orbit.period
    return -(turns - turns.rounded()) * orbit.period
  }

  private func leastSquares(_ start: OrbitSolution, steps: Int, _ tolerance: Double) -> OrbitSolution {
    var current = evaluated(start)
    let count = current.coordinateCount
    guard count > 0 else { return current }
    let free = isFree(count)
    let weights = data.weights(current.jitters)
    var damping = 1e-3
    var system = normalEquations(current, weights, free)
    for _ in 0..<steps {
      guard let step = solve(system.matrix, system.right, count, damping: damping) else {
        damping *= 10
        if damping > 1e8 { break }
        continue
      }
      let next = evaluated(moved(current, by: step))
      let isInside = next.orbits.allSatisfy { $0.eccentricity < SearchOrbit.mostEccentricity }
      if isInside, next.logLikelihood >= current.logLikelihood {
        let gain = next.logLikelihood - current.logLikelihood
        current = next
        damping = max(1e-12, damping * 0.1)
        if gain < tolerance { break }
        system = normalEquations(current, weights, free)
      } else {
        damping *= 8
        if damping > 1e5 { break }
      }
    }
    system = normalEquations(current, weights, free)
    addPriors(&system.matrix, current)
    (current.halfLogDeterminant, current.errors) = information(system.matrix, count, free)
    return current
  }

  /// Adds what priors know of orbits: each coordinate to the width of its prior, so that what the velocities leave open has a finite
  /// volume.
  private func addPriors(_ matrix: inout [Double], _ solution: OrbitSolution) {
    let count = solution.coordinateCount
    for (planet, orbit) in solution.orbits.enumerated() {
      // ln P to a factor of e², K to itself, e cos ω and e sin ω to 0.25, λ to the circle.
      let widths = [2, orbit.amplitude, 0.25, 0.25, 2 * .pi / 12.0.squareRoot()]
      for (coordinate, width) in widths.enumerated() where width > 0 {
        matrix[(5 * planet + coordinate) * (count + 1)] += 1 / (width * width)
      }
    }
  }

  private func isFree(_ count: Int) -> [Bool] {
    var free = [Bool](repeating: true, count: count)
    for planet in fixedEccentricities where 5 * planet + 3 < count {
      free[5 * planet + 2] = false
      free[5 * planet + 3] = false
    }
    for planet in fixedPeriods where 5 * planet < count { free[5 * planet] = false }
    return free
  }

  private func moved(_ solution: OrbitSolution, by step: [Double]) -> OrbitSolution {
    var result = solution
    for index in result.orbits.indices {
      result.orbits[index].logPeriod += step[5 * index]
      result.orbits[index].amplitude += step[5 * index + 1]
      result.orbits[index].eCosOmega += step[5 * index + 2]
      result.orbits[index].eSinOmega += step[5 * index + 3]
      result.orbits[index].longitude += step[5 * index + 4]
    }
    let first = 5 * result.orbits.count
    for index in result.offsets.indices { result.offsets[index] += step[first + index] }
    for index in result.trend.indices { result.trend[index] += step[first + result.offsets.count + index] }
    return result
  }

  /// JᵀWJ and JᵀWr; a coordinate that is not free has a 1 on the diagonal alone.
  private func normalEquations(
    _ solution: OrbitSolution, _ weights: [Double], _ free: [Bool]
  ) -> (matrix: [Double], right: [Double]) {
    let count = solution.coordinateCount
    var matrix = [Double](repeating: 0, count: count * count)
    var right = [Double](repeating: 0, count: count)
    var row = [Double](repeating: 0, count: count)
    func add(_ weight: Double, _ residual: Double) {
      for i in 0..<count where row[i] != 0 {
        let scaled = weight * row[i]
        right[i] += scaled * residual
        for j in 0...i { matrix[i * count + j] += scaled * row[j] }
      }
    }
    let first = 5 * solution.orbits.count
    let velocities = solution.orbits.map(SearchVelocity.init)
    for (instrument, segment) in data.segments.enumerated() {
      for place in segment {
        for (index, velocity) in velocities.enumerated() {
          let d = velocity.derivatives(at: data.times[place])
          (row[5 * index], row[5 * index + 1]) = (d.0, d.1)
          (row[5 * index + 2], row[5 * index + 3], row[5 * index + 4]) = (d.2, d.3, d.4)
        }
        for index in solution.offsets.indices { row[first + index] = index == instrument ? 1 : 0 }
        for (index, column) in data.trendColumns.enumerated() {
          row[first + solution.offsets.count + index] = column[place]
        }
        for index in 0..<count where !free[index] { row[index] = 0 }
        add(weights[place], solution.residuals[place])
      }
    }
    for transit in transits where transit.planet < solution.orbits.count {
      for index in 0..<count { row[index] = 0 }
      let orbit = solution.orbits[transit.planet]
      let distance = Self.transitDistance(orbit, transit.time)
      // Differences are enough here: these are two rows among many, and the maximum does not depend on them.
      let size = [1e-7, 0, 1e-6, 1e-6, 1e-6]
      for (coordinate, h) in size.enumerated() where h > 0 && free[5 * transit.planet + coordinate] {
        var (up, down) = (orbit, orbit)
        switch coordinate {
        case 0: (up.logPeriod, down.logPeriod) = (up.logPeriod + h, down.logPeriod - h)
        case 2: (up.eCosOmega, down.eCosOmega) = (up.eCosOmega + h, down.eCosOmega - h)
        case 3: (up.eSinOmega, down.eSinOmega) = (up.eSinOmega + h, down.eSinOmega - h)
        default: (up.longitude, down.longitude) = (up.longitude + h, down.longitude - h)
        }
        row[5 * transit.planet + coordinate] =
          -(Self.transitDistance(up, transit.time) - Self.transitDistance(down, transit.time)) / (2 * h)
      }
      add(1 / (transit.error * transit.error), distance)
    }
    for i in 0..<count {
      if !free[i] { matrix[i * count + i] = 1 }
      for j in 0..<i { matrix[j * count + i] = matrix[i * count + j] }
    }
    return (matrix, right)
  }

  /// The step, with the diagonal raised by a share; nil where the matrix is singular all the same.
  private func solve(_ matrix: [Double], _ right: [Double], _ count: Int, damping: Double) -> [Double]? {
    var (factor, step) = (matrix, right)
    for i in 0..<count { factor[i * count + i] += damping * matrix[i * count + i] + 1e-300 }
    let isDefinite = factor.withUnsafeMutableBufferPointer { a in
      a.baseAddress.map { BLAS.shared.cholesky(order: count, a: $0) } ?? false
    }
    guard isDefinite else { return nil }
    factor.withUnsafeBufferPointer { a in
      step.withUnsafeMutableBufferPointer { b in
        if let a = a.baseAddress, let b = b.baseAddress {
          BLAS.shared.choleskySolve(order: count, rightHandSides: 1, factor: a, b: b)
        }
      }
    }
    return step.allSatisfy(\.isFinite) ? step : nil
  }

  /// ½ ln det of the information matrix, and the coordinates' standard deviations.
  private func information(_ matrix: [Double], _ count: Int, _ free: [Bool]) -> (Double, [Double]) {
    // Scaled to a unit diagonal, so that coordinates of any size have digits.
    let sizes = (0..<count).map { max(matrix[$0 * count + $0], 1e-300).squareRoot() }
    var factor = matrix
    for i in 0..<count { for j in 0..<count { factor[i * count + j] /= sizes[i] * sizes[j] } }
    for i in 0..<count { factor[i * count + i] += 1e-13 }
    let isDefinite = factor.withUnsafeMutableBufferPointer { a in
      a.baseAddress.map { BLAS.shared.cholesky(order: count, a: $0) } ?? false
    }
    guard isDefinite else { return (.infinity, []) }
    var half = 0.0
    for i in 0..<count where free[i] { half += .log(sizes[i]) }
    var errors = [Double](repeating: 0, count: count)
    factor.withUnsafeBufferPointer { a in
      guard let a = a.baseAddress else { return }
      half += 0.5 * BLAS.shared.choleskyLogDeterminant(order: count, factor: a)
      for i in 0..<count {
        var column = [Double](repeating: 0, count: count)
        column[i] = 1
        column.withUnsafeMutableBufferPointer { b in
          if let b = b.baseAddress { BLAS.shared.choleskySolve(order: count, rightHandSides: 1, factor: a, b: b) }
        }
        errors[i] = free[i] ? max(0, column[i]).squareRoot() / sizes[i] : 0
      }
    }
    return (half, errors)
  }
}
