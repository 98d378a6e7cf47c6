// The simulations of a calibration on their threads.

internal import ApusDiagnostics
internal import ApusInference
internal import ApusSystem
internal import Synchronization

/// A calibration in progress: threads take one simulation after another.
final class CalibrationRun: Sendable {
  private struct State: Sendable {
    var done: [Calibration.Simulation]
    /// The numbers of the simulations that no thread has taken, the next one last.
    var waiting: [Int]
    var file: CalibrationFile?
    var error: ModelError?
  }

  private let simulator: Simulator
  private let count: Int
  private let state: Mutex<State>
  private let stop = StopFlag.current ?? StopFlag()

  init(_ simulator: Simulator, count: Int, file: CalibrationFile?) {
    let done = (file?.simulations ?? []).filter { $0.number < count }
    let known = Set(done.map(\.number))
    self.simulator = simulator
    self.count = count
    state = Mutex(State(done: done, waiting: (0..<count).reversed().filter { !known.contains($0) }, file: file))
  }

  func run(threads: Int?, progress: ((Int) -> Bool)?) throws(ModelError) -> Calibration {
    let waiting = state.withLock { $0.waiting.count }
    let isShown = RunAnnouncement.printer(shows: nil) != nil
    if waiting > 0 {
      WorkerThread.share(on: min(threads ?? Machine.processorCount, waiting)) {
        StopFlag.$current.withValue(self.stop) { self.work() }
      } watch: { isDue in
        guard isDue else { return }
        let done = state.withLock { $0.done.count }
        if let progress, !progress(done) { stop.raise() }
        if isShown, progress == nil { StandardError.say("\rcalibration: \(done) of \(count) simulations") }
      }
      if isShown, progress == nil { StandardError.say("\n") }
    }
    let (done, file, error) = state.withLock { ($0.done, $0.file, $0.error) }
    if let error { throw error }
    do throws(CalibrationError) { try file?.end() } catch { throw .calibration(error) }
    return Calibration(
      names: simulator.names, drawCount: simulator.settings.rankedCount, requestedCount: count, simulations: done)
  }

  private func work() {
    do throws(ModelError) {
      let worker = try simulator.makeWorker()
      while !stop.isRaised, let number = state.withLock({ $0.waiting.popLast() }) {
        guard let simulation = simulator.simulation(number, by: worker) else { return }
        try state.withLock { state throws(ModelError) in
          do throws(CalibrationError) { try state.file?.append(simulation) } catch { throw .calibration(error) }
          state.done.append(simulation)
        }
      }
    } catch {
      state.withLock { $0.error = $0.error ?? error }
      stop.raise()
    }
  }
}
