// Rules for graphs that are not differentiated again: gradient rules have done their work and what only bore them goes.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// Rules that forget gradient rules.
enum AfterDifferentiation {
  static let rules: [RewriteRule] = [
    RewriteRule("gradient modifier") { site in
      site.node.op.rule == .modifier && site.node.op is any GradientModifier ? site.operands : nil
    },
    RewriteRule("inline custom function", onAllResultsOf: CustomFunctionCall.self) { op, site in
      op.body.inlined(on: site.operands)
    },
    RewriteRule("loop body", onAllResultsOf: Scan.self) { op, site in
      guard let body = try? rewrite(op.body.results, with: .specialize), body.isChanged else { return nil }
      let loop = Scan(
        body: FunctionGraph(arguments: op.body.arguments, results: body.outputs), length: op.length,
        carryCount: op.carryCount, sequenceCount: op.sequenceCount, isReversed: op.isReversed)
      return Tensor.apply(loop, site.operands, at: site.node.location)
    },
  ]
}
