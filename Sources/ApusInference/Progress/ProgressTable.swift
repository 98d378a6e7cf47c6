// Progress as text: a table for a terminal, and a plain line a chain for a file.

enum ProgressTable {
  private struct Layout {
    let titles: [String]
    var widths: [Int]
    let gap: Int

    /// The layout with columns that are wide enough for the cells of some rows.
    func holding(_ rows: [[String]]) -> Layout {
      var layout = self
      for row in rows {
        for (column, cell) in zip(layout.widths.indices, row) {
          layout.widths[column] = max(layout.widths[column], cell.count)
        }
      }
      return layout
    }

    /// The width with so many columns and a bar of the least length.
    func width(columnCount: Int) -> Int { leastBar + widths.prefix(columnCount).reduce(0) { $0 + gap + $1 } }
  }

  private static let leastBar = 10
  private static let wide = Layout(
    titles: ["Draws", "Divergences", "Step size", "Grad evals", "Speed", "Elapsed", "Remaining"],
    widths: [11, 11, 9, 10, 12, 7, 9], gap: 2)
  private static let narrow = Layout(
    titles: ["Draws", "Diverg.", "Step", "Grads", "Speed", "Elapsed", "Left"], widths: [11, 7, 7, 8, 9, 7, 7], gap: 1)

  /// The table: a line of titles, and a line for each chain, none wider than `width`, if that is at least 10.
  ///
  /// Titles are shortened, and then columns left out from the right, where there is no room. Where there are more lines than `height`,
  /// the lines of some chains, which are numbered then, are followed by one of all others; of two lines or one that one alone is left.
  static func lines(_ chains: [ChainProgress], width: Int, height: Int = .max) -> [String] {
    guard chains.count >= height else { return lines(chains, width: width, labels: nil) }
    let fold = ChainFold(chains, places: height > 2 ? height - 2 : 0)
    guard !fold.shown.isEmpty else { return [fold.line(width: width)] }
    let labelWidth = max("Chain".count, fold.shown.map { "\($0.chain)".count }.max() ?? 0)
    let hasLabels = width >= labelWidth + 1 + leastBar
    let labels = (["Chain"] + fold.shown.map { "\($0.chain)" }).map { padded($0, to: labelWidth) + " " }
    return lines(fold.shown, width: hasLabels ? width - labelWidth - 1 : width, labels: hasLabels ? labels : nil)
      + [fold.line(width: width)]
  }

  private static func lines(_ chains: [ChainProgress], width: Int, labels: [String]?) -> [String] {
    let rows = chains.map(cells)
    let wide = wide.holding(rows)
    let layout = wide.width(columnCount: wide.widths.count) <= width ? wide : narrow.holding(rows)
    let columnCount = (0...layout.widths.count).last { layout.width(columnCount: $0) <= width } ?? 0
    let barWidth = min(leastBar + max(width - layout.width(columnCount: columnCount), 0), 40)
    func line(_ first: String, _ cells: [String]) -> String {
      zip(cells, layout.widths).prefix(columnCount).reduce(first) { line, cell in
        line + String(repeating: " ", count: layout.gap) + padded(cell.0, to: cell.1)
      }
    }
    let head = "Progress" + String(repeating: " ", count: barWidth - 8)
    let lines = [line(head, layout.titles)] + zip(chains, rows).map { line(bar($0, width: barWidth), $1) }
    return labels.map { zip($0, lines).map { $0 + $1 } } ?? lines
  }

  /// The line of a phase of the run.
  static func line(_ phase: ChainProgress.Phase, elapsed: Duration, width: Int) -> String {
    let words = phase.words
    return String("\(words.prefix(1).uppercased())\(words.dropFirst())  \(clock(elapsed))".prefix(width))
  }

  /// The line of all chains, where there are too many for a line each.
  static func plainLine(ofAll chains: [ChainProgress]) -> String {
    let (made, all) = chains.reduce((0, 0)) { ($0.0 + $1.iteration, $0.1 + $1.iterationCount) }
    let elapsed = chains.map(\.elapsed).max() ?? .zero
    let own = chains.reduce(0) { $0 + $1.ownIterationCount }
    let remaining = own > 0 && made <= all ? clock(elapsed / own * (all - made)) : "-"
    return
      "\(chains.count) chains: \(chains.phase.words) \(ChainFold.shares(chains)), \(ChainFold.divergences(chains)), "
      + "\(chains.reduce(0) { $0 + $1.gradientCount }) gradients, elapsed \(clock(elapsed)), remaining \(remaining)"
  }

  static func plainLine(_ chain: ChainProgress) -> String {
    let cells = cells(chain)
    let speed = chain.speed > 0 ? " at \(cells[4])" : ""
    return "chain \(chain.chain): \(chain.phase.rawValue) \(cells[0])\(speed), \(chain.divergenceCount) divergences, "
      + "step size \(cells[2]), \(cells[3]) gradients, elapsed \(cells[5]), remaining \(cells[6])"
  }

  private static func cells(_ chain: ChainProgress) -> [String] {
    [
      "\(chain.iteration)/\(chain.iterationCount)", "\(chain.divergenceCount)", significant(chain.stepSize),
      "\(chain.gradientCount)", chain.speed > 0 ? significant(chain.speed) + "/s" : "-", clock(chain.elapsed),
      chain.remaining.map(clock) ?? "-",
    ]
  }

  private static func bar(_ chain: ChainProgress, width: Int) -> String {
    let share = chain.iterationCount > 0 ? Double(chain.iteration) / Double(chain.iterationCount) : 1
    let filled = min(max(Int(share * Double(width)), 0), width)
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }

  /// Minutes and seconds, or hours, minutes and seconds.
  static func clock(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds < 3600 ? minutes : "\(seconds / 3600):\(minutes)"
  }

  /// Three significant digits; `-` for what is not finite, or negative.
  static func significant(_ number: Double) -> String {
    guard number.isFinite, number >= 0 else { return "-" }
    guard number >= 0.001 else { return number == 0 ? "0" : scientific(number) }
    guard number < 1e6 else { return scientific(number) }
    var (scale, digits) = (1.0, 0)
    while number * scale < 99.95 && digits < 5 {
      scale *= 10
      digits += 1
    }
    let whole = Int((number * scale).rounded())
    guard digits > 0 else { return "\(whole)" }
    let power = Int(scale)
    let fraction = "\(whole % power)"
    return "\(whole / power)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  private static func scientific(_ number: Double) -> String {
    var (mantissa, exponent) = (number, 0)
    while mantissa >= 9.95 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 0.995 {
      mantissa *= 10
      exponent -= 1
    }
    let tenths = Int((mantissa * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)e\(exponent)"
  }
}
