// A program's functions as one module of textual IR.

/// The module of a program.
struct ModuleEmitter {
  /// The module's text with its entry's name left out, in two parts.
  private let head: IRText
  private var tail: IRText
  /// The name of the entry: a digest of the text and the level.
  private(set) var entry: String
  /// The effort of code generation.
  let level: Int32
  /// The processor that code is generated for; the host where nil.
  let processor: String?
  /// Whether the code may be kept for later processes.
  private(set) var isKept = true

  /// The number of tasks that one function holds at most, about.
  private static let tasksPerFunction = 500

  /// The function of each step: few steps share one, many are split so that code generation stays linear.
  static func functions(_ schedule: Schedule) -> [Int] {
    var (function, count) = (0, 0)
    return schedule.steps.map { step in
      if count > 0 && count + step.tasks.count > tasksPerFunction { (function, count) = (function + 1, 0) }
      count += step.tasks.count
      return function
    }
  }

  init(
    _ program: LoweredProgram, _ schedule: Schedule, _ plan: MemoryPlan, functionOfStep: [Int], level: Int32,
    processor: String? = nil, dividesExactly: Bool = false, splatsByKeyword: Bool
  ) {
    let divisions = dividesExactly ? Divisions.exact : .byReciprocal(notedAt: plan.smallDivisorOffset)
    let parameters = "(ptr %input, ptr %output, ptr %arena, ptr %shared, ptr %context)"
    var declarations: Set<String> = []
    var definitions: [String: String] = [:]
    var bodies = IRText(reserving: 1 << 16)
    let functionCount = (functionOfStep.last ?? 0) + 1
    var entryBody = IRText()
    let uses = program.useCounts
    var nextStep = 0
    for function in 0..<functionCount {
      var emitter = StepEmitter(
        program, schedule, plan, uses: uses, divisions: divisions, splatsByKeyword: splatsByKeyword)
      while nextStep < schedule.steps.count, functionOfStep[nextStep] == function {
        emitter.emit(step: nextStep)
        nextStep += 1
      }
      declarations.formUnion(emitter.builder.declarations)
      definitions.merge(emitter.builder.definitions) { first, _ in first }
      if functionCount == 1 {
        entryBody = emitter.builder.text
      } else {
        bodies.put("define internal void @part\(function)\(parameters) #0 {\nentry:\n")
        bodies.put(emitter.builder.text)
        bodies.put("  ret void\n}\n")
        entryBody.put("  call void @part\(function)\(parameters)\n")
      }
    }
    var tail = IRText(reserving: entryBody.bytes.count + bodies.bytes.count + 1024)
    tail.put("\(parameters) #0 {\nentry:\n")
    tail.put(entryBody)
    tail.put("  ret void\n}\n")
    tail.put(bodies)
    tail.put("attributes #0 = { nounwind \"prefer-vector-width\"=\"512\" }\n")
    for (_, definition) in definitions.sorted(by: { $0.key < $1.key }) { tail.put(definition) }
    var head = IRText()
    for declaration in declarations.sorted() {
      head.put(declaration)
      head.put("\n")
    }
    head.put("define void @")
    var digest = Digest()
    digest.combine(head.bytes)
    digest.combine(tail.bytes)
    self.head = head
    self.tail = tail
    self.level = level
    self.processor = processor
    if let processor { digest.combine(Array(processor.utf8)) }
    entry = "apus_\(digest.hexadecimal)_\(level)"
  }

  /// The module's text.
  var text: [UInt8] {
    var text = head
    text.put(entry)
    text.put(tail)
    return text.bytes
  }
  /// The module with another text after the entry's name, which is not kept for later processes.
  func changed(_ change: (String) -> String) -> ModuleEmitter {
    var module = self
    module.tail = IRText(reserving: tail.bytes.count)
    module.tail.put(change(String(decoding: tail.bytes, as: UTF8.self)))
    var digest = Digest()
    digest.combine(module.head.bytes)
    digest.combine(module.tail.bytes)
    module.entry = "apus_changed_\(digest.hexadecimal)_\(level)"
    module.isKept = false
    return module
  }
}
