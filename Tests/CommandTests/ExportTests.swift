// `apus export jax` and a program's own `export jax`: what they save and print, and the exit statuses.

import ApusTestSupport
import Foundation
import Testing

@Suite struct ExportTests {
  private struct Folder {
    let url: URL

    init() throws {
      url = FileManager.default.temporaryDirectory.appendingPathComponent("apus export \(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
    var contents: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }
    func remove() { try? FileManager.default.removeItem(at: url) }
  }

  @Test func `apus exports a program's model, and says which rules it took along`() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let outcome = try BuiltProgram("apus").run(["export", "jax", "SymbolicKepler", folder.file("fit.py")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "saved \(folder.file("fit.py")), with the rules of EccentricAnomaly\n")
    #expect(try folder.contents == ["fit.npz", "fit.py"])
    let text = try String(contentsOfFile: folder.file("fit.py"), encoding: .utf8)
    #expect(text.hasPrefix("\"\"\"fit: a model exported by Apus"))
    #expect(text.contains("EccentricAnomaly.defvjp(EccentricAnomaly_forward, EccentricAnomaly_backward)"))
    let printed = try BuiltProgram("SymbolicKepler").run(["export", "jax", "-"])
    #expect(printed.status == 0 && printed.output.contains("EccentricAnomaly.defvjp("))
  }

  @Test func `a model with routines in Swift gets a library, of which there is one at a time`() throws {
    let folder = try Folder()
    defer { folder.remove() }
    for _ in 0..<2 {
      let outcome = try BuiltProgram("BlackBoxKepler").run(["export", "jax", folder.file("fit.py")])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let files = try folder.contents
    #expect(files.count == 3 && files[1] == "fit.npz" && files[2] == "fit.py")
    let library = try #require(files.first)
    #expect(library.wholeMatch(of: /fit-[0-9a-f]{12}\.so/) != nil)
    let text = try String(contentsOfFile: folder.file("fit.py"), encoding: .utf8)
    #expect(text.contains("swift_library = \"\(library)\"") && text.contains("swift_main = \"BlackBoxKepler_main\""))
  }

  @Test func `a wrong rule is exported as it is, and said`() throws {
    let outcome = try BuiltProgram("WrongKepler").run(["export", "jax", "-"])
    #expect(outcome.status == 70 && outcome.errors.contains("EccentricAnomaly is a routine in Swift"))
    let folder = try Folder()
    defer { folder.remove() }
    let saved = try BuiltProgram("WrongKepler").run(["export", "jax", folder.file("fit.py")])
    #expect(saved.status == 0 && saved.errors.contains("warning: "), "\(saved.errors)")
    #expect(saved.errors.contains("the derivative of EccentricAnomaly for operand 1 (e), which is wrong"))
    #expect(saved.errors.contains("your rule says"))
  }

  @Test func `what cannot be exported leaves no file and has its status`() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let missing = try BuiltProgram("MissingGradient").run(["export", "jax", folder.file("fit.py")])
    #expect(missing.status == 1 && missing.errors.contains("needs the derivative of Attenuation"), "\(missing.errors)")
    #expect(try folder.contents == [])
    let unwritable = try BuiltProgram("EightSchools").run(["export", "jax", "/no/such/folder/fit.py"])
    #expect(unwritable.status == 73 && unwritable.errors.contains("cannot be written"))
    let stranger = try BuiltProgram("apus").run(["export", "jax", "NoSuchProgram", folder.file("fit.py")])
    #expect(stranger.status == 66 && stranger.errors.hasPrefix("apus: NoSuchProgram: there is no such program"))
  }

  /// A program that stands for Python: a script for the shell, given `-c …` first and `FILE --check` then.
  private func python(_ script: String, in folder: Folder) throws -> String {
    let file = folder.file("python")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    return file
  }

  @Test(arguments: [
    ("echo \"ModuleNotFoundError: No module named 'jax'\" >&2; exit 1", "has no JAX (ModuleNotFoundError"),
    ("echo \"ImportError: libcudart is missing\" >&2; exit 1", "cannot import JAX: ImportError: libcudart is missing"),
    ("[ \"$1\" = -c ] || exit 1", "--check failed: the module does not give what Apus gives"),
    ("[ \"$1\" = -c ] || exit 3", "--check ended with status 3 before it had a result"),
    ("[ \"$1\" = -c ] || kill -9 $$", "--check ended with status -9"),
  ]) func `a check that cannot run has another cause than one that fails`(script: String, part: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let file = try python(script, in: folder)
    let outcome = try BuiltProgram("apus").run(
      ["export", "jax", "EightSchools", folder.file("fit.py"), "--check", "--python", file])
    #expect(outcome.status == 70 && outcome.errors.contains(part), "\(outcome.errors)")
    #expect(outcome.errors.contains("does not give") == part.contains("does not give"))
  }

  @Test func `a Python that is not there is named`() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let outcome = try BuiltProgram("EightSchools").run(
      ["export", "jax", folder.file("fit.py"), "--check", "--python", "no-such-python"])
    #expect(outcome.status == 70 && outcome.errors.contains("was not checked: there is no Python 'no-such-python'"))
  }

  @Test(arguments: [["fit.txt"], ["fit.py", "--points", "0"], ["-", "--check"], []])
  func `wrong usage gives status 64`(arguments: [String]) throws {
    #expect(try BuiltProgram("EightSchools").run(["export", "jax"] + arguments).status == 64)
    #expect(try BuiltProgram("apus").run(["export", "jax", "EightSchools"] + arguments).status == 64)
  }
}
