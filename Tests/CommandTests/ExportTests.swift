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
    #expect(saved.errors.contains("the rule of EccentricAnomaly (EccentricAnomaly.partials) for operand 1"))
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

  @Test func `a check that cannot run or fails gives status 70`() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let outcome = try BuiltProgram("apus").run(
      ["export", "jax", "EightSchools", folder.file("fit.py"), "--check", "--python", "false"])
    #expect(outcome.status == 70 && outcome.errors.contains("--check failed"))
  }

  @Test(arguments: [["fit.txt"], ["fit.py", "--points", "0"], ["-", "--check"], []])
  func `wrong usage gives status 64`(arguments: [String]) throws {
    #expect(try BuiltProgram("EightSchools").run(["export", "jax"] + arguments).status == 64)
    #expect(try BuiltProgram("apus").run(["export", "jax", "EightSchools"] + arguments).status == 64)
  }
}
