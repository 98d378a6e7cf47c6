// The operators of comparison, spelt as SIMD's, with tensors, numbers, lists and arrays on both sides.
//
// A literal is a tensor as well as a number; the overloads with numbers step back, so that it is no ambiguity.

internal import CReturnAddress
public import ApusGraph

extension Tensor {
  private static func comparison(
    _ relation: Compare.Relation, _ x: Tensor, _ y: Tensor, _ addresses: apus_return_addresses
  ) -> Tensor {
    let location = SourceLocation(addresses)
    let areAlike = x.elementType == y.elementType
    return .apply(Compare(relation), areAlike ? x : x.asFloat64, areAlike ? y : y.asFloat64, at: location)
  }

  /// Less, elementwise with broadcasting.
  @inline(never)
  public static func .< (x: Tensor, y: Tensor) -> Tensor { comparison(.less, x, y, apus_return_address_of_caller()) }
  /// Less, with lists or arrays on the right.
  @inline(never)
  public static func .< (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.less, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .< (x: Tensor, y: Double) -> Tensor {
    comparison(.less, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Less, with lists or arrays on the left.
  @inline(never)
  public static func .< (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.less, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .< (x: Double, y: Tensor) -> Tensor {
    comparison(.less, Tensor(x), y, apus_return_address_of_caller())
  }

  /// Less or equal, elementwise with broadcasting.
  @inline(never)
  public static func .<= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.lessOrEqual, x, y, apus_return_address_of_caller())
  }
  /// Less or equal, with lists or arrays on the right.
  @inline(never)
  public static func .<= (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.lessOrEqual, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .<= (x: Tensor, y: Double) -> Tensor {
    comparison(.lessOrEqual, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Less or equal, with lists or arrays on the left.
  @inline(never)
  public static func .<= (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.lessOrEqual, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .<= (x: Double, y: Tensor) -> Tensor {
    comparison(.lessOrEqual, Tensor(x), y, apus_return_address_of_caller())
  }

  /// Greater, elementwise with broadcasting.
  @inline(never)
  public static func .> (x: Tensor, y: Tensor) -> Tensor { comparison(.greater, x, y, apus_return_address_of_caller()) }
  /// Greater, with lists or arrays on the right.
  @inline(never)
  public static func .> (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.greater, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .> (x: Tensor, y: Double) -> Tensor {
    comparison(.greater, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Greater, with lists or arrays on the left.
  @inline(never)
  public static func .> (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.greater, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .> (x: Double, y: Tensor) -> Tensor {
    comparison(.greater, Tensor(x), y, apus_return_address_of_caller())
  }

  /// Greater or equal, elementwise with broadcasting.
  @inline(never)
  public static func .>= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.greaterOrEqual, x, y, apus_return_address_of_caller())
  }
  /// Greater or equal, with lists or arrays on the right.
  @inline(never)
  public static func .>= (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.greaterOrEqual, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .>= (x: Tensor, y: Double) -> Tensor {
    comparison(.greaterOrEqual, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Greater or equal, with lists or arrays on the left.
  @inline(never)
  public static func .>= (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.greaterOrEqual, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .>= (x: Double, y: Tensor) -> Tensor {
    comparison(.greaterOrEqual, Tensor(x), y, apus_return_address_of_caller())
  }

  /// Equal, elementwise with broadcasting.
  @inline(never)
  public static func .== (x: Tensor, y: Tensor) -> Tensor { comparison(.equal, x, y, apus_return_address_of_caller()) }
  /// Equal, with lists or arrays on the right.
  @inline(never)
  public static func .== (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.equal, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .== (x: Tensor, y: Double) -> Tensor {
    comparison(.equal, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Equal, with lists or arrays on the left.
  @inline(never)
  public static func .== (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.equal, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .== (x: Double, y: Tensor) -> Tensor {
    comparison(.equal, Tensor(x), y, apus_return_address_of_caller())
  }

  /// Not equal, elementwise with broadcasting.
  @inline(never)
  public static func .!= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.notEqual, x, y, apus_return_address_of_caller())
  }
  /// Not equal, with lists or arrays on the right.
  @inline(never)
  public static func .!= (x: Tensor, y: some TensorOperand) -> Tensor {
    comparison(.notEqual, x, y.tensor, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .!= (x: Tensor, y: Double) -> Tensor {
    comparison(.notEqual, x, Tensor(y), apus_return_address_of_caller())
  }
  /// Not equal, with lists or arrays on the left.
  @inline(never)
  public static func .!= (x: some TensorOperand, y: Tensor) -> Tensor {
    comparison(.notEqual, x.tensor, y, apus_return_address_of_caller())
  }
  /// The same with a number.
  @inline(never)
  @_disfavoredOverload
  public static func .!= (x: Double, y: Tensor) -> Tensor {
    comparison(.notEqual, Tensor(x), y, apus_return_address_of_caller())
  }
}
