// The routines in Swift of a model as XLA calls them: its typed foreign function interface, answered without C++.

internal import ApusExtension
internal import CXLAFFI

/// Answers a call by XLA, which `frame` describes. Returns nil, or an error in XLA's form.
///
/// It is called when it is registered, for its metadata, and then for each execution, on several threads at once. The
/// attributes `model` and `function` (64-bit integers) say which routine is meant.
@_cdecl("apus_ffi_evaluate")
public func answerXLA(_ frame: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  let frame = frame.assumingMemoryBound(to: ForeignCallFrame.self)
  // XLA refuses a handler that has not said its version; so nobody calls one that cannot even report an error.
  guard frame.pointee.size >= XLACall.sizeWithInterface else { return nil }
  let interface = frame.pointee.interface
  do throws(ForeignFailure) {
    if let query = MetadataQuery(frame) { try query.answer(interface) } else { try XLACall(frame).execute() }
    return nil
  } catch {
    return error.report(to: interface)
  }
}

/// Why a call cannot be answered.
struct ForeignFailure: Error {
  /// One line.
  let message: String

  /// A failure that `message` describes.
  init(_ message: String) { self.message = message }

  /// The failure as an error that XLA owns; nil where XLA offers no functions, as jaxlib 0.5 does not at registration.
  func report(to interface: UnsafePointer<ForeignInterface>?) -> UnsafeMutableRawPointer? {
    guard let createError = interface?.pointee.createError else { return nil }
    return "Apus: \(message)".withCString { text in
      var request = ForeignErrorRequest(
        size: XLACall.sizeOfErrorRequest, extension: nil, message: text, code: Int32(ForeignErrorInvalidArgument))
      return createError(&request)
    }
  }
}

/// The query for metadata that takes a call's place when a handler is registered.
private struct MetadataQuery {
  private let query: UnsafeMutablePointer<ForeignMetadataQuery>

  /// The query in a frame; nil where it is a call.
  init?(_ frame: UnsafeMutablePointer<ForeignCallFrame>) {
    var next = frame.pointee.extension
    while let found = next, found.pointee.kind != Int32(ForeignExtensionIsMetadata) { next = found.pointee.next }
    guard let next else { return nil }
    query = UnsafeMutableRawPointer(next).assumingMemoryBound(to: ForeignMetadataQuery.self)
  }

  /// Tells XLA the version of the interface: XLA's own, or the newest whose layout is known here. Old versions of XLA,
  /// which do not tell theirs, want exactly 0.1; all later ones take what is neither newer than their own nor too old.
  func answer(_ interface: UnsafePointer<ForeignInterface>?) throws(ForeignFailure) {
    guard query.pointee.base.size >= MemoryLayout<ForeignMetadataQuery>.size, let metadata = query.pointee.metadata,
      metadata.pointee.size >= XLACall.sizeOfMetadata
    else { throw ForeignFailure("this version of jaxlib asks for other metadata") }
    let minor = try interface.map { interface throws(ForeignFailure) in try XLACall.minorVersion(of: interface) }
    metadata.pointee.version = ForeignVersion(
      size: MemoryLayout<ForeignVersion>.size, extension: nil, major: Int32(ForeignNewestMajor),
      minor: min(minor ?? Int32(ForeignOldestMinor), Int32(ForeignNewestMinor)))
    metadata.pointee.traits = 0
  }
}

/// A call by XLA.
private struct XLACall {
  // XLA adds fields at the ends of its structures, and counts no padding after the last one.
  /// How much of a frame must be there for an error to be reported.
  static let sizeWithInterface = 24
  static let sizeOfErrorRequest = 28
  /// The size of metadata, as far as it is filled in.
  static let sizeOfMetadata = 36

  private let frame: UnsafeMutablePointer<ForeignCallFrame>

  /// The call of a frame whose beginning is known to be there.
  init(_ frame: UnsafeMutablePointer<ForeignCallFrame>) { self.frame = frame }

  /// The version of XLA's interface.
  static func minorVersion(of interface: UnsafePointer<ForeignInterface>) throws(ForeignFailure) -> Int32 {
    guard interface.pointee.size >= MemoryLayout<ForeignInterface>.size,
      interface.pointee.version.size == MemoryLayout<ForeignVersion>.size,
      interface.pointee.version.major == Int32(ForeignNewestMajor)
    else { throw ForeignFailure("this version of jaxlib has another foreign function interface") }
    return interface.pointee.version.minor
  }

  /// Evaluates the routine that the attributes name, from XLA's operands into XLA's results.
  func execute() throws(ForeignFailure) {
    // The frame contains the structures of arguments, none of which may have grown.
    guard frame.pointee.size >= MemoryLayout<ForeignCallFrame>.size else {
      throw ForeignFailure("this version of jaxlib passes calls in another form")
    }
    guard frame.pointee.stage == Int32(ForeignStageExecute) else {
      throw ForeignFailure("it is called in stage \(frame.pointee.stage)")
    }
    let attributes = frame.pointee.attributes
    guard attributes.size == MemoryLayout<ForeignAttributes>.size,
      frame.pointee.operands.size == MemoryLayout<ForeignValues>.size,
      frame.pointee.results.size == MemoryLayout<ForeignValues>.size
    else { throw ForeignFailure("this version of jaxlib passes arguments in another form") }
    let routine = try RoutineTable.shared.routine(
      model: try Self.integer("model", in: attributes), function: try Self.integer("function", in: attributes))
    let evaluation = routine.borrow()
    defer { routine.giveBack(evaluation) }
    try Self.forEachBuffer(frame.pointee.operands, routine.operandTypes, "operand", of: routine) { index, data in
      evaluation.setOperand(index, data)
    }
    try Self.forEachBuffer(frame.pointee.results, routine.resultTypes, "result", of: routine) { index, data in
      evaluation.setResult(index, data)
    }
    evaluation.run()
  }

  /// The attribute called `name`, a 64-bit integer.
  private static func integer(_ name: StaticString, in attributes: ForeignAttributes) throws(ForeignFailure) -> Int {
    for index in 0..<Int(attributes.count) {
      guard let text = attributes.names[index]?.pointee, text.count == name.utf8CodeUnitCount, let start = text.start,
        UnsafeRawBufferPointer(start: start, count: text.count).elementsEqual(
          UnsafeRawBufferPointer(start: name.utf8Start, count: text.count))
      else { continue }
      guard attributes.kinds[index] == Int32(ForeignAttributeIsScalar),
        let scalar = attributes.values[index]?.assumingMemoryBound(to: ForeignScalar.self),
        scalar.pointee.elementKind == Int32(ForeignInt64), let value = scalar.pointee.value
      else { throw ForeignFailure("the attribute \(name) is not a 64-bit integer") }
      return Int(value.loadUnaligned(as: Int64.self))
    }
    throw ForeignFailure("there is no attribute \(name)")
  }

  /// Calls `body` with the data of each buffer, after its type has been found to be the routine's.
  private static func forEachBuffer(
    _ values: ForeignValues, _ types: [TensorType], _ role: StaticString, of routine: RunningRoutine,
    _ body: (Int, UnsafeMutableRawPointer?) -> Void
  ) throws(ForeignFailure) {
    guard Int(values.count) == types.count else {
      throw ForeignFailure("\(routine.name) has \(types.count) \(role)s, and is called with \(values.count)")
    }
    for (index, type) in types.enumerated() {
      guard values.kinds[index] == Int32(ForeignValueIsBuffer),
        let buffer = values.values[index]?.assumingMemoryBound(to: ForeignBuffer.self),
        buffer.pointee.size >= MemoryLayout<ForeignBuffer>.size
      else { throw ForeignFailure("\(role) \(index) of \(routine.name) is not an array") }
      guard has(buffer.pointee, type) else {
        let dimensions = (0..<Int(buffer.pointee.rank)).map { buffer.pointee.dimensions[$0] }
        throw ForeignFailure(
          "\(role) \(index) of \(routine.name) is \(type), not an array of kind \(buffer.pointee.elementKind) and "
            + "shape \(dimensions)")
      }
      body(index, buffer.pointee.data)
    }
  }

  /// Whether a buffer is of a type.
  private static func has(_ buffer: ForeignBuffer, _ type: TensorType) -> Bool {
    let kind =
      switch type.elementType {
      case .float64: ForeignFloat64
      case .int64: ForeignInt64
      case .bool: ForeignBool
      }
    let dimensions = type.shape.dimensions
    guard buffer.elementKind == Int32(kind), Int(buffer.rank) == dimensions.count else { return false }
    for axis in dimensions.indices where Int(buffer.dimensions[axis]) != dimensions[axis] { return false }
    return true
  }
}
