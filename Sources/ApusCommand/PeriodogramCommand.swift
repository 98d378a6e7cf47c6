// `apus periodogram`: which periods velocities have.

internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser
internal import Foundation

/// Shows the periodogram of velocities.
struct PeriodogramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "periodogram", abstract: "Show which periods a star's radial velocities have.",
    discussion: """
      The generalised Lomb-Scargle periodogram: at each frequency a sine, an offset for each instrument and, where asked, a \
      trend are fitted. The power is the share of χ² that the sine takes away. The false-alarm probability of a peak is that \
      noise alone has one as high anywhere among the periods (Baluev 2008).

      Example: apus periodogram star.csv --peaks 5 --out periodogram
      """)

  @OptionGroup var input: VelocityInput

  @Option(help: "The shortest period, in days.")
  var minPeriod: Double?

  @Option(help: "The longest period, in days; by default four times the time span.")
  var maxPeriod: Double?

  @Option(help: "The number of peaks to show.")
  var peaks = 10

  @Option(help: "A polynomial in time beside the sine: none, linear, quadratic.")
  var trend: TrendChoice = .none

  @Option(help: "A folder for the powers (periodogram.csv) and the picture (periodogram.svg).")
  var out: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(peaks) else { throw ValidationError("--peaks must be from 1 to 1000") }
    for (name, period) in [("--min-period", minPeriod), ("--max-period", maxPeriod)] {
      if let period, !FitRadialVelocity.possiblePeriods.contains(period) {
        throw ValidationError("\(name) must be between 0.01 and 10,000,000 days")
      }
    }
    guard trend != .auto else { throw ValidationError("--trend must be none, linear or quadratic here") }
    if let minPeriod, let maxPeriod, minPeriod >= maxPeriod {
      throw ValidationError("--min-period must be below --max-period")
    }
  }

  private struct Row: Encodable {
    let period, power, false_alarm_probability: Double
  }

  private struct Report: Encodable {
    let star: String
    let velocities: Int
    let span: Double
    let peaks: [Row]
    let notes: [String]
  }

  func run() throws { try ProgramFailure.saying("apus") { try show() } }

  private func show() throws {
    let reading = try input.read()
    let (table, notes) = (reading.table, reading.notes + reading.warnings)
    let output = try out.map { folder throws(ProgramFailure) in
      try FitOutput(folder, files: ["periodogram.csv", "periodogram.svg"])
    }
    let standard = Periodogram.defaultPeriods(span: table.span)
    let shortest = minPeriod ?? min(standard.lowerBound, (maxPeriod ?? .infinity) / 2)
    let longest = maxPeriod ?? max(standard.upperBound, 2 * shortest)
    let periodogram = Periodogram(table, periods: shortest...longest, trend: trend.trend ?? .none)
    let found = periodogram.peaks(peaks)
    let saved = try output?.save(periodogram, star: input.starName.printable)
    if json {
      let rows = found.map {
        Row(period: $0.period, power: $0.power, false_alarm_probability: $0.falseAlarmProbability)
      }
      try StandardOutput.write(
        try jsonText(
          Report(
            star: input.starName, velocities: table.count, span: table.span, peaks: rows, notes: notes)))
      return
    }
    let count = table.instruments.count
    var lines = [
      "\(input.starName.printable): \(table.count) velocities of \(count) instrument\(count == 1 ? "" : "s") over "
        + "\(SearchText.short(table.span)) days"
    ]
    lines += notes.map { "note: \($0)" }
    lines.append(
      "\(periodogram.powers.count) frequencies, periods from \(SearchText.short(shortest)) to \(SearchText.short(longest)) days\n"
    )
    lines.append("period [d]    power   false-alarm probability")
    for peak in found {
      let alarm = peak.falseAlarmProbability
      let text = alarm < 1e-300 ? "below 1e-300" : String(format: alarm < 0.01 ? "%.1e" : "%.2f", alarm)
      let period = SearchText.short(peak.period)
      lines.append(
        period + String(repeating: " ", count: max(1, 14 - period.count)) + String(format: "%.4f  ", peak.power) + text)
    }
    lines.append("")
    for level in [0.1, 0.01, 0.001] {
      lines.append(
        String(
          format: "power of a false-alarm probability of %g %%: %.4f", 100 * level,
          periodogram.falseAlarm.power(of: level)))
    }
    if let saved { lines.append("saved \(saved)") }
    try StandardOutput.write(lines.joined(separator: "\n"))
  }
}
