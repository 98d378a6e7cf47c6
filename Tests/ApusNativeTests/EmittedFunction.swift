// An emitted function under test: compiled at both widths and for several processors, compared with reference numbers.

import ApusTestSupport
import Foundation
import Testing

import ApusNative

/// An emitted function with its machine code for vectors and for scalars.
struct EmittedFunction {
  typealias Body = (inout IRBuilder, [IRValue]) -> [IRValue]

  let name: String
  private let inputCount: Int
  private let body: Body
  private let vectors: MathKernel
  private let scalars: MathKernel

  init(_ name: String, inputs inputCount: Int = 1, _ body: @escaping Body) throws {
    self.name = name
    self.inputCount = inputCount
    self.body = body
    vectors = try MathKernel(inputs: inputCount, isVector: true, body)
    scalars = try MathKernel(inputs: inputCount, isVector: false, body)
  }

  /// An emitted function of one number.
  init(_ name: String, _ body: @escaping (inout IRBuilder, IRValue) -> IRValue) throws {
    try self.init(name) { [body(&$0, $1[0])] }
  }

  /// The values at rows of arguments, which both widths must give to the bit, on all processors that can be tried here.
  func values(_ rows: [[Double]], location: SourceLocation = #_sourceLocation) throws -> [Double] {
    let columns = (0..<inputCount).map { column in rows.map { $0[column] } }
    let values = vectors(columns)[0]
    #expect(Self.isSame(values, scalars(columns)[0]), "\(name): widths differ", sourceLocation: location)
    for target in Self.otherTargets() {
      let kernel = try MathKernel(inputs: inputCount, target: target, body)
      #expect(Self.isSame(values, kernel(columns)[0]), "\(name): \(target.processor) differs", sourceLocation: location)
    }
    return values
  }

  /// Expects the function to agree with the first value of rows that begin with its arguments.
  ///
  /// - Parameter scale: what errors are at least relative to.
  func expect(
    _ rows: [[Double]], within tolerance: Double, scale: ([Double]) -> Double = { _ in 0 },
    location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(rows.count >= 20, sourceLocation: location)
    var worst = (error: -1.0, text: "")
    for (row, value) in try paired(rows, try values(rows, location: location)) {
      let expected = row[inputCount]
      let error = Self.error(of: value, expected, scale(row))
      if !(error <= worst.error) {
        worst = (error, "\(name)\(row[..<inputCount]) = \(value), not \(expected), error \(error)")
      }
      if error.isNaN { break }
    }
    #expect(worst.error <= tolerance, "\(worst.text)", sourceLocation: location)
  }

  /// Expects the function to agree with another, its Op's, at arguments.
  func expect(
    _ arguments: [[Double]], agreeTo tolerance: Double = 1e-12, scale: Double = 0,
    location: SourceLocation = #_sourceLocation, _ other: ([Double]) -> Double
  ) throws {
    try expect(
      arguments.map { $0 + [other($0)] }, within: tolerance, scale: { _ in scale }, location: location)
  }

  /// Expects values at edges, NaN being equal to NaN and the sign of a zero counting.
  func expectEdges(_ edges: [([Double], Double)], location: SourceLocation = #_sourceLocation) throws {
    for ((arguments, expected), value) in try paired(edges, try values(edges.map(\.0), location: location)) {
      let isSame = (value.isNaN && expected.isNaN) || (value == expected && value.sign == expected.sign)
      #expect(isSame, "\(name)\(arguments) is \(value), not \(expected)", sourceLocation: location)
    }
  }

  /// The error relative to the larger of the expected value and a scale; zero within two spacings of subnormal numbers.
  static func error(of value: Double, _ expected: Double, _ scale: Double) -> Double {
    if value == expected || (value.isNaN && expected.isNaN) { return 0 }
    let difference = abs(value - expected)
    if abs(expected) < 0x1p-1022, difference <= 2 * Double.leastNonzeroMagnitude { return 0 }
    return difference / max(abs(expected), scale)
  }

  /// Whether numbers have the same bits, all NaN taken for one.
  private static func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
  }

  /// Older processors whose code this one runs, and this one with the quick code generator.
  static func otherTargets() -> [CodeTarget] {
    guard let library = LLVMLibrary.shared else { return [] }
    let host = CodeTarget.host(library)
    var quick = host
    quick.level = 0
    let features = Set(host.features.split(separator: ",").map(String.init))
    let processors = [
      ("haswell", ["+avx2", "+fma", "+bmi2"]),
      ("skylake-avx512", ["+avx512f", "+avx512vl", "+avx512dq", "+avx512bw"]),
    ]
    let older = processors.filter { features.isSuperset(of: $0.1) }
    return [quick] + older.map { CodeTarget(processor: $0.0, features: "", triple: host.triple) }
  }
}

/// The reference numbers of a family: those for the interpreter's functions, and those dense at the native pieces' ends.
struct FunctionReference {
  /// The rows of native-special.
  static let native: Result<[String: [[Double]]], any Error> = Result { try Reference.load("native-special") }

  private let tables: [[String: [[Double]]]]

  init(_ family: String) throws {
    tables = [try Reference.load("special-\(family)"), try Reference.load("native-special")]
  }

  /// The rows of a function, in both files where both have them.
  func rows(_ name: String) -> [[Double]] { tables.flatMap { $0[name] ?? [] } }
}

/// Numbers of both signs spread evenly in the logarithm, and some spread evenly.
func numbers(from low: Double, to high: Double, seed: UInt64) -> [[Double]] {
  var random = TestNumbers(seed: seed)
  let spread = (0..<200).map { _ in low * pow(high / low, random.uniform()) * (random.uniform() < 0.5 ? 1 : -1) }
  return (spread + (0..<200).map { _ in random.uniform(-12, 12) }).map { [$0] }
}
