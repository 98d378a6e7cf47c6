// Which divisors cannot be so near 0 that their reciprocals overflow. Their quotients need no scaling.

internal import ApusOps

/// What is known of all elements of a value that are numbers.
private struct KnownSize {
  /// Elements that are not 0 have at least this magnitude.
  var least = 0.0
  var isNonnegative = false
}

extension LoweredProgram {
  /// Whether 1/d overflows for no element d but 0: elements are 0, not a number, or at least 2^-1000 in magnitude.
  func hasSafeReciprocal(_ access: Access) -> Bool { size(access.value, depth: 0).least >= 0x1p-1000 }

  /// What the arithmetic of a value proves about its size. Nothing is known of inputs and data.
  private func size(_ value: ValueID, depth: Int) -> KnownSize {
    switch values[value].origin {
    case .immediate(let array):
      guard array.type.elementType == .float64, let number = array.doubles.first, number != 0 else {
        return KnownSize()
      }
      return KnownSize(least: number.magnitude, isNonnegative: number > 0)
    case .computed(let maker):
      guard depth < 6, case .map(let function, _) = tasks[maker].kind else { return KnownSize() }
      return size(ofResult: tasks[maker], function, depth: depth + 1)
    case .input, .shared, .written, .called, .output: return KnownSize()
    }
  }

  private func size(ofResult task: LoweredTask, _ function: ElementFunction, depth: Int) -> KnownSize {
    func operand(_ place: Int) -> KnownSize { size(task.operands[place].value, depth: depth) }
    func constant(_ place: Int) -> Double {
      if case .immediate = values[task.operands[place].value].origin { operand(place).least } else { 0 }
    }
    switch function.role {
    case .sum, .difference:
      // c + x is 0, or a multiple of an ulp of a number near c; or x is of another size, and so is the sum. Where x is a product
      // in one instruction with the sum, it has twice the digits.
      let known = max(constant(0), constant(1)) * 0x1p-110
      guard function.role == .sum else { return KnownSize(least: known) }
      let (left, right) = (operand(0), operand(1))
      guard left.isNonnegative, right.isNonnegative else { return KnownSize(least: known) }
      return KnownSize(least: max(known, min(left.least, right.least)), isNonnegative: true)
    case .product:
      let (left, right) = (operand(0), operand(1))
      return KnownSize(
        least: left.least * right.least / 2, isNonnegative: left.isNonnegative && right.isNonnegative)
    case .square:
      let known = operand(0)
      return KnownSize(least: known.least * known.least / 2, isNonnegative: true)
    case .negation: return KnownSize(least: operand(0).least)
    case .quotient: return KnownSize()
    case .other: break
    }
    switch task.node?.op {
    // The root of the least number above 0 is 2^-537.
    case is Sqrt: return KnownSize(least: max(0x1p-538, operand(0).least.squareRoot() / 2), isNonnegative: true)
    case is AbsoluteValue: return KnownSize(least: operand(0).least, isNonnegative: true)
    case is Hypotenuse: return KnownSize(least: min(operand(0).least, operand(1).least), isNonnegative: true)
    case is Exp, is Sigmoid, is Softplus: return KnownSize(isNonnegative: true)
    default: return KnownSize()
    }
  }
}
