// The log density and the gradient of every model of the textbooks as text, and the models themselves: read back they are the
// same nodes.

import ApusExtension
import Testing

@Suite struct TextbookTextTests {
  @Test func `every model's log density and gradient read back as the same nodes`() throws {
    var largeArrays = 0
    for row in TextbookCase.all where row.scaling == .standardised {
      let model = try row.build(TextbookData(row.scaling))
      let outputs = [model.logDensity()] + (try model.gradient())
      let arguments = model.parameters.map(\.unconstrained)
      let printed = try GraphText(outputs, arguments: arguments)
      #expect(printed.externals.isEmpty, "\(row.model.name)")
      #expect(Array(printed.arguments.prefix(arguments.count)) == arguments, "\(row.model.name)")
      let read = try GraphReader().read(printed.text, arguments: printed.arguments)
      #expect(read.outputs == outputs, "\(row.model.name)")
      let other = try GraphReader().read(printed.text)
      #expect(try GraphText(other.outputs, arguments: other.arguments).text == printed.text, "\(row.model.name)")
      largeArrays += printed.arrays.count
    }
    #expect(largeArrays > 0)
  }

  @Test func `every model reads back with the same log density, data and names`() throws {
    var counts: [String: Int] = [:]
    for row in TextbookCase.all where row.scaling == .standardised {
      let model = try row.build(TextbookData(row.scaling))
      let text = model.textModel
      #expect(text.logDensity == model.logDensity(), "\(row.model.name)")
      let printed = try ModelText(text)
      let read = try GraphReader().readModel(printed.text, arguments: printed.arguments)
      #expect(read.logDensity == model.logDensity(), "\(row.model.name)")
      #expect(read.parameters.map(\.name) == model.parameters.map(\.name), "\(row.model.name)")
      #expect(read.parameters.map(\.family) == model.parameters.map(\.distribution.name), "\(row.model.name)")
      #expect(read.observations.map(\.name) == model.observations.map(\.name), "\(row.model.name)")
      #expect(read.observations.map(\.dims) == model.observations.map(\.dims), "\(row.model.name)")
      #expect(read.deterministics.map(\.value) == text.deterministics.map(\.value), "\(row.model.name)")
      #expect(read.potentials.map(\.value) == text.potentials.map(\.value), "\(row.model.name)")
      #expect(read.coords == model.coords, "\(row.model.name)")
      #expect(read.data.map(\.value) == model.data.map(\.value), "\(row.model.name)")
      #expect(read.data.map(\.argument) == model.data.map(\.argument), "\(row.model.name)")
      let gradients = try gradient(of: read.logDensity, withRespectTo: read.parameters.map(\.unconstrained))
      #expect(try gradients == model.gradient(), "\(row.model.name)")
      // With arguments of its own it is another model, of the same text and digest.
      let other = try GraphReader().readModel(printed.text)
      #expect(try ModelText(other).text == printed.text, "\(row.model.name)")
      #expect(try ModelText.digest(of: other) == ModelText.digest(of: text), "\(row.model.name)")
      for (role, count) in [
        ("data", read.data.count), ("observations", read.observations.count),
        ("deterministics", read.deterministics.count), ("potentials", read.potentials.count),
      ] { counts[role, default: 0] += count }
    }
    for role in ["data", "observations", "deterministics", "potentials"] {
      #expect(counts[role, default: 0] > 0, "no \(role) in any model")
    }
  }
}
