// The emitted elementary functions against mpmath's numbers, and their bits against those of other widths and processors.

import ApusTestSupport
import Testing

import ApusNative

/// The numbers of Scripts/reference/native-elementary.py: a list of rows for each function.
enum ElementaryReference {
  static let rows: Result<[String: [[Double]]], any Error> = Result { try Reference.load("native-elementary") }

  /// The rows of a function, and its operands as columns.
  static func load(_ function: ElementaryFunction) throws -> (rows: [[Double]], columns: [[Double]]) {
    let rows = try #require(try rows.get()[function.name])
    return (rows, (0..<function.inputCount).map { index in rows.map { $0[index] } })
  }
}

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct MathReferenceTests {
  @Test(arguments: ElementaryFunction.all)
  func `errors are below what each function states, on its whole domain`(function: ElementaryFunction) throws {
    let (rows, columns) = try ElementaryReference.load(function)
    let results = try function.kernel()(columns)[0]
    for (row, result) in try paired(rows, results) {
      let inputs = Array(row[..<function.inputCount])
      let error = function.error(result, at: inputs, value: row[inputs.count], rest: row[inputs.count + 1])
      #expect(error <= function.bound, "\(function.name)\(inputs) = \(row[inputs.count]), not \(result)")
    }
  }

  @Test(arguments: ElementaryFunction.all)
  func `scalars have the bits of vectors`(function: ElementaryFunction) throws {
    let (_, columns) = try ElementaryReference.load(function)
    let (vectors, scalars) = (try function.kernel()(columns)[0], try function.kernel(isVector: false)(columns)[0])
    #expect(try paired(vectors, scalars).allSatisfy { $0.hasSameBits(as: $1) })
  }

  @Test(arguments: ElementaryFunction.all)
  func `every processor gives the same bits`(function: ElementaryFunction) throws {
    let host = CodeTarget.host(try #require(LLVMLibrary.shared))
    let (_, columns) = try ElementaryReference.load(function)
    let expected = try function.kernel()(columns)[0]
    for (processor, needs) in [
      ("haswell", ["+avx2", "+fma"]), ("skylake-avx512", ["+avx512f", "+avx512dq", "+avx512bw"]),
    ] {
      let features = host.features.split(separator: ",")
      guard needs.allSatisfy({ features.contains(Substring($0)) }) else { continue }
      let target = CodeTarget(processor: processor, features: "", triple: host.triple)
      let results = try function.kernel(target: target)(columns)[0]
      #expect(try paired(expected, results).allSatisfy { $0.hasSameBits(as: $1) }, "\(processor)")
    }
    var quick = host
    quick.level = 0
    let results = try function.kernel(target: quick)(columns)[0]
    #expect(try paired(expected, results).allSatisfy { $0.hasSameBits(as: $1) }, "level 0")
  }

  @Test func `functions that share work have the bits that they have alone`() throws {
    let angles = try ElementaryReference.load(try #require(ElementaryFunction.all.first { $0.name == "sine" })).columns[
      0]
    let both = try MathKernel { [$0.sine($1[0]), $0.cosine($1[0]), $0.tangent($1[0])] }([angles])
    let alone = [
      try MathKernel { [$0.sine($1[0])] }(angles), try MathKernel { [$0.cosine($1[0])] }(angles),
      try MathKernel { [$0.tangent($1[0])] }(angles),
    ]
    for (shared, single) in try paired(both, alone) {
      #expect(try paired(shared, single).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }
}

extension ElementaryFunction {
  /// The compiled function.
  func kernel(isVector: Bool = true, target: CodeTarget? = nil) throws -> MathKernel {
    try MathKernel(inputs: inputCount, isVector: isVector, target: target) { [emit(&$0, $1)] }
  }
}

extension Double {
  /// Whether both have the same bits, or are NaN.
  func hasSameBits(as other: Double) -> Bool { bitPattern == other.bitPattern || (isNaN && other.isNaN) }
}
