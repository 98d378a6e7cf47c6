// A picture as the text of a file, with a description in words.

/// A drawn figure.
public struct Picture: Sendable, Equatable {
  /// The picture as an SVG file; it may also stand in a page of HTML.
  public let svg: String
  /// What is shown, in a few sentences.
  public let description: String

  init(svg: String, description: String) { (self.svg, self.description) = (svg, description) }
}
