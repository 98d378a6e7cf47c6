// Integrals over supports by double-exponential quadrature, which takes infinite ranges and singular ends in its stride.

import ApusDistributions
import ApusGraph
import ApusTestSupport
import Foundation

/// Points and weights of a quadrature rule.
struct Quadrature {
  var points: [Double] = []
  var weights: [Double] = []

  /// Σ w f(x) over the points at which the weight matters.
  func integral(_ values: [Double]) -> Double {
    zip(weights, values).reduce(0) { $1.0 == 0 || $1.1 == 0 ? $0 : $0 + $1.0 * $1.1 }
  }

  /// The support of a family's member, with `step` in the transformed variable.
  init(_ support: Support, center: Double, gap: Double = 0, step: Double) throws {
    switch support {
    case .real: self = Self.real(center, gap, step)
    case .positive, .nonnegative: self = Self.halfLine(0, center, step)
    case .lowerBounded(let bound):
      let end = try number(bound)
      self = Self.halfLine(end, center - end, step)
    case .upperBounded(let bound):
      let end = try number(bound)
      let mirrored = Self.halfLine(-end, end - center, step)
      self.init(points: mirrored.points.map { -$0 }, weights: mirrored.weights)
    case .interval(let lower, let upper):
      let (low, high) = (try number(lower), try number(upper))
      let ends = low < center && center < high ? [low, center, high] : [low, high]
      self = try neighbours(ends).map { Self.interval($0, $1, step) }.reduce(Quadrature(points: [], weights: [])) {
        Quadrature(points: $0.points + $1.points, weights: $0.weights + $1.weights)
      }
    case .circle: self = Self.circle(step)
    default: throw QuadratureError.noContinuum
    }
  }

  private init(points: [Double], weights: [Double]) {
    self.points = points
    self.weights = weights
  }

  /// Between two numbers.
  static func interval(_ a: Double, _ b: Double, _ step: Double) -> Quadrature {
    sample(step, reach: 4) { t in
      let u = 0.5 * .pi * sinh(t)
      let share = u < 0 ? exp(2 * u) / (1 + exp(2 * u)) : 1 / (1 + exp(-2 * u))
      return (a + (b - a) * share, (b - a) * 0.25 * .pi * cosh(t) / (cosh(u) * cosh(u)))
    }
  }

  /// From a number to infinity, with the bulk at the distance `scale`, where a kink may be.
  static func halfLine(_ a: Double, _ scale: Double, _ step: Double) -> Quadrature {
    sample(step, reach: 6) { t in
      let factor = exp(0.5 * .pi * sinh(t))
      return (a + scale * factor, scale * factor * 0.5 * .pi * cosh(t))
    }
  }

  /// The real line, split at a number, without what is within a distance of it.
  static func real(_ center: Double, _ gap: Double = 0, _ step: Double) -> Quadrature {
    let right = halfLine(0, 1, step)
    return Quadrature(
      points: right.points.map { center - gap - $0 } + right.points.map { center + gap + $0 },
      weights: right.weights + right.weights)
  }

  /// One turn of the circle.
  static func circle(_ step: Double) -> Quadrature {
    let count = Int(64 / step)
    return Quadrature(
      points: (0..<count).map { 2 * .pi * (Double($0) / Double(count) - 0.5) },
      weights: [Double](repeating: 2 * .pi / Double(count), count: count))
  }

  private static func sample(_ step: Double, reach: Double, _ map: (Double) -> (Double, Double)) -> Quadrature {
    let count = Int(reach / step)
    let nodes = (-count...count).map { map(Double($0) * step) }
    return Quadrature(points: nodes.map(\.0), weights: nodes.map { $0.1 * step })
  }

  private enum QuadratureError: Error { case noContinuum }
}
