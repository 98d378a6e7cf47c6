// The score of the check of native code: faults found, and right code refused.

internal import ApusExtension
import ApusNative

/// What the check did with broken code and with right code.
package struct NativeMutationScore: Sendable, CustomStringConvertible {
  /// The programs that were broken, and the right ones that were refused.
  package private(set) var programCount = 0
  package private(set) var falseAlarms: [String] = []
  /// The mistakes that change a result, those of them that were found, and the others.
  package private(set) var faultCounts: [CodeMutation: (all: Int, found: Int)] = [:]
  package private(set) var missed: [String] = []
  /// The mistakes that change nothing that could be seen.
  package private(set) var harmlessCount = 0

  package init() {}

  /// The part of an element's size that a mistake must change: of the largest value at the points where it is tried.
  private static let leastChange = 1e-9
  /// How many times more than rounding a mistake must change: less is no mistake of the code.
  private static let timesRounding = 1000.0

  package var faultCount: Int { faultCounts.values.reduce(0) { $0 + $1.all } }
  package var foundCount: Int { faultCounts.values.reduce(0) { $0 + $1.found } }

  /// Whether the figures that are required are reached.
  package var isEnough: Bool {
    faultCount > 0 && Double(foundCount) >= 0.99 * Double(faultCount) && falseAlarms.isEmpty
  }

  package var description: String {
    let kinds = CodeMutation.allCases.map { kind in
      let (all, found) = faultCounts[kind] ?? (0, 0)
      return "\(kind.rawValue) \(found)/\(all)"
    }
    return "found \(foundCount) of \(faultCount) faults (\(kinds.joined(separator: ", "))); "
      + "\(harmlessCount) changed nothing; false alarms \(falseAlarms.count) of \(programCount)"
  }

  /// Breaks the code of a model in each way.
  package mutating func breakInEveryWay(_ subject: NativeSubject, _ kinds: [CodeMutation], seed: UInt64) throws {
    var random = Philox4x64(seed: seed, stream: 7)
    let model = try subject.model(&random)
    programCount += 1
    let density: ModelLogDensity
    do { density = try model.logDensityFunction(backend: .native) } catch {
      falseAlarms.append("\(subject.name), seed \(seed): \(error)")
      return
    }
    guard let native = density.native else { return }
    let (checked, count) = model.nativeCheckPoints(of: native)
    let effect = try Effect(model, native, density.layout, &random)
    for kind in kinds {
      var isBroken = false
      let mutant = try? NativeProgram(native) { text in
        guard let broken = kind.apply(to: text, &random) else { return text }
        isBroken = true
        return broken
      }
      guard isBroken, let mutant else { continue }
      guard let change = try effect.change(mutant) else {
        harmlessCount += 1
        continue
      }
      let isFound = try NativeCheck(mutant, data: model.dataBindings).firstMismatch(at: checked, enough: count) != nil
      let (all, found) = faultCounts[kind] ?? (0, 0)
      faultCounts[kind] = (all + 1, found + (isFound ? 1 : 0))
      if !isFound { missed.append("\(kind.rawValue) in \(subject.name), seed \(seed): \(change)") }
    }
  }

  /// Adds another score.
  package mutating func add(_ other: NativeMutationScore) {
    programCount += other.programCount
    falseAlarms += other.falseAlarms
    for (kind, count) in other.faultCounts {
      let (all, found) = faultCounts[kind] ?? (0, 0)
      faultCounts[kind] = (all + count.all, found + count.found)
    }
    missed += other.missed
    harmlessCount += other.harmlessCount
  }

  /// What right code computes at points of its own, against which broken code is measured.
  private struct Effect {
    let data: [Tensor: NDArray]
    let points: [[NDArray]]
    let values: [[Double]]
    let least: [Double]

    init(
      _ model: Model, _ native: NativeProgram, _ layout: PositionLayout, _ random: inout Philox4x64
    ) throws {
      data = model.dataBindings
      let origin = try model.initialPosition()
      points = [0.1, 0.4, 0.8].map { step in
        let position = origin.map { ($0.isFinite ? $0 : 0) + step * random.number(-1...1) }
        return layout.entries.map { entry in
          NDArray(Array(position[entry.offset..<(entry.offset + entry.count)]), shape: entry.shape)
        }
      }
      let right = try points.map { [data] in try Self.values(native, data, $0) }
      values = right
      let check = NativeCheck(native, data: data)
      let changes = try points.map { try check.changesByRounding(at: $0).flatMap { $0 } }
      least = right[0].indices.map { element in
        let sizes = right.map { $0[element].magnitude }.filter(\.isFinite)
        let rounding = changes.map { $0[element] }.max() ?? 0
        return max(leastChange * (sizes.max() ?? 0), timesRounding * rounding)
      }
    }

    static func values(_ program: NativeProgram, _ data: [Tensor: NDArray], _ point: [NDArray]) throws -> [Double] {
      let evaluator = NativeEvaluator(program, try program.bind(data))
      for (index, value) in point.enumerated() { evaluator.load(index, value) }
      evaluator.run()
      return program.outputs.indices.flatMap { evaluator.value($0).doubles }
    }

    /// The first value that a mistake changes by enough, in words; nil where there is none.
    func change(_ mutant: NativeProgram) throws -> String? {
      for (number, point) in points.enumerated() {
        let found = try Self.values(mutant, data, point)
        for (element, right) in values[number].enumerated() where right.isFinite {
          let isClose = (found[element] - right).magnitude <= least[element]
          if !isClose { return "value \(element) is \(found[element]), not \(right)" }
        }
      }
      return nil
    }
  }
}
