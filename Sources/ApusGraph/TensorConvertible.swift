// What may stand where a tensor is expected as a function's argument: tensors, numbers, lists of numbers, arrays.

/// A value that becomes a tensor: a tensor itself, or a number, list or array that becomes a constant.
///
/// Functions take `some TensorConvertible`. Operators take a tensor and a ``TensorOperand`` or a `Double`.
public protocol TensorConvertible: Sendable {
  /// The value as a tensor.
  var tensor: Tensor { get }
}

/// What differences, products, quotients and comparisons take beside a tensor: a list or an array, which becomes a constant.
///
/// A sum takes `Tensor(list)`, since Swift's own `+` joins lists; a whole number is written `Double(n)`.
public protocol TensorOperand: TensorConvertible {}

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

extension NDArray: TensorOperand {
  /// A constant.
  public var tensor: Tensor { Tensor(self) }
}

/// An element of a tensor, or a list of elements or of such lists.
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

extension Optional: TensorElement where Wrapped: TensorElement {
  /// The elements, with NaN for those that are nil; float64 where any is.
  public static func vector(_ elements: [Wrapped?]) -> NDArray {
    let present = Wrapped.vector(elements.compactMap(\.self))
    guard present.shape.rank > 0, present.shape[0] < elements.count, present.fault == nil else { return present }
    let block = present.shape.dimensions.dropFirst().reduce(1, *)
    var numbers = present.doubles[...]
    var all: [Double] = []
    for element in elements {
      all += element == nil ? ArraySlice(repeating: .nan, count: block) : numbers.prefix(block)
      if element != nil { numbers = numbers.dropFirst(block) }
    }
    return NDArray(all, shape: Shape([elements.count] + present.shape.dimensions.dropFirst()))
  }
}

extension Array: TensorElement where Element: TensorElement {
  /// A matrix, row by row, or an array of more axes; one with a fault where rows have different counts.
  public static func vector(_ elements: [[Element]]) -> NDArray {
    NDArray(stacking: elements.map(Element.vector), empty: Element.vector([]))
  }
}

extension Array: TensorConvertible, TensorOperand where Element: TensorElement {
  /// A constant of the elements' type: a vector, of lists a matrix, of lists of lists an array of three axes.
  public var tensor: Tensor { Tensor(Element.vector(self)) }
}

extension Tensor {
  /// A constant of nested lists: `Tensor([[1.0, 2], [3, 4]])` is a float64 matrix, `Tensor([[1, 2], [3, 4]])` one of int64.
  ///
  /// Rows of different counts make a poisoned tensor.
  public init<Element: TensorElement>(_ rows: [[Element]]) { self = rows.tensor }
}
