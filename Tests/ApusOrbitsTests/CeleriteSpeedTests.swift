// How long a celerite process takes: value and gradient of 100,000 points with the rotation kernel.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct CeleriteSpeedTests {
  /// Some 11 ms on a processor of 2023; the limit allows for slower and busier ones.
  @Test func `value and gradient of 100,000 points take less than 50 ms, three times that on a busy machine`() throws {
    let count = 100_000
    var generator = Philox4x64(seed: 2)
    let times = (0..<count).map { _ in 2000 * generator.uniform() }.sorted()
    let values = times.map { sin(0.3 * $0) + 0.3 * generator.standardNormal() }
    let theta = Tensor.argument("theta", .float64([6]))
    let y = Tensor.argument("y", .float64([count]))
    let process = CeleriteProcess(
      .rotation(sigma: theta[0], period: theta[1], Q0: theta[2], dQ: theta[3], f: theta[4]), times: times,
      variances: theta[5].squared())
    let density = process.logDensity(y)
    let outputs = [density] + (try gradient(of: density, withRespectTo: [theta, y]))
    let evaluator = Evaluator(try Program(outputs))
    try evaluator.bind(theta, to: NDArray([0.8, 21.0, 1.5, 0.5, 0.4, 0.3]))
    try evaluator.bind(y, to: NDArray(values))
    try evaluator.run()
    let seconds = try processorTime { try evaluator.run() }
    print("celerite: value and gradient of \(count) points in \(1000 * seconds) ms")
    #expect(evaluator.output(0).float64[0].isFinite)
    #expect(seconds < 0.15)
  }
}
