// What is shown of the progress, to the letter.

import ApusInference
import ApusTestSupport
import Dispatch
import Synchronization
import Testing

@Suite struct ProgressTests {
  static let chains = [
    ChainProgress(
      chain: 0, phase: .sampling, iteration: 1500, iterationCount: 2000, divergenceCount: 3, stepSize: 0.4567,
      gradientCount: 12_345, elapsed: .seconds(30)),
    ChainProgress(
      chain: 1, phase: .warmup, iteration: 100, iterationCount: 2000, stepSize: 0.000_123_4, gradientCount: 700,
      elapsed: .seconds(40)),
    ChainProgress(chain: 2, phase: .waiting, iteration: 0, iterationCount: 2000),
    ChainProgress(
      chain: 3, phase: .finished, iteration: 2000, iterationCount: 2000, stepSize: 12.5, gradientCount: 9999,
      elapsed: .seconds(3725)),
  ]

  /// What a printer writes.
  final class Output: Sendable {
    private let parts = Mutex<[String]>([])
    var written: [String] { parts.withLock { $0 } }
    func write(_ text: String) { parts.withLock { $0.append(text) } }
  }

  private func printer(isLive: Bool, interval: Duration = .seconds(5), width: Int = 110) -> (ProgressPrinter, Output) {
    let output = Output()
    let printer = ProgressPrinter(
      style: isLive ? .table : .lines, plainInterval: interval, ticks: false,
      size: { TerminalSize(columns: width, rows: 24) }, write: { output.write($0) })
    return (printer, output)
  }

  /// The lines that a terminal shows, if it draws nothing over another.
  private func shown(_ output: Output) -> [String] {
    output.written.joined().split(separator: "\n").map { line in
      String(line.replacing("\r", with: "").replacing("\u{1B}[K", with: ""))
    }
  }

  @Test func `the table has a bar, and a column for each quantity`() {
    let (printer, output) = printer(isLive: true)
    #expect(printer.handle(Self.chains))
    #expect(
      shown(output) == [
        "Progress                          Draws  Divergences  Step size  Grad evals         Speed  Elapsed  Remaining",
        "━━━━━━━━━━━━━━━━━━━───────    1500/2000            3      0.457       12345        50.0/s    00:30      00:10",
        "━─────────────────────────     100/2000            0     1.2e-4         700        2.50/s    00:40      12:40",
        "──────────────────────────       0/2000            0          -           0             -    00:00          -",
        "━━━━━━━━━━━━━━━━━━━━━━━━━━    2000/2000            0       12.5        9999       0.537/s  1:02:05      00:00",
      ])
  }

  @Test func `eighty columns are enough for all quantities, by shorter titles`() {
    let (printer, output) = printer(isLive: true, width: 80)
    _ = printer.handle(Array(Self.chains.prefix(1)))
    #expect(
      shown(output) == [
        "Progress               Draws Diverg.    Step    Grads     Speed Elapsed    Left",
        "━━━━━━━━━━━━────   1500/2000       3   0.457    12345    50.0/s   00:30   00:10",
      ])
  }

  @Test func `no line is wider than the terminal, whatever its width`() {
    for width in [20, 30, 50, 79, 80, 100, 200] {
      let (printer, output) = printer(isLive: true, width: width)
      _ = printer.handle(Self.chains)
      for line in shown(output) { #expect(line.count < width, "\(line)") }
    }
  }

  @Test func `the table is drawn over itself`() {
    let (printer, output) = printer(isLive: true)
    for _ in 0..<3 { _ = printer.handle(Self.chains) }
    #expect(output.written.count == 3)
    #expect(!output.written[0].hasPrefix("\u{1B}["))
    #expect(output.written[1].hasPrefix("\u{1B}[5A\rProgress"))
    #expect(output.written[2] == output.written[1])
    #expect(output.written.allSatisfy { $0.hasSuffix("\n") })
  }

  @Test func `elsewhere there is a plain line for each running chain at first, and one when a chain ends`() {
    let (printer, output) = printer(isLive: false)
    _ = printer.handle(Self.chains)
    #expect(
      output.written == [
        """
        chain 0: sampling 1500/2000 at 50.0/s, 3 divergences, step size 0.457, 12345 gradients, elapsed 00:30, remaining 00:10
        chain 1: warmup 100/2000 at 2.50/s, 0 divergences, step size 1.2e-4, 700 gradients, elapsed 00:40, remaining 12:40
        chain 3: finished 2000/2000 at 0.537/s, 0 divergences, step size 12.5, 9999 gradients, elapsed 1:02:05, remaining 00:00

        """
      ])
    // Nothing new before the interval is over.
    _ = printer.handle(Self.chains)
    #expect(output.written.count == 1)
    var ended = Self.chains
    ended[0].phase = .finished
    ended[0].iteration = 2000
    _ = printer.handle(ended)
    #expect(output.written.count == 2)
    #expect(output.written[1].hasPrefix("chain 0: finished 2000/2000") && output.written[1].hasSuffix("\n"))
    #expect(output.written[1].split(separator: "\n").count == 1)
  }

  @Test func `after the interval the running chains are told of again`() {
    let (printer, output) = printer(isLive: false, interval: .zero)
    for _ in 0..<3 { _ = printer.handle(Self.chains) }
    #expect(output.written.count == 3)
    #expect(output.written[1].split(separator: "\n").count == 2)
  }

  @Test func `no text, no trap, for numbers of any size`() {
    let (printer, output) = printer(isLive: true, width: 200)
    let sizes = [
      0, .nan, .infinity, .leastNonzeroMagnitude, 9.99e-4, 0.000_999_99, 0.001, 0.099_96, 0.999_96, 9.9999, 99.96,
      999_999.6, 1e300,
    ]
    for stepSize in sizes {
      _ = printer.handle([
        ChainProgress(chain: 0, phase: .sampling, iteration: 0, iterationCount: 0, stepSize: stepSize)
      ])
    }
    let shown = output.written.map { $0.split(separator: "\n")[1].split(separator: " ").map(String.init)[3] }
    #expect(
      shown == [
        "0", "-", "-", "4.9e-324", "1.0e-3", "1.0e-3", "0.00100", "0.100", "1.00", "10.0", "100", "1000000",
        "1.0e300",
      ])
  }

  @Test func `a run reports at its end, at a bounded rate, numbers that only grow`() throws {
    var readings: [[ChainProgress]] = []
    // The first chain waits in the middle for the third reading: without it a busy machine may show the end alone.
    let hasReadings = DispatchSemaphore(value: 0)
    let begin = ContinuousClock.now
    let chains = try sample(
      Targets.funnel(20), draws: 9500, warmup: 500, chains: 3, seed: 1, threads: 2,
      progress: { chains in
        readings.append(chains)
        if readings.count == 3 { hasReadings.signal() }
        return true
      },
      observe: { chain, _ in if chain.index == 0 && chain.iteration == 5000 { hasReadings.wait() } })
    let tenths = (ContinuousClock.now - begin) / .milliseconds(100)
    #expect(Double(readings.count) <= tenths + 2)
    #expect(readings.count > 4)
    // The run has ended: the chains of the last reading are those of the one before.
    let end = readings.removeLast()
    let last = try #require(readings.last)
    #expect(end.allSatisfy { $0.phase == .done } && end.map(\.iteration) == last.map(\.iteration))
    for (progress, chain) in try paired(last, chains.chains) {
      #expect(progress.phase == .finished)
      #expect(progress.iteration == 10_000 && progress.iterationCount == 10_000)
      #expect(progress.divergenceCount == chain.divergences.count)
      #expect(progress.gradientCount == chain.gradientCount)
      #expect(progress.stepSize == chain.stepSize)
      #expect(progress.elapsed > .zero && progress.speed > 0 && progress.remaining == .zero)
    }
    for (earlier, later) in try neighbours(readings) {
      for (a, b) in try paired(earlier, later) {
        #expect(a.iteration <= b.iteration && a.gradientCount <= b.gradientCount && a.elapsed <= b.elapsed)
      }
    }
  }
}
