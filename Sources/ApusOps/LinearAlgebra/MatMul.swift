// Products of matrices and vectors, with NumPy's rules for leading axes.

internal import ApusNumerics
public import ApusGraph

/// The product of matrices in the last two axes, each transposed or not; leading axes broadcast.
package struct MatMul: ForwardDifferentiable, BuiltInOp {
  package let transposesFirst: Bool
  package let transposesSecond: Bool

  package init(transposesFirst: Bool = false, transposesSecond: Bool = false) {
    self.transposesFirst = transposesFirst
    self.transposesSecond = transposesSecond
  }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    for operand in operands {
      try operand.requireFloat64()
      guard operand.shape.rank >= 2 else {
        throw TypeError(.shape, "the shape \(operand.shape) is not that of a matrix")
      }
    }
    let (a, b) = (operands[0].shape, operands[1].shape)
    let (rows, inner) = transposesFirst ? (a[-1], a[-2]) : (a[-2], a[-1])
    let (otherInner, columns) = transposesSecond ? (b[-1], b[-2]) : (b[-2], b[-1])
    guard inner == otherInner else {
      throw TypeError(.shape, "shapes \(a) and \(b) do not multiply: \(inner) columns meet \(otherInner) rows")
    }
    let batch = try Shape.broadcast([a.leading(2), b.leading(2)])
    return [.float64(Shape(batch.dimensions + [rows, columns]))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, c) = (operands[0], operands[1], results[0])
    let (rows, columns) = (c.shape[-2], c.shape[-1])
    let inner = transposesFirst ? a.shape[-2] : a.shape[-1]
    let (x, y, z) = (a.doubles, b.doubles, c.doubles)
    let space = BroadcastSpace([a.shape.leading(2), b.shape.leading(2)], to: c.shape.leading(2))
    let blas = BLAS.shared
    space.forEachRow { offsets, start in
      for i in 0..<space.inner {
        let first = (offsets[0] + i * space.innerStrides[0]) * rows * inner
        let second = (offsets[1] + i * space.innerStrides[1]) * inner * columns
        let target = z + (start + i) * rows * columns
        if columns == 1 {
          blas.gemv(
            rows: transposesFirst ? inner : rows, columns: transposesFirst ? rows : inner, a: x + first,
            transposeA: transposesFirst, x: y + second, y: target)
        } else {
          blas.gemm(
            rows: rows, columns: columns, inner: inner, a: x + first, transposeA: transposesFirst, b: y + second,
            transposeB: transposesSecond, c: target)
        }
      }
    }
  }

  /// With C = A B: Ā = C̄ Bᵀ and B̄ = Aᵀ C̄, transposed where the factors are, summed over broadcast axes.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, b, c) = (site.operands[0], site.operands[1], site.cotangent())
    let first =
      transposesFirst
      ? Tensor.apply(MatMul(transposesFirst: transposesSecond, transposesSecond: true), b, c)
      : Tensor.apply(MatMul(transposesSecond: !transposesSecond), c, b)
    let second =
      transposesSecond
      ? Tensor.apply(MatMul(transposesFirst: true, transposesSecond: transposesFirst), c, a)
      : Tensor.apply(MatMul(transposesFirst: !transposesFirst), a, c)
    return [.value(first.summed(to: a.shape)), .value(second.summed(to: b.shape))]
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    let terms = [
      site.tangents[0].map { Tensor.apply(self, $0, site.operands[1]) },
      site.tangents[1].map { Tensor.apply(self, site.operands[0], $0) },
    ].compactMap { $0 }
    return [terms.isEmpty ? nil : terms.dropFirst().reduce(terms[0], +)]
  }

  package var name: String { "MatMul" + (transposesFirst ? " ᵀ·" : "") + (transposesSecond ? " ·ᵀ" : "") }
}

/// The product of matrices and vectors by NumPy's rules: the last axis of `x` meets the last but one of `y`, or the only
/// one; leading axes broadcast.
public func matmul(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let location = SourceLocation.line(file: file, line: line)
  let (a, b) = (x.asFloat64, y.asFloat64)
  let first = a.shape.rank == 1 ? a.reshaped(to: [1, a.shape[0]]) : a
  let second = b.shape.rank == 1 ? b.reshaped(to: [b.shape[0], 1]) : b
  let result = Tensor.apply(MatMul(), first, second, at: location)
  guard result.error == nil else { return result }
  var extents = result.shape.dimensions
  if b.shape.rank == 1 { extents.removeLast() }
  if a.shape.rank == 1 { extents.remove(at: extents.count - (b.shape.rank == 1 ? 1 : 2)) }
  return result.reshaped(to: Shape(extents))
}

/// The scalar product of two vectors of one extent; other shapes are an error.
public func dot(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  guard x.shape.rank == 1, x.shape == y.shape else {
    let reason = "shapes \(x.shape) and \(y.shape) are not those of two vectors of one extent"
    return .refused(by: "dot", [x, y], .shape, reason, at: .line(file: file, line: line))
  }
  return sum(x.asFloat64 * y.asFloat64, file: file, line: line)
}

/// The matrix of the products of all elements of `x` with all elements of `y`.
public func outer(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  x.reshaped(to: [x.shape.elementCount, 1], file: file, line: line)
    * y.reshaped(to: [1, y.shape.elementCount], file: file, line: line)
}

extension Shape {
  func leading(_ count: Int) -> Shape { Shape(Array(dimensions.dropLast(count))) }
}

extension TensorView {
  var doubles: UnsafePointer<Double> { UnsafePointer(base.assumingMemoryBound(to: Double.self)) }
}

extension MutableTensorView {
  var doubles: UnsafeMutablePointer<Double> { base.assumingMemoryBound(to: Double.self) }
}
