// The functions of libnetcdf, bound by name at run time, so that building Apus needs no such library.

internal import Synchronization

/// What Apus calls of netCDF-C.
///
/// The library is not made for several threads: all calls stand inside of ``locked(_:)``.
struct NetCDFLibrary: Sendable {
  typealias Name = UnsafePointer<CChar>
  typealias Number = UnsafeMutablePointer<Int32>
  typealias Texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  /// `const char **`, whose texts the library only reads.
  typealias InputTexts = UnsafeMutablePointer<UnsafePointer<CChar>?>

  let create: @convention(c) @Sendable (Name, Int32, Number) -> Int32
  let open: @convention(c) @Sendable (Name, Int32, Number) -> Int32
  let close: @convention(c) @Sendable (Int32) -> Int32
  let errorText: @convention(c) @Sendable (Int32) -> Name?
  let version: @convention(c) @Sendable () -> Name?

  let defineGroup: @convention(c) @Sendable (Int32, Name, Number) -> Int32
  let defineDimension: @convention(c) @Sendable (Int32, Name, Int, Number) -> Int32
  let defineVariable: @convention(c) @Sendable (Int32, Name, Int32, Int32, UnsafePointer<Int32>?, Number) -> Int32
  let defineFill: @convention(c) @Sendable (Int32, Int32, Int32, UnsafeRawPointer) -> Int32
  let putText: @convention(c) @Sendable (Int32, Int32, Name, Int, Name) -> Int32
  let putTexts: @convention(c) @Sendable (Int32, Int32, Name, Int, InputTexts) -> Int32
  let putIntegers: @convention(c) @Sendable (Int32, Int32, Name, Int32, Int, UnsafePointer<Int>) -> Int32
  let putNumbers: @convention(c) @Sendable (Int32, Int32, Name, Int32, Int, UnsafePointer<Double>) -> Int32
  let writeElements: @convention(c) @Sendable (Int32, Int32, UnsafeRawPointer) -> Int32

  let groups: @convention(c) @Sendable (Int32, Number, Number?) -> Int32
  let groupName: @convention(c) @Sendable (Int32, UnsafeMutablePointer<CChar>) -> Int32
  let variables: @convention(c) @Sendable (Int32, Number, Number?) -> Int32
  let variable:
    @convention(c) @Sendable (
      Int32, Int32, UnsafeMutablePointer<CChar>?, Number?, Number?, Number?, Number?
    ) -> Int32
  let dimension:
    @convention(c) @Sendable (Int32, Int32, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>) -> Int32
  let attributeCount: @convention(c) @Sendable (Int32, Number) -> Int32
  let attributeName: @convention(c) @Sendable (Int32, Int32, Int32, UnsafeMutablePointer<CChar>) -> Int32
  let attribute: @convention(c) @Sendable (Int32, Int32, Name, Number, UnsafeMutablePointer<Int>) -> Int32
  let getText: @convention(c) @Sendable (Int32, Int32, Name, UnsafeMutablePointer<CChar>) -> Int32
  let getTexts: @convention(c) @Sendable (Int32, Int32, Name, Texts) -> Int32
  let getIntegers: @convention(c) @Sendable (Int32, Int32, Name, UnsafeMutablePointer<Int>) -> Int32
  let getNumbers: @convention(c) @Sendable (Int32, Int32, Name, UnsafeMutablePointer<Double>) -> Int32
  let readElements: @convention(c) @Sendable (Int32, Int32, UnsafeMutableRawPointer) -> Int32
  let readIntegers: @convention(c) @Sendable (Int32, Int32, UnsafeMutablePointer<Int>) -> Int32
  let readNumbers: @convention(c) @Sendable (Int32, Int32, UnsafeMutablePointer<Double>) -> Int32
  let freeTexts: @convention(c) @Sendable (Int, Texts) -> Int32
  let userType:
    @convention(c) @Sendable (
      Int32, Int32, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>, Number, UnsafeMutablePointer<Int>, Number
    ) -> Int32

  /// HDF5's setting of what it says of errors: for the thread that calls it. Nil where the library hides it.
  private let setErrorOutput: (@convention(c) @Sendable (Int, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32)?

  private init() throws(StoreFault) {
    func bound<Function>(_ name: String) throws(StoreFault) -> Function {
      try FileLibrary.netCDF.function("nc_\(name)", as: Function.self)
    }
    create = try bound("create")
    open = try bound("open")
    close = try bound("close")
    errorText = try bound("strerror")
    version = try bound("inq_libvers")
    defineGroup = try bound("def_grp")
    defineDimension = try bound("def_dim")
    defineVariable = try bound("def_var")
    defineFill = try bound("def_var_fill")
    putText = try bound("put_att_text")
    putTexts = try bound("put_att_string")
    putIntegers = try bound("put_att_longlong")
    putNumbers = try bound("put_att_double")
    writeElements = try bound("put_var")
    groups = try bound("inq_grps")
    groupName = try bound("inq_grpname")
    variables = try bound("inq_varids")
    variable = try bound("inq_var")
    dimension = try bound("inq_dim")
    attributeCount = try bound("inq_natts")
    attributeName = try bound("inq_attname")
    attribute = try bound("inq_att")
    getText = try bound("get_att_text")
    getTexts = try bound("get_att_string")
    getIntegers = try bound("get_att_longlong")
    getNumbers = try bound("get_att_double")
    readElements = try bound("get_var")
    readIntegers = try bound("get_var_longlong")
    readNumbers = try bound("get_var_double")
    freeTexts = try bound("free_string")
    userType = try bound("inq_user_type")
    setErrorOutput = try? FileLibrary.netCDF.function("H5Eset_auto2")
  }

  private static let shared = Mutex<Result<NetCDFLibrary, StoreFault>?>(nil)

  /// Calls `body` with the library, while nobody else calls it.
  ///
  /// - Throws: ``StoreFault`` where the library is missing, and what `body` throws.
  static func locked<Value: Sendable>(
    _ body: @Sendable (NetCDFLibrary) throws(StoreFault) -> Value
  ) throws(StoreFault) -> Value {
    try shared.withLock { (shared) throws(StoreFault) in
      if shared == nil {
        do throws(StoreFault) { shared = .success(try NetCDFLibrary()) } catch { shared = .failure(error) }
      }
      switch shared {
      case .success(let library):
        // Errors are returned, not printed.
        _ = library.setErrorOutput?(0, nil, nil)
        return try body(library)
      case .failure(let fault): throw fault
      case nil: throw StoreFault("libnetcdf was not looked for")
      }
    }
  }

  /// Throws what the library says of a call that failed.
  func check(_ status: Int32, _ what: String) throws(StoreFault) {
    if status != 0 {
      throw StoreFault("\(what): \(errorText(status).map { String(cString: $0) } ?? "error \(status)")")
    }
  }

  /// The types of elements and other numbers of `netcdf.h`.
  enum Constant {
    static let byte: Int32 = 1
    static let character: Int32 = 2
    static let float: Int32 = 5
    static let double: Int32 = 6
    static let int64: Int32 = 10
    static let uint64: Int32 = 11
    static let string: Int32 = 12
    static let firstUserType: Int32 = 32
    static let enumeration: Int32 = 15
    static let global: Int32 = -1
    static let netCDF4: Int32 = 0x1000
    static let mostNameLength = 256
    static let mostAxes = 1024
  }
}

/// What this machine has of libnetcdf.
package enum NetCDF {
  /// The library's version; nil where none was found.
  package static var version: String? {
    guard let text = try? NetCDFLibrary.locked({ library in library.version().map { String(cString: $0) } ?? "" })
    else {
      return nil
    }
    return text.split(separator: " ").first.map(String.init) ?? text
  }
}
