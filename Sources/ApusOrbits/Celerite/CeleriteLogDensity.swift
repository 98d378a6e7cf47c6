// The log density of a celerite process as a black box on arrays, with its gradient and its Hessian's products.

internal import ApusGraph
internal import ApusOps

/// log N(y; 0, K + diag(variances)) for a celerite kernel's matrix K, in O(n J²) operations. Operands: times, residuals y,
/// variances (of n elements each, or one variance of all), and the kernel's coefficients.
///
/// Times need no order: points are sorted by them. The result is NaN where a time is not finite, a variance is negative, or the
/// matrix is not positive definite. The residuals are the order of the times, and what the filter leaves of each point.
/// All operands have derivatives; where two times are equal, that for times is one-sided, in the order given.
struct CeleriteLogDensity: SecondOrderBlackBoxOp {
  let layout: AnyLayout

  var operandCount: Int? { 4 }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try layout.require(operands)
    return [.float64()]
  }

  func residualTypes(of operands: [TensorType]) -> [TensorType] {
    let count = operands[0].elementCount
    return [.int64([count]), .float64([count, layout.recordWidth])]
  }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let order = residuals[0].int64
    guard operands[0].writeOrder(into: order) else {
      residuals[1].float64.update(repeating: .nan)
      results[0].float64[0] = .nan
      return
    }
    let series = CeleriteSeries(operands, order: residuals[0].base.assumingMemoryBound(to: Int.self))
    results[0].float64[0] = layout.run(CeleriteDensityRoutine(series: series, trace: residuals[1].doublePointer))
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard !call.results[0].float64[0].isNaN else {
      for target in cotangents { target?.float64.update(repeating: .nan) }
      return
    }
    let targets = cotangents.map { $0?.doublePointer }
    let series = CeleriteSeries(call.operands, order: call.residuals[0].base.assumingMemoryBound(to: Int.self))
    layout.run(
      CeleriteGradientRoutine(
        series: series, trace: call.residuals[1].doublePointer,
        cotangents: CeleriteCotangents(
          times: targets[0], residuals: targets[1], variances: targets[2], coefficients: targets[3]),
        weight: call.cotangents[0].float64[0]))
  }

  /// The same filter and adjoint on numbers with tangents along the directions: forward mode over reverse mode.
  func secondOrder(
    _ call: BlackBoxCall, along directions: [TensorView?], into tangents: [MutableTensorView],
    products: [MutableTensorView?]
  ) {
    guard !call.results[0].float64[0].isNaN else {
      for view in tangents + products.compactMap({ $0 }) { view.float64.update(repeating: .nan) }
      return
    }
    let order = call.residuals[0].base.assumingMemoryBound(to: Int.self)
    let (count, counts) = (call.operands[0].count, call.operands.map(\.count))
    let size = counts.reduce(0, +)
    let places = counts.indices.map { counts[..<$0].reduce(0, +) }
    withUnsafeTemporaryAllocation(of: DualNumber.self, capacity: 2 * size + count * layout.recordWidth + 1) { buffer in
      guard let point = buffer.baseAddress else { return }
      buffer.initialize(repeating: .zero)
      for (place, (operand, direction)) in zip(places, zip(call.operands, directions)) {
        let (x, w) = (operand.float64, direction?.float64)
        for k in 0..<x.count { point[place + k] = DualNumber(x[k], w?[k] ?? 0) }
      }
      let (gradient, trace) = (point + size, point + 2 * size)
      let series = CeleriteSeries(
        count: count, order: order, times: point, residuals: point + places[1], variances: point + places[2],
        varianceStride: call.operands[2].shape.rank, coefficients: point + places[3])
      tangents[0].float64[0] = layout.run(CeleriteDensityRoutine(series: series, trace: trace)).tangent
      layout.run(
        CeleriteGradientRoutine(
          series: series, trace: trace,
          cotangents: CeleriteCotangents(
            times: gradient, residuals: gradient + places[1], variances: gradient + places[2],
            coefficients: gradient + places[3]),
          weight: DualNumber(call.cotangents[0].float64[0])))
      for (place, product) in zip(places, products) {
        guard let target = product?.float64 else { continue }
        for k in 0..<target.count { target[k] = gradient[place + k].tangent }
      }
    }
  }
}
