// Running products along an axis, composed from products of slices.

public import ApusGraph

/// The running product along an axis, from its end where reversed; a negative axis counts from the end.
///
/// Partial products are joined by doubling, which is differentiable to all orders also where factors are 0; n factors take
/// ⌈log₂ n⌉ passes over the tensor. Powers of two are kept apart, so that only a result can overflow or underflow. Where a factor
/// is 0 and the product of the others overflows, the gradient is NaN. An axis that there is not is an error.
///
/// Reference: Hillis and Steele 1986, Data parallel algorithms, Communications of the ACM 29, 1170.
public func cumulativeProduct(
  _ x: Tensor, axis: Int = -1, reversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let place = x.shape.normalized(axis: axis) else {
    return x.refusing(axis: axis, in: "cumulativeProduct", at: .line(file: file, line: line))
  }
  guard x.type.elementType == .float64 else {
    return runningCombination(x, axis: place, reversed: reversed) { $0 * $1 }
  }
  return ScaledTensor(x).cumulativeProduct(axis: place, reversed: reversed).value
}

/// Combines the elements up to each one along an axis, by doubling.
private func runningCombination(
  _ x: Tensor, axis: Int, reversed: Bool, _ combine: (Tensor, Tensor) -> Tensor
) -> Tensor {
  let count = x.shape[axis]
  var result = x
  var reach = 1
  while reach < count {
    let (head, tail) = (result.sliced(axis: axis, 0..<reach), result.sliced(axis: axis, (count - reach)..<count))
    let (early, late) = (result.sliced(axis: axis, 0..<(count - reach)), result.sliced(axis: axis, reach..<count))
    result = concatenate(reversed ? [combine(early, late), tail] : [head, combine(early, late)], axis: axis)
    reach *= 2
  }
  return result
}

/// Numbers as products of a number of moderate size (or 0, ∞, NaN) and a power of two, which may be beyond the numbers.
///
/// The powers have no derivative: they are chosen by the numbers and undone in the end.
struct ScaledTensor {
  /// The numbers without the powers.
  let mantissa: Tensor
  /// The whole exponents of two.
  let exponent: Tensor

  init(_ x: Tensor) { self = ScaledTensor(mantissa: x, exponent: .zeros(x.type)).normalized }

  private init(mantissa: Tensor, exponent: Tensor) { (self.mantissa, self.exponent) = (mantissa, exponent) }

  /// The same numbers with mantissas from 1 to 2.
  private var normalized: ScaledTensor {
    let size = abs(stopGradient(mantissa))
    let isPlain = (size .> 0) .& (size .< Tensor(Double.infinity))
    let shift = floor(log2(select(isPlain, size, Tensor(1))))
    return ScaledTensor(mantissa: mantissa.scaled(byPowerOfTwo: -shift), exponent: exponent + shift)
  }

  /// The product of two, whose mantissas are below 2⁵¹².
  static func * (a: ScaledTensor, b: ScaledTensor) -> ScaledTensor {
    ScaledTensor(mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent)
  }

  /// The numbers, rounded where they are beyond the numbers.
  var value: Tensor { mantissa.scaled(byPowerOfTwo: minimum(maximum(exponent, -2200), 2200)) }

  /// The parts of each along an axis.
  func map(_ body: (Tensor) -> Tensor) -> ScaledTensor {
    ScaledTensor(mantissa: body(mantissa), exponent: body(exponent))
  }

  /// The running product along an axis.
  func cumulativeProduct(axis: Int, reversed: Bool) -> ScaledTensor {
    let count = mantissa.shape[axis]
    var result = self
    var reach = 1
    while reach < count {
      let (start, end) = (0..<(count - reach), reach..<count)
      let rest = reversed ? (count - reach)..<count : 0..<reach
      let joined = result.map { $0.sliced(axis: axis, start) } * result.map { $0.sliced(axis: axis, end) }
      let kept = result.map { $0.sliced(axis: axis, rest) }
      result = ScaledTensor.joined(reversed ? [joined, kept] : [kept, joined], axis: axis)
      reach *= 2
      // The product of so many mantissas is near the largest number.
      if reach.isMultiple(of: 256) { result = result.normalized }
    }
    return result
  }

  /// One after the other along an axis.
  static func joined(_ parts: [ScaledTensor], axis: Int) -> ScaledTensor {
    ScaledTensor(
      mantissa: concatenate(parts.map(\.mantissa), axis: axis),
      exponent: concatenate(parts.map(\.exponent), axis: axis))
  }
}

extension Tensor {
  /// The tensor times 2ⁿ for whole n within ±2200, in three steps, of which none is beyond the numbers.
  fileprivate func scaled(byPowerOfTwo n: Tensor) -> Tensor {
    let third = round(n * (1.0 / 3))
    let power = exp2(third)
    return ((self * power) * power) * exp2(n - 2 * third)
  }
}
