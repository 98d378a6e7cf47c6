// The No-U-Turn sampler on arrays, written as plainly as it can be: what the fast one is held against.

import ApusInference
import ApusRandom

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One transition after the other, in the shape of Stan's `base_nuts`, with its names.
struct PlainNUTS {
  struct Point {
    var q: [Double]
    var p: [Double]
    var gradient: [Double]
    var logDensity: Double
  }

  /// What Stan's `build_tree` gives back through references.
  struct Subtree {
    var proposal: Point
    var pBegin: [Double]
    var pEnd: [Double]
    var rho: [Double]
    var logSumWeight: Double
  }

  let density: ClosureLogDensity
  /// M⁻¹, by rows.
  let inverseMetric: [[Double]]
  /// The lower triangular L with L Lᵀ = M⁻¹.
  private let factor: [[Double]]
  let stepSize: Double
  let maxDepth: Int
  var generator: Philox4x64
  private var z: Point
  private var leapfrogCount = 0
  private var metropolisSum = 0.0
  private var divergent = false
  private var initialEnergy = 0.0

  init(_ density: ClosureLogDensity, metric: [Double], stepSize: Double, maxDepth: Int, generator: Philox4x64) {
    let rows = metric.indices.map { row in metric.indices.map { $0 == row ? metric[row] : 0 } }
    self.init(density, covariance: rows, stepSize: stepSize, maxDepth: maxDepth, generator: generator)
  }

  init(
    _ density: ClosureLogDensity, covariance: [[Double]], stepSize: Double, maxDepth: Int, generator: Philox4x64
  ) {
    self.density = density
    inverseMetric = covariance
    factor = Self.cholesky(covariance)
    self.stepSize = stepSize
    self.maxDepth = maxDepth
    self.generator = generator
    z = Point(q: [], p: [], gradient: [], logDensity: 0)
  }

  struct Outcome {
    var position: [Double]
    var depth: Int
    var leapfrogCount: Int
    var acceptance: Double
    var divergent: Bool
  }

  mutating func transition(from q: [Double]) -> Outcome {
    z = point(q, momentum(of: q.map { _ in generator.standardNormal() }))
    var (forward, backward, sample) = (z, z, z)
    var (pForward, pBackward) = (z.p, z.p)
    var rho = z.p
    initialEnergy = energy(z)
    (leapfrogCount, metropolisSum, divergent) = (0, 0, false)
    var (logSumWeight, depth) = (0.0, 0)
    // The momenta at the inner ends of the two halves.
    while depth < maxDepth {
      let goesForward = generator.next() >> 63 == 1
      z = goesForward ? forward : backward
      let built = buildTree(depth, goesForward ? 1 : -1)
      if goesForward { forward = z } else { backward = z }
      guard let built else { break }
      depth += 1
      // The halves in order of time, with the momenta at their inner ends.
      let (rhoLeft, rhoRight) = goesForward ? (rho, built.rho) : (built.rho, rho)
      let (leftInner, rightInner) = goesForward ? (pForward, built.pBegin) : (built.pBegin, pBackward)
      if goesForward { pForward = built.pEnd } else { pBackward = built.pEnd }
      rho = plus(rho, built.rho)
      let isTaken = generator.uniform() < min(1, exp(built.logSumWeight - logSumWeight))
      if isTaken { sample = built.proposal }
      logSumWeight = logSumExp(logSumWeight, built.logSumWeight)
      var persists = criterion(pBackward, pForward, rho)
      persists = persists && criterion(pBackward, rightInner, plus(rhoLeft, rightInner))
      persists = persists && criterion(leftInner, pForward, plus(rhoRight, leftInner))
      if !persists { break }
    }
    return Outcome(
      position: sample.q, depth: depth, leapfrogCount: leapfrogCount,
      acceptance: metropolisSum / Double(leapfrogCount), divergent: divergent)
  }

  /// Builds from `z` in the direction `sign`; nil where the subtree turns or diverges.
  private mutating func buildTree(_ depth: Int, _ sign: Double) -> Subtree? {
    if depth == 0 {
      evolve(sign * stepSize)
      leapfrogCount += 1
      var h = energy(z)
      if h.isNaN { h = .infinity }
      if h - initialEnergy > 1000 { divergent = true }
      metropolisSum += min(1, exp(initialEnergy - h))
      return divergent
        ? nil : Subtree(proposal: z, pBegin: z.p, pEnd: z.p, rho: z.p, logSumWeight: initialEnergy - h)
    }
    guard let first = buildTree(depth - 1, sign), let final = buildTree(depth - 1, sign) else { return nil }
    let rho = plus(first.rho, final.rho)
    guard criterion(first.pBegin, final.pEnd, rho),
      criterion(first.pBegin, final.pBegin, plus(first.rho, final.pBegin)),
      criterion(first.pEnd, final.pEnd, plus(final.rho, first.pEnd))
    else { return nil }
    let logSumWeight = logSumExp(first.logSumWeight, final.logSumWeight)
    let isFinal = generator.uniform() < exp(final.logSumWeight - logSumWeight)
    return Subtree(
      proposal: isFinal ? final.proposal : first.proposal, pBegin: first.pBegin, pEnd: final.pEnd, rho: rho,
      logSumWeight: logSumWeight)
  }

  private func criterion(_ p: [Double], _ other: [Double], _ rho: [Double]) -> Bool {
    velocityProduct(p, rho) > 0 && velocityProduct(other, rho) > 0
  }

  private func velocityProduct(_ p: [Double], _ rho: [Double]) -> Double {
    zip(p, velocity(of: rho)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func velocity(of p: [Double]) -> [Double] {
    inverseMetric.map { row in zip(row, p).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The p with Lᵀ p = noise, whose covariance is M.
  private func momentum(of noise: [Double]) -> [Double] {
    var p = noise
    for i in p.indices.reversed() {
      for k in (i + 1)..<p.count { p[i] -= factor[k][i] * p[k] }
      p[i] /= factor[i][i]
    }
    return p
  }

  private static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
    var factor = matrix.map { $0.map { _ in 0.0 } }
    for i in matrix.indices {
      for j in 0...i {
        let sum = matrix[i][j] - (0..<j).reduce(0) { $0 + factor[i][$1] * factor[j][$1] }
        factor[i][j] = i == j ? sum.squareRoot() : sum / factor[j][j]
      }
    }
    return factor
  }

  private mutating func evolve(_ time: Double) {
    let p = z.p.indices.map { z.p[$0] + 0.5 * time * z.gradient[$0] }
    let v = velocity(of: p)
    var next = point(z.q.indices.map { z.q[$0] + time * v[$0] }, p)
    for index in p.indices { next.p[index] += 0.5 * time * next.gradient[index] }
    z = next
  }

  private func energy(_ z: Point) -> Double { 0.5 * velocityProduct(z.p, z.p) - z.logDensity }

  private func point(_ q: [Double], _ p: [Double]) -> Point {
    var gradient = [Double](repeating: 0, count: q.count)
    let value = q.withUnsafeBufferPointer { q in
      gradient.withUnsafeMutableBufferPointer { density.makeEvaluator().valueAndGradient(at: q, gradient: $0) }
    }
    return Point(q: q, p: p, gradient: gradient, logDensity: value)
  }

  private func plus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }

  private func logSumExp(_ a: Double, _ b: Double) -> Double { max(a, b) + log1p(exp(-(a - b).magnitude)) }
}
