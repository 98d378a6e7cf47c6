// Whole programs give on arm64, which is emulated here, the bits that they give on this processor.

import ApusGraph
import ApusNative
import ApusTestSupport
import Foundation
import Testing

@Suite(
  .enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }),
  .enabled(if: Arm64Machine.isPresent, "qemu-user and gcc-aarch64-linux-gnu are not installed"),
  .enabled(if: Arm64Machine.isTargeted, "libLLVM generates no code for AArch64"))
struct Arm64Tests {
  @Test(arguments: WholeProgram.all, ["cortex-a72"])
  func `code for arm64 gives the same bits`(program: WholeProgram, processor: String) throws {
    let evaluator = try program.evaluator()
    let found = try Arm64Machine.values(evaluator, processor: processor)
    evaluator.run()
    let expected = evaluator.program.outputs.indices.flatMap { evaluator.value($0).doubles }
    let difference = WholeProgram.difference(found, expected)
    #expect(difference == nil)
  }

  @Test(arguments: WholeProgram.all)
  func `quick code for arm64 gives the same bits`(program: WholeProgram) throws {
    let found = try Arm64Machine.values(program.evaluator(level: 0), processor: "generic")
    let difference = WholeProgram.difference(found, try program.values())
    #expect(difference == nil)
  }

  @Test(arguments: WholeProgram.all, [0, 1])
  func `code calls nothing but copies of memory`(program: WholeProgram, level: Int) throws {
    let compiled = try program.evaluator(level: level).program
    let host = CodeTarget.host(try #require(LLVMLibrary.shared))
    for target in [host, Arm64Machine.target("generic")] {
      let names = try Arm64Machine.undefinedNames(compiled.object(for: target))
      #expect(
        names.subtracting(["memcpy", "memset", "_GLOBAL_OFFSET_TABLE_"]).isEmpty, "\(target.triple): \(names.sorted())")
    }
  }
}

/// An arm64 processor that is emulated, and the tools that make programs for it.
private enum Arm64Machine {
  private static let compiler = BuiltProgram(tool: "aarch64-linux-gnu-gcc")
  private static let listing = BuiltProgram(tool: "aarch64-linux-gnu-nm")
  /// The emulator: qemu-aarch64, or its static build.
  private static let emulator = ["qemu-aarch64", "qemu-aarch64-static"].first(where: isPresent)

  /// Whether the tools are installed.
  static let isPresent = emulator != nil && isPresent("aarch64-linux-gnu-gcc") && isPresent("aarch64-linux-gnu-nm")
  /// Whether libLLVM has the target.
  static let isTargeted = LLVMLibrary.shared?.prepare(triple: target("generic").triple) ?? false

  private static func isPresent(_ tool: String) -> Bool {
    (try? BuiltProgram(tool: tool).run(["--version"]))?.status == 0
  }

  static func target(_ processor: String) -> CodeTarget {
    CodeTarget(processor: processor, features: "", triple: "aarch64-unknown-linux-gnu")
  }

  /// The values of the outputs, computed from what an evaluator's memory holds.
  static func values(_ evaluator: NativeEvaluator, processor: String) throws -> [Double] {
    let program = evaluator.program
    return try withFolder { folder in
      let file = { (name: String) in folder.appendingPathComponent(name) }
      try Data(program.object(for: target(processor))).write(to: file("code.o"))
      try Data(driver.utf8).write(to: file("driver.c"))
      try evaluator.withBlocks { blocks in
        var memory = Data()
        for block in blocks { withUnsafeBytes(of: Int64(block.count)) { memory.append(contentsOf: $0) } }
        for block in blocks { memory.append(contentsOf: block) }
        try memory.write(to: file("memory"))
      }
      try run(
        compiler,
        ["-static", "-DENTRY=\(program.entryName)"] + ["driver.c", "code.o"].map { file($0).path }
          + ["-o", file("program").path])
      let machine = BuiltProgram(tool: try #require(emulator))
      try run(machine, ["program", "memory", "output"].map { file($0).path })
      return try Data(contentsOf: file("output")).withUnsafeBytes { bytes in
        let base = try #require(bytes.baseAddress)
        return zip(program.outputs, program.outputOffsets).flatMap { TensorView($0.type, base + $1).array.doubles }
      }
    }
  }

  /// The names that an object file, of any processor, wants from others.
  static func undefinedNames(_ object: [UInt8]) throws -> Set<String> {
    try withFolder { folder in
      let file = folder.appendingPathComponent("code.o")
      try Data(object).write(to: file)
      let lines = try run(listing, ["--undefined-only", "--format=posix", file.path]).split(separator: "\n")
      return Set(lines.compactMap { $0.split(separator: " ").first.map(String.init) })
    }
  }

  @discardableResult
  private static func run(_ tool: BuiltProgram, _ arguments: [String]) throws -> String {
    let outcome = try tool.run(arguments)
    try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  private static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Reads the sizes of the blocks and then the blocks, calls the code, and writes the second block, the output.
  private static let driver = """
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>

    void ENTRY(const void *, void *, void *, const void *, const void *);

    int main(int count, char **arguments) {
      int64_t sizes[4];
      void *blocks[4];
      void *context[2] = {0, 0};
      FILE *memory = count == 3 ? fopen(arguments[1], "rb") : 0;
      if (!memory || fread(sizes, sizeof *sizes, 4, memory) != 4) return 1;
      for (int i = 0; i < 4; i++) {
        blocks[i] = aligned_alloc(64, (sizes[i] + 127) / 64 * 64);
        if (!blocks[i] || fread(blocks[i], 1, sizes[i], memory) != sizes[i]) return 2;
      }
      ENTRY(blocks[0], blocks[1], blocks[2], blocks[3], context);
      FILE *output = fopen(arguments[2], "wb");
      if (!output || fwrite(blocks[1], 1, sizes[1], output) != sizes[1] || fclose(output)) return 3;
      return 0;
    }

    """
}
