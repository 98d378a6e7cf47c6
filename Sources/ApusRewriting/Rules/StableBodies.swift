// Stable forms inside the bodies of loops, which are graphs of their own.

internal import ApusFunctions
internal import ApusGraph

/// Rules that rewrite the graph inside an Op and keep the Op.
enum StableBodies {
  static let rules: [RewriteRule] = [
    RewriteRule("stable loop body", onAllResultsOf: Scan.self) { op, site in
      guard let body = try? rewrite(op.body.results, with: .stabilize), body.isChanged else { return nil }
      let loop = Scan(
        body: FunctionGraph(arguments: op.body.arguments, results: body.outputs), length: op.length,
        carryCount: op.carryCount, sequenceCount: op.sequenceCount, isReversed: op.isReversed)
      return Tensor.apply(loop, site.operands, at: site.node.location)
    }
  ]

  /// The values of custom functions; their rules are left as the user wrote them.
  static let ofCustomFunctions: [RewriteRule] = [
    RewriteRule("stable body of a custom function", onAllResultsOf: CustomFunctionCall.self) { op, site in
      guard let body = try? rewrite(op.body.results, with: .stabilize), body.isChanged else { return nil }
      let function = FunctionGraph(arguments: op.body.arguments, results: body.outputs)
      return Tensor.apply(op.evaluating(function), site.operands, at: site.node.location)
    }
  ]
}
