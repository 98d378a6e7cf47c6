// The line of populations' progress, on a terminal and elsewhere.

import ApusInference
import Testing

@Suite struct PopulationPrinterTests {
  @Test func `on a terminal one line is drawn over, and it fits`() {
    var terminal = FakeTerminal(width: 40, height: 6)
    let long = Collected()
    let printer = PopulationPrinter("Tempered SMC", isLive: true, width: 39, write: long.add)
    for stage in 0..<5 {
      let runs = (0..<3).map {
        PopulationProgress(run: $0, stageCount: stage + $0, inverseTemperature: min(Double(stage + $0) * 0.25, 1))
      }
      #expect(printer.handle(runs))
      terminal.write(long.take())
      #expect(terminal.unknown.isEmpty && terminal.isClearFromCursor)
      #expect(terminal.linesAboveCursor.count == 1)
    }
    #expect(terminal.linesAboveCursor == ["Tempered SMC  3/3 runs ended  stage 4 t"])
  }

  @Test func `the line says how far the runs are that have not ended`() {
    let text = Collected()
    let printer = PopulationPrinter("Tempered SMC", isLive: true, width: 200, write: text.add)
    _ = printer.handle([
      PopulationProgress(run: 0, stageCount: 9, inverseTemperature: 1),
      PopulationProgress(run: 1, stageCount: 5, inverseTemperature: 0.0312),
      PopulationProgress(run: 2, stageCount: 7, inverseTemperature: 0.25),
    ])
    let line = text.take()
    #expect(
      line.contains("Tempered SMC  1/3 runs ended  stage 5 to 7, inverse temperature 0.0312 to 0.250  00:00"), "\(line)"
    )
  }

  @Test func `elsewhere there is a line at the end, once`() {
    let text = Collected()
    let printer = PopulationPrinter("Tempered SMC", isLive: false, width: 80, write: text.add)
    let end = PopulationProgress(run: 0, stageCount: 4, inverseTemperature: 1)
    _ = printer.handle([PopulationProgress(run: 0, stageCount: 1, inverseTemperature: 0.1)])
    #expect(text.take().isEmpty)
    _ = printer.handle([end])
    #expect(text.take() == "Tempered SMC  1/1 runs ended  stage 4, inverse temperature 1.00  00:00\n")
    _ = printer.handle([end])
    #expect(text.take().isEmpty)
  }
}

/// What was written since it was last taken.
private final class Collected {
  private var text = ""
  func add(_ more: String) { text += more }
  func take() -> String {
    defer { text = "" }
    return text
  }
}
