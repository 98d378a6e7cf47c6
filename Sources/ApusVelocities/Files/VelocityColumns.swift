// Which columns are the times, the velocities, the errors and the instruments, where the user says so.

/// The columns of a table of velocities, by name or by number from 1; those that are nil are found by their usual names.
public struct VelocityColumns: Hashable, Sendable {
  /// The column of times.
  public var time: String?
  /// The column of velocities.
  public var velocity: String?
  /// The column of errors.
  public var error: String?
  /// The column of instruments.
  public var instrument: String?

  /// Columns.
  public init(time: String? = nil, velocity: String? = nil, error: String? = nil, instrument: String? = nil) {
    self.time = time
    self.velocity = velocity
    self.error = error
    self.instrument = instrument
  }

  /// Columns as a command line names them: `time=bjd,velocity=rv,error=erv,instrument=tel`, any of the four.
  ///
  /// - Throws: `VelocityError.badSetting`.
  public init(_ text: String) throws(VelocityError) {
    self.init()
    let form = "columns are named as in time=bjd,velocity=rv,error=erv,instrument=tel, by name or number"
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
      guard sides.count == 2, let role = ColumnRole(rawValue: String(sides[0])) else {
        throw .badSetting("'\(ShownText.escaped(String(part)))' names no column; \(form)")
      }
      guard self[role] == nil else { throw .badSetting("the column of \(role.plural) is named twice; \(form)") }
      self[role] = String(sides[1])
    }
  }

  /// The column of a role.
  subscript(role: ColumnRole) -> String? {
    get {
      switch role {
      case .time: time
      case .velocity: velocity
      case .error: error
      case .instrument: instrument
      }
    }
    set {
      switch role {
      case .time: time = newValue
      case .velocity: velocity = newValue
      case .error: error = newValue
      case .instrument: instrument = newValue
      }
    }
  }

  /// The columns that are named, without those given by number.
  var names: [String] { ColumnRole.allCases.compactMap { self[$0] }.filter { Int($0) == nil } }
}
