// Basic blocks of emitted code: labels, jumps, the phi instructions of loops.

extension StepEmitter {
  mutating func newLabel() -> String {
    labelCount += 1
    return "b\(labelCount)"
  }

  mutating func jump(to label: String) {
    builder.text.put("  br label %")
    builder.text.put(label)
    builder.text.put("\n")
    block = label
  }

  mutating func begin(_ label: String) {
    builder.text.put(label)
    builder.text.put(":\n")
    block = label
  }

  func name(_ register: IRValue) -> String { "%v\(register.id)" }

  mutating func text(of value: IRValue) -> String {
    let kept = builder.text
    builder.text = IRText()
    builder.put(value)
    defer { builder.text = kept }
    return builder.text.string
  }

  mutating func phi(_ register: IRValue, _ type: String, _ sources: [(value: String, block: String)]) {
    builder.text.put("  ")
    builder.text.put(name(register))
    builder.text.put(" = phi ")
    builder.text.put(type)
    builder.text.put(" ")
    for (index, source) in sources.enumerated() {
      if index > 0 { builder.text.put(", ") }
      builder.text.put("[ ")
      builder.text.put(source.value)
      builder.text.put(", %")
      builder.text.put(source.block)
      builder.text.put(" ]")
    }
    builder.text.put("\n")
  }

  /// The end of a loop: the counter's step and the way back.
  mutating func advance(_ counter: IRValue, _ next: IRValue, by step: Int, below end: String, _ label: String) {
    let exit = newLabel()
    builder.text.put("  \(name(next)) = add nuw nsw i64 \(name(counter)), \(step)\n")
    let condition = builder.fresh(.bool)
    builder.text.put("  \(name(condition)) = icmp ult i64 \(name(next)), \(end)\n")
    builder.text.put("  br i1 \(name(condition)), label %\(label), label %\(exit)\n")
    begin(exit)
  }
}
