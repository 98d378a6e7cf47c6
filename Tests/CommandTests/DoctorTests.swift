// What `apus doctor` says of libLLVM: the cause is what the environment or the library is, not that it was not found.

import ApusTestSupport
import Foundation
import Testing

@Suite struct DoctorTests {
  private func gradients(_ library: String) throws -> String {
    let outcome = try BuiltProgram("apus").run(["doctor"], environment: ["APUS_LLVM": library])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("gradients: ") }
    return String(try #require(line))
  }

  @Test(arguments: ["none", "off"]) func `a library that is turned off is not missing`(value: String) throws {
    let line = try gradients(value)
    #expect(line == "gradients: interpreter; native code is turned off: APUS_LLVM is '\(value)'")
  }

  @Test func `a path that leads nowhere is named`() throws {
    let line = try gradients("/no/such/libLLVM.so")
    #expect(line.contains("APUS_LLVM names /no/such/libLLVM.so, which cannot be opened"), "\(line)")
    #expect(!line.contains("install"))
  }

  @Test func `a file that is no library of LLVM is named, with what it lacks`() throws {
    let line = try gradients("libm.so.6")
    #expect(line.contains("APUS_LLVM names libm.so.6, which has no function LLVMContextCreate"), "\(line)")
  }

  @Test func `an empty value is none`() throws {
    #expect(try gradients("").contains("APUS_LLVM names") == false)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/cc"), "there is no C compiler"))
  func `a library that says that it is too old is refused`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    let library = file.path + ".so"
    defer {
      try? FileManager.default.removeItem(at: file)
      try? FileManager.default.removeItem(atPath: library)
    }
    try Data("void LLVMGetVersion(unsigned *a, unsigned *b, unsigned *c) { *a = 14; *b = 0; *c = 6; }\n".utf8)
      .write(to: file)
    let compiled = try BuiltProgram(tool: "cc").run(["-shared", "-fPIC", "-o", library, "-x", "c", file.path])
    #expect(compiled.status == 0, "\(compiled.errors)")
    let line = try gradients(library)
    #expect(line.contains("\(library), which is LLVM 14, and LLVM 15 or later is needed"), "\(line)")
  }

  /// Versions before 16 do not say which they are: 14 is known by what it cannot read.
  @Test(
    .enabled(
      if: ["x86_64", "aarch64"].contains {
        FileManager.default.fileExists(atPath: "/usr/lib/\($0)-linux-gnu/libLLVM-14.so.1")
      }, "libllvm14 is not installed"))
  func `LLVM 14 is refused when it is bound, not when it compiles`() throws {
    #expect(try gradients("libLLVM-14.so.1").contains("which is LLVM 14 or older, and LLVM 15 or later is needed"))
    let outcome = try BuiltProgram("EightSchools").run(
      ["--draws", "20", "--warmup", "20", "--chains", "1"], environment: ["APUS_LLVM": "libLLVM-14.so.1"])
    #expect(outcome.status == 0 && outcome.errors.contains("the interpreter is used"), "\(outcome.errors)")
  }

  @Test func `the libraries for files are listed, found or with how to install them`() throws {
    let outcome = try BuiltProgram("apus").run(["doctor"])
    let lines = outcome.output.split(separator: "\n")
    for name in ["netCDF", "zlib", "zstd", "blosc"] {
      let line = try #require(lines.first { $0.hasPrefix("\(name), which ") })
      #expect(
        line.contains("lib")
          && line.contains(": not found: install ") != (line.contains(".so") || line.contains(".dylib")), "\(line)")
    }
  }
}
