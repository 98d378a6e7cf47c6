// The memory of one chain: points of phase space, and sums of momenta, in rows that are allocated once.

/// Rows of numbers for points and momentum sums.
///
/// A point has three rows (position, momentum, gradient) and two scalars.
///
/// Rows begin at multiples of 64 bytes and are filled up with zeros, which stay zeros, so that loops need no remainder.
struct PointPool {
  /// The numbers between the beginnings of two rows.
  let rowLength: Int
  let pointCount: Int
  /// The number of rows for sums, which come after those of the points.
  let sumCount: Int
  private let rows: UnsafeMutablePointer<Double>
  let logDensities: UnsafeMutablePointer<Double>
  let energies: UnsafeMutablePointer<Double>
  /// How many uses of each point a span still has.
  let useCounts: UnsafeMutablePointer<Int32>
  /// The points without use, as a stack.
  let freePoints: UnsafeMutablePointer<Int32>
  /// The rows for sums without use, as a stack.
  let freeSums: UnsafeMutablePointer<Int32>

  init(dimension: Int, pointCount: Int, sumCount: Int) {
    rowLength = max(8, (dimension + 7) / 8 * 8)
    self.pointCount = pointCount
    self.sumCount = sumCount
    rows = .allocateLanes(rowLength * (3 * pointCount + sumCount))
    logDensities = .allocateLanes(pointCount)
    energies = .allocateLanes(pointCount)
    useCounts = .allocate(capacity: pointCount)
    freePoints = .allocate(capacity: pointCount)
    freeSums = .allocate(capacity: sumCount)
  }

  func deallocate() {
    rows.deallocate()
    logDensities.deallocate()
    energies.deallocate()
    useCounts.deallocate()
    freePoints.deallocate()
    freeSums.deallocate()
  }

  @inline(__always) func position(_ point: Int32) -> UnsafeMutablePointer<Double> { row(3 * point) }
  @inline(__always) func momentum(_ point: Int32) -> UnsafeMutablePointer<Double> { row(Self.momentumRow(point)) }
  @inline(__always) func gradient(_ point: Int32) -> UnsafeMutablePointer<Double> { row(3 * point + 2) }

  @inline(__always) static func momentumRow(_ point: Int32) -> Int32 { 3 * point + 1 }

  @inline(__always) func isSum(_ row: Int32) -> Bool { row >= 3 * Int32(pointCount) }

  @inline(__always) func row(_ row: Int32) -> UnsafeMutablePointer<Double> { rows + Int(row) * rowLength }

  /// Marks everything but one point as free.
  ///
  /// - Returns: how many points and how many sums are free.
  func reset(keeping kept: Int32) -> (points: Int, sums: Int) {
    var count = 0
    // The stacks are popped from their ends, so that low numbers, which share cache lines' pages, are used first.
    for point in stride(from: Int32(pointCount) - 1, through: 0, by: -1) where point != kept {
      freePoints[count] = point
      count += 1
    }
    for sum in 0..<sumCount { freeSums[sum] = Int32(3 * pointCount + sumCount - 1 - sum) }
    return (count, sumCount)
  }

  /// Copies a point's rows and scalars from another pool of the same row length.
  func copy(_ point: Int32, from source: PointPool, _ sourcePoint: Int32) {
    position(point).update(from: source.position(sourcePoint), count: 3 * rowLength)
    logDensities[point] = source.logDensities[sourcePoint]
    energies[point] = source.energies[sourcePoint]
  }
}

extension UnsafeMutablePointer {
  @inline(__always) subscript(index: Int32) -> Pointee {
    get { self[Int(index)] }
    nonmutating set { self[Int(index)] = newValue }
  }
}
