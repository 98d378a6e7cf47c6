// A model of PyMC with its data, and PyMC's log density at some points.

import Apus
import ApusTestSupport

/// A row of Tests/Reference/pymc-models.json.
struct PyMCModel: Sendable {
  struct Point: Decodable, Sendable {
    let values: [String: Numbers]
    let logDensity: Double
  }

  /// Numbers in nested lists of any depth; null is a missing number.
  enum Numbers: Decodable, Sendable {
    case number(Double?)
    case list([Numbers])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .number(nil)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .list(try container.decode([Numbers].self))
      }
    }

    var flat: [Double?] {
      switch self {
      case .number(let number): [number]
      case .list(let parts): parts.flatMap(\.flat)
      }
    }

    var shape: Shape {
      switch self {
      case .number: []
      case .list(let parts): Shape([parts.count] + (parts.first?.shape.dimensions ?? []))
      }
    }

    var array: NDArray { NDArray(flat.map { $0 ?? .nan }, shape: shape) }
  }

  private struct Row: Decodable {
    let name: String
    let data: [String: Numbers]
    let points: [Point]
  }

  let name: String
  let points: [Point]
  private let data: [String: Numbers]

  /// All rows of the file.
  static let all = Result {
    try Reference.load("pymc-models", as: [Row].self).map {
      PyMCModel(name: $0.name, points: $0.points, data: $0.data)
    }
  }

  // The data as a user has them.
  func numbers(_ name: String) -> [Double] { optional(name).map { $0 ?? .nan } }
  func optional(_ name: String) -> [Double?] { data[name]?.flat ?? [] }
  func integers(_ name: String) -> [Int] { numbers(name).map { Int($0) } }
  func pairs(_ name: String) -> [(Int, Int)] {
    let ends = integers(name)
    return stride(from: 0, to: ends.count, by: 2).map { (ends[$0], ends[$0 + 1]) }
  }
  func array(_ name: String) -> NDArray { data[name]?.array ?? [] }
}
