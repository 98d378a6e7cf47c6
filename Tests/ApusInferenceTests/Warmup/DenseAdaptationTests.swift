// What a window of the warm-up makes of positions and gradients for a dense metric.

import ApusInference
import ApusTestSupport
import Foundation
import Testing

@Suite struct DenseAdaptationTests {
  /// What the adaptation gives after all positions, W Wᵀ; all before must give nothing.
  private func covariance(
    _ positions: [[Double]], _ gradients: [[Double]], _ settings: WarmupSettings
  ) throws -> [Double]? {
    let dimension = try #require(positions.first).count
    var adaptation = DenseAdaptation(
      iterationCount: max(positions.count, 20), dimension: dimension, settings: settings, stepSize: 1)
    var factor: [Double]?
    for (position, gradient) in try paired(positions, gradients) {
      #expect(factor == nil)
      // From its stored form, each time.
      adaptation = try StoredState(adaptation).decoded(as: DenseAdaptation.self)
      factor = position.withUnsafeBufferPointer { position in
        gradient.withUnsafeBufferPointer { adaptation.update(position: position, gradient: $0, acceptance: 0.8) }
      }
    }
    guard let factor else { return nil }
    func element(_ i: Int, _ j: Int) -> Double { factor[i * (i + 1) / 2 + j] }
    return (0..<dimension).flatMap { i in
      (0...i).map { j in (0...j).reduce(0) { $0 + element(i, $1) * element(j, $1) } }
    }
  }

  private func settings(_ count: Int, knowsCovariance: Bool = false, _ dimension: Int = 1) -> WarmupSettings {
    WarmupSettings(
      initialBuffer: 0, firstWindow: count, finalBuffer: max(0, 20 - count), metric: .dense,
      initialCovariance: knowsCovariance ? [Double](repeating: 0, count: dimension * dimension) : nil)
  }

  @Test func `the covariance of a window is that of mpmath`() throws {
    let cases = try DenseMetricReference.shared.get().windows
    #expect(cases.count > 4)
    for item in cases {
      let settings = settings(item.positions.count, knowsCovariance: item.knowsCovariance)
      let found = try #require(try covariance(item.positions, item.gradients, settings))
      let difference = try DenseMetricReference.difference(found, item.covariance)
      #expect(difference < 1e-6, "\(item.positions.count) positions: \(difference)")
    }
  }

  @Test func `a window without numbers changes nothing`() throws {
    let positions = (0..<20).map { [Double($0), 1 / Double($0 + 1)] }
    let gradients = positions.map { [-$0[0], $0[1]] }
    #expect(try covariance(positions, gradients, settings(20)) != nil)
    for bad in [Double.nan, .infinity, 1e200] {
      var broken = positions
      broken[7][1] = bad
      #expect(try covariance(broken, gradients, settings(20, knowsCovariance: true)) == nil, "\(bad)")
    }
  }

  @Test func `gradients that are constant leave the positions to speak`() throws {
    let positions = (0..<40).map { [sin(Double(7 * $0)), 100 * cos(Double(3 * $0))] }
    let found = try #require(try covariance(positions, positions.map { _ in [1, 1] }, settings(40)))
    #expect(found.allSatisfy(\.isFinite) && found[0] > 0.1 && found[0] < 2 && found[2] > 1e3 && found[2] < 2e4)
  }
}
