// How one kind of Op is written in Python: the entries of the catalogue.

internal import ApusGraph
internal import ApusOps

/// The application of an Op that is written: the node with its operands as Python expressions.
struct TranslationSite {
  let node: Node
  let operands: [PythonExpression]
  let contents: ModuleContents

  func type(_ index: Int) -> TensorType { node.operands[index].type }
  /// The type of the first result.
  var resultType: TensorType { node.resultTypes[0] }

  /// The operands of an Op that broadcasts: a filled tensor is its number where another operand has the result's shape.
  var broadcastOperands: [PythonExpression] {
    operands.indices.map { index in
      guard let fill = node.operands[index].node?.op as? Fill,
        node.operands.indices.contains(where: {
          $0 != index && node.operands[$0].shape == resultType.shape && !(node.operands[$0].node?.op is Fill)
        })
      else { return operands[index] }
      return PythonLiteral.scalar(fill.value)
    }
  }
}

/// How the Ops of one type are written.
struct Translation: Sendable {
  /// Where the rule of differentiation comes from.
  enum Form: Sendable {
    /// An expression that JAX differentiates as Apus does.
    case expression(@Sendable (any Op, TranslationSite) -> PythonExpression)
    /// A function with Apus's own rule, where JAX's is worse or missing.
    case function(OwnFunction)
  }

  /// A function that the module defines: its value in Python, its rule from the Op.
  struct OwnFunction: Sendable {
    /// The function's name.
    let name: @Sendable (any Op) -> String
    /// What the operands are called.
    let arguments: [String]
    /// What further operands are called, with numbers.
    var otherArguments = "operand"
    /// Whether one definition serves operands of all shapes: the rule is traced on scalars.
    let isElementwise: Bool
    /// The value; nil where the helper functions have a function of this name.
    let value: @Sendable (any Op, [TensorType], [PythonExpression]) -> PythonExpression?
  }

  /// The type of the Ops.
  let type: ObjectIdentifier
  /// How they are written.
  let form: Form

  private init<Operation: Op>(_ type: Operation.Type, _ form: Form) {
    self.type = ObjectIdentifier(type)
    self.form = form
  }
}

extension Translation {
  /// An expression that JAX differentiates as Apus does.
  static func expression<Operation: Op>(
    _ type: Operation.Type, _ render: @escaping @Sendable (Operation, TranslationSite) -> PythonExpression
  ) -> Translation {
    Translation(
      type,
      .expression { op, site in
        guard let op = op as? Operation else { return PythonExpression("") }
        return render(op, site)
      })
  }

  /// A call of a function that JAX differentiates as Apus does.
  static func call<Operation: Op>(_ type: Operation.Type, _ function: String) -> Translation {
    .expression(type) { _, site in
      site.contents.use(function)
      return .call(function, site.broadcastOperands)
    }
  }

  /// An operator between two operands.
  static func binary<Operation: Op>(
    _ type: Operation.Type, _ symbol: String, _ precedence: PythonExpression.Precedence
  ) -> Translation {
    .expression(type) { _, site in
      let operands = site.broadcastOperands
      return .binary(symbol, precedence, operands[0], operands[1])
    }
  }

  /// An elementwise function with Apus's rule and a value in terms of JAX's functions.
  static func elementwise<Operation: Op>(
    _ type: Operation.Type, _ name: String, _ arguments: String...,
    value: @escaping @Sendable ([PythonExpression]) -> PythonExpression
  ) -> Translation {
    Translation(
      type,
      .function(
        OwnFunction(name: { _ in name }, arguments: arguments, isElementwise: true) { _, _, operands in value(operands)
        }))
  }

  /// An elementwise function with Apus's rule whose value is the helper function of that name.
  static func helper<Operation: Op>(
    _ type: Operation.Type, _ arguments: String..., name: @escaping @Sendable (Operation) -> String
  ) -> Translation {
    Translation(
      type,
      .function(
        OwnFunction(
          name: { op in (op as? Operation).map(name) ?? "" }, arguments: arguments, isElementwise: true
        ) { _, _, _ in nil }))
  }

  /// The polygamma functions: one helper function has all but the first.
  static let polygamma = Translation(
    Polygamma.self,
    .function(
      OwnFunction(
        name: { op in
          let names = ["digamma", "trigamma", "tetragamma", "pentagamma", "hexagamma"]
          return names[(op as? Polygamma)?.order ?? 0]
        }, arguments: ["x"], isElementwise: true
      ) { op, _, operands in
        guard let order = (op as? Polygamma)?.order, order > 0 else { return nil }
        return PythonExpression("polygamma(\(order), \(operands[0].text))")
      }))

  /// A function of arrays with Apus's rule.
  ///
  /// - Parameter others: what the operands behind those that have names of their own are called, with numbers.
  static func arrays<Operation: Op>(
    _ type: Operation.Type, _ name: String, _ arguments: String..., numbered others: String = "operand",
    value: @escaping @Sendable (Operation, [TensorType], [PythonExpression]) -> PythonExpression
  ) -> Translation {
    Translation(
      type,
      .function(
        OwnFunction(
          name: { _ in name }, arguments: arguments, otherArguments: others, isElementwise: false
        ) { op, types, operands in
          guard let op = op as? Operation else { return PythonExpression("") }
          return value(op, types, operands)
        }))
  }
}
