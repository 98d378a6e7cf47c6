// What ordered categories have in common: a latent number, and increasing cutpoints between the categories.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// A distribution of ordered categories.
package protocol OrderedCategories: Distribution {
  /// The number of categories.
  var categoryCount: Int { get }
}

/// The cutpoints c₀ < c₁ < … along the last axis, seen from a linear predictor η: category k lies between c_{k−1} and c_k.
struct OrderedCutpoints: Sendable {
  let predictor: Tensor
  let cutpoints: Tensor

  var parameters: [DistributionParameter] {
    [
      DistributionParameter("predictor", predictor, .finite),
      DistributionParameter("cutpoints", cutpoints, .increasing),
    ]
  }

  /// The number of categories: one more than cutpoints.
  var categoryCount: Int { 1 + (cutpoints.shape.dimensions.last ?? 0) }

  var support: Support { .integers(lower: 0, upper: Tensor(Double(categoryCount - 1))) }

  /// Where a category lies.
  struct Place {
    /// Its cutpoints less the predictor; 0 where there is none.
    let (lower, upper): (Tensor, Tensor)
    /// The distance of its cutpoints; 1 where one is missing.
    let width: Tensor
    let isFirst: Tensor
    let isLast: Tensor
    let isOutside: Tensor
  }

  /// The place of a category; that of category 0 for what is none.
  func place(of value: Tensor) -> Place {
    let isOutside = value.isNoCount .| (value .> Tensor(Double(categoryCount - 1)))
    let k = value.replacing(isOutside, with: 0)
    let (isFirst, isLast) = (k .< 1, k .>= Tensor(Double(categoryCount - 1)))
    let (lower, upper) = (cutpoint(k - 1), cutpoint(k))
    return Place(
      lower: (lower - predictor).replacing(isFirst, with: 0), upper: (upper - predictor).replacing(isLast, with: 0),
      width: (upper - lower).replacing(isFirst .| isLast, with: 1), isFirst: isFirst, isLast: isLast,
      isOutside: isOutside)
  }

  /// The cutpoint of each index; some number where there is none.
  private func cutpoint(_ index: Tensor) -> Tensor {
    // The same cutpoints for all are looked up.
    if cutpoints.shape.rank == 1, categoryCount > 1 {
      let number = index.replacing(isNaN(index), with: 0)
      return gather(cutpoints, clip(number, 0, Double(categoryCount - 2)).cast(to: .int64))
    }
    let isPicked = index.withLastAxis .== Tensor((0..<categoryCount - 1).map(Double.init))
    return sum(select(isPicked, cutpoints, Tensor(0)), axes: [-1])
  }

  /// log P of every category along the last axis, for logistic noise: each as a sum of logarithms, in which neighbouring cutpoints do not
  /// cancel. NaN where the cutpoints do not increase.
  var logisticLogProbabilities: Tensor {
    let inner = categoryCount - 2
    let distance = cutpoints - predictor.withLastAxis
    guard inner >= 0 else { return 0 * predictor.withLastAxis }
    let (below, above) = (-softplus(-distance), -softplus(distance))
    let ends = (below.along(0..<1), above.along(inner..<inner + 1))
    guard inner > 0 else { return concatenate([ends.0, ends.1], axis: -1) }
    let widths = cutpoints.along(1..<inner + 1) - cutpoints.along(0..<inner)
    let between = below.along(1..<inner + 1) + above.along(0..<inner) + log1mexp(-widths)
    return concatenate([ends.0, between, ends.1], axis: -1)
      .valid(where: all(widths .> 0, axes: [-1], keepingDimensions: true))
  }

  /// The cutpoint above ⌊x⌋ less the predictor, 0 where there is none; whether x is below, or at or above, all categories but one.
  func end(of x: Tensor) -> (upper: Tensor, isBelow: Tensor, isAbove: Tensor) {
    let (isBelow, isAbove) = (x .< 0, x .>= Tensor(Double(categoryCount - 1)))
    let upper = cutpoint(floor(x.replacing(isBelow .| isAbove, with: 0))) - predictor
    return (upper.replacing(isBelow .| isAbove, with: 0), isBelow, isAbove)
  }

  /// The tensor where the cutpoints increase, NaN elsewhere, also for a predictor or a value of NaN.
  func valid(_ tensor: Tensor, at x: Tensor) -> Tensor {
    let isNumber = (x .== x) .& (predictor .== predictor)
    guard categoryCount > 2 else { return tensor.valid(where: isNumber) }
    let isIncreasing = cutpoints.along(1..<categoryCount - 1) .> cutpoints.along(0..<categoryCount - 2)
    return tensor.valid(where: isNumber .& all(isIncreasing, axes: [-1]))
  }

  /// Indices of `shape`: the number of cutpoints below η + ε, with ε drawn by `noise`.
  func draw(
    _ shape: Shape, _ parameters: [NDArray], using generator: inout Philox4x64,
    _ noise: (inout Philox4x64) -> Double
  ) -> NDArray {
    guard shape.isDrawable else { return NDArray([Int](), shape: shape) }
    var elements = [Double](repeating: .nan, count: shape.elementCount)
    let reader = ParameterReader(parameters, eventRanks: [0, 1], along: shape)
    guard reader.isComplete else { return NDArray(elements, shape: shape) }
    reader.forEach { index, blocks in
      let (latent, cuts) = ((blocks[0].first ?? .nan) + noise(&generator), Array(blocks[1]))
      guard !latent.isNaN, zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }), !cuts.contains(where: \.isNaN) else {
        return
      }
      elements[index] = Double(cuts.count { $0 < latent })
    }
    return wholeNumbers(elements, shape: shape)
  }
}
