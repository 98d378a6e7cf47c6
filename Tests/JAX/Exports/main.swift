// Writes the Python modules that `make jax` runs: the catalogue of Ops, and models with Apus's own draws.

import ApusExtension
import Foundation

guard CommandLine.arguments.count == 2 else {
  print("usage: JAXExports FOLDER")
  exit(64)
}
let folder = URL(fileURLWithPath: CommandLine.arguments[1])
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

/// Exports a model; with draws, Apus's own are saved beside it.
func export(_ name: String, _ model: Model, sampling: Bool = false) throws {
  try model.exportJAX(to: folder.appendingPathComponent("\(name).py").path)
  guard sampling else { return }
  let posterior = try model.sample(draws: 2000, warmup: 1000, chains: 4, seed: 7, verifying: false)
  var archive = ArrayArchive()
  for array in posterior.draws.arrays { archive.add(array.name, array.values) }
  try archive.write(folder.appendingPathComponent("\(name).draws.npz").path)
}

try Catalogue().write(to: folder.appendingPathComponent("catalogue.py").path)
try export("schools", Models.schools(), sampling: true)
try export("regression", Models.regression(), sampling: true)
try export("loop", Models.loop(), sampling: true)
try export("one_planet", Models.star(planets: 1))
try export("two_planets", Models.star(planets: 2), sampling: true)
try export("deliberately_wrong", Models.deliberatelyWrong())
try export("two_rules", Models.twoRules())
try export("modifiers", Models.modifiers())
try export("oddities", Models.oddities())
try export("rules_in_loop", Models.rulesInLoop())
try export("everything", Models.everything())
