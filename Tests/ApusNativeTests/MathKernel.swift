// A loop over buffers around emitted mathematics, so that tests can run it on arrays: vectors of eight, or scalars.

import Synchronization

import ApusNative
import Testing

/// Machine code that maps arrays to arrays, element by element.
struct MathKernel {
  private typealias Function = @convention(c) (UnsafePointer<UnsafeMutablePointer<Double>>, Int) -> Void

  private let function: Function
  private let inputCount: Int
  private let outputCount: Int

  /// The linker of all kernels of the process.
  private static let loader: Result<CodeLoader, NativeError> = Result { () throws(NativeError) in
    guard let library = LLVMLibrary.shared else { throw .unavailable }
    return try CodeLoader(library)
  }
  private static let count = Atomic<Int>(0)

  /// Compiles `body`, which maps `inputCount` values to the outputs.
  ///
  /// - Parameter target: what the code is generated for; this processor where nil.
  init(
    inputs inputCount: Int = 1, isVector: Bool = true, target: CodeTarget? = nil,
    _ body: (inout IRBuilder, [IRValue]) -> [IRValue]
  ) throws {
    guard let library = LLVMLibrary.shared else { throw NativeError.unavailable }
    let name = "apus_math_kernel_\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
    let (text, outputCount) = Self.module(name, inputCount, isVector, library, body)
    let generator = CodeGenerator(library: library, target: target ?? .host(library))
    let address = try Self.loader.get().load([generator.generate(text)], function: name).address
    function = unsafeBitCast(address, to: Function.self)
    self.inputCount = inputCount
    self.outputCount = outputCount
  }

  /// The module's text and the number of outputs.
  private static func module(
    _ name: String, _ inputCount: Int, _ isVector: Bool, _ library: LLVMLibrary,
    _ body: (inout IRBuilder, [IRValue]) -> [IRValue]
  ) -> ([UInt8], Int) {
    var builder = IRBuilder(splatsByKeyword: library.version >= 19)
    let type = isVector ? IRType.vector(.float64) : IRType(.float64)
    let operands = (0..<inputCount).map { index in
      builder.emit("%a\(index) = getelementptr double, ptr %p\(index), i64 %i")
      return builder.emit(type, "load \(type), ptr %a\(index), align 8")
    }
    let results = body(&builder, operands)
    for (index, result) in results.enumerated() {
      let buffer = inputCount + index
      builder.emit("%a\(buffer) = getelementptr double, ptr %p\(buffer), i64 %i")
      builder.emit("store \(result.fitted(to: type.lanes)), ptr %a\(buffer), align 8")
    }
    var text = IRText()
    for declaration in builder.declarations.sorted() { text.put(declaration + "\n") }
    for (_, definition) in builder.definitions.sorted(by: { $0.key < $1.key }) { text.put(definition + "\n") }
    text.put("define void @\(name)(ptr %buffers, i64 %n) #0 {\nentry:\n")
    for index in 0..<(inputCount + results.count) {
      text.put("  %b\(index) = getelementptr ptr, ptr %buffers, i64 \(index)\n")
      text.put("  %p\(index) = load ptr, ptr %b\(index)\n")
    }
    text.put("  br label %loop\nloop:\n  %i = phi i64 [ 0, %entry ], [ %next, %latch ]\n")
    text.put(builder.text)
    text.put("  br label %latch\nlatch:\n  %next = add i64 %i, \(isVector ? IRBuilder.lanes : 1)\n")
    text.put("  %more = icmp ult i64 %next, %n\n  br i1 %more, label %loop, label %exit\nexit:\n  ret void\n}\n")
    text.put("attributes #0 = { nounwind \"prefer-vector-width\"=\"512\" }\n")
    return (text.bytes, results.count)
  }

  /// The outputs for inputs of the same length, which is not 0.
  func callAsFunction(_ inputs: [[Double]]) -> [[Double]] {
    precondition(inputs.count == inputCount && inputCount > 0, "\(inputs.count) inputs for \(inputCount)")
    let count = inputs[0].count
    let padded = (count + IRBuilder.lanes - 1) / IRBuilder.lanes * IRBuilder.lanes
    let buffers = (0..<(inputCount + outputCount)).map { index in
      let buffer = UnsafeMutablePointer<Double>.allocate(capacity: padded)
      buffer.initialize(repeating: 1, count: padded)
      if index < inputCount { buffer.update(from: inputs[index], count: count) }
      return buffer
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    run(buffers, padded)
    return buffers[inputCount...].map { Array(UnsafeBufferPointer(start: $0, count: count)) }
  }

  /// The only output for the only input.
  func callAsFunction(_ input: [Double]) -> [Double] { self([input])[0] }

  /// Runs over inputs and then outputs, whose length is a multiple of eight.
  func run(_ buffers: [UnsafeMutablePointer<Double>], _ count: Int) {
    buffers.withUnsafeBufferPointer { function($0.baseAddress!, count) }
  }
}
