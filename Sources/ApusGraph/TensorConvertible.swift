// What may stand where a tensor is expected as a function's argument: tensors, numbers, lists of numbers, arrays.

/// A value that becomes a tensor: a tensor itself, or a number, list or array that becomes a constant.
///
/// Functions that take parameters (distributions, models) take `some TensorConvertible`; operators do not, for the sake of
/// the type checker.
public protocol TensorConvertible: Sendable {
  /// The value as a tensor.
  var tensor: Tensor { get }
}

extension Tensor: TensorConvertible {
  /// The tensor itself.
  public var tensor: Tensor { self }
}

extension Double: TensorConvertible {
  /// A float64 scalar constant.
  public var tensor: Tensor { Tensor(self) }
}

extension Int: TensorConvertible {
  /// A float64 scalar constant: numbers in formulas are real.
  public var tensor: Tensor { Tensor(Double(self)) }
}

extension NDArray: TensorConvertible {
  /// A constant.
  public var tensor: Tensor { Tensor(self) }
}

/// An element of a tensor.
public protocol TensorElement: Sendable {
  static func vector(_ elements: [Self]) -> NDArray
}

extension Double: TensorElement {
  /// A float64 vector.
  public static func vector(_ elements: [Double]) -> NDArray { NDArray(elements) }
}

extension Int: TensorElement {
  /// An int64 vector.
  public static func vector(_ elements: [Int]) -> NDArray { NDArray(elements) }
}

extension Bool: TensorElement {
  /// A bool vector.
  public static func vector(_ elements: [Bool]) -> NDArray { NDArray(elements) }
}

extension Array: TensorConvertible where Element: TensorElement {
  /// A vector constant of the elements' type.
  public var tensor: Tensor { Tensor(Element.vector(self)) }
}
