// What stands against a calibration: models that cannot be simulated, settings, and files of another one.

/// A calibration that cannot be made, or gone on with.
public enum CalibrationError: Error, Hashable, Sendable {
  /// An observed value is computed from data, so that no simulated value can take its place.
  case computedObservation(String)
  /// The model has no observation to simulate.
  case noObservation
  /// A setting that makes no calibration.
  case invalidSetting(String, value: String, requirement: String)
  /// The file is that of another model, or of other settings.
  case otherRun(file: String, setting: String, found: String, expected: String)
  /// The file is no calibration, or is damaged.
  case damagedFile(file: String, line: Int, reason: String)
  /// The file cannot be read or written.
  case file(String)
}

extension CalibrationError: CustomStringConvertible {
  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .computedObservation(let name):
      "the observed '\(name)' is computed from data, and cannot be replaced by a simulated value: observe plain data"
    case .noObservation: "the model observes nothing that could be simulated"
    case .invalidSetting(let name, let value, let requirement): "the setting '\(name)' is \(value): \(requirement)"
    case .otherRun(let file, let setting, let found, let expected):
      "\(file): the file has simulations of another \(setting): \(found), where this one is \(expected)"
    case .damagedFile(let file, let line, let reason): "\(file):\(line): \(reason)"
    case .file(let reason): reason
    }
  }
}
