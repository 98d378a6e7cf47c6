// Arithmetic with NumPy broadcasting: sums, differences, products, quotients, negation.
//
// A literal is a tensor as well as a number. The overloads with numbers step back, so that `1.5 / 2` stays a
// number.

internal import CReturnAddress
public import ApusGraph

package struct Add: IntegerBinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x + y }
  func value(_ x: Int, _ y: Int) -> Int { x &+ y }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (1, 1) }
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    site.operands.map { .value(site.cotangent().summed(to: $0.shape)) }
  }
}

package struct Subtract: IntegerBinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x - y }
  func value(_ x: Int, _ y: Int) -> Int { x &- y }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (1, -1) }
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let cotangent = site.cotangent()
    return [
      .value(cotangent.summed(to: site.operands[0].shape)),
      .value(-cotangent.summed(to: site.operands[1].shape)),
    ]
  }
}

package struct Multiply: IntegerBinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x * y }
  func value(_ x: Int, _ y: Int) -> Int { x &* y }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (y, x) }
}

/// x / y, by IEEE rules at y = 0.
package struct Divide: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x / y }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (1 / y, -z / y) }
  /// c/y and −(c/y) z: one division for both.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let share = site.cotangent() / site.operands[1]
    return [
      .value(share.summed(to: site.operands[0].shape)),
      .value((-(share * site.results[0])).summed(to: site.operands[1].shape)),
    ]
  }
}

package struct Negate: IntegerUnaryElementwise, ExactOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { -x }
  func value(_ x: Int) -> Int { 0 &- x }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -1 }
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(-site.cotangent())] }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { -$0 }] }
}

extension SourceLocation {
  init(_ addresses: apus_return_addresses) {
    self = .returnAddresses(UInt(bitPattern: addresses.first), UInt(bitPattern: addresses.second))
  }
}

extension Tensor {
  /// Applies a binary Op on behalf of an operator: mixed operands become float64.
  static func arithmetic(_ op: any Op, _ x: Tensor, _ y: Tensor, _ addresses: apus_return_addresses) -> Tensor {
    .elementwise(op, x, y, at: SourceLocation(addresses))
  }

  /// The sum, elementwise with broadcasting.
  @inline(never)
  public static func + (x: Tensor, y: Tensor) -> Tensor { arithmetic(Add(), x, y, apus_return_address_of_caller()) }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func + (x: Tensor, y: Double) -> Tensor {
    arithmetic(Add(), x, Tensor(y), apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func + (x: Double, y: Tensor) -> Tensor {
    arithmetic(Add(), Tensor(x), y, apus_return_address_of_caller())
  }

  /// The difference, elementwise with broadcasting.
  @inline(never)
  public static func - (x: Tensor, y: Tensor) -> Tensor {
    arithmetic(Subtract(), x, y, apus_return_address_of_caller())
  }
  /// The difference with a list or an array.
  @inline(never)
  public static func - (x: Tensor, y: some TensorOperand) -> Tensor {
    arithmetic(Subtract(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func - (x: Tensor, y: Double) -> Tensor {
    arithmetic(Subtract(), x, Tensor(y), apus_return_address_of_caller())
  }
  /// The difference from a list or an array.
  @inline(never)
  public static func - (x: some TensorOperand, y: Tensor) -> Tensor {
    arithmetic(Subtract(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func - (x: Double, y: Tensor) -> Tensor {
    arithmetic(Subtract(), Tensor(x), y, apus_return_address_of_caller())
  }

  /// The product, elementwise with broadcasting.
  @inline(never)
  public static func * (x: Tensor, y: Tensor) -> Tensor {
    arithmetic(Multiply(), x, y, apus_return_address_of_caller())
  }
  /// The product with a list or an array.
  @inline(never)
  public static func * (x: Tensor, y: some TensorOperand) -> Tensor {
    arithmetic(Multiply(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func * (x: Tensor, y: Double) -> Tensor {
    arithmetic(Multiply(), x, Tensor(y), apus_return_address_of_caller())
  }
  /// The product with a list or an array.
  @inline(never)
  public static func * (x: some TensorOperand, y: Tensor) -> Tensor {
    arithmetic(Multiply(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func * (x: Double, y: Tensor) -> Tensor {
    arithmetic(Multiply(), Tensor(x), y, apus_return_address_of_caller())
  }

  /// The quotient, elementwise with broadcasting.
  @inline(never)
  public static func / (x: Tensor, y: Tensor) -> Tensor { arithmetic(Divide(), x, y, apus_return_address_of_caller()) }
  /// The quotient by a list or an array.
  @inline(never)
  public static func / (x: Tensor, y: some TensorOperand) -> Tensor {
    arithmetic(Divide(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func / (x: Tensor, y: Double) -> Tensor {
    arithmetic(Divide(), x, Tensor(y), apus_return_address_of_caller())
  }
  /// The quotient of a list or an array.
  @inline(never)
  public static func / (x: some TensorOperand, y: Tensor) -> Tensor {
    arithmetic(Divide(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func / (x: Double, y: Tensor) -> Tensor {
    arithmetic(Divide(), Tensor(x), y, apus_return_address_of_caller())
  }

  /// The negative, elementwise.
  @inline(never)
  public static prefix func - (x: Tensor) -> Tensor {
    .elementwise(Negate(), x, at: SourceLocation(apus_return_address_of_caller()))
  }
}
