// Loads and stores in emitted code: whole vectors, strided ones by gather and scatter, scalars.

internal import ApusGraph

/// An address: a base register, a byte offset, and an index of elements.
struct ElementAddress {
  let region: String
  var byteOffset: Int
  let type: ElementType
  /// The index of the first lane's element; nil is 0.
  var index: IRValue?
  /// The distance of the lanes' elements.
  var stride = 1

  /// The type of an element in memory.
  fileprivate var stored: IRType.Element { type == .bool ? .byte : type.irElement }
}

extension IRBuilder {
  /// a + b of scalar integers, folded where one is zero.
  mutating func indexAdd(_ a: IRValue?, _ b: IRValue?) -> IRValue? {
    guard let a else { return b }
    guard let b else { return a }
    return integerAdd(a, b)
  }

  /// a · n of scalar integers, folded where n is 0 or 1.
  mutating func indexMultiply(_ a: IRValue, _ n: Int) -> IRValue? {
    if n == 0 { return nil }
    if n == 1 { return a }
    return integerMultiply(a, integer(n))
  }

  // MARK: Pointers

  /// The pointer to the first lane's element.
  private mutating func pointer(_ address: ElementAddress) -> IRValue {
    let base = emit(
      IRType(.pointer), "getelementptr inbounds i8, ptr \(address.region), i64 \(address.byteOffset)")
    guard let index = address.index else { return base }
    return emit(
      IRType(.pointer), "getelementptr inbounds \(IRType(address.stored)), \(base), \(index.fitted(to: 1))")
  }

  /// Asks for the cache line of an address before it is read; the address may lie beyond the memory.
  mutating func prefetch(_ address: ElementAddress, ahead byteCount: Int) {
    declare("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
    var place = emit(IRType(.pointer), "getelementptr i8, ptr \(address.region), i64 \(address.byteOffset + byteCount)")
    if let index = address.index {
      place = emit(IRType(.pointer), "getelementptr \(IRType(address.stored)), \(place), \(index.fitted(to: 1))")
    }
    emit("call void @llvm.prefetch.p0(\(place), i32 0, i32 3, i32 1)")
  }

  /// The pointers to the lanes' elements.
  private mutating func pointers(_ address: ElementAddress) -> IRValue {
    pointers(from: pointer(address), laneNumbers(times: address.stride), address.stored)
  }

  /// Pointers from one pointer and a number of elements for each lane.
  private mutating func pointers(from base: IRValue, _ steps: IRValue, _ element: IRType.Element) -> IRValue {
    emit(.vector(.pointer), "getelementptr \(IRType(element)), \(base), \(steps.fitted(to: Self.lanes))")
  }

  // MARK: Lanes

  /// A scalar in each lane.
  mutating func splat(_ scalar: IRValue) -> IRValue {
    if scalar.isConstant { return scalar.fitted(to: Self.lanes) }
    let type = IRType.vector(scalar.type.element)
    let first = emit(type, "insertelement \(type) poison, \(scalar), i64 0")
    return emit(type, "shufflevector \(first), \(type) poison, <8 x i32> zeroinitializer")
  }

  mutating func extract(_ vector: IRValue, _ lane: Int) -> IRValue {
    emit(IRType(vector.type.element), "extractelement \(vector.fitted(to: Self.lanes)), i64 \(lane)")
  }

  /// A vector whose first lanes are those from a number on; the others are not defined.
  mutating func lowered(_ vector: IRValue, by count: Int) -> IRValue {
    let vector = vector.fitted(to: Self.lanes)
    var lanes = IRText()
    for lane in 0..<Self.lanes {
      lanes.put(lane == 0 ? "i32 " : ", i32 ")
      if lane < count { lanes.put(lane + count) } else { lanes.put("poison") }
    }
    return emit(vector.type, "shufflevector \(vector), \(vector.type) poison, <8 x i32> <\(lanes)>")
  }

  // MARK: Loads

  mutating func loadScalar(_ address: ElementAddress) -> IRValue { load(IRType(address.stored), address) }

  /// Loads elements that lie side by side.
  private mutating func load(_ type: IRType, _ address: ElementAddress) -> IRValue {
    let place = pointer(address)
    return asTruth(emit(type, "load \(type), \(place), align \(type.element.byteCount)"))
  }

  /// Loads a vector; lanes outside the mask are not read where the lanes are apart.
  mutating func loadVector(_ address: ElementAddress, mask: IRValue?) -> IRValue {
    address.stride == 1
      ? load(.vector(address.stored), address) : gather(pointers(address), address.stored, mask: mask)
  }

  /// Loads the lanes of a mask from adjacent elements, all where it is nil; no others are touched.
  mutating func loadLanes(_ address: ElementAddress, of mask: IRValue?) -> IRValue {
    guard let mask else { return loadVector(address, mask: nil) }
    let type = IRType.vector(address.stored)
    let function: IRText = "@llvm.masked.load.\(type.element.suffix).p0"
    let places = pointer(address)
    return maskedLoad(type, function, places, mask, otherwise: nil)
  }

  /// Loads the elements at pointers; lanes outside the mask are `otherwise`, or 0.
  private mutating func gather(
    _ places: IRValue, _ element: IRType.Element, mask: IRValue?, otherwise: Double? = nil
  ) -> IRValue {
    let function: IRText = "@llvm.masked.gather.\(element.suffix).v8p0"
    return maskedLoad(.vector(element), function, places, mask ?? truth(true), otherwise: otherwise)
  }

  private mutating func maskedLoad(
    _ type: IRType, _ function: IRText, _ places: IRValue, _ mask: IRValue, otherwise: Double?
  ) -> IRValue {
    declare(("declare \(type) \(function)(\(places.type), i32, <8 x i1>, \(type))" as IRText).string)
    let rest: IRText = otherwise.map { "\(constant($0).fitted(to: Self.lanes))" } ?? "\(type) zeroinitializer"
    let align = type.element.byteCount
    return asTruth(
      emit(type, "call \(type) \(function)(\(places), i32 \(align), \(mask.fitted(to: Self.lanes)), \(rest))"))
  }

  /// Loads the float64 elements of a table at indices that are inside; NaN elsewhere.
  mutating func loadIndexed(_ address: ElementAddress, at indices: IRValue, inside: IRValue) -> IRValue {
    gather(pointers(from: pointer(address), indices, address.stored), address.stored, mask: inside, otherwise: .nan)
  }

  /// The scalar at a place of a table with an index that is inside; NaN elsewhere.
  mutating func loadIndexedScalar(_ address: ElementAddress, at index: IRValue, inside: IRValue) -> IRValue {
    var place = address
    place.index = indexAdd(address.index, select(inside, index, integer(0)))
    return select(inside, loadScalar(place), constant(.nan))
  }

  /// Bytes of memory as the truth values that they are.
  private mutating func asTruth(_ loaded: IRValue) -> IRValue {
    loaded.type.element == .byte ? truth(fromByte: loaded) : loaded
  }

  // MARK: Stores

  /// Stores a scalar.
  mutating func storeScalar(_ value: IRValue, _ address: ElementAddress) {
    store(asStored(value.fitted(to: 1), address), pointer(address))
  }

  private mutating func store(_ value: IRValue, _ place: IRValue) {
    emit("store \(value), \(place), align \(value.type.element.byteCount)")
  }

  /// Stores a vector, or the lanes of a mask.
  mutating func storeVector(_ value: IRValue, _ address: ElementAddress, mask: IRValue?) {
    let stored = asStored(value.fitted(to: Self.lanes), address)
    let isDense = address.stride == 1
    guard let mask = mask ?? (isDense ? nil : truth(true)) else { return store(stored, pointer(address)) }
    let place = isDense ? pointer(address) : pointers(address)
    let (type, suffix) = (stored.type, stored.type.element.suffix)
    let function: IRText = isDense ? "@llvm.masked.store.\(suffix).p0" : "@llvm.masked.scatter.\(suffix).v8p0"
    declare(("declare void \(function)(\(type), \(place.type), i32, <8 x i1>)" as IRText).string)
    let align = type.element.byteCount
    emit("call void \(function)(\(stored), \(place), i32 \(align), \(mask.fitted(to: Self.lanes)))")
  }

  /// A value as it lies in memory: truth values are bytes.
  private mutating func asStored(_ value: IRValue, _ address: ElementAddress) -> IRValue {
    address.type == .bool ? byte(fromTruth: value) : value
  }

  /// Adds a number at a pointer.
  private mutating func accumulate(_ value: IRValue, at place: IRValue) {
    let old = emit(IRType(.float64), "load double, \(place), align 8")
    store(add(old, value), place)
  }

  /// Adds each lane's number at its index of a table, lane by lane in order; lanes not inside go to a scratch place.
  mutating func scatterAdd(
    _ value: IRValue, _ address: ElementAddress, at indices: IRValue, inside: IRValue, scratch: ElementAddress
  ) {
    let base = pointer(address)
    let aside = pointer(scratch)
    let places = pointers(from: base, indices, .float64)
    let chosen = select(inside, places, splat(aside))
    for lane in 0..<Self.lanes { accumulate(extract(value, lane), at: extract(chosen, lane)) }
  }

  /// Adds a scalar at an index of a table; where it is not inside, at a scratch place.
  mutating func scatterAddScalar(
    _ value: IRValue, _ address: ElementAddress, at index: IRValue, inside: IRValue, scratch: ElementAddress
  ) {
    var place = address
    place.index = indexAdd(address.index, index)
    let there = pointer(place)
    accumulate(value, at: select(inside, there, pointer(scratch)))
  }

  // MARK: Blocks of memory

  /// Copies bytes.
  mutating func copy(from source: ElementAddress, to target: ElementAddress, byteCount: Int) {
    let (from, to) = (pointer(source), pointer(target))
    declare("declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)")
    emit("call void @llvm.memcpy.p0.p0.i64(\(to), \(from), i64 \(byteCount), i1 false)")
  }

  /// Sets bytes to zero.
  mutating func clear(_ address: ElementAddress, byteCount: Int) {
    let place = pointer(address)
    declare("declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")
    emit("call void @llvm.memset.p0.i64(\(place), i8 0, i64 \(byteCount), i1 false)")
  }
}
