// Laws of the live table on a fake terminal: it fits any size, and is drawn over itself after any change of size.

import ApusInference
import ApusRandom
import Synchronization
import Testing

@Suite struct LiveTableTests {
  /// Chains in any state.
  static func chains(_ count: Int, using generator: inout Philox4x64) -> [ChainProgress] {
    (0..<count).map { chain in
      let iteration = Int(generator.next() % 2001)
      let phases: [ChainProgress.Phase] = [.waiting, .warmup, .sampling, .finished]
      let scale = Int(generator.next() % 4 == 0 ? 1_000_000 : 1)
      return ChainProgress(
        chain: chain, phase: phases[Int(generator.next() % 4)], iteration: iteration * scale,
        iterationCount: 2000 * scale, divergenceCount: Int(generator.next() % 3) * scale, stepSize: 0.25,
        gradientCount: iteration * 31 * scale, elapsed: .seconds(Int(generator.next() % 400_000)))
    }
  }

  @Test func `the table fits, and the cursor moves up by what was drawn, after any sequence of sizes`() {
    var generator = Philox4x64(seed: 15)
    let counts = [1, 2, 3, 4, 8, 12, 40, 64, 300, 1000]
    for run in 0..<120 {
      let size = Mutex(TerminalSize(columns: 80, rows: 24))
      let frames = Mutex<[String]>([])
      let printer = ProgressPrinter(
        style: .table, plainInterval: .seconds(5), ticks: false, size: { size.withLock { $0 } },
        write: { text in frames.withLock { $0.append(text) } })
      var terminal = FakeTerminal(width: 80, height: 24)
      var chains = Self.chains(counts[run % counts.count], using: &generator)
      var drawnLineCount = 0
      for step in 0..<12 {
        let (width, height) = (20 + Int(generator.next() % 181), 3 + Int(generator.next() % 58))
        size.withLock { $0 = TerminalSize(columns: width, rows: height) }
        terminal.resize(width: width, height: height)
        let all = Self.chains(chains.count, using: &generator)
        chains = step < 2 || step > 9 ? all.map { with($0, phase: step < 2 ? .compiling : .writing) } : all
        #expect(printer.handle(chains))
        let frame = frames.withLock { $0.removeFirst() }
        let moveCount = terminal.movesUp.count
        terminal.write(frame)
        #expect(terminal.unknown.isEmpty)
        #expect(terminal.movesUp.dropFirst(moveCount) == (drawnLineCount > 0 ? [drawnLineCount] : []))
        let lines = frame.split(separator: "\n").map(plain)
        drawnLineCount = frame.filter { $0 == "\n" }.count
        let texts = lines.prefix(drawnLineCount)
        #expect(drawnLineCount >= 1 && drawnLineCount <= height - 1, "\(chains.count) chains, \(height) lines")
        #expect(texts.allSatisfy { $0.count < width }, "\(texts)")
        // The terminal shows exactly this, and nothing is left below.
        let shown = terminal.linesAboveCursor.suffix(drawnLineCount)
        #expect(Array(shown) == texts.map { trimmed($0) })
        #expect(terminal.isClearFromCursor)
      }
    }
  }

  private func with(_ chain: ChainProgress, phase: ChainProgress.Phase) -> ChainProgress {
    var chain = chain
    chain.phase = phase
    return chain
  }

  private func plain(_ line: Substring) -> String {
    String(line.replacing(/\u{1B}\[[0-9]*[AKJ]/, with: "").replacing("\r", with: ""))
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }

  /// What a terminal of a size shows of one reading.
  private func shown(_ chains: [ChainProgress], columns: Int, rows: Int) -> [String] {
    let frames = Mutex("")
    let printer = ProgressPrinter(
      style: .table, plainInterval: .seconds(5), ticks: false,
      size: { TerminalSize(columns: columns, rows: rows) }, write: { text in frames.withLock { $0 += text } })
    _ = printer.handle(chains)
    return frames.withLock { $0 }.split(separator: "\n").map { trimmed(plain($0)) }
  }

  @Test func `64 chains on few lines: those with divergences and those behind are shown, the others share a line`() {
    let chains = (0..<64).map { chain in
      ChainProgress(
        chain: chain, phase: .sampling, iteration: chain == 40 ? 100 : 620 + chain % 41, iterationCount: 2000,
        divergenceCount: chain == 17 ? 9 : 0, stepSize: 0.5, gradientCount: 5000, elapsed: .seconds(10))
    }
    let lines = shown(chains, columns: 110, rows: 7)
    #expect(lines.count == 6 && lines[0].hasPrefix("Chain Progress"))
    #expect(lines.dropFirst().prefix(4).map { $0.prefix(5) } == ["    0", "    1", "   17", "   40"], "\(lines)")
    #expect(lines[5] == "… and 60 more: 31 % to 32 %, 0 divergences")
    // Of two lines the table would have one chain; one line for all says more.
    #expect(shown(chains, columns: 110, rows: 3) == ["64 chains: 5 % to 32 %, 9 divergences"])
    #expect(shown(chains, columns: 24, rows: 3) == ["64 chains: 5 % to 32 %"])
    // All chains are there where there is room.
    #expect(shown(chains, columns: 110, rows: 66).count == 65 && shown(chains, columns: 110, rows: 65).count == 64)
  }

  @Test func `a phase has a line of its own, which goes when the chains begin`() {
    var generator = Philox4x64(seed: 16)
    let frames = Mutex<[String]>([])
    let printer = ProgressPrinter(
      style: .table, plainInterval: .seconds(5), ticks: false, size: { TerminalSize(columns: 80, rows: 24) },
      write: { text in frames.withLock { $0.append(text) } })
    var terminal = FakeTerminal(width: 80, height: 24)
    terminal.write("Apus: seed 5 was drawn\n")
    func show(_ phase: ChainProgress.Phase?) -> [String] {
      let chains = Self.chains(2, using: &generator)
      _ = printer.handle(phase.map { phase in chains.map { with($0, phase: phase) } } ?? chains)
      for frame in frames.withLock({ $0 }) { terminal.write(frame) }
      frames.withLock { $0 = [] }
      return terminal.linesAboveCursor
    }
    #expect(show(.building) == ["Apus: seed 5 was drawn", "Building the model  00:00"])
    #expect(show(.compiling) == ["Apus: seed 5 was drawn", "Compiling  00:00"])
    printer.clear()
    let lines = show(.verifying)
    #expect(lines == ["Apus: seed 5 was drawn", "Verifying gradient rules  00:00"])
    let table = show(nil)
    #expect(table.count == 4 && table[1].hasPrefix("Progress"))
    #expect(show(.writing).last == "Computing and writing what is kept  00:00")
    printer.clear()
    #expect(show(.done).count == 4 && terminal.isClearFromCursor)
  }

  @Test func `a run that fails before its chains leaves nothing`() {
    var generator = Philox4x64(seed: 17)
    let written = Mutex("")
    let printer = ProgressPrinter(
      style: .table, plainInterval: .seconds(5), ticks: false, size: { TerminalSize(columns: 80, rows: 24) },
      write: { text in written.withLock { $0 += text } })
    for phase in [ChainProgress.Phase.building, .verifying, .done] {
      _ = printer.handle(Self.chains(4, using: &generator).map { with($0, phase: phase) })
    }
    var terminal = FakeTerminal(width: 80, height: 24)
    terminal.write(written.withLock { $0 })
    #expect(terminal.linesAboveCursor.isEmpty && terminal.isClearFromCursor)
  }
}
