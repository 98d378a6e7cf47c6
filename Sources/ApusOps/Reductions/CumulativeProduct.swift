// Running products along an axis, composed from products of slices.

public import ApusGraph

/// The running product along an axis, from its end where reversed; a negative axis counts from the end.
///
/// Partial products are joined by doubling, which is differentiable to all orders also where factors are 0; n factors take
/// ⌈log₂ n⌉ passes over the tensor. An axis that there is not is an error.
///
/// Reference: Hillis and Steele 1986, Data parallel algorithms, Communications of the ACM 29, 1170.
public func cumulativeProduct(
  _ x: Tensor, axis: Int = -1, reversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let place = x.shape.normalized(axis: axis) else {
    return x.refusing(axis: axis, in: "cumulativeProduct", at: .line(file: file, line: line))
  }
  let count = x.shape[place]
  var product = x
  var reach = 1
  while reach < count {
    let (head, tail) = (product.sliced(axis: place, 0..<reach), product.sliced(axis: place, (count - reach)..<count))
    let (early, late) = (
      product.sliced(axis: place, 0..<(count - reach)), product.sliced(axis: place, reach..<count)
    )
    product = concatenate(reversed ? [early * late, tail] : [head, early * late], axis: place)
    reach *= 2
  }
  return product
}
