// What the search found, in lines that appear before sampling begins.

internal import ApusVelocities
internal import Foundation

/// The search's stages as lines.
struct SearchText {
  let lines: [String]

  init(_ search: PlanetSearch, _ settings: PlanetSearch.Settings) {
    var lines: [String] = []
    for (index, stage) in search.stages.enumerated() {
      let period = Self.short(stage.period)
      let alarm = stage.falseAlarmProbability
      let numbers =
        "false-alarm probability \(alarm < 1e-300 ? "below 1e-300" : String(format: "%.2g", alarm)), ΔBIC "
        + "\(String(format: "%.1f", stage.bicChange)), ln evidence ratio \(String(format: "%.1f", stage.logEvidenceRatio))"
      if index < settings.starts.count {
        let start = settings.starts[index]
        if (start.period - stage.period).magnitude > 1e-3 * start.period {
          lines.append(
            "--periods \(Self.short(start.period)): the highest peak nearby is at \(period) d; the fit starts there (--fix P\(index + 1)=\(Self.short(start.period)) would not)"
          )
        }
      }
      let shape = stage.isEccentric ? "eccentric orbit" : "signal"
      lines.append(
        stage.isAccepted
          ? "found: \(shape) of \(period) d: \(numbers)"
          : "not taken for a planet: \(shape) of \(period) d: \(numbers)"
            + (stage.crossesAnother ? "; its orbit would cross another planet's" : "")
      )
    }
    if search.isTrendChosen {
      lines.append(
        "a \(search.trend.rawValue) trend is in the fit: it describes the velocities better than a planet of a period beyond their span (--trend none would not)"
      )
    }
    if search.planetCount == 0 {
      lines.append("no planet is supported by the velocities; offsets and jitters are fitted alone")
    }
    self.lines = lines
  }

  /// Seven digits at most.
  static func short(_ value: Double) -> String { String(format: "%.7g", value) }
}
