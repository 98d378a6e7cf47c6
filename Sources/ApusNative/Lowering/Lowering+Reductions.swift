// Lowering of reductions along axes.

internal import ApusGraph
internal import ApusOps

extension Reduction {
  /// The result over nothing.
  var identity: Double {
    switch self {
    case .sum: 0
    case .product: 1
    case .largest: -.infinity
    case .smallest: .infinity
    }
  }
}

extension Lowering {
  mutating func reduce(_ kind: Reduction, _ axes: [Int]?, _ node: Node) -> ValueView? {
    guard node.resultTypes[0].elementType == .float64 else { return nil }
    let source = view(node.operands[0])
    guard let axes = try? source.shape.normalized(axes: axes) else { return nil }
    return reduce(kind, source, axes, node.resultTypes[0].shape, node)
  }

  /// The reduction of a view along axes.
  mutating func reduce(
    _ kind: Reduction, _ source: ValueView, _ axes: some Collection<Int>, _ shape: Shape, _ node: Node? = nil
  ) -> ValueView {
    if axes.allSatisfy({ source.shape.dimensions[$0] == 1 }), let same = source.reshaped(to: shape) { return same }
    let result = memory(.float64(shape), initial: NDArray(kind.identity))
    var target = ValueView(result, shape)
    var own = shape.strides[...]
    target.strides = source.shape.dimensions.indices.map { axes.contains($0) ? 0 : own.popFirst() ?? 0 }
    target.shape = source.shape
    write(.reduce(kind, into: target.access(in: source.shape)), over: source.shape, [source], node)
    return ValueView(result, shape)
  }

  /// log Σ e^x = peak + log Σ e^(x − peak); where the peak is infinite, the peak itself.
  mutating func logSumExp(_ op: LogSumExp, _ node: Node) -> ValueView? {
    let source = view(node.operands[0])
    guard let axes = try? source.shape.normalized(axes: op.axes) else { return nil }
    let shape = node.resultTypes[0].shape
    let peak = reduce(.largest, source, axes, shape, node)
    let kept = Shape(source.shape.dimensions.enumerated().map { axes.contains($0) ? 1 : $1 })
    guard let wide = peak.reshaped(to: kept) else { return nil }
    // No number where the peak is infinite, and then not used.
    let weights = ElementFunction("exp(x − peak)", cost: 22) { b, x in b.exponential(b.subtract(x[0], x[1])) }
    let total = reduce(.sum, map(weights, [source, wide], source.shape, node), axes, shape, node)
    let finish = ElementFunction("peak + log Σ", cost: 26) { b, x in
      let isInfinite = b.compare(FloatComparison.equal, b.magnitude(x[0]), b.constant(.infinity))
      return b.select(isInfinite, x[0], b.add(x[0], b.logarithm(x[1])))
    }
    return map(finish, [peak, total], shape, node)
  }
}
