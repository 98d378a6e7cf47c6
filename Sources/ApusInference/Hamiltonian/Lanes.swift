// Vectors four numbers at a time, with sums in a fixed order: the same bits on every processor.

typealias Lanes = SIMD4<Double>

extension UnsafeMutablePointer where Pointee == Double {
  /// The numbers 4k ..< 4k + 4; the pointer is one of ``allocateLanes(_:repeating:)``, or a multiple of 8 further.
  subscript(lanes k: Int) -> Lanes {
    @inline(__always) get { UnsafeRawPointer(self + 4 * k).load(as: Lanes.self) }
    @inline(__always) nonmutating set { UnsafeMutableRawPointer(self + 4 * k).storeBytes(of: newValue, as: Lanes.self) }
  }

  /// Numbers at a multiple of 64 bytes.
  static func allocateLanes(_ count: Int, repeating value: Double = 0) -> Self {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * max(count, 1), alignment: 64)
      .bindMemory(to: Double.self, capacity: max(count, 1))
    memory.initialize(repeating: value, count: count)
    return memory
  }
}

extension SIMD4 where Scalar == Double {
  /// The sum of the four numbers, always in this order.
  @inline(__always) var orderedSum: Double { (x + z) + (y + w) }
}
