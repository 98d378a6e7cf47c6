// Means of velocities in equal bins of phase.

/// Weighted means: each velocity counts by 1/(error² + jitter²).
package struct PhaseBins {
  /// The number of bins.
  package let binCount: Int
  /// The weighted mean phase of each bin that has velocities.
  package private(set) var phases: [Double] = []
  package private(set) var velocities: [Double] = []
  /// The standard errors of the means.
  package private(set) var errors: [Double] = []

  /// The means in 10 bins, or 20 of 200 and more velocities; nil if there are fewer than 30.
  package init?(_ instruments: [FigureVelocities]) {
    let count = instruments.reduce(0) { $0 + $1.times.count }
    guard count >= 30 else { return nil }
    binCount = count >= 200 ? 20 : 10
    var sums = [(weight: Double, phase: Double, velocity: Double)](repeating: (0, 0, 0), count: binCount)
    for instrument in instruments {
      for index in instrument.times.indices {
        let phase = PhaseFigure.wrapped(instrument.times[index])
        let (error, velocity) = (instrument.errors[index], instrument.velocities[index])
        let weight = 1 / (error * error + instrument.jitter * instrument.jitter)
        guard phase.isFinite, velocity.isFinite, weight.isFinite, weight > 0 else { continue }
        let bin = min(max(Int((phase + 0.5) * Double(binCount)), 0), binCount - 1)
        sums[bin].weight += weight
        sums[bin].phase += weight * phase
        sums[bin].velocity += weight * velocity
      }
    }
    for sum in sums where sum.weight > 0 {
      phases.append(sum.phase / sum.weight)
      velocities.append(sum.velocity / sum.weight)
      errors.append((1 / sum.weight).squareRoot())
    }
  }
}
