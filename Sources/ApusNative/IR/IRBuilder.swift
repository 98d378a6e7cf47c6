// Emits the instructions of one function as LLVM's textual IR: scalars, or vectors of eight lanes on every processor.
//
// Goals, in this order: the same bits on every processor (nothing is contracted or reassociated but what is written so
// with `fma`); text that is quick to make and to parse; no passes needed afterwards.

/// A builder of instructions at a current width.
package struct IRBuilder {
  /// The lanes of a vector, on every processor; the code generator splits them to what the processor has.
  package static let lanes = 8

  /// The instructions so far.
  package var text = IRText(reserving: 1 << 12)
  /// Whether instructions work on vectors; else on scalars.
  package var isVector = false
  /// The intrinsics and functions that must be declared.
  package private(set) var declarations: Set<String> = []
  /// The text of the functions and tables that must be defined in the module, by name.
  package private(set) var definitions: [String: String] = [:]
  /// Results of functions that other functions of the same operand may share, such as a sine's reduced argument.
  package var shared: [SharedResult: [IRValue]] = [:]

  private var registerCount: Int32 = 0
  private var blockCount = 0
  /// The label of the block that instructions go to now.
  package var block = "entry"
  private var constants: [IRText] = []
  private var constantIndices: [ConstantKey: Int32] = [:]
  private var numbers: [Int32: Double] = [:]
  private var laneNumberIndices: [Int: Int32] = [:]
  private let splatsByKeyword: Bool

  private struct ConstantKey: Hashable {
    let bits: UInt64
    let type: IRType
    let isVector: Bool
  }

  /// What was computed of an operand.
  package struct SharedResult: Hashable {
    let name: String
    let operand: IRValue
    let isVector: Bool
  }

  /// - Parameter splatsByKeyword: whether the library reads `splat (…)` (LLVM 19 and later).
  package init(splatsByKeyword: Bool) { self.splatsByKeyword = splatsByKeyword }

  /// The results of `compute` for an operand, computed once in this builder for each name.
  package mutating func sharing(
    _ name: String, _ operand: IRValue, _ compute: (inout IRBuilder) -> [IRValue]
  ) -> [IRValue] {
    let key = SharedResult(name: name, operand: operand, isVector: isVector)
    if let known = shared[key] { return known }
    let results = compute(&self)
    shared[key] = results
    return results
  }

  // MARK: Values

  /// A new register.
  package mutating func fresh(_ type: IRType) -> IRValue {
    defer { registerCount += 1 }
    return IRValue(id: registerCount, type: type)
  }

  /// A number, in each lane.
  package mutating func constant(_ number: Double) -> IRValue { constant(number.bitPattern, .float64) }
  /// An integer, in each lane.
  package mutating func integer(_ number: Int) -> IRValue { constant(UInt64(bitPattern: Int64(number)), .int64) }
  /// The number that a value is known to be.
  package func number(ofConstant value: IRValue) -> Double? { numbers[value.id] }
  /// A truth value, in each lane.
  package mutating func truth(_ value: Bool) -> IRValue { constant(value ? 1 : 0, .bool) }

  private mutating func constant(_ bits: UInt64, _ type: IRType) -> IRValue {
    let key = ConstantKey(bits: bits, type: type, isVector: isVector)
    if let index = constantIndices[key] { return IRValue(id: -1 - index, type: type) }
    var element = IRText()
    switch type {
    case .float64: element.putBits(Double(bitPattern: bits))
    case .int64: element.put(Int(Int64(bitPattern: bits)))
    case .bool: element.put(bits == 1 ? "true" : "false")
    }
    var text = IRText()
    if !isVector {
      text = element
    } else if splatsByKeyword {
      text.put("splat (")
      text.put(Self.name(of: type))
      text.put(" ")
      text.put(element)
      text.put(")")
    } else {
      for lane in 0..<Self.lanes {
        text.put(lane == 0 ? "<" : ", ")
        text.put(Self.name(of: type))
        text.put(" ")
        text.put(element)
      }
      text.put(">")
    }
    constants.append(text)
    let index = Int32(constants.count - 1)
    constantIndices[key] = index
    if type == .float64 { numbers[-1 - index] = Double(bitPattern: bits) }
    return IRValue(id: -1 - index, type: type)
  }

  /// The numbers of the lanes times a factor: 0, f, 2f, …
  package mutating func laneNumbers(times factor: Int) -> IRValue {
    if let index = laneNumberIndices[factor] { return IRValue(id: -1 - index, type: .int64) }
    var text = IRText()
    for lane in 0..<Self.lanes {
      text.put(lane == 0 ? "<i64 " : ", i64 ")
      text.put(lane * factor)
    }
    text.put(">")
    constants.append(text)
    let index = Int32(constants.count - 1)
    laneNumberIndices[factor] = index
    return IRValue(id: -1 - index, type: .int64)
  }

  // MARK: Text

  private static func name(of type: IRType) -> StaticString {
    switch type {
    case .float64: "double"
    case .int64: "i64"
    case .bool: "i1"
    }
  }

  /// Appends a value.
  package mutating func put(_ value: IRValue) {
    if value.id < 0 {
      text.put(constants[Int(-1 - value.id)])
    } else {
      text.put("%v")
      text.put(Int(value.id))
    }
  }

  /// Appends a type at the current width.
  package mutating func put(_ type: IRType) {
    switch (type, isVector) {
    case (.float64, false): text.put("double")
    case (.float64, true): text.put("<8 x double>")
    case (.int64, false): text.put("i64")
    case (.int64, true): text.put("<8 x i64>")
    case (.bool, false): text.put("i1")
    case (.bool, true): text.put("<8 x i1>")
    }
  }

  /// Begins a line `%v = `.
  package mutating func begin(_ result: IRValue) {
    text.put("  ")
    put(result)
    text.put(" = ")
  }

  /// Notes that a function must be declared.
  package mutating func declare(_ declaration: String) { declarations.insert(declaration) }

  /// Notes that the module must define `name`, once, by `text`, which is internal to the module.
  package mutating func define(_ name: String, _ text: @autoclosure () -> String) {
    if definitions[name] == nil { definitions[name] = text() }
  }

  // MARK: Blocks

  /// What `compute` gives where the condition holds in any lane, else the usual values.
  ///
  /// It ends the current block and begins another, ``block``.
  package mutating func rarely(
    _ condition: IRValue, else usual: [IRValue], _ compute: (inout IRBuilder) -> [IRValue]
  ) -> [IRValue] {
    blockCount += 1
    let number = blockCount
    var isAny = condition
    if isVector {
      declare("declare i1 @llvm.vector.reduce.or.v8i1(<8 x i1>)")
      isAny = fresh(.bool)
      begin(isAny)
      text.put("call i1 @llvm.vector.reduce.or.v8i1(<8 x i1> ")
      put(condition)
      text.put(")\n")
    }
    text.put("  br label %usual\(number)\nusual\(number):\n  br i1 ")
    put(isAny)
    text.put(", label %rare\(number), label %join\(number)\nrare\(number):\n")
    let outside = shared
    let rare = compute(&self)
    shared = outside
    text.put("  br label %end\(number)\nend\(number):\n  br label %join\(number)\njoin\(number):\n")
    block = "join\(number)"
    return zip(usual, rare).map { usual, rare in
      let result = fresh(usual.type)
      begin(result)
      text.put("phi ")
      put(usual.type)
      text.put(" [ ")
      put(usual)
      text.put(", %usual\(number) ], [ ")
      put(rare)
      text.put(", %end\(number) ]\n")
      return result
    }
  }

  // MARK: Instructions

  /// `%r = name type a, b`
  private mutating func binary(_ name: StaticString, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = fresh(a.type)
    begin(result)
    text.put(name)
    text.put(" ")
    put(a.type)
    text.put(" ")
    put(a)
    text.put(", ")
    put(b)
    text.put("\n")
    return result
  }

  package mutating func add(_ a: IRValue, _ b: IRValue) -> IRValue { binary("fadd", a, b) }
  package mutating func subtract(_ a: IRValue, _ b: IRValue) -> IRValue { binary("fsub", a, b) }
  package mutating func multiply(_ a: IRValue, _ b: IRValue) -> IRValue { binary("fmul", a, b) }
  package mutating func divide(_ a: IRValue, _ b: IRValue) -> IRValue { binary("fdiv", a, b) }

  package mutating func integerAdd(_ a: IRValue, _ b: IRValue) -> IRValue { binary("add", a, b) }
  package mutating func integerSubtract(_ a: IRValue, _ b: IRValue) -> IRValue { binary("sub", a, b) }
  package mutating func integerMultiply(_ a: IRValue, _ b: IRValue) -> IRValue { binary("mul", a, b) }
  /// Bitwise and, also of truth values.
  package mutating func and(_ a: IRValue, _ b: IRValue) -> IRValue { binary("and", a, b) }
  /// Bitwise or, also of truth values.
  package mutating func or(_ a: IRValue, _ b: IRValue) -> IRValue { binary("or", a, b) }
  /// Bitwise exclusive or, also of truth values.
  package mutating func xor(_ a: IRValue, _ b: IRValue) -> IRValue { binary("xor", a, b) }
  package mutating func shiftLeft(_ a: IRValue, _ count: Int) -> IRValue {
    let amount = integer(count)
    return binary("shl", a, amount)
  }
  package mutating func shiftRight(_ a: IRValue, _ count: Int) -> IRValue {
    let amount = integer(count)
    return binary("ashr", a, amount)
  }
  package mutating func logicalShiftRight(_ a: IRValue, _ count: Int) -> IRValue {
    let amount = integer(count)
    return binary("lshr", a, amount)
  }
  package mutating func not(_ a: IRValue) -> IRValue {
    let all = a.type == .bool ? truth(true) : integer(-1)
    return xor(a, all)
  }

  package mutating func negate(_ a: IRValue) -> IRValue {
    let result = fresh(.float64)
    begin(result)
    text.put("fneg ")
    put(IRType.float64)
    text.put(" ")
    put(a)
    text.put("\n")
    return result
  }

  /// Calls an intrinsic `llvm.NAME` of doubles.
  package mutating func intrinsic(_ name: String, _ operands: [IRValue]) -> IRValue {
    let function = "@llvm.\(name).\(isVector ? "v8f64" : "f64")"
    let type = isVector ? "<8 x double>" : "double"
    declare("declare \(type) \(function)(\(operands.map { _ in type }.joined(separator: ", ")))")
    return call(function, operands)
  }

  /// Calls a function of doubles, which must be declared or defined elsewhere.
  package mutating func call(_ function: String, _ operands: [IRValue]) -> IRValue {
    let result = fresh(.float64)
    begin(result)
    text.put("call ")
    put(IRType.float64)
    text.put(" ")
    text.put(function)
    text.put("(")
    for (index, operand) in operands.enumerated() {
      if index > 0 { text.put(", ") }
      put(operand.type)
      text.put(" ")
      put(operand)
    }
    text.put(")\n")
    return result
  }

  /// a b + c, rounded once.
  package mutating func fma(_ a: IRValue, _ b: IRValue, _ c: IRValue) -> IRValue { intrinsic("fma", [a, b, c]) }
  package mutating func squareRoot(_ a: IRValue) -> IRValue { intrinsic("sqrt", [a]) }
  package mutating func magnitude(_ a: IRValue) -> IRValue { intrinsic("fabs", [a]) }
  package mutating func copySign(_ a: IRValue, from sign: IRValue) -> IRValue { intrinsic("copysign", [a, sign]) }
  package mutating func floor(_ a: IRValue) -> IRValue { intrinsic("floor", [a]) }
  package mutating func ceiling(_ a: IRValue) -> IRValue { intrinsic("ceil", [a]) }
  package mutating func truncated(_ a: IRValue) -> IRValue { intrinsic("trunc", [a]) }
  /// The nearest whole number, ties to even.
  package mutating func roundedToEven(_ a: IRValue) -> IRValue { intrinsic("roundeven", [a]) }

  package mutating func compare(_ comparison: FloatComparison, _ a: IRValue, _ b: IRValue) -> IRValue {
    compare("fcmp ", comparison.rawValue, a, b)
  }
  package mutating func compare(_ comparison: IntegerComparison, _ a: IRValue, _ b: IRValue) -> IRValue {
    compare("icmp ", comparison.rawValue, a, b)
  }
  private mutating func compare(_ kind: StaticString, _ name: String, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = fresh(.bool)
    begin(result)
    text.put(kind)
    text.put(name)
    text.put(" ")
    put(a.type)
    text.put(" ")
    put(a)
    text.put(", ")
    put(b)
    text.put("\n")
    return result
  }

  /// a where the condition holds, else b, lane by lane.
  package mutating func select(_ condition: IRValue, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = fresh(a.type)
    begin(result)
    text.put("select ")
    put(IRType.bool)
    text.put(" ")
    put(condition)
    text.put(", ")
    put(a.type)
    text.put(" ")
    put(a)
    text.put(", ")
    put(b.type)
    text.put(" ")
    put(b)
    text.put("\n")
    return result
  }

  /// The greater one; b where either is NaN.
  package mutating func maximum(_ a: IRValue, _ b: IRValue) -> IRValue {
    select(compare(FloatComparison.greater, a, b), a, b)
  }
  /// The smaller one; b where either is NaN.
  package mutating func minimum(_ a: IRValue, _ b: IRValue) -> IRValue {
    select(compare(FloatComparison.less, a, b), a, b)
  }

  /// The bits of numbers as integers.
  package mutating func bits(_ a: IRValue) -> IRValue { convert("bitcast", a, to: .int64) }
  /// The numbers with the given bits.
  package mutating func number(withBits a: IRValue) -> IRValue { convert("bitcast", a, to: .float64) }
  /// Integers as numbers.
  package mutating func number(_ a: IRValue) -> IRValue {
    convert(a.type == .bool ? "uitofp" : "sitofp", a, to: .float64)
  }
  /// Numbers as integers, towards zero; undefined outside the integers' range.
  package mutating func truncatedToInteger(_ a: IRValue) -> IRValue { convert("fptosi", a, to: .int64) }
  /// Truth values as 0 and 1.
  package mutating func integer(fromTruth a: IRValue) -> IRValue { convert("zext", a, to: .int64) }

  private mutating func convert(_ name: StaticString, _ a: IRValue, to type: IRType) -> IRValue {
    let result = fresh(type)
    begin(result)
    text.put(name)
    text.put(" ")
    put(a.type)
    text.put(" ")
    put(a)
    text.put(" to ")
    put(type)
    text.put("\n")
    return result
  }
}
