// The loop over the broadcast points of a scalar routine, prepared for operands of known shapes: it allocates nothing.

internal import ApusGraph

/// The points at which a scalar routine is called: one for each element of the result.
struct PointLoop {
  private let space: BroadcastSpace
  private let operandCount: Int

  init(_ operands: [TensorType]) {
    let shapes = operands.map(\.shape)
    space = BroadcastSpace(shapes, to: (try? Shape.broadcast(shapes)) ?? [])
    operandCount = shapes.count
  }

  /// Calls `body` with the coordinates of each broadcast element and its index in the result.
  ///
  /// - Parameter operands: the operands; further ones are left alone.
  func forEach(_ operands: [TensorView], _ body: (_ point: UnsafePointer<Double>, _ index: Int) -> Void) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: max(1, operandCount)) { sources in
      for k in 0..<operandCount {
        sources.initializeElement(at: k, to: operands[k].base.assumingMemoryBound(to: Double.self))
      }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, operandCount)) { point in
        guard let coordinates = point.baseAddress else { return }
        space.forEachRow { offsets, start in
          for i in 0..<space.inner {
            for k in 0..<operandCount { coordinates[k] = sources[k][offsets[k] + i * space.innerStrides[k]] }
            body(coordinates, start + i)
          }
        }
      }
    }
  }
}
