// A hundred parameters that are quickly drawn, for runs whose length shows in memory and on the disk.

import Apus
import ApusProgram

@main struct LongRun: ModelProgram {
  func model() throws -> Model {
    try Model { m in
      let scales = (0..<100).map { 1 + Double($0 % 7) }
      let x = m.parameter("x", Normal(0, 1), shape: [100])
      m.observe("y", Normal(x, scales), scales.map { $0 / 3 })
    }
  }
}
