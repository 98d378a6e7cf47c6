// The names of the positions along a dim, and how one of them is chosen.

/// The labels along one dim: its coordinate, in xarray's words.
public enum Labels: Hashable, Sendable {
  /// Names.
  case text([String])
  /// 0, 1, 2, … below a count: the default.
  case positions(Int)
  /// Integers, such as years.
  case integers([Int])
  /// Numbers, such as times.
  case numbers([Double])

  /// How many there are.
  public var count: Int {
    switch self {
    case .text(let labels): labels.count
    case .positions(let count): count
    case .integers(let labels): labels.count
    case .numbers(let labels): labels.count
    }
  }

  /// The label at a position as text.
  public func text(at position: Int) -> String {
    switch self {
    case .text(let labels): labels[position]
    case .positions: "\(position)"
    case .integers(let labels): "\(labels[position])"
    case .numbers(let labels): "\(labels[position])"
    }
  }

  /// The position that is chosen; nil where there is none.
  public func position(of choice: LabelChoice) -> Int? {
    switch (self, choice) {
    case (.text(let labels), .text(let label)): labels.firstIndex(of: label)
    case (.positions(let count), .integer(let position)): (0..<count).contains(position) ? position : nil
    case (.integers(let labels), .integer(let label)): labels.firstIndex(of: label)
    case (.numbers(let labels), .integer(let label)): labels.firstIndex(of: Double(label))
    case (.numbers(let labels), .number(let label)): labels.firstIndex(of: label)
    case (.text(let labels), .integer(let position)): labels.indices.contains(position) ? position : nil
    case (_, .text(let label)): (0..<count).first { text(at: $0) == label }
    case (_, .number): nil
    }
  }

  /// The same as positions where the integers are 0, 1, 2, ….
  package var normalized: Labels {
    if case .integers(let labels) = self, labels.indices.allSatisfy({ labels[$0] == $0 }) {
      .positions(labels.count)
    } else {
      self
    }
  }

  func picking(_ positions: [Int]) -> Labels {
    switch self {
    case .text(let labels): .text(positions.map { labels[$0] })
    case .positions: Labels.integers(positions).normalized
    case .integers(let labels): .integers(positions.map { labels[$0] })
    case .numbers(let labels): .numbers(positions.map { labels[$0] })
    }
  }
}

/// A label written in a subscript: `"Keck"`, `2003`, `0.5`. An integer is a position where the labels are names.
public enum LabelChoice: Hashable, Sendable {
  /// A name.
  case text(String)
  /// An integer label, or a position along a dim of names.
  case integer(Int)
  /// A number.
  case number(Double)
}

extension LabelChoice: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
}
