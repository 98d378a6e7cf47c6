// A program's functions as one module of textual IR.

/// The module of a program.
struct ModuleEmitter {
  /// The module's text with its entry's name left out, in two parts.
  private let head: IRText
  private var tail: IRText
  /// Where the functions that the entry calls lie in the second part, from their parameters on; none where the entry does all.
  private var functions: [Range<Int>] = []
  /// Where what follows them begins, which all functions need.
  private var commonStart = 0
  /// The name of the entry: a digest of the text and the level.
  private(set) var entry: String
  /// The effort of code generation.
  let level: Int32
  /// The processor that code is generated for; the host where nil.
  let processor: String?
  /// Whether the code may be kept for later processes.
  private(set) var isKept = true

  private static let parameters = "(ptr %input, ptr %output, ptr %arena, ptr %shared, ptr %context)"
  private static let definition = "define void @"

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
    let parameters = Self.parameters
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
        bodies.put("define internal void @part\(function)")
        let start = bodies.bytes.count
        bodies.put("\(parameters) #0 {\nentry:\n")
        bodies.put(emitter.builder.text)
        bodies.put("  ret void\n}\n")
        functions.append(start..<bodies.bytes.count)
        entryBody.put("  call void @part\(function)\(parameters)\n")
      }
    }
    var tail = IRText(reserving: entryBody.bytes.count + bodies.bytes.count + 1024)
    tail.put("\(parameters) #0 {\nentry:\n")
    tail.put(entryBody)
    tail.put("  ret void\n}\n")
    functions = functions.map { $0.lowerBound + tail.bytes.count..<$0.upperBound + tail.bytes.count }
    tail.put(bodies)
    commonStart = tail.bytes.count
    tail.put("attributes #0 = { nounwind \"prefer-vector-width\"=\"512\" }\n")
    for (_, definition) in definitions.sorted(by: { $0.key < $1.key }) { tail.put(definition) }
    var head = IRText()
    for declaration in declarations.sorted() {
      head.put(declaration)
      head.put("\n")
    }
    head.put(Self.definition)
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

  /// The least number of functions in a piece.
  private static let functionsPerPiece = 8

  /// The module in pieces that can be compiled at once: one where it is small, else `count` at most.
  func pieces(atMost count: Int) -> [Piece] {
    let count = min(count, functions.count / Self.functionsPerPiece)
    guard count > 1 else { return [Piece(name: entry) { text }] }
    return (0..<count).map { piece in
      let own = functions.count * piece / count..<functions.count * (piece + 1) / count
      return Piece(name: "\(entry)_\(piece)_of_\(count)") { text(of: own, hasEntry: piece == 0) }
    }
  }

  /// A module of its own with some of the functions, which have names that are unique in the process.
  private func text(of own: Range<Int>, hasEntry: Bool) -> [UInt8] {
    var bytes = Array(head.bytes.dropLast(Self.definition.utf8.count))
    bytes.reserveCapacity(tail.bytes.count / 2)
    func put(_ text: String) { bytes += text.utf8 }
    if hasEntry {
      for function in functions.indices where !own.contains(function) {
        put("declare void @\(entry)_\(function)(ptr, ptr, ptr, ptr, ptr)\n")
      }
      put("\(Self.definition)\(entry)\(Self.parameters) #0 {\n")
      for function in functions.indices { put("  call void @\(entry)_\(function)\(Self.parameters)\n") }
      put("  ret void\n}\n")
    }
    for function in own {
      put("\(Self.definition)\(entry)_\(function)")
      bytes += tail.bytes[functions[function]]
    }
    bytes += tail.bytes[commonStart...]
    return bytes
  }

  /// A part of a module that is compiled alone.
  struct Piece: Sendable {
    /// The name, which tells its text.
    let name: String
    let text: @Sendable () -> [UInt8]
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
    module.functions = []
    return module
  }
}
