// The catalogue of translations, by the type of Op.

internal import ApusGraph

enum Translations {
  /// The entries, one for each type of Op that is written as it stands.
  static let all: [Translation] =
    Translation.arithmetic + Translation.exponential + Translation.trigonometric + Translation.choice
    + Translation.special + Translation.reductions + Translation.shape + Translation.indexing
    + Translation.linearAlgebra + Translation.modifiers

  private static let byType = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0.form) })

  /// How an Op is written; nil for functions of the user's, loops and leaves, which are written otherwise.
  static func form(of op: any Op) -> Translation.Form? { byType[ObjectIdentifier(type(of: op))] }
}
