// Tensors on the grid of a Kronecker product of covariances: what the derivatives of its density are made of.

internal import ApusGraph
internal import ApusOps

/// A batch of variances s of noise and of covariances K₁, K₂, …, as tensors.
struct KroneckerLattice {
  /// s, of the batch's shape.
  let noise: Tensor
  /// K₁, K₂, …
  let factors: [Tensor]

  /// The lattice of the operands of ``KroneckerNoiseKernel``.
  init(_ operands: [Tensor]) { (noise, factors) = (operands[0], Array(operands.dropFirst(2))) }

  private var batch: Shape { noise.shape }
  private var extents: [Int] { factors.map(\.lastExtent) }

  /// Σ_r U_r (⊗_{j≠i} K_j) W_rᵀ for rows r, each a matrix of the axis i by all others.
  func product(_ u: Tensor, _ w: Tensor, without factor: Int) -> Tensor {
    let rows = w.shape[-2]
    var image = w
    for (axis, matrix) in factors.enumerated() {
      // The axis that comes first goes behind the others.
      let (extent, rest) = (extents[axis], w.shape[-1] / max(1, extents[axis]))
      let columns = image.reshaped(to: batch.appending(rows, extent, rest)).matrixTransposed
      image = columns.reshaped(to: batch.appending(rows * rest, extent))
      if axis != factor { image = matmul(image, matrix) }
      image = image.reshaped(to: w.shape)
    }
    return Tensor.apply(MatMul(transposesSecond: true), front(u, factor), front(image, factor))
  }

  /// The rows as matrices of one axis by the rows and all other axes.
  private func front(_ x: Tensor, _ factor: Int) -> Tensor {
    let (rows, before) = (x.shape[-2], extents[..<factor].reduce(1, *))
    let after = extents[(factor + 1)...].reduce(1, *)
    let split = x.reshaped(to: Shape(batch.dimensions + [rows * before, extents[factor], after]))
    return split.swappingAxes(-3, -2).reshaped(to: batch.appending(extents[factor], rows * before * after))
  }

  /// The cotangents of s and of the covariances, of tr Σ⁻¹ and of the derivatives of log det Σ in the covariances.
  func spectralCotangents(trace: Tensor?, slopes: [Tensor?]) -> (noise: Tensor, factors: [Tensor]) {
    let spectra = factors.map { Tensor.apply(SymmetricEigen(), [$0]) }
    let values = spectra.enumerated().map { onGrid($1[0], axis: $0) }
    /// The product of the eigenvalues of all axes but some.
    func others(_ axes: Int...) -> Tensor {
      values.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
        .reduce(Tensor.ones(Shape(batch.dimensions + extents.map { _ in 1 })), *)
    }
    let spread = onGrid(noise.withLastAxis, axis: 0)
    let eigenvalues = others() + spread
    // What the cotangents of s and of the eigenvalues are made of: terms of the whole grid.
    var ofNoise: [Tensor] = []
    var ofValues = factors.map { _ in [Tensor]() }
    var ofFactors = factors.map { _ in [Tensor]() }
    if let trace {
      let weight = -onGrid(trace.withLastAxis, axis: 0) / eigenvalues.squared()
      ofNoise.append(weight)
      for axis in factors.indices { ofValues[axis].append(weight * others(axis)) }
    }
    for (axis, slope) in slopes.enumerated() {
      guard let slope else { continue }
      let vectors = spectra[axis][1]
      let half = Tensor.apply(MatMul(transposesFirst: true), vectors, slope.symmetricPart)
      let inner = matmul(half, vectors)
      let ratio = others(axis) / eigenvalues
      let rows = front(ratio.reshaped(to: batch.appending(1, extents.reduce(1, *))), axis)
      let divided = Tensor.apply(MatMul(transposesSecond: true), rows, rows)
      ofFactors[axis].append(-(divided * inner))
      let weight = onGrid(diagonal(inner), axis: axis) / eigenvalues.squared()
      ofNoise.append(-weight * others(axis))
      for other in factors.indices where other != axis {
        ofValues[other].append(weight * others(axis, other) * spread)
      }
    }
    let cotangents = factors.indices.map { axis -> Tensor in
      let along = ofValues[axis].map { diagonalMatrix(sum($0, axes: gridAxes(but: axis))) }
      let inner = (along + ofFactors[axis]).reduce(Tensor.zeros(factors[axis].type), +)
      return Tensor.apply(MatMul(transposesSecond: true), matmul(spectra[axis][1], inner), spectra[axis][1])
    }
    return (ofNoise.map { sum($0, axes: gridAxes()) }.reduce(Tensor.zeros(noise.type), +), cotangents)
  }

  /// A batch of vectors along one axis of the grid.
  private func onGrid(_ x: Tensor, axis: Int) -> Tensor {
    x.reshaped(to: Shape(batch.dimensions + extents.indices.map { $0 == axis ? x.lastExtent : 1 }))
  }

  /// The axes of the grid, but one, counted from the last.
  private func gridAxes(but axis: Int? = nil) -> [Int] {
    extents.indices.filter { $0 != axis }.map { $0 - extents.count }
  }
}

extension Tensor {
  /// ½ (A + Aᵀ).
  var symmetricPart: Tensor { 0.5 * (self + matrixTransposed) }
}
