// Models as diagrams, for the pages.

package import ApusReport

extension ExampleFits {
  package static let schoolsDiagram: ModelDiagram = {
    let school = [ModelDiagram.Plate("school", length: 8)]
    return ModelDiagram(
      nodes: [
        .init("mu", .parameter, family: "Normal(0, 5)"), .init("tau", .parameter, family: "HalfCauchy(5)"),
        .init("z", .parameter, family: "Normal(0, 1)", plates: school),
        .init("theta", .deterministic, family: "mu + tau * z", plates: school),
        .init("sigma", .data, plates: school), .init("y", .observed, family: "Normal", plates: school),
      ],
      edges: [
        .init("mu", "theta"), .init("tau", "theta"), .init("z", "theta"), .init("theta", "y"), .init("sigma", "y"),
      ])
  }()

  package static let hostileDiagram: ModelDiagram = {
    let plate = ModelDiagram.Plate("<plate> & more", length: 3)
    return ModelDiagram(
      nodes: [
        .init("<script>alert(6)</script>", .parameter, family: "<b>Normal</b>"),
        .init("a\"b", .observed, plates: [plate]),
        .init("loop", .deterministic), .init("κ", .data, plates: [plate, .init("week", length: 52)]),
      ],
      edges: [
        .init("<script>alert(6)</script>", "a\"b"), .init("loop", "loop"), .init("a\"b", "loop"),
        .init("loop", "<script>alert(6)</script>"), .init("nobody", "loop"), .init("κ", "a\"b"),
      ])
  }()

  /// A model with plates that cross, and a path that leaves a plate and comes back.
  package static let largeDiagram: ModelDiagram = {
    let star = ModelDiagram.Plate("star", length: 12)
    let night = ModelDiagram.Plate("night", length: 340)
    let planet = ModelDiagram.Plate("planet", length: 2)
    return ModelDiagram(
      nodes: [
        .init("P", .parameter, family: "LogNormal", plates: [planet]),
        .init("K", .parameter, family: "HalfNormal", plates: [planet]),
        .init("e", .parameter, family: "Beta", plates: [planet]),
        .init("gamma", .parameter, family: "Normal", plates: [star]),
        .init("mean gamma", .deterministic, family: "mean"), .init("rest", .deterministic, plates: [star]),
        .init("jitter", .parameter, family: "HalfCauchy"), .init("times", .data, plates: [night]),
        .init("velocity", .deterministic, plates: [star, night]),
        .init("orbit", .deterministic, plates: [planet, night]),
        .init("rv", .observed, family: "StudentT", plates: [star, night]), .init("nu", .parameter, family: "Gamma"),
      ],
      edges: [
        .init("P", "orbit"), .init("K", "orbit"), .init("e", "orbit"), .init("times", "orbit"),
        .init("orbit", "velocity"),
        .init("gamma", "mean gamma"), .init("mean gamma", "rest"), .init("gamma", "rest"), .init("rest", "velocity"),
        .init("velocity", "rv"), .init("jitter", "rv"), .init("nu", "rv"),
      ])
  }()
}
