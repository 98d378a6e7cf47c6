// Is the planet search to be trusted? `make coverage` puts planets into velocities, looks for them, and counts what comes back.

internal import ApusProgram
internal import ApusSystem
internal import ArgumentParser
internal import Foundation
internal import Synchronization

/// Runs systems and prints a line for each, and the summary.
@main
struct PlanetCoverageProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "PlanetCoverage",
    abstract: "Finds and fits planets that are known, and counts how often the fit is right.")

  @Option(help: "The number of systems.") var systems = 200
  @Option(help: "The number of the first system.") var first = 0
  @Option(help: "The seed from which systems are made.") var seed: UInt64 = 1
  @Option(help: "How many systems are fitted at a time.") var threads = 2
  @Option(help: "The draws of each of four chains.") var draws = 2000
  @Option(help: "The draws before them.") var warmup = 600
  @Option(
    help: "The least amplitude of a planet, in units of its standard error: below 8 many are not to be found.")
  var leastAmplitude = 8.0
  @Option(help: "The greatest amplitude of a planet, in the same units.") var greatestAmplitude = 200.0
  @Flag(help: "Look for planets only, and sample no posterior.") var searchOnly = false
  @Flag(help: "Print all outcomes as JSON.") var json = false
  @Flag(help: "Print the velocities of the first system as CSV, and do nothing else.") var velocities = false

  func validate() throws {
    guard leastAmplitude > 0, leastAmplitude <= greatestAmplitude, greatestAmplitude.isFinite else {
      throw ValidationError("--least-amplitude must be above 0 and at most --greatest-amplitude")
    }
  }

  private var amplitudes: ClosedRange<Double> { leastAmplitude...greatestAmplitude }

  func run() throws {
    if velocities {
      print(SyntheticSystem(seed: seed, number: first, amplitudes: amplitudes).text, terminator: "")
      return
    }
    let settings = CoverageRun(
      seed: seed, isSampling: !searchOnly, draws: draws, warmup: warmup, amplitudes: amplitudes)
    let numbers = Array(first..<(first + systems))
    let state = Mutex<(next: Int, outcomes: [SystemOutcome])>((0, []))
    let isQuiet = json
    WorkerThread.share(on: max(1, threads)) {
      while true {
        let place = state.withLock { state in
          state.next += 1
          return state.next - 1
        }
        guard place < numbers.count else { return }
        let outcome = settings.outcome(numbers[place])
        state.withLock { state in
          state.outcomes.append(outcome)
          if !isQuiet { print(outcome.line) }
        }
      }
    } watch: { _ in
      fflush(nil)
    }
    let outcomes = state.withLock { $0.outcomes }.sorted { $0.number < $1.number }
    print(json ? try jsonText(outcomes) : CoverageReport(outcomes: outcomes).text)
  }
}
