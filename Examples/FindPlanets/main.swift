// The planets in a table of radial velocities, by the library behind `apus fit rv`: search, fit, report, pictures.

import ApusVelocities
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let file = arguments.first ?? "Examples/Data/hd164922.csv"

let table = try VelocityTable(contentsOf: file)
let search = PlanetSearch(table)
let model = try RadialVelocityModel(table, search)
let fit = try RadialVelocityFit(model)
let quantities = model.quantities(fit.posterior.draws, stellarMass: StellarMass(0.874, error: 0.012))
print(PlanetReport(fit, search, quantities).planets)
for warning in FitConcerns(fit, search, quantities).sentences { print(warning) }
if let folder = arguments.dropFirst().first {
  let figures = FitFigures(fit, search, quantities, star: "HD 164922", timeScale: .bjd)
  for (name, picture) in figures.pictures() {
    try picture.svg.write(toFile: "\(folder)/\(name).svg", atomically: true, encoding: .utf8)
  }
}
