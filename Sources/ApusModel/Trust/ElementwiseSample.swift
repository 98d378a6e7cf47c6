// A few elements in place of all: an elementwise Op on long arrays is verified where it is quick, with the same numbers.

internal import ApusDifferentiation
internal import ApusFunctions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// An Op on some of the elements that it is applied to.
struct ElementwiseSample {
  let op: any Op
  /// Its operands: vectors, one element for each element of the result that was chosen; an operand of one element is as it was.
  let operands: [NDArray]

  private static let elementLimit = 8

  /// Elements of an application, spread evenly; nil where the Op is not elementwise, or has few elements anyway.
  ///
  /// A scalar routine is elementwise. A custom function is taken to be where, traced for the chosen elements, it gives the
  /// same numbers, and its rule the same cotangents, as for all of them.
  init?(of op: any Op, at operands: [NDArray]) {
    let shapes = operands.map(\.shape)
    guard !operands.isEmpty, operands.allSatisfy({ $0.type.isDifferentiable }),
      let shape = try? Shape.broadcast(shapes), shape.elementCount > 2 * Self.elementLimit
    else { return nil }
    let count = shape.elementCount
    let places = (0..<Self.elementLimit).map { $0 * (count - 1) / (Self.elementLimit - 1) }
    let sample = zip(operands, shapes).map { operand, own -> NDArray in
      if operand.count == 1 { return operand.reshaped([]) }
      let values = operand.doubles
      return NDArray(places.map { values[own.index(ofBroadcast: $0, in: shape)] })
    }
    self.operands = sample
    if op is any ElementwiseOp {
      self.op = op
      return
    }
    if op is any UnaryElementwise || op is any BinaryElementwise || op is any TernaryElementwise,
      (try? op.resultTypes(of: sample.map(\.type))) != nil, Self.agree(op, operands, op, sample, places, shape)
    {
      self.op = op
      return
    }
    guard let call = op as? CustomFunctionCall, call.body.resultTypes.allSatisfy({ $0 == .float64(shape) }),
      let reduced = call.function.results(sample.map { Tensor.argument("operand", $0.type) }).first?.node?.op,
      reduced is CustomFunctionCall, Self.agree(call, operands, reduced, sample, places, shape)
    else { return nil }
    self.op = reduced
  }

  /// Whether results and cotangents of the chosen elements are those of the same elements among all.
  private static func agree(
    _ all: any Op, _ operands: [NDArray], _ some: any Op, _ sample: [NDArray], _ places: [Int], _ shape: Shape
  ) -> Bool {
    guard
      let (values, slopes) = numbers(
        of: all, operands,
        weights: { result in
          var weights = [Double](repeating: 0, count: shape.elementCount)
          for (number, place) in places.enumerated() { weights[place] = Self.weight(result, number) }
          return NDArray(weights, shape: shape)
        }),
      let (fewValues, fewSlopes) = numbers(
        of: some, sample,
        weights: { result in
          NDArray(places.indices.map { Self.weight(result, $0) })
        })
    else { return false }
    let haveSameValues = zip(values, fewValues).allSatisfy { full, few in
      zip(places, few).allSatisfy { full[$0].bitPattern == $1.bitPattern || full[$0].isNaN && $1.isNaN }
    }
    return haveSameValues
      && zip(slopes, fewSlopes).allSatisfy { full, few in
        guard let full, let few else { return full == nil && few == nil }
        // Shares of an operand that was broadcast are summed, in another order.
        let (a, b) = (full.reduce(0, +), few.reduce(0, +))
        let size = few.reduce(0) { $0 + $1.magnitude }
        return !size.isFinite || (a - b).magnitude <= 1e-12 * size
      }
  }

  private static func weight(_ result: Int, _ number: Int) -> Double { 1 + 0.25 * Double((3 * number + result) % 5) }

  /// The results of an Op, and what its rule gives for each operand with these weights as cotangents.
  private static func numbers(
    of op: any Op, _ operands: [NDArray], weights: (Int) -> NDArray
  ) -> (values: [[Double]], slopes: [[Double]?])? {
    let arguments = operands.map { Tensor.argument("operand", $0.type) }
    let results = Tensor.apply(op, arguments)
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, operands))
    let cotangents = results.indices.map { Tensor(weights($0)) }
    guard
      let products = try? vectorJacobianProduct(of: results, cotangents: cotangents, withRespectTo: arguments),
      let found = try? evaluate(results + products.compactMap { $0 }, bindings).map(\.doubles)
    else { return nil }
    var rest = found.dropFirst(results.count)
    return (Array(found.prefix(results.count)), products.map { $0 == nil ? nil : rest.removeFirst() })
  }
}

extension Shape {
  /// The index of the element that a broadcast to a larger shape puts at an index there.
  func index(ofBroadcast index: Int, in larger: Shape) -> Int {
    var (rest, result, stride) = (index, 0, 1)
    for axis in 1...max(1, larger.rank) where axis <= larger.rank {
      let extent = larger[-axis]
      let coordinate = rest % extent
      rest /= extent
      guard axis <= rank else { continue }
      if self[-axis] != 1 { result += coordinate * stride }
      stride *= self[-axis]
    }
    return result
  }
}
