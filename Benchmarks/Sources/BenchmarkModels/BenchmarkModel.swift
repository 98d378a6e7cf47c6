// The benchmark's models, as users write them, each with the data that its hand-written limit needs.

import Apus

/// A model with the numbers of its limit.
public struct BenchmarkModel {
  /// The name of the model.
  public let name: String
  /// Builds the model.
  public let build: () throws -> Model
  /// The columns of numbers that the limit is made from.
  public let columns: [[Double]]

  init(
    _ name: String, columns: [[Double]], _ build: @escaping () throws -> Model
  ) {
    self.name = name
    self.columns = columns
    self.build = build
  }

  /// The names that can be asked for.
  public static let names = [
    "schools", "glm", "radon", "rv", "gp", "poisson", "negative_binomial", "ordered", "crossed", "glm-large", "chain", "scan",
    "celerite", "car", "icar",
  ]

  /// The model of a name.
  ///
  /// - Parameter size: the rows of glm-large, the nodes of chain, the steps of scan, the points of celerite, the areas of car and
  ///   icar; a default where nil.
  public static func named(_ name: String, size: Int? = nil) throws -> BenchmarkModel {
    switch name {
    case "schools": schools()
    case "glm": try glm()
    case "glm-large": largeGLM(rows: size ?? 1_000_000)
    case "radon": try radon()
    case "rv": try rv()
    case "gp": try gp()
    case "poisson": poisson()
    case "negative_binomial": negativeBinomial()
    case "ordered": ordered()
    case "crossed": crossed()
    case "chain": chain(nodes: size ?? 100_000)
    case "scan": scanning(steps: size ?? 100_000)
    case "celerite": celerite(points: size ?? 100_000)
    case "car", "icar": areas(name, count: size ?? 3845)
    default: throw DataError("no model '\(name)': there are \(names.joined(separator: ", "))")
    }
  }
}
