// What the columns of a table of velocities are for, and the names by which they are found.

/// What a column is for.
enum ColumnRole: String, CaseIterable, Sendable {
  case time, velocity, error, instrument

  /// The name of such values in sentences.
  var plural: String {
    switch self {
    case .time: "times"
    case .velocity: "velocities"
    case .error: "errors"
    case .instrument: "instruments"
    }
  }

  /// Some of the names that are understood, for messages.
  var examples: [String] {
    switch self {
    case .time: ["time", "bjd", "bjd_tdb", "hjd", "jd", "rjd", "mjd", "bjd-2450000", "btjd", "epoch", "date", "t"]
    case .velocity: ["velocity", "rv", "mnvel", "vrad", "vel", "rvel", "radial_velocity", "rvc", "v"]
    case .error:
      ["error", "err", "errvel", "e_rv", "rv_err", "svrad", "sigma", "uncertainty", "radial_velocity_uncertainty"]
    case .instrument: ["instrument", "inst", "tel", "telescope", "ins_name", "spectrograph"]
    }
  }

  /// The places of the columns that can have this role, the best first.
  ///
  /// - Parameters:
  ///   - names: the names of all columns, with a remark each: what a description says.
  ///   - velocity: the place of the column of velocities, with whose name that of the errors is made.
  func candidates(in names: [(name: HeaderName, remark: String)], velocity: Int? = nil) -> [Int] {
    switch self {
    case .time: Self.times(names)
    case .velocity: Self.places(of: Self.velocityKeys, in: names)
    case .error:
      Self.places(
        of: (velocity.map { Self.errorKeys(of: names[$0].name.key) } ?? []) + Self.errorKeys,
        in: names.enumerated().map { $0 == velocity ? (HeaderName(""), "") : $1 })
    case .instrument: Self.places(of: Self.instrumentKeys, in: names)
    }
  }

  private static func places(of keys: [String], in names: [(name: HeaderName, remark: String)]) -> [Int] {
    var places: [Int] = []
    for key in keys {
      for (place, entry) in names.enumerated() where entry.name.key == key && !places.contains(place) {
        places.append(place)
      }
    }
    return places
  }

  /// Columns whose names say the zero come before those that do not; of these barycentric ones first.
  private static func times(_ names: [(name: HeaderName, remark: String)]) -> [Int] {
    var ranked: [(rank: Int, place: Int)] = []
    for (place, entry) in names.enumerated() {
      switch TimeSystem.naming(entry.name, remark: entry.remark) {
      case .system(let system):
        let frame = ["BJD", "HJD", "JD"].firstIndex(of: system.frame) ?? 3
        ranked.append((system.offset == 2_400_000.5 ? 4 + frame : frame, place))
      case .neutral: ranked.append((entry.name.words.first == "date" ? 9 : 8, place))
      case .otherUnit: ranked.append((10, place))
      case nil: continue
      }
    }
    return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.place)
  }

  private static let velocityKeys = [
    "velocity", "radialvelocity", "avc", "rvc", "rvmlcnzp", "rvdrsnzp", "rv", "mnvel", "vrad", "rvel", "vel", "rvmlc",
    "rvdrs", "radvel", "radialvel", "radv", "drv", "deltarv", "δrv", "rvrel", "relrv", "relativerv", "rvs",
    "velocities",
    "radialvelocities", "relativevelocity", "relativeradialvelocity", "vr", "vhelio", "vbary", "rvbary", "rvhelio",
    "ccfrv", "rvccf", "spectroccfrv", "rvvalue", "meanrv", "rvmean", "meanvel", "rvcorr", "velo", "vradial", "vrad1",
    "rv1", "v",
  ]

  private static func errorKeys(of velocity: String) -> [String] {
    let before = ["e", "err", "error", "sigma", "σ", "s", "unc", "uncertainty", "sig", "std", "u", "d", "δ"]
    let after = ["err", "error", "errors", "e", "unc", "uncertainty", "sigma", "sig", "std"]
    let inside = velocity.hasPrefix("ccf") ? ["ccfe" + velocity.dropFirst(3)] : []
    return before.map { $0 + velocity } + after.map { velocity + $0 } + inside
  }

  private static let errorKeys = [
    "error", "err", "errvel", "erv", "rverr", "rverror", "svrad", "sigma", "σ", "σrv", "sigmarv", "uncertainty", "unc",
    "rvunc", "rvuncertainty", "velocityerror", "velerr", "errors", "uncertainties", "sig", "stdev", "std", "stddev",
    "sd", "evel", "errrv", "uncertaintyrv", "radialvelocityerror", "radialvelocityuncertainty", "ervel", "evrad",
    "erad", "σv", "sigmav", "ev", "e",
  ]

  /// The keys of columns that name the star.
  static let starKeys: Set<String> = [
    "star", "target", "name", "object", "objname", "starname", "targetname", "objectname", "hd", "hip", "tic", "gj",
    "starid",
  ]

  private static let instrumentKeys = [
    "instrument", "tel", "inst", "telescope", "insname", "ins", "instr", "instrumentname", "instrumentid", "instid",
    "instruments", "spectrograph", "dataset", "telid", "facility", "observatory",
  ]
}
