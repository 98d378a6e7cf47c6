// A model as formulas and as a picture.

internal import ApusDistributions
internal import ApusGraph
internal import ApusReport

extension Model {
  /// The model in LaTeX: a line for each variable, in the order of declaration.
  ///
  /// ```
  /// \begin{aligned}
  /// \mu &\sim \mathrm{Normal}\left(0, 5\right) \\
  /// \tau &\sim \mathrm{HalfCauchy}\left(5\right) \\
  /// \theta_i &\sim \mathrm{Normal}\left(\mu, \tau\right) & & i = 1, \ldots, 8\ \text{(school)} \\
  /// y_i &\sim \mathrm{Normal}\left(\theta_i, c^{(1)}_{i}\right) & & i = 1, \ldots, 8
  /// \end{aligned}
  /// ```
  ///
  /// Names become letters: `mu` is μ, what follows an underscore is a subscript, other words are upright. Indices count from 1, and those
  /// into vectors are written where they are used: `alpha[county]` is α with the subscript of county i. Constant arrays of more than
  /// four numbers are c⁽¹⁾, c⁽²⁾, …; parameters that have no textbook order have their names. An expression of more than
  /// some hundred operations ends in dots.
  public func formula() -> String {
    var names: [Tensor: String] = [:]
    for variable in data { names[variable.argument] = variable.name }
    for variable in sites.deterministics where variable.value.constantValue == nil {
      names[variable.value] = variable.name
    }
    for variable in sites.parameters { names[variable.value] = variable.name }
    var writer = LaTeXExpression(names)
    let lines = sites.compactMap { $0.line(by: &writer) }
    return "\\begin{aligned}\n\(lines.joined(separator: " \\\\\n"))\n\\end{aligned}"
  }

  /// The model as a plate diagram, a picture in SVG: ellipses are parameters, shaded ones observed, rectangles computed or data, and
  /// frames are repeated over named dimensions.
  ///
  /// ``Posterior/report(to:of:)`` shows the same on its page.
  public func graph() -> String { DiagramDrawing(diagram).svg }
}

extension Site {
  /// The variable's line; nil for data.
  fileprivate func line(by writer: inout LaTeXExpression) -> String? {
    switch self {
    case .parameter(let site):
      let ending = site.isMarginalized ? "\\quad \\text{(summed out)}" : ""
      return site.distribution.line(name, site.value.shape, site.dims, by: &writer) + ending
    case .observation(let site): return site.distribution.line(name, site.value.shape, site.dims, by: &writer)
    case .deterministic(let site):
      let indices = Array("ijklmn").prefix(site.value.shape.rank).map { Optional(String($0)) }
      let value = writer.text(site.value, indices, isDefinition: true)
      return "\(LaTeXName(name).text(indices.compactMap(\.self))) &= \(value)" + site.value.shape.ranges(site.dims)
    case .potential(let site):
      let indices = Array("ijklmn").prefix(site.value.shape.rank).map { Optional(String($0)) }
      let value = writer.text(site.value, indices)
      let sums = indices.compactMap(\.self).map { "\\sum_{\($0)} " }.joined()
      return "\\log p &\\mathrel{+}= \(sums)\(value) \\quad \\text{(\(LaTeXName.escaped(name)))}"
    case .data: return nil
    }
  }
}

extension Distribution {
  fileprivate func line(_ name: String, _ shape: Shape, _ dims: [String], by writer: inout LaTeXExpression) -> String {
    let batch = max(shape.rank - eventRank, 0)
    let indices = Array("ijklmn").prefix(batch).map { Optional(String($0)) }
    let named = parameters.map { parameter -> String in
      let own = max(parameter.value.shape.rank - parameter.eventRank, 0)
      let event = [String?](repeating: nil, count: parameter.value.shape.rank - own)
      let text = writer.text(parameter.value, Array(indices.suffix(own)) + event)
      let isNamed = parameters.count > 1 && !hasTextbookOrder
      return isNamed ? "\\mathrm{\(LaTeXName.escaped(parameter.name))} = \(text)" : text
    }
    let left = LaTeXName(name).text(indices.compactMap(\.self), isBold: eventRank > 0)
    let family = "\\mathrm{\(LaTeXName.escaped(self.name))}"
    let leading = Shape(Array(shape.dimensions.prefix(batch)))
    return "\(left) &\\sim \(family)\\left(\(named.joined(separator: ", "))\\right)"
      + leading.ranges(Array(dims.prefix(batch)))
  }

  /// Whether the parameters are a location and a scale.
  private var hasTextbookOrder: Bool {
    let names = parameters.map(\.name)
    let located = [
      ["location", "scale"], ["mean", "standardDeviation"], ["logMean", "logStandardDeviation"], ["lower", "upper"],
    ]
    return located.contains(names) || names.first == "mean" && names.count == 2 && eventRank > 0
  }
}

extension Shape {
  /// What the indices run over.
  fileprivate func ranges(_ dims: [String]) -> String {
    guard rank > 0 else { return "" }
    let parts = zip(Array("ijklmn"), dimensions).enumerated().map { place, axis in
      let dimension = place < dims.count ? "\\ \\text{(\(LaTeXName.escaped(dims[place])))}" : ""
      return "\(axis.0) = 1, \\ldots, \(axis.1)\(dimension)"
    }
    return " & & \(parts.joined(separator: "; "))"
  }
}
