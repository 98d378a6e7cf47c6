// Arithmetic of lists of numbers with each other and with numbers: constant tensors, as in `beta * (age - 40)`.
//
// The sum of two lists is Swift's: one list after the other.

internal import CReturnAddress
public import ApusGraph

// Swift's own sum of two sequences is tried for every list in a sum, unless an overload takes exactly that list: without these a sum of
// nine terms with a list takes the compiler many seconds.
extension Tensor {
  /// The sum with a list, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Tensor, y: [Double]) -> Tensor {
    arithmetic(Add(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a list and a tensor, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: [Double], y: Tensor) -> Tensor {
    arithmetic(Add(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The sum with a list, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Tensor, y: [Int]) -> Tensor {
    arithmetic(Add(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a list and a tensor, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: [Int], y: Tensor) -> Tensor {
    arithmetic(Add(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The sum with a list, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Tensor, y: [Bool]) -> Tensor {
    arithmetic(Add(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a list and a tensor, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: [Bool], y: Tensor) -> Tensor {
    arithmetic(Add(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The sum with a list, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Tensor, y: [[Double]]) -> Tensor {
    arithmetic(Add(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a list and a tensor, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: [[Double]], y: Tensor) -> Tensor {
    arithmetic(Add(), x.tensor, y, apus_return_address_of_caller())
  }
  /// The sum with a list, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Tensor, y: [[Int]]) -> Tensor {
    arithmetic(Add(), x, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a list and a tensor, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: [[Int]], y: Tensor) -> Tensor {
    arithmetic(Add(), x.tensor, y, apus_return_address_of_caller())
  }
}

extension Array where Element: TensorElement {
  /// The sum with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Self, y: Double) -> Tensor {
    .arithmetic(Add(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Double, y: Self) -> Tensor {
    .arithmetic(Add(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The sum with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Self, y: Int) -> Tensor {
    .arithmetic(Add(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The sum of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func + (x: Int, y: Self) -> Tensor {
    .arithmetic(Add(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The difference, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func - (x: Self, y: [some TensorElement]) -> Tensor {
    .arithmetic(Subtract(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The difference with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func - (x: Self, y: Double) -> Tensor {
    .arithmetic(Subtract(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The difference of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func - (x: Double, y: Self) -> Tensor {
    .arithmetic(Subtract(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The difference with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func - (x: Self, y: Int) -> Tensor {
    .arithmetic(Subtract(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The difference of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func - (x: Int, y: Self) -> Tensor {
    .arithmetic(Subtract(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The product, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func * (x: Self, y: [some TensorElement]) -> Tensor {
    .arithmetic(Multiply(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The product with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func * (x: Self, y: Double) -> Tensor {
    .arithmetic(Multiply(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The product of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func * (x: Double, y: Self) -> Tensor {
    .arithmetic(Multiply(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The product with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func * (x: Self, y: Int) -> Tensor {
    .arithmetic(Multiply(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The product of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func * (x: Int, y: Self) -> Tensor {
    .arithmetic(Multiply(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The quotient, elementwise with broadcasting.
  @inline(never)
  @_documentation(visibility: internal)
  public static func / (x: Self, y: [some TensorElement]) -> Tensor {
    .arithmetic(Divide(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The quotient with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func / (x: Self, y: Double) -> Tensor {
    .arithmetic(Divide(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The quotient of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func / (x: Double, y: Self) -> Tensor {
    .arithmetic(Divide(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The quotient with a number.
  @inline(never)
  @_documentation(visibility: internal)
  public static func / (x: Self, y: Int) -> Tensor {
    .arithmetic(Divide(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
  /// The quotient of a number and each element.
  @inline(never)
  @_documentation(visibility: internal)
  public static func / (x: Int, y: Self) -> Tensor {
    .arithmetic(Divide(), x.tensor, y.tensor, apus_return_address_of_caller())
  }
}
