// What a model program offers where it is linked as a library: C functions for Python's ctypes.

internal import ApusExtension

/// Builds the model of the program whose main function is `main`. Returns its number, or −1 and a message.
@_cdecl("apus_open")
public func openProgram(
  _ main: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32, _ message: UnsafeMutablePointer<CChar>?,
  _ capacity: Int
) -> Int {
  open(ProgramInquiry.program(of: main), "the main function is not that of a ModelProgram", message, capacity)
}

private func open(
  _ program: (any ModelProgram.Type)?, _ complaint: String, _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int {
  do {
    guard let program else { throw ForeignFailure(complaint) }
    return try RoutineTable.shared.open(program.init().model())
  } catch {
    write((error as? ForeignFailure)?.message ?? "\(error)", message, capacity)
    return -1
  }
}

/// Evaluates a routine on operands and results of its types. Returns 0, or 1 and a message.
@_cdecl("apus_evaluate")
public func evaluateRoutine(
  _ model: Int, _ function: Int, _ operands: UnsafePointer<UnsafeRawPointer?>,
  _ results: UnsafePointer<UnsafeMutableRawPointer?>, _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int32 {
  do throws(ForeignFailure) {
    let routine = try RoutineTable.shared.routine(model: model, function: function)
    let evaluation = routine.borrow()
    for index in routine.operandTypes.indices { evaluation.setOperand(index, operands[index]) }
    for index in routine.resultTypes.indices { evaluation.setResult(index, results[index]) }
    evaluation.run()
    routine.giveBack(evaluation)
    return 0
  } catch {
    write(error.message, message, capacity)
    return 1
  }
}

/// Writes the routines of a model, a line each.
@_cdecl("apus_describe")
public func describeModel(_ model: Int, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int) {
  write(RoutineTable.shared.description(of: model), text, capacity)
}

/// Writes as much of a text as there is room for, and a final zero.
private func write(_ text: String, _ target: UnsafeMutablePointer<CChar>?, _ capacity: Int) {
  guard let target, capacity > 0 else { return }
  let bytes = text.utf8.prefix(capacity - 1)
  for (index, byte) in bytes.enumerated() { target[index] = CChar(bitPattern: byte) }
  target[bytes.count] = 0
}
