// The laws of Ops for those that distributions have of their own.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct OpLawTests {
  /// Student's distribution function on both sides, near the centre and in the tails.
  static let student = OpLaw(
    "LogStudentTCDF",
    samples: [[NDArray([-40, -3, -0.7, -0.02, 0.3, 1.9, 6]), NDArray([1.5, 30, 4, 0.6, 12, 300, 2.5])]],
    twiceDifferentiable: [0]
  ) { StudentT(degreesOfFreedom: $0[1]).logCDF($0[0]) }

  /// The skew normal distribution function in all quadrants.
  static let skewNormal = OpLaw(
    "LogSkewNormalCDF",
    samples: [[NDArray([-20, -3, -0.7, -0.02, 0.3, 1.9, 6]), NDArray([1.5, -2, 4, 0.6, -1.2, 3, 0.25])]],
    twiceDifferentiable: [0, 1]
  ) { SkewNormal(location: 0, scale: 1, shape: $0[1]).logCDF($0[0]) }

  /// The search for quantiles, in both tails and about the middle.
  static let search = OpLaw(
    "QuantileSearch",
    samples: [
      [NDArray([-30, -2, 0.5, 8, 40]), NDArray([1.5, 30, 4, 0.6, 12]), NDArray([1, 0.2, 3, 7, 0.5])]
    ],
    twiceDifferentiable: [0, 2]
  ) { Gamma(shape: $0[1], rate: $0[2]).quantile(logit: $0[0]) }

  /// A sum of a tail, and one of a density, whose derivatives are means.
  static let series = OpLaw(
    "LogSeries", samples: [[NDArray([3, 0.4, 20]), NDArray([2.5, 5, 12])]], twiceDifferentiable: [0, 1]
  ) { operands in
    let tail = BetaBinomial(trials: 9, alpha: operands[0], beta: operands[1]).logCDF(Tensor([4.0, 2, 7]))
    return tail + Skellam(operands[0], operands[1]).logDensity(Tensor([-2.0, 0, 5]))
  }

  /// The normaliser of directions on both sides of the change of its formula.
  static let sphere = OpLaw(
    "LogSphericalMean", samples: [[NDArray([0.004, 0.3, 5, 119, 130, 900])]], twiceDifferentiable: [0]
  ) { Tensor.apply(LogSphericalMean(dimension: 5), $0[0]) }

  /// Both tails of the Rice distribution, below and above the bulk.
  static let rice = OpLaw(
    "LogRiceTail", samples: [[NDArray([0.3, 1, 4, 20, 3]), NDArray([0.2, 1.4, 1.5, 22, 9])]],
    twiceDifferentiable: [0, 1]
  ) { Rice($0[0], 1).logCDF($0[1]) + Rice($0[0], 1).logSurvival($0[1]) }

  /// First passages in short and in long times, near both ends and in the middle.
  static let passage = OpLaw(
    "LogFirstPassage", samples: [[NDArray([0.02, 0.3, 0.4, 2, 0.1]), NDArray([0.3, 0.9, 0.75, 0.1, 0.5])]],
    twiceDifferentiable: [0, 1]
  ) { Tensor.apply(LogFirstPassage(), $0[0], $0[1]) }

  /// The Pólya-gamma density for small and for large values, with tilts of both signs.
  static let polyaGamma = OpLaw(
    "LogPolyaGamma",
    samples: [[NDArray([0.02, 0.3, 0.4, 2, 0.004]), NDArray([1, 2.5, 0.3, 6, 0.8]), NDArray([0, 1.5, -3, 0.2, 2])]],
    twiceDifferentiable: [0, 1, 2]
  ) { Tensor.apply(LogPolyaGamma(), $0[0], $0[1], $0[2]) }

  /// Both tails of it, below and above the bulk.
  static let polyaGammaTails = OpLaw(
    "LogPolyaGammaTail",
    samples: [
      [NDArray([0.02, 0.3, 0.4, 2, 0.05]), NDArray([1, 2.5, 0.3, 6, 0.8]), NDArray([0.5, 1.5, -3, 0.2, 2])]
    ],
    twiceDifferentiable: [0]
  ) { PolyaGamma(shape: $0[1], tilt: $0[2]).logCDF($0[0]) + PolyaGamma(shape: $0[1], tilt: $0[2]).logSurvival($0[0]) }

  /// Arcs before the peak, across it, across the point opposite of it, and a whole turn.
  static let arc = OpLaw(
    "LogArcMass",
    samples: [[NDArray([-3, -2, 2, -3.5, 0.2]), NDArray([0.5, 3, 2.5, 6.28, 1e-3]), NDArray([2, 7, 0.3, 1, 40])]],
    twiceDifferentiable: [0, 1, 2]
  ) { Tensor.apply(LogArcMass(), $0[0], $0[1], $0[2]) }

  /// Numbers on a grid with noise, with all that derivatives are made of.
  static let kronecker = OpLaw(
    "KroneckerNoiseKernel",
    samples: [
      [
        0.5, NDArray(rows: [[1, 2, 0, -1], [0.5, -1, 3, 1]]), NDArray(rows: [[2, 0.5], [0.5, 0.75]]),
        NDArray(rows: [[1, -0.25], [-0.25, 4]]),
      ]
    ], results: { Tensor.apply(KroneckerNoiseKernel(), Array($0[..<2]) + $0[2...].map(symmetric)) })

  /// The density alone, which is twice differentiable where eigenvalues are equal.
  static let kroneckerDensity = OpLaw(
    "KroneckerNoiseKernel of equal eigenvalues",
    samples: [
      [2, NDArray(rows: [[1, 2, 0, -1]]), NDArray(rows: [[1, 0], [0, 1]]), NDArray(rows: [[3, 0], [0, 3]])]
    ]
  ) { Tensor.apply(KroneckerNoiseKernel(), Array($0[..<2]) + $0[2...].map(symmetric))[0] }

  /// A symmetric matrix whose triangles move together.
  @Sendable private static func symmetric(_ a: Tensor) -> Tensor { 0.5 * (a + a.matrixTransposed) }

  static let all = [
    student, skewNormal, search, series, sphere, rice, passage, polyaGamma, polyaGammaTails, arc, kronecker,
    kroneckerDensity,
  ]

  /// The Ops of the distributions in the rows, in their gradients and in the gradients of these, by name.
  static func covered() throws -> Set<String> {
    var names: Set<String> = []
    for law in all {
      let arguments = law.samples[0].enumerated().map { Tensor.argument("operand \($0)", $1.type) }
      let results = law.build(arguments)
      let seeds = results.map { Tensor.argument("cotangent", $0.type) }
      let slopes = try vectorJacobianProduct(of: results, cotangents: seeds, withRespectTo: arguments).compactMap { $0 }
      let bends = try vectorJacobianProduct(
        of: slopes, cotangents: slopes.map { Tensor.argument("cotangent", $0.type) }, withRespectTo: [arguments[0]])
      for node in try Traversal.topologicalOrder(of: results + slopes + bends.compactMap { $0 }) {
        let name = String(reflecting: type(of: node.op))
        if name.hasPrefix("ApusDistributions.") { names.insert(String(name.dropFirst("ApusDistributions.".count))) }
      }
    }
    return names
  }

  @Test(arguments: all) func `every law holds`(row: OpLaw) throws {
    let findings = try row.findings()
    #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
  }

  @Test(
    .enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }), arguments: all)
  func `native code gives what the interpreter gives`(row: OpLaw) throws {
    #expect(try row.nativeFindings() == [])
  }
}
