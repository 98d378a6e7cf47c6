// A generated table of calls of public functions with values that no user means: what crosses every function with every value.

import ApusExtension

/// A call with its name.
struct MisuseCall {
  let name: String
  let run: () -> Void

  /// Calls by crossing: a name for each function and each value.
  static func each<Value>(_ values: [(String, Value)], _ functions: [(String, (Value) -> Any)]) -> [MisuseCall] {
    functions.flatMap { function in
      values.map { value in
        MisuseCall(name: "\(function.0) of \(value.0)") { look(at: function.1(value.1)) }
      }
    }
  }

  /// Calls by crossing two lists of values.
  static func each<A, B>(
    _ first: [(String, A)], _ second: [(String, B)], _ functions: [(String, (A, B) -> Any)]
  ) -> [MisuseCall] {
    first.flatMap { a in
      each(second, functions.map { function in ("\(function.0) of \(a.0) and", { function.1(a.1, $0) }) })
    }
  }

  /// Reads what a call answered, and evaluates it with its gradient where it is small and needs no data.
  static func look(at answer: Any) {
    switch answer {
    case let tensors as [Tensor]: for tensor in tensors.prefix(3) { look(at: tensor) }
    case let tensor as Tensor:
      _ = (tensor.description, tensor.shape.elementCount, tensor.type.byteCount, tensor.error?.description)
      guard tensor.error == nil, isSmall(tensor) else { return }
      if let value = try? evaluate(tensor) { _ = (value.description, value.scalar) }
    case let distribution as any Distribution:
      _ = (distribution.shape, distribution.support.elementType, distribution.parameters.map(\.value.shape))
    default: _ = "\(answer)"
    }
  }

  private static func isSmall(_ tensor: Tensor) -> Bool {
    guard let order = try? Traversal.topologicalOrder(of: [tensor]) else { return false }
    return order.allSatisfy { node in
      !(node.op is Argument) && node.resultTypes.allSatisfy { $0.elementCount <= 20_000 }
    }
  }
}

/// Values that no user means.
enum Nasty {
  static let integers: [(String, Int)] = [
    0, 1, -1, 2, 3, -3, 5, 1000, 1 << 33, 1_000_000_000, 1 << 62, .max, .max - 1, .min, .min + 1,
  ].map { ("\($0)", $0) }

  static let numbers: [(String, Double)] = [
    0, -0.0, 1, -1, 0.5, 1e-320, 1e19, 1e30, -1e30, 1e308, .infinity, -.infinity, .nan, 0x1p63, -0x1p63,
  ].map { ("\($0)", $0) }

  static let shapes: [(String, Shape)] = [
    [], [0], [3], [-1], [2, 0], [0, 3], [2, 2], [-2, -2], [1 << 40], [1 << 40, 1 << 40], [Int.max], [Int.min, 2],
    [Int.max, 0], [3, Int.max, 3], [1, 1, 1, 1, 1, 1, 1, 1],
  ].map { ("\($0)", $0) }

  static let ranges: [(String, Range<Int>)] = [
    0..<0, 0..<3, 1..<1, 0..<Int.max, Int.min..<Int.max, Int.min..<0, -1..<2, 5..<7, Int.max..<Int.max, -3..<(-1),
  ].map { ("\($0)", $0) }

  static let poisoned = Tensor([1.0, 2, 3]) + Tensor([1.0, 2])

  static let tensors: [(String, Tensor)] = [
    ("a scalar", 2), ("NaN", Tensor(Double.nan)), ("nothing", Tensor([Double]())),
    ("three numbers", Tensor([0.5, -1, 3])),
    ("edges", Tensor([0, -0.0, .infinity, -.infinity, .nan, 1e308, 1e-320])),
    ("a matrix", Tensor(NDArray(rows: [[2, 1], [1, 3]]))),
    ("a singular matrix", Tensor(NDArray(rows: [[1, 1], [1, 1]]))),
    ("no rows", .filled(0, [0, 3])), ("integers", Tensor([0, 1, 2] as [Int])),
    ("extreme integers", Tensor([Int.min, Int.max, -1])), ("truth values", Tensor([true, false, true])),
    ("a poisoned tensor", poisoned), ("2³⁹ numbers", .filled(1, [1 << 39])),
    ("an argument", .argument("x", .float64([3]))),
    ("elements that fill no shape", Tensor(NDArray([1.0, 2], shape: [3]))),
    ("a shape of −1", .argument("x", .float64([-1]))),
    ("nine axes", .filled(1, [1, 1, 1, 1, 1, 1, 1, 1, 2])),
  ]
  static let fewTensors = tensors.filter {
    ["a scalar", "nothing", "three numbers", "edges", "a matrix", "extreme integers", "truth values", "2³⁹ numbers"]
      .contains($0.0)
  }

  static let arrays: [(String, NDArray)] = [
    ("a number", 1), ("NaN", NDArray(Double.nan)), ("none", NDArray([Double]())), ("1e30", NDArray(1e30)),
    ("three", [1, 2, 3]), ("elements that fill no shape", NDArray([1.0], shape: [2, 2])),
    ("an integer", NDArray(Int.max)),
    ("truth", NDArray([true, false])), ("ragged rows", NDArray(rows: [[1], [1, 2]])),
  ]
}
