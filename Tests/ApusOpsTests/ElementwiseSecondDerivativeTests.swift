// Second derivatives where a guard in the first one could spoil them: ties, zeros, far tails.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct ElementwiseSecondDerivativeTests {
  /// The Hessian of a function of two numbers, row by row.
  private func hessianMatrix(_ x: Double, _ y: Double, _ function: (Tensor, Tensor) -> Tensor) throws -> [Double] {
    let point = Tensor.argument("point", .float64([2]))
    return try evaluate(hessian(of: function(point[0], point[1]), withRespectTo: point), [point: [x, y]]).doubles
  }

  private func second(at number: Double, _ function: (Tensor) -> Tensor) throws -> Double {
    let x = Tensor.argument("x")
    return try evaluate(hessian(of: function(x), withRespectTo: x), [x: NDArray(number)]).scalar
  }

  @Test func `powers at zero have the derivatives of polynomials`() throws {
    #expect(try hessianMatrix(0, 2) { pow($0, $1) } == [2, 0, 0, 0])
    #expect(try hessianMatrix(0, 3) { pow($0, $1) } == [0, 0, 0, 0])
    #expect(try second(at: 0) { pow($0, 1) } == 0)
    #expect(try second(at: 0) { pow($0, 2) } == 2)
    #expect(try second(at: 0) { pow($0, 0) } == 0)
    #expect(try second(at: -2) { pow($0, 3) } == -12)
  }

  @Test func `logAddExp is curved at ties and flat at minus infinity`() throws {
    let curved = try hessianMatrix(1.5, 1.5) { logAddExp($0, $1) }
    #expect(curved == [0.25, -0.25, -0.25, 0.25])
    let infinity = -Double.infinity
    #expect(try hessianMatrix(infinity, infinity) { logAddExp($0, $1) } == [0, 0, 0, 0])
    #expect(try hessianMatrix(2, infinity) { logAddExp($0, $1) } == [0, 0, 0, 0])
    #expect(try hessianMatrix(2, infinity) { logSubtractExp($0, $1) } == [0, 0, 0, 0])
  }

  @Test func `x log y has its mixed derivative at x = 0`() throws {
    #expect(try hessianMatrix(0, 4) { xlogy($0, $1) } == [0, 0.25, 0.25, 0])
    #expect(try hessianMatrix(0, 3) { xlog1py($0, $1) } == [0, 0.25, 0.25, 0])
  }

  @Test(arguments: [-800.0, -300, 300, 800]) func `saturated functions are flat`(x: Double) throws {
    #expect(try second(at: x) { tanh($0) }.magnitude < 1e-250)
    #expect(try second(at: x) { sigmoid($0) }.magnitude < 1e-120)
    #expect(try second(at: x) { softplus($0) }.magnitude < 1e-120)
    #expect(try second(at: x) { erf($0) } == 0)
    #expect(try second(at: x) { normalCDF($0) } == 0)
    #expect(try second(at: -abs(x)) { log1mexp($0) }.magnitude < 1e-120)
  }

  @Test func `asymptotic series do not spoil derivatives at zero`() throws {
    // erfcx″(0) = 2, (e^−|x| I₀)″(0) by the symmetric convention ½, (log I₀)″(0) = ½.
    #expect(try abs(second(at: 0) { erfcx($0) } - 2) < 1e-15)
    #expect(try second(at: 0) { besselI0e($0) } == 0.5)
    #expect(try second(at: 0) { besselI1e($0) } == 0)
    #expect(try second(at: 0) { logBesselI0($0) } == 0.5)
  }

  @Test func `logarithms of tails keep their second derivatives where the tails underflow`() throws {
    // (log erfc)″ = −2 + 1/x² − … and (log Φ)″ = −1 + 1/x² − …
    #expect(try abs(second(at: 1e3) { logErfc($0) } - (-2 + 1e-6)) < 1e-11)
    #expect(try abs(second(at: -1e3) { logNormalCDF($0) } - (-1 + 1e-6)) < 1e-11)
  }

  @Test func `distance and angle are smooth off the origin at any scale`() throws {
    #expect(
      try hessianMatrix(3, 4) { hypot($0, $1) }.elementsEqual([0.128, -0.096, -0.096, 0.072]) { abs($0 - $1) < 1e-15 })
    #expect(try hessianMatrix(0, 0) { hypot($0, $1) } == [0, 0, 0, 0])
    let (a, b) = (1e160, 2e160)
    let angle = try hessianMatrix(a, b) { atan2($0, $1) }
    // (−2ab, a² − b²; a² − b², 2ab)/(a² + b²)².
    let scale = 1e-300 / 25 * 1e-20
    let tolerance = 200 * Double.leastNonzeroMagnitude
    #expect(
      try paired(angle, [-4 * scale, -3 * scale, -3 * scale, 4 * scale]).allSatisfy { abs($0 - $1) <= tolerance })
  }
}
