// Elements, rows or blocks chosen by integer indices, and their adjoint.

public import ApusGraph

/// The operand's blocks along an axis at integer indices of any shape: the indices' axes take the axis's place.
///
/// Indices count from 0, and none counts from the end. One that is outside is refused where it is known: constants when the
/// graph is built, data when they are bound. One that depends on parameters gives NaN, 0 or false.
package struct Gather: ForwardDifferentiable, MovementOp, IntegerPartial, BuiltInOp {
  package let axis: Int

  package init(axis: Int = 0) { self.axis = axis }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    let shape = operands[0].shape
    try shape.require(axis: axis)
    guard operands[1].elementType == .int64 else {
      throw TypeError(.elementType, "indices \(operands[1]) are not int64")
    }
    let extents = shape.dimensions[..<axis] + operands[1].shape.dimensions + shape.dimensions[(axis + 1)...]
    return [TensorType(operands[0].elementType, Shape(Array(extents)))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, indices) = (operands[0], results[0], operands[1].int64)
    let extent = x.shape.dimensions[axis]
    let outer = x.shape.dimensions[..<axis].reduce(1, *)
    let inner = x.shape.dimensions[(axis + 1)...].reduce(1, *)
    if x.type.elementType == .float64, inner == 1, outer == 1 {
      let (source, target) = (x.float64, y.float64)
      for (place, index) in indices.enumerated() { target[place] = index >= 0 && index < extent ? source[index] : .nan }
      return
    }
    let size = x.type.elementType.byteCount
    for block in 0..<outer {
      for (place, index) in indices.enumerated() {
        let target = (block * indices.count + place) * inner
        if index >= 0 && index < extent {
          let source = x.base + (block * extent + index) * inner * size
          (y.base + target * size).copyMemory(from: source, byteCount: inner * size)
        } else if x.type.elementType == .float64 {
          for i in 0..<inner { y.float64[target + i] = .nan }
        } else {
          for i in 0..<(inner * size) { y.base.storeBytes(of: 0, toByteOffset: target * size + i, as: UInt8.self) }
        }
      }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let scatter = ScatterAdd(axis: axis, shape: site.operands[0].shape)
    return [.value(.apply(scatter, site.operands[1], site.cotangent())), .disconnected]
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { .apply(self, $0, site.operands[1]) }]
  }

  package var indexOperand: Int? { 1 }
  package func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault? {
    .outside(operands[1].int64, extent: operands[0].shape.dimensions[axis])
  }

  package var name: String { "Gather along \(axis)" }
}

extension IntegerFault {
  /// The first index that is not in 0 ..< extent.
  static func outside(_ indices: some Collection<Int>, extent: Int) -> IntegerFault? {
    for (element, index) in indices.enumerated() where index < 0 || index >= extent {
      return IntegerFault("the index \(index) is outside 0 ..< \(extent)", element: element)
    }
    return nil
  }
}

/// The adjoint of ``Gather``: blocks added up at integer indices along an axis of zeros. Indices that depend on parameters and
/// are outside are left out.
package struct ScatterAdd: ForwardDifferentiable, IntegerPartial, BuiltInOp {
  package let axis: Int
  package let shape: Shape

  package init(axis: Int = 0, shape: Shape) {
    self.axis = axis
    self.shape = shape
  }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    let expected = try Gather(axis: axis).resultTypes(of: [.float64(shape), operands[0]])[0]
    guard operands[1] == expected else {
      throw TypeError(.shape, "blocks of \(operands[1]) were given where \(expected) are due")
    }
    return [.float64(shape)]
  }

  /// Adds the blocks in the order of the indices.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (indices, x, y) = (operands[0].int64, operands[1].float64, results[0].float64)
    y.update(repeating: 0)
    let extent = shape.dimensions[axis]
    let outer = shape.dimensions[..<axis].reduce(1, *)
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    guard let source = x.baseAddress, let target = y.baseAddress else { return }
    for block in 0..<outer {
      for (place, index) in indices.enumerated() where index >= 0 && index < extent {
        let (from, to) = ((block * indices.count + place) * inner, (block * extent + index) * inner)
        for i in 0..<inner { target[to + i] += source[from + i] }
      }
    }
  }

  /// The cotangent's blocks at the indices; zeros where an index is outside.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (indices, extent) = (site.operands[0], shape.dimensions[axis])
    let blocks = Tensor.apply(Gather(axis: axis), site.cotangent(), indices)
    if let known = indices.constantValue?.integers, known.allSatisfy({ (0..<extent).contains($0) }) {
      return [.disconnected, .value(blocks)]
    }
    let isInside = (indices .>= Tensor(NDArray(0 as Int))) .& (indices .< Tensor(NDArray(extent)))
    let units = [Int](repeating: 1, count: shape.rank - axis - 1)
    let aligned = isInside.reshaped(to: Shape(indices.shape.dimensions + units))
    return [.disconnected, .value(select(aligned, blocks, Tensor(0.0)))]
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[1].map { .apply(self, site.operands[0], $0) }]
  }

  package var indexOperand: Int? { 0 }
  package func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault? {
    .outside(operands[0].int64, extent: shape.dimensions[axis])
  }

  package var name: String { "ScatterAdd along \(axis)" }
}

/// The blocks of `x` along an axis at integer indices, whose axes take the axis's place.
///
/// Indices count from 0: none counts from the end. Constant ones are checked now, data when they are bound; those that depend on
/// parameters give NaN where they are outside.
public func gather(
  _ x: Tensor, _ indices: Tensor, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let location = SourceLocation.line(file: file, line: line)
  let place = axis < 0 ? axis + x.shape.rank : axis
  guard let constant = indices.constantValue?.integers, (0..<x.shape.rank).contains(place) else {
    return .apply(Gather(axis: place), x, indices, at: location)
  }
  let extent = x.shape[place]
  if let outside = IntegerFault.outside(constant, extent: extent) {
    let reason =
      "\(outside.reason), axis \(place) of the shape \(x.shape), at element \(outside.element) of the indices"
    return .refused(by: "gather", [x], .attribute, reason, at: location)
  }
  return .apply(Gather(axis: place), x, indices, at: location)
}

/// Blocks added up at integer indices along an axis of zeros with the given extent, such as sums over groups: the adjoint of
/// ``gather(_:_:axis:file:line:)``. The indices' axes stand in `blocks` where the axis is in the result.
///
/// Indices count from 0: none counts from the end. Constant ones are checked now, data when they are bound; blocks whose index
/// depends on parameters and turns out to be outside are left out. A negative axis counts from the end of the result's.
public func scatterAdd(
  _ blocks: Tensor, at indices: Tensor, extent: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let location = SourceLocation.line(file: file, line: line)
  let rank = blocks.shape.rank - indices.shape.rank + 1
  let place = axis < 0 ? axis + rank : axis
  guard extent >= 0, rank > 0, (0..<rank).contains(place) else {
    let reason = "blocks of \(blocks.shape) at indices of \(indices.shape) have no axis \(axis) of extent \(extent)"
    return .refused(by: "scatterAdd", [blocks, indices], .attribute, reason, at: location)
  }
  let extents = blocks.shape.dimensions
  let shape = Shape(extents[..<place] + [extent] + extents[(place + indices.shape.rank)...])
  guard let constant = indices.constantValue?.integers else {
    return .apply(ScatterAdd(axis: place, shape: shape), indices, blocks.asFloat64, at: location)
  }
  if let outside = IntegerFault.outside(constant, extent: extent) {
    let reason = "\(outside.reason), axis \(place) of the shape \(shape), at element \(outside.element) of the indices"
    return .refused(by: "scatterAdd", [blocks], .attribute, reason, at: location)
  }
  return .apply(ScatterAdd(axis: place, shape: shape), indices, blocks.asFloat64, at: location)
}

extension Tensor {
  /// The elements, rows or blocks of the leading axis at integer indices, see ``gather(_:_:axis:file:line:)``; or where a
  /// constant mask is true, see ``compressed(where:count:axis:file:line:)``.
  public subscript(indices: Tensor, file file: StaticString = #fileID, line line: UInt = #line) -> Tensor {
    indices.elementType == .bool
      ? compressed(where: indices, file: file, line: line) : gather(self, indices, file: file, line: line)
  }
}
