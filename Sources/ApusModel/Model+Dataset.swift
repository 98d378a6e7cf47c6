// The model's variables as a dataset's schema, and the way from positions to blocks of draws.

internal import ApusData
internal import ApusDiagnostics
internal import ApusGraph
internal import ApusInference
internal import ApusInterpreter

extension Model {
  var labels: [String: Labels] { coords.mapValues(Labels.text) }

  /// What is kept with draws: the parameters and the deterministics.
  var keptValues: [Tensor] { parameters.map(\.value) + deterministics.map(\.value) }

  func keptVariables(_ group: DataGroup.Name = .posterior) -> [DatasetSchema.Variable] {
    parameters.map { DatasetSchema.Variable($0.name, $0.value.type, dims: $0.dims, group: group) }
      + deterministics.map { DatasetSchema.Variable($0.name, $0.value.type, dims: $0.dims, group: group) }
  }

  func observedVariables(_ group: DataGroup.Name) -> [DatasetSchema.Variable] {
    observations.map { DatasetSchema.Variable($0.name, $0.value.type, dims: $0.dims, group: group) }
  }

  /// The data: the observed ones and the others, as groups; groups without arrays are left out.
  ///
  /// Observed values that are computed from data are computed once more.
  var dataGroups: [DataGroup] {
    let (observed, bindings) = (Set(observations.map(\.name)), dataBindings)
    func array(_ name: String, _ value: NDArray, _ dims: [String]) -> DataArray? {
      let variable = DatasetSchema.Variable(name, value.type, dims: dims)
      return try? DataArray(name, value, dims: variable.dims, coords: labels.filter { dims.contains($0.key) })
    }
    let values = observations.compactMap { observation in
      (bindings[observation.value] ?? (try? evaluate(observation.value, bindings))).flatMap {
        array(observation.name, $0, observation.dims)
      }
    }
    let others = data.filter { !observed.contains($0.name) }.compactMap { array($0.name, $0.value, $0.dims) }
    return [(DataGroup.Name.observedData, values), (.constantData, others)].compactMap { name, arrays in
      arrays.isEmpty ? nil : try? DataGroup(name, arrays)
    }
  }

  /// The parameters and deterministics on the constrained space at positions of several chains of equal length.
  ///
  /// Where an Op throws in a deterministic, the value is NaN.
  func draws(
    at positions: [[Double]], count: Int, by function: CompiledFunction
  ) throws(ModelError) -> (draws: DataGroup, thrown: [ThrownError]) {
    try ModelError.lifting {
      let sink = MemorySink()
      var thrown: [ThrownError] = []
      try sink.open(
        DatasetSchema(keptVariables(), chainCount: positions.count, drawCount: count, coords: labels))
      // Blocks of about a megabyte.
      let length = max((1 << 17) / max(keptValues.reduce(1) { $0 + $1.type.elementCount }, 1), 1)
      for (chain, positions) in positions.enumerated() where !keptValues.isEmpty {
        for begin in stride(from: 0, to: count, by: length) {
          let end = min(begin + length, count)
          let (values, found) = try function.block(
            at: positions[(begin * dimension)..<(end * dimension)], count: end - begin)
          thrown = thrown.merged(with: found)
          try sink.append(DrawBlock(chain: chain, firstDraw: begin, count: end - begin, values: values))
        }
      }
      return (try sink.dataset()[.posterior] ?? DataGroup(.posterior), thrown)
    }
  }

  /// The same by a function that is compiled for it.
  func draws(
    at positions: [[Double]], count: Int, backend: Backend
  ) throws(ModelError) -> (draws: DataGroup, thrown: [ThrownError]) {
    try draws(at: positions, count: count, by: compile(keptValues, backend: backend))
  }
}

extension Dataset {
  /// What a dataset says of the run that made its draws.
  static func attributes(sampler: String, seed: UInt64, _ others: [String: Attribute]) -> [String: Attribute] {
    others.merging([
      "inference_library": "apus", "inference_library_version": .text(ApusRelease.version), "sampler": .text(sampler),
      "seed": .text("\(seed)"),
    ]) { own, _ in own }
  }
}

extension CompiledFunction {
  /// The values at positions that follow one another, for each output as one array of shape (count, its shape), with what Ops threw.
  func block(
    at positions: ArraySlice<Double>, count: Int
  ) throws(ModelError) -> (values: [NDArray], thrown: [ThrownError]) {
    var buffers = outputTypes.map { DrawBuffer($0.elementType, capacity: count * $0.elementCount) }
    let thrown = try evaluate(at: positions, count: count) { _, values in
      for (place, value) in values.enumerated() {
        if value.type.elementType == .float64 {
          buffers[place].append(value.float64)
        } else {
          buffers[place].append(value.array)
        }
      }
    }
    let arrays = zip(buffers, outputTypes).map { $0.array(Shape([count] + $1.shape.dimensions)) }
    return (arrays, thrown)
  }
}

extension Chains {
  /// The sampler's statistics of each draw by ArviZ's names: shape (chain, draw).
  func statistics() -> DataGroup? {
    let arrays = statisticNames.compactMap { name -> DataArray? in
      guard let rows = statistic(named: name) else { return nil }
      let values = TransitionStatistics.array(name, rows.flatMap { $0 }, shape: [rows.count, drawCount])
      return try? DataArray(name, values, dims: DataArray.sampleDims)
    }
    return try? DataGroup(.sampleStats, arrays)
  }
}

extension TransitionStatistics {
  static func elementType(of name: String) -> ElementType {
    switch kind(of: name) {
    case .number: .float64
    case .count: .int64
    case .truth: .bool
    }
  }

  static func array(_ name: String, _ values: [Double], shape: Shape) -> NDArray {
    switch elementType(of: name) {
    case .float64: NDArray(values, shape: shape)
    case .int64: NDArray(values.map { Int($0) }, shape: shape)
    case .bool: NDArray(values.map { $0 != 0 }, shape: shape)
    }
  }
}
