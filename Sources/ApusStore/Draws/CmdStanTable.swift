// The draws of a chain as CmdStan writes them.

internal import ApusData
internal import ApusGraph

/// A CSV file of CmdStan: comments with the settings, then a column for each element, `theta.1.2`, and those of the sampler, `lp__`.
///
/// Reference: the CmdStan User's Guide, Stan CSV file format.
struct CmdStanTable {
  private let table: DelimitedText
  /// The number of rows at the beginning that belong to the warm-up.
  private let warmupCount: Int
  private var columns: [String: [Double]] = [:]

  /// Whether bytes begin as those of such a file: with CmdStan's comments, or with its first column.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: Array("lp__,".utf8)) || bytes.starts(with: Array("lp__\n".utf8)) { return true }
    guard bytes.first == UInt8(ascii: "#") else { return false }
    return String(decoding: bytes.prefix(4096), as: UTF8.self).split(separator: "\n").contains {
      $0.hasPrefix("# stan_version_major") || $0.hasPrefix("lp__,")
    }
  }

  /// - Throws: `TableError`: what is wrong with the file as a table of numbers; `.tornLine`.
  init(_ bytes: [UInt8], file: String) throws(TableError) {
    table = try DelimitedText(bytes, file, .comma, nil, namesMayRepeat: false)
    if let last = bytes.last, last != UInt8(ascii: "\n"), last != UInt8(ascii: "\r") {
      throw .tornLine(file: file, line: bytes.count { $0 == UInt8(ascii: "\n") } + 1)
    }
    warmupCount = Self.warmupCount(bytes, table)
    for (place, name) in table.columnNames.enumerated() {
      columns[name] = try table.numbers(at: place, allowsNonFinite: true)
    }
  }

  /// The rows above the line that says that the adaptation is over; where there is none, as many as the settings say.
  private static func warmupCount(_ bytes: [UInt8], _ table: DelimitedText) -> Int {
    var settings: [String: Int] = [:]
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard text.first == UInt8(ascii: "#") else { continue }
      let comment = String(decoding: text.dropFirst(), as: UTF8.self)
      if comment.hasPrefix(" Adaptation terminated") {
        return (0..<table.rowCount).count { table.line(ofRow: $0) < line }
      }
      // "     num_warmup = 1000 (Default)"
      let words = comment.split { " \t\r".contains($0) }
      if words.count >= 3, words[1] == "=" {
        settings[String(words[0])] = Int(words[2]) ?? (words[2] == "true" ? 1 : 0)
      }
    }
    guard settings["save_warmup"] == 1, let count = settings["num_warmup"], count > 0 else { return 0 }
    let thin = max(settings["thin"] ?? 1, 1)
    return min(table.rowCount, (count - 1) / thin + 1)
  }

  /// The dataset of one chain: posterior and the sampler's statistics, of the draws and of the warm-up where it is there.
  func dataset() throws(TableError) -> Dataset {
    var groups = try self.groups(.posterior, .sampleStats, warmupCount..<table.rowCount)
    if warmupCount > 0 { groups += try self.groups("warmup_posterior", .warmupSampleStats, 0..<warmupCount) }
    return Dataset(groups, attributes: ["inference_library": "stan"])
  }

  private func groups(
    _ draws: DataGroup.Name, _ statistics: DataGroup.Name, _ rows: Range<Int>
  ) throws(TableError) -> [DataGroup] {
    do throws(DataError) {
      var (posterior, sampler) = (try DataGroup(draws), try DataGroup(statistics))
      for grid in StanGrid.all(table.columnNames.filter { !$0.hasSuffix("__") }) {
        try posterior.add(array(grid, rows))
      }
      for name in table.columnNames where name.hasSuffix("__") { try sampler.add(statistic(name, rows)) }
      return [posterior, sampler].filter { !$0.arrays.isEmpty }
    } catch { throw .unreadable(file: table.file, reason: "\(error)") }
  }

  private func array(_ grid: StanGrid, _ rows: Range<Int>) throws(DataError) -> DataArray {
    let lists = grid.columns.map { columns[$0] ?? [] }
    var values: [Double] = []
    values.reserveCapacity(rows.count * lists.count)
    for row in rows { for list in lists { values.append(list[row]) } }
    let own = grid.extents.indices.map { "\(grid.name)_dim_\($0)" }
    return try DataArray(
      grid.name, NDArray(values, shape: Shape([1, rows.count] + grid.extents)), dims: DataArray.sampleDims + own)
  }

  /// The sampler's statistics by ArviZ's names.
  private static let names = [
    "accept_stat__": "acceptance_rate", "stepsize__": "step_size", "treedepth__": "tree_depth",
    "n_leapfrog__": "n_steps", "divergent__": "diverging",
  ]

  private func statistic(_ column: String, _ rows: Range<Int>) throws(DataError) -> DataArray {
    let numbers = Array((columns[column] ?? [])[rows])
    let name = Self.names[column] ?? String(column.dropLast(2))
    let shape = Shape([1, rows.count])
    let values: NDArray =
      switch name {
      case "diverging" where numbers.allSatisfy { $0 == 0 || $0 == 1 }: NDArray(numbers.map { $0 == 1 }, shape: shape)
      case "tree_depth" where numbers.allSatisfy { Int(exactly: $0) != nil },
        "n_steps" where numbers.allSatisfy { Int(exactly: $0) != nil }:
        NDArray(numbers.compactMap { Int(exactly: $0) }, shape: shape)
      default: NDArray(numbers, shape: shape)
      }
    return try DataArray(name, values, dims: DataArray.sampleDims)
  }
}

/// Columns that are the elements of one array: `theta.1.1`, `theta.2.1`, … count from 1, the first index fastest.
private struct StanGrid {
  let name: String
  let extents: [Int]
  /// The columns in row-major order.
  let columns: [String]

  /// All columns in their order; those that fill no array stay alone.
  static func all(_ names: [String]) -> [StanGrid] {
    var order: [String] = []
    var members: [String: [(column: String, index: [Int])]] = [:]
    for column in names {
      let parts = column.split(separator: ".", omittingEmptySubsequences: false)
      let index = parts.dropFirst().reversed().prefix { Int($0).map { $0 > 0 } ?? false }.reversed()
      let name = parts.dropLast(index.count).joined(separator: ".")
      if members[name] == nil { order.append(name) }
      members[name, default: []].append((column, index.compactMap { Int($0) }))
    }
    return order.flatMap { name in
      let members = members[name] ?? []
      return StanGrid(name, members).map { [$0] }
        ?? members.map { StanGrid(name: $0.column, extents: [], columns: [$0.column]) }
    }
  }

  private init(name: String, extents: [Int], columns: [String]) {
    self.name = name
    self.extents = extents
    self.columns = columns
  }

  private init?(_ name: String, _ members: [(column: String, index: [Int])]) {
    let rank = members.first?.index.count ?? 0
    guard members.allSatisfy({ $0.index.count == rank }) else { return nil }
    let extents = (0..<rank).map { axis in members.map { $0.index[axis] }.max() ?? 0 }
    guard Shape(extents).elementCount == members.count else { return nil }
    let strides = Shape(extents).strides
    var columns = [String?](repeating: nil, count: members.count)
    for member in members { columns[zip(member.index, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }] = member.column }
    let filled = columns.compactMap { $0 }
    guard filled.count == members.count else { return nil }
    self.init(name: name, extents: extents, columns: filled)
  }
}
