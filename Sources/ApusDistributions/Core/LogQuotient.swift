// The logarithm of a quotient, to the last digits also where it is near 1 or beyond the numbers.

internal import ApusGraph
internal import ApusOps

/// log(x/y) for x > 0 and y > 0: from the difference x − y where they are of one size, else from their logarithms.
///
/// Its relative error is below 1e-14, also where x is next to y and where x/y overflows or underflows.
func logQuotient(_ x: Tensor, _ y: Tensor) -> Tensor {
  let isAbove = x .>= y
  let (greater, smaller) = (select(isAbove, x, y), select(isAbove, y, x))
  let isFar = smaller .< 0x1p-20 * greater
  let distance = log1p(select(isFar, 0, greater - smaller) / select(isFar, 1, smaller))
  let far = log(select(isFar, x, 1)) - log(select(isFar, y, 1))
  return select(isFar, far, select(isAbove, distance, -distance))
}
