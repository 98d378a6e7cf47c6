// The part of libLLVM's C interface that is needed, bound at run time: nothing at build time depends on LLVM.

internal import ApusSystem
internal import Synchronization

/// libLLVM, where it is installed: version 15 or later.
package final class LLVMLibrary: @unchecked Sendable {
  package typealias Reference = OpaquePointer
  package typealias Message = UnsafeMutablePointer<CChar>
  package typealias Text = UnsafePointer<CChar>
  /// Takes an error that a linker met, with the context that it was set with.
  package typealias ErrorReporter = @convention(c) (UnsafeMutableRawPointer?, Reference?) -> Void

  /// The library that this process uses, or why there is none.
  package static let found = find(environmentVariable("APUS_LLVM"))

  /// The library, or nil where there is none.
  package static let shared: LLVMLibrary? = try? found.get()

  /// Why there is none.
  package static var absence: LLVMAbsence? { if case .failure(let absence) = found { absence } else { nil } }

  /// The file that was loaded.
  package let path: String
  /// The major version.
  package let version: Int
  private let file: DynamicLibrary
  /// The architectures that are known, by LLVM's names.
  private let initialized: Mutex<Set<String>>

  package let contextCreate: @convention(c) () -> Reference
  package let contextDispose: @convention(c) (Reference) -> Void
  package let memoryBufferCopy: @convention(c) (Text, Int, Text) -> Reference
  package let bufferStart: @convention(c) (Reference) -> Text
  package let bufferSize: @convention(c) (Reference) -> Int
  package let bufferDispose: @convention(c) (Reference) -> Void
  package let parseIR:
    @convention(c) (
      Reference, Reference, UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Message?>
    ) -> Int32
  package let disposeMessage: @convention(c) (Message) -> Void
  package let disposeModule: @convention(c) (Reference) -> Void
  package let setTarget: @convention(c) (Reference, Text) -> Void
  package let setDataLayout: @convention(c) (Reference, Reference) -> Void
  package let createTargetData: @convention(c) (Reference) -> Reference
  package let disposeTargetData: @convention(c) (Reference) -> Void
  package let defaultTriple: @convention(c) () -> Message
  package let hostCPUName: @convention(c) () -> Message
  package let hostCPUFeatures: @convention(c) () -> Message
  package let targetFromTriple:
    @convention(c) (Text, UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Message?>) -> Int32
  package let createTargetMachine: @convention(c) (Reference, Text, Text, Text, Int32, Int32, Int32) -> Reference
  package let disposeTargetMachine: @convention(c) (Reference) -> Void
  package let emitToMemory:
    @convention(c) (
      Reference, Reference, Int32, UnsafeMutablePointer<Message?>, UnsafeMutablePointer<Reference?>
    ) -> Int32
  package let errorMessage: @convention(c) (Reference) -> Message
  package let disposeErrorMessage: @convention(c) (Message) -> Void
  package let createJIT: @convention(c) (UnsafeMutablePointer<Reference?>, Reference?) -> Reference?
  package let mainDylib: @convention(c) (Reference) -> Reference
  package let globalPrefix: @convention(c) (Reference) -> CChar
  package let disposeJIT: @convention(c) (Reference) -> Reference?
  package let session: @convention(c) (Reference) -> Reference
  package let setErrorReporter: @convention(c) (Reference, ErrorReporter, UnsafeMutableRawPointer?) -> Void
  package let createTracker: @convention(c) (Reference) -> Reference
  package let removeTracker: @convention(c) (Reference) -> Reference?
  package let releaseTracker: @convention(c) (Reference) -> Void
  /// Adds an object file to a linker under a tracker: what the tracker removes.
  package let addObject: @convention(c) (Reference, Reference, Reference) -> Reference?
  package let lookup: @convention(c) (Reference, UnsafeMutablePointer<UInt64>, Text) -> Reference?
  package let processSymbols:
    @convention(c) (UnsafeMutablePointer<Reference?>, CChar, Reference?, Reference?) -> Reference?
  package let addGenerator: @convention(c) (Reference, Reference) -> Void

  /// Opens a file and binds what is needed of it.
  private init(path: String) throws(LLVMAbsence) {
    let file: DynamicLibrary
    do { file = try DynamicLibrary(path: path) } catch { throw .cannotOpen(path: path, reason: error.reason) }
    let said = Self.majorVersion(file)
    if let said, said < Self.oldestVersion { throw .tooOld(path: path, version: said) }
    /// A function, of the type of what it is assigned to.
    func bound<Function>(_ name: String) throws(LLVMAbsence) -> Function {
      guard let function: Function = file.function(name) else { throw .missingFunction(path: path, name: name) }
      return function
    }
    contextCreate = try bound("LLVMContextCreate")
    contextDispose = try bound("LLVMContextDispose")
    memoryBufferCopy = try bound("LLVMCreateMemoryBufferWithMemoryRangeCopy")
    bufferStart = try bound("LLVMGetBufferStart")
    bufferSize = try bound("LLVMGetBufferSize")
    bufferDispose = try bound("LLVMDisposeMemoryBuffer")
    parseIR = try bound("LLVMParseIRInContext")
    disposeMessage = try bound("LLVMDisposeMessage")
    disposeModule = try bound("LLVMDisposeModule")
    setTarget = try bound("LLVMSetTarget")
    setDataLayout = try bound("LLVMSetModuleDataLayout")
    createTargetData = try bound("LLVMCreateTargetDataLayout")
    disposeTargetData = try bound("LLVMDisposeTargetData")
    defaultTriple = try bound("LLVMGetDefaultTargetTriple")
    hostCPUName = try bound("LLVMGetHostCPUName")
    hostCPUFeatures = try bound("LLVMGetHostCPUFeatures")
    targetFromTriple = try bound("LLVMGetTargetFromTriple")
    createTargetMachine = try bound("LLVMCreateTargetMachine")
    disposeTargetMachine = try bound("LLVMDisposeTargetMachine")
    emitToMemory = try bound("LLVMTargetMachineEmitToMemoryBuffer")
    errorMessage = try bound("LLVMGetErrorMessage")
    disposeErrorMessage = try bound("LLVMDisposeErrorMessage")
    createJIT = try bound("LLVMOrcCreateLLJIT")
    mainDylib = try bound("LLVMOrcLLJITGetMainJITDylib")
    globalPrefix = try bound("LLVMOrcLLJITGetGlobalPrefix")
    disposeJIT = try bound("LLVMOrcDisposeLLJIT")
    session = try bound("LLVMOrcLLJITGetExecutionSession")
    setErrorReporter = try bound("LLVMOrcExecutionSessionSetErrorReporter")
    createTracker = try bound("LLVMOrcJITDylibCreateResourceTracker")
    removeTracker = try bound("LLVMOrcResourceTrackerRemove")
    releaseTracker = try bound("LLVMOrcReleaseResourceTracker")
    addObject = try bound("LLVMOrcLLJITAddObjectFileWithRT")
    lookup = try bound("LLVMOrcLLJITLookup")
    processSymbols = try bound("LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess")
    addGenerator = try bound("LLVMOrcJITDylibAddGenerator")
    #if arch(x86_64)
      let host = "X86"
    #else
      let host = "AArch64"
    #endif
    guard Self.initialize(host, file) else { throw .missingFunction(path: path, name: "LLVMInitialize\(host)Target") }
    self.file = file
    initialized = Mutex([host])
    self.path = path
    self.version = said ?? Self.oldestVersion
    // Versions before 16 do not say which they are.
    if said == nil && !readsOpaquePointers { throw .tooOld(path: path, version: nil) }
  }

  /// The oldest version that reads the IR that is emitted.
  private static let oldestVersion = 15

  /// Whether pointers without a type are read, as they are from version 15 on.
  private var readsOpaquePointers: Bool {
    let context = contextCreate()
    defer { contextDispose(context) }
    let text = "define void @f(ptr %p) { ret void }"
    let buffer = memoryBufferCopy(text, text.utf8.count, "trial")
    var module: Reference?
    var message: Message?
    let isRead = parseIR(context, buffer, &module, &message) == 0
    if let module { disposeModule(module) }
    if let message { disposeMessage(message) }
    return isRead
  }

  /// Makes the processors of a triple known to the library: this one's are from the start.
  ///
  /// - Returns: whether the library can generate code for them.
  package func prepare(triple: String) -> Bool {
    let architecture = triple.prefix { $0 != "-" }
    let names = ["x86_64": "X86", "aarch64": "AArch64", "arm64": "AArch64"]
    guard let name = names[String(architecture)] else { return false }
    return initialized.withLock { initialized in
      if !initialized.contains(name), Self.initialize(name, file) { initialized.insert(name) }
      return initialized.contains(name)
    }
  }

  /// Calls what makes an architecture known, where the library has it.
  private static func initialize(_ architecture: String, _ file: DynamicLibrary) -> Bool {
    typealias Function = @convention(c) () -> Void
    let parts = ["TargetInfo", "Target", "TargetMC", "AsmPrinter"]
    let functions = parts.compactMap { file.function("LLVMInitialize\(architecture)\($0)", as: Function.self) }
    guard functions.count == parts.count else { return false }
    for function in functions { function() }
    return true
  }

  /// The library that a value of `APUS_LLVM` asks for: the file that it names, none for `none` or `off`, else the newest that
  /// is found; or why there is none.
  package static func find(_ setting: String?) -> Result<LLVMLibrary, LLVMAbsence> {
    if let setting, !setting.isEmpty {
      if ["none", "off"].contains(setting) { return .failure(.turnedOff(setting)) }
      do { return .success(try LLVMLibrary(path: setting)) } catch { return .failure(.chosen(error)) }
    }
    // A file that is there and cannot serve tells more than one that is not there.
    var telling: LLVMAbsence?
    for path in usualPlaces {
      do { return .success(try LLVMLibrary(path: path)) } catch {
        if case .cannotOpen = error { continue }
        telling = telling ?? error
      }
    }
    return .failure(telling ?? .notFound)
  }

  /// Where libraries are, best first.
  private static var usualPlaces: [String] {
    let versions = [19, 20, 21, 22, 18, 17, 16, 15]
    #if canImport(Darwin)
      let roots = ["/opt/homebrew/opt/", "/usr/local/opt/"]
      return roots.flatMap { root in
        ["\(root)llvm/lib/libLLVM.dylib"] + versions.map { "\(root)llvm@\($0)/lib/libLLVM.dylib" }
      }
    #else
      return versions.flatMap { ["libLLVM.so.\($0).1", "libLLVM-\($0).so.1", "libLLVM-\($0).so"] }
    #endif
  }

  /// The version that the library says; nil where it does not say.
  private static func majorVersion(_ file: DynamicLibrary) -> Int? {
    typealias Function =
      @convention(c) (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Void
    guard let ask = file.function("LLVMGetVersion", as: Function.self) else { return nil }
    var (major, minor, patch): (UInt32, UInt32, UInt32) = (0, 0, 0)
    ask(&major, &minor, &patch)
    return Int(major)
  }
}
