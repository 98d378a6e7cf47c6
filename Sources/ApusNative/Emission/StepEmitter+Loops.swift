// Basic blocks of emitted code: labels, jumps, and loops with what they carry from turn to turn.

extension StepEmitter {
  mutating func newLabel() -> String {
    labelCount += 1
    return "b\(labelCount)"
  }

  private mutating func begin(_ label: String) {
    builder.text.put(label)
    builder.text.put(":\n")
    block = label
  }

  /// A loop over an axis with a scalar counter.
  mutating func loop(extent: Int, step: Int, _ body: (inout StepEmitter, IRValue) -> Void) {
    _ = loop(extent: extent, step: step, carrying: []) { emitter, index, _ in
      body(&emitter, index)
      return []
    }
  }

  /// A loop over an axis with a scalar counter and values carried from turn to turn; their values at the end.
  mutating func loop(
    extent: Int, step: Int, carrying starts: [IRValue], _ body: (inout StepEmitter, IRValue, [IRValue]) -> [IRValue]
  ) -> [IRValue] {
    loop(from: builder.integer(0), below: builder.integer(extent), step: step, carrying: starts, body)
  }

  /// A loop of at least one turn from an integer to below another.
  mutating func loop(
    from first: IRValue, below end: IRValue, step: Int, carrying starts: [IRValue],
    _ body: (inout StepEmitter, IRValue, [IRValue]) -> [IRValue]
  ) -> [IRValue] {
    let label = newLabel()
    let counter = builder.fresh(IRType(.int64))
    let next = builder.fresh(IRType(.int64))
    let running = starts.map { builder.fresh($0.type) }
    let before = block
    builder.emit("br label %\(label)")
    block = label
    let head = builder.text
    builder.text = IRText()
    let finals = body(&self, counter, running)
    let content = builder.text
    let latch = block
    builder.text = head
    begin(label)
    func phi(_ register: IRValue, _ start: IRValue, _ following: IRValue) {
      let (start, following) = (start.fitted(to: register.type.lanes), following.fitted(to: register.type.lanes))
      builder.set(
        register, "phi \(register.type) [ \(bare: start), %\(before) ], [ \(bare: following), %\(latch) ]")
    }
    phi(counter, first, next)
    for ((register, start), final) in zip(zip(running, starts), finals) { phi(register, start, final) }
    builder.text.put(content)
    block = latch
    let exit = newLabel()
    builder.set(next, "add nuw nsw \(counter), \(step)")
    let isMore = builder.compare(IntegerComparison.below, next, end)
    builder.emit("br \(isMore), label %\(label), label %\(exit)")
    begin(exit)
    return finals
  }
}
