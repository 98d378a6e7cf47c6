// The `.sys` files of the program Systemic: they name the files of velocities of a star.

/// What a `.sys` file names.
///
/// Two forms are in use: `RV[]` and a name on a line of its own, or such lines within `Data { … }`, the name in quotes. What
/// else stands there (the star's mass, transits) is no velocity.
struct SystemicFile {
  /// The names of the files of velocities, each with its line.
  let velocities: [(line: Int, name: String)]
  /// Whether transit times are named, too.
  let hasTransits: Bool

  /// What the lines name; nil where they are of another kind.
  init?(_ text: TextLines) {
    var velocities: [(line: Int, name: String)] = []
    var hasTransits = false
    for (index, line) in text.lines.enumerated() {
      let line = line.trimmed
      if line.starts(with: Array("TD[]".utf8)) { hasTransits = true }
      guard line.starts(with: Array("RV[]".utf8)) else { continue }
      var name = line.dropFirst(4).trimmed
      if name.count >= 2, name.first == UInt8(ascii: "\""), name.last == UInt8(ascii: "\"") {
        name = name.dropFirst().dropLast()
      }
      velocities.append((index + 1, name.text))
    }
    guard !velocities.isEmpty else { return nil }
    self.velocities = velocities
    self.hasTransits = hasTransits
  }

  /// The sources that it names, from the folder of the file.
  ///
  /// - Throws: `VelocityError.badSystem` for a name that leads out of the folder, or where there is no folder.
  func sources(of source: VelocitySource) throws(VelocityError) -> [(source: VelocitySource, line: Int)] {
    guard let folder = source.folder else {
      throw .badSystem(
        file: source.file, line: velocities.first?.line, reason: "only a .sys file in a folder can name other files")
    }
    guard source.instrument == nil || velocities.count == 1 else {
      throw .badSystem(
        file: source.file, line: nil,
        reason: "it names \(velocities.count) files, each of an instrument: NAME=FILE is for one")
    }
    var sources: [(source: VelocitySource, line: Int)] = []
    for (line, name) in velocities {
      guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
        throw .badSystem(
          file: source.file, line: line, reason: "\(ShownText.name(name)) is no file in the folder of the .sys file")
      }
      sources.append(
        (VelocitySource(path: folder + name, instrument: source.instrument, timeOffset: source.timeOffset), line))
    }
    return sources
  }
}
