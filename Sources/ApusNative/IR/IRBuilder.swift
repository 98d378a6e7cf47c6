// Emits the instructions of one function as LLVM's textual IR: on scalars, or on vectors of eight lanes on every processor.
//
// Goals, in this order: the same bits on every processor (nothing is contracted or reassociated but what is written so
// with `fma`); text that is quick to make and to parse; no passes needed afterwards.

/// A builder of instructions. An instruction has as many lanes as its operands; constants take those of the others.
package struct IRBuilder {
  /// The lanes of a vector, on every processor; the code generator splits them to what the processor has.
  package static let lanes = 8

  /// The instructions so far.
  package var text = IRText(reserving: 1 << 12)
  /// The intrinsics and functions that must be declared.
  package private(set) var declarations: Set<String> = []
  /// The text of the functions and tables that must be defined in the module, by name.
  package private(set) var definitions: [String: String] = [:]
  /// Results of functions that other functions of the same operand may share, such as a sine's reduced argument.
  package var shared: [SharedResult: [IRValue]] = [:]
  /// The label of the block that instructions go to now.
  package var block = "entry"

  private var registerCount: Int32 = 0
  private var blockCount = 0
  private let splatsByKeyword: Bool

  /// What was computed of operands.
  package struct SharedResult: Hashable {
    let name: String
    let operands: [IRValue]
  }

  /// - Parameter splatsByKeyword: whether the library reads `splat (…)` (LLVM 19 and later).
  package init(splatsByKeyword: Bool) { self.splatsByKeyword = splatsByKeyword }

  /// The results of `compute` for its operands, computed once in this builder for each name.
  package mutating func sharing(
    _ name: String, _ operands: IRValue..., compute: (inout IRBuilder) -> [IRValue]
  ) -> [IRValue] {
    let key = SharedResult(name: name, operands: operands)
    if let known = shared[key] { return known }
    let results = compute(&self)
    shared[key] = results
    return results
  }

  // MARK: Values

  /// A new register.
  package mutating func fresh(_ type: IRType) -> IRValue {
    defer { registerCount += 1 }
    return IRValue(content: .register(registerCount), type: IRType(type.element, lanes: max(type.lanes, 1)))
  }

  package func constant(_ number: Double) -> IRValue { constant(number.bitPattern, .float64) }
  package func integer(_ number: Int) -> IRValue { constant(UInt64(bitPattern: Int64(number)), .int64) }
  package func truth(_ value: Bool) -> IRValue { constant(value ? 1 : 0, .bool) }

  private func constant(_ bits: UInt64, _ element: IRType.Element) -> IRValue {
    IRValue(content: .bits(bits, splat: splatsByKeyword), type: IRType(element, lanes: 0))
  }

  /// The numbers of the lanes times a factor: 0, f, 2f, …
  package func laneNumbers(times factor: Int) -> IRValue {
    IRValue(content: .laneNumbers(factor: factor), type: .vector(.int64))
  }

  // MARK: Text

  /// Appends an instruction without a result.
  package mutating func emit(_ instruction: IRText) {
    text.put("  ")
    text.put(instruction)
    text.put("\n")
  }

  /// Appends an instruction with a result.
  package mutating func emit(_ type: IRType, _ instruction: IRText) -> IRValue {
    let result = fresh(type)
    set(result, instruction)
    return result
  }

  /// Appends an instruction whose result is a register that was made before.
  package mutating func set(_ result: IRValue, _ instruction: IRText) { emit("\(bare: result) = \(instruction)") }

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
    if condition.type.isVector {
      declare("declare i1 @llvm.vector.reduce.or.v8i1(<8 x i1>)")
      isAny = emit(IRType(.bool), "call i1 @llvm.vector.reduce.or.v8i1(\(condition))")
    }
    emit("br label %usual\(number)\nusual\(number):")
    emit("br \(isAny), label %rare\(number), label %join\(number)\nrare\(number):")
    let outside = shared
    let rare = compute(&self)
    shared = outside
    emit("br label %end\(number)\nend\(number):")
    emit("br label %join\(number)\njoin\(number):")
    block = "join\(number)"
    return zip(usual, rare).map { usual, rare in
      let (usual, rare) = (usual.fitted(to: condition.type.lanes), rare.fitted(to: condition.type.lanes))
      return emit(
        usual.type, "phi \(usual.type) [ \(bare: usual), %usual\(number) ], [ \(bare: rare), %end\(number) ]")
    }
  }

  // MARK: Instructions

  /// Operands of one instruction: constants have as many lanes as the others.
  private static func fitted(_ a: IRValue, _ b: IRValue) -> (IRValue, IRValue) {
    let lanes = max(a.type.lanes, b.type.lanes)
    return (a.fitted(to: lanes), b.fitted(to: lanes))
  }

  /// `%r = name type a, b`
  private mutating func binary(_ name: StaticString, _ a: IRValue, _ b: IRValue) -> IRValue {
    let (a, b) = Self.fitted(a, b)
    return emit(a.type, "\(name) \(a), \(bare: b)")
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
  package mutating func shiftLeft(_ a: IRValue, _ count: Int) -> IRValue { binary("shl", a, integer(count)) }
  package mutating func shiftRight(_ a: IRValue, _ count: Int) -> IRValue { binary("ashr", a, integer(count)) }
  package mutating func logicalShiftRight(_ a: IRValue, _ count: Int) -> IRValue { binary("lshr", a, integer(count)) }
  package mutating func not(_ a: IRValue) -> IRValue { xor(a, a.type.element == .bool ? truth(true) : integer(-1)) }
  package mutating func negate(_ a: IRValue) -> IRValue { emit(a.type, "fneg \(a)") }

  /// Calls an intrinsic `llvm.NAME` of doubles.
  package mutating func intrinsic(_ name: String, _ operands: [IRValue]) -> IRValue {
    let isVector = operands.contains(where: \.type.isVector)
    let function = "@llvm.\(name).\(isVector ? "v8f64" : "f64")"
    let type = isVector ? "<8 x double>" : "double"
    declare("declare \(type) \(function)(\(operands.map { _ in type }.joined(separator: ", ")))")
    return call(function, operands)
  }

  /// Calls a function of doubles, which must be declared or defined elsewhere; its result has the lanes of the operands.
  package mutating func call(_ function: String, _ operands: [IRValue]) -> IRValue {
    let lanes = operands.map(\.type.lanes).max() ?? 1
    let type = IRType(.float64, lanes: lanes)
    var list = IRText()
    for (index, operand) in operands.enumerated() {
      list.put(index > 0 ? ", \(operand.fitted(to: lanes))" as IRText : "\(operand.fitted(to: lanes))")
    }
    return emit(type, "call \(type) \(function)(\(list))")
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
    compare("fcmp", comparison.rawValue, a, b)
  }
  package mutating func compare(_ comparison: IntegerComparison, _ a: IRValue, _ b: IRValue) -> IRValue {
    compare("icmp", comparison.rawValue, a, b)
  }
  private mutating func compare(_ kind: StaticString, _ name: String, _ a: IRValue, _ b: IRValue) -> IRValue {
    let (a, b) = Self.fitted(a, b)
    return emit(IRType(.bool, lanes: a.type.lanes), "\(kind) \(name) \(a), \(bare: b)")
  }

  /// a where the condition holds, else b, lane by lane.
  package mutating func select(_ condition: IRValue, _ a: IRValue, _ b: IRValue) -> IRValue {
    let lanes = max(condition.type.lanes, a.type.lanes, b.type.lanes)
    let (condition, a, b) = (condition.fitted(to: lanes), a.fitted(to: lanes), b.fitted(to: lanes))
    return emit(a.type, "select \(condition), \(a), \(b)")
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
  /// Integers or truth values as numbers.
  package mutating func number(_ a: IRValue) -> IRValue {
    convert(a.type.element == .bool ? "uitofp" : "sitofp", a, to: .float64)
  }
  /// Numbers as integers, towards zero; undefined outside the integers' range.
  package mutating func truncatedToInteger(_ a: IRValue) -> IRValue { convert("fptosi", a, to: .int64) }
  /// Truth values as 0 and 1.
  package mutating func integer(fromTruth a: IRValue) -> IRValue { convert("zext", a, to: .int64) }
  /// Truth values as bytes.
  package mutating func byte(fromTruth a: IRValue) -> IRValue { convert("zext", a, to: .byte) }
  /// Bytes that are not 0 as truth values.
  package mutating func truth(fromByte a: IRValue) -> IRValue {
    compare(IntegerComparison.notEqual, a, constant(0, .byte))
  }

  private mutating func convert(_ name: StaticString, _ a: IRValue, to element: IRType.Element) -> IRValue {
    let type = IRType(element, lanes: a.type.lanes)
    return emit(type, "\(name) \(a) to \(type)")
  }
}
