// Overflow of integers, found by the same arithmetic in doubles.

package import ApusGraph

/// An Op that takes int64 operands as well as float64 ones and does the same with both.
///
/// **Law.** On integers that are small enough it gives the integers nearest to what it gives on the same numbers as doubles.
package protocol IntegerArithmetic: IntegerPartial {}

extension IntegerArithmetic {
  /// The first result that differs from that of the same arithmetic in doubles by more than doubles round: integers wrap by 2⁶⁴.
  package func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault? {
    guard results.count == 1, results[0].type.elementType == .int64,
      operands.allSatisfy({ $0.type.elementType == .int64 })
    else { return nil }
    let numbers = operands.map { FloatBuffer($0.type, $0.array.doubles) }
    let expected = FloatBuffer(results[0].type, [])
    guard (try? evaluate(numbers.map(\.view.view), into: [expected.view])) != nil else { return nil }
    // Views do not keep their memory alive.
    return withExtendedLifetime((numbers, expected)) {
      let (exact, found) = (expected.view.float64, results[0].int64)
      for element in 0..<results[0].count where !((exact[element] - Double(found[element])).magnitude < 0x1p62) {
        return IntegerFault("the result \(exact[element]) does not fit an integer of 64 bits", element: element)
      }
      return nil
    }
  }
}

/// Doubles in memory of their own.
private final class FloatBuffer {
  let view: MutableTensorView

  init(_ type: TensorType, _ values: [Double]) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(8, type.byteCount), alignment: 64)
    view = MutableTensorView(.float64(type.shape), base)
    _ = view.float64.initialize(from: values)
  }

  deinit { view.base.deallocate() }
}
