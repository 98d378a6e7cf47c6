// The parts of the warm-up, exactly: windows, dual averaging, variances, and what they are put together to.

import ApusInference
import ApusTestSupport
import Foundation
import Testing

@Suite struct WarmupTests {
  private func learn(
    _ adaptation: inout WindowedAdaptation, _ position: [Double], gradient: [Double], acceptance: Double
  ) -> [Double]? {
    position.withUnsafeBufferPointer { position in
      gradient.withUnsafeBufferPointer {
        adaptation.update(position: position, gradient: $0, acceptance: acceptance)
      }
    }
  }

  @Test func `the windows are Stan's, for any length of the warm-up`() throws {
    let cases = try WarmupReference.shared.get().windows
    #expect(cases.count > 50)
    for item in cases {
      let settings = WarmupSettings(
        initialBuffer: item.initial, firstWindow: item.first, finalBuffer: item.final)
      let schedule = WarmupSchedule(iterationCount: item.warmup, settings: settings)
      #expect(schedule.windowEnds == item.ends, "\(item)")
      #expect(schedule.collected.isEmpty || schedule.collected.upperBound - 1 == item.ends.last)
    }
    let thousand = WarmupSchedule(iterationCount: 1000, settings: WarmupSettings())
    #expect(thousand.windowEnds == [24, 44, 84, 164, 324, 949])
    #expect(thousand.collected == 15..<950)
  }

  @Test func `there are no windows where the metric is not adapted`() {
    let schedule = WarmupSchedule(iterationCount: 1000, settings: WarmupSettings(adaptsMetric: false))
    #expect(schedule.windowEnds == [])
    #expect(schedule.collected.isEmpty)
  }

  @Test func `dual averaging gives the numbers of the paper's recursion`() throws {
    let reference = try WarmupReference.shared.get().dualAveraging
    var averaging = DualAveraging(target: reference.target, stepSize: reference.start)
    #expect(averaging.stepSize == reference.start)
    #expect(averaging.finalStepSize == reference.start)
    for (acceptance, (step, mean)) in try paired(reference.acceptances, paired(reference.steps, reference.means)) {
      averaging.update(acceptance: acceptance)
      #expect((averaging.stepSize / step - 1).magnitude < 1e-11)
      #expect((averaging.finalStepSize / mean - 1).magnitude < 1e-12)
    }
    averaging.restart(stepSize: 0.5)
    #expect(averaging == DualAveraging(target: reference.target, stepSize: 0.5))
  }

  @Test func `positions without gradients give NumPy's variances, drawn towards a thousandth`() throws {
    let reference = try WarmupReference.shared.get().variances
    let settings = WarmupSettings(initialBuffer: 3, firstWindow: 40, finalBuffer: 7)
    var adaptation = WindowedAdaptation(iterationCount: 50, dimension: 3, settings: settings, stepSize: 1)
    var metrics: [(iteration: Int, metric: [Double])] = []
    let far: [Double] = [1e9, 1e9, 1e9]
    for iteration in 0..<50 {
      let position = (3..<43).contains(iteration) ? reference.positions[iteration - 3] : far
      let metric = learn(&adaptation, position, gradient: [1, -2, 0], acceptance: 0.8)
      if let metric { metrics.append((iteration, metric)) }
    }
    #expect(metrics.map(\.iteration) == [42])
    for (value, expected) in try paired(try #require(metrics.first).metric, reference.variances) {
      #expect((value / expected - 1).magnitude < 1e-12)
    }
  }

  @Test func `gradients make the variances of normal coordinates exact from two positions on`() throws {
    let settings = WarmupSettings(initialBuffer: 0, firstWindow: 2, finalBuffer: 18)
    var adaptation = WindowedAdaptation(iterationCount: 20, dimension: 3, settings: settings, stepSize: 1)
    let variances = [4, 1e-10, 1e12]
    func gradient(_ position: [Double]) -> [Double] { zip(position, variances).map { (3 - $0) / $1 } }
    let (first, second) = ([1.5, -2, 8], [2.5, 7, 1e3])
    #expect(learn(&adaptation, first, gradient: gradient(first), acceptance: 0.8) == nil)
    let metric = try #require(learn(&adaptation, second, gradient: gradient(second), acceptance: 0.8))
    for (value, variance) in try paired(metric, variances) { #expect((value / variance - 1).magnitude < 1e-14) }
  }

  @Test func `a long window asks positions and gradients alike`() throws {
    let reference = try WarmupReference.shared.get().variances
    let settings = WarmupSettings(initialBuffer: 0, firstWindow: 120, finalBuffer: 0)
    var adaptation = WindowedAdaptation(iterationCount: 120, dimension: 3, settings: settings, stepSize: 1)
    var metric: [Double]?
    let slopes = [-1, 4, -0.25]
    for iteration in 0..<120 {
      let position = reference.positions[iteration % 40]
      metric = learn(&adaptation, position, gradient: zip(slopes, position).map(*), acceptance: 0.8)
    }
    for (value, slope) in try paired(try #require(metric), slopes) {
      #expect((value * slope.magnitude - 1).magnitude < 1e-12)
    }
  }

  @Test func `a window in which nothing has a finite variance changes nothing`() {
    let settings = WarmupSettings(initialBuffer: 0, firstWindow: 20, finalBuffer: 0)
    var adaptation = WindowedAdaptation(iterationCount: 20, dimension: 1, settings: settings, stepSize: 1)
    for iteration in 0..<20 {
      let position = [iteration.isMultiple(of: 2) ? 1e200 : -1e200]
      #expect(learn(&adaptation, position, gradient: [0], acceptance: 0.8) == nil)
    }
  }

  @Test func `the adaptation goes on from its stored form with the same numbers`() throws {
    let settings = WarmupSettings(initialBuffer: 5, firstWindow: 5, finalBuffer: 5)
    var adaptation = WindowedAdaptation(iterationCount: 40, dimension: 2, settings: settings, stepSize: 0.3)
    func position(_ iteration: Int) -> [Double] { [sin(Double(iteration)), 1 / Double(iteration + 3)] }
    func gradient(_ iteration: Int) -> [Double] { [cos(Double(iteration)), Double(iteration)] }
    for iteration in 0..<17 {
      _ = learn(&adaptation, position(iteration), gradient: gradient(iteration), acceptance: 0.4)
    }
    var restored = try JSONDecoder().decode(
      WindowedAdaptation.self, from: JSONEncoder().encode(adaptation))
    #expect(restored == adaptation)
    for iteration in 17..<40 {
      let a = learn(&adaptation, position(iteration), gradient: gradient(iteration), acceptance: 0.9)
      let b = learn(&restored, position(iteration), gradient: gradient(iteration), acceptance: 0.9)
      #expect(a == b)
    }
    #expect(restored == adaptation)
    #expect(restored.finalStepSize == adaptation.finalStepSize)
  }
}
