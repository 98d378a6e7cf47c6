// Products of a matrix of data with a vector, and of its transpose, inside the loop over the matrix's rows.
//
// The matrix lies in blocks of eight rows, column after column: one pass in order of memory serves both products. Sums of
// products use fused multiply-adds, in an order that is the same on every processor.

internal import ApusGraph

extension StepEmitter {
  /// The columns that are handled without a loop.
  private static var unrolled: Int { 64 }

  /// The address of column `column` of this vector's rows.
  private mutating func block(_ matrix: ValueID, _ length: Int, _ scope: Scope) -> ElementAddress {
    var place = address(plan.places[matrix] ?? .arena(0), .float64)
    place.index = builder.indexAdd(place.index, scope.inner.flatMap { builder.indexMultiply($0, length) })
    return place
  }

  /// Column `column` of a block, and of further ones at `index`.
  private mutating func column(_ place: ElementAddress, _ column: Int, at index: IRValue?) -> ElementAddress {
    var result = ElementAddress(
      region: place.region, byteOffset: place.byteOffset + column * IRBuilder.lanes * 8, type: .float64)
    result.index = builder.indexAdd(place.index, index.flatMap { builder.indexMultiply($0, IRBuilder.lanes) })
    return result
  }

  /// For each vector of rows the sum over columns of its block's columns times the vector's elements.
  ///
  /// One vector of rows has four running sums, each of several has two: enough for the processor not to wait for one.
  mutating func rowProducts(
    _ matrix: ValueID, _ vector: ValueID, _ length: Int, _ scopes: [Scope]
  ) -> [IRValue] {
    let places = scopes.map { block(matrix, length, $0) }
    let factors = address(plan.places[vector] ?? .arena(0), .float64)
    let sumCount = scopes.count == 1 ? 4 : 2
    func add(_ emitter: inout StepEmitter, _ number: Int, _ index: IRValue?, _ sums: inout [IRValue]) {
      var factor = factors
      factor.byteOffset += number * 8
      factor.index = emitter.builder.indexAdd(factors.index, index)
      let scalar = emitter.builder.splat(emitter.builder.loadScalar(factor))
      for (copy, place) in places.enumerated() {
        let x = emitter.builder.loadVector(emitter.column(place, number, at: index), mask: nil)
        let sum = copy * sumCount + number % sumCount
        sums[sum] = emitter.builder.fma(x, scalar, sums[sum])
      }
    }
    let zero = builder.constant(0).fitted(to: IRBuilder.lanes)
    var sums = [IRValue](repeating: zero, count: sumCount * scopes.count)
    let whole = length <= Self.unrolled ? 0 : length / 8 * 8
    if whole > 0 {
      sums = loop(extent: whole, step: 8, carrying: sums) { emitter, index, running in
        var sums = running
        for number in 0..<8 { add(&emitter, number, index, &sums) }
        return sums
      }
    }
    for number in whole..<length { add(&self, number, nil, &sums) }
    return scopes.indices.map { copy in
      let own = sums[(copy * sumCount)..<((copy + 1) * sumCount)].map { $0 }
      return sumCount == 2
        ? builder.add(own[0], own[1]) : builder.add(builder.add(own[0], own[1]), builder.add(own[2], own[3]))
    }
  }

  /// Adds the blocks' columns times a factor of each row to the table of columns, which is read and written once for all of
  /// the vectors.
  mutating func columnProducts(
    _ matrix: ValueID, _ factors: [IRValue], _ length: Int, into table: ValueID, _ scopes: [Scope]
  ) {
    let places = scopes.map { block(matrix, length, $0) }
    let sums = address(plan.places[table] ?? .arena(0), .float64)
    func add(_ emitter: inout StepEmitter, _ number: Int, _ index: IRValue?) {
      let target = emitter.column(sums, number, at: index)
      var sum = emitter.builder.loadVector(target, mask: nil)
      for (place, factor) in zip(places, factors) {
        let x = emitter.builder.loadVector(emitter.column(place, number, at: index), mask: nil)
        emitter.builder.prefetch(
          emitter.column(place, number, at: index), ahead: length * IRBuilder.lanes * 8 * 2 * places.count)
        sum = emitter.builder.fma(x, factor, sum)
      }
      emitter.builder.storeVector(sum, target, mask: nil)
    }
    let whole = length <= Self.unrolled ? 0 : length / 8 * 8
    if whole > 0 {
      loop(extent: whole, step: 8) { emitter, index in
        for number in 0..<8 { add(&emitter, number, index) }
      }
    }
    for number in whole..<length { add(&self, number, nil) }
  }
}
