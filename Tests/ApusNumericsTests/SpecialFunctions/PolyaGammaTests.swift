// Both tails of Pólya-gamma numbers of small shapes, of which nearly all are below any x.

import ApusNumerics
import Testing

@Suite struct PolyaGammaTests {
  /// By the functions of Scripts/reference/further_families.py, at 40 digits.
  @Test(arguments: [
    (0.005, 1e-8, -4.94874881407256198e-8, -16.8215459888997511),
    (0.005, 1e-12, -4.9487486549335329e-12, -26.0318863682920918),
  ])
  func `the upper tail of small shapes has its digits`(x: Double, h: Double, lower: Double, upper: Double) {
    let tails = Special.logPolyaGammaTails(x, shape: h, tilt: 0)
    #expect((tails.lower - lower).magnitude <= 1e-12 * lower.magnitude)
    #expect((tails.upper - upper).magnitude <= 1e-12 * upper.magnitude)
  }
}
