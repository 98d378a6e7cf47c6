// Draws of a chain that wait, and the blocks that are made of them: values on the constrained space, statistics by name.

internal import ApusData
internal import ApusGraph
internal import ApusInference

/// What waits of one chain.
struct DrawRows: Sendable {
  var positions: [Double] = []
  var statistics: [Double] = []
  var isWarmup = false
  var count = 0
  /// What Ops threw in the draws that were written.
  var thrown: [ThrownError] = []

  mutating func add(_ chain: Chain, _ transition: Transition, ownCount: Int, keepsPosition: Bool) {
    transition.statistics.append(to: &statistics, ownCount: ownCount)
    if keepsPosition { positions.append(contentsOf: chain.positionBuffer) }
    count += 1
  }

  mutating func removeAll() {
    positions.removeAll(keepingCapacity: true)
    statistics.removeAll(keepingCapacity: true)
    count = 0
  }
}

/// Makes blocks of waiting draws, and the schema that they follow.
struct DrawBlocks: Sendable {
  let function: CompiledFunction
  let statisticNames: [String]
  let ownCount: Int
  /// The draws that wait at most: few enough that they stay in the processor's cache.
  let length: Int

  init(_ model: Model, _ request: SamplingRequest) throws(ModelError) {
    function = try model.compile(model.keptValues, backend: request.backend)
    let traits = request.sampler.traits
    ownCount = traits.statisticNames.count
    statisticNames = traits.allStatisticNames
    length = min(max((1 << 16) / max(model.dimension, 1), 1), 1000)
  }

  /// The variables of the sampler's statistics.
  func statisticVariables(_ group: DataGroup.Name) -> [DatasetSchema.Variable] {
    statisticNames.map { name in
      DatasetSchema.Variable(name, TensorType(TransitionStatistics.elementType(of: name), .scalar), group: group)
    }
  }

  /// The parameters and deterministics of waiting draws; notes what Ops threw in them.
  func values(of rows: inout DrawRows) throws(ModelError) -> [NDArray] {
    let (values, thrown) = try function.block(at: rows.positions[...], count: rows.count)
    rows.thrown = rows.thrown.merged(with: thrown)
    return values
  }

  func statistics(of rows: DrawRows) -> [NDArray] {
    let width = statisticNames.count
    return statisticNames.enumerated().map { place, name in
      TransitionStatistics.array(
        name, (0..<rows.count).map { rows.statistics[$0 * width + place] }, shape: [rows.count])
    }
  }
}
