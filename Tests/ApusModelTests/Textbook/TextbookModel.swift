// A row of the table: a model of textbooks as a function of its data, and what is known of its posterior.

import ApusExtension
import Testing

/// A model that `sample()` must take, whatever the scaling of its data.
struct TextbookModel: Sendable {
  let name: String
  /// Posterior means in closed form, by column; their draws are compared with them.
  let means: (@Sendable (TextbookData) -> [String: Double])?
  let declare: @Sendable (inout ModelBuilder, TextbookData) -> Void

  init(
    _ name: String, means: (@Sendable (TextbookData) -> [String: Double])? = nil,
    _ declare: @escaping @Sendable (inout ModelBuilder, TextbookData) -> Void
  ) {
    self.name = name
    self.means = means
    self.declare = declare
  }

  /// All rows.
  static let all: [TextbookModel] =
    regressions + hierarchies + mixtures + choices + counts + processes + angles + timeSeries + multivariate + survival
    + priors + science + society + space
}

/// A model with data of one scaling.
struct TextbookCase: Sendable, CustomTestStringConvertible {
  let model: TextbookModel
  let scaling: Scaling

  static let all = TextbookModel.all.flatMap { model in Scaling.allCases.map { TextbookCase(model: model, scaling: $0) }
  }

  var testDescription: String { "\(model.name), \(scaling.rawValue) data" }

  func build(_ data: TextbookData) throws -> Model { try Model { m in model.declare(&m, data) } }
}
