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
}

extension IRBuilder {
  /// The name of an element's type in memory, and its bytes.
  private static func stored(_ type: ElementType) -> (name: StaticString, size: Int) {
    switch type {
    case .float64: ("double", 8)
    case .int64: ("i64", 8)
    case .bool: ("i8", 1)
    }
  }

  /// A scalar integer operation, whatever the width.
  mutating func scalarly<Result>(_ body: (inout IRBuilder) -> Result) -> Result {
    let width = isVector
    isVector = false
    defer { isVector = width }
    return body(&self)
  }

  /// a + b of scalar integers, folded where one is zero.
  mutating func indexAdd(_ a: IRValue?, _ b: IRValue?) -> IRValue? {
    guard let a else { return b }
    guard let b else { return a }
    return scalarly { $0.integerAdd(a, b) }
  }

  /// a · n of scalar integers, folded where n is 0 or 1.
  mutating func indexMultiply(_ a: IRValue, _ n: Int) -> IRValue? {
    if n == 0 { return nil }
    if n == 1 { return a }
    return scalarly { $0.integerMultiply(a, $0.integer(n)) }
  }

  /// The pointer to the first lane's element.
  private mutating func pointer(_ address: ElementAddress) -> IRValue {
    let base = fresh(.int64)
    begin(base)
    text.put("getelementptr inbounds i8, ptr ")
    text.put(address.region)
    text.put(", i64 ")
    text.put(address.byteOffset)
    text.put("\n")
    guard let index = address.index else { return base }
    let element = fresh(.int64)
    begin(element)
    text.put("getelementptr inbounds ")
    text.put(Self.stored(address.type).name)
    text.put(", ptr ")
    put(base)
    text.put(", i64 ")
    scalarly { $0.put(index) }
    text.put("\n")
    return element
  }

  /// The pointers to the lanes' elements: `<8 x ptr>`.
  private mutating func pointers(_ address: ElementAddress) -> IRValue {
    let base = pointer(address)
    let steps = laneNumbers(times: address.stride)
    return pointers(from: base, steps, address.type)
  }

  /// `<8 x ptr>` from a pointer and `<8 x i64>` numbers of elements.
  private mutating func pointers(from base: IRValue, _ steps: IRValue, _ type: ElementType) -> IRValue {
    let result = fresh(.int64)
    begin(result)
    text.put("getelementptr ")
    text.put(Self.stored(type).name)
    text.put(", ptr ")
    put(base)
    text.put(", <8 x i64> ")
    put(steps)
    text.put("\n")
    return result
  }

  /// A scalar in each lane.
  mutating func splat(_ scalar: IRValue) -> IRValue {
    if scalar.isConstant { return scalar }
    let first = fresh(scalar.type)
    begin(first)
    text.put("insertelement ")
    put(scalar.type)
    text.put(" poison, ")
    scalarly { $0.put(scalar.type) }
    text.put(" ")
    put(scalar)
    text.put(", i64 0\n")
    let result = fresh(scalar.type)
    begin(result)
    text.put("shufflevector ")
    put(scalar.type)
    text.put(" ")
    put(first)
    text.put(", ")
    put(scalar.type)
    text.put(" poison, <8 x i32> zeroinitializer\n")
    return result
  }

  /// Loads a scalar.
  mutating func loadScalar(_ address: ElementAddress) -> IRValue {
    scalarly { b in
      let place = b.pointer(address)
      let (name, size) = Self.stored(address.type)
      let result = b.fresh(address.type == .bool ? .int64 : address.type.irType)
      b.begin(result)
      b.text.put("load ")
      b.text.put(name)
      b.text.put(", ptr ")
      b.put(place)
      b.text.put(", align ")
      b.text.put(size)
      b.text.put("\n")
      return address.type == .bool ? b.truth(fromByte: result) : result
    }
  }

  /// Loads a vector; lanes outside the mask are not read where the lanes are apart.
  mutating func loadVector(_ address: ElementAddress, mask: IRValue?) -> IRValue {
    let (name, size) = Self.stored(address.type)
    guard address.stride != 1 else {
      let place = pointer(address)
      let result = fresh(address.type == .bool ? .int64 : address.type.irType)
      begin(result)
      text.put("load <8 x ")
      text.put(name)
      text.put(">, ptr ")
      put(place)
      text.put(", align ")
      text.put(size)
      text.put("\n")
      return address.type == .bool ? truth(fromByte: result) : result
    }
    return gather(pointers(address), address.type, mask: mask)
  }

  /// Loads the lanes of a mask from adjacent elements, all where it is nil; no others are touched.
  mutating func loadLanes(_ address: ElementAddress, of mask: IRValue?) -> IRValue {
    guard let mask else { return loadVector(address, mask: nil) }
    let (name, size) = Self.stored(address.type)
    let suffix = address.type == .float64 ? "v8f64" : address.type == .int64 ? "v8i64" : "v8i8"
    declare("declare <8 x \(name)> @llvm.masked.load.\(suffix).p0(ptr, i32, <8 x i1>, <8 x \(name)>)")
    let place = pointer(address)
    let result = fresh(address.type == .bool ? .int64 : address.type.irType)
    begin(result)
    text.put("call <8 x \(name)> @llvm.masked.load.\(suffix).p0(ptr ")
    put(place)
    text.put(", i32 \(size), <8 x i1> ")
    put(mask)
    text.put(", <8 x \(name)> zeroinitializer)\n")
    return address.type == .bool ? truth(fromByte: result) : result
  }

  /// Loads the elements at `<8 x ptr>`; lanes outside the mask are `otherwise`, or 0.
  private mutating func gather(
    _ places: IRValue, _ type: ElementType, mask: IRValue?, otherwise: Double? = nil
  ) -> IRValue {
    let (name, size) = Self.stored(type)
    let suffix = type == .float64 ? "v8f64" : type == .int64 ? "v8i64" : "v8i8"
    declare("declare <8 x \(name)> @llvm.masked.gather.\(suffix).v8p0(<8 x ptr>, i32, <8 x i1>, <8 x \(name)>)")
    let result = fresh(type == .bool ? .int64 : type.irType)
    let chosen = mask ?? truth(true)
    begin(result)
    text.put("call <8 x ")
    text.put(name)
    text.put("> @llvm.masked.gather.")
    text.put(suffix)
    text.put(".v8p0(<8 x ptr> ")
    put(places)
    text.put(", i32 ")
    text.put(size)
    text.put(", <8 x i1> ")
    put(chosen)
    text.put(", <8 x ")
    text.put(name)
    text.put("> ")
    if let otherwise { put(constant(otherwise)) } else { text.put("zeroinitializer") }
    text.put(")\n")
    return type == .bool ? truth(fromByte: result) : result
  }

  /// Loads the float64 elements of a table at indices that are inside; NaN elsewhere.
  mutating func loadIndexed(_ address: ElementAddress, at indices: IRValue, inside: IRValue) -> IRValue {
    let places = pointers(from: pointer(address), indices, address.type)
    return gather(places, address.type, mask: inside, otherwise: .nan)
  }

  /// Bytes that are not 0 as truth values.
  private mutating func truth(fromByte byte: IRValue) -> IRValue {
    let result = fresh(.bool)
    begin(result)
    text.put(isVector ? "icmp ne <8 x i8> " : "icmp ne i8 ")
    put(byte)
    text.put(isVector ? ", zeroinitializer\n" : ", 0\n")
    return result
  }

  /// Truth values as bytes.
  private mutating func byte(fromTruth truth: IRValue) -> IRValue {
    let result = fresh(.int64)
    begin(result)
    text.put(isVector ? "zext <8 x i1> " : "zext i1 ")
    put(truth)
    text.put(isVector ? " to <8 x i8>\n" : " to i8\n")
    return result
  }

  /// Stores a scalar.
  mutating func storeScalar(_ value: IRValue, _ address: ElementAddress) {
    scalarly { b in
      let place = b.pointer(address)
      let (name, size) = Self.stored(address.type)
      let stored = address.type == .bool ? b.byte(fromTruth: value) : value
      b.text.put("  store ")
      b.text.put(name)
      b.text.put(" ")
      b.put(stored)
      b.text.put(", ptr ")
      b.put(place)
      b.text.put(", align ")
      b.text.put(size)
      b.text.put("\n")
    }
  }

  /// Stores a vector, or the lanes of a mask.
  mutating func storeVector(_ value: IRValue, _ address: ElementAddress, mask: IRValue?) {
    let (name, size) = Self.stored(address.type)
    let stored = address.type == .bool ? byte(fromTruth: value) : value
    if address.stride == 1 && mask == nil {
      let place = pointer(address)
      text.put("  store <8 x ")
      text.put(name)
      text.put("> ")
      put(stored)
      text.put(", ptr ")
      put(place)
      text.put(", align ")
      text.put(size)
      text.put("\n")
      return
    }
    let isDense = address.stride == 1
    let place = isDense ? pointer(address) : pointers(address)
    let suffix = address.type == .float64 ? "v8f64" : address.type == .int64 ? "v8i64" : "v8i8"
    let function = isDense ? "@llvm.masked.store.\(suffix).p0" : "@llvm.masked.scatter.\(suffix).v8p0"
    declare("declare void \(function)(<8 x \(name)>, \(isDense ? "ptr" : "<8 x ptr>"), i32, <8 x i1>)")
    let chosen = mask ?? truth(true)
    text.put("  call void ")
    text.put(function)
    text.put("(<8 x ")
    text.put(name)
    text.put("> ")
    put(stored)
    text.put(isDense ? ", ptr " : ", <8 x ptr> ")
    put(place)
    text.put(", i32 ")
    text.put(size)
    text.put(", <8 x i1> ")
    put(chosen)
    text.put(")\n")
  }

  /// Adds a number at an address.
  mutating func accumulateScalar(_ value: IRValue, at pointer: IRValue) {
    scalarly { b in
      let old = b.fresh(.float64)
      b.begin(old)
      b.text.put("load double, ptr ")
      b.put(pointer)
      b.text.put(", align 8\n")
      let sum = b.add(old, value)
      b.text.put("  store double ")
      b.put(sum)
      b.text.put(", ptr ")
      b.put(pointer)
      b.text.put(", align 8\n")
    }
  }

  /// Adds each lane's number at its index of a table, lane by lane in order; lanes not inside go to a scratch place.
  mutating func scatterAdd(
    _ value: IRValue, _ address: ElementAddress, at indices: IRValue, inside: IRValue, scratch: ElementAddress
  ) {
    let base = pointer(address)
    let aside = pointer(scratch)
    let places = pointers(from: base, indices, .float64)
    let chosen = fresh(.int64)
    let elsewhere = fresh(.int64)
    begin(elsewhere)
    text.put("insertelement <8 x ptr> poison, ptr ")
    put(aside)
    text.put(", i64 0\n")
    let everywhere = fresh(.int64)
    begin(everywhere)
    text.put("shufflevector <8 x ptr> ")
    put(elsewhere)
    text.put(", <8 x ptr> poison, <8 x i32> zeroinitializer\n")
    begin(chosen)
    text.put("select <8 x i1> ")
    put(inside)
    text.put(", <8 x ptr> ")
    put(places)
    text.put(", <8 x ptr> ")
    put(everywhere)
    text.put("\n")
    for lane in 0..<Self.lanes {
      let place = fresh(.int64)
      begin(place)
      text.put("extractelement <8 x ptr> ")
      put(chosen)
      text.put(", i64 ")
      text.put(lane)
      text.put("\n")
      accumulateScalar(extract(value, lane), at: place)
    }
  }

  /// One lane of a vector.
  mutating func extract(_ vector: IRValue, _ lane: Int) -> IRValue {
    let result = fresh(vector.type)
    begin(result)
    text.put("extractelement ")
    put(vector.type)
    text.put(" ")
    put(vector)
    text.put(", i64 ")
    text.put(lane)
    text.put("\n")
    return result
  }

  /// A vector whose first lanes are those from a number on; the others are not defined.
  mutating func lowered(_ vector: IRValue, by count: Int) -> IRValue {
    let result = fresh(vector.type)
    begin(result)
    text.put("shufflevector ")
    put(vector.type)
    text.put(" ")
    put(vector)
    text.put(", ")
    put(vector.type)
    text.put(" poison, <8 x i32> <")
    for lane in 0..<Self.lanes {
      text.put(lane == 0 ? "i32 " : ", i32 ")
      if lane < count { text.put(lane + count) } else { text.put("poison") }
    }
    text.put(">\n")
    return result
  }

  /// The scalar at a place of a table with an index that is inside; NaN elsewhere.
  mutating func loadIndexedScalar(_ address: ElementAddress, at index: IRValue, inside: IRValue) -> IRValue {
    scalarly { b in
      let safe = b.select(inside, index, b.integer(0))
      var place = address
      place.index = b.indexAdd(address.index, safe)
      let value = b.loadScalar(place)
      return b.select(inside, value, b.constant(.nan))
    }
  }

  /// Adds a scalar at an index of a table; where it is not inside, at a scratch place.
  mutating func scatterAddScalar(
    _ value: IRValue, _ address: ElementAddress, at index: IRValue, inside: IRValue, scratch: ElementAddress
  ) {
    scalarly { b in
      var place = address
      place.index = b.indexAdd(address.index, index)
      let there = b.pointer(place)
      let aside = b.pointer(scratch)
      let chosen = b.fresh(.int64)
      b.begin(chosen)
      b.text.put("select i1 ")
      b.put(inside)
      b.text.put(", ptr ")
      b.put(there)
      b.text.put(", ptr ")
      b.put(aside)
      b.text.put("\n")
      b.accumulateScalar(value, at: chosen)
    }
  }

  /// Copies bytes.
  mutating func copy(from source: ElementAddress, to target: ElementAddress, byteCount: Int) {
    let from = scalarly { $0.pointer(source) }
    let to = scalarly { $0.pointer(target) }
    declare("declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)")
    text.put("  call void @llvm.memcpy.p0.p0.i64(ptr ")
    put(to)
    text.put(", ptr ")
    put(from)
    text.put(", i64 ")
    text.put(byteCount)
    text.put(", i1 false)\n")
  }

  /// Sets bytes to zero.
  mutating func clear(_ address: ElementAddress, byteCount: Int) {
    let place = scalarly { $0.pointer(address) }
    declare("declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")
    text.put("  call void @llvm.memset.p0.i64(ptr ")
    put(place)
    text.put(", i8 0, i64 ")
    text.put(byteCount)
    text.put(", i1 false)\n")
  }
}
