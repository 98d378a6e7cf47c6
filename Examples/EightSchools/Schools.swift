// Eight schools, non-centred: the smallest useful model, as a program.

import Apus
import ApusProgram

@main struct Schools: ModelProgram {
  let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
  let errors: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]

  func model() throws -> Model {
    try Model(coords: ["school": ["A", "B", "C", "D", "E", "F", "G", "H"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
      m.observe("y", Normal(theta, errors), effects)
    }
  }
}
