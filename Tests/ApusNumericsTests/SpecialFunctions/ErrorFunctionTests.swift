// The error functions, the normal distribution and its quantiles: reference numbers, edges, laws.

import ApusNumerics
import Testing

@Suite struct ErrorFunctionTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("error-function") }

  @Test func `the error functions agree with mpmath`() throws {
    try reference.expect("erf", within: 6e-16) { Special.erf($0[0]) }
    try reference.expect("erfc", within: 2e-15) { Special.erfc($0[0]) }
    try reference.expect("erfcx", within: 8e-16) { Special.erfcx($0[0]) }
    try reference.expect("logErfc", within: 6e-16) { Special.logErfc($0[0]) }
  }

  @Test func `the normal distribution function and its logarithm agree with mpmath into the far tails`() throws {
    try reference.expect("normalCDF", within: 1e-15) { Special.normalCDF($0[0]) }
    try reference.expect("logNormalCDF", within: 1e-15) { Special.logNormalCDF($0[0]) }
  }

  @Test func `quantiles agree with mpmath`() throws {
    try reference.expect("normalQuantile", within: 1e-15) { Special.normalQuantile($0[0]) }
    try reference.expect("normalQuantileOfLog", within: 1.2e-15) { Special.normalQuantile(ofLog: $0[0]) }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("erf(inf)", Special.erf(infinity), 1), ("erf(-inf)", Special.erf(-infinity), -1),
      ("erf(-0)", Special.erf(-0.0), -0.0),
      ("erfc(inf)", Special.erfc(infinity), 0), ("erfc(-inf)", Special.erfc(-infinity), 2),
      ("erfcx(inf)", Special.erfcx(infinity), 0), ("erfcx(-inf)", Special.erfcx(-infinity), infinity),
      ("erfcx(-26.7)", Special.erfcx(-26.7), infinity), ("erfcx(0)", Special.erfcx(0), 1),
      ("erfcx(1e200)", Special.erfcx(1e200), 0.5641895835477563 * 1e-200), ("erfcx(nan)", Special.erfcx(.nan), .nan),
      ("logErfc(inf)", Special.logErfc(infinity), -infinity),
      ("logErfc(-inf)", Special.logErfc(-infinity), 0.6931471805599453),
      ("logErfc(nan)", Special.logErfc(.nan), .nan), ("logErfc(0)", Special.logErfc(0), -0.0),
      ("logErfc(-0)", Special.logErfc(-0.0), 0), ("erfcx(-1e200)", Special.erfcx(-1e200), infinity),
      ("erfcx(-26.63)", Special.erfcx(-26.63), infinity),
      ("normalCDF(inf)", Special.normalCDF(infinity), 1), ("normalCDF(-inf)", Special.normalCDF(-infinity), 0),
      ("normalCDF(-1e300)", Special.normalCDF(-1e300), 0), ("normalCDF(nan)", Special.normalCDF(.nan), .nan),
      ("logNormalCDF(inf)", Special.logNormalCDF(infinity), -0.0),
      ("logNormalCDF(-inf)", Special.logNormalCDF(-infinity), -infinity),
      ("logNormalCDF(-1e200)", Special.logNormalCDF(-1e200), -infinity),
      ("logNormalCDF(nan)", Special.logNormalCDF(.nan), .nan),
      ("normalQuantile(0)", Special.normalQuantile(0), -infinity),
      ("normalQuantile(1)", Special.normalQuantile(1), infinity),
      ("normalQuantile(0.5)", Special.normalQuantile(0.5), 0),
      ("normalQuantile(-0.1)", Special.normalQuantile(-0.1), .nan),
      ("normalQuantile(1.1)", Special.normalQuantile(1.1), .nan),
      ("normalQuantile(nan)", Special.normalQuantile(.nan), .nan),
      ("normalQuantile(ofLog: 0)", Special.normalQuantile(ofLog: 0), infinity),
      ("normalQuantile(ofLog: -inf)", Special.normalQuantile(ofLog: -infinity), -infinity),
      ("normalQuantile(ofLog: 1)", Special.normalQuantile(ofLog: 1), .nan),
      ("normalQuantile(ofLog: nan)", Special.normalQuantile(ofLog: .nan), .nan),
    ])
  }

  @Test func `quantiles undo the distribution function, also by its logarithm beyond the numbers`() {
    for x in spread(from: 1e-3, to: 37, count: 60) {
      expectClose(Special.normalQuantile(Special.normalCDF(-x)), -x, within: 2e-15 * (1 + 1 / x), "\(-x)")
    }
    for x in spread(from: 0.1, to: 1e150, count: 60) {
      expectClose(Special.normalQuantile(ofLog: Special.logNormalCDF(-x)), -x, within: 4e-15, "\(-x)")
    }
  }

  @Test func `the least number has a quantile`() {
    expectClose(Special.normalQuantile(.leastNonzeroMagnitude), -38.467405617144344, within: 1e-15)
  }

  @Test func `the scaled function is continuous where its pieces meet`() {
    for x in [2.0, 8.0] {
      expectClose(Special.erfcx(x.nextDown), Special.erfcx(x), within: 6e-16, "\(x)")
    }
  }
}
