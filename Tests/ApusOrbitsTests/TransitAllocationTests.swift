// A light curve's evaluation and its gradient allocate no memory for their points.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct TransitAllocationCountTests {
  @Test(
    .enabled(if: AllocationCount.isAvailable, "allocations are counted with glibc and a C compiler: cc, clang or gcc"))
  func `the tests of allocations pass in a process that counts`() throws {
    let outcome = try AllocationCount.runTests(filter: "ApusOrbitsTests.TransitAllocationTests")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("Test run with 1 test in 1 suite passed"))
  }
}

@Suite(
  .enabled(if: AllocationCount.isCounting, "they are run by TransitAllocationCountTests, in a process that counts"))
struct TransitAllocationTests {
  /// How often the routine, its pullback and its second derivatives allocate for a number of points.
  private func count(_ points: Int) throws -> Int {
    let shapes = [Shape([points]), .scalar, .scalar, .scalar]
    let x = shapes.enumerated().map { Tensor.argument("\($0)", .float64($1)) }
    let decrease = quadraticLimbDarkening(impact: x[0], radiusRatio: x[1], u1: x[2], u2: x[3])
    let slopes = try gradient(of: sum(decrease), withRespectTo: x)
    let seconds = try gradient(of: slopes[1], withRespectTo: x)
    let outputs = [decrease] + slopes + seconds
    let evaluator = Evaluator(try Program(outputs))
    let distances = NDArray((0..<points).map { 1.2 * Double($0) / Double(points) })
    for (argument, value) in try paired(x, [distances, NDArray(0.1), NDArray(0.4), NDArray(0.2)]) {
      try evaluator.bind(argument, to: value)
    }
    try evaluator.run()
    var hasFailed = false
    let count = AllocationCount.of {
      for _ in 0..<10 { do { try evaluator.run() } catch { hasFailed = true } }
    }
    #expect(!hasFailed)
    return count
  }

  @Test func `a hundred times the points take no more allocations`() throws {
    #expect(AllocationCount.of { UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 64).deallocate() } == 1)
    let (few, many) = (try count(40), try count(4000))
    #expect(many <= few, "\(many) for 4000 points, \(few) for 40")
  }
}
