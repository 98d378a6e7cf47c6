// A dataset with everything that files must keep: all element types and kinds of labels, odd numbers, odd names.

import ApusData
import ApusGraph

enum Sample {
  static let oddNumbers: [Double] = [1 / 3, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 1e308, -.infinity, 7]

  static func dataset(chains: Int = 2, draws: Int = 5) throws -> Dataset {
    let count = chains * draws
    let b = try DataArray(
      "b", NDArray((0..<(count * 4)).map { oddNumbers[$0 % 8] / Double($0 + 1) }, shape: [chains, draws, 2, 2]),
      dims: ["chain", "draw", "star", "telescope"],
      coords: ["star": .text(["tau", "ε Eri"]), "telescope": .integers([2003, -7])],
      attributes: ["unit": "m/s", "σ": "é", "scale": 0.5, "count": 3, "names": .list(["a", "b"])])
    let k = try DataArray(
      "k", NDArray((0..<count).map { $0 * 1_000_000_007 - 5 }, shape: [chains, draws]), dims: ["chain", "draw"])
    let z = try DataArray(
      "z[0] of.x", NDArray((0..<count).map(Double.init), shape: [chains, draws, 1]), dims: ["chain", "draw", "z_dim_0"])
    let divergent = try DataArray(
      "diverging", NDArray((0..<count).map { $0 % 3 == 1 }, shape: [chains, draws]), dims: ["chain", "draw"])
    let y = try DataArray("y", NDArray([1.5, .nan, -2]), dims: ["time"], coords: ["time": .numbers([0.5, 1e-3, 9])])
    let none = try DataArray("none", NDArray([] as [Double]), dims: ["nothing"])
    let flags = try DataArray("flags", NDArray([true, false, true]), dims: ["f"])
    let number = try DataArray("number", NDArray(2.5), dims: [])
    let whole = try DataArray("whole", NDArray(-3), dims: [])
    return Dataset(
      [
        try DataGroup(.posterior, [b, k, z], attributes: ["of": "the group"]), try DataGroup(.sampleStats, [divergent]),
        try DataGroup(.observedData, [y]), try DataGroup(.constantData, [none, flags, number, whole]),
      ], attributes: ["sampler": "NUTS", "seed": 7, "inference_library": "apus"])
  }
}
