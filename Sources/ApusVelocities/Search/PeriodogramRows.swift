// The sums of a periodogram, eight velocities at a time, over stretches of frequencies.

internal import RealModule

/// The velocities of a null model in rows of eight, each instrument's filled up with velocities of weight 0.
struct PeriodogramRows: Sendable {
  /// Frequencies in a stretch: the angles are computed anew at its beginning, and turned from there.
  static let stretch = 256

  private let times: [SIMD8<Double>]
  private let weights: [SIMD8<Double>]
  /// Weight times residual.
  private let products: [SIMD8<Double>]
  /// The rows of each instrument.
  private let segments: [Range<Int>]
  /// Weight times the trend's columns.
  private let columns: [[SIMD8<Double>]]

  init(_ null: NullModel) {
    func rows(_ values: (Int) -> Double) -> ([SIMD8<Double>], [Range<Int>]) {
      var (result, segments): ([SIMD8<Double>], [Range<Int>]) = ([], [])
      for segment in null.data.segments {
        let first = result.count
        for start in stride(from: segment.lowerBound, to: segment.upperBound, by: 8) {
          var row = SIMD8<Double>.zero
          for lane in 0..<min(8, segment.upperBound - start) { row[lane] = values(start + lane) }
          result.append(row)
        }
        segments.append(first..<result.count)
      }
      return (result, segments)
    }
    (times, segments) = rows { null.data.times[$0] }
    weights = rows { null.weights[$0] }.0
    products = rows { null.weights[$0] * null.residuals[$0] }.0
    columns = null.columns.map { column in rows { null.weights[$0] * column[$0] }.0 }
  }

  /// The powers at the frequencies first, first + step, …, of which there are at most ``stretch``.
  func powers(_ null: NullModel, from first: Double, step: Double, into powers: UnsafeMutableBufferPointer<Double>) {
    let count = times.count
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: 4 * count) { memory in
      guard let base = memory.baseAddress else { return }
      let (c, s, dc, ds) = (base, base + count, base + 2 * count, base + 3 * count)
      for row in 0..<count {
        for lane in 0..<8 {
          // Whole turns are taken off first, so that the angle keeps its digits.
          let angle = Self.turns(first * times[row][lane])
          let change = Self.turns(step * times[row][lane])
          c[row][lane] = .cos(angle)
          s[row][lane] = .sin(angle)
          dc[row][lane] = .cos(change)
          ds[row][lane] = .sin(change)
        }
      }
      var sums = null.noSums
      for index in powers.indices {
        accumulate(&sums, c, s)
        powers[index] = null.power(sums).power
        for row in 0..<count {
          let (oldC, oldS) = (c[row], s[row])
          c[row] = oldC * dc[row] - oldS * ds[row]
          s[row] = oldS * dc[row] + oldC * ds[row]
        }
      }
    }
  }

  private static func turns(_ turns: Double) -> Double { 2 * .pi * (turns - turns.rounded()) }

  @inline(__always)
  private func accumulate(
    _ sums: inout NullModel.Sums, _ c: UnsafePointer<SIMD8<Double>>, _ s: UnsafePointer<SIMD8<Double>>
  ) {
    weights.withUnsafeBufferPointer { weights in
      products.withUnsafeBufferPointer { products in
        var (cc, cs, yc, ys) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
        for (index, segment) in segments.enumerated() {
          var (sumC, sumS) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
          for row in segment {
            let wc = weights[row] * c[row]
            sumC += wc
            sumS += weights[row] * s[row]
            cc += wc * c[row]
            cs += wc * s[row]
            yc += products[row] * c[row]
            ys += products[row] * s[row]
          }
          sums.offsets[index] = (sumC.sum(), sumS.sum())
        }
        (sums.cc, sums.cs, sums.yc, sums.ys) = (cc.sum(), cs.sum(), yc.sum(), ys.sum())
      }
    }
    for (index, column) in columns.enumerated() {
      var (sumC, sumS) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for row in column.indices {
        sumC += column[row] * c[row]
        sumS += column[row] * s[row]
      }
      sums.trend[index] = (sumC.sum(), sumS.sum())
    }
  }
}
