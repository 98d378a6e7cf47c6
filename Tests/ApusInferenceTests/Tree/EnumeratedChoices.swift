// All sequences of choices that a tree can make, each with its probability: no sampling noise.

import ApusInference

/// Choices that follow a script as far as it goes, and take the first possibility beyond.
struct EnumeratedChoices: TreeChoices {
  /// True is forward, or accepted.
  private(set) var script: [Bool]
  /// The probability of all choices made.
  private(set) var probability = 1.0
  /// Whether the other possibility of each choice has a probability above 0 and was not followed yet.
  private var isOpen: [Bool] = []
  private var position = 0

  init(script: [Bool] = []) { self.script = script }

  mutating func direction() -> Direction { choose(0.5) ? .forward : .backward }

  mutating func accepts(probability: Double) -> Bool {
    precondition(probability >= 0 && probability <= 1, "a probability of \(probability)")
    return choose(probability)
  }

  private mutating func choose(_ p: Double) -> Bool {
    if position == script.count { script.append(p > 0) }
    let choice = script[position]
    position += 1
    isOpen.append(choice && p < 1)
    probability *= choice ? p : 1 - p
    return choice
  }

  /// The script that comes next: the last choice that can be made otherwise is; nil where all were followed.
  var next: EnumeratedChoices? {
    guard let last = isOpen.lastIndex(of: true) else { return nil }
    return EnumeratedChoices(script: Array(script[..<last]) + [false])
  }
}

/// One way in which a tree can grow.
struct Growth {
  let outcome: NoUTurnTree<ScriptedTrajectory, EnumeratedChoices>.Outcome
  let visited: [Int]
  let probability: Double
}

/// All ways in which a tree can grow on a trajectory.
func allGrowths(of trajectory: ScriptedTrajectory, maxDepth: Int) -> [Growth] {
  var growths: [Growth] = []
  var choices: EnumeratedChoices? = EnumeratedChoices()
  while let current = choices {
    var tree = NoUTurnTree(path: trajectory, choices: current)
    let outcome = tree.grow(from: trajectory.root, maxDepth: maxDepth)
    growths.append(
      Growth(outcome: outcome, visited: tree.path.visited, probability: tree.choices.probability))
    choices = tree.choices.next
  }
  return growths
}

/// The probability with which a tree selects each integer.
func selectionProbabilities(of trajectory: ScriptedTrajectory, maxDepth: Int) -> [Int: Double] {
  allGrowths(of: trajectory, maxDepth: maxDepth).reduce(into: [:]) { sums, growth in
    sums[growth.outcome.span.selected, default: 0] += growth.probability
  }
}
