// The emitted elementary functions against the Ops, whose `value` is what both mean, and their edges one by one.

import ApusOps
import ApusTestSupport
import Foundation
import Testing

import ApusNative

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct MathOpsAgreementTests {
  typealias Value = @Sendable ([Double]) -> Double

  /// What the Op of each function gives.
  static let values: [String: Value] = [
    "exponential": { Exp().value($0[0]) }, "exponentialMinusOne": { Expm1().value($0[0]) },
    "exponentialBaseTwo": { Exp2().value($0[0]) }, "logarithm": { Log().value($0[0]) },
    "logarithmBaseTwo": { Log2().value($0[0]) }, "logarithmBaseTen": { Log10().value($0[0]) },
    "logarithmOfOnePlus": { Log1p().value($0[0]) }, "softplus": { Softplus().value($0[0]) },
    "logarithmOfOnePlusSquare": { LogOnePlusSquare().value($0[0]) },
    "sigmoid": { Sigmoid().value($0[0]) }, "logSigmoid": { LogSigmoid().value($0[0]) },
    "sine": { Sine().value($0[0]) }, "cosine": { Cosine().value($0[0]) }, "tangent": { Tangent().value($0[0]) },
    "arctangent": { Arctangent().value($0[0]) }, "arcsine": { Arcsine().value($0[0]) },
    "arccosine": { Arccosine().value($0[0]) }, "hyperbolicSine": { HyperbolicSine().value($0[0]) },
    "hyperbolicCosine": { HyperbolicCosine().value($0[0]) }, "hyperbolicTangent": { HyperbolicTangent().value($0[0]) },
    "inverseHyperbolicSine": { InverseHyperbolicSine().value($0[0]) },
    "inverseHyperbolicCosine": { InverseHyperbolicCosine().value($0[0]) },
    "inverseHyperbolicTangent": { InverseHyperbolicTangent().value($0[0]) },
    "cubeRoot": { CubeRoot().value($0[0]) }, "logarithmOfOneMinusExponential": { Log1mExp().value($0[0]) },
    "arctangent2": { Arctangent2().value($0[0], $0[1]) }, "power": { Power().value($0[0], $0[1]) },
    "hypotenuse": { Hypotenuse().value($0[0], $0[1]) }, "logAddExponential": { LogAddExp().value($0[0], $0[1]) },
    "logSubtractExponential": { LogSubtractExp().value($0[0], $0[1]) }, "xTimesLogY": { XLogY().value($0[0], $0[1]) },
    "poissonDeviance": { PoissonDeviance().value($0[0], $0[1]) },
    "poissonExcess": { PoissonExcess().value($0[0], $0[1]) },
    "negativeBinomialDeviance": { NegativeBinomialDeviance().value($0[0], $0[1], $0[2]) },
    "meanExcessShare": { MeanExcessShare().value($0[0], $0[1], $0[2]) },
    "logMeanRatio": { LogMeanRatio().value($0[0], $0[1], $0[2]) },
    "xTimesLogOfOnePlusY": { XLog1pY().value($0[0], $0[1]) },
  ]

  /// Edges, crossed where there are two operands, and random numbers of all sizes.
  static func points(_ count: Int) -> [[Double]] {
    let edges: [Double] = [
      0, 1, 0.5, 2, 3, 1e-20, .leastNormalMagnitude / 64, .leastNonzeroMagnitude, .leastNormalMagnitude, 40, 710, 745.5,
      1e5, 0x1p53, 1e22,
      1e200,
      .greatestFiniteMagnitude, .infinity,
    ]
    let all = edges + edges.map { -$0 } + [.nan]
    var points = (0..<count).reduce([[]]) { points, _ in points.flatMap { point in all.map { point + [$0] } } }
    var numbers = TestNumbers(seed: 5)
    func number(_ exponent: Double) -> Double {
      let size = pow(2, numbers.uniform(-exponent, exponent))
      return numbers.uniform() < 0.5 ? size : -size
    }
    for _ in 0..<2000 { points.append((0..<count).map { _ in number(8) }) }
    for _ in 0..<500 { points.append((0..<count).map { _ in number(1020) }) }
    return points
  }

  @Test(arguments: ElementaryFunction.all)
  func `native code agrees with the Op, in all edges exactly`(function: ElementaryFunction) throws {
    let value = try #require(Self.values[function.name])
    let points = Self.points(function.inputCount)
    let results = try function.kernel()((0..<function.inputCount).map { index in points.map { $0[index] } })[0]
    for (point, result) in try paired(points, results) {
      let expected = value(point)
      let isRight: Bool
      if expected.isNaN || expected.isInfinite || (expected == 0 && result == 0) {
        isRight = result.hasSameBits(as: expected)
      } else if function.flushes, (result - expected).magnitude < .leastNormalMagnitude {
        isRight = true
      } else {
        let scale = function.scale(point).magnitude
        let size = scale.isFinite ? max(expected.magnitude, scale) : expected.magnitude
        isRight = (result - expected).magnitude <= max(1e-12 * size, 2 * Double.leastNonzeroMagnitude)
      }
      #expect(isRight, "\(function.name)\(point) = \(expected), not \(result)")
    }
  }

  @Test func `edges of powers are those of C`() throws {
    let cases: [(x: Double, y: Double, power: Double)] = [
      (.nan, 0, 1), (1, .nan, 1), (-1, .infinity, 1), (-1, -.infinity, 1), (-0.0, -3, -.infinity),
      (-0.0, -2, .infinity),
      (-0.0, 3, -0.0), (-0.0, 0.5, 0), (0.5, .infinity, 0), (0.5, -.infinity, .infinity), (-2, .infinity, .infinity),
      (-.infinity, 3, -.infinity), (-.infinity, -3, -0.0), (-.infinity, 0.5, .infinity), (-8, 1 / 3.0, .nan),
      (-2, 3, -8),
      (-2, 0x1p60, .infinity), (.nan, 1, .nan), (2, .nan, .nan), (2, -1074, .leastNonzeroMagnitude), (10, 3, 1000),
    ]
    let kernel = try MathKernel(inputs: 2) { [$0.power($1[0], $1[1])] }
    let results = kernel([cases.map(\.x), cases.map(\.y)])[0]
    for (item, result) in try paired(cases, results) {
      #expect(result.hasSameBits(as: item.power), "\(item) \(result)")
    }
  }

  @Test func `edges of the angle of a point are those of C`() throws {
    let pi = Double.pi
    let cases: [(y: Double, x: Double, angle: Double)] = [
      (0, 0, 0), (-0.0, 0, -0.0), (0, -0.0, pi), (-0.0, -0.0, -pi), (0, -1, pi), (-0.0, -1, -pi), (0, 1, 0),
      (1, 0, pi / 2),
      (-1, -0.0, -pi / 2), (.infinity, .infinity, pi / 4), (-.infinity, .infinity, -pi / 4),
      (.infinity, -.infinity, 3 * pi / 4), (1, -.infinity, pi), (-1, .infinity, -0.0), (-.infinity, 5, -pi / 2),
      (.nan, 1, .nan), (1, .nan, .nan), (.infinity, .nan, .nan),
    ]
    let kernel = try MathKernel(inputs: 2) { [$0.arctangent2($1[0], $1[1])] }
    let results = kernel([cases.map(\.y), cases.map(\.x)])[0]
    for (item, result) in try paired(cases, results) {
      #expect(result.hasSameBits(as: item.angle), "\(item) \(result)")
    }
  }
}
