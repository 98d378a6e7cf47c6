// From LLVM's textual IR to an object file in memory, for this processor or a named one.

/// What code is generated for.
package struct CodeTarget: Hashable, Sendable {
  /// The name of the processor, as LLVM knows it.
  package var processor: String
  /// Its features, as LLVM writes them.
  package var features: String
  /// The target triple.
  package var triple: String
  /// LLVM's optimisation level of code generation: 0 is quick, 1 makes better code.
  package var level: Int32 = 1

  /// A target.
  package init(processor: String, features: String, triple: String, level: Int32 = 1) {
    self.processor = processor
    self.features = features
    self.triple = triple
    self.level = level
  }

  /// This processor.
  package static func host(_ library: LLVMLibrary) -> CodeTarget {
    func take(_ message: LLVMLibrary.Message) -> String {
      defer { library.disposeMessage(message) }
      return String(cString: message)
    }
    return CodeTarget(
      processor: take(library.hostCPUName()), features: take(library.hostCPUFeatures()),
      triple: take(library.defaultTriple()))
  }
}

/// Generates object files.
package struct CodeGenerator: Sendable {
  package let library: LLVMLibrary
  package let target: CodeTarget

  /// A generator of code for a target.
  package init(library: LLVMLibrary, target: CodeTarget) {
    self.library = library
    self.target = target
  }

  /// What is emitted.
  package enum Output: Int32 {
    case assembly = 0
    case object = 1
  }

  /// The bytes of the object file (or the assembly text) that a module's text becomes.
  package func generate(_ text: [UInt8], _ output: Output = .object) throws(NativeError) -> [UInt8] {
    let machine = try makeMachine()
    defer { library.disposeTargetMachine(machine) }
    let context = library.contextCreate()
    defer { library.contextDispose(context) }
    var terminated = text
    terminated.append(0)
    let buffer = terminated.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { library.memoryBufferCopy($0.baseAddress!, text.count, "apus") }
    }
    var module: LLVMLibrary.Reference?
    var message: LLVMLibrary.Message?
    guard library.parseIR(context, buffer, &module, &message) == 0, let module else {
      throw .rejected(take(message))
    }
    defer { library.disposeModule(module) }
    library.setTarget(module, target.triple)
    let layout = library.createTargetData(machine)
    library.setDataLayout(module, layout)
    library.disposeTargetData(layout)
    var object: LLVMLibrary.Reference?
    guard library.emitToMemory(machine, module, output.rawValue, &message, &object) == 0, let object else {
      throw .rejected(take(message))
    }
    defer { library.bufferDispose(object) }
    return Array(UnsafeRawBufferPointer(start: library.bufferStart(object), count: library.bufferSize(object)))
  }

  private func makeMachine() throws(NativeError) -> LLVMLibrary.Reference {
    var reference: LLVMLibrary.Reference?
    var message: LLVMLibrary.Message?
    guard library.prepare(triple: target.triple) else {
      throw .rejected("\(library.path) generates no code for \(target.triple)")
    }
    guard library.targetFromTriple(target.triple, &reference, &message) == 0, let reference else {
      throw .rejected(take(message))
    }
    let positionIndependent: Int32 = 2
    let codeModelOfJIT: Int32 = 1
    return library.createTargetMachine(
      reference, target.triple, target.processor, target.features, target.level, positionIndependent, codeModelOfJIT)
  }

  private func take(_ message: LLVMLibrary.Message?) -> String {
    guard let message else { return "no reason given" }
    defer { library.disposeMessage(message) }
    return String(cString: message)
  }
}
