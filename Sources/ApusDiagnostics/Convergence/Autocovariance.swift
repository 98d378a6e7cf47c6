// The autocovariance of chains, averaged over the chains, at all lags at once.

/// Work space for the mean autocovariance of an even number of chains of one shape.
///
/// Two chains share a complex transform: the autocovariance of x + iy has that of x plus that of y as its real part. The
/// power spectra of all pairs are summed, so that one backward transform serves all chains: O(m n log n) for m chains.
struct Autocovariance {
  let chainCount: Int
  let drawCount: Int
  /// γ[t] = (1/mn) ∑ over chains and draws of (x[i] − x̄)(x[i+t] − x̄), for t < n; each chain has its own mean.
  private(set) var lags: [Double]
  private(set) var chainMeans: [Double]
  private let transform: FourierTransform
  private var real: [Double]
  private var imaginary: [Double]
  private var power: [Double]

  /// Work space for `chainCount` chains, an even number, of `drawCount` draws each.
  init(chainCount: Int, drawCount: Int) {
    precondition(chainCount.isMultiple(of: 2), "\(chainCount) chains do not make pairs")
    self.chainCount = chainCount
    self.drawCount = drawCount
    transform = FourierTransform(minimumLength: 2 * drawCount)
    lags = Array(repeating: 0, count: drawCount)
    chainMeans = Array(repeating: 0, count: chainCount)
    real = Array(repeating: 0, count: transform.length)
    imaginary = real
    power = real
  }

  /// Computes `lags` and `chainMeans` of draws, one chain after the other.
  mutating func update(_ draws: UnsafeBufferPointer<Double>) {
    for chain in 0..<chainCount {
      chainMeans[chain] = LaneSums.mean(Self.chain(chain, of: draws, count: drawCount))
    }
    let count = drawCount
    let length = transform.length
    let scale = 1 / (Double(length) * Double(count) * Double(chainCount))
    power.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        power.withUnsafeMutableBufferPointer { power in
          guard let x = real.baseAddress, let y = imaginary.baseAddress else { return }
          for first in stride(from: 0, to: chainCount, by: 2) {
            Self.center(Self.chain(first, of: draws, count: count), chainMeans[first], x, length)
            Self.center(Self.chain(first + 1, of: draws, count: count), chainMeans[first + 1], y, length)
            transform.forward(real: x, imaginary: y)
            for k in 0..<length { power[k] += x[k] * x[k] + y[k] * y[k] }
          }
          for k in 0..<length {
            x[k] = power[k]
            y[k] = 0
          }
          transform.backward(real: x, imaginary: y)
          for lag in 0..<count { lags[lag] = x[lag] * scale }
        }
      }
    }
  }

  private static func chain(
    _ chain: Int, of draws: UnsafeBufferPointer<Double>, count: Int
  ) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(rebasing: draws[chain * count..<(chain + 1) * count])
  }

  /// Writes x − mean, then zeros.
  private static func center(
    _ x: UnsafeBufferPointer<Double>, _ mean: Double, _ target: UnsafeMutablePointer<Double>, _ length: Int
  ) {
    for index in 0..<x.count { target[index] = x[index] - mean }
    (target + x.count).update(repeating: 0, count: length - x.count)
  }
}
