// A celerite process at other times, given data, as a black box on arrays.

internal import ApusGraph
internal import ApusOps

/// Mean and variance of the process at new times, given residuals; operands times, residuals, variances, coefficients, new
/// times.
struct CeleritePrediction: BlackBoxOp {
  let layout: AnyLayout

  var operandCount: Int? { 5 }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try layout.require(operands)
    guard operands[4] == .float64([operands[4].elementCount]) else {
      throw TypeError(.shape, "the new times are \(operands[4]), where a vector is taken")
    }
    return [operands[4], operands[4]]
  }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (count, newCount) = (operands[0].count, operands[4].count)
    let isWritten = withUnsafeTemporaryAllocation(of: Int.self, capacity: count + newCount + 1) { orders -> Bool in
      guard let order = orders.baseAddress else { return false }
      let newOrder = order + count
      guard operands[0].writeOrder(into: UnsafeMutableBufferPointer(start: order, count: count)),
        operands[4].writeOrder(into: UnsafeMutableBufferPointer(start: newOrder, count: newCount))
      else { return false }
      let series = CeleriteSeries(operands, order: order)
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: count * layout.recordWidth + 1) { trace -> Bool in
        guard let trace = trace.baseAddress,
          !layout.run(CeleriteDensityRoutine(series: series, trace: trace)).isNaN
        else { return false }
        layout.run(
          CeleritePredictionRoutine(
            series: series, trace: trace, times: operands[4].doublePointer, order: newOrder, count: newCount,
            mean: results[0].doublePointer, variance: results[1].doublePointer))
        return true
      }
    }
    if !isWritten { for result in results { result.float64.update(repeating: .nan) } }
  }

  /// Never called: no operand has a derivative.
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {}

  func derivative(forOperand index: Int) -> BlackBoxDerivative {
    .notImplemented("a celerite process at new times is for predictions; the likelihood has derivatives")
  }
}

/// Mean and variance at new times, after the log density.
private struct CeleritePredictionRoutine: CeleriteRoutine {
  let series: CeleriteSeries<Double>
  let trace: UnsafePointer<Double>
  let times: UnsafePointer<Double>
  let order: UnsafePointer<Int>
  let count: Int
  let mean: UnsafeMutablePointer<Double>
  let variance: UnsafeMutablePointer<Double>

  func run(_ layout: some CeleriteLayout) {
    CeleriteSmoother(
      columns: CeleriteColumns(layout: layout, coefficients: series.coefficients), series: series, trace: trace
    ).predict(at: times, order: order, count: count, mean: mean, variance: variance)
  }
}
