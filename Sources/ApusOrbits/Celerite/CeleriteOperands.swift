// What the routines of celerite processes take: operands of a series and a kernel, checked, sorted, and as pointers.

internal import ApusGraph

extension AnyLayout {
  /// Checks the types of times, residuals, variances (or one variance of all points) and coefficients.
  func require(_ operands: [TensorType]) throws(TypeError) {
    let names = ["times", "residuals", "variances"]
    for (name, type) in zip(names, operands)
    where type != .float64([operands[0].elementCount]) && !(name == "variances" && type == .float64()) {
      throw TypeError(.shape, "the \(name) are \(type), where vectors of one length are taken")
    }
    guard operands[3] == .float64([coefficientCount]) else {
      throw TypeError(
        .shape, "\(operands[3]) are not the coefficients of \(realCount) real terms and \(pairCount) pairs")
    }
  }
}

extension CeleriteSeries where Number == Double {
  /// The series of times, residuals, variances and coefficients, in an order.
  init(_ operands: [TensorView], order: UnsafePointer<Int>) {
    self.init(
      count: operands[0].count, order: order, times: operands[0].doublePointer, residuals: operands[1].doublePointer,
      variances: operands[2].doublePointer,
      varianceStride: operands[2].shape.rank, coefficients: operands[3].doublePointer)
  }
}

extension TensorView {
  /// The first element of a float64 tensor.
  var doublePointer: UnsafePointer<Double> { base.assumingMemoryBound(to: Double.self) }

  /// Writes the places of the elements in increasing order of these, equal ones in the order given.
  ///
  /// - Returns: whether all elements are finite.
  func writeOrder(into order: UnsafeMutableBufferPointer<Int>) -> Bool {
    let times = float64
    var (isSorted, areFinite) = (true, true)
    var last = -Double.infinity
    for i in 0..<times.count {
      order[i] = i
      let time = times[i]
      areFinite = areFinite && time.isFinite
      isSorted = isSorted && time >= last
      last = time
    }
    // Series of several instruments are a few sorted runs, which the standard library's sort merges.
    if areFinite, !isSorted {
      var places = order
      places.sort { times[$0] < times[$1] || (times[$0] == times[$1] && $0 < $1) }
    }
    return areFinite
  }
}

extension MutableTensorView {
  /// The first element of a float64 tensor.
  var doublePointer: UnsafeMutablePointer<Double> { base.assumingMemoryBound(to: Double.self) }
}
