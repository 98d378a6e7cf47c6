// What the draws of a run depend on, as texts: by these a store knows whether a run is its own.

/// The facts that two runs must share for one to go on with the other's draws.
package struct RunIdentity: Sendable, Hashable {
  /// A fact by name. Texts of several lines are compared line by line.
  package struct Fact: Sendable, Hashable {
    package let name: String
    package let text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  package private(set) var facts: [Fact]

  package init(_ facts: [Fact]) { self.facts = facts }

  package subscript(name: String) -> String? { facts.first { $0.name == name }?.text }

  package mutating func set(_ name: String, _ text: String) {
    facts.removeAll { $0.name == name }
    facts.append(Fact(name, text))
  }

  /// What a stored run has otherwise than this one: a sentence for each fact, without a full stop.
  package func differences(from stored: RunIdentity) -> [String] {
    let names = facts.map(\.name) + stored.facts.map(\.name).filter { self[$0] == nil }
    return names.compactMap { name in
      switch (stored[name], self[name]) {
      case (let there?, let here?) where there != here: Self.difference(name, there, here)
      case (nil, _?): "\(name) is not in the store"
      case (_?, nil): "\(name) is only in the store"
      default: nil
      }
    }
  }

  private static func difference(_ name: String, _ there: String, _ here: String) -> String {
    let (stored, given) = (lines(there), lines(here))
    if stored.count == 1, given.count == 1 {
      return "\(name) is \(shortened(there)) in the store and \(shortened(here)) here"
    }
    let place =
      zip(stored, given).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(stored.count, given.count)
    func line(_ lines: [Substring]) -> String {
      place < lines.count ? "'\(shortened(String(lines[place])))'" : "nothing"
    }
    return "\(name) differs in line \(place + 1): \(line(stored)) in the store and \(line(given)) here"
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func shortened(_ text: String) -> String { text.count <= 160 ? text : "\(text.prefix(160))…" }

  var json: JSONValue {
    [
      "facts": .list(
        facts.map { fact in
          ["name": .text(fact.name), "text": .list(Self.lines(fact.text).map { .text(String($0)) })]
        })
    ]
  }

  init?(_ json: JSONValue) {
    guard let list = json["facts"]?.list else { return nil }
    var facts: [Fact] = []
    for fact in list {
      guard let name = fact["name"]?.text, let lines = fact["text"]?.texts else { return nil }
      facts.append(Fact(name, lines.joined(separator: "\n")))
    }
    self.facts = facts
  }
}
