// A damaged snapshot is refused, or goes on as the whole one would: each list in it longer, shorter, empty, or with a NaN.

import ApusInference
import ApusRandom
import Testing

@Suite struct DamagedSnapshotTests {
  /// All states with one list damaged in one way, each with a name for it.
  private static func damaged(_ state: StoredState, _ path: String = "") -> [(name: String, state: StoredState)] {
    var found: [(String, StoredState)] = []
    func add(_ how: String, _ changed: StoredState) {
      if changed != state { found.append(("\(path) \(how)", changed)) }
    }
    switch state {
    case .reals(let numbers):
      add("longer", .reals(numbers + [numbers.last ?? 0.5]))
      add("much longer", .reals(numbers + [Double](repeating: 1, count: 100)))
      add("shorter", .reals(Array(numbers.dropLast())))
      add("empty", .reals([]))
      for place in numbers.indices {
        var changed = numbers
        changed[place] = .nan
        add("NaN at \(place)", .reals(changed))
      }
    case .list(let elements):
      add("longer", .list(elements + [elements.last ?? .integer(1)]))
      add("shorter", .list(Array(elements.dropLast())))
      add("empty", .list([]))
      for place in elements.indices {
        for (name, element) in damaged(elements[place], "\(path)[\(place)]") {
          var changed = elements
          changed[place] = element
          found.append((name, .list(changed)))
        }
      }
    case .record(let values):
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        for (name, element) in damaged(value, path.isEmpty ? key : "\(path).\(key)") {
          found.append((name, .record(values.merging([key: element]) { $1 })))
        }
      }
    default: break
    }
    return found
  }

  /// The draws that a chain makes from a snapshot, and its state in the end.
  private func end(
    of snapshot: ChainSnapshot, _ plan: SamplingPlan, _ target: any Target
  ) throws -> (bits: [UInt64], state: ChainSnapshot) {
    let chain = try Chain(resuming: snapshot, of: plan, target)
    var bits: [UInt64] = []
    while !chain.isFinished {
      _ = try chain.advance()
      bits += chain.positionBuffer.map(\.bitPattern)
    }
    return (bits, try chain.snapshot())
  }

  @Test(arguments: SamplerTable.rows.map(\.name), [1, 3])
  func `a chain goes on from a whole snapshot only`(name: String, dimension: Int) throws {
    let row = try #require(SamplerTable.named(name))
    let target = Targets.standardNormal(dimension)
    for sampler in [row.adaptive, row.fixed(dimension)] {
      let plan = SamplingPlan(sampler: sampler, drawCount: 10, warmupCount: 60, seed: 3)
      let chain = try Chain(0, of: plan, target)
      var (iteration, tried, refused) = (0, 0, 0)
      for stop in [0, 1, 2, 30, 59, 60, 65] {
        while iteration < stop {
          _ = try chain.advance()
          iteration += 1
        }
        let snapshot = try chain.snapshot()
        let whole = try end(of: snapshot, plan, target)
        for (damage, state) in Self.damaged(try StoredState(snapshot)) {
          tried += 1
          do {
            let other = try end(of: state.decoded(as: ChainSnapshot.self), plan, target)
            #expect(other.bits == whole.bits && other.state == whole.state, "\(name) after \(stop): \(damage)")
          } catch { refused += 1 }
        }
      }
      #expect(tried > 50 && refused > tried / 2)
    }
  }

  @Test func `what is wrong with a snapshot is a typed error`() throws {
    for row in SamplerTable.rows {
      let plan = SamplingPlan(sampler: row.adaptive, drawCount: 10, warmupCount: 60, seed: 3)
      let chain = try Chain(0, of: plan, Targets.standardNormal(2))
      for _ in 0..<30 { _ = try chain.advance() }
      let snapshot = try chain.snapshot()
      for (damage, state) in Self.damaged(try StoredState(snapshot)) {
        guard let damaged = try? state.decoded(as: ChainSnapshot.self) else { continue }
        do throws(SamplingError) { _ = try Chain(resuming: damaged, of: plan, Targets.standardNormal(2)) } catch {
          #expect(error.description.contains("chain 0"), "\(row.name): \(damage): \(error)")
        }
      }
    }
  }

  @Test func `a population goes on from a whole snapshot only`() throws {
    let target = NormalPriorTarget(scales: [3, 3]) { -0.5 * ($0[0] - 1) * ($0[0] - 1) * 40 - 8 * $0[1] * $0[1] }
    let plan = PopulationPlan(sampler: TemperedSMC(particles: 40), runCount: 1, seed: 5)
    let stages = Stages()
    let whole = try resumePopulations(from: [], plan: plan, of: target, threads: 1, observe: { stages.add($0) })
    #expect(stages.all.count > 2)
    var refused = 0
    for snapshot in [stages.all[0], stages.all[1]] {
      let all = Self.damaged(try StoredState(snapshot))
      // The particles are many, and alike: a NaN in some of them.
      for (damage, state) in all
      where !damage.contains("NaN") || damage.hasSuffix("NaN at 0") || damage.hasSuffix("NaN at 79") {
        do {
          let damaged = try state.decoded(as: PopulationSnapshot.self)
          let other = try resumePopulations(from: [damaged], plan: plan, of: target, threads: 1)
          #expect(other.populations[0].positions == whole.populations[0].positions, "\(damage)")
          #expect(other.populations[0].stages == whole.populations[0].stages, "\(damage)")
        } catch { refused += 1 }
      }
    }
    #expect(refused > 10)
  }

  @Test func `an ascent goes on from a whole state only`() throws {
    let density = ClosureLogDensity(dimension: 3) { q, gradient in
      // Rosenbrock's valley, with a third coordinate.
      let (a, b) = (1 - q[0], q[1] - q[0] * q[0])
      gradient[0] = 2 * a + 40 * b * q[0]
      gradient[1] = -20 * b
      gradient[2] = -2 * q[2]
      return -a * a - 10 * b * b - q[2] * q[2]
    }
    var states: [AscentState] = []
    let whole = try maximum(of: density, from: [[-1.2, 1, 0.5]]) { state in
      states.append(state)
      return true
    }
    #expect(states.count > 8)
    var refused = 0
    for state in [states[0], states[3], states[7]] {
      for (damage, changed) in Self.damaged(try StoredState(state)) {
        do {
          let other = try resumeMaximum(from: [changed.decoded(as: AscentState.self)], of: density)
          #expect(other.ascents == whole.ascents, "\(damage)")
        } catch { refused += 1 }
      }
    }
    #expect(refused > 30)
  }
}

/// The states of a run after its stages.
private final class Stages: @unchecked Sendable {
  private(set) var all: [PopulationSnapshot] = []
  func add(_ snapshot: PopulationSnapshot) { all.append(snapshot) }
}
