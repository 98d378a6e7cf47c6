// The density of numbers on a grid with noise as an Op, whose derivatives need no gaps between eigenvalues.

package import ApusGraph
internal import ApusOps
internal import ApusRandom

/// log f = −½ xᵀ Σ⁻¹ x − ½ log det Σ of rows x, for Σ = K₁ ⊗ K₂ ⊗ … + s 1, and what its derivatives are made of: Σ⁻¹ x, tr Σ⁻¹, and the
/// derivative G_i of log det Σ in each K_i.
///
/// Operands are s, the rows, and K₁, K₂, …, symmetric and of one batch. Derivatives through the eigenvectors would divide by the gaps
/// between eigenvalues; those here have none: with α = Σ⁻¹ x, written as matrices of K_i's axis by all others,
/// ∂f/∂K_i = ½ (α (⊗_{j≠i} K_j) αᵀ − G_i). G_i = V_i diag(Σ μ/(λ μ + s)) V_iᵀ is a function of a matrix, whose derivative divides the
/// difference of its values at two eigenvalues by their gap: it is −Σ μ²/((λ_a μ + s)(λ_b μ + s)), also where they are equal. So first
/// and second derivatives are right for all covariances. Third ones are derivatives of eigenvectors.
///
/// NaN where Σ is not positive definite, or where a K_i has an eigenvalue that is negative beyond its rounding.
///
/// Reference: Saatçi (2011), Scalable Inference for Structured Gaussian Process Models, chapter 5; Horn and Johnson (1991), Topics in
/// Matrix Analysis, theorem 6.6.30. Checked against: mpmath.
package struct KroneckerNoiseKernel: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    for operand in operands { try operand.requireFloat64() }
    guard operands.count >= 3, operands[1].shape.rank == operands[0].shape.rank + 2 else {
      throw TypeError(.shape, "operands of types \(operands) are no variance, rows and covariances")
    }
    let (batch, factors) = (operands[0].shape, operands.dropFirst(2).map(\.shape))
    let count = factors.reduce(1) { $0.multipliedReportingOverflow(by: $1.dimensions.last ?? 0).partialValue }
    guard factors.allSatisfy({ $0.isSquare && $0.droppingLast(2) == batch }),
      operands[1].shape.droppingLast(2) == batch, operands[1].shape[-1] == count
    else { throw TypeError(.shape, "rows of shape \(operands[1].shape) are not those of the grid of \(factors)") }
    return [.float64(operands[1].shape.droppingLast(1)), operands[1], operands[0]] + operands.dropFirst(2)
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let extents = operands.dropFirst(2).map { $0.shape[-1] }
    let (count, rowCount) = (operands[1].shape[-1], operands[1].shape[-2])
    for block in operands[0].float64.indices {
      let factors = zip(operands.dropFirst(2), extents).map { Self.block($0.float64, block, $1 * $1) }
      let spectrum = KroneckerSpectrum(factors, extents: extents, noise: operands[0].float64[block])
      let isValid = spectrum.isValid
      let logDeterminant = isValid ? spectrum.grid.reduce(0) { $0 + Stable.log($1) } : .nan
      for row in block * rowCount..<(block + 1) * rowCount {
        var turned = spectrum.turned(Self.block(operands[1].float64, row, count))
        var distance = 0.0
        for place in turned.indices {
          let scaled = turned[place] / spectrum.grid[place]
          distance += turned[place] * scaled
          turned[place] = isValid ? scaled : .nan
        }
        results[0].float64[row] = -0.5 * distance - 0.5 * logDeterminant
        Self.write(spectrum.turned(turned, back: true), results[1].float64, row)
      }
      results[2].float64[block] = isValid ? spectrum.grid.reduce(0) { $0 + 1 / $1 } : .nan
      for (factor, extent) in extents.enumerated() {
        let slope = isValid ? spectrum.logDeterminantSlope(factor) : [Double](repeating: .nan, count: extent * extent)
        Self.write(slope, results[factor + 3].float64, block)
      }
    }
  }

  private static func block(_ numbers: UnsafeBufferPointer<Double>, _ place: Int, _ count: Int) -> [Double] {
    Array(numbers[place * count..<(place + 1) * count])
  }

  private static func write(_ block: [Double], _ target: UnsafeMutableBufferPointer<Double>, _ place: Int) {
    for index in block.indices { target[place * block.count + index] = block[index] }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let lattice = KroneckerLattice(site.operands)
    var terms = [[Tensor]](repeating: [], count: site.operands.count)
    let (solution, needed) = (site.results[1], lattice.factors.indices.filter { site.isNeeded[$0 + 2] })
    if let cotangent = site.cotangents[0] {
      let weighted = solution * cotangent.withLastAxis
      let total = 0.5 * sum(cotangent, axes: [-1])
      terms[0].append(0.5 * sum(weighted * solution, axes: [-2, -1]) - total * site.results[2])
      terms[1].append(-weighted)
      for factor in needed {
        let product = lattice.product(weighted, solution, without: factor)
        terms[factor + 2].append(0.5 * product - total.withLastAxis.withLastAxis * site.results[factor + 3])
      }
    }
    if let cotangent = site.cotangents[1] {
      // Σ⁻¹ x changes by Σ⁻¹ dx − Σ⁻¹ dΣ Σ⁻¹ x.
      let own = Tensor.apply(self, [site.operands[0], cotangent] + lattice.factors)[1]
      terms[0].append(-sum(own * solution, axes: [-2, -1]))
      terms[1].append(own)
      for factor in needed {
        terms[factor + 2].append(-lattice.product(own, solution, without: factor).symmetricPart)
      }
    }
    let slopes = Array(site.cotangents.dropFirst(3))
    if site.cotangents[2] != nil || slopes.contains(where: { $0 != nil }) {
      let found = lattice.spectralCotangents(trace: site.cotangents[2], slopes: slopes)
      terms[0].append(found.noise)
      for factor in needed { terms[factor + 2].append(found.factors[factor]) }
    }
    return terms.map { terms in
      terms.first.map { .value(terms.dropFirst().reduce($0, +)) } ?? .disconnected
    }
  }
}
