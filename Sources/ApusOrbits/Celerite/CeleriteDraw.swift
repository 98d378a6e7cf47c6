// Draws of a celerite process with noise: innovations of the filter, drawn and added up again in O(n J²).

internal import ApusRandom

/// A draw of a process with given numbers; NaN where these are no process.
struct CeleriteDraw {
  let layout: AnyLayout

  func draw(
    times: [Double], mean: [Double], variances: [Double], coefficients: [Double], using generator: inout Philox4x64
  ) -> [Double] {
    let count = times.count
    let order = times.indices.sorted { times[$0] < times[$1] || (times[$0] == times[$1] && $0 < $1) }
    let normal = order.map { _ in generator.standardNormal() }
    guard times.allSatisfy(\.isFinite) else { return normal.map { _ in .nan } }
    // Times, zeros for the residuals, variances, coefficients, innovations, records.
    var numbers = times + [Double](repeating: 0, count: count) + variances + coefficients + normal
    let records = numbers.count
    numbers += [Double](repeating: 0, count: count * layout.recordWidth)
    let deviations = [Double](unsafeUninitializedCapacity: count) { target, written in
      written = count
      target.initialize(repeating: .nan)
      numbers.withUnsafeMutableBufferPointer { numbers in
        order.withUnsafeBufferPointer { order in
          guard let target = target.baseAddress, let first = numbers.baseAddress, let order = order.baseAddress else {
            return
          }
          let series = CeleriteSeries(
            count: count, order: order, times: first, residuals: first + count, variances: first + 2 * count,
            varianceStride: 1,
            coefficients: first + 3 * count)
          guard !layout.run(CeleriteDensityRoutine(series: series, trace: first + records)).isNaN else { return }
          layout.run(
            CeleriteDrawRoutine(series: series, trace: first + records, normal: first + records - count, target: target)
          )
        }
      }
    }
    return zip(mean, deviations).map { $0 + $1 }
  }
}

/// A draw of the residuals, after the log density of residuals that are 0.
private struct CeleriteDrawRoutine: CeleriteRoutine {
  let series: CeleriteSeries<Double>
  let trace: UnsafePointer<Double>
  /// Standard normal numbers, in the order of the times.
  let normal: UnsafePointer<Double>
  let target: UnsafeMutablePointer<Double>

  func run(_ layout: some CeleriteLayout) {
    let columns = CeleriteColumns(layout: layout, coefficients: series.coefficients)
    let R = layout.rank
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 &* R) { scratch in
      guard let u = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      let (s, f, g) = (u + R, u + 2 &* R, u + 3 &* R)
      columns.writeLoadings(u)
      columns.writeShifts(s)
      for n in 0..<series.count {
        let record = trace + n &* layout.recordWidth
        columns.advance(record, s, g, into: f)
        let r = record[layout.innovationOffset &+ 1]
        let z = normal[n] / r.squareRoot()
        var deviation = z
        for i in 0..<R {
          deviation += u[i] * f[i]
          var h = 0.0
          for j in 0..<R {
            let (row, column) = (max(i, j), min(i, j))
            h += record[layout.matrixOffset &+ row &* (row &+ 1) / 2 &+ column] * u[j]
          }
          g[i] = f[i] + r * z * (columns.input(i) - h)
        }
        target[series.order[n]] = deviation
      }
    }
  }
}
