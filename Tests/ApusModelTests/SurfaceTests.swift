// `import Apus` shows what a modeller types; what an author of extensions needs is found by `import ApusExtension`.

import ApusTestSupport
import Testing

@Suite struct SurfaceTests {
  /// Types that an author needs and a modeller does not.
  private static let extensions = [
    "Op", "Node", "Traversal", "Evaluator", "Program", "RewriteRule", "RuleSet", "Kernel", "Adaptation",
    "TargetEvaluation",
    "DistributionParameter", "ParameterDomain", "Support", "Philox4x64", "GraphText", "GraphReader",
    "ModelVerification",
  ]
  /// Types of the package's own, which nobody sees from outside.
  private static let own = ["Add", "Exp", "MatMul", "Scan", "CustomFunctionCall", "NativeEvaluator", "QuantileSearch"]

  private static func source(of types: [String], importing module: String) -> OutsideSource {
    OutsideSource(text: types.reduce("import \(module)\n") { $0 + "func f(_ x: \($1)?, _: \($1).Type) {}\n" })
  }

  @Test(arguments: ["Apus", "ApusExtension"])
  func `what is the package's own is not found`(module: String) throws {
    let outcome = try Self.source(of: Self.own, importing: module).typeChecked()
    for type in Self.own {
      #expect(
        outcome.errors.contains("cannot find type '\(type)' in scope")
          || outcome.errors.contains("'\(type)' is inaccessible"),
        "\(type): \(outcome.errors)")
    }
  }

  @Test func `what authors need is not in the modeller's way`() throws {
    let outcome = try Self.source(of: Self.extensions, importing: "Apus").typeChecked()
    for type in Self.extensions {
      #expect(outcome.errors.contains("cannot find type '\(type)' in scope"), "\(type): \(outcome.errors)")
    }
  }

  @Test func `authors find it`() throws {
    let types = Self.extensions.map { ["Op", "Kernel", "Adaptation"].contains($0) ? "(any \($0))" : $0 }
    let outcome = try Self.source(of: types, importing: "ApusExtension").typeChecked()
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Swift 6.1's way to see members of imported modules only.
  @Test func `a model compiles where members are seen by their modules' imports`() throws {
    let source = OutsideSource(
      text: """
        import Apus
        import Foundation

        func draw() throws {
          let x = Tensor([1.0, 2, 3])
          let model = try Model { m in
            let slope = m.parameter("slope", Normal(mean: 0, standardDeviation: 1))
            let mask = (x .> 1) .& (x .< 3)
            m.observe("y", Normal(exp(slope) * x + select(mask, x.squared(), 0), 1 + abs(slope)), [1.0, 2, 4])
          }
          let sampler = NUTS(targetAcceptance: 0.9, metric: .dense)
          let posterior = try model.sample(
            using: sampler, draws: Int(exp(5.0)), seed: 1, start: .jittered(width: 0.5))
          print(posterior.summary(), sqrt(2.0), x[0...].sorted() == x, Set([x]).count)
          if let slope = posterior["slope"] { print(try slope / slope, try slope + slope, 2 * slope - 1, -slope) }
          print(posterior.gradientReport, try model.logDensityFunction().explain() ?? "interpreted")
        }
        """)
    let outcome = try source.typeChecked(["-enable-upcoming-feature", "MemberImportVisibility"])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
