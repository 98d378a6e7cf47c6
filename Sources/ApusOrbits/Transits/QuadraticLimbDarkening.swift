// How much of a star's light a planet covers, as a black box with its own first and second derivatives.

public import ApusGraph
public import ApusOps

/// The relative decrease of a star's flux behind a dark disc, for a quadratic law of limb darkening.
///
///     I(z) ∝ 1 − u1 (1 − z) − u2 (1 − z)²,  z = √(1 − ρ²)
///
/// - Parameters:
///   - impact: the distance b of the centres in stellar radii. Its sign makes no difference.
///   - radiusRatio: the disc's radius k in stellar radii, at least 0; below 0 the result is NaN. It may exceed 1.
///   - u1: the linear coefficient.
///   - u2: the quadratic coefficient.
/// - Returns: 1 − F/F₀, of the shape to which the operands broadcast: between 0 and 1 for laws with I ≥ 0. It is
///   exactly 0 from b = 1 + k on, with no gradient there.
///
/// Errors are below 2e-12 of the result for planets of all sizes, even where they hardly touch the star; those of its
/// derivatives below 1e-12 of their size for such a planet. Derivatives are continuous, but at the contacts, b = 1 + k
/// and b = |1 − k|, those for b and k begin as the square root of the distance. Second derivatives are analytic too,
/// and infinite there.
///
/// Reference: Agol, Luger & Foreman-Mackey 2020, AJ 159, 123. Checked against: mpmath at 40 digits, exoplanet-core
/// 0.3.1 and jaxoplanet 0.2.0.
public func quadraticLimbDarkening(
  impact: some TensorConvertible, radiusRatio: some TensorConvertible, u1: some TensorConvertible,
  u2: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let operands = [impact.tensor, radiusRatio.tensor, u1.tensor, u2.tensor].map(\.asFloat64)
  var shape: Shape? = .scalar
  for operand in operands { shape = shape?.broadcast(with: operand.shape) }
  // Shapes that do not fit are left to the Op, whose message names them.
  let fitting = operands.map { operand in
    guard let shape, operand.shape != shape, !operand.shape.isScalar else { return operand }
    return operand.broadcast(to: shape, file: file, line: line)
  }
  return QuadraticLimbDarkening()(fitting[0], fitting[1], fitting[2], fitting[3], file: file, line: line)
}

/// The routine behind ``quadraticLimbDarkening(impact:radiusRatio:u1:u2:file:line:)``: each operand is a single number
/// or has the shape of the result. What the partial derivatives are, the evaluation leaves to the pullback.
public struct QuadraticLimbDarkening: SecondOrderBlackBoxOp {
  /// The routine.
  public init() {}

  public var operandCount: Int? { 4 }

  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 4)
    let shapes = Set(operands.map(\.shape).filter { !$0.isScalar })
    guard shapes.count <= 1 else {
      throw TypeError(.shape, "distances, radii and coefficients of shapes \(operands.map(\.shape)) do not broadcast")
    }
    return [.float64(shapes.first ?? .scalar)]
  }

  public func residualTypes(of operands: [TensorType]) -> [TensorType] {
    let result = (try? resultTypes(of: operands))?.first ?? .float64()
    return [TensorType](repeating: result, count: 4)
  }

  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let point = Point(operands)
    let result = results[0].float64
    let (db, dk) = (residuals[0].float64, residuals[1].float64)
    let (du1, du2) = (residuals[2].float64, residuals[3].float64)
    for index in result.indices {
      let (overlap, side) = point.overlap(index)
      guard let overlap else {
        (result[index], db[index], dk[index], du1[index], du2[index]) = (.nan, .nan, .nan, .nan, .nan)
        continue
      }
      let law = point.law(index)
      let parts = overlap.integrals()
      result[index] = law.flux(parts.value)
      db[index] = side * law.flux(parts.db)
      dk[index] = law.flux(parts.dk)
      (du1[index], du2[index]) = law.slopes(parts.value)
    }
  }

  public func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let cotangent = call.cotangents[0].float64
    for (target, residual) in zip(cotangents, call.residuals) {
      guard let target = target?.float64 else { continue }
      let partial = residual.float64
      if target.count == partial.count {
        for index in partial.indices { target[index] = cotangent[index] * partial[index] }
      } else {
        var total = 0.0
        for index in partial.indices { total += cotangent[index] * partial[index] }
        target[0] = total
      }
    }
  }

  public func secondOrder(
    _ call: BlackBoxCall, along directions: [TensorView?], into tangents: [MutableTensorView],
    products: [MutableTensorView?]
  ) {
    let point = Point(call.operands)
    let cotangent = call.cotangents[0].float64
    let tangent = tangents[0].float64
    let partials = call.residuals.map(\.float64)
    let moves = directions.map { $0.map(Column.init) }
    let targets = products.map { $0?.float64 }
    for target in targets { target?.update(repeating: 0) }
    for index in tangent.indices {
      var (move, slope) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      for operand in 0..<4 {
        if let column = moves[operand] { move[operand] = column[index] }
        slope[operand] = partials[operand][index]
      }
      // Second derivatives are infinite at contacts: they count only along their direction.
      let isStill = move .== 0
      func along(_ row: SIMD4<Double>) -> Double { (row * move).replacing(with: 0, where: isStill).sum() }
      tangent[index] = along(slope)
      let hessian = point.hessian(index)
      for operand in 0..<4 {
        guard let target = targets[operand] else { continue }
        target[target.count == tangent.count ? index : 0] += cotangent[index] * along(hessian[operand])
      }
    }
  }
}

/// The operands, element by element.
private struct Point {
  private let b, k, u1, u2: Column
  /// The law, where it is the same for all elements.
  private let common: LimbLaw?

  init(_ operands: [TensorView]) {
    (b, k, u1, u2) = (Column(operands[0]), Column(operands[1]), Column(operands[2]), Column(operands[3]))
    common = u1.stride == 0 && u2.stride == 0 ? LimbLaw(u1: u1[0], u2: u2[0]) : nil
  }

  @inline(__always) func law(_ index: Int) -> LimbLaw { common ?? LimbLaw(u1: u1[index], u2: u2[index]) }

  /// The overlap, none outside the domain, and the sign of the distance.
  @inline(__always) func overlap(_ index: Int) -> (DiscOverlap?, Double) {
    let (b, k) = (b[index], k[index])
    guard k >= 0, b == b else { return (nil, .nan) }
    return (DiscOverlap(b: abs(b), k: k), b < 0 ? -1 : 1)
  }

  /// The second derivatives for b, k, u1 and u2.
  @inline(__always) func hessian(_ index: Int) -> SymmetricMatrix {
    let (overlap, side) = overlap(index)
    guard let overlap else { return SymmetricMatrix(rows: (.outside, .outside, .outside, .outside)) }
    let law = law(index)
    let parts = overlap.integrals()
    let second = overlap.secondDerivatives()
    let (bb, kk, bk) = (law.flux(second.bb), law.flux(second.kk), side * law.flux(second.bk))
    let ofB = law.slopes(parts.db)
    let (b1, b2) = (side * ofB.u1, side * ofB.u2)
    let (k1, k2) = law.slopes(parts.dk)
    let (u11, u12, u22) = law.curvatures(parts.value)
    return SymmetricMatrix(
      rows: (SIMD4(bb, bk, b1, b2), SIMD4(bk, kk, k1, k2), SIMD4(b1, k1, u11, u12), SIMD4(b2, k2, u12, u22)))
  }
}

/// Four rows of four numbers, in registers.
private struct SymmetricMatrix {
  let rows: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)

  @inline(__always) subscript(row: Int) -> SIMD4<Double> {
    switch row {
    case 0: rows.0
    case 1: rows.1
    case 2: rows.2
    default: rows.3
    }
  }
}

/// An operand that has an element for each result, or one for all.
private struct Column {
  private let base: UnsafePointer<Double>
  let stride: Int

  init(_ view: TensorView) {
    base = view.base.assumingMemoryBound(to: Double.self)
    stride = view.shape.isScalar ? 0 : 1
  }

  @inline(__always) subscript(index: Int) -> Double { base[index * stride] }
}

extension SIMD4<Double> {
  /// What there is outside of the domain.
  fileprivate static var outside: SIMD4<Double> { SIMD4(repeating: .nan) }
}
