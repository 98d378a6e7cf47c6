// Libraries that are opened at run time, and their functions by name.

/// A library that stays open as long as the process lives.
package struct DynamicLibrary: @unchecked Sendable {
  /// Why the system does not open a file.
  package struct OpeningError: Error { package let reason: String }

  /// The file that was opened.
  package let path: String
  private let handle: UnsafeMutableRawPointer

  /// Opens a file, or what the system finds under a name.
  package init(path: String) throws(OpeningError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw OpeningError(reason: dlerror().map { String(cString: $0) } ?? "it cannot be opened")
    }
    self.path = path
    self.handle = handle
  }

  /// A function, as the type that the caller knows it to be; nil where there is none of this name.
  package func function<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
    dlsym(handle, name).map { unsafeBitCast($0, to: type) }
  }
}
