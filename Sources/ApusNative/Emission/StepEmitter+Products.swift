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

  /// The sum over columns of the block's columns times the vector's elements, in four running sums.
  mutating func rowProduct(_ matrix: ValueID, _ vector: ValueID, _ length: Int, _ scope: Scope) -> IRValue {
    let place = block(matrix, length, scope)
    let factors = address(plan.places[vector] ?? .arena(0), .float64)
    func term(_ emitter: inout StepEmitter, _ number: Int, _ index: IRValue?, _ sum: IRValue) -> IRValue {
      let x = emitter.builder.loadVector(emitter.column(place, number, at: index), mask: nil)
      var factor = factors
      factor.byteOffset += number * 8
      factor.index = emitter.builder.indexAdd(factors.index, index)
      let scalar = emitter.builder.loadScalar(factor)
      return emitter.builder.fma(x, emitter.builder.splat(scalar), sum)
    }
    var sums = [IRValue](repeating: builder.constant(0).fitted(to: IRBuilder.lanes), count: 4)
    let whole = length <= Self.unrolled ? 0 : length / 8 * 8
    if whole > 0 {
      sums = loop(extent: whole, step: 8, carrying: sums) { emitter, index, running in
        var sums = running
        for number in 0..<8 { sums[number % 4] = term(&emitter, number, index, sums[number % 4]) }
        return sums
      }
    }
    for number in whole..<length { sums[number % 4] = term(&self, number, nil, sums[number % 4]) }
    return builder.add(builder.add(sums[0], sums[1]), builder.add(sums[2], sums[3]))
  }

  /// Adds the block's columns times a factor of each row to the table of columns.
  mutating func columnProduct(
    _ matrix: ValueID, _ factor: IRValue, _ length: Int, into table: ValueID, _ scope: Scope
  ) {
    let place = block(matrix, length, scope)
    let sums = address(plan.places[table] ?? .arena(0), .float64)
    func add(_ emitter: inout StepEmitter, _ number: Int, _ index: IRValue?) {
      let target = emitter.column(sums, number, at: index)
      let x = emitter.builder.loadVector(emitter.column(place, number, at: index), mask: nil)
      let sum = emitter.builder.fma(x, factor, emitter.builder.loadVector(target, mask: nil))
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
