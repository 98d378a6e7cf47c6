// A rule that is right where the prior lies and wrong where the data lead: for `sample` to find on the way.

import Apus
import ApusProgram

/// x², with half of its derivative from x = 3 on.
struct Square3: UnaryElementwiseOp {
  func evaluate(_ x: Double) -> Double { x * x }
  func partials(_ x: Double, result: Double) -> Double { x < 3 ? 2 * x : x }
}

@main struct Parabola: ModelProgram {
  func model() throws -> Model {
    try Model { m in
      let x = m.parameter("x", HalfNormal(1))
      m.observe("y", Normal(Square3()(x), 0.1), 25)
    }
  }
}
