// Links the running program again, as a shared library, from the object files that its build left beside it.

internal import ApusExtension
internal import ApusNative
internal import Foundation

/// Makes the shared library of a program that SwiftPM built.
///
/// SwiftPM leaves the list of the objects of an executable in a folder beside it, `Orbit.product/Objects.LinkFileList`, and
/// renames the main function to `Orbit_main`, so that the same objects make a library.
struct LibraryLinker {
  /// What the library offers; all else stays inside.
  private static let exports =
    "{ global: apus_open; apus_evaluate; apus_describe; apus_ffi_evaluate; *_main; local: *; };"

  private let executable: URL
  /// The name of the program's main function.
  private let main: String

  /// A linker of the running program, whose type is given.
  init(_ program: any ModelProgram.Type) throws {
    guard let file = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      throw JAXExportError.library("the running program's file is not known")
    }
    executable = file
    main = String(reflecting: program).split(separator: ".")[0] + "_main"
  }

  /// Links the library beside an exported module.
  ///
  /// Its name ends in a digest of its contents, since a process never loads a file of the same name again; earlier libraries
  /// of the module are removed.
  ///
  /// - Throws: ``JAXExportError``.
  func link(beside module: URL) throws -> JAXLibrary {
    let list = executable.deletingLastPathComponent()
      .appendingPathComponent("\(executable.lastPathComponent).product/Objects.LinkFileList")
    guard FileManager.default.fileExists(atPath: list.path) else {
      throw JAXExportError.library(
        "the model has routines in Swift, for which the program is linked as a library: "
          + "\(list.path) is not there; run the program where swift build has made it")
    }
    let work = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let made = work.appendingPathComponent("program.so")
    var arguments = ["-emit-library", "-o", made.path, "-module-name", "program", "@\(list.path)"] + furtherFlags()
    #if os(Linux)
      let map = work.appendingPathComponent("exports.map")
      try Data(Self.exports.utf8).write(to: map)
      for flag in ["--version-script=\(map.path)", "--gc-sections", "--strip-all"] { arguments += ["-Xlinker", flag] }
    #endif
    try run(["swiftc"] + arguments)
    let bytes = try Data(contentsOf: made)
    var digest = Digest()
    digest.combine([UInt8](bytes))
    let stem = module.deletingPathExtension().lastPathComponent
    let name = "\(stem)-\(digest.hexadecimal.prefix(12)).so"
    let folder = module.deletingLastPathComponent()
    do {
      for old in try FileManager.default.contentsOfDirectory(atPath: folder.path) where Self.isLibrary(old, of: stem) {
        if old != name { try FileManager.default.removeItem(at: folder.appendingPathComponent(old)) }
      }
      try bytes.write(to: folder.appendingPathComponent(name), options: .atomic)
    } catch {
      throw JAXExportError.unwritable(
        file: folder.appendingPathComponent(name).path, reason: error.localizedDescription)
    }
    return JAXLibrary(file: name, main: main)
  }

  /// Whether a file is an earlier library of a module.
  private static func isLibrary(_ file: String, of stem: String) -> Bool {
    guard file.hasPrefix(stem + "-"), file.hasSuffix(".so") else { return false }
    let digest = file.dropFirst(stem.count + 1).dropLast(3)
    return digest.count == 12 && digest.allSatisfy(\.isHexDigit)
  }

  /// The flags of the libraries that the program is linked with, as the build's description has them.
  private func furtherFlags() -> [String] {
    let folder = executable.deletingLastPathComponent()
    let description = folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("\(folder.lastPathComponent).yaml")
    guard let text = try? String(contentsOf: description, encoding: .utf8) else { return [] }
    let list = "\(executable.lastPathComponent).product/Objects.LinkFileList"
    for line in text.split(separator: "\n") where line.contains("\"-emit-executable\"") && line.contains(list) {
      guard let start = line.firstIndex(of: "["),
        let arguments = try? JSONDecoder().decode([String].self, from: Data(line[start...].utf8))
      else { continue }
      return Self.libraryFlags(arguments)
    }
    return []
  }

  /// Those of a link command's arguments that name libraries and where they are.
  static func libraryFlags(_ arguments: [String]) -> [String] {
    var flags: [String] = []
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix("-l") || argument.hasPrefix("-L") && argument.count > 2 { flags.append(argument) }
      if ["-L", "-F", "-framework"].contains(argument), index + 1 < arguments.count {
        flags += [argument, arguments[index + 1]]
      }
    }
    return flags
  }

  /// Runs a command to its end.
  private func run(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    do { try process.run() } catch {
      throw JAXExportError.library("swiftc cannot be run: \(error.localizedDescription)")
    }
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let lines = output.split(separator: "\n").prefix(5).joined(separator: "\n")
      throw JAXExportError.library("the program cannot be linked as a library:\n\(lines)")
    }
  }
}
