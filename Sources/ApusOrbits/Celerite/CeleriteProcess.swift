// A Gaussian process with a celerite kernel, observed at given times with independent noise: a distribution of vectors.

public import ApusDistributions
public import ApusGraph
public import ApusRandom
public import ApusInterpreter
internal import ApusOps

/// y ~ N(mean, K + diag(variances)) with K_ij = k(t_i − t_j) for a ``CeleriteKernel``, in O(n J²) operations.
///
///     m.observe("v", CeleriteProcess(kernel, times: t, mean: orbit + offset, variances: errors.squared() + jitter.squared()), v)
///
/// Value, gradient and Hessian's products are computed by code of their own, for all operands. Times need no order, and may be
/// equal: data of several instruments, one after the other, have one process. The log density is NaN where the covariance matrix is
/// not positive definite, a time is not finite or a variance is negative. Its relative accuracy is that of a dense Cholesky
/// factorisation, also for times far from 0 and gaps of any size.
///
/// Reference: Foreman-Mackey, Agol, Ambikasaran & Angus 2017, AJ 154, 220.
/// Checked against: dense factorisations in python-flint at 130 digits, celerite2 0.3.
public struct CeleriteProcess: DistributionWithMoments {
  /// The times t, of shape (n,), in the unit of the kernel's.
  public let times: Tensor
  /// The mean of y: of shape (n,), or with axes of a batch before; a scalar stands for all points.
  public let mean: Tensor
  /// The variances of the noise, ≥ 0, shaped as the mean may be.
  public let variances: Tensor
  private let coefficients: Tensor
  private let layout: AnyLayout
  private let place: (file: StaticString, line: UInt)

  /// A process with a kernel at times, with noise of given variances.
  ///
  /// - Parameters:
  ///   - kernel: the covariance function of the process.
  ///   - times: of shape (n,), in any order.
  ///   - mean: the mean; a scalar stands for all points.
  ///   - variances: squares of the errors of measurement, jitter added; a scalar stands for all points.
  public init(
    _ kernel: CeleriteKernel, times: some TensorConvertible, mean: some TensorConvertible = 0.0,
    variances: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(
      layout: kernel.layout, times: times.tensor.asFloat64, mean: mean.tensor.asFloat64,
      variances: variances.tensor.asFloat64, coefficients: kernel.coefficients, place: (file, line))
  }

  private init(
    layout: AnyLayout, times: Tensor, mean: Tensor, variances: Tensor, coefficients: Tensor,
    place: (file: StaticString, line: UInt)
  ) {
    self.layout = layout
    self.times = times
    self.mean = mean
    self.variances = variances
    self.coefficients = coefficients
    self.place = place
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("times", times, .finite, eventRank: 1),
      DistributionParameter("mean", mean, .finite, eventRank: min(1, mean.shape.rank)),
      DistributionParameter("variances", variances, .nonnegative, eventRank: min(1, variances.shape.rank)),
      DistributionParameter("coefficients", coefficients, .finite, eventRank: 1),
    ]
  }

  public func rebuilt(on operands: [Tensor]) -> CeleriteProcess {
    CeleriteProcess(
      layout: layout, times: operands[0], mean: operands[1], variances: operands[2], coefficients: operands[3],
      place: place)
  }

  public var support: Support { .array(of: .real, shape: [times.shape.elementCount]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    let deviation = value.asFloat64 - mean
    guard times.shape.rank == 1, coefficients.shape.rank == 1,
      let shape = deviation.shape.broadcast(with: variances.shape), shape.rank >= 1, shape[-1] == times.shape[0]
    else { return refused(value) }
    let function = CeleriteLogDensity(layout: layout)
    func density(_ deviation: Tensor, _ variances: Tensor) -> Tensor {
      function(times, deviation, variances, coefficients, file: place.file, line: place.line)
    }
    if shape.rank == 1 { return density(deviation, variances) }
    let batch = Shape(Array(shape.dimensions.dropLast()))
    let rows: Shape = [batch.elementCount, shape[-1]]
    let y = deviation.broadcast(to: shape).reshaped(to: rows)
    let noise = variances.broadcast(to: shape).reshaped(to: rows)
    let densities = (0..<batch.elementCount).map { density(y[$0], noise[$0]) }
    return stack(densities).reshaped(to: batch)
  }

  private func refused(_ value: Tensor) -> Tensor {
    let operands = [("value", value)] + parameters.map { ($0.name, $0.value) }
    let error =
      operands.lazy.compactMap(\.1.error).first
      ?? GraphError(
        operation: "CeleriteProcess.logDensity", operands: operands.map { "\($0.0): \($0.1.type)" },
        cause: TypeError(.shape, "times are a vector; the value, the mean and the variances have as many elements"),
        location: .line(file: place.file, line: place.line))
    return Tensor(poisonedBy: error)
  }

  /// k(0) and the noise's.
  public var variance: Tensor {
    let real = 2 * layout.realCount
    let ofReal = (0..<layout.realCount).map { coefficients[2 * $0] }
    let ofPairs = (0..<layout.pairCount).map { coefficients[real + 4 * $0] }
    return variances + sum(stack(ofReal + ofPairs))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawEvents(shape, parameters) { blocks in
      let count = blocks[0].count
      func series(_ block: ArraySlice<Double>) -> [Double] {
        block.count == 1 ? [Double](repeating: block[block.startIndex], count: count) : Array(block)
      }
      let (mean, variances) = (series(blocks[1]), series(blocks[2]))
      guard mean.count == count, variances.count == count, blocks[3].count == layout.coefficientCount else { return [] }
      return CeleriteDraw(layout: layout).draw(
        times: Array(blocks[0]), mean: mean, variances: variances, coefficients: Array(blocks[3]), using: &generator)
    }
  }

  // MARK: Predictions

  /// Mean and variance of the process at other times, given data: of the kernel's part of y, without mean and noise.
  ///
  /// In O((n + m) J²) operations. As a model's deterministic it gives the process for each draw of the posterior; derivatives of
  /// predictions are not implemented.
  ///
  /// - Parameters:
  ///   - values: y, of shape (n,).
  ///   - newTimes: of shape (m,), in any order, within the data's times or not.
  /// - Returns: m means and m variances; NaN where the log density is.
  public func conditional(
    on values: some TensorConvertible, at newTimes: some TensorConvertible, file: StaticString = #fileID,
    line: UInt = #line
  ) -> (mean: Tensor, variance: Tensor) {
    let results = CeleritePrediction(layout: layout).results(
      [times, values.tensor.asFloat64 - mean, variances, coefficients, newTimes.tensor.asFloat64], file: file,
      line: line)
    return results.count == 2 ? (results[0], results[1]) : (results[0], results[0])
  }

  /// The numbers of ``conditional(on:at:file:line:)`` where all parameters are numbers: for figures.
  ///
  /// - Throws: `EvaluationError` where shapes do not fit, or a parameter belongs to a model.
  public func prediction(
    of values: [Double], at newTimes: [Double]
  ) throws(EvaluationError) -> (mean: [Double], variance: [Double]) {
    let (mean, variance) = conditional(on: values, at: newTimes)
    let numbers = try evaluate([mean, variance])
    return (numbers[0].doubles, numbers[1].doubles)
  }
}
