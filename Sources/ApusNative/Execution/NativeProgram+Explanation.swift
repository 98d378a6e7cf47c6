// What a compiled program does, in words: its loops, buffers and calls; its code on request.

extension NativeProgram {
  /// The steps of the program, what each computes, where its values lie, and what its compilation took.
  package func explain() -> String {
    var lines = [
      "\(schedule.steps.count) steps, \(program.tasks.count) tasks, \(program.callCount) calls of Ops; "
        + "\(arenaByteCount) bytes for each evaluator, \(program.sharedByteCount) bytes shared",
      "code: \(code.source.rawValue), level \(module.level), \(Self.milliseconds(seconds.code)) ms of "
        + "\(Self.milliseconds(seconds.total)) ms; \(module.text.count) bytes of IR",
    ]
    for (index, step) in schedule.steps.enumerated() {
      lines.append("step \(index): \(heading(step))")
      for task in step.tasks { lines.append("  \(line(program.tasks[task]))") }
    }
    return lines.joined(separator: "\n")
  }

  /// The textual IR of the program.
  package var intermediateCode: String { String(decoding: module.text, as: UTF8.self) }

  /// The assembly of the program for this processor.
  ///
  /// - Throws: ``NativeError``.
  package func assembly() throws -> String {
    guard let store = CodeStore.shared else { throw NativeError.unavailable }
    var target = store.host
    target.level = module.level
    let generator = CodeGenerator(library: store.library, target: target)
    return String(decoding: try generator.generate(module.text, .assembly), as: UTF8.self)
  }

  private static func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100)" }

  private func heading(_ step: Step) -> String {
    if program.scan(ofTask: step.tasks[0]) != nil { return "scan" }
    if step.isCall { return "call" }
    if step.space.isEmpty { return "scalars" }
    let extents = step.space.map(String.init).joined(separator: " × ")
    if let groups = step.grouping?.count { return "loop over \(extents) elements in \(groups) groups" }
    return MemoryPlan.isStraight(step.space) ? "\(extents) elements in one vector" : "loop over \(extents) elements"
  }

  private func line(_ task: LoweredTask) -> String {
    let operands = task.operands.map { name($0) }
    switch task.kind {
    case .map(let function, let result):
      return "\(name(result)) = \(function.name)(\(operands.joined(separator: ", ")))\(place(result))"
    case .gather(let base, _, _, let result):
      return "\(name(result)) = \(name(base.value))[\(operands[0])]\(place(result))"
    case .reduce(let reduction, let into):
      return "\(name(into.value)) = \(reduction.rawValue) of \(operands[0])\(place(into.value))"
    case .scatterAdd(let into, _, _): return "\(name(into.value))[\(operands[0])] += \(operands[1])\(place(into.value))"
    case .place(let into): return "\(name(into.value)) part = \(operands[0])\(place(into.value))"
    case .rowProduct(let matrix, let vector, let length, let result):
      return "\(name(result)) = row of \(length) of \(name(matrix)) · \(name(vector))\(place(result))"
    case .columnProduct(let matrix, let length, let into):
      return "\(name(into)) += row of \(length) of \(name(matrix)) × \(operands[0])\(place(into))"
    case .scan(let scan, let results):
      return "\(results.dropLast().map(name).joined(separator: ", ")) = \(scan.length) turns of "
        + "\(scan.body.tasks.count) tasks in \(scan.schedule.steps.count) steps on (\(operands.joined(separator: ", ")))"
    case .call(let node, let results):
      return "\(results.map(name).joined(separator: ", ")) = \(node.op.name)(\(operands.joined(separator: ", ")))"
    }
  }

  /// A value's name, with the part that is read where it is not the whole.
  private func name(_ access: Access) -> String {
    let whole = access.strides.isEmpty || !access.strides.contains(0) || access.strides.allSatisfy { $0 == 0 }
    return name(access.value) + (whole ? "" : " repeated")
  }

  private func name(_ value: ValueID) -> String {
    if case .immediate(let number) = program.values[value].origin { return "\(number)" }
    return "%\(value)"
  }

  private func place(_ value: ValueID) -> String {
    switch plan.places[value] {
    case .arena(let offset): " → arena + \(offset)"
    case .output(let offset): " → output + \(offset)"
    case .input, .shared, nil: ""
    }
  }
}
