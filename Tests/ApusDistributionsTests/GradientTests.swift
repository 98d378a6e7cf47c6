// Gradients against differences, and their independence of the guards at the edges of supports.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite struct GradientTests {
  @Test(arguments: Family.all) func `the gradient is that of the formula`(family: Family) throws {
    let isContinuous = family(family.points[0]).support.elementType == .float64
    for point in family.points {
      let parameters = family.differentiable ?? Array(point.indices)
      let probe = try GradientProbe(count: point.count + 1) { arguments in
        family.make(Array(arguments.dropLast())).logDensity(arguments[point.count])
      }
      for x in try typicalValues(family(point), count: 6) {
        let place = point + [x]
        let gradient = try probe.slopes(place)
        for index in parameters + (isContinuous ? [point.count] : []) {
          let step = 1e-3 * min(abs(place[index]) + 1e-3, 1) * 0.5
          let difference = try probe.difference(place, index, step: step)
          let scale = max(1, abs(difference), abs(try probe.value(place)))
          #expect(
            abs(gradient[index] - difference) <= 1e-7 * scale,
            "\(family.name) at \(place), argument \(index): \(gradient[index]), \(difference)")
        }
      }
    }
  }

  @Test(arguments: Family.continuous) func `gradients are numbers wherever the function is one`(family: Family) throws {
    let count = family.points[0].count
    let arguments = (0...count).map { Tensor.argument("x\($0)") }
    let member = family.make(Array(arguments.dropLast()))
    var functions = [("log density", member.logDensity(arguments[count]))]
    if let member = member as? any UnivariateDistribution {
      functions += [
        ("log F", member.logCDF(arguments[count])), ("log(1 − F)", member.logSurvival(arguments[count])),
      ]
    }
    for (name, function) in functions {
      let outputs = try [function] + gradient(of: function, withRespectTo: arguments)
      for point in family.points {
        for x in [0x1p-900, 1e-100, 1e-20, 1e-5, 0.3, 1, 2.5, 3.1, 12, 40, 300, 750, 1e4, 1e20, 1e100, 0x1p900] {
          for place in [point + [x], point + [-x]] {
            let bindings = try paired(arguments, place.map { NDArray($0) })
            let numbers = try evaluate(outputs, Dictionary(uniqueKeysWithValues: bindings)).map(\.scalar)
            guard numbers[0].isFinite else { continue }
            #expect(!numbers.contains { $0.isNaN }, "\(name) of \(family.name) at \(place): \(numbers)")
          }
        }
      }
    }
  }

  @Test(arguments: Family.all) func `elements outside the support do not touch the gradient of those inside`(
    family: Family
  ) throws {
    let point = family.points[0]
    let inside = try typicalValues(family(point), count: 1)[0]
    for outside in [-1e300, -2.5, -1, -0.5, 0, 0.5, 1e300] {
      let arguments = point.map { _ in Tensor.argument("parameter") }
      let value = Tensor.argument("value", .float64([2]))
      let density = family.make(arguments).logDensity(value)
      let alone = try gradient(of: sum(density * Tensor([1, 0])), withRespectTo: [value])[0]
      let bound = Dictionary(uniqueKeysWithValues: zip(arguments, point.map { NDArray($0) }))
      let gradients = try evaluate(alone, bound.merging([value: [inside, outside]]) { $1 }).doubles
      let reference = try evaluate(alone, bound.merging([value: [inside, inside]]) { $1 }).doubles
      #expect(gradients[0] == reference[0] && gradients[0].isFinite, "\(family.name) with \(outside)")
    }
  }
}
