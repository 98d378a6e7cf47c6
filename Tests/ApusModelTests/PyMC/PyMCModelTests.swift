// Models written as in PyMC have PyMC's log density.

import ApusExtension
import Testing

@Suite struct PyMCModelTests {
  @Test(arguments: PyMCModel.written.keys.sorted())
  func `the log density of a model is PyMC's`(name: String) throws {
    let row = try #require(PyMCModel.all.get().first { $0.name == name })
    let declare = try #require(PyMCModel.written[name])
    let model = try Model { m in declare(&m, row) }
    let density = model.logDensityTerms(jacobian: false).map { sum($0.value) }
    let compiled = try model.compile(density)
    #expect(row.points.count == 5)
    for point in row.points {
      let found = try compiled(model.unconstrain(point.values.mapValues(\.array))).map(\.scalar)
      let total = found.reduce(0, +)
      let size = found.map(abs).reduce(1, +)
      #expect(
        abs(total - point.logDensity) <= 1e-10 * min(size, abs(point.logDensity) + 1),
        "\(total), not \(point.logDensity)")
    }
  }

  @Test func `every model of the file is written`() throws {
    #expect(try Set(PyMCModel.all.get().map(\.name)) == Set(PyMCModel.written.keys))
  }
}
