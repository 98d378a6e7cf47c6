// Maxima of random concave densities, whose place is known: with scales over eighteen orders, correlations, saturated tails and large
// constants.

import ApusInference
import ApusRandom
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct RandomMaximaTests {
  @Test func `all of 300 random densities have their maximum found`() throws {
    var generator = Philox4x64(seed: 77, stream: 0)
    for trial in 0..<300 {
      let dimension = 1 + trial % 10
      let orders = Double(trial % 4) * 3
      let scales = (0..<dimension).map { _ in pow(10, orders * (2 * generator.uniform() - 1)) }
      let top = scales.map { $0 * 10 * generator.standardNormal() }
      let directions = (0..<dimension).map { number in
        let weight = number == 0 ? pow(10, Double(trial % 3)) : 1
        return (0..<dimension).map { _ in weight * generator.standardNormal() }
      }
      let start = scales.map { $0 * 20 * generator.standardNormal() }
      let isQuadratic = trial % 2 == 0
      let constant = trial % 5 == 0 ? -1e6 : 0

      /// The distance from the maximum along a direction, in its scale.
      @Sendable func distance(_ x: some Collection<Double>, _ direction: [Double]) -> Double {
        zip(zip(x, top), zip(direction, scales)).reduce(0) { $0 + $1.1.0 * ($1.0.0 - $1.0.1) / $1.1.1 }
      }
      // Sums of −z²/2, or of −ln cosh z, whose gradient has no digits of the distance far out.
      let density = ClosureLogDensity(dimension: dimension) { x, gradient in
        var sum = constant
        gradient.update(repeating: 0)
        for direction in directions {
          let z = distance(x, direction)
          sum -= isQuadratic ? 0.5 * z * z : abs(z) + log1p(exp(-2 * abs(z))) - log(2)
          let slope = isQuadratic ? -z : -tanh(z)
          for i in 0..<dimension { gradient[i] += slope * direction[i] / scales[i] }
        }
        return sum
      }
      let found = try maximum(of: density, from: [start])
      #expect(found.verdict == .converged, "density \(trial): \(String(describing: found.verdict))")
      let largest = directions.map { abs(distance(found.position, $0)) }.max() ?? .nan
      #expect(largest < 1e-4, "density \(trial): \(largest)")
      #expect(found.ascents[0].state.evaluationCount < 3000)
    }
  }
}
