// Pseudorandom numbers for the pages: the same on every machine, but for the last digits of elementary functions.

internal import ApusSystem

/// SplitMix64 (Steele, Lea and Flood 2014) with the few distributions that the pages need.
package struct Generator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A number in (0, 1).
  package mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal number (Box and Muller).
  package mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }

  /// A count with this mean, which is small (by products of uniform numbers).
  package mutating func poisson(_ mean: Double) -> Int {
    var (count, product) = (0, uniform())
    let limit = exp(-mean)
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }

  package func exp(_ x: Double) -> Double { ApusSystem.exp(x) }
  package func log(_ x: Double) -> Double { ApusSystem.log(x) }
}
