// Expressions as LaTeX: each element of a result written by the elements that it is made of.

internal import ApusGraph
internal import ApusOps

/// Writes expressions.
///
/// An expression is written for one element: each of its axes has an index, which its operands have along the axes that
/// broadcast to it; an axis without one stands for all of it.
struct LaTeXExpression {
  /// How tightly an expression is bound.
  enum Binding: Int { case sum, product, power, atom }

  /// The names of tensors that are not written out.
  var names: [Tensor: String]
  private var constants: [Tensor: Int] = [:]
  private var budget = 0

  /// The most Ops that one expression shows.
  private static let mostOps = 120

  init(_ names: [Tensor: String]) { self.names = names }

  /// An expression, without the name of a tensor itself where it is `definition`.
  mutating func text(_ tensor: Tensor, _ indices: [String?], isDefinition: Bool = false) -> String {
    budget = Self.mostOps
    let name = isDefinition ? names.removeValue(forKey: tensor) : nil
    defer { if let name { names[tensor] = name } }
    return write(tensor, indices).text
  }

  private mutating func write(_ tensor: Tensor, _ indices: [String?]) -> (text: String, binding: Binding) {
    if let name = names[tensor] {
      let own = zip(indices, tensor.shape.dimensions).filter { $0.1 != 1 || indices.count == 1 }.map(\.0)
      return (LaTeXName(name).text(own.compactMap(\.self), isBold: own.contains(nil)), .atom)
    }
    if let constant = tensor.constantValue { return (number(constant, tensor, indices), .atom) }
    guard let node = tensor.node else { return ("?", .atom) }
    budget -= 1
    guard budget > 0 else { return ("\\cdots", .atom) }
    if node.op is any GradientModifier || node.op is Cast || node.op is Broadcast {
      return write(node.operands[0], aligned(node.operands[0], tensor, indices))
    }
    return writeMovement(node, tensor, indices) ?? writeArithmetic(node, tensor, indices)
      ?? (call("\\mathrm{\(LaTeXName.escaped(node.op.name))}", node, tensor, indices), .atom)
  }

  /// The indices of an operand that broadcasts to a result.
  private func aligned(_ operand: Tensor, _ result: Tensor, _ indices: [String?]) -> [String?] {
    let own = operand.shape.dimensions
    return zip(own, Array(indices.suffix(own.count))).map { $0.1 }
  }

  private mutating func operand(
    _ node: Node, _ place: Int, _ result: Tensor, _ indices: [String?], above binding: Binding
  ) -> String {
    let operand = node.operands[place]
    let (text, own) = write(operand, aligned(operand, result, indices))
    return own.rawValue < binding.rawValue ? "\\left(\(text)\\right)" : text
  }

  private mutating func call(_ name: String, _ node: Node, _ tensor: Tensor, _ indices: [String?]) -> String {
    let isPointwise = node.op.isPointwise
    let operands = node.operands.map { operand in
      let own = isPointwise ? aligned(operand, tensor, indices) : operand.shape.dimensions.map { _ in nil }
      return write(operand, own).text
    }
    return "\(name)\\left(\(operands.joined(separator: ", "))\\right)"
  }

  /// What moves elements: indices change, and nothing else.
  private mutating func writeMovement(
    _ node: Node, _ tensor: Tensor, _ indices: [String?]
  ) -> (text: String, binding: Binding)? {
    guard let first = node.operands.first else { return nil }
    switch node.op {
    case is Reshape:
      let (old, new) = (first.shape.dimensions, tensor.shape.dimensions)
      guard old.filter({ $0 != 1 }) == new.filter({ $0 != 1 }) else { return nil }
      var kept = zip(new, indices).filter { $0.0 != 1 }.map(\.1)[...]
      return write(first, old.map { $0 == 1 ? "1" : kept.removeFirst() })
    case let op as Transpose:
      var turned = indices
      for (place, axis) in op.permutation.enumerated() { turned[axis] = indices[place] }
      return write(first, turned)
    case let op as Slice:
      let moved = zip(op.ranges, zip(indices, first.shape.dimensions)).map { range, axis -> String? in
        if range.count == axis.1, range.step == 1 { return axis.0 }
        if range.count == 1 { return "\(range.start + 1)" }
        guard let index = axis.0 else { return "\(range.start + 1):\(range.start + range.count)" }
        let scaled = range.step == 1 ? index : "\(range.step)(\(index) - 1)"
        let offset = range.step == 1 ? range.start : range.start + 1
        return offset == 0 ? scaled : "\(scaled) + \(offset)"
      }
      return write(first, moved)
    case let op as Gather:
      let count = node.operands[1].shape.rank
      let own = Array(indices[op.axis..<(op.axis + count)])
      let index = write(node.operands[1], own).text
      return write(first, indices[..<op.axis] + [index] + indices[(op.axis + count)...])
    case is Concatenate where node.operands.allSatisfy({ $0.shape.dimensions == [1] }):
      let parts = node.operands.map { write($0, ["1"]).text }
      let index = indices.first.flatMap { $0 }.map { "_{\($0)}" } ?? ""
      return ("\\left[\(parts.joined(separator: ", "))\\right]\(index)", .atom)
    default: return nil
    }
  }

  private mutating func writeArithmetic(
    _ node: Node, _ tensor: Tensor, _ indices: [String?]
  ) -> (text: String, binding: Binding)? {
    func part(_ place: Int, above binding: Binding) -> String { operand(node, place, tensor, indices, above: binding) }
    switch node.op {
    case is Add:
      let right = part(1, above: .sum)
      return ("\(part(0, above: .sum))\(right.hasPrefix("-") ? " - " + right.dropFirst() : " + " + right)", .sum)
    case is Subtract: return ("\(part(0, above: .sum)) - \(part(1, above: .product))", .sum)
    case is Negate: return ("-\(part(0, above: .product))", .sum)
    case is Multiply: return (product(part(0, above: .product), part(1, above: .product)), .product)
    case is Divide: return ("\\frac{\(part(0, above: .sum))}{\(part(1, above: .sum))}", .power)
    case is Square: return ("\(part(0, above: .atom))^2", .power)
    case is Power: return ("\(part(0, above: .atom))^{\(part(1, above: .sum))}", .power)
    case is Sqrt: return ("\\sqrt{\(part(0, above: .sum))}", .atom)
    case is AbsoluteValue: return ("\\left|\(part(0, above: .sum))\\right|", .atom)
    case let op as Compare:
      let sign =
        switch op.relation {
        case .less: "<"
        case .lessOrEqual: "\\le"
        case .greater: ">"
        case .greaterOrEqual: "\\ge"
        case .equal: "="
        case .notEqual: "\\ne"
        }
      return ("\(part(0, above: .sum)) \(sign) \(part(1, above: .sum))", .sum)
    case is Select:
      return (
        "\\begin{cases} \(part(1, above: .sum)) & \(part(0, above: .sum)) \\\\ \(part(2, above: .sum)) & \\text{otherwise} "
          + "\\end{cases}", .atom
      )
    case let op as Sum: return sum(op, node, indices)
    case let op as MatMul: return matrixProduct(op, node, indices)
    default:
      let functions: [(any Op.Type, String)] = [
        (Exp.self, "\\exp"), (Log.self, "\\log"), (Sine.self, "\\sin"), (Cosine.self, "\\cos"), (Tangent.self, "\\tan"),
        (HyperbolicTangent.self, "\\tanh"), (Maximum.self, "\\max"), (Minimum.self, "\\min"),
        (Sigmoid.self, "\\mathrm{logit}^{-1}"), (NormalCDF.self, "\\Phi"), (LogGamma.self, "\\log\\Gamma"),
      ]
      guard let name = functions.first(where: { $0.0 == type(of: node.op) })?.1 else { return nil }
      return (call(name, node, tensor, indices), .atom)
    }
  }

  private func product(_ a: String, _ b: String) -> String {
    b.first.map { $0.isNumber || $0 == "-" } == true ? "\(a) \\cdot \(b)" : "\(a) \\, \(b)"
  }

  private mutating func sum(_ op: Sum, _ node: Node, _ indices: [String?]) -> (text: String, binding: Binding)? {
    let operand = node.operands[0]
    guard let axes = try? operand.shape.normalized(axes: op.axes) else { return nil }
    var (rest, all, new): (ArraySlice<String?>, [String?], [String]) = (indices[...], [], [])
    for axis in operand.shape.dimensions.indices {
      if axes.contains(axis) {
        let letter = Self.letter(besides: indices + all)
        new.append(letter)
        all.append(letter)
      } else {
        all.append(rest.isEmpty ? nil : rest.removeFirst())
      }
    }
    let (text, binding) = write(operand, all)
    let inner = binding == .sum ? "\\left(\(text)\\right)" : text
    return ("\\sum_{\(new.joined(separator: ", "))} \(inner)", .product)
  }

  private mutating func matrixProduct(_ op: MatMul, _ node: Node, _ indices: [String?]) -> (
    text: String, binding: Binding
  )? {
    let (a, b) = (node.operands[0], node.operands[1])
    let letter = Self.letter(besides: indices)
    guard indices.count == 2, a.shape.rank == 2, b.shape.rank == 2 else { return nil }
    let left = op.transposesFirst ? [letter, indices[0]] : [indices[0], letter]
    let right = op.transposesSecond ? [indices[1], letter] : [letter, indices[1]]
    let parts = [(a, left), (b, right)].map { tensor, own -> String in
      let (text, binding) = write(tensor, own)
      return binding == .sum ? "\\left(\(text)\\right)" : text
    }
    return ("\\sum_{\(letter)} \(product(parts[0], parts[1]))", .product)
  }

  /// An index that is not in use.
  static func letter(besides used: [String?]) -> String {
    let taken = Set(used.compactMap(\.self).joined(separator: " "))
    return "ijklmnopqrstuvw".first { !taken.contains($0) }.map(String.init) ?? "s"
  }

  private mutating func number(_ constant: NDArray, _ tensor: Tensor, _ indices: [String?]) -> String {
    let numbers = constant.doubles
    if constant.count == 1 { return Self.text(numbers[0]) }
    let below = indices.compactMap(\.self).joined(separator: ", ")
    let index = below.isEmpty ? "" : "_{\(below)}"
    if constant.shape.rank == 1, numbers.count <= 4 {
      return "\\left[\(numbers.map(Self.text).joined(separator: ", "))\\right]\(index)"
    }
    let place = constants[tensor] ?? constants.count + 1
    constants[tensor] = place
    return "c^{(\(place))}\(index)"
  }

  private static func text(_ number: Double) -> String {
    if number == .infinity { return "\\infty" }
    if number == -.infinity { return "-\\infty" }
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
