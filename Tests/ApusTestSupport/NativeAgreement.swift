// The law of native code: it computes what the interpreter computes, to 1e-12.

internal import ApusDifferentiation
public import ApusGraph
internal import ApusInterpreter
internal import ApusNative
internal import ApusRewriting

/// Native code held against the interpreter.
public enum NativeAgreement {
  /// Whether native code can be made here; tests of it are skipped where not.
  public static var isAvailable: Bool { NativeProgram.isAvailable }

  /// What native code computes otherwise than the interpreter: each element to 1e-12 of itself, or 1e-14 of the largest.
  ///
  /// - Parameter rounding: an absolute error besides, of terms that cancel.
  public static func findings(
    _ name: String, _ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], data: [Tensor: NDArray] = [:],
    rewriting: Bool = true, rounding: Double = 0
  ) throws -> [String] {
    let graph = rewriting ? try rewrite(outputs, with: .specialize).outputs : outputs
    let expected = try evaluate(graph, data.merging(bindings) { $1 })
    let found = try native(graph, bindings, data: data)
    return try paired(found, expected).enumerated().flatMap { output, pair -> [String] in
      let (a, b) = (pair.0.doubles, pair.1.doubles)
      guard pair.0.type == pair.1.type else { return ["\(name): \(pair.0.type), not \(pair.1.type)"] }
      let size = b.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      return zip(a, b).enumerated().compactMap { place, pair in
        let (x, y) = pair
        let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= 1e-12 * y.magnitude + 1e-14 * size + rounding
        return isRight ? nil : "\(name), output \(output), element \(place): \(x) natively, \(y) by the interpreter"
      }
    }
  }

  /// The outputs by native code, of the graph as it stands or rewritten as for a model.
  public static func native(
    _ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], data: [Tensor: NDArray] = [:], rewriting: Bool = false
  ) throws -> [NDArray] {
    let outputs = rewriting ? try rewrite(outputs, with: .specialize).outputs : outputs
    let (program, bound) = try NativeProgram.bound(outputs, varying: bindings.map(\.0), data: data, level: 0)
    let evaluator = NativeEvaluator(program, bound)
    for (index, binding) in bindings.enumerated() { evaluator.load(index, binding.1) }
    evaluator.run()
    return outputs.indices.map { evaluator.value($0) }
  }
}

extension OpLaw {
  /// Native code computes the results and their gradients as the interpreter does.
  ///
  /// - Parameter termsCancel: whether results may be far below the operands that were summed, in another order.
  public func nativeFindings(termsCancel: Bool = false) throws -> [String] {
    try samples.enumerated().flatMap { number, sample in
      let site = LawSite(self, sample)
      let largest = sample.flatMap(\.doubles).reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      return try NativeAgreement.findings(
        "\(name), sample \(number)", site.results + gradients(site), Array(zip(site.arguments, sample)),
        rounding: termsCancel ? 2 * largest.ulp : 0)
    }
  }

  /// The gradients of the weighted results for the operands that have one.
  private func gradients(_ site: LawSite) throws -> [Tensor] {
    let weights = site.outputs.enumerated().map { Tensor(LawWeights.array($1.shape, salt: $0)) }
    let real = differentiable.map { site.arguments[$0] }
    guard !weights.isEmpty, !real.isEmpty else { return [] }
    return try vectorJacobianProduct(of: site.outputs, cotangents: weights, withRespectTo: real).compactMap { $0 }
  }
}
