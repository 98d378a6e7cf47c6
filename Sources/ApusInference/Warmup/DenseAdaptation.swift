// The warm-up of a dense metric: learns a covariance window by window, in coordinates in which the metric in force is 1.

/// Adapts the step size and a dense metric, as a value that can be stored.
///
/// It sees positions z and gradients in the coordinates in which the metric in force is the identity. At the end of a window it
/// gives the factor W of the covariance there: the metric Σ = L Lᵀ becomes L W Wᵀ Lᵀ.
///
/// W Wᵀ is the geometric mean of the positions' covariance and the inverse of the gradients' covariance. Of a normal density that is
/// exact as soon as there are more positions than coordinates. Both are shrunk towards the identity, that is, towards the metric in
/// force. In the first window, where no covariance was given, they are shrunk towards the diagonal that
/// ``WindowedAdaptation`` learns.
///
/// The positions alone would take more windows to see the directions in which the density is narrow: the gradients show these
/// first.
///
/// Reference: as for ``WindowedAdaptation``.
/// Checked against: mpmath.
package struct DenseAdaptation: Sendable, Hashable, Codable {
  /// The step size, the windows, and the diagonal of the first one.
  private(set) var windows: WindowedAdaptation
  private(set) var positions: WindowCovariance
  private(set) var gradients: WindowCovariance
  /// Whether a covariance is in force, not only a diagonal.
  private var knowsCovariance: Bool

  package init(iterationCount: Int, dimension: Int, settings: WarmupSettings, stepSize: Double) {
    windows = WindowedAdaptation(
      iterationCount: iterationCount, dimension: dimension, settings: settings, stepSize: stepSize)
    positions = WindowCovariance(dimension: dimension)
    gradients = positions
    knowsCovariance = settings.initialCovariance != nil
  }

  /// Learns from a transition.
  ///
  /// - Returns: the elements of W, by rows, where a window ends here whose covariance can be factored.
  package mutating func update(
    position: UnsafeBufferPointer<Double>, gradient: UnsafeBufferPointer<Double>, acceptance: Double
  ) -> [Double]? {
    if windows.isCollecting {
      positions.add(position)
      gradients.add(gradient)
    }
    guard let diagonal = windows.update(position: position, gradient: gradient, acceptance: acceptance) else {
      return nil
    }
    let factor = factor(diagonal)
    positions.reset()
    gradients.reset()
    if factor != nil { knowsCovariance = true }
    return factor
  }

  private func factor(_ diagonal: [Double]) -> [Double]? {
    let sizes =
      knowsCovariance ? [Double](repeating: 1, count: diagonal.count) : diagonal.map { $0.squareRoot() }
    // Gradients are per unit of their coordinates.
    let mean = LowerTriangle.geometricMean(
      positions.shrunk(sizes: sizes), inverseOf: gradients.shrunk(sizes: sizes.map { 1 / $0 }))
    guard let mean, let factor = mean.cholesky() else { return nil }
    for (row, size) in sizes.enumerated() { for column in 0...row { factor[row][column] *= size } }
    let elements = factor.elements
    return elements.allSatisfy(\.isFinite) ? elements : nil
  }

  /// Begins the search for the step size again, at a step size.
  mutating func restart(stepSize: Double) { windows.restart(stepSize: stepSize) }

  var stepSize: Double { windows.stepSize }
  var finalStepSize: Double { windows.finalStepSize }
}
