// Writes the application of an Op as a call, and defines the function that is called where it is the module's own.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// Writes calls.
struct CallWriter {
  let contents: ModuleContents
  /// The results of the node that nothing uses: their cotangents are structural zeros.
  let unused: Set<Int>

  /// The application of a node's Op to operands.
  func expression(_ node: Node, on operands: [PythonExpression]) throws(JAXExportError) -> PythonExpression {
    let types = node.operands.map(\.type)
    switch Translations.form(of: node.op) {
    case .expression(let render):
      return render(node.op, TranslationSite(node: node, operands: operands, contents: contents))
    case .function(let own): return try call(of: node, own, types, operands)
    case nil: break
    }
    let function = FunctionWriter(contents: contents)
    if let call = node.op as? CustomFunctionCall {
      let unused = try TracedRule.ignorable(call, unused)
      let name = try contents.function(.init(op: AnyOp(op: call), types: [], unused: unused), wanted: call.name) {
        name throws(JAXExportError) in try function.define(call, unused: unused, as: name)
      }
      return self.call(name, node, operands)
    }
    let name = try contents.function(.init(op: AnyOp(op: node.op), types: types), wanted: node.op.name) {
      name throws(JAXExportError) in try function.defineRoutine(node.op, types, node.resultTypes, as: name)
    }
    return self.call(name, node, operands)
  }

  /// A call of a function with Apus's rule.
  private func call(
    of node: Node, _ own: Translation.OwnFunction, _ types: [TensorType], _ operands: [PythonExpression]
  ) throws(JAXExportError) -> PythonExpression {
    let wanted = own.name(node.op)
    guard node.resultTypes[0].isDifferentiable else {
      // Integers have no derivative to be had otherwise.
      contents.use(wanted)
      return own.value(node.op, types, operands) ?? .call(wanted, operands)
    }
    let function = FunctionWriter(contents: contents)
    let key = ModuleContents.FunctionKey(op: AnyOp(op: node.op), types: own.isElementwise ? [] : types)
    let name = try contents.function(key, wanted: wanted, isHelper: own.value(node.op, types, operands) == nil) {
      name throws(JAXExportError) in
      let scalars = [TensorType](repeating: .float64(), count: types.count)
      try function.define(node.op, own, own.isElementwise ? scalars : types, as: name)
    }
    return call(name, node, operands)
  }

  /// A call, in which operands without a derivative refuse it.
  private func call(_ name: String, _ node: Node, _ operands: [PythonExpression]) -> PythonExpression {
    let refusals = contents.refusals[name] ?? [:]
    let guarded = operands.enumerated().map { index, operand -> PythonExpression in
      let tensor = node.operands[index]
      // A number of Python's would be computed with as Python does: without infinities and truth values of arrays.
      if node.op is CustomFunctionCall, tensor.constantValue?.shape.isScalar ?? false {
        return .call("jnp.array", [operand])
      }
      guard tensor.type.isDifferentiable else { return operand }
      if let reason = refusals[index] {
        contents.use("without_gradient")
        return .call("without_gradient", [operand], PythonLiteral.string("\(name): \(reason)"))
      }
      // No gradient is asked of what comes before, not even a gradient of zero.
      if contents.disconnected[name]?.contains(index) ?? false, tensor.node?.operands.isEmpty == false {
        return .call("jax.lax.stop_gradient", [operand])
      }
      return operand
    }
    return .call(name, guarded)
  }
}
